"""Trainers against the ordinary debugger: the same weights, and the same epoch in which a start has learnt."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.sweep.exercises import TRAININGS, exercise_of, ran, softmax_exercise
from xortui.core.arrays import ARRAY_FUNCTIONS, Floats
from xortui.core.machine.loop_source import NAME
from xortui.core.network import Network
from xortui.core.training import Training
from xortui.problems import Problem
from xortui.problems.problem import Start
from xortui.sweep.block import Trained, train_block
from xortui.sweep.exercise import Exercise
from xortui.sweep.goal import Goal
from xortui.sweep.lane_source import ARGUMENTS, lane_source, lane_width
from xortui.sweep.rows import RowTrainer
from xortui.sweep.trainer import Trainer

SEEDS = (3, 11, 12)
EPOCHS = 40


def assert_as_debugged(trained: Trained, exercise: Exercise, seeds: tuple[int, ...], epochs: int) -> None:
    for column, seed in enumerate(seeds):
        right = ran(exercise, seed, epochs)
        assert trained.epochs[column] == epochs
        assert trained.learnt[column] == right.learnt
        np.testing.assert_allclose(trained.states[:, column], right.state, rtol=1e-9, atol=1e-12)


class PythonLanes:
    """The loop of machine code, run as plain Python."""

    name = "lanes in Python"
    width = 2

    def __init__(self, exercise: Exercise) -> None:
        text = lane_source(exercise.program, has_orders=exercise.order_matters)
        names: dict[str, Any] = {}
        for name, function in ARRAY_FUNCTIONS.items():
            names[f"lane_{name}"] = _on_floats(function)
        exec(compile(text, "<lanes>", "exec"), names)
        self._loop: Callable[..., None] = names[NAME]
        self._exercise = exercise
        self.table: Floats = np.zeros((len(exercise.program.state) + 2, lane_width(exercise.program)))

    def train(self, count: int, epochs: int, orders: Any) -> None:
        exercise = self._exercise
        bounds = exercise.goal.bounds(exercise.samples)
        rows: list[float] = []
        for (x, y), (low, high) in zip(exercise.samples, bounds, strict=True):
            rows += [*x, *y, *low, *high]
        samples = len(exercise.samples)
        lanes = lane_width(exercise.program)
        wide = [0] * (epochs * samples * lanes)
        if orders is not None:
            for step, order in enumerate(orders.tolist()):
                wide[step * lanes : step * lanes + self.width] = order
        table = self.table.ravel().tolist()
        endings = list(exercise.schedule(0).endings(1, samples))
        settings = [*exercise.settings, exercise.goal.needed(samples)]
        self._loop(table, count, rows, endings, samples, settings, epochs, wide)
        self.table[...] = np.array(table).reshape(self.table.shape)


def _on_floats(function: Callable[..., Any]) -> Callable[..., float]:
    def call(*arguments: float) -> float:
        with np.errstate(all="ignore"):
            return float(function(*map(np.float64, arguments)))

    return call


@pytest.mark.parametrize("trainer", [RowTrainer, PythonLanes])
@pytest.mark.parametrize("training", TRAININGS.values(), ids=TRAININGS)
def test_every_rule_of_update_trains_as_the_debugger_does(
    trainer: Callable[[Exercise], Trainer], training: Training
) -> None:
    exercise = exercise_of(training, Goal(0.45))
    trained = train_block(trainer(exercise), exercise, SEEDS, 12, stops_when_learnt=False)
    assert_as_debugged(trained, exercise, SEEDS, 12)


@pytest.mark.parametrize("trainer", [RowTrainer, PythonLanes])
def test_several_outputs_and_skips_are_trained_as_the_debugger_does(trainer: Callable[[Exercise], Trainer]) -> None:
    exercise = softmax_exercise()
    trained = train_block(trainer(exercise), exercise, SEEDS, 20, stops_when_learnt=False)
    assert trained.learnt.any()
    assert_as_debugged(trained, exercise, SEEDS, 20)


def test_the_epoch_in_which_a_start_has_learnt_is_the_debuggers() -> None:
    exercise = exercise_of(Training(8.0), Goal(0.3))
    seeds = (1, 2, 3, 4, 5, 6)
    trained = train_block(RowTrainer(exercise), exercise, seeds, 150, stops_when_learnt=False)
    assert 0 < (trained.learnt > 0).sum() < len(seeds)
    assert_as_debugged(trained, exercise, seeds, 150)


def test_a_start_is_trained_to_the_same_bits_whatever_stands_beside_it() -> None:
    exercise = exercise_of(Training(2.0))
    many = train_block(RowTrainer(exercise), exercise, range(1, 101), 1000)
    few = train_block(RowTrainer(exercise), exercise, range(41, 44), 1000)
    assert many.learnt[40:43].tolist() == few.learnt.tolist()
    assert many.epochs[40:43].tolist() == few.epochs.tolist()
    assert many.states[:, 40:43].tobytes() == few.states.tobytes()


def test_a_start_that_has_learnt_is_trained_no_further_than_the_next_look() -> None:
    exercise = exercise_of(Training(8.0), Goal(0.3))
    trained = train_block(RowTrainer(exercise), exercise, range(1, 41), 1000)
    has_learnt = trained.learnt > 0
    assert (trained.epochs[has_learnt] - trained.learnt[has_learnt] < 128).all()
    assert (trained.epochs[~has_learnt] == 1000).all()


def test_a_start_that_diverges_is_given_up_and_has_not_learnt() -> None:
    network = Network((1, 1), ("linear",))
    problem = Problem("line", "", "", network, Training(5.0), Start(), (((3.0,), (1.0,)),))
    exercise = Exercise(problem)
    trained = train_block(RowTrainer(exercise), exercise, (1, 2), 5000)
    assert not np.isfinite(trained.states).all()
    assert trained.learnt.tolist() == [0, 0]
    assert (trained.epochs < 5000).all()


@pytest.mark.parametrize("training", ["shuffled batches", "clipped length"])
def test_machine_code_of_lanes_gives_what_numpy_does(training: str) -> None:
    pytest.importorskip("numba")
    exercise = exercise_of(TRAININGS[training])
    assert_machine_code_agrees(exercise)


def test_machine_code_of_lanes_has_every_activation() -> None:
    pytest.importorskip("numba")
    from xortui.core.activations import ACTIVATIONS

    names = [*(name for name in ACTIVATIONS if name != "step"), "relu(0.5)", "relu(1)", "leaky-relu(0.2)", "elu(0.5)"]
    network = Network((2, *[1] * len(names), 2), (*names, "softmax"), "cross-entropy", skips=True)
    samples = (((0.9, -0.2), (1.0, 0.0)), ((-0.4, 0.3), (0.0, 1.0)))
    problem = Problem("deep", "", "", network, Training(0.1), Start(), samples)
    assert_machine_code_agrees(Exercise(problem, Goal(None)))


def assert_machine_code_agrees(exercise: Exercise) -> None:
    from xortui.core.machine.making import object_code
    from xortui.core.machine.native import Native
    from xortui.sweep.lanes import LaneTrainer

    types = ", ".join(argument.partition(": ")[2] for argument in ARGUMENTS)
    text = lane_source(exercise.program, has_orders=exercise.order_matters)
    trainer = LaneTrainer(exercise, Native(object_code(types, text), ARGUMENTS))
    lanes = train_block(trainer, exercise, range(1, 81), EPOCHS)
    rows = train_block(RowTrainer(exercise), exercise, range(1, 81), EPOCHS)
    assert np.isfinite(lanes.states).all()
    assert lanes.learnt.tolist() == rows.learnt.tolist()
    np.testing.assert_allclose(lanes.states, rows.states, rtol=1e-9, atol=1e-12)


def test_the_functions_of_lanes_are_those_of_formulas() -> None:
    pytest.importorskip("numba")
    from numba import njit

    from xortui.core.machine.lane_functions import LANE_FUNCTIONS

    assert {name.removeprefix("lane_") for name in LANE_FUNCTIONS} == set(ARRAY_FUNCTIONS)
    at = np.array([-800.0, -30.0, -1.0, -1e-9, 0.0, 1e-300, 1e-9, 0.3, 1.0, 17.0, 800.0, math.inf, math.nan])
    names = [
        name
        for name in ARRAY_FUNCTIONS
        if name not in ("leaky_relu", "leaky_step", "elu", "elu_slope", "divide", "power", "greatest", "least")
    ]
    lines = ["def run(given, found):", "    for place in range(len(given)):"]
    lines += [f"        found[{row}, place] = lane_{name}(given[place])" for row, name in enumerate(names)]
    namespace: dict[str, Any] = dict(LANE_FUNCTIONS)
    exec("\n".join(lines), namespace)
    found = np.zeros((len(names), len(at)))
    njit(namespace["run"], error_model="numpy")(at, found)
    for row, name in enumerate(names):
        with np.errstate(all="ignore"):
            right = ARRAY_FUNCTIONS[name](at)
        np.testing.assert_allclose(found[row], right, rtol=2e-15, atol=1e-300, err_msg=name)
