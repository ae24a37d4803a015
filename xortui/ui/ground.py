"""The ground of the terminal: asks for its colour while the program is being loaded, so that nothing waits for it.

The answer comes among the keys. Behind the question stands another, which every terminal answers (device attributes):
once that answer is there, nothing more will come. An answer that comes late never becomes a key.
"""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from types import FrameType

QUESTION = b"\x1b]11;?\x07\x1b[c"
ESCAPE = "\x1b"
MAX_WAIT = 0.25
"""Seconds after the question at which no answer is waited for any more: loading takes longer."""
NOT_ASKED = ("dumb", "unknown", "linux", "vt", "ansi", "cons25", "screen.linux")
"""What the names of terminals begin with that are not asked: they have no such colour, or print the question."""
_COLOUR = re.compile(
    r"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})[^\x07\x1b]*(?:\x07|\x1b\\)"
)
_ATTRIBUTES = re.compile(r"\x1b\[\?[0-9;]*c")
_BEGUN = re.compile(r"\x1b(?:\](?:1(?:1(?:;[^\x07\x1b]{0,40}\x1b?)?)?)?|\[(?:\?[0-9;]*)?)?\Z")
"""An answer of which the end is still to come."""

Ground = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""


@dataclass(slots=True)
class TerminalAnswers:
    """Takes answers out of what is read from a terminal; what is left are keys."""

    ground: Ground | None = None
    """The colour, if it has come."""
    is_waiting: bool = False
    """Whether an answer may still come."""
    _begun: str = ""
    """What may be the beginning of an answer."""
    _is_escape_gone: bool = False
    """Whether the escape that it begins with has been handed on: it may be a key of its own."""

    def without_answers(self, text: str) -> str:
        """Return what has been read without answers; an answer that has only begun is kept until it goes on."""
        if not self.is_waiting:
            return text
        text = self._begun + text
        is_escape_gone = self._is_escape_gone
        self._begun = ""
        self._is_escape_gone = False
        if match := _COLOUR.search(text):
            red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in match.groups())
            self.ground = red, green, blue
            is_escape_gone = is_escape_gone and match.start() > 0
            text = text[: match.start()] + text[match.end() :]
        if match := _ATTRIBUTES.search(text):
            self.is_waiting = False
            is_escape_gone = is_escape_gone and match.start() > 0
            text = text[: match.start()] + text[match.end() :]
        elif match := _BEGUN.search(text):
            self._begun = match[0]
            self._is_escape_gone = match[0] == ESCAPE or (is_escape_gone and match.start() == 0)
            text = text if match[0] == ESCAPE else text[: match.start()]
        return text.removeprefix(ESCAPE) if is_escape_gone else text


@dataclass(slots=True)
class Asked:
    """What came of the question."""

    answers: TerminalAnswers
    typed: str = ""
    """What a person typed meanwhile."""

    @property
    def ground(self) -> Ground | None:
        """The colour of the terminal's ground, if it has told it."""
        return self.answers.ground


def can_be_asked(environment: Mapping[str, str]) -> bool:
    """Say whether a terminal is one to be asked."""
    term = environment.get("TERM", "").lower()
    if not term or term.startswith(NOT_ASKED) or environment.get("NO_COLOR"):
        return False
    streams = (sys.__stdin__, sys.__stderr__)
    return all(stream is not None and not stream.closed and stream.isatty() for stream in streams)


@contextmanager
def asking_for_ground(environment: Mapping[str, str], *, is_wanted: bool = True) -> Iterator[Asked]:
    """Ask, have something else done meanwhile, and then take the answer.

    Args:
        environment: of the process.
        is_wanted: whether to ask at all.
    """
    asked = Asked(TerminalAnswers())
    if not is_wanted or not can_be_asked(environment) or sys.__stdin__ is None or sys.__stderr__ is None:
        yield asked
        return
    keyboard = sys.__stdin__.fileno()
    with _unechoed(keyboard) as is_ready:
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
    """Read until there is nothing more to come, or nothing more to be waited for."""
    data = b""
    while asked.answers.is_waiting:
        ready, _, _ = select.select([keyboard], [], [], max(until - monotonic(), 0))
        if not ready:
            break
        read = os.read(keyboard, 4096)
        if not read:
            break
        data += read
        with suppress(UnicodeDecodeError):  # the rest of a letter is still to come
            asked.typed += asked.answers.without_answers(data.decode("utf-8"))
            data = b""
    asked.typed += data.decode("utf-8", "ignore")


@contextmanager
def _unechoed(keyboard: int) -> Iterator[bool]:
    """Keep the terminal from showing the answer, and from holding it back to the end of a line."""
    try:
        before = termios.tcgetattr(keyboard)
        attributes = termios.tcgetattr(keyboard)
        attributes[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(keyboard, termios.TCSANOW, attributes)
    except termios.error:
        yield False
        return

    def put_back() -> None:
        with suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(keyboard, termios.TCSANOW, before)

    def leave(number: int, _: FrameType | None) -> None:
        put_back()
        os._exit(128 + number)

    numbers = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, leave)
    try:
        yield True
    finally:
        put_back()
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
