"""The steps of a program beside the gradients of one loss, number by number and name by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xortui.check.differentiation.error_losses import LossOfStep
from xortui.check.differentiation.numbers_of_step import NumbersOfStep
from xortui.check.judgement.judge import Compared, commonest, compare, largest, same
from xortui.check.verdict import NEVER_MOVES, RIGHT, SCALED, WRONG

MIN_ERROR = 1e-3
"""Relative to the step; a smaller difference, though larger than rounding, accuses nobody."""


@dataclass(frozen=True, slots=True)
class ComparedNumbers:
    """All that is learnt, for one loss."""

    loss: LossOfStep
    compared: Mapping[int, Compared]
    """Root of a parameter → its steps beside the right ones."""
    rate: float
    """How many times the gradient the steps of most numbers are."""

    @property
    def right(self) -> int:
        """How many numbers move as they should."""
        return sum(1 for one in self.compared.values() if one.ratio and same(one.ratio, self.rate))

    def is_right(self, root: int) -> bool:
        """Say whether a number moves as it should."""
        one = self.compared[root]
        return one.is_untested or (bool(one.ratio) and same(one.ratio or 0.0, self.rate))

    def verdict(self, roots: Sequence[int]) -> str:
        """Return the verdict on numbers that have one name."""
        ratios = [self.compared[root].ratio for root in roots if not self.compared[root].is_untested]
        if all(ratio is not None and ratio > 0 and same(ratio, self.rate) for ratio in ratios):
            return RIGHT
        if all(ratio == 0 for ratio in ratios):
            return NEVER_MOVES
        first = ratios[0]
        if first and first > 0 and all(ratio is not None and same(ratio, first) for ratio in ratios):
            return SCALED
        return WRONG

    def is_clear(self) -> bool:
        """Say whether what is not right is far more than rounding from it."""
        wrong = [one for root, one in self.compared.items() if not self.is_right(root)]
        return all(one.ratio is not None or one.error > MIN_ERROR for one in wrong)


def compared_with(numbers: NumbersOfStep, loss: LossOfStep) -> ComparedNumbers:
    """Compare the steps of all numbers with those down the slope of a loss."""
    zero = 0.0 * next(iter(numbers.changes.values()))
    scale = largest(numbers.changes.values())
    compared = {}
    for root, change in numbers.changes.items():
        compared[root] = compare(change, -loss.gradient.get(root, zero), scale)
    return ComparedNumbers(loss, compared, commonest(one.ratio for one in compared.values()))
