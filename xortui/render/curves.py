"""Curves of losses over steps: the axes they share, and how one is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import NamedTuple

from xortui.debugger.loss_record import LossCurve
from xortui.render.canvas import Canvas
from xortui.render.numbers import round_up
from xortui.render.row import Row, Span, fitted

LABEL_WIDTH = 6
MOST_EXPONENT = 308
LEAST_LOSS = 1e-12
"""What a loss of 0 is drawn as on a logarithmic axis."""


class Stretch(NamedTuple):
    """The steps that the width of a chart stands for."""

    first: int
    """The one before them: 0, if they are all there are."""
    last: int

    def step(self, x: int, dots: int) -> int:
        """Return the step before the one with which a column of so many dots begins."""
        return self.first + x * (self.last - self.first) // dots

    def column(self, canvas: Canvas, step: int) -> int:
        """Return the column of dots that stands for a step."""
        dots, steps = canvas.width * 2, max(self.last - self.first, 1)
        return max(min(dots, (step - self.first) * dots // steps) - 1, 0)


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis of losses."""

    low: float
    high: float
    is_logarithmic: bool

    @classmethod
    def of(cls, means: Iterable[float], highs: Iterable[float], *, is_logarithmic: bool) -> Axis:
        """Return what losses fit on: from 0 to a round number, or whole powers of ten.

        Args:
            means: how low it must reach.
            highs: how high.
            is_logarithmic: whether its marks are powers of ten.
        """
        highs = [value for value in highs if isfinite(value)] or [0.5]
        if not is_logarithmic:
            return cls(0.0, round_up(max(max(highs), LEAST_LOSS)), False)
        lows = [max(value, LEAST_LOSS) for value in means if isfinite(value)] or [0.1]
        low, high = floor(log10(min(lows))), -floor(-log10(max(max(highs), LEAST_LOSS)))
        low = min(low, MOST_EXPONENT - 1)
        return cls(10.0**low, 10.0 ** min(max(high, low + 1), MOST_EXPONENT), True)

    def share(self, value: float) -> float:
        """Return how far up a loss stands, from 0 to 1; at the top where it is not finite."""
        if not isfinite(value):
            return 1.0
        if self.is_logarithmic:
            share = (log10(max(value, LEAST_LOSS)) - log10(self.low)) / (log10(self.high) - log10(self.low))
        else:
            share = (value - self.low) / (self.high - self.low)
        return min(max(share, 0.0), 1.0)

    def loss(self, share: float) -> float:
        """Return the loss that stands so far up."""
        if self.is_logarithmic:
            return self.low * float((self.high / self.low) ** share)
        return self.low + (self.high - self.low) * share


def with_axes(canvas: Canvas, axis: Axis, first: int, epochs: int, width: int) -> list[Row]:
    """Return a canvas with the axis of losses at its left and one of epochs below, from one to another."""
    up, across = canvas.height, canvas.width
    labels = {0: axis.high, up - 1: axis.low}
    if up >= 5 and up % 2:
        labels[up // 2] = axis.loss(1 - (up // 2 + 0.5) / up)
    rows = []
    for y, row in enumerate(canvas.rows()):
        label = _label(labels[y]) if y in labels else ""
        rows.append(
            fitted((Span(f"{label:>{LABEL_WIDTH - 1}}", "dim"), Span("┤" if y in labels else "│", "rule"), *row), width)
        )
    ends = (f"{'log ' if axis.is_logarithmic else ''}epoch {epochs}", f"e{epochs}")
    begin = str(first)
    end = next((text for text in ends if len(text) < across - len(begin)), "")
    text = f"{begin}{end:>{across - len(begin)}}" if epochs else ""
    return [*rows, fitted((Span(" " * LABEL_WIDTH), Span(text, "dim")), width)]


def draw_band(canvas: Canvas, axis: Axis, curve: LossCurve, here: int) -> None:
    """Draw the least and the greatest loss of one step as dots; what is right of a column of dots lies ahead."""
    for x, start, end in _columns(curve, canvas.width * 2, Stretch(0, curve.steps)):
        for value in (min(curve.lows[start:end]), max(curve.highs[start:end])):
            canvas.dot(x, _dot(canvas, axis, value), "future" if x > here else "band")


def draw_curve(
    canvas: Canvas,
    axis: Axis,
    curve: LossCurve,
    stretch: Stretch,
    role: str,
    *,
    here: int | None = None,
    dotted: bool = False,
) -> None:
    """Draw the mean of every epoch as a line.

    Args:
        canvas: where.
        axis: how high.
        curve: what; drawn as far as it goes.
        stretch: from where to where.
        role: how it looks.
        here: the column of dots right of which all lies ahead, if anything does.
        dotted: whether the line is broken, to be told from another.
    """
    before: int | None = None
    for x, start, end in _columns(curve, canvas.width * 2, stretch):
        y = _dot(canvas, axis, _mean(curve.means[start:end]))
        if not (dotted and x % 4 >= 2):
            ahead = here is not None and x > here
            joined = x if dotted and x % 4 == 0 else max(x - 1, 0)  # a gap is a whole cell: ASCII shows no less
            canvas.line((joined, y if before is None else before), (x, y), "future" if ahead else role)
        before = y


def cell_of(canvas: Canvas, axis: Axis, curve: LossCurve, step: int, stretch: Stretch) -> tuple[int, int]:
    """Return the cell in which a curve stands at a step from 1."""
    bucket = min((step - 1) // (curve.bucket * curve.samples), len(curve.means) - 1)
    return stretch.column(canvas, step) // 2, _dot(canvas, axis, curve.means[bucket]) // 4


def _dot(canvas: Canvas, axis: Axis, value: float) -> int:
    return round((1 - axis.share(value)) * (canvas.height * 4 - 1))


def _columns(curve: LossCurve, dots: int, stretch: Stretch) -> Iterator[tuple[int, int, int]]:
    """Yield the columns of dots, with the buckets that each stands for, at least one, as far as the curve goes."""
    count, per_bucket = len(curve.means), curve.bucket * curve.samples
    for x in range(dots if count else 0):
        step = stretch.step(x, dots)
        if step >= curve.steps:
            break
        start = min(step // per_bucket, count - 1)
        yield x, start, min(max(stretch.step(x + 1, dots) // per_bucket, start + 1), count)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


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
