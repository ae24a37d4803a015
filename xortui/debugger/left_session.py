"""The session that was left: what there is to go on with, at a glance."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from xortui.debugger.session import summary
from xortui.debugger.session_file import SessionFile, listed_sessions
from xortui.language.phrase import phrase

MAX_NAME_LENGTH = 24
"""Letters of a problem's name that are told."""


class LeftSession(NamedTuple):
    """Where a session stands, and since when."""

    problem: str
    position: str
    saved: datetime

    def __str__(self) -> str:
        """Return it in a few words: 'xor at 12.45'."""
        name = self.problem if len(self.problem) <= MAX_NAME_LENGTH else f"{self.problem[: MAX_NAME_LENGTH - 1]}…"
        return phrase("{name} at {position}", name=name, position=self.position)

    def told(self) -> str:
        """Return it with the time at which it was saved."""
        return phrase("{session}, saved {saved}", session=self, saved=f"{self.saved:%Y-%m-%d %H:%M}")


def left_session() -> LeftSession | None:
    """Return the session that was saved last; None if there is none that can be gone on with."""
    with suppress(ValueError, OSError):
        for path in listed_sessions()[:1]:
            return session_left_in(path)
    return None


def session_left_in(path: Path) -> LeftSession:
    """Return the session of a file.

    Raises:
        ValueError: if it is none.
        OSError: if it is gone.
    """
    saved = datetime.fromtimestamp(path.stat().st_mtime)
    found = summary(SessionFile(path).read())
    return LeftSession(problem=found.problem, position=found.position, saved=saved)
