"""The comparison: the losses of two forks over each other, their edits, and every parameter in both."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.debugger.comparison import Comparison, Pair
from xortui.debugger.edits import History
from xortui.debugger.loss_record import LossCurve
from xortui.render.canvas import Canvas
from xortui.render.curves import LABEL_WIDTH, Axis, Stretch, cell_of, draw_curve, with_axes
from xortui.render.numbers import fixed, short, sign_role
from xortui.render.row import Hit, Row, Span, fitted, more_above_or_below, row_width, scrolled
from xortui.render.view import View

NAME_WIDTH = 6
CELL = 9
TABLE_WIDTH = NAME_WIDTH + 3 * (CELL + 1)
LEAST_CHART = 24
MOST_EDITS = 3
"""Edits of a fork that are told in its line; the last ones."""
LEAST_EDITS = 4
"""Characters of them that are told, however little room there is."""
LEAST_EPOCHS = 8
"""Epochs before the parting that are drawn, however few there are after it."""
FIRST, SECOND = ("━━", "curve"), ("┅┅", "negative")
"""The sign and the role of each fork's line."""
BALLS = ("●", "○")
"""Where each fork stands."""


def comparison_rows(comparison: Comparison, view: View, width: int, height: int) -> list[Row]:
    """Return a line for each fork and where they part, then the chart and the table: side by side, if there is room."""
    told = [_fork(comparison, 0, width), _fork(comparison, 1, width), _parting(comparison, width)]
    left = height - len(told)
    if left < 2:
        return told[:height] + [fitted((), width)] * (height - len(told))
    if width >= TABLE_WIDTH + 2 + LEAST_CHART:
        chart = _chart(comparison, view, width - TABLE_WIDTH - 2, left)
        rows = min(len(comparison.parameters) + 1, left)
        table = [*_table(comparison, view, TABLE_WIDTH, rows), *_all_edits(comparison, TABLE_WIDTH, left - rows)]
        return [*told, *((*a, Span("  "), *b) for a, b in zip(chart, table, strict=True))]
    below = min(len(comparison.parameters) + 1, left // 2)
    return [*told, *_chart(comparison, view, width, left - below), *_table(comparison, view, width, below)]


def _fork(comparison: Comparison, place: int, width: int) -> Row:
    """Tell which fork it is, what was edited, and its loss."""
    fork, curve, (sign, role) = comparison.forks[place], comparison.losses[place], (FIRST, SECOND)[place]
    name, told = f"fork {fork.number}: ", _edits(fork.history)
    loss = f"  loss {short(curve.means[-1])}" if curve.means else ""
    at = f" at step {curve.steps}" if curve.means else ""
    room = width - len(sign) - 2 - len(name) - len(loss)
    edits = next((text for text in told if len(text) + len(at) <= room), "")
    if not edits:
        edits, at = next((text for text in told if len(text) <= room), told[-1]), ""
    if len(edits) > room:
        edits = f"{edits[: max(room - 1, LEAST_EDITS)]}…"
    return fitted((Span(f" {sign} ", role), Span(f"{name}{edits}"), Span(f"{loss}{at}", "dim")), width)


def _edits(history: History) -> list[str]:
    """Return what to tell of edits, the most that may be told first: always the last ones, the others by number."""
    if not history:
        return ["the original"]
    told = []
    for count in range(min(MOST_EDITS, len(history)), 0, -1):
        left = len(history) - count
        told.append(f"{left} more, " * (left > 0) + ", ".join(map(str, history[-count:])))
    return told


def _all_edits(comparison: Comparison, width: int, height: int) -> list[Row]:
    """List the edits of both forks with their positions, a line each; the last ones, where there is no room for all."""
    edits: list[Row] = []
    for fork, (sign, role) in zip(comparison.forks, (FIRST, SECOND), strict=True):
        for edit in fork.history:
            edits.append((Span(f" {sign} ", role), Span(f"{edit.position}".ljust(10), "dim"), Span(edit.change)))
    rows = [(), *edits] if len(edits) < height else edits
    if len(edits) > height:
        left_out = len(edits) - height + 1
        rows = [(Span(f" {left_out} edits before these", "dim"),), *edits[left_out:]][:height]
    return [fitted(row, width) for row in (*rows, *[()] * (height - len(rows)))]


def _parting(comparison: Comparison, width: int) -> Row:
    """Say up to where both are the same, and when the parameters are compared."""
    at = comparison.parting
    text = "they never part" if at is None else f"they part after {at}" if at.step else "they part at the start"
    when = " and ".join(dict.fromkeys(f"step {step}" for step in comparison.steps))
    parts = [Span("    "), Span(text, "key"), Span(f"; parameters after {when}", "dim")]
    keys = Span("  d closes, f switches", "dim")
    while len(parts) > 2 and row_width([*parts, keys]) > width:
        parts.pop()
    return fitted([*parts, keys] if row_width([*parts, keys]) <= width else parts, width)


def _chart(comparison: Comparison, view: View, width: int, height: int) -> list[Row]:
    curves = comparison.losses
    if height < 3 or width < LABEL_WIDTH + 4:
        return [fitted((), width)] * height
    stretch = _stretch(comparison)
    shown = [_means(curve, stretch) for curve in curves]
    means = [value for values in shown for value in values]
    axis = Axis.of(means, means, is_logarithmic=view.logarithmic)
    canvas = Canvas(width - LABEL_WIDTH, height - 1)
    if comparison.parting is not None and comparison.parting.step > stretch.first:
        x = stretch.column(canvas, comparison.parting.step) // 2
        for y in range(canvas.height):
            canvas.write(x, y, "┊", "faint")
    draw_curve(canvas, axis, curves[1], stretch, SECOND[1], dotted=True)
    draw_curve(canvas, axis, curves[0], stretch, FIRST[1])
    for place in (1, 0):  # the current one's above the other's
        curve, step = curves[place], comparison.steps[place]
        if step > stretch.first and curve.means:
            canvas.write(*cell_of(canvas, axis, curve, step, stretch), BALLS[place], (FIRST, SECOND)[place][1])
    samples = curves[0].samples
    return with_axes(canvas, axis, stretch.first // samples, -(-stretch.last // samples), width)


def _stretch(comparison: Comparison) -> Stretch:
    """Return the steps to be drawn: those after the parting, and before it at most a third of the width."""
    last, samples = max(curve.steps for curve in comparison.losses), comparison.losses[0].samples
    if comparison.parting is None or comparison.parting.step >= last:
        return Stretch(0, last)
    first = comparison.parting.step - max(last - comparison.parting.step, samples * LEAST_EPOCHS) // 2
    return Stretch(max(min(first, *comparison.steps), 0) // samples * samples, last)


def _means(curve: LossCurve, stretch: Stretch) -> Sequence[float]:
    return curve.means[min(stretch.first // (curve.bucket * curve.samples), len(curve.means)) :]


def _table(comparison: Comparison, view: View, width: int, height: int) -> list[Row]:
    pairs, shown = comparison.parameters, height - 1
    places = [pair.name for pair in pairs]
    first = scrolled(len(pairs), shown, places.index(view.parameter))
    more = more_above_or_below(first, shown, len(pairs))
    header = (
        Span(" " * NAME_WIDTH),
        *(Span(f"{f'fork {fork.number}':>{CELL}} ", "dim") for fork in comparison.forks),
        Span(f"{more or 'apart':>{CELL}}", "key" if more else "dim"),
    )
    rows = [fitted(header, width)]
    rows += [_pair(pair, view, width) for pair in pairs[first : first + shown]]
    return rows + [fitted((), width)] * (height - len(rows))


def _pair(pair: Pair, view: View, width: int) -> Row:
    chosen, hit = pair.name == view.parameter, Hit("parameter", pair.name)
    apart = pair.first - pair.second
    spans = [Span(f"{'▸' if chosen else ' '}{pair.name}".ljust(NAME_WIDTH), "path" if chosen else "text", hit)]
    for value in (pair.first, pair.second):
        spans += [Span(fixed(value, CELL), sign_role(value), hit), Span(" ", hit=hit)]
    spans.append(Span(fixed(apart, CELL) if apart else "same".rjust(CELL), sign_role(apart) if apart else "dim", hit))
    return fitted(spans, width)
