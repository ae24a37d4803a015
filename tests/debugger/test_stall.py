"""What is said of a loss that hardly falls any more is what the loss did."""

from __future__ import annotations

import pytest

from xortui.debugger import Debugger
from xortui.debugger.loss_record import LossCurve
from xortui.debugger.stall import MIN_EPOCHS, Stall, stall_of


def curve(*means: float, bucket: int = 1) -> LossCurve:
    return LossCurve(bucket, len(means) * bucket, 1, means, means, means, ())


def test_it_is_told_from_the_middle_of_the_epochs_to_the_newest() -> None:
    means = [0.2] * 90 + [0.126] * 30 + [0.125] * 120
    found = stall_of(curve(*means))
    assert found == Stall(120, 0.126, 0.125)
    assert found.told == "C fell by 0.79 % in the last 120 epochs"


def test_buckets_stand_for_their_epochs() -> None:
    found = stall_of(curve(*[0.3] * 100, bucket=8))
    assert found == Stall(400, 0.3, 0.3)
    assert found.told == "C stayed the same in the last 400 epochs"


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (0.1, 0.11, "C rose by 10 % in the last 50 epochs"),
        (0.1, 0.1 - 1e-9, "C fell by less than 0.01 % in the last 50 epochs"),
    ],
)
def test_it_tells_whether_the_loss_rose(before: float, now: float, told: str) -> None:
    assert Stall(50, before, now).told == told


def test_nothing_is_said_where_the_loss_falls_or_training_is_young() -> None:
    assert stall_of(curve(*[1.0 / (epoch + 1) for epoch in range(400)])) is None
    assert stall_of(curve(*[0.5] * (MIN_EPOCHS - 1))) is None
    assert stall_of(curve(*[0.0] * 400)) is None


def test_the_numbers_are_those_of_the_loss_chart() -> None:
    debugger = Debugger("stuck")
    debugger.go_to("e1000")
    losses = debugger.snapshot().losses
    found = stall_of(losses)
    assert found is not None
    assert (found.before, found.now) == (losses.means[499], losses.means[999])
