"""The first update: whether large numbers of a data file throw a parameter far from where it starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isfinite

from xortui.core.backpropagation import write_program
from xortui.core.engine_choice import MATRICES, choose_engine
from xortui.core.training import Schedule
from xortui.problems.problem import Problem
from xortui.problems.samples import Samples

LARGE = 10.0
"""A number beyond which an input or a target is larger than most weights are meant for."""
FAR = 10.0
"""A way that no parameter goes in one update of a training that learns."""
MAX_SAMPLES = 100
"""Samples that the update learns from at the most."""
MAX_PARAMETERS = 2_000
"""Parameters up to which the update is computed in no time."""


def first_update_notes(problem: Problem, *, is_from_file: bool) -> Iterator[str]:
    """Yield that the first update moves a parameter far, because an input or a target is large.

    Args:
        problem: what is trained.
        is_from_file: whether its samples are in a data file, which can be scaled by a key.
    """
    size, called, is_target = _largest(problem)
    if size <= LARGE or len(problem.network.parameter_names) > MAX_PARAMETERS:
        return
    moved = _moved_most(problem)
    if moved is None:
        return
    name, before, after = moved
    if not is_from_file:
        remedy = "write the samples in larger units, or say a smaller training.learning_rate"
    elif is_target:
        remedy = 'say data.scaling = { x = "standard", y = "standard" }'
    else:
        remedy = 'say data.scaling = "standard" or "minmax"'
    yield f"the first update moves {name} from {before:.3g} to {after:.3g}, as {called} goes up to {size:g}; {remedy}"


def _largest(problem: Problem) -> tuple[float, str, bool]:
    """Return the largest number of the samples, what its column is called, and whether that is one of targets."""
    names = problem.names
    samples = Samples.of(problem.samples)
    network = problem.network
    inputs = [unit.name for unit in network.units[0]]
    found = (0.0, "", False)
    for symbols, given, columns, is_target in (
        (inputs, names.inputs, samples.x_columns, False),
        (network.targets, names.outputs, samples.y_columns, True),
    ):
        for place, column in enumerate(columns):
            size = max(max(column), -min(column))
            if size > found[0]:
                name = given[place] if place < len(given) else ""
                found = size, f"{symbols[place]} ({name})" if name else symbols[place], is_target
    return found


def _moved_most(problem: Problem) -> tuple[str, float, float] | None:
    """Return the parameter that the first update moves most, its value before and after; None if that is not far."""
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
    if isfinite(moves[most]) and moves[most] <= FAR:
        return None
    return problem.network.parameter_names[most], before[most], state[most]
