"""The picture of a network with many units: one a row, its value beside it, the chosen parameter named below."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.core.network import Network, Parameter, Unit
from xortui.core.program import LOSS
from xortui.render.diagram_layout import (
    LEAST_DIGITS,
    Edge,
    Layout,
    Note,
    Place,
    Widths,
    lit,
    ordered,
    unsigned,
    widths_of,
)

DIGITS = ((8, 16), (7, 13), (6, 6), (5, 2), (6, 2), (5, 0))
"""Cells of a value, and the gap between layers that shall be left for the lines. Five are enough without a sign."""
MANY_GAPS = 4
LEAST_GAP = 2
"""Cells between layers; with fewer, no lines are drawn."""
LEAST_HEIGHT = 6
MOST_LINES = 32
"""Beyond so many lines in a gap, only those of the chosen parameter's path are drawn."""
MOST_LIT_LINES = 64
"""Beyond so many, only those into one unit."""


def dense_layout(network: Network, parameter: str, width: int, height: int) -> Layout | None:
    """Return the picture with as many units as have a row; None if there is no room for lines between them."""
    gaps = len(network.layers) - 1
    for digits, least in DIGITS:
        widths = widths_of(network, digits, sums=False)
        block = 1 + widths.unit_label
        if digits < LEAST_DIGITS and len(unsigned(network)) < sum(network.layers[1:]):
            continue
        if least < LEAST_GAP and gaps < MANY_GAPS:  # a list has room for all of a shallow network
            continue
        if (width - block * (gaps + 1)) // gaps >= least and height >= LEAST_HEIGHT:
            return _Dense(network, parameter, width, height, widths).layout()
    return None


class _Dense:
    """Columns of units, and a line below them."""

    def __init__(self, network: Network, parameter: str, width: int, height: int, widths: Widths) -> None:
        self.network, self.widths = network, widths
        self.chosen = network.parameter(parameter)
        self.block = 1 + widths.unit_label
        self.height = height
        last = len(network.layers) - 1
        self.columns = [layer * (width - self.block) // last for layer in range(last + 1)]
        self.spots: dict[str, tuple[int, int]] = {}
        self.labels: list[Place] = []
        self.notes: list[Note] = []

    def layout(self) -> Layout:
        """Return the picture."""
        shown = [_shown(units, self.chosen, self.height - 1) for units in self.network.units]
        widest = max(map(len, shown))
        for layer, units in enumerate(shown):
            self._place_layer(layer, units, widest)
        edges = self._edges()
        self._place_below(len(edges))
        # An input's node stands where its lines begin, every other's where its lines arrive.
        inputs = {unit.name for unit in self.network.units[0]}
        nodes = [Place(x + (self.block - 1 if name in inputs else 0), y, name) for name, (x, y) in self.spots.items()]
        return Layout(
            self.widths,
            tuple(nodes),
            tuple(self.labels),
            ordered(edges, self.network, self.chosen.name),
            tuple(self.notes),
            beside=True,
        )

    def _place_layer(self, layer: int, units: Sequence[Unit], widest: int) -> None:
        more = self.network.layers[layer] - len(units)
        rows = _rows(len(units), widest, self.height - 1 - bool(more))
        x = self.columns[layer] + (layer > 0)
        for y, unit in zip(rows, units, strict=True):
            self.spots[unit.name] = self.columns[layer], y
            self.labels.append(Place(x, y, unit.name))
        if more:
            self.notes.append(Note(x, rows[-1] + 1, f"… {more} more"))
        elif layer == len(self.columns) - 1 and all(
            b - a > 1 for a, b in zip(rows, [*rows[1:], self.height - 1], strict=True)
        ):
            self.labels += [Place(x, y + 1, target) for y, target in zip(rows, self.network.targets, strict=True)]

    def _place_below(self, drawn: int) -> None:
        """Say below what the chosen parameter is, how many lines are drawn if not all are, and the loss."""
        y, chosen = self.height - 1, self.chosen
        self.labels += [Place(0, y, chosen.name), Place(self.columns[-1] + 1, y, LOSS)]
        where = f"{chosen.source.name} → {chosen.target.name}" if chosen.source else f"bias of {chosen.target.name}"
        weights = sum(1 for p in self.network.parameters if p.source)
        counted = f"{where}   {drawn} of {weights} lines" if drawn < weights else where
        x = self.widths.weight_label + 2
        room = self.columns[-1] - x
        self.notes += [Note(x, y, text) for text in (counted, where) if len(text) <= room][:1]

    def _edges(self) -> list[Edge]:
        edges: list[Edge] = []
        if self.columns[1] - self.columns[0] - self.block < LEAST_GAP:
            return edges
        for layer in range(1, len(self.columns)):
            for p in self._drawn(layer):
                (x0, y0), (x1, y1) = self.spots[p.source.name if p.source else ""], self.spots[p.target.name]
                edges.append(Edge(p.name, (2 * (x0 + self.block), 4 * y0 + 2), (2 * x1 - 1, 4 * y1 + 2)))
        return edges

    def _drawn(self, layer: int) -> list[Parameter]:
        """Return the weights into a layer whose lines can be told apart."""
        on_path = lit(self.network, self.chosen.name).parameters
        lines = [
            p
            for unit in self.network.units[layer]
            if unit.name in self.spots
            for p in self.network.incoming[unit.name]
            if p.source and p.source.name in self.spots
        ]
        if len(lines) > MOST_LINES:
            lines = [p for p in lines if p.name in on_path]
        if len(lines) > MOST_LIT_LINES:
            lines = [p for p in lines if p.target == lines[0].target]
        return lines


def _rows(count: int, widest: int, lines: int) -> list[int]:
    """Return evenly spaced rows in the middle, the fewer units the further apart."""
    apart = 0
    if count > 1:
        apart = int(max(1, min((lines - 1) / max(widest - 1, 1) * widest / count, (lines - 1) / (count - 1))))
    first = (lines - 1 - apart * (count - 1)) // 2
    return [first + i * apart for i in range(count)]


def _shown(units: Sequence[Unit], chosen: Parameter, lines: int) -> Sequence[Unit]:
    """Return the units of a layer that have a row, the chosen parameter's among them; one row counts the others."""
    if len(units) <= lines:
        return units
    wanted = next((i for i, unit in enumerate(units) if unit in (chosen.source, chosen.target)), 0)
    first = max(0, wanted - (lines - 2))
    return units[first : first + lines - 1]
