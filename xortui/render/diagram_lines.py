"""The lines of a picture: through which cells they run, and where on its line the label of a weight can stand.

A label stands on its own line and on no other, so that nobody has to guess which line it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from xortui.render.diagram_layout import Dot, Edge
from xortui.render.diagram_room import Room

MOST_COLUMNS = 4
"""Of labels in one gap."""
MANY_LINES = 32
"""Beyond so many lines in one gap, a few labels are all that has room: nobody waits for the last one."""


class Line(NamedTuple):
    """The way of a weight from one unit to another, and the cells between which its label may stand."""

    parameter: str
    points: tuple[Dot, ...]
    left: int
    right: int
    """One after the last cell."""

    def edges(self) -> list[Edge]:
        """Return the straight pieces it is drawn in."""
        return [Edge(self.parameter, start, end) for start, end in pairwise(self.points)]


MOST_CROWDED = 0.8
"""The share of a gap's rows that may hold labels that hide other lines, and only where then every line has one."""


class Others(Enum):
    """Where a label may hide a piece of another line."""

    NOWHERE = 0
    BEHIND_NUMBER = 1
    """Its own line leads to its name, and the other one passes behind its number."""
    ANYWHERE = 2


class Spot(NamedTuple):
    """A place for a label: the smaller the cost, the better it looks there."""

    cost: float
    x: int
    y: int


class Reach(NamedTuple):
    """Cells of one row where a label may begin."""

    y: int
    first: int
    last: int
    middle: float | None
    """Of the piece of line that it stands on; None where the line is longer than the label."""


class _Stretch(NamedTuple):
    """The cells of one row that a line runs through."""

    y: int
    first: int
    last: int
    parameter: str


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
        return len([1 for line in self._in_row.get(y, ()) if line.first < x + width and x <= line.last])

    def reaches(self, parameter: str, width: int, room: Room, others: Others) -> list[Reach]:
        """Return where a label of some width may begin so that it stands on its line and on no text."""
        line = self.lines[parameter]
        found = []
        for stretch in self._of[parameter]:
            # A flat line runs into its label on the left and out on the right; a steep one above and below.
            is_long = stretch.last - stretch.first + 1 >= width
            low = stretch.first if is_long else stretch.first - width + 2
            high = stretch.last - width // 2 + 1 if is_long else max(stretch.last - 1, stretch.first)
            if others is Others.BEHIND_NUMBER:
                low, high = stretch.first, min(high, stretch.last)
            low = max(low, line.left)
            high = min(high, line.right - width)
            if low > high:
                continue
            blocked = [(first - width + 1, end) for first, end in room.blocked(stretch.y)]
            if others is not Others.ANYWHERE:
                shown = width // 2 if others is Others.BEHIND_NUMBER else width
                for _, first, last, other in self._in_row[stretch.y]:
                    if other != parameter and last >= low and first - shown < high:
                        blocked.append((first - shown + 1, last + 1))
            middle = None if is_long else (stretch.first + stretch.last + 1) / 2
            found += [Reach(stretch.y, first, last, middle) for first, last in _free(blocked, low, high)]
        return found


def spots(reaches: Iterable[Reach], width: int, starts: Sequence[int]) -> list[Spot]:
    """Return places for a label, the best first.

    Args:
        reaches: where it may begin.
        width: its cells.
        starts: columns where labels begin, so that those of several lines stand below each other; the first is
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
            # One piece of a line may go on in the row where the last one ends.
            if found and found[-1].y == row and first <= found[-1].last + 1:
                first = found.pop().first
            found.append(_Stretch(row, first, last, line.parameter))
    return found


def _free(blocked: list[tuple[int, int]], low: int, high: int) -> list[tuple[int, int]]:
    """Return from where to where a text may begin, between `low` and `high`, but in no blocked place."""
    found = []
    start = low
    for first, end in sorted(blocked):
        if first > start:
            found.append((start, min(high, first - 1)))
        start = max(start, end)
    found.append((start, high))
    return [(first, last) for first, last in found if first <= last]


def named(lines: Lines, width: int, room: Room) -> dict[str, Spot]:
    """Return places for as many labels as have room, and take it: gap by gap, the narrowest first."""
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
    """Return where so many columns of labels begin: one near the source, where the lines part, more evenly spread."""
    room = right - left - count * width
    if count == 1:
        return [left + (room + 1) // 3]
    return [left + (i + 1) * room // (count + 1) + i * width for i in range(count)]


def _best_of(lines: Lines, gap: tuple[int, int], names: Sequence[str], width: int, room: Room) -> dict[str, Spot]:
    """Return places in as few columns as they take, hiding as little as possible."""
    left, right = gap
    best: dict[str, Spot] = {}
    if right - left < width:
        return best
    most = max((right - left) // (width + 3), 1)
    is_crowded = len(names) > MANY_LINES
    most = min(most, 2 if is_crowded else MOST_COLUMNS)
    columns = [starts_of(left, right, width, count) for count in range(1, most + 1)]
    rounds = [Others.NOWHERE]
    if not is_crowded:
        rounds.append(Others.BEHIND_NUMBER)
    if len(names) <= MOST_CROWDED * room.height:
        rounds.append(Others.ANYWHERE)
    # The better places first: in a later round there are those as well where a label hides something.
    places: list[dict[str, list[Spot]]] = [{name: [] for name in names} for _ in columns]
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
