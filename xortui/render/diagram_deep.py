"""The picture of a deep, narrow network: names and values stand above and below its units."""

from __future__ import annotations

from itertools import pairwise

from xortui.core.network import Network, Unit
from xortui.render.diagram_below import line_below
from xortui.render.diagram_layout import DiagramLayout, Figure, NamePlace, Widths, ordered, widths_of
from xortui.render.diagram_lines import Line, led_past
from xortui.render.diagram_room import Room

CELLS = (7, 6, 5, 4, 0)
"""Cells of a value: the most that fit are taken; with none, units have names alone."""
INPUT_CELLS = 4
"""Cells of an input's value, if that leaves room for larger values elsewhere."""
MIN_GAP = 3
"""Cells between the dots of two layers."""


def deep_layout(network: Network, parameter: str, width: int, height: int) -> DiagramLayout | None:
    """Return the picture with values as long as they fit; None if lines have no room."""
    for cells in CELLS:
        for first in (cells, min(cells, INPUT_CELLS)):
            picture = _Deep(network, width, height, cells, first)
            if picture.has_room():
                return picture.layout(parameter)
    return None


class _Deep:
    """A column of units for each layer, and a line below them."""

    def __init__(self, network: Network, width: int, height: int, cells: int, first_cells: int) -> None:
        self.network = network
        self.width = width
        self.height = height - 1
        """Rows above the line below."""
        names = widths_of(network, 0, sums=False)
        self.widths = Widths(names.unit, names.weight, cells, short=True)
        self.cells = [first_cells, *[cells] * (len(network.layers) - 1)]
        """Cells of the values in each layer."""
        self.blocks = [max(value_cells, names.unit) for value_cells in self.cells]
        """Cells of each column."""
        self.label_rows = 2 if cells else 1
        """Rows of a unit's name and value."""
        self.rows = [self._rows(size) for size in network.layers]
        self.columns = self._columns()
        self.room = Room(width, self.height)
        self.spots: dict[str, tuple[int, int]] = {}

    def _columns(self) -> list[int]:
        """Return where the columns begin. Gaps are equal; the first column may be narrower."""
        gaps = len(self.blocks) - 1
        spare = self.width - sum(self.blocks)
        return [sum(self.blocks[:i]) + i * spare // gaps for i in range(gaps + 1)]

    def _rows(self, count: int) -> list[int]:
        """Return the rows of a layer's units; none if their names and values have no room."""
        first, last = self.label_rows, self.height - 1 - self.label_rows
        if last < first:
            return []
        if count == 1:
            return [(self.height - 1) // 2]
        rows = [first + round(i * (last - first) / (count - 1)) for i in range(count)]
        for number, (above, below) in enumerate(pairwise(rows)):
            # Between the last upper and the first lower unit stands no label.
            is_middle = self._is_upper(number, count) and not self._is_upper(number + 1, count)
            least = 2 if is_middle else self.label_rows + 1
            if below - above < least:
                return []
        return rows

    def _is_upper(self, number: int, count: int) -> bool:
        """Say whether the name of a layer's unit stands above it: in the upper half it does."""
        return number < (count + 1) // 2

    def has_room(self) -> bool:
        """Say whether there is a blank between the columns, and room for lines between the dots."""
        apart = [after - x for x, after in pairwise(self.columns)]
        has_gaps = all(cells > block for cells, block in zip(apart, self.blocks, strict=False))
        return has_gaps and min(apart) >= MIN_GAP + 1 and all(self.rows)

    def layout(self, parameter: str) -> DiagramLayout:
        """Return the picture."""
        names: list[NamePlace] = []
        figures: list[Figure] = []
        for layer, units in enumerate(self.network.units):
            for number, unit in enumerate(units):
                x, y = self.columns[layer], self.rows[layer][number]
                top = y - self.label_rows if self._is_upper(number, len(units)) else y + 1
                self.spots[unit.name] = x, y
                names.append(NamePlace(x, top, unit.name))
                if self.widths.digits:
                    figures.append(Figure(x, top + 1, unit.name, self.cells[layer]))
                for row in range(min(top, y), max(top + self.label_rows, y + 1)):
                    self.room.take(unit.name, x, row, self.blocks[layer])
        lines = [self._line(p.name, p.source, p.target) for p in self.network.parameters if p.source]
        edges = [edge for line in lines for edge in line.edges()]
        shown = {figure.name for figure in figures}
        chosen = self.network.parameter(parameter)
        below = line_below(self.network, chosen, self.widths, shown, self.width, self.height)
        return DiagramLayout(
            widths=self.widths,
            nodes=tuple(NamePlace(x, y, name) for name, (x, y) in self.spots.items()),
            labels=(),
            edges=ordered(edges, self.network, parameter),
            below=below.labels,
            names=tuple(names),
            figures=tuple(figures),
            notes=below.notes,
        )

    def _line(self, name: str, source: Unit, target: Unit) -> Line:
        """Return the line of a weight, led past the units between its own."""
        x0, y0 = self.spots[source.name]
        x1, y1 = self.spots[target.name]
        start = 2 * x0 + 2, 4 * y0 + 2
        end = 2 * x1 - 3, 4 * y1 + 2
        between = [(x - 1, x + 2) for x in self.columns if x0 < x < x1]
        points = led_past(start, end, between, self.height, self.room.is_free)
        return Line(name, points, x0, x1)
