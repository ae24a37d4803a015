from __future__ import annotations

import re
from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest

from tests.debugger.naive import Naive
from tests.debugger.problems import LAYER_BY_LAYER, MOMENTUM, SMALL, SOFTMAX, WIDE, XOR
from xortui.debugger import Debugger, Edit, Position, Reason, loss_record, timeline
from xortui.problems import Problem, load_problem


def at(position: str, problem: Problem = XOR) -> Debugger:
    debugger = Debugger(problem)
    debugger.go_to(position)
    return debugger


def number_of(debugger: Debugger, target: str) -> int:
    return debugger.timeline.program.by_target[target].number


class TestAParameter:
    def test_what_has_run_keeps_its_numbers_and_what_follows_reads_the_new_value(self) -> None:
        debugger = at("478")
        z3 = number_of(debugger, "z3")
        debugger.go_to(Position(478, z3))
        old = debugger.snapshot()
        edit = debugger.edit("w5", 1.25)
        assert edit == Edit(Position(478, z3), "w5", 1.25, old.value("w5"))  # type: ignore[arg-type]
        assert debugger.position == (478, z3)
        new = debugger.snapshot()
        assert new.value("w5") == 1.25
        assert new.value("z3") == old.value("z3")
        assert new.values[: z3 + 1] == old.values[: z3 + 1]  # ŷ too: it reads z3 alone
        debugger.step("sample")
        done = debugger.snapshot()
        assert done.value("∂z3/∂h1") == 1.25
        gradient = done.gradient("w5")
        assert gradient == old.values[number_of(debugger, "∂C/∂w5") - 1]
        assert gradient is not None
        assert done.value("w5") == 1.25 - 0.5 * gradient
        assert done.change("w5") == 1.25 - 0.5 * gradient - 1.25
        debugger.step("sample")
        assert debugger.snapshot().value_at("w5", 0) == 1.25 - 0.5 * gradient

    def test_after_its_update_it_stands_until_the_next(self) -> None:
        debugger = at("478")
        (update,) = debugger.timeline.program.assignments["w3"]
        debugger.go_to(Position(478, update))
        change = debugger.snapshot().change("w3")
        debugger.edit("w3", -2.0)
        debugger.step("sample")
        assert debugger.snapshot().value("w3") == -2.0
        assert debugger.snapshot().change("w3") == change
        debugger.step()
        assert debugger.snapshot().before[2] == -2.0

    @pytest.mark.parametrize("step", [0, 6])
    def test_at_the_start_or_a_complete_step_it_acts_before_the_next(self, step: int) -> None:
        debugger = at(str(step))
        old = debugger.snapshot()
        debugger.edit("b1", 3.0)
        here = debugger.snapshot()
        assert here.value("b1") == 3.0
        assert here.values == old.values
        assert here.state[4] == debugger.timeline.state_after(step)[4] == 3.0
        debugger.step("sample")
        assert debugger.position.step == step + 1
        after = debugger.snapshot()
        assert after.before[4] == 3.0
        x1, x2, w1, w3 = (after.value_at(name, 0) for name in ("x1", "x2", "w1", "w3"))
        assert None not in (x1, x2, w1, w3)
        assert after.value("z1") == w1 * x1 + w3 * x2 + 3.0  # type: ignore[operator]  # none of them is None

    def test_where_its_update_comes_before_others_read_it_they_read_what_the_update_made_of_it(self) -> None:
        debugger = at("478.6", LAYER_BY_LAYER)
        debugger.edit("w5", 1.25)
        debugger.step("sample")
        snapshot = debugger.snapshot()
        gradient = snapshot.gradient("w5")
        assert gradient is not None
        assert snapshot.value("∂z3/∂h1") == snapshot.value("w5") == 1.25 - 0.5 * gradient != 1.25

    def test_frozen_ones_can_be_edited(self) -> None:
        debugger = at("3", SOFTMAX)
        debugger.edit("w1", 0.75)
        debugger.run(10)
        assert debugger.snapshot().value("w1") == 0.75

    def test_its_momentum_goes_on(self) -> None:
        debugger = at("9", MOMENTUM)
        speed = debugger.snapshot().value("v(w5)")
        debugger.edit("w5", 0.0)
        assert debugger.snapshot().value("v(w5)") == speed != 0.0


class TestTheSettings:
    @pytest.mark.parametrize("name", ["η", "eta", "ETA "])
    def test_the_learning_rate_is_another_from_here_on(self, name: str) -> None:
        debugger = at("7")
        old = debugger.snapshot()
        assert debugger.edit(name, 2.0) == Edit(Position(7, 45), "η", 2.0, 0.5)
        assert debugger.snapshot().learning_rate == debugger.snapshot().value("η") == 2.0
        debugger.step("sample")
        done = debugger.snapshot()
        gradient, before = done.gradient("b3"), old.value("b3")
        assert gradient is not None
        assert before is not None
        assert done.value("b3") == before - 2.0 * gradient
        debugger.back("sample")
        debugger.back()
        assert debugger.snapshot().learning_rate == debugger.snapshot().value("η") == 0.5

    def test_amid_the_updates_those_that_are_left_read_it(self) -> None:
        debugger = at("7")
        program = debugger.timeline.program
        debugger.go_to(Position(7, program.assignments["w1"][0]))
        debugger.edit("η", 0.0)
        debugger.step("sample")
        snapshot = debugger.snapshot()
        first = program.trained[0]
        assert first == "w1"
        assert snapshot.change("w1") != 0.0
        assert [snapshot.change(name) for name in program.trained[1:]] == [0.0] * 8
        assert snapshot.value_at("η", program.assignments["w1"][0] - 1) == 0.5
        assert snapshot.value_at("η", program.assignments["w1"][0]) == 0.0
        state = snapshot.state
        debugger.run(100)
        assert debugger.snapshot().state == state

    @pytest.mark.parametrize("name", ["μ", "mu", "µ"])
    def test_the_momentum_too_where_there_is_one(self, name: str) -> None:
        debugger = at("7", MOMENTUM)
        debugger.edit(name, 0.0)
        debugger.step("sample")
        snapshot = debugger.snapshot()
        gradient = snapshot.gradient("w5")
        assert gradient is not None
        assert snapshot.value("μ") == 0.0
        assert snapshot.change("w5") == pytest.approx(-0.1 * gradient)


class TestTheSample:
    def test_it_is_another_wherever_it_is_taken_from_here_on(self) -> None:
        debugger = at("6.0")
        assert debugger.snapshot().x == (0.0, 1.0)
        debugger.edit("X1", 0.5)
        debugger.edit("y", -3.0)
        here = debugger.snapshot()
        assert (here.x, here.y, here.value("z1")) == ((0.5, 1.0), (-3.0,), None)
        assert here.samples == (XOR.samples[0], ((0.5, 1.0), (-3.0,)), *XOR.samples[2:])
        debugger.step("sample")
        done = debugger.snapshot()
        yhat = done.value("ŷ")
        assert yhat is not None
        assert done.value("∂C/∂ŷ") == yhat + 3.0
        assert done.value("∂z1/∂w1") == 0.5
        w1, w3, b1 = (done.value_at(name, 0) or 0.0 for name in ("w1", "w3", "b1"))
        assert done.value("z1") == w1 * 0.5 + w3 * 1.0 + b1
        debugger.step("sample")
        assert debugger.snapshot().x == (1.0, 0.0)
        for step in (10, 14, 402):
            debugger.go_to(str(step))
            assert debugger.snapshot().x == (0.5, 1.0)
        for before in ("2", "5"):
            debugger.go_to(before)
            assert debugger.snapshot().samples is XOR.samples

    def test_all_samples_are_asked_as_they_are_at_the_position(self) -> None:
        debugger = at("e4000")
        assert debugger.snapshot().is_learnt
        debugger.edit("y", 1.0)
        debugger.edit("x2", 0.25)
        snapshot = debugger.snapshot()
        assert not snapshot.is_learnt
        assert snapshot.survey is not None
        assert snapshot.survey.right == 3
        changed = replace(XOR, samples=snapshot.samples)
        values = Debugger(changed).snapshot().evaluate(snapshot.state, 3)
        assert snapshot.evaluate(snapshot.state, 3) == values
        debugger.back()
        assert debugger.snapshot().is_learnt


class TestRefusals:
    @pytest.mark.parametrize("name", ["yhat", "ŷ", "h1", "z1", "C", "m", "w7", "x3", "y1", "", "∂C/∂w1", "v(w1)"])
    def test_what_is_computed_cannot_be_edited(self, name: str) -> None:
        debugger = at("3.4")
        line = f"{name!r} cannot be edited; expected w1 … w6, b1 … b3, η, x1 … x2 or y"
        with pytest.raises(ValueError, match=f"^{re.escape(line)}$"):
            debugger.edit(name, 1.0)
        assert len(debugger.forks) == 1

    def test_the_momentum_where_there_is_none(self) -> None:
        with pytest.raises(ValueError, match=r"^μ cannot be edited: xor is trained without momentum$"):
            at("3").edit("mu", 0.5)
        with pytest.raises(ValueError, match="w1 … w6, b1 … b3, η, μ, x1"):
            at("3", MOMENTUM).edit("nu", 0.5)

    @pytest.mark.parametrize("value", [nan, inf, -inf])
    @pytest.mark.parametrize("name", ["w5", "b1", "η", "x1", "y"])
    def test_a_value_that_is_not_finite(self, name: str, value: float) -> None:
        debugger = at("3")
        with pytest.raises(ValueError, match=f"^{name}: expected a finite number"):
            debugger.edit(name, value)
        assert debugger.edits == ()

    @pytest.mark.parametrize(
        ("name", "value", "line"),
        [
            ("η", -0.1, "η: expected a finite number of at least 0, got -0.1"),
            ("μ", 1.0, "μ: expected a number from 0 up to but not including 1, got 1"),
            ("μ", -0.1, "μ: expected a number from 0"),
            ("x2", 1e101, "samples: sample 3: x: expected finite numbers of at most 1e.100"),
            ("y", -1e101, "samples: sample 3: y: expected finite numbers of at most 1e.100"),
        ],
    )
    def test_a_value_out_of_its_range(self, name: str, value: float, line: str) -> None:
        with pytest.raises(ValueError, match=f"^{line}"):
            at("3", MOMENTUM).edit(name, value)

    def test_a_target_that_is_no_probability(self) -> None:
        debugger = at("3", SMALL["cross-entropy"])
        debugger.edit("y", 0.25)
        with pytest.raises(ValueError, match=r"^samples: sample 3: y: expected numbers from 0 to 1 for binary-cross"):
            debugger.edit("y", 1.5)
        with pytest.raises(ValueError, match="expected numbers that are 1 together for cross-entropy"):
            at("3", SOFTMAX).edit("y1", 0.5)

    def test_a_sample_that_has_been_read_in_this_step(self) -> None:
        debugger = at("6.1")
        with pytest.raises(ValueError, match=r"^z1 of this step has read x1; go to 6\.0 and edit it there$"):
            debugger.edit("x1", 0.5)
        debugger.edit("y", 0.5)  # nothing has read it yet
        debugger.go_to("6.7")
        with pytest.raises(ValueError, match=r"^C of this step has read y; go to 6\.0 and edit it there$"):
            debugger.edit("y", 0.25)
        debugger.step("sample")
        debugger.edit("x1", 0.5)  # for when this sample comes again

    def test_a_sample_where_none_has_been_taken(self) -> None:
        with pytest.raises(ValueError, match=r"^x1: no sample has been taken yet; go to 1\.0 and edit it there$"):
            Debugger(XOR).edit("x1", 1.0)

    def test_where_time_ends(self) -> None:
        debugger = at("5")
        debugger.edit("w5", 1e308)
        debugger.edit("w6", 1e308)
        debugger.edit("b3", 1e308)
        assert debugger.step("epoch").reason is Reason.DIVERGED
        end = debugger.position
        with pytest.raises(ValueError, match=f"^w5: training diverged at {end}; go back and edit before it"):
            debugger.edit("w5", 0.0)
        debugger.back()
        debugger.edit("w5", 0.0)
        assert debugger.can_go_on


class TestSeveralAtOnce:
    """What is edited in one go is one fork, and undone at once."""

    def test_they_are_one_fork_and_one_undo(self) -> None:
        debugger = at("20.7")
        edits = debugger.edit_together({"w1": 1.0, "W2": 2.0, "eta": 0.1})
        assert [(edit.name, edit.value, edit.is_joined) for edit in edits] == [
            ("w1", 1.0, False),
            ("w2", 2.0, True),
            ("η", 0.1, True),
        ]
        assert len(debugger.forks) == 2
        debugger.edit("w5", 3.0)
        assert [edit.name for edit in debugger.undo()] == ["w5"]
        assert debugger.undo() == edits
        assert debugger.edits == ()

    def test_the_coming_sample_is_edited_whole_before_anything_has_read_it(self) -> None:
        debugger = at("401.0")
        debugger.edit_together({"x1": 0.3, "x2": 0.7})
        debugger.step("sample")
        snapshot = debugger.snapshot()
        naive = Naive(XOR, debugger.edits)
        naive.upto(401)
        assert snapshot.x == (0.3, 0.7)
        assert snapshot.value("ŷ") == naive.value("ŷ", Position(401, 45))
        assert snapshot.value("ŷ") == snapshot.evaluate(snapshot.begun_with, 0)[5]

    @pytest.mark.parametrize(
        ("values", "line"),
        [
            ({"w1": 1.0, "w9": 1.0}, "'w9' cannot be edited"),
            ({"w1": 1.0, "x1": 1.0}, "z1 of this step has read x1"),
            ({"w1": 1.0, "W1": 2.0}, "w1 is given twice"),
            ({"w1": 1.0, "eta": -1.0}, "η: expected a finite number of at least 0"),
            ({}, "expected a name and its value"),
        ],
    )
    def test_where_one_is_not_possible_none_is_edited(self, values: dict[str, float], line: str) -> None:
        debugger = at("20.7")
        with pytest.raises(ValueError, match=f"^{line}"):
            debugger.edit_together(values)
        assert len(debugger.forks) == 1


def test_an_edit_can_make_time_end_and_another_before_it_can_prevent_that() -> None:
    linear = SMALL["relu"]
    debugger = at("5", linear)
    debugger.edit("η", 1e300)
    debugger.edit("y", 1e10)
    stop = debugger.run(50)
    assert stop.reason is Reason.DIVERGED
    naive = Naive(linear, debugger.edits)
    naive.upto(60)
    assert stop.position == naive.end
    debugger.go_to("5")
    debugger.edit("η", 0.5)
    assert debugger.run(50).reason is Reason.ARRIVED


def test_an_edit_says_what_it_is() -> None:
    assert str(Edit(Position(478, 12), "w5", 1.0, 0.25)) == "w5 0.25 → 1 at 478.12"


def test_of_edits_at_one_position_the_later_wins() -> None:
    debugger = at("4.9")
    debugger.edit("w5", 1.0)
    assert debugger.edit("w5", 2.0).before == 1.0
    debugger.edit("w6", 3.0)
    assert [edit.value for edit in debugger.edits] == [1.0, 2.0, 3.0]
    assert debugger.snapshot().value("w5") == 2.0


def test_minus_zero_is_zero() -> None:
    assert str(at("4").edit("w5", -0.0).value) == "0.0"


def test_what_the_source_prints_is_shown_up_to_the_first_edit_alone() -> None:
    debugger = at("1", load_problem("mazur"))
    assert debugger.snapshot().printed
    debugger.edit("w5", 0.0)
    assert not debugger.snapshot().printed
    debugger.switch(0)
    assert debugger.snapshot().printed
    later = at("2", load_problem("mazur"))
    later.edit("w5", 0.0)
    later.go_to("1")
    assert later.snapshot().printed


@pytest.mark.parametrize("problem", [*SMALL.values(), WIDE], ids=[*SMALL, "wide"])
def test_before_the_edit_everything_is_as_it_was(problem: Problem) -> None:
    debugger, original = Debugger(problem), Debugger(problem)
    debugger.go_to("9.4")
    debugger.edit("w2", 0.5)
    debugger.run(20)
    for position in ("0", "1", "5.3", "8", "9.1", "9.3"):
        debugger.go_to(position)
        original.go_to(position)
        mine, other = debugger.snapshot(), original.snapshot()
        assert (list(mine.before), mine.state, mine.landmarks) == (list(other.before), other.state, other.landmarks)
        assert mine.values[: mine.position.operation] == other.values[: other.position.operation]


def test_a_late_edit_costs_no_run_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    debugger = at("100000")
    ran: list[int] = []
    record = type(debugger.timeline.engine).record

    def counted(engine: Any, state: list[float], first: int, sizes: list[int]) -> Any:
        ran.append(sum(sizes))
        return record(engine, state, first, sizes)

    monkeypatch.setattr(type(debugger.timeline.engine), "record", counted)
    debugger.edit("w5", 0.5)
    debugger.run(10)
    debugger.snapshot()
    assert sum(ran) < 2000


@pytest.mark.parametrize("problem", [XOR, WIDE], ids=["floats", "matrices"])
@pytest.mark.parametrize("operation", [4, 999])
@pytest.mark.parametrize("step", [1, 37, 999, 2999])
def test_the_loss_curve_goes_over_the_whole_history(
    problem: Problem, step: int, operation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loss_record, "MAX_BUCKETS", 64)
    monkeypatch.setattr(timeline, "RECORDED_ANEW", 2)
    debugger = at("3000", problem)
    debugger.go_to(Position(step, min(operation, debugger.route.length(step))))
    debugger.edit("w5", 3.0)
    debugger.run(300)
    debugger.edit("η", 0.1)
    debugger.run(50)
    last = debugger.position.step
    curve = debugger.snapshot().losses
    assert curve.steps == last
    losses = []
    for k in range(1, last + 1):
        values = debugger.timeline.values(k, debugger.timeline.state_after(k - 1))
        losses.append(values[number_of(debugger, "C") - 1])
    size, whole = curve.bucket * curve.samples, curve.epochs * curve.samples
    assert last - whole < curve.samples
    buckets = [losses[i : min(i + size, whole)] for i in range(0, whole, size)]
    assert list(curve.means) == pytest.approx([sum(bucket) / len(bucket) for bucket in buckets], rel=1e-9)
    assert list(curve.highs) == pytest.approx([max(bucket) for bucket in buckets], rel=1e-9)
    debugger.go_to("0")
    assert debugger.snapshot().losses.steps == last


def test_a_step_that_is_edited_inside_says_so() -> None:
    debugger = Debugger("xor")
    debugger.go_to("3.7")
    debugger.edit("w5", 1.0)
    debugger.step("sample")
    assert debugger.snapshot().is_edited_inside
    debugger.edit("w5", 0.5)
    debugger.step("sample")
    assert not debugger.snapshot().is_edited_inside
