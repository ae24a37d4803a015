"""The selection: the cells between two points of a pane, from line to line as in running text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.style import Style
from textual.strip import Strip

SELECTED = Style(reverse=True)
"""No colour: a terminal that has none shows it, too."""


class Selection(NamedTuple):
    """Where a drag began, and where it is now: column and line, in any order."""

    begin: tuple[int, int]
    end: tuple[int, int]

    @property
    def lines(self) -> range:
        """The lines of which it has cells."""
        top, bottom = sorted((self.begin[1], self.end[1]))
        return range(top, bottom + 1)

    def cells(self, line: int, width: int) -> tuple[int, int]:
        """Return the first cell of a line that is selected, and the one behind the last."""
        first, last = sorted((self.begin, self.end), key=lambda point: (point[1], point[0]))
        start = first[0] if line == first[1] else 0
        stop = last[0] + 1 if line == last[1] else width
        return min(start, width), min(stop, width)

    def shown(self, strip: Strip, line: int) -> Strip:
        """Return a line of the pane with the selected cells marked."""
        if line not in self.lines:
            return strip
        start, stop = self.cells(line, strip.cell_length)
        marked = strip.crop(start, stop).apply_style(SELECTED)
        return Strip.join([strip.crop(0, start), marked, strip.crop(stop, strip.cell_length)])

    def text(self, strips: Sequence[Strip]) -> str:
        """Return what is selected of a pane's lines, without the blanks at their ends."""
        found = []
        for line in self.lines:
            if line < len(strips):
                strip = strips[line]
                found.append(strip.crop(*self.cells(line, strip.cell_length)).text.rstrip())
        return "\n".join(found)
