"""A debugger with mistakes planted: what is right beside what is wrong, where theirs differs, and its sessions."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace

import pytest

from xortui.core.mistake import PlacedMistake
from xortui.core.mistakes import MISTAKES, mistake_named
from xortui.core.training import Training
from xortui.debugger import Debugger, Position
from xortui.debugger.breakpoints import where_theirs_differs
from xortui.debugger.planting import planted_in
from xortui.debugger.right import differ
from xortui.debugger.session import SessionWriter, resume
from xortui.problems import load_problem
from xortui.problems.fitting import fitting_problem

WITHOUT_BUILT_IN = {"decay-sign"}
"""Mistakes for which no built-in problem has a place: weight decay."""


def broken(identity: str, problem: str = "xor", place: str = "", *, hidden: bool = False) -> Debugger:
    found = load_problem(problem)
    chosen = planted_in(found, [mistake_named(name) for name in identity.split(",")], place)
    return Debugger(found, mistakes=chosen, hides_mistakes=hidden)


def test_what_is_right_stands_beside_what_differs_and_nothing_else() -> None:
    debugger = broken("slope-missing")
    debugger.go_to("3")
    snapshot = debugger.snapshot()
    h1 = snapshot.value("h1")
    assert h1 is not None
    assert snapshot.value("∂h1/∂z1") == 1.0
    assert snapshot.right_value("∂h1/∂z1") == h1 * (1 - h1)
    for name in ("∂C/∂ŷ", "∂ŷ/∂z3", "∂C/∂w5", "w5", "Δw5", "h1"):
        assert snapshot.right_value(name) is None
    right = snapshot.right_value("∂C/∂w1")
    gradient = snapshot.value("∂C/∂w1")
    assert right is not None
    assert gradient is not None
    assert right == pytest.approx(gradient * h1 * (1 - h1), rel=1e-12)
    assert snapshot.right_value("Δw1") == pytest.approx(-0.5 * right, rel=1e-9)


def test_a_breakpoint_is_offered_at_the_first_parameter_that_is_never_updated() -> None:
    debugger = broken("bias-never-updated", place="2")
    offered = dict(where_theirs_differs(debugger.timeline, "w1"))
    debugger.breakpoints.add(offered["the first wrong value of each step"])
    assert debugger.run(20).reason == "breakpoint"
    assert debugger.snapshot().right_value("b3") is not None


def test_nothing_is_right_or_wrong_before_it_is_computed() -> None:
    debugger = broken("slope-missing")
    operation = debugger.timeline.program.by_target["∂h1/∂z1"].number
    before = debugger.snapshot(Position(1, operation - 1)) if debugger.step("sample") else None
    assert before is not None
    assert before.right_value("∂h1/∂z1") is None
    assert debugger.snapshot(Position(1, operation)).right_value("∂h1/∂z1") is not None


def test_a_parameter_that_is_never_updated_differs_at_the_end_of_the_step() -> None:
    debugger = broken("bias-never-updated", place="2")
    debugger.step("sample")
    snapshot = debugger.snapshot()
    gradient = snapshot.value("∂C/∂b3")
    assert gradient is not None
    assert snapshot.change("b3") is None
    assert snapshot.right_value("Δb3") == pytest.approx(-0.5 * gradient, rel=1e-12)


def test_sums_that_are_never_reset_differ_from_a_batch_of_their_own() -> None:
    debugger = broken("sums-never-reset", "iris", "every")
    batch = debugger.problem.schedule.batch
    debugger.go_to(str(batch))
    assert debugger.snapshot().right_value("Σg(b3)") is None
    debugger.go_to(str(2 * batch))
    theirs = debugger.snapshot().value("Σg(b3)")
    right = debugger.snapshot().right_value("Σg(b3)")
    assert theirs is not None
    assert right is not None
    assert differ(theirs, right)


def test_a_right_program_has_nothing_beside_it() -> None:
    debugger = Debugger("xor")
    debugger.step("sample")
    assert debugger.snapshot().right is None
    assert debugger.snapshot().right_value("∂C/∂w1") is None


def test_hidden_mistakes_show_nothing_of_what_is_right_until_they_are_revealed() -> None:
    debugger = broken("slope-missing", hidden=True)
    debugger.step("sample")
    assert debugger.snapshot().right is None
    debugger.reveal()
    assert debugger.snapshot().right_value("∂h1/∂z1") is not None


def test_an_edit_inside_the_step_leaves_nothing_to_compare() -> None:
    debugger = broken("slope-missing")
    debugger.go_to("1.10")
    debugger.edit("w5", 0.3)
    debugger.step("sample")
    assert debugger.snapshot().right is None
    debugger.step("sample")
    assert debugger.snapshot().right is not None


def test_a_snapshot_with_what_is_right_can_be_pickled() -> None:
    debugger = broken("slope-missing")
    debugger.step("sample")
    snapshot = debugger.snapshot()
    assert pickle.loads(pickle.dumps(snapshot)) == snapshot


class TestDiffers:
    """The condition that is true where a value differs from what is right."""

    @pytest.mark.parametrize(
        ("identity", "place", "text", "stop"),
        [
            ("slope-missing", "1", "differs(dh1/dz1)", "∂h1/∂z1"),
            ("slope-missing", "1", "differs(dC/dw2)", "∂C/∂w2"),
            ("value-for-delta", "2", "differs(dC/dh1)", "∂C/∂h1"),
            ("weights-updated", "2", "differs(dz3/dh1)", "∂z3/∂h1"),
            ("uphill", "2", "differs(w5)", "w5"),
        ],
    )
    def test_it_stops_where_a_value_differs(self, identity: str, place: str, text: str, stop: str) -> None:
        debugger = broken(identity, place=place)
        debugger.breakpoints.add(text)
        debugger.run(8)
        operation = debugger.snapshot().operation
        assert operation is not None
        assert operation.target == stop
        assert debugger.snapshot().right_value(stop) is not None

    def test_it_never_stops_where_nothing_differs(self) -> None:
        debugger = broken("slope-missing", place="1")
        debugger.breakpoints.add("differs(dC/dw5) or differs(h1)")
        assert debugger.run(20).reason != "breakpoint"

    def test_going_back_finds_the_same_places(self) -> None:
        debugger = broken("gate-always-open", "dead-relu")
        debugger.breakpoints.add("differs(dh1/dz1) or differs(dh2/dz2)")
        forth = []
        while debugger.run(40 - debugger.position.step).reason == "breakpoint":
            forth.append(debugger.position)
        back = []
        while debugger.run_back().reason == "breakpoint":
            back.append(debugger.position)
        assert forth
        assert back == forth[::-1]

    @pytest.mark.parametrize("text", ["differs(dh1/dz1)", "differs()", "differs() and step > 0"])
    def test_a_value_that_stays_wrong_stops_once_in_each_step(self, text: str) -> None:
        debugger = broken("slope-missing", place="1")
        first = debugger.timeline.program.by_target["∂h1/∂z1"].number
        debugger.breakpoints.add(text)
        stops = [debugger.run(40).position for _ in range(9)]
        assert stops == [Position(step, first) for step in range(1, 10)]

    def test_going_back_it_stops_once_in_each_step_too(self) -> None:
        debugger = broken("slope-missing", place="1")
        first = debugger.timeline.program.by_target["∂h1/∂z1"].number
        debugger.run(4)
        debugger.breakpoints.add("differs()")
        stops = [debugger.run_back().position for _ in range(4)]
        assert stops == [Position(step, first) for step in (4, 3, 2, 1)]

    @pytest.mark.parametrize(
        ("identity", "problem"), [("gate-always-open", "dead-relu"), ("slope-missing", "xor"), ("uphill", "xor")]
    )
    def test_no_wrong_value_is_passed_unseen(self, identity: str, problem: str) -> None:
        debugger = broken(identity, problem)
        debugger.breakpoints.add("differs()")
        stops = []
        while debugger.run(20).reason == "breakpoint" and debugger.position.step <= 20:
            stops.append(debugger.position)
        expected = []
        for step in range(1, 21):
            debugger.go_to(step)
            snapshot = debugger.snapshot()
            for operation in snapshot.program.operations:
                if snapshot.right_value(operation.target) is not None:
                    expected.append(Position(step, operation.number))
                    break
        assert stops
        assert stops == expected

    def test_a_sum_that_starts_again_from_0_is_not_wrong(self) -> None:
        problem = replace(load_problem("xor"), training=Training(update="epoch"))
        mistakes = planted_in(problem, [mistake_named("slope-missing")])
        debugger = Debugger(problem, mistakes=mistakes)
        debugger.breakpoints.add("differs(sumg(w5))")
        assert debugger.run(40).reason != "breakpoint"

    def test_it_can_be_watched(self) -> None:
        debugger = broken("slope-missing", place="1")
        debugger.watches.add("differs(dC/dw2)")
        debugger.go_to("3")
        assert [reading.now for reading in debugger.snapshot().readings] == [1.0]

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("differs(3)", "expected a value of the program in differs\\(\\), such as dC/dw1"),
            ("differs(epoch)", "expected a value of the program"),
            ("differs(before(h1))", "expected a value of the program"),
        ],
    )
    def test_what_is_no_value_is_refused(self, text: str, told: str) -> None:
        with pytest.raises(ValueError, match=told):
            broken("slope-missing").breakpoints.add(text)

    def test_there_must_be_a_mistake(self) -> None:
        with pytest.raises(ValueError, match=r"differs\(\) needs a mistake to differ by"):
            Debugger("xor").breakpoints.add("differs(dC/dw1)")

    def test_the_first_wrong_value_is_offered_ready_made(self) -> None:
        timeline = broken("slope-missing", place="1").timeline
        assert where_theirs_differs(timeline, "w1") == [
            ("the first wrong value of each step", "differs()"),
            ("gradient of w1 differs from right", "differs(∂C/∂w1)"),
        ]
        assert where_theirs_differs(Debugger("xor").timeline, "w1") == []


class TestPlaces:
    """Where a mistake is planted."""

    def test_a_person_names_a_layer_and_which_of_several(self) -> None:
        assert broken("wrong-column", place="2 column 1").mistakes[0].place.variant == "column 1"
        inputs = "the values of the inputs"
        assert broken("slope-of-other-layer", place=f"1 {inputs}").mistakes[0].place.variant == inputs
        assert broken("uphill", place="every").mistakes[0].place.layer == 0
        assert broken("uphill", place="2").mistakes[0].place.parameters == ("w5", "w6", "b3")

    def test_a_place_that_there_is_not_is_told_with_those_that_there_are(self) -> None:
        with pytest.raises(ValueError, match="uphill: expected a place such as 1, 2, every, got '7'"):
            broken("uphill", place="7")
        with pytest.raises(ValueError, match="one-path: there is no place for it in this network and training"):
            broken("one-path")

    def test_a_built_in_problem_has_a_place_for_each(self) -> None:
        for row in MISTAKES:
            problem = fitting_problem(row)
            assert (problem is None) == (row.id in WITHOUT_BUILT_IN), row.id
            if problem is not None:
                debugger = Debugger(problem, mistakes=planted_in(problem, [row]))
                assert not debugger.timeline.program.is_as_written


class TestSessions:
    """A session with mistakes is saved and opened again."""

    def test_it_comes_back_as_it_was(self) -> None:
        debugger = broken("value-for-delta,wrong-column,bias-never-updated", hidden=True)
        debugger.breakpoints.add("differs(dC/dw1)")
        debugger.run(40)
        text = SessionWriter(debugger).text({})
        again, _ = resume(json.loads(text))
        assert again.mistakes == debugger.mistakes
        assert again.hides_mistakes
        assert again.timeline.program == debugger.timeline.program
        assert again.snapshot() == debugger.snapshot()
        assert SessionWriter(again).text({}) == text

    def test_one_without_mistakes_does_not_speak_of_them(self) -> None:
        assert "mistakes" not in SessionWriter(Debugger("xor")).text({})

    @pytest.mark.parametrize(
        ("key", "value", "told"),
        [
            ("id", "nonsense", "mistake 1: 'nonsense': there is no such mistake"),
            ("layer", 9, "mistake 1: slope-missing: there is no place 9"),
        ],
    )
    def test_a_mistake_that_there_is_not_is_refused(self, key: str, value: object, told: str) -> None:
        document = json.loads(SessionWriter(broken("slope-missing")).text({}))
        document["mistakes"][0][key] = value
        with pytest.raises(ValueError, match=told):
            resume(document)


def test_a_program_of_its_own_and_mistakes_do_not_go_together() -> None:
    debugger = broken("slope-missing")
    program = debugger.timeline.program
    with pytest.raises(ValueError, match="mistakes: expected none beside a program of its own"):
        Debugger("xor", program=program, mistakes=debugger.mistakes)
    place = debugger.mistakes[0].place._replace(layer=7)
    with pytest.raises(ValueError, match="slope-missing: expected one of its places"):
        Debugger("xor", mistakes=[PlacedMistake(debugger.mistakes[0].mistake, place)])
