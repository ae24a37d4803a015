"""The picture of a textbook: units far apart, their values above and below them, weights named on their lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from xortui.core.network import Network, Parameter
from xortui.core.program import LOSS
from xortui.render.diagram_layout import LEAST_DIGITS, Edge, Layout, Place, Widths, lit, ordered, widths_of

MOST_DIGITS = 9
LEAST_HEIGHT = 7
MOST_LINES = 64
"""Beyond so many lines between two layers, they cannot be told apart at any size."""
MOST_CROWDED, CROWDED = 0.8, 0.5
"""The share of a gap's rows that may hold labels, if all are there, and else; beyond it no line can be followed."""


def textbook_layout(network: Network, parameter: str, width: int, height: int) -> Layout | None:
    """Return the picture with as many parameters named as have room; None if not even the chosen one has."""
    if any(a * b > MOST_LINES for a, b in pairwise(network.layers)):
        return None
    for named in network.parameter_names, sorted(lit(network, parameter).parameters), [parameter]:
        for spread in (False, True):
            found = _Textbook(network, parameter, width, height, spread=spread).layout(frozenset(named))
            if found:
                return found
    return None


def _rows(count: int, first: float, last: float) -> list[int]:
    """Return evenly spaced rows, the lower half the mirror image of the upper."""
    if count == 1:
        return [int((first + last) / 2)]
    upper = [int(first + i * (last - first) / (count - 1) + 0.5) for i in range((count + 1) // 2)]
    if count % 2:
        upper[-1] = int((first + last) / 2)
    return [*upper, *(int(first + last) - row for row in reversed(upper[: count // 2]))]


_Line = tuple[Parameter, tuple[int, int], tuple[int, int]]
"""A weight, and the cells of the units it joins."""


class _Textbook:
    """The picture of a textbook: units far apart, their values above and below, labels on the lines."""

    def __init__(self, network: Network, parameter: str, width: int, height: int, *, spread: bool) -> None:
        self.network, self.parameter = network, parameter
        self.width, self.height = width, height
        self.widths = widths_of(network, LEAST_DIGITS)
        for digits in range(LEAST_DIGITS + 1, MOST_DIGITS + 1):
            # Of a gap, four cells more than the label shall show the line for each decimal that is added.
            widths = widths_of(network, digits)
            if self._gap(widths) >= widths.weight_label + 2 + 4 * (digits - LEAST_DIGITS + 1):
                self.widths = widths
        last = self._last_column(self.widths)
        depth = len(network.layers) - 1
        self.columns = [round(1 + i * (last - 1) / depth) for i in range(depth + 1)]
        self.rows = self._unit_rows(spread=spread)
        self.taken: list[list[tuple[int, int]]] = [[] for _ in range(height)]
        self.labels: list[Place] = []

    def _last_column(self, widths: Widths) -> int:
        return self.width - widths.unit_label - 2

    def _gap(self, widths: Widths) -> float:
        """Return the cells between a unit and the next one's arrow head."""
        return (self._last_column(widths) - 1) / (len(self.network.layers) - 1) - 2

    def _unit_rows(self, *, spread: bool) -> list[list[int]]:
        layers, height = self.network.layers, self.height
        widest = max(layers)
        rows = []
        for layer, size in enumerate(layers):
            is_last = layer == len(layers) - 1
            above, below = (1, 2 if size > 1 else 1) if is_last else (1, 1)
            length = height - 1 - above - below
            if not spread and 1 < size < widest:
                length = min(length, round(length / (widest - 1) * widest / size * (size - 1)))
            middle = (height - 1 + above - below) / 2
            rows.append(_rows(size, middle - length / 2, middle + length / 2))
        return rows

    def layout(self, labelled: frozenset[str]) -> Layout | None:
        """Return the picture with some of the parameters named; None if there is no room."""
        labels_all = len(labelled) == len(self.network.parameter_names)
        least = [4 if layer == len(self.rows) - 1 else 2 if labels_all else 3 for layer in range(len(self.rows))]
        close = any(b - a < gap for rows, gap in zip(self.rows, least, strict=True) for a, b in pairwise(rows))
        if self.height < LEAST_HEIGHT or close or self._gap(self.widths) < self.widths.weight_label + 1:
            return None
        nodes = [
            Place(x, y, unit.name)
            for x, rows, units in zip(self.columns, self.rows, self.network.units, strict=True)
            for y, unit in zip(rows, units, strict=True)
        ]
        for node in nodes:
            self._take(node.x, node.y, 0)
        self._place_values()
        if not (self._place_outputs() and self._place_biases(labelled) and self._place_weights(labelled)):
            return None
        self._place_sums()
        return Layout(
            self.widths,
            tuple(nodes),
            tuple(self.labels),
            ordered(self._edges(), self.network, self.parameter),
        )

    def _take(self, x: int, y: int, width: int) -> None:
        self.taken[y].append((x, x + width))

    def _free(self, x: int, y: int, width: int) -> bool:
        """Say whether a text has room there, with a blank on either side of it."""
        if not (x >= 0 and x + width <= self.width and 0 <= y < self.height):
            return False
        return all(x + width + 1 <= start or end + 1 <= x for start, end in self.taken[y])

    def _put(self, name: str, places: Iterable[tuple[int, int]], width: int) -> bool:
        """Write a name at the first place that has room."""
        for x, y in places:
            if self._free(x, y, width):
                self._take(x, y, width)
                self.labels.append(Place(x, y, name))
                return True
        return False

    def _outside(self, row: int) -> int:
        """Return in which direction of a unit the nearer edge of the picture is."""
        return -1 if row <= (self.height - 1) / 2 else 1

    def _place_values(self) -> None:
        """Put the units' values above the upper and below the lower ones, the outputs' beside them."""
        for layer, (x, rows, units) in enumerate(zip(self.columns, self.rows, self.network.units, strict=True)):
            for y, unit in zip(rows, units, strict=True):
                is_output = layer == len(self.rows) - 1
                self._put(
                    unit.name, [(x + 2, y) if is_output else (x - 1, y + self._outside(y))], self.widths.unit_label
                )

    def _place_outputs(self) -> bool:
        """Put the targets below the outputs, and the loss below the last of them."""
        x, rows = self.columns[-1] + 2, self.rows[-1]
        for y, target in zip(rows, self.network.targets, strict=True):
            if not self._put(target, [(x, y + 1)], self.widths.unit_label):
                return False
        return self._put(LOSS, [(x, rows[-1] + 2), (x, rows[0] - 2)], self.widths.unit_label)

    def _place_biases(self, labelled: frozenset[str]) -> bool:
        """Put the biases behind their units' values, or on the other side of the unit; the outputs' above them."""
        for layer in range(1, len(self.rows)):
            for y, unit in zip(self.rows[layer], self.network.units[layer], strict=True):
                if unit.bias in labelled and not self._put(unit.bias, self._beside(layer, y), self.widths.unit_label):
                    return False
        return True

    def _beside(self, layer: int, y: int) -> list[tuple[int, int]]:
        x, outside = self.columns[layer], self._outside(y)
        if layer == len(self.rows) - 1:
            return [(x + 2, y - 1)]
        behind = x + self.widths.unit_label
        # Behind the value there is room for the weighted sum in between, or not.
        further = behind + self.widths.unit_label + 1
        places = [(further, y + outside)] if y in (1, self.height - 2) and self._reaches(layer, further) else []
        return [*places, (behind, y + outside), (x - 1, y + 2 * outside), (x - 1, y - outside)]

    def _reaches(self, layer: int, x: int) -> bool:
        """Say whether a label from x on ends before the next hidden layer begins."""
        end = x + self.widths.unit_label
        return end <= (self.columns[layer + 1] - 2 if layer + 1 < len(self.rows) - 1 else self.width)

    def _place_sums(self) -> None:
        """Put the weighted sums where there is room left."""
        for layer in range(1, len(self.rows)):
            x = self.columns[layer]
            for y, unit in zip(self.rows[layer], self.network.units[layer], strict=True):
                if layer == len(self.rows) - 1:
                    places = [(x + 2, y - 2), (x + 2, y - 1)]
                else:
                    behind = x + self.widths.unit_label, y + self._outside(y)
                    places = [behind] if y in (1, self.height - 2) else []
                self._put(unit.weighted_sum, places, self.widths.unit_label)

    def _edges(self) -> list[Edge]:
        return [
            Edge(p.name, (2 * x0 + 2, 4 * y0 + 2), (2 * x1 - 3, 4 * y1 + 2))
            for layer in range(1, len(self.rows))
            for p, (x0, y0), (x1, y1) in self._lines(layer)
        ]

    def _lines(self, layer: int) -> list[_Line]:
        """Return the weights into a layer with the cells of the units they join."""
        x0, x1 = self.columns[layer - 1], self.columns[layer]
        return [
            (p, (x0, y0), (x1, y1))
            for unit, y1 in zip(self.network.units[layer], self.rows[layer], strict=True)
            for p, y0 in zip(self.network.incoming[unit.name], self.rows[layer - 1], strict=False)
        ]

    def _place_weights(self, labelled: frozenset[str]) -> bool:
        for layer in range(1, len(self.rows)):
            lines = [line for line in self._lines(layer) if line[0].name in labelled]
            crowded = MOST_CROWDED if len(labelled) == len(self.network.parameter_names) else CROWDED
            if lines and not self._place_on_lines(lines, crowded):
                return False
        return True

    def _place_on_lines(self, lines: Sequence[_Line], crowded: float) -> bool:
        """Give every label a row of its own on its line, in as few columns as they fit in, near the source."""
        left, right = lines[0][1][0] + 1, lines[0][2][0] - 2
        most = max((right - left) // (self.widths.weight_label + 3), 1)
        for count in range(1, most + 1):
            if len(lines) > crowded * self.height * count:
                continue
            room = (right - left + 1) - count * self.widths.weight_label
            starts = [left + (i + 1) * room // (count + 1) + i * self.widths.weight_label for i in range(count)]
            if count == 1:
                starts = [left + (room + 1) // 3]
            slots = [self._slots(start, end, starts) for _, start, end in lines]
            if found := _matched(slots):
                for (parameter, _, _), (x, y) in zip(lines, found, strict=True):
                    self._put(parameter.name, [(x, y)], self.widths.weight_label)
                return True
        return False

    def _slots(self, start: tuple[int, int], end: tuple[int, int], columns: Sequence[int]) -> list[tuple[int, int]]:
        """Return the places where a label lies on a line, the best first."""
        (x0, y0), (x1, y1) = start, end

        def row(x: float) -> float:
            return y0 + (y1 - y0) * (x - x0 - 0.5) / (x1 - 1 - x0)

        found = []
        for number, x in enumerate(columns):
            first, last = sorted((row(x), row(x + self.widths.weight_label)))
            nearer = row(x + self.widths.weight_label / 3)
            for y in range(int(first + 0.5), int(last + 0.5) + 1):
                if self._free(x, y, self.widths.weight_label):
                    found.append((number * 0.6 + abs(y - nearer), (x, y)))
        return [place for _, place in sorted(found)]


def _matched(slots: Sequence[Sequence[tuple[int, int]]]) -> list[tuple[int, int]]:
    """Return a different slot for each, early ones rather than late ones; nothing if that is not possible."""
    owner: dict[tuple[int, int], int] = {}

    def settle(number: int, tried: set[tuple[int, int]]) -> bool:
        for slot in slots[number]:
            if slot not in tried:
                tried.add(slot)
                if slot not in owner or settle(owner[slot], tried):
                    owner[slot] = number
                    return True
        return False

    if not all(settle(number, set()) for number in sorted(range(len(slots)), key=lambda i: len(slots[i]))):
        return []
    places = {number: slot for slot, number in owner.items()}
    return [places[number] for number in range(len(slots))]
