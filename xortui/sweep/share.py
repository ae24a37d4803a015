"""Shares: how many of some starts learn, and how sure that is."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

SURE = 1.959963984540054
"""Deviations of a normal distribution within which 95 % lie."""


class Share(NamedTuple):
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The share, from 0 to 1; 0 of nothing."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies, with 95 % confidence; from 0 to 1 where there is nothing.

        With n the whole, p the share and z = 1.96: (p + z²/2n ± z·√(p·(1 − p)/n + z²/4n²)) / (1 + z²/n).
        Source: Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927.
        """
        if not self.whole:
            return 0.0, 1.0
        n = self.whole
        p = self.value
        square = SURE * SURE
        middle = p + square / (2 * n)
        reach = SURE * sqrt(p * (1 - p) / n + square / (4 * n * n))
        low = (middle - reach) / (1 + square / n)
        high = (middle + reach) / (1 + square / n)
        # Where none or all do, the ends are exact, but for rounding.
        return (0.0 if self.part == 0 else low), (1.0 if self.part == n else high)


def quantile(ordered: list[int], share: float) -> int:
    """Return the least number that at least a share of some numbers do not exceed.

    Args:
        ordered: the numbers, the least first; at least one.
        share: from 0 to 1.
    """
    place = max(1, -int(-share * len(ordered) // 1))
    return ordered[min(place, len(ordered)) - 1]
