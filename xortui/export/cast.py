"""The cast: a recording of a terminal, as asciinema's format of version 2 has it.

The first line is a JSON object with the version and the size. Each line after it is one event: seconds from the start,
what it is, and a text. 'o' is what was written to the terminal, 'm' a mark with its name, 'r' a new size.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from time import monotonic
from typing import NamedTuple, TextIO

VERSION = 2
OUTPUT = "o"
MARK = "m"
RESIZE = "r"
SUFFIX = ".cast"
MAX_FILE_SIZE = 256_000_000
CLEAN = "\x1b[m\x1b[?25l\x1b[2J\x1b[H"
"""What a recording begins with: no style, no cursor, an empty screen."""


class Event(NamedTuple):
    """One thing that happened."""

    seconds: float
    """From the start."""
    kind: str
    """'o', 'm' or 'r'; others are left alone."""
    text: str


@dataclass(frozen=True, slots=True)
class Cast:
    """A recording that was read."""

    width: int
    height: int
    events: tuple[Event, ...]
    idle: float | None = None
    """Seconds that a pause takes at the most, if the recording says so."""

    @property
    def marks(self) -> tuple[int, ...]:
        """The places of the marks among the events."""
        return tuple([place for place, event in enumerate(self.events) if event.kind == MARK])


class CastWriter:
    """Writes what a terminal is sent to a new file, event by event."""

    def __init__(self, path: Path, title: str, clock: Callable[[], float] = monotonic) -> None:
        """Write nothing yet: the file is made with the first frame.

        Args:
            path: the file, which must not be there yet.
            title: what is recorded.
            clock: tells seconds.

        Raises:
            ValueError: if it is there, or is no name of a recording; one line.
        """
        if path.suffix.lower() != SUFFIX:
            raise ValueError(f"expected a file name that ends in {SUFFIX}, got {str(path)!r}")
        if path.exists():
            raise ValueError(f"{path} already exists; expected a new name")
        self.path = path
        self._title = title
        self._clock = clock
        self._file: TextIO | None = None
        self._begun = 0.0
        self._seconds = 0.0
        self._size = (0, 0)
        self._mark = ""
        self._is_over = False
        self.trouble = ""
        """Why it could not be written; empty if all is well."""

    def frame(self, text: str, width: int, height: int, mark: str = "") -> None:
        """Write what a terminal of some size was sent. A mark comes behind the last frame that shows its place.

        A place may take several frames to be shown: what is said of it comes a little later than its numbers.

        Args:
            text: text and codes; the first must paint every cell.
            width: columns.
            height: lines.
            mark: the name of the place that it shows; empty for none.
        """
        if self._is_over:
            return
        try:
            if mark != self._mark:
                self._end_mark()
            if self._file is None:
                self._open(width, height)
            elif (width, height) != self._size:
                self._write(RESIZE, f"{width}x{height}")
            self._size = (width, height)
            self._write(OUTPUT, text)
            self._mark = mark
        except OSError as error:
            self._give_up(error)
            self.close()

    def close(self) -> None:
        """End the recording."""
        self._is_over = True
        if self._file is None:
            return
        try:
            if not self.trouble:
                self._end_mark()
            self._file.close()
        except OSError as error:
            self._give_up(error)
        self._file = None

    def _give_up(self, error: OSError) -> None:
        """Keep why it could not be written, the first time."""
        self.trouble = self.trouble or f"{self.path}: {error.strerror or error}"

    def _end_mark(self) -> None:
        """Write the mark of the place that has been shown, if it has one."""
        if self._mark:
            self._write(MARK, self._mark)
            self._mark = ""

    def _open(self, width: int, height: int) -> None:
        self._file = self.path.open("x", encoding="utf-8", newline="\n")
        self._begun = self._clock()
        head = {"version": VERSION, "width": width, "height": height, "title": self._title}
        self._file.write(f"{json.dumps(head, ensure_ascii=False)}\n")
        self._write(OUTPUT, CLEAN)

    def _write(self, kind: str, text: str) -> None:
        assert self._file is not None
        if kind != MARK:  # which has the time of the frame before it
            self._seconds = round(self._clock() - self._begun, 3)
        seconds = self._seconds
        self._file.write(f"{json.dumps([seconds, kind, text], ensure_ascii=False)}\n")
        self._file.flush()


def read_cast(path: Path) -> Cast:
    """Return the recording in a file. A last line that is half written is left out.

    Raises:
        ValueError: if it can't be read, or is none; one line that says where and what was expected.
    """
    try:
        if path.stat().st_size > MAX_FILE_SIZE:
            raise ValueError(
                f"{path}: larger than {MAX_FILE_SIZE // 1_000_000} MB; expected a recording, which is smaller"
            )
        lines = path.read_text("utf-8").split("\n")
    except UnicodeDecodeError:
        raise ValueError(f"{path}: not UTF-8 text; expected a recording such as xortui's or asciinema's") from None
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None
    try:
        return _cast(lines)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _cast(lines: list[str]) -> Cast:
    head = _parsed(lines[0], 1)
    if not isinstance(head, dict) or head.get("version") != VERSION:
        found = head.get("version") if isinstance(head, dict) else None
        raise ValueError(f"line 1: expected the head of a recording of version {VERSION}, got version {found!r}")
    size = [_size(head, key) for key in ("width", "height")]
    events: list[Event] = []
    last = 0.0
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        try:
            found = _parsed(line, number)
        except ValueError:
            if number == len(lines):  # the recording was ended in the middle of it
                break
            raise
        event = _event(found, number, last)
        last = event.seconds
        events.append(event)
    if not events:
        raise ValueError("expected at least one event")
    idle = head.get("idle_time_limit")
    limit = float(idle) if isinstance(idle, int | float) and not isinstance(idle, bool) and idle > 0 else None
    return Cast(size[0], size[1], tuple(events), limit)


def _parsed(line: str, number: int) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError(f"line {number}: expected JSON, got {line[:20]!r}") from None


def _size(head: dict[str, object], key: str) -> int:
    value = head.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 10_000:
        raise ValueError(f"line 1: {key}: expected a whole number of at least 1, got {value!r}")
    return value


def _event(found: object, number: int, last: float) -> Event:
    is_event = isinstance(found, list) and len(found) == 3
    if not isinstance(found, list) or not is_event or not all(isinstance(part, str) for part in found[1:]):
        raise ValueError(f"line {number}: expected [seconds, kind, text]")
    seconds = found[0]
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not isfinite(seconds) or seconds < 0:
        raise ValueError(f"line {number}: expected seconds of at least 0, got {seconds!r}")
    return Event(max(float(seconds), last), found[1], found[2])
