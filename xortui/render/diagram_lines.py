"""The lines of a picture: through which cells they run, and where on its line the label of a weight can stand.

A label stands on its own line and on no other, so that the reader sees which line it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from xortui.render.diagram_layout import Dot, Edge
from xortui.render.diagram_room import Room

MAX_LABEL_COLUMNS = 4
"""Of labels in one gap."""
MANY_LINES = 32
"""Of more lines in one gap, only a few have room for a label: the search for places ends sooner."""
MAX_CROWDED = 0.8
"""The share of a gap's rows that may have labels, where labels hide other lines."""


class Line(NamedTuple):
    """A weight's way from unit to unit, and the cells between which its label may stand."""

    parameter: str
    """The name of the weight."""
    points: tuple[Dot, ...]
    """Where it begins, where it bends, and where it ends."""
    left: int
    """The first cell of its label, at the least."""
    right: int
    """One after the last cell of its label, at the most."""

    def edges(self) -> list[Edge]:
        """Return the straight pieces it is drawn in."""
        return [Edge(self.parameter, start, end) for start, end in pairwise(self.points)]


class Others(Enum):
    """Where a label may hide a piece of another line."""

    NOWHERE = 0
    """It hides none."""
    BEHIND_NUMBER = 1
    """Its own line leads to its name, and the other one passes behind its number."""
    ANYWHERE = 2
    """It may hide any."""


class Spot(NamedTuple):
    """A place for a label: the smaller the cost, the better it looks there."""

    cost: float
    """From 0 on."""
    x: int
    """The column of its first cell."""
    y: int
    """The row."""


class Reach(NamedTuple):
    """Cells of one row where a label may begin."""

    y: int
    """The row."""
    first: int
    """The leftmost cell."""
    last: int
    """The rightmost cell."""
    middle: float | None
    """Of the piece of line under the label; None where the line is longer than the label."""


class _Stretch(NamedTuple):
    """The cells of one row that a line runs through."""

    y: int
    first: int
    last: int
    parameter: str

    def is_long(self, width: int) -> bool:
        """Say whether a label of some width has room within it."""
        return self.last - self.first + 1 >= width


class Lines:
    """All lines of a picture, row by row."""

    def __init__(self, lines: Iterable[Line]) -> None:
        """Find the cells they run through."""
        self.lines = {line.parameter: line for line in lines}
        self._of: dict[str, list[_Stretch]] = {}
        self._in_row: dict[int, list[_Stretch]] = {}
        for line in self.lines.values():
            self._of[line.parameter] = _stretches(line)
            for stretch in self._of[line.parameter]:
                self._in_row.setdefault(stretch.y, []).append(stretch)

    def hidden(self, x: int, y: int, width: int) -> int:
        """Return how many lines a text there would hide a piece of."""
        return sum(stretch.first < x + width and x <= stretch.last for stretch in self._in_row.get(y, ()))

    def reaches(self, parameter: str, width: int, room: Room, others: Others) -> list[Reach]:
        """Return where the label of a line may begin so that it stands on the line and on no text.

        Args:
            parameter: the weight whose line it is.
            width: cells of the label.
            room: the texts so far.
            others: where the label may hide a piece of another line.
        """
        line = self.lines[parameter]
        found = []
        for stretch in self._of[parameter]:
            low, high = _bounds(stretch, width, others)
            low = max(low, line.left)
            high = min(high, line.right - width)
            if low > high:
                continue
            blocked = [(first - width + 1, end) for first, end in room.blocked(stretch.y)]
            blocked += self._blocked_by_lines(stretch, width, others)
            middle = None if stretch.is_long(width) else (stretch.first + stretch.last + 1) / 2
            for first, last in _free(blocked, low, high):
                found.append(Reach(stretch.y, first, last, middle))
        return found

    def _blocked_by_lines(self, own: _Stretch, width: int, others: Others) -> list[tuple[int, int]]:
        """Return where a label in this row would hide too much of other lines."""
        if others is Others.ANYWHERE:
            return []
        visible = width // 2 if others is Others.BEHIND_NUMBER else width
        blocked = []
        for stretch in self._in_row[own.y]:
            if stretch.parameter != own.parameter:
                blocked.append((stretch.first - visible + 1, stretch.last + 1))
        return blocked


def _bounds(stretch: _Stretch, width: int, others: Others) -> tuple[int, int]:
    """Return the leftmost and the rightmost cell at which a label on a stretch may begin."""
    if stretch.is_long(width):
        # A flat line runs into its label on the left and out on the right.
        low = stretch.first
        high = stretch.last - width // 2 + 1
    else:
        # A steep line runs into its label from above and out below.
        low = stretch.first - width + 2
        high = max(stretch.last - 1, stretch.first)
    if others is Others.BEHIND_NUMBER:
        low = stretch.first
        high = min(high, stretch.last)
    return low, high


def spots(reaches: Iterable[Reach], width: int, starts: Sequence[int]) -> list[Spot]:
    """Return places for a label, the best first.

    Args:
        reaches: the cells where it may begin.
        width: cells of the label.
        starts: columns where labels begin, so that the labels of several lines stand below each other; the first is
            the best.
    """
    found = set()
    for reach in reaches:
        is_narrow = reach.last - reach.first < 2
        first = reach.first if is_narrow else reach.first + 1
        last = reach.last if is_narrow else reach.last - 1
        for number, start in enumerate(starts):
            x = min(max(start, first), last)
            cost = number * 0.6 + abs(x - start) * 0.15 + is_narrow * 0.5
            if reach.middle is not None:
                # People look for the line where the name begins.
                cost += abs(reach.middle - x - width / 4) / width * 2.5
            found.add(Spot(cost, x, reach.y))
    return sorted(found)


def _stretches(line: Line) -> list[_Stretch]:
    """Return the cells a line runs through: dots are two by four to the cell."""
    found: list[_Stretch] = []
    for (x0, y0), (x1, y1) in pairwise(line.points):
        rows = range(min(y0, y1) // 4, max(y0, y1) // 4 + 1)
        for row in rows if y0 <= y1 else reversed(rows):
            ends: list[float] = [x0, x1]
            if y0 != y1:
                above = max(min(y0, y1), 4 * row - 0.5)
                below = min(max(y0, y1), 4 * row + 3.5)
                ends = [x0 + (y - y0) * (x1 - x0) / (y1 - y0) for y in (above, below)]
            first, last = int(min(ends) // 2), int(max(ends) // 2)
            # A piece of a line may go on in the row where the piece before ends.
            if found and found[-1].y == row and first <= found[-1].last + 1:
                first = found.pop().first
            found.append(_Stretch(row, first, last, line.parameter))
    return found


def _free(blocked: list[tuple[int, int]], low: int, high: int) -> list[tuple[int, int]]:
    """Return the free places between `low` and `high`, each as its first and its last cell."""
    found = []
    start = low
    for first, end in sorted(blocked):
        if first > start:
            found.append((start, min(high, first - 1)))
        start = max(start, end)
    found.append((start, high))
    return [(first, last) for first, last in found if first <= last]


def named(lines: Lines, width: int, room: Room) -> dict[str, Spot]:
    """Take room for as many labels as fit, and return their places. Narrow gaps come first."""
    gaps: dict[tuple[int, int], list[str]] = {}
    for line in lines.lines.values():
        gaps.setdefault((line.left, line.right), []).append(line.parameter)
    placed: dict[str, Spot] = {}
    for left, right in sorted(gaps, key=lambda ends: ends[1] - ends[0]):
        found = _best_of(lines, (left, right), gaps[left, right], width, room)
        for name, spot in found.items():
            room.take(name, spot.x, spot.y, width)
        placed |= found
    return placed


def starts_of(left: int, right: int, width: int, count: int) -> list[int]:
    """Return where columns of labels begin: one near the source, several evenly spread."""
    free = right - left - count * width
    if count == 1:
        return [left + (free + 1) // 3]
    return [left + (i + 1) * free // (count + 1) + i * width for i in range(count)]


def _best_of(lines: Lines, gap: tuple[int, int], names: Sequence[str], width: int, room: Room) -> dict[str, Spot]:
    """Return places for the labels of one gap: in few columns, and where they hide little."""
    left, right = gap
    best: dict[str, Spot] = {}
    if right - left < width:
        return best
    is_crowded = len(names) > MANY_LINES
    rounds = [Others.NOWHERE]
    if not is_crowded:
        rounds.append(Others.BEHIND_NUMBER)
    if len(names) <= MAX_CROWDED * room.height:
        rounds.append(Others.ANYWHERE)
    most = max((right - left) // (width + 3), 1)
    most = min(most, 2 if is_crowded else MAX_LABEL_COLUMNS)
    columns = [starts_of(left, right, width, count) for count in range(1, most + 1)]
    # By number of columns; the better places first: each round adds places where a label hides more.
    places: list[dict[str, list[Spot]]] = []
    for _ in columns:
        places.append({name: [] for name in names})
    for others in rounds:
        for name in names:
            reaches = lines.reaches(name, width, room, others)
            for wanted, starts in zip(places, columns, strict=True):
                wanted[name] += spots(reaches, width, starts)
        for wanted in places:
            found = _arranged(wanted, width)
            if len(found) == len(names):
                return found
            if len(found) > len(best) and others is not Others.ANYWHERE:
                best = found
    return best


def _arranged(wanted: Mapping[str, Sequence[Spot]], width: int) -> dict[str, Spot]:
    """Return places for as many labels as fit, those first that have the fewest to choose from."""
    placed = _Placed(width)
    for name in sorted(wanted, key=lambda name: len(wanted[name])):
        spot = placed.first_free(wanted[name])
        if spot is not None:
            placed.put(name, spot)
            continue
        for spot in wanted[name]:
            others = placed.touching(spot)
            if len(others) == 1 and placed.exchange(others[0], wanted[others[0]], name, spot):
                break
    # Some labels have made room for others: each moves to the best place that is free now.
    for name in list(placed.spots):
        placed.remove(name)
        placed.put(name, placed.first_free(wanted[name]) or wanted[name][0])
    return placed.spots


class _Placed:
    """Labels of one width that touch nowhere."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._rows: dict[int, list[tuple[int, str]]] = {}
        self.spots: dict[str, Spot] = {}

    def put(self, name: str, spot: Spot) -> None:
        self.spots[name] = spot
        self._rows.setdefault(spot.y, []).append((spot.x, name))

    def remove(self, name: str) -> Spot:
        spot = self.spots.pop(name)
        self._rows[spot.y].remove((spot.x, name))
        return spot

    def touching(self, spot: Spot) -> list[str]:
        return [name for x, name in self._rows.get(spot.y, ()) if abs(x - spot.x) <= self._width]

    def first_free(self, spots: Sequence[Spot]) -> Spot | None:
        return next((spot for spot in spots if not self.touching(spot)), None)

    def exchange(self, other: str, elsewhere: Sequence[Spot], name: str, spot: Spot) -> bool:
        """Put a label where another one stands, if that one can stand elsewhere."""
        before = self.remove(other)
        self.put(name, spot)
        after = self.first_free(elsewhere)
        if after is None:
            self.remove(name)
        self.put(other, after or before)
        return after is not None


def led_past(
    start: Dot, end: Dot, columns: Iterable[tuple[int, int]], height: int, is_free: Callable[[int, int, int], bool]
) -> tuple[Dot, ...]:
    """Return a way from one unit to another that leads past the units between them.

    Args:
        start: the dot where it begins.
        end: the dot where it ends.
        columns: the first cell, and one after the last, of each layer between.
        height: the picture's rows.
        is_free: x, y, width → whether the line may run there.
    """
    points = [start]
    for left, right in columns:
        (x0, y0), (x1, y1) = points[-1], end
        middle = y0 + (y1 - y0) * (left + right - x0) / (x1 - x0)
        rows = [row for row in range(height) if is_free(left, row, right - left)]
        if rows:
            row = min(rows, key=lambda row: abs(4 * row + 2 - middle))
            points += [(2 * left, 4 * row + 2), (2 * right, 4 * row + 2)]
    return (*points, end)
