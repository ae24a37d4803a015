"""Curves of losses over steps: the axes they share, and how one is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf, isfinite, log10
from typing import NamedTuple

from xortui.debugger.loss_record import LossCurve
from xortui.language.phrase import phrase
from xortui.render.canvas import Canvas
from xortui.render.numbers import MIN_EXPONENT, round_up
from xortui.render.row import Row, Span, fitted

LABEL_WIDTH = 6
DOTS_A_ROW = 4
MAX_EXPONENT = 308
MIN_DRAWN_LOSS = 1e-12
"""What a loss of 0 is drawn as on a logarithmic axis."""
MIN_ROWS_WITH_TICKS = 4
"""Rows from which on an axis of losses has ticks."""
ROWS_A_TICK = 2
COLUMNS_A_TICK = 2.3
"""Cells from one tick to the next, at the least."""
MAX_EPOCH_DIGITS = 6
"""Of an epoch's number below the axis."""
ALMOST = 1 - 1e-9
"""A number this close below a round one is taken for it: 0.3 / 0.1 is not quite 3."""


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
        dots = canvas.width * 2
        steps = max(self.last - self.first, 1)
        return max(min(dots, -(-(step - self.first) * dots // steps)) - 1, 0)


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
            means: how low it must reach; a 0 is drawn at the lower end, wherever that is.
            highs: how high.
            is_logarithmic: whether its marks are powers of ten.
        """
        highest = max((value for value in highs if 0 < value < inf), default=1.0)
        if not is_logarithmic:
            return cls(0.0, round_up(highest), False)
        lowest = min((value for value in means if 0 < value < inf), default=highest / 10)
        high = ceil(log10(max(highest, MIN_DRAWN_LOSS)))
        low = min(floor(log10(max(lowest, MIN_DRAWN_LOSS))), MAX_EXPONENT - 1)
        return cls(10.0**low, 10.0 ** min(max(high, low + 1), MAX_EXPONENT), True)

    @classmethod
    def close_to(cls, losses: Sequence[float]) -> Axis:
        """Return an axis whose lower half does not stay empty: where all losses lie high, it begins below them.

        Its ends have two digits, as its numbers do.
        """
        usual = cls.of(losses, losses, is_logarithmic=False)
        found = [value for value in losses if isfinite(value)]
        if not found or min(found) < usual.high / 2:
            return usual
        unit = _second_digit(usual.high)
        low = floor(min(found) / unit)
        high = max(ceil(max(found) / unit), low + 1)
        return cls(float(f"{low * unit:.12g}"), min(float(f"{high * unit:.12g}"), usual.high), False)

    @property
    def name(self) -> str:
        """What its numbers are."""
        return "log C" if self.is_logarithmic else "C"

    def share(self, value: float) -> float:
        """Return how far up a loss stands, from 0 to 1; at the top where it is not finite."""
        if not isfinite(value):
            return 1.0
        if self.is_logarithmic:
            share = (log10(max(value, MIN_DRAWN_LOSS)) - log10(self.low)) / (log10(self.high) - log10(self.low))
        else:
            share = (value - self.low) / (self.high - self.low)
        return min(max(share, 0.0), 1.0)

    def ticks(self, rows: int) -> list[float]:
        """Return the round losses between its ends that so many rows have room for."""
        if rows < MIN_ROWS_WITH_TICKS:
            return []
        if not self.is_logarithmic:
            least = (self.high - self.low) / rows * ROWS_A_TICK
            if self.low > 0:
                least = max(least, _second_digit(self.high))
            step = round_step(least)
            first = floor(self.low / step / ALMOST) + 1
            last = ceil(self.high / step * ALMOST) - 1
            return [float(f"{k * step:.12g}") for k in range(first, last + 1)]  # 3 · 0.05 is not quite 0.15
        first, last = round(log10(self.low)), round(log10(self.high))
        if last == first + 1:
            return [2 * self.low, 5 * self.low]
        step = ceil((last - first) * ROWS_A_TICK / rows)
        return [10.0**exponent for exponent in range(first + step, last, step)]


def _second_digit(value: float) -> float:
    """Return what 1 in the second digit of a positive number stands for."""
    return float(10.0 ** max(floor(log10(value)) - 1, MIN_EXPONENT))


def round_step(least: float) -> float:
    """Return the next of 1, 2 or 5 times a power of ten: what to count by.

    Args:
        least: a positive number.
    """
    power = 10.0 ** max(floor(log10(least)), MIN_EXPONENT)
    return next(step * power for step in (1, 2, 5, 10, 20) if step * power >= least * ALMOST)


def with_axes(canvas: Canvas, axis: Axis, stretch: Stretch, samples: int, width: int) -> list[Row]:
    """Return a canvas with the axis of losses at its left, and two rows more: the axis of epochs, and its numbers.

    Args:
        canvas: the drawing.
        axis: of losses.
        stretch: the steps that its width stands for; they begin and end with an epoch.
        samples: steps in an epoch.
        width: cells of each row.
    """
    labels = {_dot(canvas, axis, value) // DOTS_A_ROW: value for value in (*axis.ticks(canvas.height), axis.high)}
    rows = []
    for y, row in enumerate(canvas.rows()):
        left = _left(_label(labels[y]), "┤") if y in labels else _left("", "│")
        rows.append(fitted((*left, *row), width))
    return [*rows, *_axis_of_epochs(canvas, axis, stretch, samples, width)]


def _axis_of_epochs(canvas: Canvas, axis: Axis, stretch: Stretch, samples: int, width: int) -> list[Row]:
    """Return the axis of epochs, and its numbers; see `with_axes`."""
    first, last = stretch.first // samples, stretch.last // samples
    step = max(round(round_step((last - first) * COLUMNS_A_TICK / canvas.width)), 1)
    ticks = [epoch for epoch in range(first // step * step + step, last + 1, step) if epoch > first]
    places = {epoch: stretch.column(canvas, epoch * samples) // 2 for epoch in (*ticks, last)}
    line = ["─"] * canvas.width
    for place in places.values():
        line[place] = "┬"
    numbers = _numbers(first, last, ticks, places, canvas.width)
    return [
        fitted((*_left(_label(axis.low), "┼"), Span("".join(line), "rule")), width),
        fitted((Span(phrase("epoch ").ljust(LABEL_WIDTH), "dim"), Span(numbers, "dim")), width),
    ]


def _left(label: str, sign: str) -> tuple[Span, Span]:
    """Return a number of the axis of losses, and the axis beside it."""
    return Span(f"{label:>{LABEL_WIDTH - 1}}", "dim"), Span(sign, "rule")


def _numbers(first: int, last: int, ticks: Sequence[int], places: Mapping[int, int], width: int) -> str:
    """Return the numbers below an axis of epochs, each ending below its tick, none squeezed before the last one.

    Args:
        first: the epoch before the first column.
        last: the one at the last column.
        ticks: epochs between them that have a tick.
        places: the cell of each tick.
        width: cells.
    """
    begin, end = _count(first), _count(last)
    if len(begin) + 1 + len(end) > width:
        return end.rjust(width) if len(end) <= width else ""
    for every in range(1, len(ticks) + 1):
        shown = ticks[every - 1 :: every]
        apart = shown[0] - first
        shown = [epoch for epoch in shown if last - epoch >= apart]
        text = begin
        for epoch in (*shown, last):
            number = _count(epoch)
            room = places[epoch] + 1 - len(text)
            if room <= len(number):
                break
            text += number.rjust(room)
        else:
            return text
    return begin + end.rjust(width - len(begin))


def _count(epoch: int) -> str:
    """Return an epoch's number in few cells: with a power of ten from a million on."""
    text = f"{epoch}"
    if len(text) <= MAX_EPOCH_DIGITS:
        return text
    mantissa, exponent = f"{epoch:e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def draw_band(canvas: Canvas, axis: Axis, curve: LossCurve, stretch: Stretch, here: int) -> None:
    """Draw the least and the greatest loss of one step as dots; while the first epoch runs, the loss of every step.

    Args:
        canvas: where they are drawn.
        axis: of losses.
        curve: the losses.
        stretch: the steps that the width stands for.
        here: the column of dots right of which all lies ahead.
    """
    for x, start, end in _columns(curve, canvas.width * 2, stretch):
        for value in (min(curve.lows[start:end]), max(curve.highs[start:end])):
            canvas.dot(x, _dot(canvas, axis, value), "future" if x > here else "band")
    for step, value in enumerate(curve.begun, start=curve.steps - len(curve.begun) + 1):
        x = stretch.column(canvas, step)
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
        dotted: whether the line is broken; where it meets a whole line it is whole, too.
    """
    before: int | None = None
    for x, start, end in _columns(curve, canvas.width * 2, stretch):
        y = _dot(canvas, axis, _mean(curve.means[start:end]))
        is_gap = dotted and x % 4 >= 2 and canvas.is_blank(x // 2, y // DOTS_A_ROW)
        if not is_gap:
            ahead = here is not None and x > here
            joined = x if dotted and x % 4 == 0 else max(x - 1, 0)  # a gap is a whole cell: ASCII shows no less
            canvas.line((joined, y if before is None else before), (x, y), "future" if ahead else role)
        before = y


def draw_points(
    canvas: Canvas,
    axis: Axis,
    points: Iterable[tuple[int, float]],
    stretch: Stretch,
    role: str,
    *,
    here: int,
) -> None:
    """Draw losses of some steps as a dotted line from one to the next.

    Args:
        canvas: where.
        axis: how high.
        points: steps from 1, in their order, and the loss of each.
        stretch: from where to where.
        role: how it looks.
        here: the column of dots right of which all lies ahead.
    """
    before: tuple[int, int] | None = None
    for step, loss in points:
        x = stretch.column(canvas, step)
        place = (x, _dot(canvas, axis, loss))
        canvas.line(before or place, place, "future" if x > here else role, dotted=True)
        before = place


def draw_cursor(canvas: Canvas, axis: Axis, curve: LossCurve, stretch: Stretch, epoch: int) -> None:
    """Mark a complete epoch: a line from top to bottom, and a sign where it meets the curve."""
    x, y = cell_of(canvas, axis, curve, epoch * curve.samples, stretch)
    for row in range(canvas.height):
        if canvas.is_blank(x, row):
            canvas.write(x, row, "┊", "marker")
    canvas.write(x, y, "◆", "marker")


def cell_of(canvas: Canvas, axis: Axis, curve: LossCurve, step: int, stretch: Stretch) -> tuple[int, int]:
    """Return the cell of a curve at a step; of the curve's end, if the step is beyond it."""
    bucket = min((step - 1) // (curve.bucket * curve.samples), len(curve.means) - 1)
    return cell_at(canvas, axis, curve.means[bucket], step, stretch)


def cell_at(canvas: Canvas, axis: Axis, loss: float, step: int, stretch: Stretch) -> tuple[int, int]:
    """Return the cell of a loss at a step from 1."""
    return stretch.column(canvas, step) // 2, _dot(canvas, axis, loss) // DOTS_A_ROW


def _dot(canvas: Canvas, axis: Axis, value: float) -> int:
    """Return the row of dots of a loss, so that it stands in the middle of the row that has its number.

    The axis of epochs is the row of the lowest loss: just above it stands what would be in it.
    """
    dots = canvas.height * DOTS_A_ROW
    down = floor((1 - axis.share(value)) * dots * ALMOST) + DOTS_A_ROW // 2
    return min(down, dots - 1)


def _columns(curve: LossCurve, dots: int, stretch: Stretch) -> Iterator[tuple[int, int, int]]:
    """Yield the columns of dots that the curve reaches, each with its buckets."""
    count = len(curve.means)
    per_bucket = curve.bucket * curve.samples
    for x in range(dots if count else 0):
        step = stretch.step(x, dots)
        if step >= curve.epochs * curve.samples:
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
        digits = mantissa.replace(".", "")
        power = int(exponent) - 1
        if digits.endswith("0"):
            digits = digits[0]
            power += 1
        text = f"{digits}e{power}".replace("-", "−")
    return text
