"""The loss chart: the mean of every epoch as a line over the band of its samples, with the present position marked."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, isfinite, log10

from xortui.debugger.loss_record import LossCurve
from xortui.debugger.snapshot import Snapshot
from xortui.render.canvas import Canvas
from xortui.render.numbers import round_up, short
from xortui.render.row import Row, Span, fitted
from xortui.render.view import View

LABEL_WIDTH = 6
MOST_EXPONENT = 308
LEAST_LOSS = 1e-12
"""What a loss of 0 is drawn as on a logarithmic axis."""


def loss_rows(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return the chart, an axis of epochs, and a line that says where the loss stands."""
    curve = snapshot.losses
    across, up = width - LABEL_WIDTH, height - 2
    if across < 4 or up < 2:
        return [fitted((Span(_standing(snapshot, width)),), width)] + [fitted((), width)] * (height - 1)
    low, high = _range(curve, logarithmic=view.logarithmic)
    canvas = Canvas(across, up)
    if curve.means:
        _draw(canvas, snapshot, view, low, high)
    labels = {0: high, up - 1: low} | ({up // 2: _between(low, high, view, up)} if up >= 5 and up % 2 else {})
    rows = []
    for y, row in enumerate(canvas.rows()):
        label = _label(labels[y]) if y in labels else ""
        rows.append(
            fitted((Span(f"{label:>{LABEL_WIDTH - 1}}", "dim"), Span("┤" if y in labels else "│", "rule"), *row), width)
        )
    last = -(-curve.steps // curve.samples)
    ends = (f"{'log ' if view.logarithmic else ''}epoch {last}", f"e{last}")
    axis = f"0{next((text for text in ends if len(text) < across - 1), ''):>{across - 1}}" if last else ""
    rows.append(fitted((Span(" " * LABEL_WIDTH), Span(axis, "dim")), width))
    rows.append(fitted((Span(_standing(snapshot, width), "strong"),), width))
    return rows


def _standing(snapshot: Snapshot, width: int) -> str:
    """Say what the loss is here, as fully as there is room for."""
    if snapshot.is_start:
        return "no loss yet"
    loss = f"C {short(snapshot.value('C'))}"
    longer = (f"epoch {snapshot.epoch}, this sample: {loss}", f"epoch {snapshot.epoch} {loss}", f"here {loss}")
    return next((text for text in longer if len(text) <= width), loss)


def _range(curve: LossCurve, *, logarithmic: bool) -> tuple[float, float]:
    """Return the ends of the loss axis: from 0 to a round number, or whole powers of ten."""
    highs = [value for value in curve.highs if isfinite(value)] or [0.5]
    if not logarithmic:
        return 0.0, round_up(max(max(highs), LEAST_LOSS))
    lows = [max(value, LEAST_LOSS) for value in curve.means if isfinite(value)] or [0.1]
    low, high = floor(log10(min(lows))), -floor(-log10(max(max(highs), LEAST_LOSS)))
    return 10.0 ** min(low, MOST_EXPONENT - 1), 10.0 ** min(max(high, low + 1), MOST_EXPONENT)


def _label(value: float) -> str:
    """Return a number on the axis in at most five cells."""
    text = f"{value:.2g}"
    if "e" in text or len(text) > LABEL_WIDTH - 1:
        mantissa, exponent = f"{value:.1e}".split("e")
        # 1.5e−4 is a cell too long; 15e−5 is the same number.
        digits, power = mantissa.replace(".", ""), int(exponent) - 1
        if digits.endswith("0"):
            digits, power = digits[0], power + 1
        text = f"{digits}e{power}".replace("-", "−")
    return text


def _between(low: float, high: float, view: View, up: int) -> float:
    share = 1 - (up // 2 + 0.5) / up
    return low * (high / low) ** share if view.logarithmic else low + (high - low) * share


def _draw(canvas: Canvas, snapshot: Snapshot, view: View, low: float, high: float) -> None:
    curve = snapshot.losses
    dots_across, dots_up = canvas.width * 2, canvas.height * 4

    def height(value: float) -> int:
        if not isfinite(value):
            return 0
        if view.logarithmic:
            share = (log10(max(value, LEAST_LOSS)) - log10(low)) / (log10(high) - log10(low))
        else:
            share = (value - low) / (high - low)
        return round((1 - min(max(share, 0.0), 1.0)) * (dots_up - 1))

    per_bucket = curve.bucket * curve.samples
    steps = max(curve.steps, 1)
    now = snapshot.position.step
    columns = _columns(curve, dots_across, per_bucket, steps)
    here = max(min(dots_across, now * dots_across // steps) - 1, 0)
    for x, (start, end) in enumerate(columns):
        if end - start:
            future = x > here
            for y in (height(min(curve.lows[start:end])), height(max(curve.highs[start:end]))):
                canvas.dot(x, y, "future" if future else "band")
    before: int | None = None
    for x, (start, end) in enumerate(columns):
        y = height(_mean(curve.means[start:end]))
        canvas.line((max(x - 1, 0), y if before is None else before), (x, y), "future" if x > here else "curve")
        before = y
    if now:
        bucket = min((now - 1) // per_bucket, len(curve.means) - 1)
        canvas.write(here // 2, height(curve.means[bucket]) // 4, "●", "marker")


def _columns(curve: LossCurve, dots: int, per_bucket: int, steps: int) -> list[tuple[int, int]]:
    """Return for each column of dots the buckets it stands for: at least one."""
    count = len(curve.means)
    found = []
    for x in range(dots):
        start = min(x * steps // dots // per_bucket, count - 1)
        end = min(max(((x + 1) * steps // dots) // per_bucket, start + 1), count)
        found.append((start, end))
    return found


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
