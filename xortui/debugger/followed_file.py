"""The followed file: a session that somebody else saves again and again, looked at without a trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from xortui.debugger.session_file import Mark, mark_of, read_marked, reason_of
from xortui.problems.table import one_line

PATIENCE = 1.0
"""Seconds that something is out of order before it is told: a file that is being copied is half there for a moment."""


class FollowedFile:
    """Says whether a file has something new; whatever is out of order is told in a line, and looked at again."""

    def __init__(self, path: Path, clock: Callable[[], float] = monotonic) -> None:
        """Look at nothing yet.

        Args:
            path: where the file is, or will be.
            clock: tells seconds.
        """
        self.path = path
        self._clock = clock
        self._seen: Mark | None = None
        self._last: dict[str, Any] | None = None
        self._is_refused = False
        self._reason = ""
        self._since = 0.0
        self.changed_at = clock()
        """When something new was last found, in seconds of the clock."""

    @property
    def trouble(self) -> str:
        """What is out of order, in a line; empty if nothing is, or only for a moment."""
        return self._reason if self._reason and self._clock() - self._since >= PATIENCE else ""

    @property
    def reason(self) -> str:
        """What was out of order at the last look, in a line; empty if nothing was."""
        return self._reason

    @property
    def minutes_quiet(self) -> int:
        """For how many whole minutes nothing new has been found."""
        return int((self._clock() - self.changed_at) / 60)

    def look(self) -> dict[str, Any] | None:
        """Return the session if it is another than at the last look, and whole; None otherwise."""
        try:
            there = mark_of(self.path.stat())
            if there == self._seen:
                return None
            document, self._seen = read_marked(self.path)
        except FileNotFoundError:
            self._seen = None
            self._note("is not there")
        except OSError as error:
            self._seen = None  # what is made readable looks as before
            self._note(f"cannot be read: {reason_of(error)}")
        except ValueError as error:
            self._seen = there
            self._note(str(error))
        else:
            return self._news(document)
        return None

    def _news(self, document: dict[str, Any]) -> dict[str, Any] | None:
        """Return a session that is whole, if it says anything new: a copy that is made again says the same."""
        if document == self._last:
            if not self._is_refused:
                self._reason = ""
            return None
        self._reason = ""
        self._last = document
        self._is_refused = False
        self.changed_at = self._clock()
        return document

    def refuse(self, reason: str) -> None:
        """Note that what was read last makes no sense."""
        self._is_refused = True
        self._note(reason)

    def _note(self, reason: str) -> None:
        told = one_line(f"{self.path.name}: {reason}")
        if not self._reason:
            self._since = self._clock()
        self._reason = told
