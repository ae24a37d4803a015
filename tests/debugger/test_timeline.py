from __future__ import annotations

import random
from dataclasses import replace
from math import isfinite

import pytest

from tests.debugger.problems import DIVERGING, RUNNING, XOR
from xortui.core.generated import FloatEngine
from xortui.core.initial import Initial
from xortui.core.matrices import MatrixEngine
from xortui.core.network import Network
from xortui.core.training import Training
from xortui.debugger import segment
from xortui.debugger.position import Position
from xortui.debugger.timeline import Timeline
from xortui.problems import Problem, Start


def straight(problem: Problem, step: int) -> list[float]:
    """Return the state after a step of a run that never stopped."""
    fresh = Timeline(problem)
    state = list(problem.initial_state(fresh.program.state))
    fresh.engine.run(state, 1, step)
    return state


def first_not_finite(problem: Problem, most: int) -> Position | None:
    """Return where a value that is trained with first is not finite, looking at each operation of each step."""
    run = Timeline(problem)
    program, schedule = run.program, problem.schedule
    state = list(problem.initial_state(program.state))
    for step in range(1, most + 1):
        values = run.values(step, state)
        for operation in program.operations[: program.length(ends_batch=schedule.ends_batch(step))]:
            if operation.number in program.trains_with and not isfinite(values[operation.number - 1]):
                return Position(step, operation.number)
        run.engine.run(state, step, 1)
    return None


@pytest.mark.parametrize("name", RUNNING)
def test_any_state_is_the_one_of_a_run_that_never_stopped_to_the_bit(name: str) -> None:
    problem = RUNNING[name]
    draw = random.Random(name)
    run = Timeline(problem)
    furthest = 3 * run.engine.checkpoint_every + 77
    while run.recorded < furthest:
        run.advance(min(run.recorded + draw.randint(1, 700), furthest))
    for step in [0, 1, furthest, *(draw.randint(0, furthest) for _ in range(25))]:
        assert run.state_after(step) == straight(problem, step)
        if step < furthest:
            assert run.state_after(step + 1) == straight(problem, step + 1)


@pytest.mark.parametrize("name", RUNNING)
def test_thinned_checkpoints_lead_to_the_same_states(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = RUNNING[name]
    for engine in (FloatEngine, MatrixEngine):
        monkeypatch.setattr(engine, "checkpoint_every", 2)
    monkeypatch.setattr(segment, "MAX_CHECKPOINT_NUMBERS", 1)
    run = Timeline(problem)
    run.advance(1000)
    width = len(run.program.state)
    (kept,) = run._segments
    assert len(kept._checkpoints) <= 66 * width
    assert kept._interval == 16
    states = [straight(problem, 0)]
    for step in range(1, 1001):
        states.append(list(states[-1]))
        run.engine.run(states[-1], step, 1)
    draw = random.Random(name)
    for step in [0, 1, 15, 16, 17, 999, 1000, *(draw.randint(0, 1000) for _ in range(100))]:
        assert run.state_after(step) == states[step]
    for place in range(len(kept._checkpoints) // width):
        assert list(kept._checkpoints[place * width : (place + 1) * width]) == states[place * kept._interval]


@pytest.mark.parametrize("most", [1, 3])
def test_states_asked_for_again_and_again_are_those_of_a_run_that_never_stopped(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment, "MAX_ASKED", most)
    problem = replace(XOR, training=replace(XOR.training, order="shuffled"))
    timeline = Timeline(problem)
    timeline.advance(3_000)
    known = {step: straight(problem, step) for step in (1, 5, 1023, 1024, 1030, 2040, 2999)}
    draw = random.Random(3)
    for _ in range(60):
        step = draw.choice(sorted(known))
        assert timeline.state_after(step) == known[step]


def test_a_state_handed_out_is_nobody_elses() -> None:
    run = Timeline(XOR)
    run.advance(20)
    for step in (0, 7, 20):
        before = list(run.state_after(step))
        run.state_after(step)[:] = [0.0] * 9
        assert run.state_after(step) == before
    run.advance(30)
    assert run.state_after(30) == straight(XOR, 30)


def test_a_step_not_recorded_has_no_state() -> None:
    run = Timeline(XOR)
    run.advance(5)
    for step in (-1, 6):
        with pytest.raises(IndexError, match=f"step {step} is not recorded; expected 0 to 5"):
            run.state_after(step)


def test_landmarks_are_states_at_even_distances() -> None:
    run = Timeline(XOR)
    run.advance(3000)
    for step in (0, 1, 15, 16, 17, 1000, 3000):
        landmarks = run.landmarks(step, 16)
        assert len(landmarks) <= 17
        spacing = next(2**k for k in range(20) if 2**k * 16 >= step)
        assert [list(state) for state in landmarks] == [run.state_after(at) for at in range(0, step + 1, spacing)]


@pytest.mark.parametrize("name", DIVERGING)
def test_time_ends_at_the_very_operation_whose_value_is_not_finite(name: str) -> None:
    problem = DIVERGING[name]
    run = Timeline(problem)
    run.advance(20_000)
    assert run.end is not None
    assert run.end == first_not_finite(problem, 20_000)
    assert run.recorded == run.end.step - 1
    assert run.state_after(run.recorded) == straight(problem, run.recorded)
    run.advance(30_000)
    assert run.recorded == run.end.step - 1


@pytest.mark.parametrize("name", DIVERGING)
def test_the_end_of_time_is_the_same_however_one_comes_there(name: str) -> None:
    problem = DIVERGING[name]
    at_once, piece_by_piece = Timeline(problem), Timeline(problem)
    at_once.advance(20_000)
    while piece_by_piece.end is None:
        piece_by_piece.advance(piece_by_piece.recorded + 3)
    assert piece_by_piece.end == at_once.end
    assert piece_by_piece.state_after(piece_by_piece.recorded) == at_once.state_after(at_once.recorded)


def test_an_infinite_sum_ends_time_though_the_unit_squashes_it() -> None:
    squashed = Problem(
        name="squashed",
        title="",
        source="",
        network=Network((1, 1), ("tanh",)),
        training=Training(),
        start=Start(parameters={"w1": 1e250, "b1": 0.0}),
        samples=(((1.0,), (0.0,)), ((1e100,), (0.0,))),
    )
    deep = replace(
        squashed,
        network=Network((1, 1, 1, 1, 1), ("relu", "relu", "relu", "tanh")),
        start=Start(parameters={f"w{i}": 1e90 for i in range(1, 5)}),
        samples=(((1.0,), (0.5,)),),
    )
    for problem in (squashed, deep):
        run = Timeline(problem)
        run.advance(5)
        assert run.end == first_not_finite(problem, 5)
        assert run.end is not None


def test_a_run_of_large_but_finite_numbers_goes_on() -> None:
    problem = replace(XOR, start=Start(initial=Initial("uniform", 1e200)))
    run = Timeline(problem)
    run.advance(3000)
    assert run.end is None
    assert run.recorded == 3000
    assert run.state_after(1234) == straight(problem, 1234)


def test_cross_entropy_of_saturated_units_does_not_end_time() -> None:
    network = Network((2, 1), ("sigmoid",), "binary-cross-entropy")
    problem = replace(XOR, network=network, start=Start(parameters={"b1": 800.0}), training=Training(1e-3))
    run = Timeline(problem)
    run.advance(100)
    assert run.end is None
    values = run.values(1, run.state_after(0))
    infinite = [o.target for o, v in zip(run.program.operations, values, strict=True) if not isfinite(v)]
    assert infinite == ["∂C/∂ŷ"]
