"""The best of many starts: whether a network can learn a problem at all, found by trying."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from xortui.core.program import Program
from xortui.problems.problem import Problem
from xortui.sweep.block import train_block
from xortui.sweep.ends import answers, mean_losses
from xortui.sweep.exercise import Exercise
from xortui.sweep.goal import default_goal
from xortui.sweep.share import Share
from xortui.sweep.trainer import choose_trainer, trainer_named


class Best(NamedTuple):
    """The start that has ended with the least loss, of some that were tried."""

    seed: int
    """`with_overrides(seed=…)` of the problem, or `Exercise.problem_of`, begins with its weights."""
    loss: float
    """The mean of C over all samples after its last epoch; NaN if every start diverged."""
    right: int
    """How many samples are right then, as the problem's goal says it."""
    learnt: int
    """The first epoch in which it had learnt; 0 if there was none."""
    share: Share
    """How many of all starts have learnt."""
    parameters: dict[str, float]
    """Its parameters after its last epoch, by name."""


def best_of_starts(
    problem: Problem, starts: int = 200, epochs: int = 2000, seed: int = 1, program: Program | None = None
) -> Best:
    """Train many starts, and return the best.

    Args:
        problem: what is trained; its own starting weights are not, but drawn by its rule.
        starts: how many.
        epochs: how long each.
        seed: of the first; the others follow it.
        program: what a step does, where that is not what the problem's network writes.

    Raises:
        ValueError: if it can't be trained like that; one line.
    """
    exercise = Exercise(problem, default_goal(problem.samples), program)
    trainer = trainer_named(choose_trainer(exercise, starts * epochs), exercise)
    seeds = range(seed, seed + starts)
    trained = train_block(trainer, exercise, seeds, epochs, stops_when_learnt=False)
    names = problem.network.parameter_names
    parameters = trained.states[: len(names)]
    losses = mean_losses(exercise, parameters)
    place = int(np.argmin(np.where(np.isfinite(losses), losses, np.inf)))
    low, high = (np.array(bound) for bound in zip(*exercise.goal.bounds(exercise.samples), strict=True))
    given = answers(exercise, parameters[:, place : place + 1])[..., 0]
    return Best(
        seed=seeds[place],
        loss=float(losses[place]) if np.isfinite(losses[place]) else float("nan"),
        right=int(((low < given) & (given < high)).all(axis=1).sum()),
        learnt=int(trained.learnt[place]),
        share=Share(int((trained.learnt > 0).sum()), starts),
        parameters=dict(zip(names, parameters[:, place].tolist(), strict=True)),
    )
