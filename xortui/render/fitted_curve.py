"""The fitted curve: what a network with one input answers along it, each hidden unit's share, and the samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from xortui.core.arrays import Floats
from xortui.core.network import Network, Unit
from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.problems import Problem
from xortui.render.axis import Axis, axis_names, input_axis, output_axis
from xortui.render.canvas import Canvas
from xortui.render.decision_map_unit import mapped_unit, pictured
from xortui.render.fitting import fitting_or_last
from xortui.render.forward_arrays import forward_on_arrays
from xortui.render.row import Row, Span, fitted
from xortui.render.view import View

MARGIN = 0.1
"""How far beyond the samples the curve goes, as a share of their range."""
ROOM_ABOVE = 0.15
"""How far beyond the targets the axis goes, as a share of their range."""
LABEL_WIDTH = 6
"""Cells of the numbers beside the axis, with the line."""
MIN_LABELLED_WIDTH = 24
"""Columns from which on the axis has numbers beside it."""
SHARES_AT_MOST = 12
"""Hidden units whose shares are drawn; of more only the chosen one's."""
TEST, TRAINED = "×", "•"


class _Frame(NamedTuple):
    """What part of the plane is shown."""

    left: float
    right: float
    low: float
    high: float

    def place(self, canvas: Canvas, x: float, y: float) -> tuple[int, int]:
        """Return the dot of a point."""
        across = (x - self.left) / (self.right - self.left)
        up = (y - self.low) / (self.high - self.low)
        return round(across * (2 * canvas.width - 1)), round((1.0 - up) * (4 * canvas.height - 1))

    def holds(self, y: float) -> bool:
        """Say whether a value is within the axis."""
        return self.low <= y <= self.high


def fitted_curve_rows(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return the curve, its axis, and what the lines are."""
    problem = snapshot.problem
    below = min(3, max(height - 3, 0))
    up = height - below
    unit = mapped_unit(problem.network, pictured(problem, view.mapped))
    if width < 4 or up < 1:
        return [fitted((), width)] * height
    labels = LABEL_WIDTH if width >= MIN_LABELLED_WIDTH else 0
    canvas = Canvas(width - labels, up)
    frame = _frame(problem, snapshot, unit)
    x = np.linspace(frame.left, frame.right, 2 * canvas.width)
    values = _values(snapshot, x)
    for source, share in _shares(snapshot, values, unit):
        weight = share[0]
        role = "path" if source == unit.name else "positive" if weight > 0 else "negative"
        _draw(canvas, frame, x, share[1], role, dotted=True)
    _draw(canvas, frame, x, values[unit.name], "curve")
    _draw_samples(canvas, frame, snapshot, unit)
    across = input_axis(problem, 0)
    upwards = _upwards(problem, unit)
    ends = upwards.ends(frame.low, frame.high, LABEL_WIDTH - 1)
    rows = [(*_labelled(row_number, up, ends, labels), *row) for row_number, row in enumerate(canvas.rows())]
    legend = fitting_or_last(_legend(snapshot, unit), width)
    marks = _marks(problem)
    if upwards.name or upwards.scale is not None:
        spans = upwards.spans(frame.low, frame.high, "↑")
        marks = (*[f"{marks[0]}; {span}" for span in spans], *marks)
    texts = [_axis(across, frame, labels, width), legend, fitting_or_last(marks, width)]
    rows += [(Span(text, "dim"),) for text in texts[:below]]
    return [fitted(row, width) for row in rows]


def _values(snapshot: Snapshot, x: Floats) -> dict[str, Floats]:
    """Return the values of all units along the input."""
    program = snapshot.program
    found = forward_on_arrays(snapshot, [x])
    names = [operation.target for operation in program.operations[: len(found)]]
    return {name: np.broadcast_to(value, x.shape) for name, value in zip(names, found, strict=True)}


def _shares(snapshot: Snapshot, values: dict[str, Floats], unit: Unit) -> list[tuple[str, tuple[float, Floats]]]:
    """Return w·h of the hidden units that lead to an output, each with its weight and its name."""
    network = snapshot.program.network
    output, chosen = _seen(network, unit)
    found = []
    for parameter in network.incoming[output.name]:
        source = parameter.source
        weight = snapshot.value(parameter.name)
        if source is None or not source.layer or weight is None:
            continue
        found.append((source.name, (weight, weight * values[source.name])))
    if len(found) > SHARES_AT_MOST:
        return [share for share in found if share[0] == chosen]
    return found


def _seen(network: Network, unit: Unit) -> tuple[Unit, str]:
    """Return the output whose shares are drawn, and the hidden unit that is chosen, if one is."""
    is_output = unit.layer == len(network.layers) - 1
    return (unit, "") if is_output else (network.units[-1][0], unit.name)


def _frame(problem: Problem, snapshot: Snapshot, unit: Unit) -> _Frame:
    samples = (*snapshot.samples, *problem.test)
    places = [x[0] for x, _ in samples]
    left, right = min(places), max(places)
    margin = MARGIN * (right - left) or 1.0
    network = problem.network
    output = network.units[-1].index(unit) if unit in network.units[-1] else 0
    heights = [y[output] for _, y in samples]
    low, high = min(heights), max(heights)
    if unit.layer < len(network.layers) - 1:
        low, high = min(low, -1.0), max(high, 1.0)
    room = ROOM_ABOVE * (high - low) or 0.5
    return _Frame(left - margin, right + margin, low - room, high + room)


def _draw(canvas: Canvas, frame: _Frame, x: Floats, y: Floats, role: str, *, dotted: bool = False) -> None:
    """Draw a line as far as it is within the axis."""
    before: tuple[int, int] | None = None
    for across, up in zip(x.tolist(), y.tolist(), strict=True):
        if not frame.holds(up):
            before = None
            continue
        place = frame.place(canvas, across, up)
        canvas.line(before or place, place, role, dotted=dotted)
        before = place


def _draw_samples(canvas: Canvas, frame: _Frame, snapshot: Snapshot, unit: Unit) -> None:
    network = snapshot.program.network
    output = network.units[-1].index(unit) if unit in network.units[-1] else 0
    for samples, sign in ((snapshot.problem.test, TEST), (snapshot.samples, TRAINED)):
        for x, y in samples:
            column, row = frame.place(canvas, x[0], y[output])
            canvas.write(column // 2, row // 4, sign, "strong" if sign == TRAINED else "dim")
    if snapshot.x is not None and snapshot.y is not None:
        column, row = frame.place(canvas, snapshot.x[0], snapshot.y[output])
        canvas.write(column // 2, row // 4, "●", "marker")


def _upwards(problem: Problem, unit: Unit) -> Axis:
    """Return what is upwards: an output in the numbers of the data file, or a hidden unit as it is."""
    outputs = problem.network.units[-1]
    return output_axis(problem, outputs.index(unit)) if unit in outputs else Axis(unit.name)


def curve_caption(problem: Problem, view: View, room: int) -> str:
    """Return the names of what is to the right and upwards in so many cells; '' if they have none, or no room."""
    unit = mapped_unit(problem.network, pictured(problem, view.mapped))
    return axis_names((input_axis(problem, 0), _upwards(problem, unit)), room)


def _labelled(row: int, rows: int, ends: tuple[str, str], width: int) -> Sequence[Span]:
    """Return what stands left of a row of the picture: the ends of the axis, or a line."""
    if not width:
        return ()
    low, high = ends
    text = ""
    if row == 0:
        text = high
    elif row == rows - 1:
        text = low
    return (Span(f"{text:>{width - 1}}│", "dim"),)


def _axis(across: Axis, frame: _Frame, labels: int, width: int) -> str:
    line = across.line(frame.left, frame.right, width - labels)
    return f"{' ' * labels}{line}" if line else f"{across.symbol} {across.span(frame.left, frame.right)}"


def _legend(snapshot: Snapshot, unit: Unit) -> tuple[str, ...]:
    network = snapshot.program.network
    output, chosen = _seen(network, unit)
    sums = ""
    if network.activations[-1] != "linear":
        sums = phrase(", parts of {z}", z=output.weighted_sum)
    if len(network.layers) < 3:
        return (phrase("line: {name}", name=unit.name),)
    dotted = phrase("w·{chosen} bright", chosen=chosen) if chosen else phrase("w·h of each unit")
    return (
        phrase("line: {name}; dotted: {dotted}{sums}", name=unit.name, dotted=dotted, sums=sums),
        phrase("{name}; dotted: {dotted}", name=unit.name, dotted=dotted),
        phrase("{name}; dotted w·h", name=unit.name),
    )


def _marks(problem: Problem) -> tuple[str, ...]:
    if problem.test:
        return (
            phrase("{trained} samples, {test} test, ● this sample", trained=TRAINED, test=TEST),
            phrase("{trained} y, {test} test, ● now", trained=TRAINED, test=TEST),
            phrase("{trained} y, ● now", trained=TRAINED),
        )
    return (phrase("{trained} samples, ● this sample", trained=TRAINED), phrase("{trained} y, ● now", trained=TRAINED))
