"""The comparison: the losses of two forks over each other, their edits, and every parameter in both."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.debugger.comparison import Comparison, Pair
from xortui.debugger.forks import Fork
from xortui.debugger.loss_record import LossCurve
from xortui.debugger.position import START
from xortui.language.phrase import phrase, plural
from xortui.render.canvas import Canvas
from xortui.render.curves import LABEL_WIDTH, Axis, Stretch, cell_of, draw_curve, round_step, with_axes
from xortui.render.numbers import fixed, short, sign_role
from xortui.render.row import Hit, Row, Span, fitted, more_above_or_below, row_width, scrolled
from xortui.render.view import View
from xortui.render.wording import NameOf, worded

NAME_WIDTH = 6
CELL = 9
DIFFERENCE = CELL + 1
"""Cells of a difference, below its heading."""
TABLE_WIDTH = NAME_WIDTH + 2 * (CELL + 1) + DIFFERENCE
MIN_CHART = 24
MIN_CHART_LINES = 4
MIN_LINES_TO_BE_CLOSE = 12
"""Lines of the pane from which on the axis may begin above 0; in fewer, curves leave no room for where they part."""
MIN_TABLE_LINES = 2
"""Its header, and the parameter that is chosen."""
TITLE = "Compare"
"""What the header leaves room for."""
MAX_EDITS = 3
"""Edits of a fork that are told in its line; the last ones."""
MIN_EDIT_LETTERS = 4
"""Characters of them that are told, however little room there is."""
MIN_EPOCHS_BEFORE = 8
"""Epochs before the parting that are drawn, however few there are after it."""
FIRST = ("━━", "curve")
SECOND = ("┅┅", "negative")
BOTH = ("━━", "text")
"""The sign and the role of each fork's line, and of the cells in which both run."""
PARTS = 4
"""Into how many round numbers of epochs the chart's width is divided, at the least."""
BALLS = ("●", "○")
"""Where each fork stands."""


def comparison_rows(comparison: Comparison, view: View, width: int, height: int, name_of: NameOf = str) -> list[Row]:
    """Return a header, a line for each fork, the chart and the table.

    Chart and table stand side by side if they fit.
    """
    axis = _axis(comparison, is_logarithmic=view.logarithmic, is_close=height >= MIN_LINES_TO_BE_CLOSE)
    forks = [_fork(comparison, 0, width), _fork(comparison, 1, width)]
    told = [_header(comparison, axis, width, name_of), *forks, _both(comparison, width)]
    left = height - len(told)
    if left < 2:
        return told[:height] + [fitted((), width)] * (height - len(told))
    if width >= TABLE_WIDTH + 2 + MIN_CHART:
        chart = _chart(comparison, axis, width - TABLE_WIDTH - 2, left)
        rows = min(len(comparison.parameters) + 1, left)
        table = [*_table(comparison, view, TABLE_WIDTH, rows), *_all_edits(comparison, TABLE_WIDTH, left - rows)]
        return [*told, *((*a, Span("  "), *b) for a, b in zip(chart, table, strict=True))]
    if left < MIN_CHART_LINES + MIN_TABLE_LINES:
        # The chart shows where they part, too.
        del told[-1]
        left += 1
    below = min(len(comparison.parameters) + 1, left // 2)
    if left - below < MIN_CHART_LINES:
        below = max(left - MIN_CHART_LINES, MIN_TABLE_LINES)
    return [*told, *_chart(comparison, axis, width, left - below), *_table(comparison, view, width, below)]


def _header(comparison: Comparison, axis: Axis, width: int, name_of: NameOf) -> Row:
    """Say what is drawn, and which commands do more, behind the title."""
    text = phrase("{name}: mean of each epoch", name=axis.name)
    # Nobody goes along the mended training.
    can_switch = all(fork.number >= 0 for fork in comparison.forks)
    more = phrase("  {compare} closes, {fork} switches") if can_switch else phrase("  {compare} closes")
    more = worded(more, name_of)
    room = width - len(phrase(TITLE)) - 2
    shown = next((line for line in (text + more, text) if len(line) <= room), axis.name)
    return fitted((Span(" " * (len(phrase(TITLE)) + 2)), Span(shown, "dim")), width)


def _fork(comparison: Comparison, place: int, width: int) -> Row:
    """Tell which fork it is, what was edited, and the mean loss of its last whole epoch."""
    fork = comparison.forks[place]
    sign, role = (FIRST, SECOND)[place]
    name = f"{fork.title}: "
    room = width - len(sign) - 2 - len(name)
    edits, loss = _edits_and_loss(_edits(fork), _losses(comparison, place), room)
    return fitted((Span(f" {sign} ", role), Span(f"{name}{edits}"), Span(loss, "dim")), width)


def _edits_and_loss(edits: list[str], losses: list[str], room: int) -> tuple[str, str]:
    """Return the longest versions that fit together, or else cut the shortest text."""
    for loss in losses:
        for text in edits:
            if len(text) + len(loss) <= room:
                return text, loss
    kept = max(room - len(losses[-1]) - 1, MIN_EDIT_LETTERS)
    return f"{edits[-1][:kept]}…", losses[-1]


def _losses(comparison: Comparison, place: int) -> list[str]:
    """Return the mean loss of a fork's last whole epoch, the longest version first."""
    found = comparison.mean(place)
    if found is None:
        return [phrase("  no epoch is complete yet"), phrase("  no mean yet")]
    epoch, loss = found
    mean = short(loss)
    return [
        phrase("  epoch {epoch}: mean C {mean}", epoch=epoch, mean=mean),
        phrase("  e{epoch} mean {mean}", epoch=epoch, mean=mean),
        f"  e{epoch} {mean}",
    ]


def _edits(fork: Fork) -> list[str]:
    """Return texts about edits, the longest first. They name the last edits, and count the rest."""
    history = fork.history
    if not history:
        return [phrase(fork.origin)]
    told = []
    for count in range(min(MAX_EDITS, len(history)), 0, -1):
        left = len(history) - count
        listed = ", ".join(map(str, history[-count:]))
        told.append(phrase("{left} more, {listed}", left=left, listed=listed) if left > 0 else listed)
    return told


def _all_edits(comparison: Comparison, width: int, height: int) -> list[Row]:
    """List the edits of both forks, one on a line; the last ones, if there is no room for all."""
    edits: list[Row] = []
    for fork, (sign, role) in zip(comparison.forks, (FIRST, SECOND), strict=True):
        for edit in fork.history:
            edits.append((Span(f" {sign} ", role), Span(f"{edit.position}".ljust(10), "dim"), Span(edit.change)))
    rows = [(), *edits] if len(edits) < height else edits
    if len(edits) > height:
        left_out = len(edits) - height + 1
        before = plural(" {count} edit before these", " {count} edits before these", left_out)
        rows = [(Span(before, "dim"),), *edits[left_out:]][:height]
    return [fitted(row, width) for row in (*rows, *[()] * (height - len(rows)))]


def _both(comparison: Comparison, width: int) -> Row:
    """Say up to where both are the same, and at which step they are compared."""
    sign, role = BOTH
    if comparison.parting is None:
        text = phrase("they never part")
    elif comparison.parting == START:
        text = start_text(comparison)
    else:
        text = phrase("they part after {parting}", parting=comparison.parting)
    when = phrase(" and ").join(dict.fromkeys(phrase("step {step}", step=step) for step in comparison.steps))
    parts = (Span(f" {sign} ", role), Span(phrase("both: ")), Span(text, "key"))
    told = (phrase("; compared at {when}", when=when), phrase("; at {when}", when=when))
    versions = [(*parts, Span(where, "dim")) for where in told]
    return fitted(next((row for row in versions if row_width(row) <= width), parts), width)


def start_text(comparison: Comparison) -> str:
    """Say of two trainings that are different ones from the start on whether that shows already."""
    if comparison.is_before_parting:
        return phrase("the same so far: no update has made them differ yet")
    return phrase("they part at the start")


def _axis(comparison: Comparison, *, is_logarithmic: bool, is_close: bool) -> Axis:
    stretch = _stretch(comparison)
    means = [value for curve in comparison.losses for value in _means(curve, stretch)]
    if is_close and not is_logarithmic:
        return Axis.close_to(means)
    return Axis.of(means, means, is_logarithmic=is_logarithmic)


def _chart(comparison: Comparison, axis: Axis, width: int, height: int) -> list[Row]:
    curves = comparison.losses
    stretch = _stretch(comparison)
    if height < MIN_CHART_LINES or width < LABEL_WIDTH + 4:
        return [fitted((), width)] * height
    canvas = Canvas(width - LABEL_WIDTH, height - 2, shared=BOTH[1])
    draw_curve(canvas, axis, curves[0], stretch, FIRST[1])
    draw_curve(canvas, axis, curves[1], stretch, SECOND[1], dotted=True)
    if comparison.parting is not None and comparison.parting.step > stretch.first:
        x = stretch.column(canvas, comparison.parting.step) // 2
        for y in range(canvas.height):
            if canvas.is_blank(x, y):
                canvas.write(x, y, "┊", "faint")
    for place in (1, 0):  # the current one's above the other's
        curve = curves[place]
        step = comparison.steps[place]
        if step > stretch.first and curve.means:
            canvas.write(*cell_of(canvas, axis, curve, step, stretch), BALLS[place], (FIRST, SECOND)[place][1])
    return with_axes(canvas, axis, stretch, curves[0].samples, width)


def _stretch(comparison: Comparison) -> Stretch:
    """Return the steps to draw: all after the parting, and half as many before it."""
    samples = comparison.losses[0].samples
    last = -(-max(curve.steps for curve in comparison.losses) // samples)
    parting = last if comparison.parting is None else comparison.parting.step // samples
    first = 0
    if parting < last:
        first = parting - max(last - parting, MIN_EPOCHS_BEFORE) // 2
        first = max(min(first, *(step // samples for step in comparison.steps)), 0)
    # From and to whole parts of the width, so that the chart stands still for long.
    unit = max(int(round_step((last - first) / PARTS)), 1) if last else 1
    return Stretch(first // unit * unit * samples, max(-(-last // unit), 1) * unit * samples)


def _means(curve: LossCurve, stretch: Stretch) -> Sequence[float]:
    return curve.means[min(stretch.first // (curve.bucket * curve.samples), len(curve.means)) :]


def _table(comparison: Comparison, view: View, width: int, height: int) -> list[Row]:
    pairs = comparison.parameters
    shown = height - 1
    places = [pair.name for pair in pairs]
    first = scrolled(len(pairs), shown, places.index(view.parameter))
    more = more_above_or_below(first, shown, len(pairs))
    first_title, second_title = (fork.title for fork in comparison.forks)
    header = (
        Span(more, "key"),
        Span(f"{first_title:>{NAME_WIDTH + CELL - len(more)}} {second_title:>{CELL}} ", "dim"),
        Span(f"{phrase('difference'):>{DIFFERENCE}}", "dim"),
    )
    rows = [fitted(header, width)]
    rows += [_pair(pair, view, width) for pair in pairs[first : first + shown]]
    return rows + [fitted((), width)] * (height - len(rows))


def _pair(pair: Pair, view: View, width: int) -> Row:
    is_chosen = pair.name == view.parameter
    marker = "▸" if is_chosen else " "
    hit = Hit("parameter", pair.name)
    difference = pair.first - pair.second
    spans = [Span(f"{marker}{pair.name}".ljust(NAME_WIDTH), "path" if is_chosen else "text", hit)]
    for value in (pair.first, pair.second):
        spans += [Span(fixed(value, CELL), sign_role(value), hit), Span(" ", hit=hit)]
    if difference:
        spans.append(Span(fixed(difference, CELL).rjust(DIFFERENCE), sign_role(difference), hit))
    else:
        spans.append(Span(phrase("same").rjust(DIFFERENCE), "dim", hit))
    return fitted(spans, width)
