"""The player of recordings: where one is in one, what is due next, and what each key does."""

from __future__ import annotations

from collections.abc import Callable

from xortui.export.cast import CLEAN, MARK, OUTPUT, Cast

MAX_PAUSE = 2.0
"""Seconds between two events, unless the recording says another limit."""
PACES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""How many times as fast as it was recorded it can be played."""
KEYS = {
    " ": "pause", "n": "next", "\x1b[C": "next", "\x1bOC": "next", "N": "previous", "\x1b[D": "previous",
    "\x1bOD": "previous", "+": "faster", "=": "faster", "-": "slower", ".": "frame", "r": "rewind", "q": "quit",
    "\x03": "quit", "\x04": "quit",
}  # fmt: skip
"""What each key does."""
TOLD_KEYS = (
    "space plays or stops  ← → marks  + - pace  . frame  q quits",
    "space plays  ← → marks  + - pace  . frame  q quits",
    "space plays  ← → marks  q quits",
    "q quits",
)
"""The keys in a line, from all of them to the one that leads out."""


class RecordingPlayer:
    """Where one is in a recording; writes what is due, and knows how long to wait. It has no terminal of its own."""

    def __init__(self, cast: Cast, write: Callable[[str], None]) -> None:
        """Stand at the beginning.

        Args:
            cast: the recording.
            write: takes what the terminal is sent.
        """
        self._cast = cast
        self._write = write
        self._pace = PACES.index(1.0)
        self.place = 0
        """How many events have been shown."""
        self.is_playing = True
        """Whether it goes on by itself."""
        self.is_over = False
        """Whether one has left."""

    @property
    def wait(self) -> float | None:
        """Seconds until the next event at this pace; None if nothing goes on by itself."""
        if not self.is_playing or self.is_at_end:
            return None
        events = self._cast.events
        before = events[self.place - 1].seconds if self.place else 0.0
        longest = self._cast.idle or MAX_PAUSE
        return min(events[self.place].seconds - before, longest) / PACES[self._pace]

    @property
    def is_at_end(self) -> bool:
        """Whether everything has been shown."""
        return self.place >= len(self._cast.events)

    def told_in(self, width: int) -> str:
        """Return where one is, and as many of the keys as there is room for; the name of a mark may be long.

        Args:
            width: columns of the terminal.
        """
        marks = self._cast.marks
        passed = [place for place in marks if place < self.place]
        where = f"{self.place} of {len(self._cast.events)}"
        if passed:
            where = f"mark {len(passed)} of {len(marks)}: {self._cast.events[passed[-1]].text}"
        state = "▸" if self.is_playing and not self.is_at_end else "‖"
        place = f"{state} {where}  ×{PACES[self._pace]:g}"
        for keys in TOLD_KEYS:
            if len(place) + 2 + len(keys) <= width:
                return f"{place}  {keys}"
        return place[: max(width, 0)]

    def advance(self) -> None:
        """Show the next event; stop at a mark."""
        event = self._cast.events[self.place]
        self.place += 1
        if event.kind == OUTPUT:
            self._write(event.text)
        elif event.kind == MARK:
            self.is_playing = False
        if self.is_at_end:
            self.is_playing = False

    def press(self, key: str) -> None:
        """Do what a key stands for; others do nothing."""
        does = KEYS.get(key, "")
        if does == "pause":
            if self.is_at_end:
                self.go_to(0)
                self.is_playing = True
            else:
                self.is_playing = not self.is_playing
        elif does in ("next", "previous"):
            self._go_to_mark(back=does == "previous")
        elif does in ("faster", "slower"):
            self._pace = min(max(self._pace + (1 if does == "faster" else -1), 0), len(PACES) - 1)
        elif does == "frame":
            self.is_playing = False
            if not self.is_at_end:
                self.advance()
        elif does == "rewind":
            self.is_playing = False
            self.go_to(0)
        elif does == "quit":
            self.is_over = True

    def go_to(self, place: int) -> None:
        """Show the recording as it is after so many events."""
        if place < self.place:
            self._write(CLEAN)
            self.place = 0
        for event in self._cast.events[self.place : place]:
            if event.kind == OUTPUT:
                self._write(event.text)
        self.place = place

    def _go_to_mark(self, *, back: bool) -> None:
        """Go to behind the next mark, or the end; or to the one before, or the beginning."""
        self.is_playing = False
        ends = [place + 1 for place in self._cast.marks]
        if back:
            before = [end for end in ends if end < self.place]
            self.go_to(before[-1] if before else 0)
        else:
            after = [end for end in ends if end > self.place]
            self.go_to(after[0] if after else len(self._cast.events))
