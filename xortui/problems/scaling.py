"""Scaling: columns of a data file brought to a common size, and how their own numbers are found again."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from xortui.core.engines import Sample

DIGITS = 12
"""Significant digits of a column's own number that scaling and back again keeps."""


class Scale(NamedTuple):
    """How a column is scaled: what is learnt is (v − offset) / divisor of its own number v."""

    offset: float = 0.0
    divisor: float = 1.0

    def scaled(self, value: float) -> float:
        """Return what is learnt of a number of the column."""
        return (value - self.offset) / self.divisor

    def own(self, value: float) -> float:
        """Return the column's own number for what is learnt."""
        return value * self.divisor + self.offset


class Scaling(NamedTuple):
    """The scales of all columns; empty where they are as they stand in the file."""

    x: tuple[Scale, ...] = ()
    y: tuple[Scale, ...] = ()


def standard(values: Sequence[float]) -> Scale:
    """Return the scale that gives a column the mean 0 and the standard deviation 1.

    The deviation is √(Σ(v − mean)² / n), as in scikit-learn's StandardScaler. A column of one value is left as wide
    as it is.
    """
    if min(values) == max(values):
        return Scale(values[0], 1.0)  # the mean may be off in its last bit, which is no deviation
    mean = math.fsum(values) / len(values)
    deviation = math.sqrt(math.fsum([(value - mean) ** 2 for value in values]) / len(values))
    return Scale(mean, deviation if deviation > 0 else 1.0)


def minmax(values: Sequence[float]) -> Scale:
    """Return the scale that brings a column into the range from 0 to 1; one of one value becomes 0."""
    least = min(values)
    width = max(values) - least
    return Scale(least, width if width > 0 else 1.0)


SCALINGS: dict[str, Callable[[Sequence[float]], Scale]] = {"standard": standard, "minmax": minmax}
"""Name → the scale of a column with some values."""


def scaling_of(samples: Sequence[Sample], x: str, y: str) -> Scaling:
    """Return how samples are scaled.

    Args:
        samples: those that are trained with; what is tested with is scaled likewise.
        x: one of SCALINGS for the inputs, or '' for none.
        y: likewise for the outputs.

    Raises:
        ValueError: if numbers are too far apart for that.
    """
    scales = []
    for kind, rows in ((x, [sample[0] for sample in samples]), (y, [sample[1] for sample in samples])):
        columns = zip(*rows, strict=True) if kind else ()
        try:
            found = tuple([SCALINGS[kind](column) for column in columns])
        except OverflowError:
            raise ValueError("scaling: expected columns of smaller numbers") from None
        if not all(math.isfinite(scale.divisor) and math.isfinite(scale.offset) for scale in found):
            raise ValueError("scaling: expected columns of smaller numbers")
        scales.append(found)
    return Scaling(*scales)


def scaled(samples: Sequence[Sample], scaling: Scaling) -> tuple[Sample, ...]:
    """Return samples scaled."""
    return tuple([(_row(x, scaling.x), _row(y, scaling.y)) for x, y in samples])


def own_numbers(values: Sequence[float], scales: Sequence[Scale]) -> tuple[float, ...]:
    """Return the columns' own numbers for what is learnt, as many as are scaled, without the noise of the last bits."""
    return tuple([float(f"{scale.own(value):.{DIGITS}g}") for value, scale in zip(values, scales, strict=False)])


def _row(values: Sequence[float], scales: Sequence[Scale]) -> tuple[float, ...]:
    if not scales:
        return tuple(values)
    return tuple([scale.scaled(value) for value, scale in zip(values, scales, strict=True)])
