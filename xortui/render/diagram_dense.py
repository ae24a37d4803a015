"""The picture of a network with many units: one unit on each row, its value beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from xortui.core.network import Network, Parameter, Unit
from xortui.language.phrase import phrase
from xortui.render.diagram_below import line_below
from xortui.render.diagram_layout import (
    MIN_VALUE_CELLS,
    DiagramLayout,
    NamePlace,
    Note,
    Widths,
    lit,
    ordered,
    unsigned,
    widths_of,
)
from xortui.render.diagram_lines import Line, Lines, led_past, named
from xortui.render.diagram_room import Room

ROOMY = ((8, 16), (7, 13), (6, 6))
"""Cells of a value, and the least gap between layers with it: the largest that fits is taken."""
TIGHT = ((5, 2), (6, 2))
"""Cells and gaps where there is less room. Five cells are enough for a value without a sign."""
SHORT = (5, 4, 0)
"""Cells of a value without needless signs and zeros; with none, there are names alone."""
MIN_GAP = 2
"""Cells between layers."""
MIN_HEIGHT = 6
MAX_LINES = 32
"""Beyond so many lines in a gap, only those of the chosen parameter's path are drawn."""
MAX_LIT_LINES = 64
"""Beyond so many, only those into one unit."""


def roomy_layout(network: Network, parameter: str, width: int, height: int) -> DiagramLayout | None:
    """Return the picture with whole values and wide gaps; None if there is no room."""
    return _first_that_fits(network, parameter, width, height, ROOMY)


def tight_layout(network: Network, parameter: str, width: int, height: int) -> DiagramLayout | None:
    """Return the picture with narrow gaps; None if there is no room."""
    return _first_that_fits(network, parameter, width, height, TIGHT)


def short_layout(network: Network, parameter: str, width: int, height: int) -> DiagramLayout | None:
    """Return the picture with short values, or with names; None if lines have no room."""
    gaps = len(network.layers) - 1
    names = widths_of(network, 0, sums=False).unit
    for digits in SHORT:
        widths = Widths(names, widths_of(network, 0).weight, digits, short=True)
        if _fits(widths, gaps, MIN_GAP, width, height):
            return _Dense(network, parameter, width, height, widths).layout()
    return None


def _first_that_fits(
    network: Network, parameter: str, width: int, height: int, sizes: Sequence[tuple[int, int]]
) -> DiagramLayout | None:
    has_signs = len(unsigned(network)) < sum(network.layers[1:])
    for digits, least in sizes:
        widths = widths_of(network, digits, sums=False)
        is_possible = digits >= MIN_VALUE_CELLS or not has_signs
        if is_possible and _fits(widths, len(network.layers) - 1, least, width, height):
            return _Dense(network, parameter, width, height, widths).layout()
    return None


def _fits(widths: Widths, gaps: int, least: int, width: int, height: int) -> bool:
    block = 1 + widths.unit_label
    return (width - block * (gaps + 1)) // gaps >= least and height >= MIN_HEIGHT


class _Dense:
    """Columns of units, and a line below them."""

    def __init__(self, network: Network, parameter: str, width: int, height: int, widths: Widths) -> None:
        self.network = network
        self.widths = widths
        self.chosen = network.parameter(parameter)
        self.block = 1 + widths.unit_label
        """Cells of a unit's dot and label."""
        self.width = width
        self.height = height
        self.last = len(network.layers) - 1
        self.columns = [layer * (width - self.block) // self.last for layer in range(self.last + 1)]
        self.spots: dict[str, tuple[int, int]] = {}
        self.room = Room(width, height - 1)
        self.labels: list[NamePlace] = []
        self.notes: list[Note] = []

    def layout(self) -> DiagramLayout:
        """Return the picture."""
        shown = [_shown(units, self.chosen, self.height - 1) for units in self.network.units]
        widest = max(map(len, shown))
        for layer, units in enumerate(shown):
            self._place_layer(layer, units, widest)
        lines = [line for layer in range(1, self.last + 1) for line in self._lines(layer)]
        names = named(Lines(lines), self.widths.weight_label, self.room)
        self.labels += [NamePlace(spot.x, spot.y, name) for name, spot in names.items()]
        weights = len(self.network.parameters) - sum(self.network.layers[1:])
        drawn = ""
        if len(lines) < weights:
            drawn = phrase("{drawn} of {weights} lines", drawn=len(lines), weights=weights)
        # Without digits, the units' labels are names alone.
        placed = {place.name for place in self.labels} if self.widths.digits else set(self.network.targets)
        below = line_below(self.network, self.chosen, self.widths, placed, self.width, self.height - 1, drawn)
        edges = [edge for line in lines for edge in line.edges()]
        return DiagramLayout(
            widths=self.widths,
            nodes=tuple(self._nodes()),
            labels=tuple(self.labels),
            edges=ordered(edges, self.network, self.chosen.name),
            below=below.labels,
            notes=(*self.notes, *below.notes),
            beside=True,
        )

    def _nodes(self) -> list[NamePlace]:
        """Return the dots: of inputs where their lines begin, of other units where theirs end."""
        inputs = {unit.name for unit in self.network.units[0]}
        nodes = []
        for name, (x, y) in self.spots.items():
            if name in inputs:
                x += self.block - 1
            nodes.append(NamePlace(x, y, name))
        return nodes

    def _place_layer(self, layer: int, units: Sequence[Unit], widest: int) -> None:
        more = self.network.layers[layer] - len(units)
        free = self.height - 2 if more else self.height - 1
        rows = _rows(len(units), widest, free)
        x = self.columns[layer]
        if layer > 0:
            x += 1
        for y, unit in zip(rows, units, strict=True):
            self.spots[unit.name] = self.columns[layer], y
            self.room.take(unit.name, self.columns[layer], y, self.block)
            self.labels.append(NamePlace(x, y, unit.name))
        if more:
            text = phrase("… {more} more", more=more)
            note = Note(x, rows[-1] + 1, text if len(text) < self.block else f"…{more}")
            self.room.take("", x, note.y, len(note.text))
            self.notes.append(note)
        elif layer == self.last and self.widths.digits and _are_apart(rows, self.height - 1):
            for y, target in zip(rows, self.network.targets, strict=True):
                self.room.take(target, x, y + 1, self.widths.unit_label)
                self.labels.append(NamePlace(x, y + 1, target))

    def _lines(self, layer: int) -> list[Line]:
        """Return the lines into a layer."""
        lines = []
        for p in self._drawn(layer):
            source = p.source.name if p.source else ""
            x0, y0 = self.spots[source]
            x1, y1 = self.spots[p.target.name]
            start = 2 * (x0 + self.block), 4 * y0 + 2
            end = 2 * x1 - 1, 4 * y1 + 2
            between = self.columns[1:-1] if layer > 1 and x0 == self.columns[0] else []
            columns = [(x, x + self.block) for x in between]
            points = led_past(start, end, columns, self.height - 1, self.room.is_free)
            lines.append(Line(p.name, points, x0 + self.block + 1, x1 - 1))
        return lines

    def _drawn(self, layer: int) -> list[Parameter]:
        """Return the weights into a layer whose lines can be told apart."""
        on_path = lit(self.network, self.chosen.name).parameters
        weights: list[Parameter] = []
        for unit in self.network.units[layer]:
            if unit.name in self.spots:
                incoming = self.network.incoming[unit.name]
                weights += [p for p in incoming if p.source and p.source.name in self.spots]
        if len(weights) > MAX_LINES:
            weights = [p for p in weights if p.name in on_path]
        if len(weights) > MAX_LIT_LINES:
            weights = [p for p in weights if p.target == weights[0].target]
        return weights


def _are_apart(rows: Sequence[int], end: int) -> bool:
    """Say whether each of some rows has a free row below it, above the row `end`."""
    return all(below - above > 1 for above, below in pairwise([*rows, end]))


def _rows(count: int, widest: int, lines: int) -> list[int]:
    """Return evenly spaced rows in the middle, the fewer units the further apart."""
    apart = 0
    if count > 1:
        most = (lines - 1) / (count - 1)
        wanted = (lines - 1) / (widest - 1) * widest / count
        apart = int(max(1, min(wanted, most)))
    first = (lines - 1 - apart * (count - 1)) // 2
    return [first + i * apart for i in range(count)]


def _shown(units: Sequence[Unit], chosen: Parameter, lines: int) -> Sequence[Unit]:
    """Return the units of a layer that get a row, always with the chosen parameter's own."""
    if len(units) <= lines:
        return units
    wanted = 0
    for number, unit in enumerate(units):
        if unit in (chosen.source, chosen.target):
            wanted = number
            break
    first = max(0, wanted - (lines - 2))
    return units[first : first + lines - 1]
