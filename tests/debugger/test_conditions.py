"""Conditions: what is understood, and that the fast scan finds what is found by following operation by operation."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.debugger.problems import DIVERGING, RUNNING, XOR
from xortui.core.backpropagation import write_program
from xortui.debugger import Debugger, Position, Reason
from xortui.debugger.conditions import Watched
from xortui.debugger.expressions import ExpressionError, parse, parse_condition
from xortui.debugger.scanner import Scanner
from xortui.debugger.timeline import Timeline

PROGRAM = write_program(XOR.network, XOR.training)
TEXTS = [
    "loss < 0.1", "w1 > 0", "abs(dC/dw1) < 1e-3", "h1 > 0.6", "dh1/dz1 < 0.2", "change(w2) > 0.01", "sign(w1) changed",
    "loss increased", "loss increased and before(loss increased)", "most(h1) < 0.9", "error < 0.5", "step == 7",
    "epoch == 3 and sample == 2", "w1 > 0 and h1 > 0.5", "not h1 < 0.6 or w2 increased", "change(h1) > 0.1",
    "least(abs(yhat - y)) < 0.1", "mean(h1) > 0.5 and h1 < 0.4", "C decreased", "max(h1, h2) > 0.7", "x1 == 1",
    "y == 0 and C > 0.1", "mean(w1) > 0", "1 / w1 > 3", "eta < 1",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("minus 4.8", "there is no 'minus' here", 0),
        ("chnge(w2) > 0", "there is no 'chnge' here; did you mean change?", 0),
        ("w55 > 0", "there is no 'w55' here; did you mean w5?", 0),
        ("loss < 0.1 and lss > 0", "there is no 'lss' here; did you mean loss?", 15),
        ("1 <", "expected a name, a number or (, got the end", 3),
        ("h1", "expected a condition such as loss < 0.05, got a number", 0),
        ("loss < 0.1 < 3", "expected one comparison; join two by and", 11),
        ("w1.real > 0", "'.' is not understood", 2),
        ("", "expected a condition such as loss < 0.05, got nothing", 0),
        ("(w1 > 0) + 1 > 0", "expected a number, got a condition", 0),
        ("before(before(before(before(w1)))) > 0", "expected to look back 3 times at most", 7),
        ("most(most(h1)) > 0", "most() is over what each step has; loss, error and before() are not of one step", 5),
        ("abs(w1, w2) > 0", "expected one part in abs(), got 2", 4),
        ("w1 > 0 w2", "expected an operator such as < or and, got 'w2'", 7),
    ],
)
def test_a_mistake_is_said_with_its_place(text: str, message: str, place: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_condition(text, PROGRAM)
    assert str(caught.value) == f"{message} (at character {place + 1})"
    assert caught.value.place == place


def test_names_are_those_of_the_screen_however_they_are_typed() -> None:
    assert parse("dC/dyhat + ∂h1/∂z1·eta ≤ −1", PROGRAM) == parse("∂C/∂ŷ + dh1/dz1*η <= -1", PROGRAM)


PIECES = st.sampled_from(
    [
        *("loss", "w1", "h1", "dC/dw1", "yhat", "sample", "(", ")", "<", ">=", "==", "and", "or", "not", "+", "-", "*"),
        *("/", "abs(", "change(", "before(", "most(", "0.5", "1e-4", "1e999", ",", "changed", "increased", "'os'"),
        *("__import__", "lambda", "w1.real", "[0]", "\n", "\x00", "é", "9" * 50, "((((", "eval(", ";", "="),
    ]
)


@settings(max_examples=200)
@given(text=st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_condition_or_one_message(text: str) -> None:
    mistake = ""
    try:
        condition = Watched(PROGRAM, parse_condition(text, PROGRAM))
    except ExpressionError as error:
        mistake = str(error)
    else:
        assert all(hit.condition == 0 for hit in Scanner(Timeline(XOR), [condition]).advance(8))
    assert len(mistake) < 200
    assert mistake.isprintable()


def watched(timeline: Timeline) -> list[Watched]:
    texts = [*TEXTS, *(["v(w1) > 0"] if timeline.problem.training.momentum else [])]
    texts += ["gbar(w1) > 0", "Σg(w1) > 0.01"] if timeline.program.batched else []
    return [Watched(timeline.program, parse_condition(text, timeline.program)) for text in texts]


@pytest.mark.parametrize("name", RUNNING)
def test_the_scan_finds_what_is_found_operation_by_operation(name: str) -> None:
    timeline = Timeline(RUNNING[name])
    conditions = watched(timeline)
    scanner = Scanner(timeline, conditions)
    while_recording = [hit for last in (1, 150, 151, 400) for hit in scanner.advance(last)]
    expected = [((step, operation), place) for step, operation, place in Scanner(timeline, conditions)._follow(1, 400)]
    assert while_recording == expected
    assert len(expected) > 300
    draw = random.Random(name)
    for _ in range(10):
        first = draw.randint(1, 400)
        last = draw.randint(first, 400)
        assert Scanner(timeline, conditions).hits(first, last) == [h for h in expected if first <= h[0][0] <= last]


@pytest.mark.parametrize("name", ["floats", "floats, batches", "floats, short batches"])
def test_the_scan_goes_through_edits(name: str) -> None:
    debugger = Debugger(RUNNING[name])
    draw = random.Random(name)
    for position in ("9", "20.0", "20.7", "20.30", "33.1"):
        debugger.go_to(position)
        debugger.edit_again(draw.choice(["w1", "w5", "x1", "eta"]), draw.uniform(0.0, 2.0), is_joined=False)
    debugger.run(60)
    conditions = watched(debugger.timeline)
    expected = [((s, o), c) for s, o, c in Scanner(debugger.timeline, conditions)._follow(1, 80)]
    assert Scanner(debugger.timeline, conditions).hits(1, 80) == expected
    for first in (8, 9, 10, 19, 20, 21, 34, 60):
        assert Scanner(debugger.timeline, conditions).hits(first, 80) == [h for h in expected if h[0][0] >= first]


def test_recording_with_conditions_gives_the_same_bits_and_losses() -> None:
    with_conditions, without = Timeline(XOR), Timeline(XOR)
    Scanner(with_conditions, watched(with_conditions)).advance(3000)
    without.advance(3000)
    assert with_conditions.state_after(3000) == without.state_after(3000)
    assert list(with_conditions.losses(3000).means) == list(without.losses(3000).means)


class TestBreakpoints:
    """Running stops where one is hit, in either direction."""

    def test_a_condition_that_becomes_true_once_is_hit_at_that_very_operation_from_both_sides(self) -> None:
        debugger = Debugger("xor")
        debugger.breakpoints.add("step == 61234")
        assert debugger.run(100_000).position == Position(61234, 1)
        assert debugger.run(38_766).reason is Reason.ARRIVED
        assert debugger.run_back().position == Position(61234, 1)
        assert debugger.run_back().reason is Reason.START_OF_TIME

    def test_the_same_hits_are_found_forwards_and_backwards(self) -> None:
        debugger = Debugger("xor")
        debugger.breakpoints.add("sign(w5) changed")
        debugger.breakpoints.add("h1 > 0.55 and sample == 2")
        forward = []
        while (stop := debugger.run(2500 - debugger.position.step)).reason is Reason.BREAKPOINT:
            forward.append(stop.position)
        backward = []
        while (stop := debugger.run_back()).reason is Reason.BREAKPOINT:
            backward.append(stop.position)
        assert forward == backward[::-1]
        assert len(forward) > 5

    def test_what_stops_says_so_and_counts_its_hits(self) -> None:
        debugger = Debugger("xor")
        made = debugger.breakpoints.add("loss < 0.05")
        stop = debugger.run(10_000)
        assert (stop.reason, stop.position, stop.message) == (
            Reason.BREAKPOINT,
            (3764, 45),
            "breakpoint 1: loss < 0.05",
        )
        assert made.hits == 1

    def test_ignored_disabled_and_one_time_breakpoints(self) -> None:
        debugger = Debugger("xor")
        made = debugger.breakpoints.add("op 12", ignore=2)
        assert debugger.run(100).position == Position(3, 12)
        made.is_enabled = False
        assert debugger.run(10).reason is Reason.ARRIVED
        once = debugger.breakpoints.add("op 1", once=True)
        assert debugger.run(10).position.operation == 1
        assert once not in debugger.breakpoints
        assert debugger.run(10).reason is Reason.ARRIVED

    def test_until_is_for_one_run_alone(self) -> None:
        debugger = Debugger("xor")
        assert debugger.run(until="error < 0.1").position == Position(5688, 45)
        assert debugger.run(10, until="w5 > 1000").reason is Reason.ARRIVED
        assert len(debugger.breakpoints) == 0
        with pytest.raises(ValueError, match="expected a number of steps or a condition"):
            debugger.run()

    def test_a_loop_goes_from_stop_to_stop_until_time_ends(self) -> None:
        debugger = Debugger("diverging")
        debugger.breakpoints.add("w1 > 0")
        reasons = [stop.reason for stop in debugger]
        assert reasons == [Reason.BREAKPOINT, Reason.BREAKPOINT, Reason.DIVERGED]

    @pytest.mark.parametrize("name", DIVERGING)
    def test_hits_in_the_step_in_which_time_ends_are_found_from_both_sides(self, name: str) -> None:
        debugger = Debugger(DIVERGING[name])
        debugger.run(100_000)
        end = debugger.timeline.end
        assert end is not None
        debugger.breakpoints.add(f"step == {end.step}")
        assert debugger.run_back().position == Position(end.step, 1)
        debugger.rewind()
        assert debugger.run(100_000).position == Position(end.step, 1)
        assert debugger.run(10).reason is Reason.DIVERGED

    def test_a_number_that_is_none_is_refused(self) -> None:
        debugger = Debugger("xor")
        with pytest.raises(ValueError, match="there is no breakpoint 3; expected one of none yet"):
            debugger.breakpoints.remove(3)
        with pytest.raises(ValueError, match="expected an operation from 1 to 45, got 46"):
            debugger.breakpoints.add("op 46")


@pytest.mark.parametrize("name", ["floats", "floats, batches", "floats, shuffled", "matrices"])
def test_what_a_step_is_given_was_before_what_the_step_before_was_given(name: str) -> None:
    problem = RUNNING[name]
    debugger = Debugger(problem)
    for text in ("abs(ŷ - y) increased", "x1 decreased", "change(step) == 1", "before(before(sample)) == 2"):
        debugger.breakpoints.add(text)
    hits: list[list[Position]] = [[], [], [], []]
    stop = debugger.run(24)
    while stop.reason is Reason.BREAKPOINT:
        for place, made in enumerate(debugger.breakpoints):
            if str(made) in stop.message:
                hits[place].append(stop.position)
        step, operation = debugger.position
        stop = debugger.run(24 - step + (operation < debugger.route.length(step)))
    errors, inputs, samples = [], [], []
    number = debugger.timeline.program.by_target["ŷ"].number
    for step in range(1, 25):
        snapshot = debugger.snapshot(Position(step, number))
        assert snapshot.x is not None
        assert snapshot.y is not None
        assert snapshot.sample is not None
        errors.append(abs((snapshot.value("ŷ") or 0.0) - snapshot.y[0]))
        inputs.append(snapshot.x[0])
        samples.append(snapshot.sample + 1)

    def rises(truths: list[bool], operation: int) -> list[Position]:
        return [Position(s + 1, operation) for s in range(1, len(truths)) if truths[s] and not truths[s - 1]]

    assert hits[0] == rises([False, *(b > a for a, b in pairwise(errors))], number)
    assert hits[1] == rises([False, *(b < a for a, b in pairwise(inputs))], 1)
    assert hits[2] == [Position(2, 1)]
    assert hits[3] == rises([False, False, *(sample == 2 for sample in samples[:-2])], 1)
