"""The goal: what it means that a start has learnt, as bounds for every output of every sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

from xortui.core.engines import Sample
from xortui.debugger.survey import LEARNT
from xortui.language.phrase import phrase

ROUNDING = 1e-9
SIDE = "side"
"""The goal that only asks for the right side of the middle between the least and the greatest target."""


FEW_SAMPLES = 16
"""Samples of which every one is to be right, if nobody says otherwise; of more, some may be noise."""
DEFAULT_SHARE = 0.95
"""The share of many samples that is to be right, if nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A start has learnt in the first epoch in which enough samples are right, each when its turn comes.

    A sample is right if each of its outputs is inside its bounds.
    """

    within: float | None = LEARNT
    """The distance to its target in which each output has to be; None asks for the right side of the middle."""
    share: float = 1.0
    """The share of the samples that have to be right, above 0 and up to 1."""

    @property
    def told(self) -> str:
        """What is asked for, in words."""
        where = phrase("on its target's side of the middle")
        if self.within is not None:
            where = phrase("within {distance} of its target", distance=f"{self.within:g}")
        if self.share < 1.0:
            percent = f"{100 * self.share:g}"
            return phrase(
                "in one epoch {percent} % of the samples have every output {where}", percent=percent, where=where
            )
        return phrase("in one epoch every output is {where}", where=where)

    def needed(self, samples: int) -> int:
        """Return how many of so many samples have to be right."""
        return max(1, ceil(self.share * samples - ROUNDING))

    @property
    def word(self) -> str:
        """How it is typed."""
        return SIDE if self.within is None else f"{self.within:g}"

    def bounds(self, samples: Sequence[Sample]) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
        """Return for each sample the least and the greatest that each output may be, both exclusive."""
        found = []
        middles = _middles(samples)
        for _, y in samples:
            low = []
            high = []
            for target, middle in zip(y, middles, strict=True):
                if self.within is not None:
                    low.append(target - self.within)
                    high.append(target + self.within)
                else:
                    low.append(middle if target > middle else -inf)
                    high.append(inf if target > middle else middle)
            found.append((tuple(low), tuple(high)))
        return found


USUAL = Goal()
"""Every output of every sample within `LEARNT`."""


def default_goal(samples: Sequence[Sample]) -> Goal:
    """Return the goal of some samples, if nobody says otherwise."""
    if len(samples) <= FEW_SAMPLES:
        return USUAL
    return Goal(None, DEFAULT_SHARE)


def distance_named(text: str) -> float | None:
    """Return the distance that a person typed: 0.4; None for side.

    Raises:
        ValueError: if it is none; the line says what was expected.
    """
    if text.strip().lower() == SIDE:
        return None
    expected = f"expected a number above 0 and up to 1000, or {SIDE}, got {text[:30]!r}"
    try:
        within = float(text)
    except ValueError:
        raise ValueError(expected) from None
    if not 0.0 < within <= 1000.0:
        raise ValueError(expected)
    return within


def _middles(samples: Sequence[Sample]) -> list[float]:
    """Return for each output the middle between its least and its greatest target."""
    found = []
    for output in range(len(samples[0][1])):
        targets = [y[output] for _, y in samples]
        found.append((min(targets) + max(targets)) / 2)
    return found
