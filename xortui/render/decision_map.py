"""The decision map: what a unit answers for every pair of inputs, with the samples on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xortui.core.arrays import ARRAY_FUNCTIONS, Floats
from xortui.core.compiler import compile_forward
from xortui.core.engines import Sample
from xortui.core.network import Network, Unit
from xortui.core.program import Program
from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.problems import Problem
from xortui.render.decision_map_unit import mapped_unit
from xortui.render.fitting import fitting_or_none
from xortui.render.forward_arrays import forward_on_arrays
from xortui.render.numbers import round_up, short
from xortui.render.palette import MAP_LEVELS
from xortui.render.row import Row, Span, fitted, merged, plain, row_width
from xortui.render.view import View

MARGIN = 0.25
"""How far beyond the samples the map goes, as a share of their range."""
RAMP = " .:-=+*#%@"
"""From the least ŷ to the greatest, where there are no colours."""
MIDDLE = MAP_LEVELS // 2
"""The level of a ŷ halfway between the ends of the scale."""
MARK_COLUMNS = 6
MARK_ROWS = 3
"""Cells from one sign on a coloured map to the next, which says the same as the colour."""
APART = 4
"""Cells at least from a sign to a sample in its row, so that nobody takes −1 for a target."""
MIN_SIGNED_WIDTH = 20
"""Columns from which on the scale shows the signs, too."""
MIN_EXPLAINED_HEIGHT = 10
"""Lines from which on what the characters say has a line of its own."""
BROKEN = -1
"""The level of a ŷ that is not a finite number."""


class _Range(NamedTuple):
    """From a least to a greatest number."""

    low: float
    high: float

    def __str__(self) -> str:
        """Return it in short, '0…1'."""
        return f"{_short(self.low)}…{_short(self.high)}"


class _Frame(NamedTuple):
    """What of the plane is shown, of which unit, and how the samples are drawn."""

    x1: _Range
    x2: _Range
    unit: Unit
    scale: _Range | None
    """What the ends of the scale stand for; None if that follows from the values."""
    letters: str
    """A character for each sample."""
    meanings: tuple[str, ...]
    """What the characters say, in versions from long to short."""
    axes: tuple[int, int] = (0, 1)
    """The places of the inputs to the right and upwards."""

    @property
    def across(self) -> str:
        """The name of the input to the right."""
        return f"x{self.axes[0] + 1}"

    @property
    def upwards(self) -> str:
        """The name of the input upwards."""
        return f"x{self.axes[1] + 1}"


def decision_map_rows(
    snapshot: Snapshot,
    view: View,
    width: int,
    height: int,
    coloured: bool = True,
) -> list[Row]:
    """Return the map, its axis and its legend.

    With colours a cell has two levels, and some have a sign; without them one character of a ramp.
    """
    network = snapshot.program.network
    if width < 1 or height < 1:
        return [fitted((), width)] * max(height, 0)
    axes = chosen_axes(snapshot.problem, view)
    frame = _frame(snapshot.samples, network, mapped_unit(network, view.mapped), axes)
    below_count = 3 if height >= MIN_EXPLAINED_HEIGHT else max(min(2, height - 3), 0)
    lines = height - below_count
    pixels = 2 if coloured else 1
    values = _values(snapshot, frame, width, lines * pixels)
    scale = frame.scale or _scale(values)
    levels = _levels(values, scale, MAP_LEVELS if coloured else len(RAMP))
    rows = [_coloured(levels[2 * y], levels[2 * y + 1]) if coloured else _plain(levels[y]) for y in range(lines)]
    places = _places(snapshot.samples, frame, width, lines)
    if coloured:
        _sign(rows, levels, places)
    for (column, row), letter in places.items():
        rows[row][column] = Span(letter, "strong")
    if snapshot.sample is not None:
        _mark_current(rows, snapshot, frame)
    legend = _legend(frame, scale, width, explains=below_count < 3, coloured=coloured)
    says_both = frame.x1 != frame.x2 and frame.upwards not in plain(legend)
    below = [_axis(frame, width, says_both=says_both), legend][max(2 - below_count, 0) :]
    if below_count == 3:
        below.append(fitted((Span(fitting_or_none(frame.meanings, width), "dim"),), width))
    return [merged(row) for row in rows] + below


def plain_map(problem: Problem, program: Program, state: Sequence[float], width: int, height: int) -> list[str]:
    """Return a map of the first output in characters alone, with the samples on it, and nothing beside it.

    Args:
        problem: is given two inputs; its samples are drawn on it, and say how much of the plane is shown.
        program: what its network computes.
        state: the state vector.
        width: columns.
        height: lines.
    """
    network = program.network
    samples = problem.samples
    frame = _frame(samples, network, network.units[-1][0], (0, 1))
    x1, x2 = _grid(frame, width, height)
    with np.errstate(all="ignore"):
        made = [feature.array((x1, x2), np) for feature in problem.features]
        found = compile_forward(program, ARRAY_FUNCTIONS)(state, (x1, x2, *made))
    values: Floats = np.broadcast_to(found[program.by_target[frame.unit.name].number - 1], x1.shape)
    levels = _levels(values, frame.scale or _scale(values), len(RAMP))
    rows = [_plain(line) for line in levels]
    for (column, row), letter in _places(samples, frame, width, height).items():
        rows[row][column] = Span(letter, "strong")
    return ["".join(span.text for span in row) for row in rows]


@lru_cache(maxsize=16)
def _frame(samples: tuple[Sample, ...], network: Network, unit: Unit, axes: tuple[int, int]) -> _Frame:
    return _plain_frame(samples, network, unit, axes)._replace(axes=axes)


def _plain_frame(samples: tuple[Sample, ...], network: Network, unit: Unit, axes: tuple[int, int]) -> _Frame:
    x1 = _widened([x[axes[0]] for x, _ in samples])
    x2 = _widened([x[axes[1]] for x, _ in samples])
    is_output = unit.layer == len(network.layers) - 1
    place = network.units[-1].index(unit) if is_output else 0
    targets = [y[place] for _, y in samples]
    activation = network.activations[unit.layer - 1]
    scale = {"sigmoid": _Range(0.0, 1.0), "softmax": _Range(0.0, 1.0), "tanh": _Range(-1.0, 1.0)}.get(activation)
    if is_output and activation != "sigmoid" and scale != _Range(0.0, 1.0):
        low, high = min(targets), max(targets)
        scale = _Range(low, high) if low < high else _Range(low - 0.5, high + 0.5)
    if not is_output and len(network.units[-1]) > 1:
        classes = [y.index(max(y)) + 1 for _, y in samples]
        return _Frame(
            x1,
            x2,
            unit,
            scale,
            "".join(str(c) if c < 10 else "•" for c in classes),
            _meanings(phrase("1 2 …: place of the greatest y"), phrase("1 2 …: greatest y")),
        )
    if set(targets) <= {0.0, 1.0}:
        return _Frame(
            x1,
            x2,
            unit,
            scale,
            "".join("01"[y > 0.5] for y in targets),
            _meanings(phrase("0 1: targets y"), phrase("0 1: targets")),
        )
    middle = (min(targets) + max(targets)) / 2
    return _Frame(
        x1,
        x2,
        unit,
        scale,
        "".join("lh"[y > middle] for y in targets),
        _meanings(phrase("l h: low and high targets y"), phrase("l h: low, high y")),
    )


def chosen_axes(problem: Problem, view: View) -> tuple[int, int]:
    """Return the places of the two inputs that are mapped, to the right and upwards."""
    across, up = view.axes
    return (across, up) if max(across, up) < problem.given_inputs else (0, 1)


def _meanings(*versions: str) -> tuple[str, ...]:
    """Return what the characters of samples say, and brackets around one, in versions from long to short."""
    return (
        phrase("{versions}; [ ]: this sample", versions=versions[0]),
        phrase("{versions}, [ ]: now", versions=versions[-1]),
        *versions,
    )


def _widened(values: Sequence[float]) -> _Range:
    low, high = min(values), max(values)
    margin = MARGIN * (high - low) if high > low else max(1.0, MARGIN * abs(high))
    return _Range(low - margin, high + margin)


def _values(snapshot: Snapshot, frame: _Frame, columns: int, rows: int) -> Floats:
    """Return the unit's value at the middle of every pixel, the topmost row first."""
    x1, x2 = _grid(frame, columns, rows)
    program = snapshot.program
    through = (snapshot.x or snapshot.samples[0][0])[: snapshot.problem.given_inputs]
    given = [np.full(x1.shape, value) for value in through]
    given[frame.axes[0]] = x1
    given[frame.axes[1]] = x2
    values = forward_on_arrays(snapshot, given)
    found: Floats = np.broadcast_to(values[program.by_target[frame.unit.name].number - 1], x1.shape)
    return found


def _grid(frame: _Frame, columns: int, rows: int) -> tuple[Floats, Floats]:
    """Return the two inputs at the middle of every pixel, the topmost row first."""
    x1, x2 = np.meshgrid(_middles(frame.x1, columns), _middles(frame.x2, rows)[::-1])
    return x1, x2


def _scale(values: Floats) -> _Range:
    """Return a scale from round number to round number, so that it seldom changes."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return _Range(0.0, 1.0)
    least = float(finite.min())
    greatest = float(finite.max())
    low = -round_up(-least) if least < 0 else 0.0
    high = round_up(greatest) if greatest > 0 else 0.0
    return _Range(low, high) if low < high else _Range(0.0, 1.0)


def _levels(values: Floats, scale: _Range, count: int) -> list[list[int]]:
    with np.errstate(all="ignore"):
        share = (values - scale.low) / (scale.high - scale.low)
        levels = np.clip(np.nan_to_num(share) * count, 0, count - 1).astype(int)
    return np.where(np.isfinite(share), levels, BROKEN).tolist()  # type: ignore[no-any-return]


def _middles(interval: _Range, count: int) -> Floats:
    step: NDArray[np.float64] = (np.arange(count) + 0.5) / count
    return interval.low + step * (interval.high - interval.low)


@lru_cache(maxsize=256)
def _pixels(above: int, below: int) -> Span:
    if BROKEN in (above, below):
        return Span("?", "bad")
    return Span("▀", f"map{above}/map{below}")


def _coloured(above: Sequence[int], below: Sequence[int]) -> list[Span]:
    return [_pixels(a, b) for a, b in zip(above, below, strict=True)]


def _sign(rows: list[list[Span]], levels: Sequence[Sequence[int]], samples: Iterable[tuple[int, int]]) -> None:
    """Write + here and there where ŷ is above the middle of the scale, and − where it is below; not beside a sample."""
    near = {(column + by, row) for column, row in samples for by in range(-APART + 1, APART)}
    for y in range(1, len(rows), MARK_ROWS):
        for x in range(MARK_COLUMNS // 2, len(rows[y]), MARK_COLUMNS):
            above, below = levels[2 * y][x], levels[2 * y + 1][x]
            if above == below and above not in (MIDDLE, BROKEN) and (x, y) not in near:
                rows[y][x] = Span("+" if above > MIDDLE else "−", f"mark{above}")


def _plain(levels: Sequence[int]) -> list[Span]:
    return [Span("?", "bad") if level == BROKEN else Span(RAMP[level]) for level in levels]


@lru_cache(maxsize=8)
def _places(samples: tuple[Sample, ...], frame: _Frame, width: int, height: int) -> dict[tuple[int, int], str]:
    """Return the cells, (column, row), with samples in them, and the letter of the last sample."""
    return {_cell(frame, x, width, height): letter for (x, _), letter in zip(samples, frame.letters, strict=True)}


def _cell(frame: _Frame, x: Sequence[float], width: int, height: int) -> tuple[int, int]:
    column = int((x[frame.axes[0]] - frame.x1.low) / (frame.x1.high - frame.x1.low) * width)
    return column, height - 1 - int((x[frame.axes[1]] - frame.x2.low) / (frame.x2.high - frame.x2.low) * height)


def _mark_current(rows: list[list[Span]], snapshot: Snapshot, frame: _Frame) -> None:
    """Draw the sample of this step in brackets."""
    if snapshot.sample is None or snapshot.x is None:
        return
    width = len(rows[0])
    column, row = _cell(frame, snapshot.x, width, len(rows))
    for i, letter in enumerate(f"[{frame.letters[snapshot.sample]}]", start=column - 1):
        if 0 <= i < width:
            rows[row][i] = Span(letter, "current")


def _axis(frame: _Frame, width: int, *, says_both: bool) -> Row:
    """Say below the map what x1 is, from left to right, and x2, if its axis is the same."""
    low, high = _short(frame.x1.low), _short(frame.x1.high)
    name = f"{frame.across} → {frame.upwards} ↑" if frame.x1 == frame.x2 else f"{frame.across} →"
    if says_both:
        name = f"{frame.across} → ({frame.upwards} ↑)"
    room = width - len(low) - len(high)
    both = f"{frame.across}→ {frame.x1} {frame.upwards}↑ {frame.x2}"
    text = f"{low}{name:^{room}}{high}" if room >= len(name) + 2 and not (says_both and len(both) <= width) else both
    return fitted((Span(text, "dim"),), width)


def _legend(frame: _Frame, scale: _Range, width: int, *, explains: bool, coloured: bool) -> Row:
    """Say which unit it is, and what the levels stand for; and what the letters of samples do, if it is to explain."""
    low, high = _short(scale.low), _short(scale.high)
    levels = [Span("▀", f"map{i}/map{i}") for i in range(MAP_LEVELS)] if coloured else [Span(RAMP)]
    # The signs that stand on the map, at their ends of the scale.
    minus, plus = (" −", " +") if coloured and width >= MIN_SIGNED_WIDTH else ("", "")
    row = [Span(f"{frame.unit.name} {low}{minus} ", "dim"), *levels, Span(f"{plus} {high}", "dim")]
    parts: list[tuple[str, ...]] = [] if frame.x1 == frame.x2 else [(f"{frame.upwards} ↑ {frame.x2}",)]
    if explains:
        parts.append(frame.meanings)
    for versions in parts:
        text = fitting_or_none(versions, width - row_width(row) - 2)
        if text:
            row.append(Span(f"  {text}", "dim"))
    return fitted(row, width)


def _short(value: float) -> str:
    return short(round(value, 2), 2)
