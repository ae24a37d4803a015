"""A canvas whose lines are ASCII characters, one to a cell, where there are no braille dots."""

from __future__ import annotations

from xortui.render.canvas import Canvas
from xortui.render.row import Hit, Row

FLAT = "'-."
"""A flat line in the upper, the middle and the lower third of its cell."""
HEAVY = "#"
"""A piece of a heavy line in any direction."""
DASH = 3
"""Cells from one gap of a broken line to the next."""


class AsciiCanvas(Canvas):
    """Cells of one character, role and hit each."""

    def __init__(self, width: int, height: int) -> None:
        """Make a blank one."""
        super().__init__(width, height)
        self._strokes: dict[tuple[int, int], str] = {}

    def write(self, x: int, y: int, text: str, role: str = "text", hit: Hit | None = None) -> None:
        """Write a text from cell (x, y) on; what falls outside is left out."""
        super().write(x, y, text, role, hit)
        for i in range(len(text)):
            self._strokes.pop((x + i, y), None)

    def line(
        self,
        start: tuple[int, int],
        end: tuple[int, int],
        role: str,
        hit: Hit | None = None,
        *,
        dotted: bool = False,
        heavy: bool = False,
    ) -> None:
        """Draw a straight line between two dots, of two by four to the cell; one that is to be dotted has gaps."""
        x0, y0 = (start[0] + 0.5) / 2, (start[1] + 0.5) / 4
        x1, y1 = (end[0] + 0.5) / 2, (end[1] + 0.5) / 4
        across = x1 - x0
        down = y1 - y0
        is_steep = abs(down) > abs(across)
        count = max(round(abs(down if is_steep else across)), 1)
        for i in range(count + 1):
            if dotted and i % DASH == DASH - 1:
                continue
            share = min((i + 0.5) / count, 1.0)
            x, y = x0 + share * across, y0 + share * down
            character = HEAVY if heavy else _character(across, down, y % 1)
            self._stroke(int(x), int(y), character, role, hit)

    def _stroke(self, x: int, y: int, character: str, role: str, hit: Hit | None) -> None:
        if not (0 <= x < self.width and 0 <= y < self.height):
            return
        before = self._strokes.get((x, y))
        if before is None and not self.is_blank(x, y):
            return
        if before is not None and {before, character} == {"/", "\\"}:
            character = "X"
        super().write(x, y, character, role, hit)
        self._strokes[x, y] = character

    def rows(self) -> list[Row]:
        """Return the picture; beside a name or a number there is no - that could be taken for a sign."""
        for (x, y), character in list(self._strokes.items()):
            if character == "-" and (self._is_word(x - 1, y) or self._is_word(x + 1, y)):
                super().write(x, y, " ")
        return super().rows()

    def _is_word(self, x: int, y: int) -> bool:
        return 0 <= x < self.width and self._text[y][x].isalnum()


def _character(across: float, down: float, height: float) -> str:
    """Return what looks like a piece of a line of this direction, at a height in its cell from 0 to 1."""
    if abs(down) >= 2 * abs(across):
        return "|"
    if abs(down) >= 0.6 * abs(across):
        return "\\" if (down > 0) == (across > 0) else "/"
    return FLAT[min(int(3 * height), 2)]
