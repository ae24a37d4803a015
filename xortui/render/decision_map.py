"""The decision map: ŷ over the square of two inputs, with the samples drawn on it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xortui.core.arrays import ARRAY_FUNCTIONS, Floats
from xortui.core.compiler import Forward, compile_forward
from xortui.core.engines import Sample
from xortui.core.network import Network
from xortui.core.program import Program
from xortui.debugger.snapshot import Snapshot
from xortui.render.numbers import short
from xortui.render.palette import MAP_LEVELS
from xortui.render.row import Row, Span, fitted
from xortui.render.view import View

MARGIN = 0.25
"""How far beyond the samples the map goes, as a share of their range."""
RAMP = " .:-=+*#%@"
"""From the least ŷ to the greatest, where there are no colours."""
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
    """What of the plane is shown, and what ŷ the ends of the scale stand for."""

    x1: _Range
    x2: _Range
    output: _Range
    name: str
    """What the first output is called."""
    is_binary: bool
    """Whether every target is 0 or 1: then the samples are drawn as that, and else as l(ow) and h(igh)."""


def decision_map_rows(
    snapshot: Snapshot,
    view: View,  # noqa: ARG001 - as all panes
    width: int,
    height: int,
    coloured: bool = True,
) -> list[Row]:
    """Return the map, its axis and its legend; with `coloured` two levels to the cell, else a character of a ramp."""
    network = snapshot.program.network
    if network.layers[0] != 2 or width < 1 or height < 1:
        text = f"The map needs two inputs; this network has {network.layers[0]}."
        said = fitted((Span(text if len(text) <= width else "needs two inputs", "dim"),), width)
        return [said, *[fitted((), width)] * (height - 1)][: max(height, 0)]
    frame = _frame(snapshot.problem.samples, network)
    below = [_axis(frame, width), _legend(frame, width, coloured=coloured)][max(5 - height, 0) :]
    lines = height - len(below)
    pixels = 2 if coloured else 1
    levels = _levels(snapshot, frame, width, lines * pixels, MAP_LEVELS if coloured else len(RAMP))
    rows = [_coloured(levels[2 * y], levels[2 * y + 1]) if coloured else _plain(levels[y]) for y in range(lines)]
    for i, (x, y) in enumerate(snapshot.problem.samples):
        _mark(rows, frame, x, y, is_current=i == snapshot.sample)
    if snapshot.sample is not None:
        _mark(rows, frame, *snapshot.problem.samples[snapshot.sample], is_current=True)
    return [_merged(row) for row in rows] + below


@lru_cache(maxsize=4)
def _forward(program: Program) -> Forward:
    return compile_forward(program, ARRAY_FUNCTIONS)


@lru_cache(maxsize=4)
def _frame(samples: tuple[Sample, ...], network: Network) -> _Frame:
    x1, x2 = (_widened([x[axis] for x, _ in samples]) for axis in (0, 1))
    targets = [y[0] for _, y in samples]
    if network.activations[-1] == "sigmoid":
        output = _Range(0.0, 1.0)
    else:
        low, high = min(targets), max(targets)
        output = _Range(low, high) if low < high else _Range(low - 0.5, high + 0.5)
    return _Frame(x1, x2, output, network.units[-1][0].name, set(targets) <= {0.0, 1.0})


def _widened(values: Sequence[float]) -> _Range:
    low, high = min(values), max(values)
    margin = MARGIN * (high - low) if high > low else max(1.0, MARGIN * abs(high))
    return _Range(low - margin, high + margin)


def _levels(snapshot: Snapshot, frame: _Frame, columns: int, rows: int, count: int) -> list[list[int]]:
    """Return the level of ŷ at the middle of every pixel, the topmost row first."""
    x1, x2 = np.meshgrid(_middles(frame.x1, columns), _middles(frame.x2, rows)[::-1])
    program = snapshot.program
    with np.errstate(all="ignore"):
        values = _forward(program)(snapshot.state, (x1, x2))
        output = values[program.by_target[frame.name].number - 1]
        share = (output - frame.output.low) / (frame.output.high - frame.output.low)
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


def _plain(levels: Sequence[int]) -> list[Span]:
    return [Span("?", "bad") if level == BROKEN else Span(RAMP[level]) for level in levels]


def _mark(rows: list[list[Span]], frame: _Frame, x: Sequence[float], y: Sequence[float], *, is_current: bool) -> None:
    """Draw a sample; the one of this step in brackets."""
    width, height = len(rows[0]), len(rows)
    column = int((x[0] - frame.x1.low) / (frame.x1.high - frame.x1.low) * width)
    row = height - 1 - int((x[1] - frame.x2.low) / (frame.x2.high - frame.x2.low) * height)
    mark = _letters(frame)[y[0] > (frame.output.low + frame.output.high) / 2]
    for i, letter in enumerate(f"[{mark}]" if is_current else mark, start=column - is_current):
        if 0 <= i < width:
            rows[row][i] = Span(letter, "current" if is_current else "strong")


def _letters(frame: _Frame) -> str:
    return "01" if frame.is_binary else "lh"


def _merged(row: Sequence[Span]) -> Row:
    """Return neighbouring cells of one role in one span."""
    spans: list[Span] = []
    for span in row:
        if spans and spans[-1].role == span.role:
            spans[-1] = Span(spans[-1].text + span.text, span.role)
        else:
            spans.append(span)
    return tuple(spans)


def _axis(frame: _Frame, width: int) -> Row:
    """Say below the map what x1 is from left to right, and x2 from the bottom to the top if that is the same."""
    low, high = _short(frame.x1.low), _short(frame.x1.high)
    name = "x1 → x2 ↑" if frame.x1 == frame.x2 else "x1 →"
    room = width - len(low) - len(high)
    text = f"{low}{name:^{room}}{high}" if room >= len(name) + 2 else f"x1→ {frame.x1} x2↑ {frame.x2}"
    return fitted((Span(text, "dim"),), width)


def _legend(frame: _Frame, width: int, *, coloured: bool) -> Row:
    """Say what ŷ the levels stand for, what the samples' letters are, and what x2 is if the axis does not."""
    levels = [Span("▀", f"map{i}/map{i}") for i in range(MAP_LEVELS)] if coloured else [Span(RAMP)]
    low, high = _short(frame.output.low), _short(frame.output.high)
    row = [Span(f"{frame.name} {low} ", "dim"), *levels, Span(f" {high}", "dim")]
    parts = [] if frame.x1 == frame.x2 else [f"x2 ↑ {frame.x2}"]
    parts.append("0 1: y" if frame.is_binary else "l h: y low, high")
    for part in parts:
        if sum(len(span.text) for span in row) + 2 + len(part) <= width:
            row.append(Span(f"  {part}", "dim"))
    return fitted(row, width)


def _short(value: float) -> str:
    return short(round(value, 2), 2)
