"""Random programs of commands: wherever they lead, the numbers are those of a fresh run of the same history."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.debugger.naive import Naive
from tests.debugger.problems import MATRICES, SMALL
from xortui.core import generated
from xortui.core.generated import FloatEngine
from xortui.core.matrices import MatrixEngine
from xortui.debugger import START, Debugger, Edit, Position, Reason, Snapshot, Stop, Unit
from xortui.debugger.session import SessionWriter, resume
from xortui.debugger.session_file import SessionFile
from xortui.problems import Problem

SEQUENCES = int(os.environ.get("XORTUI_SEQUENCES", "320"))
"""Random programs of commands that are tried; 2,400 take some minutes."""

NAMES = ["w1", "w2", "w5", "b1", "b2", "η", "eta", "μ", "x1", "x2", "y", "y1"]
VALUES = st.sampled_from([0.0, 1.0, 0.5, -1.25, 0.3, 7.0, 1e-9, 1e120, -1e305])


class Condition(NamedTuple):
    """On a value that is computed once in every step."""

    name: str
    symbol: str
    bound: float

    def __str__(self) -> str:
        """Return it as it is typed."""
        return f"{self.name} {self.symbol} {self.bound}"

    def is_true(self, value: float) -> bool:
        """Say whether it is true of a value."""
        return value > self.bound if self.symbol == ">" else value <= self.bound


CONDITIONS = [
    Condition("C", ">", 0.1),
    Condition("C", "<=", 0.12),
    Condition("h1", "<=", 0.6),
    Condition("∂C/∂w5", ">", 0.0),
]
COMMANDS = st.one_of(
    st.tuples(st.sampled_from(["step", "back"]), st.sampled_from(list(Unit))),
    st.tuples(st.just("run"), st.integers(0, 30)),
    st.tuples(st.just("run_back"), st.integers(0, 30)),
    st.tuples(
        st.sampled_from(["run_to_condition", "run_back_to_condition"]),
        st.tuples(st.sampled_from(CONDITIONS), st.integers(1, 40)),
    ),
    st.tuples(st.just("go_to"), st.tuples(st.integers(0, 60), st.integers(0, 99))),
    st.tuples(st.just("edit"), st.tuples(st.sampled_from(NAMES), VALUES)),
    st.tuples(st.just("edit"), st.tuples(st.sampled_from(NAMES), st.floats(-3, 3))),
    st.tuples(st.just("edit_together"), st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=3)),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.just("switch"), st.integers(0, 9)),
    st.tuples(st.sampled_from(["save", "kill and resume"]), st.none()),
)


class Person:
    """Gives commands to a debugger, and now and then loses it and goes on with the last session that was saved."""

    def __init__(self, problem: Problem, path: Path) -> None:
        self.debugger = Debugger(problem)
        self.replays: dict[tuple[Edit, ...], Naive] = {}
        self._file = SessionFile(path)
        self._saved: list[object] = []
        self._save()

    def obey(self, command: str, argument: Any) -> None:
        """Do what a command says, where it can be done."""
        debugger = self.debugger
        history, position = debugger.edits, debugger.position
        match command:
            case "go_to":
                step, operation = argument
                debugger.go_to(Position(step, operation % (debugger.route.length(step) + 1)) if step else START)
            case "edit":
                try:
                    edit = debugger.edit(*argument)
                except ValueError:
                    assert (debugger.edits, debugger.position) == (history, position)
                else:
                    assert debugger.edits == (*(made for made in history if made.position <= position), edit)
                    assert debugger.position == position
            case "edit_together":
                self._edit_together(argument)
            case "undo":
                if history:
                    undone = debugger.undo()
                    assert debugger.edits + undone == history
                    assert [edit.is_joined for edit in undone] == [False] + [True] * (len(undone) - 1)
            case "switch":
                forks = debugger.forks
                fork = forks[argument % len(forks)]
                debugger.switch(fork.number)
                assert debugger.edits == fork.history
            case "run_to_condition" | "run_back_to_condition":
                self._run_to_condition(*argument, backwards="back" in command)
            case "save":
                self._save()
            case "kill and resume":
                self._resume()
            case _:
                getattr(debugger, command)(argument)

    def _edit_together(self, values: dict[str, float]) -> None:
        debugger = self.debugger
        history, position = debugger.edits, debugger.position
        try:
            edits = debugger.edit_together(values)
        except ValueError:
            assert (debugger.edits, debugger.position) == (history, position)
        else:
            assert debugger.edits == (*(made for made in history if made.position <= position), *edits)
            assert len(edits) == len(values)

    def naive(self) -> Naive:
        """Return a naive replay of the history gone along."""
        history = self.debugger.edits
        if history not in self.replays:
            self.replays[history] = Naive(self.debugger.problem, history)
        return self.replays[history]

    def _run_to_condition(self, condition: Condition, steps: int, *, backwards: bool) -> None:
        debugger, start = self.debugger, self.debugger.position
        if backwards:
            made = debugger.breakpoints.add(str(condition))
            stop = debugger.run_back(steps)
            debugger.breakpoints.remove(made.number)
        else:
            stop = debugger.run(steps, until=str(condition))
        assert len(debugger.breakpoints) == 0
        if debugger.timeline.engine.name == "floats":
            self._check_hit(stop, start, condition, steps, backwards=backwards)

    def _check_hit(self, stop: Stop, start: Position, condition: Condition, steps: int, *, backwards: bool) -> None:
        """Hold a stop against where a naive replay says that the condition becomes true."""
        naive, debugger = self.naive(), self.debugger
        number = debugger.timeline.program.by_target[condition.name].number
        naive.upto(start.step + steps)
        truths = [False, *(condition.is_true(values[number - 1]) for values in naive.values[1:])]
        hits = [Position(step, number) for step in range(1, len(truths)) if truths[step] and not truths[step - 1]]
        hits = [hit for hit in hits if naive.end is None or hit <= naive.end]
        is_complete = start.operation == (debugger.route.length(start.step) if start.step else 0)
        if backwards:
            least = debugger.route.end_of(max(start.step - steps, 0))
            passed = [hit for hit in hits if least < hit < start][-1:]
        else:
            last = start.step + steps - (not is_complete)
            passed = [hit for hit in hits if start < hit and hit.step <= last][:1]
        assert (stop.reason is Reason.BREAKPOINT) == bool(passed)
        if passed:
            assert stop.position == debugger.position == passed[0]

    def _state(self) -> list[object]:
        debugger = self.debugger
        return [debugger.forks, debugger.fork.number, debugger.position, *map(debugger.shown, range(20))]

    def _save(self) -> None:
        self._file.save(SessionWriter(self.debugger).text({}))
        self._saved = self._state()

    def _resume(self) -> None:
        self._file = SessionFile(self._file.path)
        self.debugger, layout = resume(self._file.read())
        layout.close()
        assert self._state() == self._saved


def check_naively(debugger: Debugger, naive: Naive) -> None:
    """Hold the picture of a position against a naive replay."""
    position, snapshot = debugger.position, debugger.snapshot()
    naive.upto(position.step)
    assert naive.end is None or position <= naive.end
    assert snapshot.is_end == (position == naive.end)
    assert bits(snapshot.before) == bits(naive.befores[position.step]) or position.step == 0
    upto = position.operation if snapshot.is_end else snapshot.length
    assert bits(snapshot.values[:upto]) == bits(naive.values[position.step][:upto])

    def named(*names: str, operation: int = position.operation) -> list[float]:
        return [naive.value(name, Position(position.step, operation)) for name in names]

    assert bits(snapshot.state) == bits(named(*snapshot.program.state))
    settings = [symbol for symbol, _ in debugger.problem.settings]
    assert [snapshot.value(name) for name in settings] == named(*settings)
    assert [snapshot.learning_rate] == named("η")
    assert list(snapshot.samples) == naive.samples_at(position)
    if position.step:
        inputs, targets = snapshot.program.inputs, snapshot.program.targets
        assert (snapshot.x, snapshot.y) == (tuple(named(*inputs)), tuple(named(*targets)))
        assert [snapshot.value("m")] == named("m")
        for operation in (0, position.operation // 2):
            for name in ("w5", "η", "x1"):
                assert [snapshot.value_at(name, operation)] == named(name, operation=operation)
    check_losses(snapshot, naive)


def check_losses(snapshot: Snapshot, naive: Naive) -> None:
    curve = snapshot.losses
    naive.upto(curve.steps)
    place = snapshot.program.by_target["C"].number - 1
    losses = [values[place] for values in naive.values[1 : curve.steps + 1]]
    whole = curve.epochs * curve.samples
    buckets = [losses[i : i + curve.samples] for i in range(0, whole, curve.samples)]
    assert list(curve.begun) == ([] if whole else losses)
    assert list(curve.means) == pytest.approx([sum(bucket) / len(bucket) for bucket in buckets], rel=1e-9)
    assert list(curve.lows) == [min(bucket) for bucket in buckets]


def bits(numbers: Any) -> list[str]:
    return [float(number).hex() for number in numbers]


def check_anew(debugger: Debugger, others: dict[tuple[Edit, ...], Debugger]) -> None:
    """Hold the picture of a position against that of a fresh debugger that makes the same edits directly."""
    if debugger.edits not in others:
        others[debugger.edits] = anew = Debugger(debugger.problem)
        assert anew.timeline.engine.name == "matrices"
        for edit in debugger.edits:
            anew.go_to(edit.position)
            assert anew.position == edit.position
            anew.edit_again(edit.name, edit.value, is_joined=edit.is_joined)
            assert anew.edits[-1] == edit
    anew = others[debugger.edits]
    anew.go_to(debugger.position)
    mine, other = debugger.snapshot(), anew.snapshot()
    assert mine.position == other.position
    assert (bits(mine.before), bits(mine.values)) == (bits(other.before), bits(other.values))
    assert (bits(mine.state), mine.samples, mine.is_end) == (bits(other.state), other.samples, other.is_end)


@pytest.mark.parametrize("name", [*SMALL, *MATRICES])
def test_every_position_of_every_history_is_that_of_a_fresh_replay_to_the_bit(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for engine in (FloatEngine, MatrixEngine):
        monkeypatch.setattr(engine, "checkpoint_every", 8)
    problem = {**SMALL, **MATRICES}[name]
    if name in MATRICES:
        monkeypatch.setattr(generated, "MAX_QUICK", 0)

    # The monkeypatched engines and the folder are the same for all of them.
    @settings(
        max_examples=-(-SEQUENCES // len(SMALL | MATRICES)),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(commands=st.lists(COMMANDS, min_size=8, max_size=14))
    def walk(commands: list[tuple[str, Any]]) -> None:
        (tmp_path / "session.json").unlink(missing_ok=True)
        person = Person(problem, tmp_path / "session.json")
        others: dict[tuple[Edit, ...], Debugger] = {}
        for command, argument in commands:
            person.obey(command, argument)
            if name in MATRICES:
                check_anew(person.debugger, others)
            else:
                check_naively(person.debugger, person.naive())
        histories = [fork.history for fork in person.debugger.forks]
        assert len(set(histories)) == len(histories)
        assert histories[0] == ()

    walk()
