"""One parameter's numbers against the right ones: the ratio between the two, and what rounding may make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from xortui.check.numbers.numbers_file import Array, Numbers

TOLERANCE = 1e-5
"""Of the largest number of a parameter: what float32, or other ways to round, may make of it."""
STEP_TOLERANCE = 2e-7
"""Of the parameter itself: a step is found by taking one parameter off another, which may be float32."""
MAX_TOLERANCE = 1e-2
"""Of the largest number of a parameter: beyond, nothing can be told."""
SAME_RATIO = 1e-3
"""How far two ratios may be apart and still count as one."""


@dataclass(frozen=True, slots=True)
class NumbersComparison:
    """One parameter's numbers against the right ones."""

    theirs: Array
    """Their gradient, or what the step takes off the parameter."""
    right: tuple[float, ...]
    """The right gradient."""
    tolerance: float
    """How far each number may be off."""

    @property
    def is_zero(self) -> bool:
        """Whether the right gradient is 0, so that no ratio can be found."""
        return all(value == 0 for value in self.right)

    @property
    def never_moves(self) -> bool:
        """Whether their numbers are all 0, and the right ones are not."""
        return not self.is_zero and all(value == 0 for value in self.theirs.values)

    @property
    def ratio(self) -> float | None:
        """By what the right gradient is to be multiplied to give theirs; None if no number does that."""
        if self.is_zero or self.never_moves:
            return None
        return self.nearest if self.nearest != 0 and self.fits(self.nearest) else None

    @property
    def nearest(self) -> float:
        """By what the right gradient, which is not 0, comes nearest to theirs."""
        pairs = list(zip(self.theirs.values, self.right, strict=True))
        return sum(theirs * right for theirs, right in pairs) / sum(right * right for _, right in pairs)

    def fits(self, ratio: float) -> bool:
        """Say whether theirs is the right gradient times a ratio."""
        return all(self.cell_fits(place, ratio) for place in range(len(self.right)))

    def cell_fits(self, place: int, ratio: float) -> bool:
        """Say the same of one number."""
        return abs(self.theirs.values[place] - ratio * self.right[place]) <= self.tolerance

    def error(self, ratio: float) -> float:
        """Return how far theirs is from the right gradient times a ratio, relative to its largest number."""
        largest = max(abs(value) for value in self.theirs.values)
        if largest == 0:
            return 0.0
        errors = [abs(t - ratio * r) for t, r in zip(self.theirs.values, self.right, strict=True)]
        return max(errors) / largest

    @property
    def is_blurred(self) -> bool:
        """Whether rounding alone may make one gradient look like another."""
        largest = max(abs(value) for value in self.theirs.values)
        if self.is_zero or largest == 0:
            return False
        return self.tolerance > MAX_TOLERANCE * largest


def is_same(first: float, second: float) -> bool:
    """Say whether two ratios count as one."""
    return abs(first - second) <= SAME_RATIO * max(abs(first), abs(second))


def compared(numbers: Numbers, array: Array, gradients: Mapping[str, float]) -> NumbersComparison:
    """Return the comparison of one parameter.

    Args:
        numbers: what a file says.
        array: the parameter.
        gradients: the right gradient of each of the program's parameters.
    """
    theirs = numbers.theirs[array.name]
    right = tuple(gradients[name] for name in array.parameters)
    # What prints all numbers alike leaves out zeros at the end, so the longest number tells for all.
    rounding = min((array.last_digit for array in numbers.theirs.values() if array.last_digit > 0), default=0.0)
    if numbers.is_step:
        # What a step takes off: theirs = η·∂C/∂w.
        steps = tuple(before - after for before, after in zip(array.values, theirs.values, strict=True))
        theirs = replace(theirs, values=steps)
        largest = max(abs(value) for value in array.values)
        rounding += STEP_TOLERANCE * largest
    largest = max(abs(value) for value in theirs.values)
    return NumbersComparison(theirs, right, TOLERANCE * largest + rounding)
