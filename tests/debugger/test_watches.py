"""Watches: kept and refused in one line, and read to the same values as snapshots, naive sums and breakpoints give."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from math import isnan

import pytest

from tests.debugger.problems import DIVERGING, RUNNING, WIDE, XOR, trained
from xortui.core.network import Network
from xortui.debugger import START, Debugger, Position, Reason, Unit
from xortui.debugger.conditions import Watched
from xortui.debugger.expressions import ExpressionError, older
from xortui.debugger.scanner import Scanner, follow_step
from xortui.debugger.snapshot import Snapshot
from xortui.debugger.watcher import HISTORY, _pasts
from xortui.debugger.watches import MAX_WATCHES, Reading, Watches
from xortui.problems import Problem

EPOCHS = ["loss", "error", "most(h1)", "least(h1 - w1)", "mean(w1 * x1)", "change(loss)", "before(error)"]
LOOKS_BACK = ["change(w1)", "before(h1)", "change(h1)", "before(before(C))", "change(w1) * loss", "before(step)"]
MIXED = ["ŷ - y", "x1 * h1", "w1 * w5 - b1 / 3", "h1 > 0.5 and w1 > 0", "η * ∂C/∂w1", "step", "epoch", "sample", "m"]
SEEN = [value for value in RUNNING if value != "matrices, batches"]
"""Problems whose readings are compared one by one."""


def watching(problem: Problem, *texts: str) -> Debugger:
    debugger = Debugger(problem)
    for text in texts:
        debugger.watches.add(text)
    return debugger


def names(debugger: Debugger) -> list[str]:
    """What both a snapshot and an expression know: of the program's own every so many."""
    program = debugger.timeline.program
    found = (*program.state, *program.inputs, *program.targets, *program.settings, *program.by_target)
    every = list(dict.fromkeys(found))
    return [*program.inputs, *program.targets, *program.settings, *every[:: len(every) // 12]]


def watch_names(debugger: Debugger) -> None:
    for name in names(debugger):
        debugger.watches.add(name)


def same(one: float | None, other: float | None) -> bool:
    return one == other or (one is not None and other is not None and isnan(one) and isnan(other))


def shown(readings: tuple[Reading, ...] | object) -> str:
    return repr(readings)


def edited(problem: Problem, seed: str, *texts: str) -> Debugger:
    """Several edits: at the start, in the middle of a step, two at once, at the end of one."""
    debugger, draw = watching(problem, *texts), random.Random(seed)
    places = [("0", "w2"), ("9", "w1"), ("10.0", "x2"), ("10.0", "w1")]
    # The last but one is as an old session has it: now it is refused, as x1 has been read there.
    places += [("11.7", "w1"), ("11.7", "w5"), ("11.30", "x1"), ("13.1", "η")]
    for position, name in places:
        debugger.go_to(position)
        debugger.edit_again(name, draw.uniform(0.1, 0.9), is_joined=False)
    debugger.go_to("13.44")
    debugger.edit("b1", -0.5)
    debugger.run(20)
    return debugger


def positions(debugger: Debugger, first: int, last: int) -> list[Position]:
    found = [START] if not first else []
    for step in range(max(first, 1), last + 1):
        length = debugger.route.length(step)
        apart = max(length // 40, 1)
        found += [Position(step, operation) for operation in {*range(1, length + 1, apart), length}]
    return sorted(found)


class TestKeeping:
    """What is watched, and what is refused."""

    def test_they_stand_in_the_order_they_were_made_and_the_same_text_once(self) -> None:
        debugger = watching(XOR, "loss", "w1  *\th1", "loss", "w1 * h1")
        assert [watch.text for watch in debugger.watches] == ["loss", "w1 * h1"]
        assert [reading.text for reading in debugger.snapshot().readings] == ["loss", "w1 * h1"]

    def test_what_is_removed_is_not_read_any_more(self) -> None:
        debugger = watching(XOR, "loss", "w1 * h1", "C")
        debugger.watches.remove(" w1   * h1")
        assert [reading.text for reading in debugger.snapshot().readings] == ["loss", "C"]
        with pytest.raises(ValueError, match=r"^w1 \* h1 is not watched; what is watched: loss, C$"):
            debugger.watches.remove("w1 * h1")
        debugger.watches.remove("loss")
        debugger.watches.remove("C")
        assert debugger.snapshot().readings == ()
        with pytest.raises(ValueError, match=r"^C is not watched; what is watched: nothing yet$"):
            debugger.watches.remove("C")

    def test_checking_makes_none(self) -> None:
        watches = Watches(Debugger(XOR).timeline)
        assert watches.check("w1  > 0").text == "w1 > 0"
        assert len(watches) == 0

    @pytest.mark.parametrize(("text", "place"), [("loss + lss", 7), ("", 0), ("  h1 +", 6), ("w1 # 2", 3)])
    def test_a_mistake_is_said_with_its_place_and_watches_nothing(self, text: str, place: int) -> None:
        debugger = Debugger(XOR)
        with pytest.raises(ExpressionError) as caught:
            debugger.watches.add(text)
        assert caught.value.place == place
        assert str(caught.value).endswith(f"(at character {place + 1})")
        assert len(debugger.watches) == 0

    def test_there_is_a_most_but_what_is_there_can_be_said_again(self) -> None:
        debugger = watching(XOR, *(f"w1 + {number}" for number in range(MAX_WATCHES)))
        with pytest.raises(ValueError, match=r"^expected at most 50 watches$"):
            debugger.watches.add("w2")
        debugger.watches.add("w1 + 3")
        assert len(debugger.watches) == MAX_WATCHES

    def test_an_epoch_that_takes_too_long_to_look_through_is_refused_in_one_line(self) -> None:
        many = replace(WIDE, samples=WIDE.samples * 100)
        debugger = Debugger(many)
        for text in ("loss", "w1 > 0 and most(h1) > 0"):
            with pytest.raises(ValueError, match="it takes too long") as caught:
                debugger.watches.add(text)
            assert str(caught.value) == (
                "it takes too long to look through an epoch of 400 samples in a 2-16-16-1 network; "
                "expected what is of one step, such as C"
            )
        debugger.watches.add("C")
        watching(replace(XOR, samples=XOR.samples * 100), "loss")

    def test_wide_networks_with_long_batches_are_read_without_going_through_them_step_by_step(self) -> None:
        debugger = Debugger(trained(replace(WIDE, samples=WIDE.samples * 100), update="epoch"))
        debugger.go_to("1203")
        scanner = Scanner(debugger.timeline, [debugger.watches.add("change(w1)").expression])
        assert list(scanner.steps_before(1203)) == [800, 1200, 1201, 1202] or len(scanner.steps_before(1203)) < 6
        at, long_ago = debugger.snapshot(), debugger.snapshot(Position(400, 1))
        at_its_end = debugger.snapshot(debugger.route.end_of(400))
        assert long_ago.readings[0].now is None
        assert at_its_end.readings[0].now == at_its_end.change("w1")
        at_1200 = debugger.snapshot(debugger.route.end_of(1200))
        assert at.readings[0].now == at_1200.readings[0].now == at_1200.change("w1")


class TestNow:
    """What a watch of one name shows is what the snapshot shows."""

    def check(self, debugger: Debugger, at: list[Position]) -> None:
        for position in at:
            snapshot = debugger.snapshot(position)
            for reading in snapshot.readings:
                name = reading.text
                assert same(reading.now, snapshot.value(name)), (name, position, reading, snapshot.value(name))
                assert same(reading.history[-1], reading.now)
                assert not reading.is_truth

    @pytest.mark.parametrize("name", RUNNING)
    def test_at_every_operation_forwards_backwards_and_at_jumps(self, name: str) -> None:
        debugger = Debugger(RUNNING[name])
        watch_names(debugger)
        debugger.go_to("200")
        here = positions(debugger, 0, 4)[:: 1 if name.startswith("floats") else 4]
        self.check(debugger, here)
        self.check(debugger, here[::-3])
        draw = random.Random(name)
        steps = [draw.randint(1, 199) for _ in range(25)]
        self.check(debugger, [Position(s, draw.randint(1, debugger.route.length(s))) for s in steps])

    @pytest.mark.parametrize("name", ["floats", "floats, batches", "floats, short batches", "matrices"])
    def test_with_edits_also_on_other_forks(self, name: str) -> None:
        debugger = edited(RUNNING[name], name)
        watch_names(debugger)
        here = positions(debugger, 8, 15)
        if name == "matrices":
            here = [*here[::8], Position(11, 7), Position(11, 8), Position(11, 30), Position(13, 1)]
        assert len(debugger.forks) > 5
        for fork in (debugger.fork.number, 3, 0):
            debugger.switch(fork)
            self.check(debugger, [START, *here])
            self.check(debugger, here[::-5])

    @pytest.mark.parametrize("name", DIVERGING)
    def test_to_the_end_of_time(self, name: str) -> None:
        debugger = Debugger(DIVERGING[name])
        watch_names(debugger)
        assert debugger.run(100_000).reason is Reason.DIVERGED
        end = debugger.position
        step = max(end.step - 1, 1)
        self.check(debugger, [p for p in positions(debugger, step, end.step) if p <= end][-60:])
        self.check(debugger, [end, START])

    def test_two_edits_at_one_place_are_both_seen(self) -> None:
        debugger = watching(XOR, "w1", "w2", "x1")
        debugger.go_to("20.0")
        debugger.edit_together({"w1": 1.0, "x1": 0.5, "w2": 2.0})
        assert [reading.now for reading in debugger.snapshot().readings] == [1.0, 2.0, 0.5]
        debugger.breakpoints.add("w1 == 1 and h1 > 0")
        debugger.step("sample")
        assert debugger.snapshot().readings[0].before == 1.0

    def test_the_size_of_a_batch_can_be_watched_and_waited_for(self) -> None:
        for name, found in [("floats", (1, 1)), ("floats, batches", None), ("floats, short batches", (4, 1))]:
            debugger = watching(RUNNING[name], "m")
            assert debugger.snapshot().readings[0].now == debugger.snapshot().value("m")
            stop = debugger.run(8, until="m == 1")
            assert (stop.position if stop.reason is Reason.BREAKPOINT else None) == found


def ends(debugger: Debugger, epochs: int) -> list[list[Snapshot]]:
    """By epoch, the snapshot at the end of every step."""
    samples = debugger.problem.schedule.samples
    return [
        [debugger.snapshot(debugger.route.end_of(epoch * samples + turn)) for turn in range(1, samples + 1)]
        for epoch in range(epochs)
    ]


def known(snapshot: Snapshot, name: str) -> float:
    value = snapshot.value(name)
    assert value is not None
    return value


class TestEpochs:
    """What whole epochs come to, against sums of what snapshots show."""

    AGGREGATES: tuple[tuple[str, Callable[[list[float]], float], Callable[[Snapshot], float]], ...] = (
        ("loss", lambda values: sum(values) / len(values), lambda s: known(s, "C")),
        ("error", max, lambda s: abs(known(s, "ŷ") - known(s, "y"))),
        ("most(h1)", max, lambda s: known(s, "h1")),
        ("least(h1 - w1)", min, lambda s: known(s, "h1") - known(s, "w1")),
        ("mean(w1 * x1)", lambda values: sum(values) / len(values), lambda s: known(s, "w1") * known(s, "x1")),
    )

    @pytest.mark.parametrize("name", RUNNING)
    @pytest.mark.parametrize("is_edited", [False, True])
    def test_of_the_last_complete_epoch_and_the_one_before(self, name: str, is_edited: bool) -> None:
        texts = [text for text, _, _ in self.AGGREGATES]
        watched = [*texts, *(f"before({text})" for text in texts), *(f"change({text})" for text in texts)]
        problem = RUNNING[name]
        debugger = edited(problem, name, *watched) if is_edited else watching(problem, *watched)
        debugger.go_to("24")
        came_to = [[fold([of(s) for s in e]) for e in ends(debugger, 6)] for _, fold, of in self.AGGREGATES]
        last = debugger.route.length(1)
        for position in [Position(1, 1), Position(4, last), *(Position(s, 3) for s in (5, 9, 12)), Position(14, 1)]:
            for step in (position.step, debugger.position.step):
                here = position if step == position.step else debugger.position
                complete = (
                    here.step // 4 if here.operation == debugger.route.length(here.step) else (here.step - 1) // 4
                )
                readings = debugger.snapshot(here).readings
                count = len(texts)
                for place, values in enumerate(came_to):
                    now, past, change = (readings[place + part * count] for part in range(3))
                    assert now.now == (values[complete - 1] if complete else None)
                    assert past.now == (values[complete - 2] if complete > 1 else None)
                    assert change.now == (values[complete - 1] - values[complete - 2] if complete > 1 else None)
                    assert now.before == past.now

    def test_what_only_the_end_of_a_batch_computes_is_taken_there(self) -> None:
        for name in ("floats, batches", "floats, short batches", "matrices, short batches, shuffled"):
            debugger = watching(RUNNING[name], "mean(ḡ(w1))", "most(ḡ(w1) * w1)")
            debugger.go_to("e3")
            there = [s for s in ends(debugger, 3)[-1] if s.value("ḡ(w1)") is not None]
            means = [known(s, "ḡ(w1)") for s in there]
            mean, most = debugger.snapshot().readings
            assert mean.now == pytest.approx(sum(means) / len(means), rel=1e-15)
            assert most.now == max(known(s, "ḡ(w1)") * known(s, "w1") for s in there)
            debugger.rewind()
            assert debugger.run(8, until="mean(ḡ(w1) * w1) < 100").position == debugger.route.end_of(4)

    @pytest.mark.parametrize("name", RUNNING)
    def test_what_it_was_before_is_what_it_was_at_the_operation_before_its_last(self, name: str) -> None:
        watched = ["w1", "h1", "C", "∂C/∂w1"]
        debugger = watching(RUNNING[name], *watched, *(f"change({text})" for text in watched))
        debugger.go_to("16")
        values: dict[str, list[float]] = {}
        program = debugger.timeline.program
        values["w1"] = [known(debugger.snapshot(START), "w1")]
        for step in range(1, 12):
            operations = range(1, debugger.route.length(step) + 1)
            numbers = [k for k in operations if program.operations[k - 1].target in watched]
            for number in numbers:
                position = Position(step, number)
                snapshot = debugger.snapshot(position)
                target = program.operations[number - 1].target
                values.setdefault(target, []).append(known(snapshot, target))
                now = snapshot.readings[watched.index(target)]
                change = snapshot.readings[watched.index(target) + len(watched)]
                assert now.now == values[target][-1]
                assert now.before == (values[target][-2] if len(values[target]) > 1 else None)
                assert change.now == (None if now.before is None else values[target][-1] - values[target][-2])

    def test_where_it_is_not_there_yet_it_shows_what_it_last_was(self) -> None:
        debugger = watching(XOR, "ŷ - y", "C")
        debugger.go_to("8")
        ended = debugger.snapshot()
        debugger.step()
        difference, loss = debugger.snapshot().readings
        assert (difference.now, difference.before) == (None, known(ended, "ŷ") - known(ended, "y"))
        assert (loss.now, loss.before) == (None, ended.value("C"))


@pytest.mark.parametrize("name", SEEN)
@pytest.mark.parametrize(
    "text",
    [
        *("h1 > 0.6", "change(w2) > 0.01", "loss < 0.126", "w1 > 0.1 and h1 > 0.5", "∂C/∂w1 > 0", "sample == 2"),
        *("loss increased", "step == 7", "x1 == 1", "most(h1) < 0.6 or w1 decreased", "before(step) > 3"),
    ],
)
def test_where_a_condition_becomes_true_its_watch_reads_true_and_just_before_it_does_not(name: str, text: str) -> None:
    debugger = watching(RUNNING[name], text)
    debugger.breakpoints.add(text)
    debugger.go_to("40")
    debugger.rewind()
    for _ in range(4):
        if debugger.run(30).reason is not Reason.BREAKPOINT:
            break
        (reading,) = debugger.snapshot().readings
        assert (reading.now, reading.is_truth) == (1.0, True)
        (earlier,) = debugger.snapshot(debugger.route.before(debugger.position, Unit.OPERATION)).readings
        assert not earlier.now


@pytest.mark.parametrize(("name", "is_edited"), [("floats", False), ("matrices", False), *((n, True) for n in SEEN)])
def test_a_reading_is_the_same_however_one_came_there(name: str, is_edited: bool) -> None:
    texts = [*EPOCHS, *LOOKS_BACK, *MIXED]
    make = partial(edited, RUNNING[name], name, *texts) if is_edited else partial(watching, RUNNING[name], *texts)
    walker, draw = make(), random.Random(name)
    fork = walker.fork.number
    for turn in range(12):
        match draw.randrange(6):
            case 0:
                walker.go_to(str(draw.randint(0, 60)))
            case 1:
                walker.step(draw.choice([*Unit]))
            case 2:
                walker.back(draw.choice([*Unit]))
            case 3:
                walker.run(draw.randint(1, 9))
            case 4:
                walker.go_to(Position(step := draw.randint(8, 14), draw.randint(1, walker.route.length(step))))
            case _:
                walker.back("sample")
                walker.step()
        readings = walker.snapshot().readings
        if turn % 4 == 3:
            fresh = watching(RUNNING[name], *texts)
            for edit in walker.fork_numbered(fork).history:
                fresh.go_to(edit.position)
                fresh.edit_again(edit.name, edit.value, is_joined=edit.is_joined)
            fresh.go_to(walker.position)
            assert shown(readings) == shown(fresh.snapshot().readings)


class TestHistory:
    """How it came there."""

    TEXTS = ("w1", "h1", "loss", "change(w1)", "ŷ - y", "w1 > 0")

    @pytest.mark.parametrize("name", RUNNING)
    @pytest.mark.parametrize("at", ["0", "5.1", "701.9"])
    def test_its_points_are_what_was_read_at_the_ends_of_steps_evenly_apart(self, name: str, at: str) -> None:
        debugger = watching(RUNNING[name], *self.TEXTS)
        debugger.go_to(at)
        samples = debugger.problem.schedule.samples
        readings = debugger.snapshot().readings
        for watch, reading in zip(debugger.watches, readings, strict=True):
            (past,) = _pasts(debugger.timeline, [watch.expression])
            steps = past.steps(debugger.position)
            assert steps == sorted(set(steps))
            assert all(0 < step < max(debugger.position.step, 1) for step in steps)
            assert len(reading.history) == len(steps) + 1 <= HISTORY + 1
            assert same(reading.history[-1], reading.now)
            of_the_step = watch.text not in ("w1", "loss", "change(w1)", "w1 > 0")
            if of_the_step:
                sample = debugger.problem.schedule.sample
                assert {sample(step) for step in steps} <= {sample(max(debugger.position.step, 1))}
            elif steps:
                assert {step % samples for step in steps} == {0}
            apart = [later - step for step, later in pairwise(steps)]
            assert not apart or max(apart) - min(apart) <= 3 * samples
            draw = random.Random(at)
            for place in draw.sample(range(len(steps)), min(len(steps), 2)):
                alone = watching(debugger.problem, watch.text)
                alone.go_to(str(steps[place]))
                assert reading.history[place] == alone.snapshot().readings[0].now

    @pytest.mark.parametrize("name", ["floats", "floats, shuffled"])
    def test_of_what_is_of_a_sample_it_shows_the_same_sample(self, name: str) -> None:
        debugger = watching(RUNNING[name], "sample", "x1 * 2 + x2")
        for position in ("801", "802.7", "803", "804.1"):
            debugger.go_to(position)
            for reading in debugger.snapshot().readings:
                assert len(set(reading.history)) == 1
                assert len(reading.history) > 10

    def test_the_points_mostly_stay_from_one_position_to_the_next(self) -> None:
        debugger = watching(XOR, "w1")
        debugger.go_to("2000")
        one = debugger.snapshot().readings[0].history
        debugger.step("epoch")
        assert debugger.snapshot().readings[0].history[: len(one) - 1] == one[:-1]


@pytest.mark.parametrize(("name", "is_edited"), [("floats", False), *((n, True) for n in SEEN)])
def test_who_comes_to_a_step_knows_what_they_know_who_went_all_the_way(name: str, is_edited: bool) -> None:
    texts = [*EPOCHS, *LOOKS_BACK, *MIXED]
    texts += ["change(ḡ(w1))", "before(Σg(w1))"] if RUNNING[name].schedule.batch > 1 else []
    texts += ["change(v(w1))"] if RUNNING[name].training.momentum else []
    debugger = edited(RUNNING[name], name, *texts) if is_edited else watching(RUNNING[name], *texts)
    debugger.go_to("40")
    timeline = debugger.timeline
    nodes = [watch.expression.node for watch in debugger.watches]
    watched = [Watched(timeline.program, node) for node in (*nodes, *map(older, nodes))]
    wanted = [node for expression in watched for node in (*expression.values, *expression.aggregates)]
    scanner, follower = Scanner(timeline, watched), Scanner(timeline, watched).follower_after(0)
    draw = random.Random(name)
    for step in range(1, 31):
        if step in (1, 2, 12) or draw.random() < 0.2:
            for arrived in (scanner.follower_before(step), Scanner(timeline, watched).follower_before(step)):
                knows, knew = ({n: f.last_known.get(n) for n in wanted} for f in (arrived, follower))
                assert knows == knew, step
                after = arrived.copy()
                follow_step(timeline, after, step, None)
                ahead = follower.copy()
                follow_step(timeline, ahead, step, None)
                assert {n: after.known.get(n) for n in wanted} == {n: ahead.known.get(n) for n in wanted}
        follow_step(timeline, follower, step, None)


def test_a_network_with_several_outputs_has_the_greatest_of_its_errors() -> None:
    problem = replace(
        XOR, network=Network((2, 3, 2), ("tanh", "sigmoid")), samples=tuple((x, (y[0], 0.3)) for x, y in XOR.samples)
    )
    debugger = watching(problem, "error")
    debugger.go_to("e2")
    errors = [
        abs(known(s, unit.name) - known(s, target))
        for s in ends(debugger, 2)[-1]
        for unit, target in zip(problem.network.units[-1], problem.network.targets, strict=True)
    ]
    assert debugger.snapshot().readings[0].now == max(errors)


def test_what_looks_back_at_a_value_of_the_step_is_there_when_that_value_is() -> None:
    debugger = watching(XOR, "before(h1)")
    debugger.go_to("5")
    last = debugger.snapshot().value("h1")
    debugger.step()
    (reading,) = debugger.snapshot().readings
    assert reading.now is None
    while debugger.snapshot().value("h1") is None:
        debugger.step()
    assert debugger.snapshot().readings[0].now == last


def test_a_setting_that_a_training_does_without_is_zero() -> None:
    debugger = Debugger("xor")
    debugger.watches.add("mu + m")
    debugger.breakpoints.add("lambda > 0 or loss < 0.01")
    debugger.go_to("3")
    assert [reading.now for reading in debugger.snapshot().readings] == [1.0]
    assert debugger.snapshot().value("mu") == 0.0
