"""Exercises that differ in what a trainer has to do, and what the ordinary debugger makes of their starts."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from xortui.core.arrays import Floats
from xortui.core.engines import Sample
from xortui.core.initial import Initial
from xortui.core.network import Network
from xortui.core.training import Training
from xortui.debugger import Debugger
from xortui.problems import Problem, load_problem
from xortui.problems.problem import Start
from xortui.sweep.exercise import Exercise
from xortui.sweep.goal import Goal

XOR = load_problem("xor")
THREE: tuple[Sample, ...] = (((0.0, 1.0), (1.0, 0.0)), ((0.5, -0.3), (0.0, 1.0)), ((1.0, 0.25), (0.0, 1.0)))
OPTIMIZERS = ("gradient-descent", "momentum", "nesterov", "rmsprop", "adagrad", "adam", "adamw", "lion")
TRAININGS = {
    **{name: Training(0.05, optimizer=name) for name in OPTIMIZERS},
    "epochs": Training(0.7, update="epoch", momentum=0.9),
    "sums": Training(0.3, update="epoch", gradients="sum"),
    "batches": Training(0.7, update=3, momentum=0.5),
    "shuffled": Training(0.9, order="shuffled"),
    "shuffled batches": Training(0.02, order="shuffled", update=3, optimizer="adam"),
    "layer by layer": Training(0.9, simultaneous=False),
    "clipped length": Training(0.9, clip_norm=0.1),
    "clipped values": Training(0.9, clip_value=0.05),
    "penalties": Training(0.5, weight_decay=0.01, l1=0.001, decays_biases=True),
    "decay": Training(0.9, decay="exponential", decay_factor=0.99),
    "steps of decay": Training(0.9, decay="step", decay_every=7),
    "decay by time": Training(0.9, decay="1/t", decay_rate=0.1),
}
"""Rules of update, each with something of its own."""


def exercise_of(training: Training, goal: Goal | None = None) -> Exercise:
    """Return XOR trained otherwise."""
    return Exercise(replace(XOR, training=training), goal or Goal())


def softmax_exercise() -> Exercise:
    """Return three samples of two classes, learnt through skips."""
    network = Network((2, 3, 2), ("tanh", "softmax"), "cross-entropy", skips=True)
    start = Start(0, Initial("glorot-normal"))
    problem = Problem("classes", "", "", network, Training(0.4), start, THREE)
    return Exercise(problem, Goal(None))


class Ran(NamedTuple):
    """What the debugger makes of a start."""

    state: Floats
    learnt: int


def ran(exercise: Exercise, seed: int, epochs: int) -> Ran:
    """Train a start step by step with the debugger, and look at every output."""
    debugger = Debugger(exercise.problem_of(seed))
    samples = exercise.samples
    bounds = exercise.goal.bounds(samples)
    names = [unit.name for unit in exercise.problem.network.units[-1]]
    learnt = 0
    for epoch in range(1, epochs + 1):
        right = 0
        for _ in samples:
            debugger.step("sample")
            snapshot = debugger.snapshot()
            assert snapshot.sample is not None
            low, high = bounds[snapshot.sample]
            values = [snapshot.value(name) for name in names]
            right += all(
                value is not None and least < value < most for value, least, most in zip(values, low, high, strict=True)
            )
        if right >= exercise.goal.needed(len(samples)) and not learnt:
            learnt = epoch
    return Ran(np.array(debugger.snapshot().state), learnt)
