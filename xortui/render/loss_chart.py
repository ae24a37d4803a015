"""The loss chart: the mean of every epoch as a line over the band of its samples, with the present position marked."""

from __future__ import annotations

from xortui.debugger.snapshot import Snapshot
from xortui.render.canvas import Canvas
from xortui.render.curves import LABEL_WIDTH, Axis, Stretch, cell_of, draw_band, draw_curve, with_axes
from xortui.render.numbers import short
from xortui.render.row import Row, Span, fitted
from xortui.render.view import View


def loss_rows(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return the chart, an axis of epochs, and a line that says where the loss stands."""
    curve, step = snapshot.losses, snapshot.position.step
    across, up = width - LABEL_WIDTH, height - 2
    if across < 4 or up < 2:
        return [fitted((Span(_standing(snapshot, width)),), width)] + [fitted((), width)] * (height - 1)
    axis = Axis.of(curve.means, curve.highs, is_logarithmic=view.logarithmic)
    stretch = Stretch(0, curve.steps)
    canvas = Canvas(across, up)
    if curve.means:
        here = stretch.column(canvas, step)
        draw_band(canvas, axis, curve, here)
        draw_curve(canvas, axis, curve, stretch, "curve", here=here)
        if step:
            canvas.write(*cell_of(canvas, axis, curve, step, stretch), "●", "marker")
    rows = with_axes(canvas, axis, 0, -(-curve.steps // curve.samples), width)
    return [*rows, fitted((Span(_standing(snapshot, width), "strong"),), width)]


def _standing(snapshot: Snapshot, width: int) -> str:
    """Say what the loss is here, as fully as there is room for."""
    if snapshot.is_start:
        return "no loss yet"
    loss = f"C {short(snapshot.value('C'))}"
    longer = (f"epoch {snapshot.epoch}, this sample: {loss}", f"epoch {snapshot.epoch} {loss}", f"here {loss}")
    return next((text for text in longer if len(text) <= width), loss)
