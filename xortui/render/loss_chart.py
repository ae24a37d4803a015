"""The loss chart: the mean of every epoch, the band of its samples, and where one stands."""

from __future__ import annotations

from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.render.asked import covered_rows
from xortui.render.canvas import Canvas
from xortui.render.curves import (
    LABEL_WIDTH,
    Axis,
    Stretch,
    cell_at,
    cell_of,
    draw_band,
    draw_cursor,
    draw_curve,
    draw_points,
    round_step,
    with_axes,
)
from xortui.render.fitting import fitting_or_last
from xortui.render.numbers import round_up, short
from xortui.render.row import Row, Span, fitted
from xortui.render.view import View

MIN_EPOCHS = 5
"""The fewest epochs that the chart's width stands for."""
CURSOR_STEPS = 100
"""The most moves that take the cursor across the chart."""
TEST_ROLE = "negative"
"""How the loss of the test samples looks; its line is dotted, too."""
TITLE = "Loss"
"""The pane's title, for which the header leaves room."""


def loss_rows(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return a header, the chart with its axes, and a line that says where the loss stands, unless it is covered."""
    if snapshot.cover is not None and snapshot.cover.hides_loss:
        return [fitted((), width), *covered_rows(width, height - 1)]
    standing = fitted((Span(_standing(snapshot, width), "strong"),), width)
    across = width - LABEL_WIDTH
    up = height - 4
    if across < 4 or up < 2:
        blank = fitted((), width)
        if height < 2:
            return [standing]
        return [blank, standing, *[blank] * (height - 2)]
    curve = snapshot.losses
    axis = _axis(snapshot, is_logarithmic=view.logarithmic)
    canvas = Canvas(across, up)
    stretch = Stretch(0, shown_epochs(snapshot) * curve.samples)
    _draw(canvas, axis, stretch, snapshot, view)
    header = _header(axis, width, has_tests=bool(snapshot.problem.test))
    return [header, *with_axes(canvas, axis, stretch, curve.samples, width), standing]


def complete_epochs(snapshot: Snapshot) -> int:
    """Return how many epochs are complete at this position."""
    steps = snapshot.position.step
    if snapshot.is_end or not snapshot.is_complete:
        steps -= 1
    return steps // snapshot.losses.samples


def shown_epochs(snapshot: Snapshot) -> int:
    """Return how many epochs fit: a round number, so that the scale seldom changes."""
    steps = max(snapshot.losses.steps, snapshot.position.step)
    begun = -(-steps // snapshot.losses.samples)
    return int(round_up(max(begun, MIN_EPOCHS)))


def cursor_moved(snapshot: Snapshot, cursor: int | None, *, back: bool, is_fine: bool = False) -> int:
    """Return the epoch to which the cursor moves, mostly a round one; the first time from the present position.

    Args:
        snapshot: a snapshot with a complete epoch on its curve.
        cursor: the epoch of the cursor; None if it is not shown yet.
        back: whether it moves to the left.
        is_fine: whether it moves by one epoch.
    """
    by = 1 if is_fine else max(int(round_step(shown_epochs(snapshot) / CURSOR_STEPS)), 1)
    at = complete_epochs(snapshot) if cursor is None else cursor
    moved = (at - 1) // by * by if back else (at // by + 1) * by
    return min(max(moved, 1), snapshot.losses.epochs)


def _axis(snapshot: Snapshot, *, is_logarithmic: bool) -> Axis:
    """Return the axis for the curve: that of the starting parameters, as long as nothing is drawn beyond it."""
    curve = snapshot.losses
    start = snapshot.survey_at_start
    tests = [loss for _, loss in snapshot.tests]
    lows = [*curve.means, *tests]
    # The test has no band of single samples: with it the two curves would be a small part of the chart.
    highs = [*curve.means, *tests] if snapshot.problem.test else [*curve.highs, *curve.begun]
    if start is not None:
        lows.append(start.loss)
        highs.append(start.loss if snapshot.problem.test else start.worst)
    return Axis.of(lows, highs, is_logarithmic=is_logarithmic)


def _draw(canvas: Canvas, axis: Axis, stretch: Stretch, snapshot: Snapshot, view: View) -> None:
    """Draw the curve, the present position on it, and the cursor."""
    curve = snapshot.losses
    step = snapshot.position.step
    here = stretch.column(canvas, step) if step else -1
    if not snapshot.problem.test:
        draw_band(canvas, axis, curve, stretch, here)
    draw_curve(canvas, axis, curve, stretch, "curve", here=here)
    if snapshot.tests:
        steps = [(epoch * curve.samples, loss) for epoch, loss in snapshot.tests]
        draw_points(canvas, axis, steps, stretch, TEST_ROLE, here=here)
    loss = _own_loss(snapshot)
    if step and curve.means:
        canvas.write(*cell_of(canvas, axis, curve, step, stretch), "●", "marker")
    elif loss is not None:
        canvas.write(*cell_at(canvas, axis, loss, step, stretch), "●", "marker")
    if view.cursor is not None and view.cursor <= curve.epochs:
        draw_cursor(canvas, axis, curve, stretch, view.cursor)


def _own_loss(snapshot: Snapshot) -> float | None:
    """Return C of this step in the first epoch; before it is computed, C of the last step."""
    curve = snapshot.losses
    step = snapshot.position.step
    before = len(curve.begun) - curve.steps + step - 1
    loss = snapshot.value("C")
    if loss is None and before > 0:
        return curve.begun[before - 1]
    return loss


def _header(axis: Axis, width: int, *, has_tests: bool) -> Row:
    """Say what is drawn, as fully as there is room for, behind the title."""
    name = axis.name
    tested = (
        phrase("{name}: mean of each epoch; dotted: that of the test samples", name=name),
        phrase("{name}: mean of each epoch; dotted: test", name=name),
        phrase("{name}: mean; dotted: test", name=name),
        phrase("{name}; dotted: test", name=name),
        phrase("dotted: test"),
        phrase("dots: test"),
    )
    versions = (
        *(tested if has_tests else ()),
        phrase("{name}: mean of each epoch; thin lines: its least and greatest sample", name=name),
        phrase("{name}: mean of each epoch, its least and greatest", name=name),
        phrase("{name}: mean, least, greatest", name=name),
        phrase("{name} mean, range", name=name),
        phrase("{name} mean, range", name=name[:-2]) if axis.is_logarithmic else phrase("mean, range"),
        name,
    )
    room = width - len(phrase(TITLE)) - 1
    text = fitting_or_last([*versions, ""], room)
    return fitted((Span(" " * (len(phrase(TITLE)) + 1)), Span(text, "dim")), width)


def _standing(snapshot: Snapshot, width: int) -> str:
    """Say what the loss is at this position, as fully as there is room for."""
    epoch = complete_epochs(snapshot)
    loss = snapshot.value("C")
    if snapshot.is_start:
        return fitting_or_last([phrase("the start: no loss yet"), phrase("no loss yet")], width)
    sample = phrase("this sample: C {loss}", loss=short(loss))
    if snapshot.mean is None:
        versions = [phrase("no epoch is complete yet"), phrase("no mean yet")]
        if loss is not None:
            versions = [f"{versions[0]}; {sample}", sample, f"C {short(loss)}"]
        return fitting_or_last(versions, width)
    mean = short(snapshot.mean)
    versions = [
        phrase("epoch {epoch}: mean C {mean}", epoch=epoch, mean=mean),
        phrase("e{epoch} mean {mean}", epoch=epoch, mean=mean),
        f"e{epoch} {mean}",
        mean,
    ]
    if loss is not None:
        versions.insert(0, f"{versions[0]}; {sample}")
        if epoch < snapshot.epoch:
            last = phrase("last whole epoch {epoch}: mean C {mean}; {sample}", epoch=epoch, mean=mean, sample=sample)
            versions.insert(0, last)
    test = dict(snapshot.tests).get(epoch)
    if test is not None:
        said = short(test)
        versions = [
            phrase(
                "epoch {epoch}: mean C {mean}, test {said}; {sample}", epoch=epoch, mean=mean, said=said, sample=sample
            ),
            phrase("epoch {epoch}: mean C {mean}, test {said}", epoch=epoch, mean=mean, said=said),
            phrase("e{epoch} mean {mean} test {said}", epoch=epoch, mean=mean, said=said),
            phrase("{mean} test {said}", mean=mean, said=said),
            f"{mean} t {said}",
            *versions,
        ]
    return fitting_or_last(versions, width)
