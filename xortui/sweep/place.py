"""The place of one start among many others: whether it learns, how fast, and how many end as it does."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from xortui.problems.problem import Problem
from xortui.sweep.block import train_states
from xortui.sweep.ends import Way, ends_of
from xortui.sweep.findings import CellFindings, Sweep
from xortui.sweep.share import Share
from xortui.sweep.trainer import trainer_named


class PlaceAmongStarts(NamedTuple):
    """What became of one start, and how many others came to the same."""

    share: Share
    """How many of the others learn."""
    way: Way
    """How this one ends."""
    learnt: int
    """The epoch in which this one has learnt; 0 if there is none."""
    alike: int
    """How many of the others end like this one."""
    slower: int
    """How many of those that learn take more epochs than this one."""
    epochs: int
    """How many epochs each was trained at most."""


def own_findings(sweep: Sweep, problem: Problem) -> CellFindings:
    """Return what becomes of a problem's own start, trained as those of a sweep's first cell are."""
    cell = sweep.plan.cells[0]
    exercise = cell.exercise
    program = exercise.program
    trainer = trainer_named(sweep.trainers[0], exercise)
    state = np.array(problem.initial_state(program.state))[:, None]
    seed = problem.start.seed
    trained = train_states(trainer, exercise, state, [seed], sweep.plan.epochs)
    return CellFindings(
        cell=cell,
        seeds=np.array([seed]),
        learnt=trained.learnt,
        epochs=trained.epochs,
        parameters=trained.states[: len(problem.network.parameter_names)],
    )


def place_among(sweep: Sweep, problem: Problem) -> PlaceAmongStarts:
    """Return the place of a problem's own start among those of a sweep's first cell.

    Raises:
        ValueError: if it can't be trained here; one line.
    """
    others = sweep.of(sweep.plan.cells[0])
    own = own_findings(sweep, problem)
    (end,) = ends_of(own)
    learnt = int(own.learnt[0])
    return PlaceAmongStarts(
        share=others.share,
        way=end.way,
        learnt=learnt,
        alike=sum(other.starts for other in ends_of(others) if other.way == end.way),
        slower=sum(epoch > learnt for epoch in others.epochs_to_learn),
        epochs=sweep.plan.epochs,
    )
