from __future__ import annotations

from dataclasses import FrozenInstanceError
from itertools import pairwise
from typing import Any

import pytest

from tests.debugger.problems import DIVERGING, RUNNING, XOR
from tests.debugger.test_debugger import picture
from xortui.debugger import START, Debugger, Position, Reason
from xortui.debugger.comparison import compare


def numbers(debugger: Debugger) -> list[int]:
    return [fork.number for fork in debugger.forks]


def edited(*edits: tuple[str, str, float]) -> Debugger:
    debugger = Debugger(XOR)
    for position, name, value in edits:
        debugger.go_to(position)
        debugger.edit(name, value)
    return debugger


def test_an_edit_makes_a_fork_and_keeps_what_was() -> None:
    debugger = edited(("20.7", "w5", 1.0))
    assert numbers(debugger) == [0, 1]
    assert debugger.fork.number == 1
    assert debugger.forks[0].history == ()
    assert debugger.edits == debugger.fork.history
    assert [(edit.position, edit.name, edit.value) for edit in debugger.edits] == [(Position(20, 7), "w5", 1.0)]
    with pytest.raises(FrozenInstanceError):
        debugger.edits[0].value = 2.0  # type: ignore[misc]  # wrong on purpose


def test_one_more_edit_makes_one_more_fork() -> None:
    debugger = edited(("20.7", "w5", 1.0), ("30", "η", 0.1))
    assert [len(fork.history) for fork in debugger.forks] == [0, 1, 2]
    assert debugger.forks[2].history[:1] == debugger.forks[1].history


def test_editing_before_other_edits_leaves_those_on_the_old_fork() -> None:
    debugger = edited(("20.7", "w5", 1.0), ("30", "η", 0.1), ("20.7", "w6", 0.0), ("20.0", "x1", 0.25))
    places = [[(str(edit.position), edit.name) for edit in fork.history] for fork in debugger.forks]
    assert places == [
        [],
        [("20.7", "w5")],
        [("20.7", "w5"), ("30.45", "η")],
        [("20.7", "w5"), ("20.7", "w6")],
        [("20.0", "x1")],
    ]


def test_the_same_edit_made_again_is_the_same_fork() -> None:
    debugger = edited(("20.7", "w5", 1.0))
    debugger.switch(0)
    debugger.edit("w5", 1.0)
    assert debugger.fork.number == 1
    assert numbers(debugger) == [0, 1]


def test_an_undone_edit_is_as_if_it_had_never_been_made() -> None:
    debugger = edited(("20.7", "w5", 1.0))
    debugger.run(40)
    (edit,) = debugger.edits
    assert debugger.undo() == (edit,)
    original = Debugger(XOR)
    original.go_to(debugger.position)
    assert debugger.position == (59, 45)
    assert picture(debugger.snapshot()) == picture(original.snapshot())
    assert (numbers(debugger), debugger.fork.number, debugger.edits) == ([0], 0, ())
    with pytest.raises(ValueError, match=r"^there is no edit to undo$"):
        debugger.undo()


def test_undo_takes_the_last_edit_by_position() -> None:
    debugger = edited(("20.7", "w5", 1.0), ("20.9", "w6", 1.0), ("30", "η", 0.1))
    debugger.go_to("5")
    assert [debugger.undo()[0].name for _ in range(3)] == ["η", "w6", "w5"]
    assert debugger.position == (5, 45)
    assert numbers(debugger) == [0]


def test_a_fork_whose_shorter_history_no_other_has_keeps_its_number() -> None:
    debugger = edited(("20.7", "w5", 1.0), ("20.9", "w6", 1.0))
    debugger.switch(1)
    debugger.undo()
    assert numbers(debugger) == [0, 2]
    debugger.switch(2)
    debugger.run(30)
    debugger.undo()
    assert (debugger.fork.number, numbers(debugger)) == (2, [0, 2])
    assert [edit.name for edit in debugger.edits] == ["w5"]
    anew = edited(("20.7", "w5", 1.0))
    anew.go_to(debugger.position)
    assert picture(debugger.snapshot()) == picture(anew.snapshot())
    assert debugger.snapshot().losses.steps == debugger.position.step


def test_after_undoing_the_chart_ends_where_the_shorter_history_has_been_run_to() -> None:
    debugger = edited(("20.7", "w5", 1.0), ("20.9", "w6", 1.0))
    debugger.switch(1)
    debugger.undo()
    debugger.switch(2)
    debugger.run(30)
    debugger.go_to("25")
    debugger.undo()
    assert debugger.fork.number == 2
    assert debugger.snapshot().losses.steps == 25


def test_a_number_is_never_given_twice() -> None:
    debugger = edited(("20.7", "w5", 1.0))
    debugger.undo()
    debugger.edit("w5", 2.0)
    assert numbers(debugger) == [0, 2]


@pytest.mark.parametrize("name", RUNNING)
def test_switching_stays_at_the_position_and_shows_the_other_numbers(name: str) -> None:
    debugger, original = Debugger(RUNNING[name]), Debugger(RUNNING[name])
    debugger.go_to("20.7")
    debugger.edit("w5", 1.0)
    debugger.run(30)
    changed = picture(debugger.snapshot())
    stop = debugger.switch(0)
    assert (stop.reason, stop.position) == (Reason.ARRIVED, debugger.position)
    original.go_to(debugger.position)
    assert picture(debugger.snapshot()) == picture(original.snapshot()) != changed
    debugger.switch(1)
    assert picture(debugger.snapshot()) == changed
    with pytest.raises(ValueError, match=r"^there is no fork 7; expected one of 0, 1$"):
        debugger.switch(7)


def test_where_a_forks_time_ends_earlier_one_stands_at_its_end() -> None:
    debugger = edited(("20", "w5", 1e308), ("20", "w6", 1e308), ("20", "b3", 1e308))
    stop = debugger.run(100)
    end = stop.position
    assert stop.reason is Reason.DIVERGED
    debugger.switch(0)
    assert debugger.position == end
    debugger.go_to("200")
    assert debugger.switch(3).reason is Reason.DIVERGED
    assert debugger.position == end
    assert debugger.snapshot().is_end


def test_undoing_what_kept_time_going_leads_back_to_its_end() -> None:
    debugger = Debugger(DIVERGING["linear, slowly"])
    end = debugger.run(20_000).position
    debugger.back("epoch")
    debugger.edit("η", 0.1)
    debugger.go_to(Position(end.step + 300, 4))
    debugger.undo()
    assert debugger.position == end
    assert debugger.snapshot().is_end
    assert not debugger.can_go_on


def test_each_fork_shows_as_much_loss_as_has_been_run_of_it() -> None:
    debugger = Debugger(XOR)
    debugger.run(100)
    debugger.go_to("20")
    debugger.edit("w5", 1.0)
    assert debugger.snapshot().losses.steps == 20
    debugger.run(10)
    debugger.go_to("3")
    assert debugger.snapshot().losses.steps == 30
    debugger.switch(0)
    assert debugger.snapshot().losses.steps == 100


def test_edits_at_the_start_last_after_rewinding() -> None:
    debugger = edited(("0", "w5", 1.0), ("20", "w6", 1.0))
    debugger.rewind()
    assert debugger.position == START
    assert debugger.snapshot().value("w5") == 1.0
    debugger.switch(0)
    assert debugger.snapshot().value("w5") == XOR.initial_parameters()["w5"]


def test_forks_share_what_they_have_in_common() -> None:
    debugger = edited(("20.7", "w5", 1.0), ("30", "η", 0.1), ("40.2", "w1", 0.0))
    parts: list[list[Any]] = [fork.timeline._segments for fork in debugger.forks]
    for shorter, longer in pairwise(parts):
        assert longer[:-1] == shorter
    debugger.undo()
    assert debugger.timeline._segments == parts[2]
    assert debugger.timeline is debugger.forks[2].timeline


def test_a_fork_says_what_it_is() -> None:
    debugger = edited(("20.7", "w5", 1.0), ("30", "η", 0.1))
    original, _, both = debugger.forks
    before = debugger.edits[0].before
    assert str(original) == "fork 0: the original"
    assert str(both) == f"fork 2: w5 {before:.4g} → 1 at 20.7, η 0.5 → 0.1 at 30.45"


class TestComparing:
    def test_two_forks_side_by_side(self) -> None:
        debugger = edited(("20.7", "w5", 1.0), ("30", "η", 0.1))
        debugger.go_to("3.4")
        found = compare(debugger, 0, 2, 50)
        assert debugger.position == (3, 4)
        assert [fork.number for fork in found.forks] == [0, 2]
        assert found.parting == (20, 7)
        assert found.steps == (50, 50)
        assert [curve.steps for curve in found.losses] == [50, 50]
        assert list(found.losses[0].means[:5]) == pytest.approx(list(found.losses[1].means[:5]), rel=1e-15)
        assert found.losses[0].means[6] != found.losses[1].means[6]
        for fork, values in ((0, [p.first for p in found.parameters]), (2, [p.second for p in found.parameters])):
            debugger.switch(fork)
            debugger.go_to("50")
            snapshot = debugger.snapshot()
            assert values == [snapshot.value(p.name) for p in found.parameters]
        assert tuple(p.name for p in found.parameters) == XOR.network.parameter_names

    def test_they_part_at_the_first_edit_that_one_alone_has(self) -> None:
        debugger = edited(("20.7", "w5", 1.0), ("30", "η", 0.1), ("25", "η", 0.1), ("20.7", "w6", 1.0))
        partings = {(a, b): compare(debugger, a, b, 40).parting for a in range(5) for b in range(5)}
        assert all(partings[a, b] == partings[b, a] for a, b in partings)
        assert [partings[a, a] for a in range(5)] == [None] * 5
        assert partings[0, 1] == partings[0, 4] == partings[1, 4] == partings[3, 4] == (20, 7)
        assert partings[1, 2] == (30, 45)
        assert partings[2, 3] == partings[1, 3] == (25, 45)

    def test_a_fork_whose_time_ends_stands_at_its_last_whole_step(self) -> None:
        debugger = edited(("20", "w5", 1e308), ("20", "w6", 1e308), ("20", "b3", 1e308))
        found = compare(debugger, 3, 0, 100)
        end = debugger.timeline.end
        assert end is not None
        assert found.steps == (end.step - 1, 100)
        assert [curve.steps for curve in found.losses] == [end.step - 1, 100]

    def test_what_does_not_exist(self) -> None:
        with pytest.raises(ValueError, match="there is no fork 1"):
            compare(Debugger(XOR), 0, 1, 5)
        with pytest.raises(ValueError, match="expected a step of at least 0, got -1"):
            compare(Debugger(XOR), 0, 0, -1)
