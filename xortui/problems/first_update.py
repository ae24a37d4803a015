"""The first update: whether large numbers of a data file throw a parameter far from where it starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isfinite
from typing import NamedTuple

from xortui.core.backpropagation import write_program
from xortui.core.engine_choice import MATRICES, choose_engine
from xortui.core.training import Schedule
from xortui.problems.problem import Problem
from xortui.problems.samples import Samples
from xortui.problems.suspicion import LARGE

MAX_MOVE = 10.0
"""How far a parameter may go in one update of a training that learns."""
MAX_SAMPLES = 100
"""Samples that the update learns from."""
MAX_PARAMETERS = 2_000
"""Of a network whose first update takes no noticeable time."""


class LargestNumber(NamedTuple):
    """The largest number of all samples, without its sign."""

    size: float
    column: str
    """What its column is called: the symbol of the unit, and the name in the data if it has one."""
    is_target: bool


class Move(NamedTuple):
    """What one update does to a parameter."""

    parameter: str
    before: float
    after: float


def first_update_notes(problem: Problem, *, is_from_file: bool) -> Iterator[str]:
    """Yield that the first update moves a parameter far, because an input or a target is large.

    Args:
        problem: what is trained.
        is_from_file: whether its samples are in a data file, which can be scaled by a key.
    """
    largest = _largest(problem)
    if largest.size <= LARGE or len(problem.network.parameter_names) > MAX_PARAMETERS:
        return
    move = _largest_move(problem)
    if move is None:
        return
    if not is_from_file:
        remedy = "write the samples in larger units, or say a smaller training.learning_rate"
    elif largest.is_target:
        remedy = 'say data.scaling = { x = "standard", y = "standard" }'
    else:
        remedy = 'say data.scaling = "standard" or "minmax"'
    yield (
        f"the first update moves {move.parameter} from {move.before:.3g} to {move.after:.3g}, "
        f"as {largest.column} goes up to {largest.size:g}; {remedy}"
    )


def _largest(problem: Problem) -> LargestNumber:
    """Return the largest number of the samples."""
    network = problem.network
    samples = Samples.of(problem.samples)
    inputs = [unit.name for unit in network.units[0]]
    found = LargestNumber(0.0, "", is_target=False)
    for symbols, names, columns, is_target in (
        (inputs, problem.names.inputs, samples.x_columns, False),
        (network.targets, problem.names.outputs, samples.y_columns, True),
    ):
        for place, column in enumerate(columns):
            size = max(max(column), -min(column))
            if size > found.size:
                name = names[place] if place < len(names) else ""
                called = f"{symbols[place]} ({name})" if name else symbols[place]
                found = LargestNumber(size, called, is_target)
    return found


def _largest_move(problem: Problem) -> Move | None:
    """Return what the first update does to the parameter that it moves most; None if that does not go far."""
    samples = problem.samples[:MAX_SAMPLES]
    training = problem.training
    if isinstance(training.update, int):
        training = replace(training, update=min(training.update, len(samples)))
    schedule = Schedule(len(samples), training, problem.start.seed)
    program = write_program(problem.network, training)
    settings = (*(value for _, value in problem.settings), float(schedule.batch))
    engine = choose_engine(program, samples, schedule, settings, MATRICES)
    before = problem.initial_state(program.state)
    state = list(before)
    engine.run(state, 1, schedule.batch)
    count = len(problem.network.parameter_names)
    moves = [abs(state[place] - before[place]) for place in range(count)]
    most = max(range(count), key=moves.__getitem__)
    if isfinite(moves[most]) and moves[most] <= MAX_MOVE:
        return None
    return Move(problem.network.parameter_names[most], before=before[most], after=state[most])
