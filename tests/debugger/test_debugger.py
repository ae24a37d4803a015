from __future__ import annotations

import random
from math import isfinite
from typing import Any

import pytest

from tests.debugger.problems import DIVERGING, RUNNING, XOR
from xortui.core.initial import Initial
from xortui.core.network import Network
from xortui.core.training import Training
from xortui.debugger import START, Debugger, Position, Reason, Snapshot, Unit
from xortui.problems import Problem, Start

WALKS = 200


def picture(snapshot: Snapshot) -> dict[str, Any]:
    """Return everything a snapshot shows of its position; how far the loss has been run is not part of it."""
    program = snapshot.program
    names = (*program.state, *program.inputs, *program.targets, *program.by_target)
    return {
        "values": {name: snapshot.value(name) for name in names},
        "results": [snapshot.result(operation) for operation in program.operations],
        "changes": [snapshot.change(name) for name in program.network.parameter_names],
        "state": snapshot.state,
        "epoch": snapshot.epoch,
        "sample": snapshot.sample,
        "length": snapshot.length,
        "landmarks": [tuple(state) for state in snapshot.landmarks],
        "is": (snapshot.is_start, snapshot.is_complete, snapshot.is_end),
    }


@pytest.mark.parametrize("first", range(0, WALKS, 20))
def test_equal_positions_show_equal_numbers_however_one_came_there(first: int) -> None:
    problems = list(RUNNING.values())
    for seed in range(first, first + 20):
        draw = random.Random(seed)
        debugger = Debugger(problems[seed % len(problems)])
        seen: dict[Position, dict[str, Any]] = {}
        for _ in range(30):
            move = draw.choice([debugger.step, debugger.step, debugger.back])
            stop = move(draw.choice(list(Unit)))
            assert stop.position == debugger.position
            shown = picture(debugger.snapshot())
            assert seen.setdefault(debugger.position, shown) == shown
        anew = Debugger(debugger.problem)
        for position in draw.sample(sorted(seen), min(5, len(seen))):
            anew.go_to(position)
            assert picture(anew.snapshot()) == seen[position]


def test_back_undoes_every_step_down_to_the_start() -> None:
    debugger = Debugger("xor")
    pictures = [picture(debugger.snapshot())]
    for _ in range(120):
        debugger.step()
        pictures.append(picture(debugger.snapshot()))
    for expected in reversed(pictures[:-1]):
        debugger.back()
        assert picture(debugger.snapshot()) == expected
    assert debugger.position == START
    assert not debugger.can_go_back
    assert debugger.back().reason is Reason.START_OF_TIME


def test_units_lead_to_the_ends_of_operations_samples_and_epochs() -> None:
    debugger = Debugger("xor")
    assert debugger.step().position == (1, 1)
    assert debugger.step("sample").position == (1, 45)
    assert debugger.step("epoch").position == (4, 45)
    assert debugger.step("epoch").position == (8, 45)
    assert debugger.back().position == (8, 44)
    assert debugger.back("sample").position == (7, 45)
    assert debugger.back("epoch").position == (4, 45)
    assert debugger.go_to("e120").position == (480, 45)
    assert debugger.go_to("478.12").position == (478, 12)
    assert debugger.rewind().position == START
    with pytest.raises(ValueError, match="week"):
        debugger.step("week")


def test_running_goes_by_whole_steps_and_finishes_the_one_begun() -> None:
    debugger = Debugger("xor")
    assert debugger.run(10).position == (10, 45)
    debugger.step()
    assert debugger.run(1).position == (11, 45)
    assert debugger.run(0).position == (11, 45)
    assert debugger.run_back(4).position == (7, 45)
    assert debugger.run_back(100).reason is Reason.START_OF_TIME


def test_what_has_been_run_stays_on_the_chart_when_one_goes_back() -> None:
    debugger = Debugger("xor")
    debugger.run(40)
    debugger.go_to("3")
    assert debugger.snapshot().losses.steps == 40
    debugger.go_to("90")
    debugger.rewind()
    assert debugger.snapshot().losses.steps == 90


@pytest.mark.parametrize("name", DIVERGING)
def test_one_can_step_back_from_the_end_of_time_and_going_on_stays_there(name: str) -> None:
    debugger = Debugger(DIVERGING[name])
    stop = debugger.run(20_000)
    end = debugger.timeline.end
    assert stop.reason is Reason.DIVERGED
    assert end is not None
    assert stop.position == debugger.position == end
    operation = debugger.timeline.program.operations[end.operation - 1]
    assert stop.message == (
        f"diverged at step {end.step}, op {end.operation}: {operation.target} is no longer a finite number"
    )
    assert not debugger.can_go_on
    at_the_end = debugger.snapshot()
    assert at_the_end.is_end
    assert at_the_end.trouble is operation
    assert at_the_end.losses.steps == end.step - 1
    for unit in Unit:
        again = debugger.step(unit)
        assert (again.reason, again.position) == (Reason.DIVERGED, end)
    assert debugger.run(9).position == end
    assert debugger.go_to(f"{end.step + 1000}").position == end
    back = debugger.back()
    assert back.reason is Reason.STEPPED
    assert back.position == debugger.route.before(end, Unit.OPERATION)
    assert debugger.can_go_on
    assert not debugger.snapshot().is_end
    assert debugger.step().reason is Reason.DIVERGED
    assert debugger.rewind().position == START
    assert debugger.run(20_000).position == end


@pytest.mark.parametrize("name", DIVERGING)
def test_the_value_at_the_end_of_time_is_shown_and_is_not_finite(name: str) -> None:
    debugger = Debugger(DIVERGING[name])
    debugger.run(20_000)
    snapshot = debugger.snapshot()
    assert snapshot.trouble is not None
    value = snapshot.result(snapshot.trouble)
    assert value is not None
    assert not isfinite(value)


def test_a_step_whose_very_last_update_overflows_is_not_on_the_chart() -> None:
    problem = Problem(
        name="last",
        title="",
        source="",
        network=Network((1, 1), ("linear",)),
        training=Training(learning_rate=1e308),
        start=Start(initial=Initial("zeros")),
        samples=(((0.0,), (-1000.0,)),),
    )
    debugger = Debugger(problem)
    assert debugger.step("sample").position == debugger.route.end_of(1) == debugger.timeline.end
    snapshot = debugger.snapshot()
    assert snapshot.value("b1") == float("-inf")
    assert snapshot.losses.steps == len(snapshot.losses.means) == 0
    assert debugger.back().position == (1, 11)


def test_a_debugger_takes_a_problem_or_its_name() -> None:
    assert Debugger("xor").problem == Debugger(XOR).problem == Debugger().problem == XOR
