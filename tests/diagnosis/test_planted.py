"""Causes planted one at a time are named, and none is invented where training is healthy.

By default some of each are looked at. With XORTUI_ALL_CAUSES=10 ten networks with each cause and 300 healthy trainings
are, and so with any other number. `python -m tests.benchmarks.diagnoses` does the same on all cores, and counts.
"""

from __future__ import annotations

import os

import pytest

from tests.diagnosis.planted import PLANTED, healthy
from xortui.diagnosis.causes import CAUSES
from xortui.diagnosis.diagnosis import Condition, diagnose

EACH = int(os.environ.get("XORTUI_ALL_CAUSES") or 0)
"""Networks with each cause; 0 for one with some of them."""
QUICK = (
    "wrong-gradients",
    "wrong-steps",
    "contradictory-samples",
    "targets-out-of-range",
    "no-bias",
    "exploding",
)
"""Causes of which one network is looked at by default: those that take a second together."""
HEALTHY = 300 if EACH else 5
NAMED = 0.95
"""The share of the networks with each cause that must be named."""


def test_every_cause_is_planted() -> None:
    assert list(PLANTED) == [row.id for row in CAUSES]


@pytest.mark.parametrize("cause", list(PLANTED) if EACH else QUICK)
def test_a_planted_cause_is_named(cause: str) -> None:
    count = EACH or 1
    told = []
    for number in range(count):
        told.append([finding.id for finding in diagnose(PLANTED[cause](number)).findings])
    named = sum(cause in ids for ids in told)
    assert named >= NAMED * count, told


def test_no_cause_is_invented_where_training_is_healthy() -> None:
    for place, case in enumerate(healthy(HEALTHY)):
        found = diagnose(case)
        assert found.findings == (), (place, found)
        assert found.condition in (Condition.LEARNT, Condition.HEALTHY)
