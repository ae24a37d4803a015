"""Held-out samples: those that nothing is trained with, on which a network shows what it has understood."""

from __future__ import annotations

import random
from collections.abc import Sequence

from xortui.core.engines import Sample

_OWN_STREAM = 7919
"""Keeps the draw of the test samples apart from the shuffles of the epochs, which begin with the same seed."""


def hold_out(samples: Sequence[Sample], share: float, seed: int) -> tuple[tuple[Sample, ...], tuple[Sample, ...]]:
    """Return the samples to train with and those to test with, both in the order they had.

    Args:
        samples: all of them.
        share: which part of them tests, between 0 and 1; at least one does, and at least one trains.
        seed: draws which; the same seed draws the same ones on every machine.

    Raises:
        ValueError: if the share is not possible.
    """
    if not 0.0 < share < 1.0:
        raise ValueError(f"test: expected a share between 0 and 1, or the name of a file, got {share:g}")
    if len(samples) < 2:
        raise ValueError("test: expected two samples or more to share out, got 1")
    count = min(max(round(share * len(samples)), 1), len(samples) - 1)
    generator = random.Random(seed * 1_000_003 + _OWN_STREAM)
    places = list(range(len(samples)))
    for last in range(len(places) - 1, 0, -1):
        drawn = int(generator.random() * (last + 1))
        places[last], places[drawn] = places[drawn], places[last]
    tested = set(places[:count])
    training = tuple([sample for place, sample in enumerate(samples) if place not in tested])
    testing = tuple([sample for place, sample in enumerate(samples) if place in tested])
    return training, testing
