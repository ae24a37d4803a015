from __future__ import annotations

import pytest

from xortui.commands.pacing import PACES, Pacer


def test_what_is_due_adds_up_to_the_pace() -> None:
    pacer = Pacer()
    assert sum(pacer.due(1 / 60) for _ in range(600)) == pytest.approx(10 * pacer.steps_a_second, abs=1)


def test_the_slowest_pace_takes_its_first_step_at_once_and_then_one_a_second() -> None:
    pacer = Pacer(level=0)
    pacer.begin()
    assert [pacer.due(0.25) for _ in range(9)] == [1, 0, 0, 1, 0, 0, 0, 1, 0]


def test_a_pause_of_the_machine_is_not_made_up_for() -> None:
    assert Pacer().due(1000.0) <= Pacer().steps_a_second


def test_the_paces_end_at_both_ends() -> None:
    pacer = Pacer()
    for _ in PACES:
        pacer.faster()
    assert pacer.label == "full speed"
    for _ in PACES:
        pacer.slower()
    assert pacer.label == "1 step/s"


def test_where_room_is_short_operations_are_still_told_from_steps() -> None:
    pacer = Pacer(level=1)
    assert (pacer.short_label, pacer.short_operations_label) == ("4/s", "4 op/s")
