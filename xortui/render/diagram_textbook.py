"""The picture of a textbook: units far apart, and every weight named on its line."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache
from itertools import pairwise

from xortui.core.network import Network, Unit
from xortui.core.program import LOSS
from xortui.render.diagram_layout import MIN_VALUE_CELLS, DiagramLayout, Dot, NamePlace, lit, ordered, widths_of
from xortui.render.diagram_lines import Line, Lines, Others, led_past, named, spots, starts_of
from xortui.render.diagram_room import Room

MAX_VALUE_CELLS = 9
"""Cells of a value, at the most."""
MIN_HEIGHT = 7
"""Rows of the picture."""
ROOMY_HEIGHT = 12
"""From so many rows on, a network with several outputs has two rows of labels."""
MAX_LINES = 64
"""Beyond so many lines between two layers, they cannot be told apart at any size."""
MANY_PARAMETERS = 24
"""Beyond so many, labels have the fewest digits at once: to try every size takes too long."""
INPUTS_APART = 2
"""Rows from one input to the next: an input has only its value."""
HIDDEN_APART = 3
"""Rows from one hidden unit to the next."""
OUTPUTS_APART = 3
"""Rows from one output to the next, with bias and target."""
ALL_APART = 4
"""Rows from one output to the next, with bias, target and weighted sum."""


def textbook_layout(
    network: Network, parameter: str, width: int, height: int, most: int = MAX_VALUE_CELLS
) -> DiagramLayout | None:
    """Return the picture with as many names as fit; None if a parameter could not be named.

    Args:
        network: what is drawn.
        parameter: the chosen one.
        width: columns.
        height: rows.
        most: cells of a value, at the most.
    """
    picture = _picture(network, width, height, most)
    return picture.layout(parameter) if picture else None


@lru_cache(maxsize=64)
def _picture(network: Network, width: int, height: int, most: int) -> _Textbook | None:
    """Return the picture that names most parameters, with as many digits as fit then."""
    if height < MIN_HEIGHT or any(before * after > MAX_LINES for before, after in pairwise(network.layers)):
        return None
    all_sizes = range(MIN_VALUE_CELLS, max(most, MIN_VALUE_CELLS) + 1)
    sizes = [digits for digits in all_sizes if _Textbook(network, width, height, digits).has_room()]
    if not sizes:
        return None
    if len(network.parameter_names) > MANY_PARAMETERS:
        sizes = sizes[:1]
    best = _fullest(network, width, height, sizes[-1])
    if not best.is_complete and len(sizes) > 1:
        fullest = _fullest(network, width, height, sizes[0])
        if fullest.count > best.count:
            # Of all sizes between, the largest that names as many.
            best = fullest
            for digits in reversed(sizes[1:-1]):
                picture = _fullest(network, width, height, digits)
                if picture.count >= fullest.count:
                    best = picture
                    break
    return best if best.is_complete or best.can_name_each() else None


def _fullest(network: Network, width: int, height: int, digits: int) -> _Textbook:
    """Return the picture with small layers close together, or spread out if that names more."""
    best = _Textbook(network, width, height, digits)
    best.fill()
    is_small = len(network.parameter_names) <= MANY_PARAMETERS
    # A layer as large as the largest is spread already, and one unit stands in the middle.
    can_spread = bool(set(network.layers) - {1, max(network.layers)})
    if is_small and can_spread and not best.is_complete:
        spread = _Textbook(network, width, height, digits, spread=True)
        if spread.has_room():
            spread.fill()
            if spread.count > best.count:
                return spread
    return best


def _rows(count: int, first: float, last: float) -> list[int]:
    """Return evenly spaced rows, the lower half the mirror image of the upper."""
    if count == 1:
        return [int((first + last) / 2)]
    upper = [int(first + i * (last - first) / (count - 1) + 0.5) for i in range((count + 1) // 2)]
    if count % 2:
        upper[-1] = int((first + last) / 2)
    return [*upper, *(int(first + last) - row for row in reversed(upper[: count // 2]))]


def _ends(x0: int, y0: int, x1: int, y1: int) -> tuple[Dot, Dot]:
    """Return the dots at which a line between two units begins and ends."""
    return (2 * x0 + 2, 4 * y0 + 2), (2 * x1 - 3, 4 * y1 + 2)


class _Textbook:
    """A picture of one size, the same for every chosen parameter as long as each has a place."""

    def __init__(self, network: Network, width: int, height: int, digits: int, *, spread: bool = False) -> None:
        self.network = network
        self.width = width
        self.height = height
        self.widths = widths_of(network, digits)
        self.last = len(network.layers) - 1
        outputs = network.layers[-1]
        # Above an output stand its bias and its weighted sum, below it its target, below the last one the loss.
        self.shows_output_sums = outputs == 1 or height >= ALL_APART * outputs + 1
        is_roomy = outputs > 1 and height >= ROOMY_HEIGHT and self.shows_output_sums
        self.margin = 2 if is_roomy else 1
        """Rows of labels above the units and below them."""
        last_column = width - self.widths.unit_label - 2
        self.gap = (last_column - 1) / self.last - 2
        """Cells between a unit and the next one's arrow head."""
        self.columns = [round(1 + i * (last_column - 1) / self.last) for i in range(self.last + 1)]
        self.rows = self._unit_rows(spread=spread)
        self.room = Room(width, height)
        self.placed: dict[str, tuple[int, int]] = {}
        """Where each label stands."""
        self.lines = Lines(())

    def _unit_rows(self, *, spread: bool) -> list[list[int]]:
        widest = max(self.network.layers)
        rows = []
        for layer, size in enumerate(self.network.layers):
            above = below = self.margin
            if layer == self.last and size > 1:
                above = 2 if self.shows_output_sums else 1
                below = 2
            length = self.height - 1 - above - below
            if layer < self.last and not spread and 1 < size < widest:
                length = min(length, round(length / (widest - 1) * widest / size * (size - 1)))
            middle = (self.height - 1 + above - below) / 2
            rows.append(_rows(size, middle - length / 2, middle + length / 2))
        return rows

    def has_room(self) -> bool:
        """Say whether units have room for their labels, and lines for the names of weights."""
        # Each decimal that is added leaves four more cells of the gap to the line.
        added = self.widths.digits - MIN_VALUE_CELLS
        line = 6 + 4 * added if added else 1
        if self.gap < self.widths.weight_label + line:
            return False
        for layer, rows in enumerate(self.rows):
            apart = self._apart(layer)
            if any(below - above < apart for above, below in pairwise(rows)):
                return False
        return True

    def _apart(self, layer: int) -> int:
        """Return how many rows it takes from one unit of a layer to the next."""
        if layer == 0:
            return INPUTS_APART
        if layer < self.last:
            return HIDDEN_APART
        return ALL_APART if self.shows_output_sums else OUTPUTS_APART

    @property
    def count(self) -> int:
        """How many parameters are named."""
        return len(self.placed.keys() & set(self.network.parameter_names))

    @property
    def is_complete(self) -> bool:
        """Whether every parameter is named."""
        return self.count == len(self.network.parameter_names)

    def fill(self) -> None:
        """NamePlace the units, and as many labels as have room."""
        for layer, rows in enumerate(self.rows):
            for y in rows:
                self.room.take("", self.columns[layer], y, 1)
        self._place_values()
        self.lines = Lines(self._straight_lines())
        self._place_biases()
        if self.network.skips:
            self._place_sums()
            self.lines = Lines([*self.lines.lines.values(), *self._skips()])
        self._place_weights()
        self._place_biases(lines_hidden=1)
        self._place_sums()

    def layout(self, parameter: str) -> DiagramLayout:
        """Return the picture for a chosen parameter. No other label moves for it."""
        placed = self.placed if self.is_complete else self._with(parameter)
        nodes = []
        for x, rows, units in zip(self.columns, self.rows, self.network.units, strict=True):
            nodes += [NamePlace(x, y, unit.name) for y, unit in zip(rows, units, strict=True)]
        edges = [edge for line in self.lines.lines.values() for edge in line.edges()]
        return DiagramLayout(
            widths=self.widths,
            nodes=tuple(nodes),
            labels=tuple(NamePlace(x, y, name) for name, (x, y) in placed.items()),
            edges=ordered(edges, self.network, parameter),
        )

    def _outside(self, row: int) -> int:
        """Return the direction from a unit to the nearer edge of the picture: −1 up, 1 down."""
        return -1 if row <= (self.height - 1) / 2 else 1

    def _width(self, name: str) -> int:
        return self.widths.weight_label if name in self.lines.lines else self.widths.unit_label

    def _put(self, name: str, x: int, y: int) -> None:
        self.room.take(name, x, y, self._width(name))
        self.placed[name] = x, y

    def _spots_of(self, layer: int) -> list[tuple[int, Unit]]:
        return list(zip(self.rows[layer], self.network.units[layer], strict=True))

    def _place_values(self) -> None:
        """Put values above the upper units, below the lower ones, and beside the outputs."""
        for layer in range(self.last):
            for y, unit in self._spots_of(layer):
                self._put(unit.name, self.columns[layer] - 1, y + self._outside(y))
        x = self.columns[-1] + 2
        for (y, unit), target in zip(self._spots_of(self.last), self.network.targets, strict=True):
            self._put(unit.name, x, y)
            self._put(target, x, y + 1)
        self._put(LOSS, x, self.rows[-1][-1] + 2)

    def _place_biases(self, lines_hidden: int = 0) -> None:
        """Put biases behind the values of their units or on the other side; of outputs, above."""
        for layer in range(1, self.last + 1):
            for y, unit in self._spots_of(layer):
                if unit.bias and unit.bias not in self.placed:
                    self._put_first_free(unit.bias, self._beside(layer, y), lines_hidden)

    def _place_sums(self) -> None:
        """Put the weighted sums where room is left."""
        for layer in range(1, self.last + 1):
            for y, unit in self._spots_of(layer):
                if unit.weighted_sum not in self.placed:
                    self._put_first_free(unit.weighted_sum, self._around(layer, y))

    def _put_first_free(self, name: str, places: Sequence[tuple[int, int]], lines_hidden: int = 0) -> None:
        """Put a label at the first place where it stands on no text, and on no line or on few."""
        width = self.widths.unit_label
        for x, y in places:
            if self.room.is_free(x, y, width) and self.lines.hidden(x, y, width) <= lines_hidden:
                self._put(name, x, y)
                return

    def _beside(self, layer: int, y: int) -> list[tuple[int, int]]:
        """Return the places for the bias of a unit, the best first."""
        x = self.columns[layer]
        label = self.widths.unit_label
        outside = self._outside(y)
        if layer == self.last:
            return [(x + 2, y - 1)]
        behind = x + label
        if not self._is_outermost(y):
            return [(x - 1, y - outside), (x - 1, y + 2 * outside), (behind, y + outside)]
        # Further behind the value, if that leaves room for the weighted sum between them.
        further = behind + label + 1
        places = []
        if self.margin > 1:
            places.append((x - 1, y + 2 * outside))
        if self._ends_in_time(layer, further, y + outside):
            places.append((further, y + outside))
        return [*places, (behind, y + outside), (x - 2 - label, y + outside), (x - 1, y - outside)]

    def _around(self, layer: int, y: int) -> list[tuple[int, int]]:
        """Return the places for the weighted sum of a unit, the best first."""
        x = self.columns[layer]
        label = self.widths.unit_label
        outside = self._outside(y)
        if layer == self.last:
            return [(x + 2, y - 2), (x + 2, y - 1)]
        behind = x + label, y + outside
        if not self._is_outermost(y):
            return [(x - 1, y + 2 * outside), (x - 1, y - 2 * outside), behind]
        places = [behind, (x - 2 - label, y + outside)]
        if self.margin > 1:
            places.append((x + label, y + 2 * outside))
        return places

    def _is_outermost(self, y: int) -> bool:
        """Say whether a unit has only the margin between itself and the edge of the picture."""
        return y in (self.margin, self.height - 1 - self.margin)

    def _ends_in_time(self, layer: int, x: int, y: int) -> bool:
        """Say whether a label from x on ends before the labels of the next layer begin."""
        end = x + self.widths.unit_label
        top = self.rows[-1][0] - (2 if self.shows_output_sums else 1)
        if layer + 1 < self.last or top <= y <= self.rows[-1][-1] + 2:
            return end <= self.columns[layer + 1] - 2
        return end <= self.width

    def _straight_lines(self) -> list[Line]:
        """Return the weights between neighbouring layers."""
        lines = []
        for layer in range(1, self.last + 1):
            x0, x1 = self.columns[layer - 1], self.columns[layer]
            for y1, unit in self._spots_of(layer):
                for p, y0 in zip(self.network.incoming[unit.name], self.rows[layer - 1], strict=False):
                    lines.append(Line(p.name, _ends(x0, y0, x1, y1), x0, x1 - 1))
        return lines

    def _skips(self) -> list[Line]:
        """Return the weights from the inputs to the outputs, led past the units between."""
        x0, x1 = self.columns[0], self.columns[-1]
        columns = [(x - 2, x + self.widths.unit_label) for x in self.columns[1:-1]]
        lines = []
        for y1, unit in self._spots_of(self.last):
            # The weights from the inputs come last.
            weights = [p for p in self.network.incoming[unit.name] if p.source]
            from_inputs = weights[-len(self.rows[0]) :]
            for p, y0 in zip(from_inputs, self.rows[0], strict=True):
                start, end = _ends(x0, y0, x1, y1)
                points = led_past(start, end, columns, self.height, self.room.is_free)
                lines.append(Line(p.name, points, x0, x1 - 1))
        return lines

    def _place_weights(self) -> None:
        """Put the weights' names on their lines; those of skips last, where room is left."""
        for name, spot in named(self.lines, self.widths.weight_label, self.room).items():
            self.placed[name] = spot.x, spot.y

    def can_name_each(self) -> bool:
        """Say whether every parameter has a place when it is the chosen one."""
        missing = [name for name in self.network.parameter_names if name not in self.placed]
        return all(self._places_of(name, Others.ANYWHERE) for name in missing)

    def _places_of(self, name: str, others: Others) -> list[tuple[int, int]]:
        """Return the places for a parameter without one, if optional labels are left out."""
        room = self.room.copy()
        room.release(self._optional)
        if name not in self.lines.lines:
            parameter = self.network.parameter(name)
            y = next(y for y, unit in self._spots_of(parameter.target.layer) if unit == parameter.target)
            places = self._beside(parameter.target.layer, y)
            return [place for place in places if room.is_free(*place, self.widths.unit_label)]
        line = self.lines.lines[name]
        starts = starts_of(line.left, line.right, self.widths.weight_label, 1)
        found = spots(self.lines.reaches(name, self._width(name), room, others), self._width(name), starts)
        return [(spot.x, spot.y) for spot in found]

    @property
    def _optional(self) -> set[str]:
        """The names of labels that may be left out: of parameters and weighted sums."""
        sums = {unit.weighted_sum for layer in self.network.units[1:] for unit in layer}
        return sums | set(self.network.parameter_names)

    def _with(self, parameter: str) -> dict[str, tuple[int, int]]:
        """Return the places of labels, with the chosen parameter and what fits of its path."""
        room = self.room.copy()
        placed = dict(self.placed)
        on_path = lit(self.network, parameter).parameters
        kept = placed.keys() - self._optional
        for name in (parameter, *sorted(on_path - {parameter})):
            if name in placed:
                continue
            found = self._exchange(name, room, kept, anywhere=name == parameter)
            if found:
                place, leaving = found
                room.release(leaving)
                for other in leaving:
                    del placed[other]
                room.take(name, *place, self._width(name))
                placed[name] = place
            kept |= on_path | {parameter}
        return placed

    def _exchange(
        self, name: str, room: Room, kept: Set[str], *, anywhere: bool
    ) -> tuple[tuple[int, int], list[str]] | None:
        """Return the place that moves the fewest other labels, and these; None if there is none."""
        places = self._places_of(name, Others.NOWHERE)
        if anywhere and not places:
            places = self._places_of(name, Others.ANYWHERE)
        best: tuple[tuple[int, int], list[str]] | None = None
        for place in places:
            leaving = room.in_the_way(*place, self._width(name))
            if kept.isdisjoint(leaving) and (best is None or len(leaving) < len(best[1])):
                best = place, leaving
        return best
