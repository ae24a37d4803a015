"""A grid of cells to draw on: text in cells, lines in braille dots of two by four to the cell."""

from __future__ import annotations

from xortui.render.row import Hit, Row, Span

# Bit of each dot in a braille character, by (column, row) inside the cell.
_DOTS = {(0, 0): 1, (0, 1): 2, (0, 2): 4, (1, 0): 8, (1, 1): 16, (1, 2): 32, (0, 3): 64, (1, 3): 128}


class Canvas:
    """Cells of one character, role and hit each."""

    def __init__(self, width: int, height: int, *, shared: str = "") -> None:
        """Make a blank one.

        Args:
            width: cells.
            height: cells.
            shared: the role of a cell with dots of two roles; if not given, the cell has the role of its latest dot.
        """
        self.width = width
        self.height = height
        self._shared = shared
        self._text = [[" "] * width for _ in range(height)]
        self._role = [["text"] * width for _ in range(height)]
        self._hit: list[list[Hit | None]] = [[None] * width for _ in range(height)]
        self._dots = [[0] * width for _ in range(height)]

    def write(self, x: int, y: int, text: str, role: str = "text", hit: Hit | None = None) -> None:
        """Write a text from cell (x, y) on; what falls outside is left out."""
        if not 0 <= y < self.height:
            return
        for i, letter in enumerate(text, start=x):
            if 0 <= i < self.width:
                self._text[y][i] = letter
                self._role[y][i] = role
                self._hit[y][i] = hit
                self._dots[y][i] = 0

    def is_blank(self, x: int, y: int) -> bool:
        """Say whether nothing is drawn or written in a cell."""
        return self._text[y][x] == " "

    def dot(self, x: int, y: int, role: str, hit: Hit | None = None) -> None:
        """Set the dot at (x, y), of 2·width by 4·height dots. Its cell takes the dot's role."""
        column = x // 2
        row = y // 4
        if (
            0 <= column < self.width
            and 0 <= row < self.height
            and (self._dots[row][column] or self._text[row][column] == " ")
        ):
            is_shared = bool(self._shared and self._dots[row][column] and self._role[row][column] != role)
            self._dots[row][column] |= _DOTS[x % 2, y % 4]
            self._text[row][column] = chr(0x2800 + self._dots[row][column])
            self._role[row][column] = self._shared if is_shared else role
            self._hit[row][column] = hit

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
        """Draw a straight line between two dots.

        Args:
            start: the dot where it begins.
            end: the dot where it ends.
            role: how it looks.
            hit: what a click on it means.
            dotted: whether every other dot is left out.
            heavy: whether it is two dots thick.
        """
        (x0, y0), (x1, y1) = start, end
        across = x1 - x0
        down = y1 - y0
        steps = max(abs(across), abs(down), 1)
        is_steep = abs(down) > abs(across)
        for i in range(0, steps + 1, 2 if dotted else 1):
            x = x0 + round(i * across / steps)
            y = y0 + round(i * down / steps)
            self.dot(x, y, role, hit)
            if heavy:
                self.dot(x + is_steep, y + (not is_steep), role, hit)

    def rows(self) -> list[Row]:
        """Return the picture: neighbouring cells of one role and hit in one span."""
        rows = []
        for text, role, hit in zip(self._text, self._role, self._hit, strict=True):
            spans: list[Span] = []
            start = 0
            for i in range(1, self.width + 1):
                if i == self.width or role[i] != role[start] or hit[i] != hit[start]:
                    spans.append(Span("".join(text[start:i]), role[start], hit[start]))
                    start = i
            rows.append(tuple(spans))
        return rows
