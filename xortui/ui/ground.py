"""The ground: asks the terminal for the colour behind its text, while the program is being loaded.

The answer comes among the keys that are typed. A second question follows, for the terminal's attributes, which every
terminal answers. When its answer has come, no other will come. A late answer is never taken for a key.
"""

from __future__ import annotations

import os
import re
import select
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic

from xortui.ui.unechoed import unechoed

QUESTION = b"\x1b]11;?\x07\x1b[c"
"""Asks for the colour of the ground, and then for the attributes."""
ESCAPE = "\x1b"
MAX_WAIT = 0.25
"""Seconds to wait for the answers, counted from the question; loading the program usually takes longer."""
NOT_ASKED = ("dumb", "unknown", "linux", "vt", "ansi", "cons25", "screen.linux")
"""Beginnings of the names of terminals that are not asked: they do not know the question, or print it."""
_COLOUR = re.compile(
    r"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})[^\x07\x1b]*(?:\x07|\x1b\\)"
)
_ATTRIBUTES = re.compile(r"\x1b\[\?[0-9;]*c")
_BEGUN = re.compile(r"\x1b(?:\](?:1(?:1(?:;[^\x07\x1b]{0,40}\x1b?)?)?)?|\[(?:\?[0-9;]*)?)?\Z")
"""The beginning of an answer, at the end of what has been read."""

Ground = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""


@dataclass(slots=True)
class TerminalAnswers:
    """Takes the terminal's answers out of what is read from it; the rest are keys."""

    ground: Ground | None = None
    """The colour of the ground; None if the terminal has not told it."""
    is_waiting: bool = False
    """Whether an answer may still come."""
    _begun: str = ""
    """What has been read and may be the beginning of an answer."""
    _is_escape_gone: bool = False
    """Whether its first character, the escape, has been returned as a key: it may be the key escape."""

    def without_answers(self, text: str) -> str:
        """Return the keys in what has been read. What may be the beginning of an answer is kept until more is read."""
        if not self.is_waiting:
            return text
        text = self._begun + text
        is_escape_gone = self._is_escape_gone
        self._begun = ""
        self._is_escape_gone = False
        match = _COLOUR.search(text)
        if match:
            red, green, blue = map(_share, match.groups())
            self.ground = (red, green, blue)
            is_escape_gone = is_escape_gone and match.start() > 0
            text = text[: match.start()] + text[match.end() :]
        match = _ATTRIBUTES.search(text)
        if match:
            self.is_waiting = False
            is_escape_gone = is_escape_gone and match.start() > 0
            text = text[: match.start()] + text[match.end() :]
        else:
            match = _BEGUN.search(text)
            if match:
                self._begun = match[0]
                self._is_escape_gone = match[0] == ESCAPE or (is_escape_gone and match.start() == 0)
                if match[0] != ESCAPE:
                    text = text[: match.start()]
        return text.removeprefix(ESCAPE) if is_escape_gone else text


def _share(digits: str) -> float:
    """Return a colour's share, from 0 to 1, of as many hexadecimal digits as the terminal writes."""
    full = "f" * len(digits)
    return int(digits, 16) / int(full, 16)


@dataclass(slots=True)
class Asked:
    """What the terminal has answered, and what was typed before the program reads keys."""

    answers: TerminalAnswers
    typed: str = ""
    """The keys that were typed while the program was being loaded."""

    @property
    def ground(self) -> Ground | None:
        """The colour of the terminal's ground, if it has told it."""
        return self.answers.ground


def can_be_asked(environment: Mapping[str, str]) -> bool:
    """Say whether the terminal can be asked: it is one, and its kind knows the question."""
    term = environment.get("TERM", "").lower()
    if not term or term.startswith(NOT_ASKED) or environment.get("NO_COLOR"):
        return False
    streams = (sys.__stdin__, sys.__stderr__)
    return all(stream is not None and not stream.closed and stream.isatty() for stream in streams)


@contextmanager
def asking_for_ground(environment: Mapping[str, str], *, is_wanted: bool = True) -> Iterator[Asked]:
    """Ask on entering, and take the answers on leaving; what is done between does not wait for them.

    Args:
        environment: the variables of the process.
        is_wanted: whether to ask at all.
    """
    asked = Asked(TerminalAnswers())
    if not is_wanted or not can_be_asked(environment) or sys.__stdin__ is None or sys.__stderr__ is None:
        yield asked
        return
    keyboard = sys.__stdin__.fileno()
    with unechoed(keyboard) as is_ready:
        if not is_ready:
            yield asked
            return
        sys.__stderr__.flush()
        os.write(sys.__stderr__.fileno(), QUESTION)
        until = monotonic() + MAX_WAIT
        asked.answers.is_waiting = True
        yield asked
        _listen(keyboard, asked, until)


def _listen(keyboard: int, asked: Asked, until: float) -> None:
    """Read until the last answer has come, or the time to wait is over.

    Args:
        keyboard: the file descriptor that is read.
        asked: takes the answers, and the keys.
        until: the time at which to stop, as `monotonic` counts it.
    """
    data = b""
    while asked.answers.is_waiting:
        ready, _, _ = select.select([keyboard], [], [], max(until - monotonic(), 0))
        if not ready:
            break
        read = os.read(keyboard, 4096)
        if not read:
            break
        data += read
        with suppress(UnicodeDecodeError):  # the rest of a character is still to come
            asked.typed += asked.answers.without_answers(data.decode("utf-8"))
            data = b""
    asked.typed += data.decode("utf-8", "ignore")
