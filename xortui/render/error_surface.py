"""The error surface as a map: lines of equal C around where one stands, the path there, and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xortui.core.answering import answering_program
from xortui.core.arrays import Floats
from xortui.core.engines import Sample
from xortui.core.program import LOSS, Program
from xortui.debugger.snapshot import Snapshot
from xortui.diagnosis.error_surface import Direction, Plane, losses_on, plane_of
from xortui.diagnosis.ways_out import direction_in_words
from xortui.language.phrase import phrase
from xortui.render.asked import covered_rows
from xortui.render.fitting import first_fitting
from xortui.render.numbers import round_up, short
from xortui.render.palette import MAP_LEVELS
from xortui.render.row import Row, Span, fitted, merged
from xortui.render.view import View

DEFAULT_RANGE = 2.0
"""How far the map goes to each side, at the least, where nobody has chosen it."""
STANDING_SHARE = 0.6
"""Where one stands is at most so far from the middle, as a share of the range; beyond, the map moves on."""
MARKER = "●"
WALKED = "∙"
START = "○"
MIN_EXPLAINED_HEIGHT = 14
"""Lines from which on each axis has a line of its own below the map."""
ENOUGH_LINES = 6
"""Lines that there shall be; the losses that they are at get as many digits as that takes,"""
MAX_DIGITS = 5
"""but no more than these."""
LINE_STANDS_OUT = 2
"""By how many levels the colour of a line differs from that of its ground."""
_BITS = np.array([[1, 8], [2, 16], [4, 32], [64, 128]])
"""The bit of each dot in a braille character, by its row and its column in the cell."""
Levels = NDArray[np.int64]
"""Between which lines each dot lies, the lowest 0."""


class _Frame(NamedTuple):
    """What of the plane is shown."""

    plane: Plane
    origin: tuple[float, ...]
    """The state that eigenvectors are measured from."""
    state: tuple[float, ...]
    """The state that the plane goes through."""
    at: tuple[float, float]
    """Where that stands on the plane."""
    middle: tuple[float, float]
    reach: float
    """How far the map goes from its middle to each side."""
    program: Program
    """As it answers: with nothing left out by dropout."""
    names: tuple[str, ...]
    """The parameters."""
    samples: tuple[Sample, ...]
    """Over which C is taken."""


def error_surface_rows(snapshot: Snapshot, view: View, width: int, height: int, *, coloured: bool = True) -> list[Row]:
    """Return the map and what its axes and lines are.

    Args:
        snapshot: where one stands.
        view: which plane, how far, and of which samples.
        width: cells.
        height: cells.
        coloured: whether the ground of each cell says how high it is.
    """
    if snapshot.cover is not None:
        return covered_rows(width, height)
    below = 4 if height >= MIN_EXPLAINED_HEIGHT else min(2, max(height - 2, 0))
    up = height - below
    if width < 8 or up < 2:
        return [fitted((Span(phrase("too small"), "dim"),), width)] * max(height, 0)
    frame = _frame(snapshot, view)
    losses = _losses(frame, 2 * width, 4 * up)
    edges = _edges(losses)
    levels = np.asarray(np.searchsorted(np.array(edges), losses, side="right"))
    rows = _drawn(levels, coloured=coloured)
    _draw_way_out(rows, frame, width, up)
    _draw_path(rows, frame, snapshot, width, up)
    return [merged(row) for row in rows] + _explained(frame, snapshot, view, edges, width, below)


def _explained(
    frame: _Frame, snapshot: Snapshot, view: View, edges: Sequence[float], width: int, count: int
) -> list[Row]:
    """Return so many lines below the map: what its axes are, at which C its lines are, and C here."""
    standing = _standing(frame, snapshot, view)
    if count < 4:
        across = _axis(frame, "→", frame.plane.across, 0, width // 2 - 1)
        both = f"{across}  {_axis(frame, '↑', frame.plane.up, 1, width - len(across) - 2)}"
        lines = _lines(edges, width - len(standing) - 2)
        rows = [(Span(both, "dim"),), (Span(standing, "strong"), Span(f"  {lines}", "dim"))]
    else:
        rows = [
            (Span(_axis(frame, "→", frame.plane.across, 0, width), "dim"),),
            (Span(_axis(frame, "↑", frame.plane.up, 1, width), "dim"),),
            (Span(_lines(edges, width), "dim"),),
            (Span(standing, "strong"),),
        ]
    return [fitted(row, width) for row in rows[len(rows) - count :]]


def _frame(snapshot: Snapshot, view: View) -> _Frame:
    program = answering_program(snapshot.program)
    count = len(program.network.parameter_names)
    state = tuple(snapshot.state)
    # The last landmark stays the same for a while: axes that turned at every step would say nothing.
    origin = snapshot.landmarks[-1]
    samples = snapshot.samples
    plane = plane_of(program, samples, origin, view.surface)
    at = plane.place(state, origin)
    path = [plane.place(landmark, origin) for landmark in snapshot.landmarks]
    reach = view.surface_reach or _reach(path, at)
    middle = tuple(_snapped(place, reach) for place in at)
    shown = samples
    if view.surface_of_sample and snapshot.sample is not None:
        shown = (samples[snapshot.sample],)
    return _Frame(
        plane, origin[:count], state, at, (middle[0], middle[1]), reach, program, program.network.parameter_names, shown
    )


def _reach(path: Sequence[tuple[float, float]], at: tuple[float, float]) -> float:
    """Return how far the map goes: so far that the newer half of the path is on it, in round numbers."""
    newer = path[len(path) // 2 :]
    furthest = max((max(abs(x - at[0]), abs(y - at[1])) for x, y in newer), default=0.0)
    return round_up(max(DEFAULT_RANGE, 1.2 * furthest))


def _snapped(place: float, reach: float) -> float:
    """Return the middle of the map: a round place, so that it stands still until one comes near its edge."""
    return STANDING_SHARE * reach * round(place / (STANDING_SHARE * reach))


def _losses(frame: _Frame, columns: int, rows: int) -> Floats:
    """Return C at the middle of every dot, the topmost row first."""
    across = frame.middle[0] - frame.at[0] + frame.reach * _middles(columns)
    up = frame.middle[1] - frame.at[1] + frame.reach * _middles(rows)
    found = losses_on(frame.program, frame.samples, frame.state, frame.plane, across, up)
    return found[::-1]


@lru_cache(maxsize=8)
def _middles(count: int) -> Floats:
    return (2.0 * np.arange(count) + 1.0) / count - 1.0


def _edges(losses: Floats) -> list[float]:
    """Return the losses at which lines are drawn: so that there is about as much of the map between any two of them."""
    finite = losses[np.isfinite(losses)]
    if not finite.size:
        return []
    wanted = np.quantile(finite, np.arange(1, MAP_LEVELS) / MAP_LEVELS)
    low = float(finite.min())
    high = float(finite.max())
    edges: list[float] = []
    for digits in range(2, MAX_DIGITS + 1):
        rounded = {float(f"{edge:.{digits}g}") for edge in wanted}
        edges = sorted(edge for edge in rounded if low < edge < high)
        if len(edges) >= ENOUGH_LINES:
            break
    return edges


def _drawn(levels: Levels, *, coloured: bool) -> list[list[Span]]:
    """Return the cells of the map: lines in braille dots, on a ground that says how high it is where there are colours.

    Args:
        levels: of every dot; a dot is drawn wherever the next one to the right or below is on another level.
        coloured: whether there are colours.
    """
    changes = np.zeros(levels.shape, np.int64)
    changes[:, :-1] |= levels[:, :-1] != levels[:, 1:]
    changes[:-1, :] |= levels[:-1, :] != levels[1:, :]
    height = levels.shape[0] // 4
    width = levels.shape[1] // 2
    # A cell has four rows of two dots; each dot is one bit of its character.
    letters = np.einsum("yjxi,ji->yx", changes.reshape(height, 4, width, 2), _BITS).tolist()
    grounds = np.minimum(levels[2::4, ::2], MAP_LEVELS - 1).tolist()
    rows = []
    for bits, ground in zip(letters, grounds, strict=True):
        if coloured:
            rows.append([_on_ground(bit, level) for bit, level in zip(bits, ground, strict=True)])
        else:
            rows.append([_on_ground(bit, None) for bit in bits])
    return rows


@lru_cache(maxsize=4096)
def _on_ground(bits: int, level: int | None) -> Span:
    """Return a cell with some dots of lines; their colour is that of the ground some levels further."""
    letter = chr(0x2800 + bits) if bits else " "
    if level is None:
        return Span(letter)
    by = LINE_STANDS_OUT if level < MAP_LEVELS - LINE_STANDS_OUT else -LINE_STANDS_OUT
    return Span(letter, f"map{level + by}/map{level}")


def _cell(frame: _Frame, place: tuple[float, float], width: int, height: int) -> tuple[int, int]:
    """Return the cell, (column, row), of a place on the plane; it may be outside."""
    across = (place[0] - frame.middle[0]) / frame.reach
    up = (place[1] - frame.middle[1]) / frame.reach
    return int(np.floor((across + 1.0) / 2.0 * width)), int(np.floor((1.0 - up) / 2.0 * height))


def _write(rows: list[list[Span]], cell: tuple[int, int], letter: str, role: str = "") -> None:
    """Write a character into a cell, if it is on the map; on the cell's own ground where no role is given."""
    column, row = cell
    if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
        return
    _, is_grounded, ground = rows[row][column].role.partition("/map")
    if rows[row][column].role.startswith("mark"):
        is_grounded, ground = "/", rows[row][column].role.removeprefix("mark")
    rows[row][column] = Span(letter, role or (f"mark{ground}" if is_grounded else "strong"))


def _draw_path(rows: list[list[Span]], frame: _Frame, snapshot: Snapshot, width: int, height: int) -> None:
    """Draw where training has come along, and where it stands."""
    places = [frame.plane.place(landmark, frame.origin) for landmark in snapshot.landmarks]
    for before, after in zip(places, [*places[1:], frame.at], strict=True):
        start = _cell(frame, before, width, height)
        end = _cell(frame, after, width, height)
        steps = min(max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1), width + height)
        for step in range(steps + 1):
            column = start[0] + round(step * (end[0] - start[0]) / steps)
            row = start[1] + round(step * (end[1] - start[1]) / steps)
            _write(rows, (column, row), WALKED)
    _write(rows, _cell(frame, places[0], width, height), START)
    _write(rows, _cell(frame, frame.at, width, height), MARKER, "current")


def _draw_way_out(rows: list[list[Span]], frame: _Frame, width: int, height: int) -> None:
    """Draw the direction that curves down most, to both sides, as far as it lies in the plane."""
    down = frame.plane.down
    if down is None:
        return
    across = float(down @ frame.plane.across.parts)
    up = float(down @ frame.plane.up.parts)
    length = float(np.hypot(across, up))
    if length < 0.2:
        return
    for sign in (1.0, -1.0):
        arrow = _arrow(sign * across, sign * up)
        for part in (0.25, 0.4, 0.55):
            step = sign * part * frame.reach / length
            place = (frame.at[0] + step * across, frame.at[1] + step * up)
            _write(rows, _cell(frame, place, width, height), arrow)


def _arrow(across: float, up: float) -> str:
    if abs(across) >= abs(up):
        return "→" if across > 0 else "←"
    return "↑" if up > 0 else "↓"


def _axis(frame: _Frame, arrow: str, direction: Direction, place: int, width: int) -> str:
    """Say what one axis is, and from where to where it goes, in so many cells."""
    low = frame.middle[place] - frame.reach
    high = frame.middle[place] + frame.reach
    ends = f"{_short(low)}…{_short(high)}"
    if direction.name:
        return f"{arrow} {direction.name} {ends}"[:width]
    value = direction.eigenvalue or 0.0
    curvature = f"λ {_short(value)}"
    kind = phrase("curves down") if value < 0 else phrase("curves up")
    versions = []
    for most in (3, 2, 1):
        parts = direction_in_words(frame.names, direction.parts.tolist(), most)
        versions += [f"{arrow} {kind}, {curvature}, along {parts}; {ends}", f"{arrow} {curvature}: {parts}"]
    versions += [f"{arrow} {kind}, {curvature}", f"{arrow} {curvature}"]
    versions.sort(key=len, reverse=True)
    return first_fitting(versions, width)


def _lines(edges: Sequence[float], width: int) -> str:
    """Say at which losses the lines are; of many every other one, where there is no room for all."""
    shown = list(edges)
    while shown:
        text = phrase("lines at {edges}", edges=" ".join(f"{edge:.{MAX_DIGITS}g}" for edge in shown))
        if len(text) <= width:
            return text
        shown = shown[::2] if len(shown) > 2 else shown[:-1]
    return ""


def _standing(frame: _Frame, snapshot: Snapshot, view: View) -> str:
    """Say what C is here, and of which samples."""
    nowhere = np.zeros(1)
    here = losses_on(frame.program, frame.samples, frame.state, frame.plane, nowhere, nowhere)
    is_of_one = view.surface_of_sample and snapshot.sample is not None
    whose = phrase("mean of {count}", count=len(frame.samples))
    if is_of_one:
        whose = phrase("of sample {number}", number=(snapshot.sample or 0) + 1)
    return f"{MARKER} {LOSS} {short(float(here[0, 0]))} {whose}"


def _short(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")
