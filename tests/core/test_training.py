from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.core.training import ORDERS, UPDATES, Schedule, Training

schedules = st.builds(
    lambda samples, update, order, seed: Schedule(samples, Training(update=update, order=order), seed),
    st.integers(1, 12),
    st.sampled_from(UPDATES),
    st.sampled_from(ORDERS),
    st.integers(-(2**63), 2**63),
)


@given(schedules, st.integers(0, 10**12))
def test_every_epoch_takes_every_sample_once(schedule: Schedule, epoch: int) -> None:
    first = epoch * schedule.samples + 1
    steps = range(first, first + schedule.samples)
    assert sorted(schedule.sample(step) for step in steps) == list(range(schedule.samples))
    assert {schedule.epoch(step) for step in steps} == {epoch + 1}


@given(schedules, st.integers(1, 10**6), st.integers(0, 50))
def test_arranged_samples_and_endings_are_those_of_each_step(schedule: Schedule, first: int, count: int) -> None:
    steps = range(first, first + count)
    items = [f"sample {i}" for i in range(schedule.samples)]
    assert list(schedule.arrange(items, first, count)) == [items[schedule.sample(step)] for step in steps]
    assert list(schedule.endings(first, count)) == [schedule.batch_ending(step) for step in steps]


def test_an_update_comes_after_every_sample_or_at_the_end_of_every_epoch() -> None:
    def updates(update: str | int) -> list[int]:
        return [step for step in range(1, 13) if Schedule(4, Training(update=update)).ends_batch(step)]

    assert updates("sample") == list(range(1, 13))
    assert updates("epoch") == [4, 8, 12]
    assert updates(3) == [3, 4, 7, 8, 11, 12]
    assert updates(9) == [4, 8, 12]
    assert [Schedule(4, Training(update=3)).batch_ending(step) for step in range(1, 9)] == [0, 0, 3, 1] * 2


def test_a_fixed_order_is_the_order_of_the_samples() -> None:
    schedule = Schedule(3, Training())
    assert [schedule.sample(step) for step in range(1, 8)] == [0, 1, 2, 0, 1, 2, 0]
    assert [schedule.epoch(step) for step in range(8)] == [0, 1, 1, 1, 2, 2, 2, 3]


def test_a_shuffled_order_is_the_seeds_on_every_machine_and_in_every_version() -> None:
    schedule = Schedule(5, Training(order="shuffled"), seed=7)
    assert [schedule.sample(step) for step in range(1, 16)] == [1, 3, 0, 2, 4, 1, 2, 4, 3, 0, 4, 2, 0, 1, 3]


def test_shuffled_epochs_differ_from_each_other_and_from_another_seeds() -> None:
    def orders(seed: int) -> list[tuple[int, ...]]:
        schedule = Schedule(20, Training(order="shuffled"), seed)
        return [tuple(schedule.sample(20 * epoch + turn) for turn in range(1, 21)) for epoch in range(10)]

    assert len({*orders(1), *orders(2)}) == 20


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"learning_rate": -0.1}, "learning_rate: expected a finite number of at least 0, got -0.1"),
        ({"learning_rate": math.inf}, "learning_rate: expected a finite number of at least 0, got inf"),
        ({"learning_rate": math.nan}, "learning_rate: expected a finite number of at least 0, got nan"),
        ({"momentum": 1.0}, "momentum: expected a number from 0 up to but not including 1, got 1.0"),
        ({"momentum": math.nan}, "momentum: expected a number from 0 up to but not including 1, got nan"),
        (
            {"update": "batch"},
            "update: expected one of sample, epoch, or a number of samples from 1 to 1,000,000, got 'batch'",
        ),
        (
            {"decay": "step"},
            "decay_every: needed by decay 'step'; expected a whole number from 1 to 1,000,000,000, or 'epoch'",
        ),
        (
            {"decay": "step", "decay_every": 1e30},
            "decay_every: expected a whole number from 1 to 1,000,000,000, or 'epoch', got 1e+30",
        ),
        ({"order": "random"}, "order: expected one of fixed, shuffled, got 'random'"),
    ],
)
def test_an_impossible_setting_is_refused_with_what_was_expected(settings: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Training(**settings)  # type: ignore[arg-type]  # wrong on purpose


def test_a_setting_of_a_decay_asks_for_the_decay() -> None:
    with pytest.raises(
        ValueError, match="decay_factor: expected decay to be given, too: one of step, exponential, 1/t"
    ):
        Training(decay_factor=0.5)
    with pytest.raises(ValueError, match="decay_rate: not read by decay 'step'; expected to be left out"):
        Training(decay="step", decay_every=2, decay_rate=0.1)
