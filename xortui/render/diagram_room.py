"""The room in a picture: which cells of each row a text has taken, and what is free."""

from __future__ import annotations

from collections.abc import Collection


class Room:
    """Rows of cells. Between two texts of one row there is always a blank."""

    def __init__(self, width: int, height: int) -> None:
        """Make an empty one."""
        self.width = width
        self.height = height
        self._rows: list[list[tuple[int, int, str]]] = [[] for _ in range(height)]
        """By row: the first cell of each text, one after its last, and its name."""

    def copy(self) -> Room:
        """Return another room with the same texts: a change of one leaves the other as it is."""
        room = Room(self.width, self.height)
        room._rows = [list(row) for row in self._rows]
        return room

    def take(self, name: str, x: int, y: int, width: int) -> None:
        """Take the cells of a text."""
        self._rows[y].append((x, x + width, name))

    def release(self, names: Collection[str]) -> None:
        """Give back the cells of some texts."""
        for place, row in enumerate(self._rows):
            self._rows[place] = [taken for taken in row if taken[2] not in names]

    def holds(self, x: int, y: int, width: int) -> bool:
        """Say whether a text there would lie inside the picture."""
        return x >= 0 and x + width <= self.width and 0 <= y < self.height

    def in_the_way(self, x: int, y: int, width: int) -> list[str]:
        """Return the texts that a text there would touch."""
        return [name for start, end, name in self._rows[y] if start <= x + width and x <= end]

    def is_free(self, x: int, y: int, width: int) -> bool:
        """Say whether a text fits there, with a blank on either side of it."""
        return self.holds(x, y, width) and not self.in_the_way(x, y, width)

    def blocked(self, y: int) -> list[tuple[int, int]]:
        """Return the cells of a row where no other text may stand: the first, and one after the last."""
        return [(start - 1, end + 1) for start, end, _ in self._rows[y]]
