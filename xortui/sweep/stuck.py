"""Stuck files: whether a training that is right gets anywhere from its own start, and how many others like it would."""

from __future__ import annotations

from xortui.core.mistake import PlacedMistake
from xortui.problems.problem import Problem
from xortui.sweep.findings import Sweep
from xortui.sweep.found_start import with_drawn_start
from xortui.sweep.goal import default_goal
from xortui.sweep.place import Place, own_findings, place_among
from xortui.sweep.plan import Plan

STARTS = 100
"""Others that are tried: enough to tell most shares to a few per cent."""
MOST_WORK = 40_000_000
"""Operations of one start up to which it is tried at all: some tenths of a second."""


def place_if_stuck(problem: Problem, mistakes: tuple[PlacedMistake, ...]) -> Place | None:
    """Return the place of a problem's own start among others, if it does not learn; None if it does, or takes too long.

    Args:
        problem: with every starting weight given.
        mistakes: what is planted in its program.
    """
    problem = with_drawn_start(problem)
    plan = Plan(problem, starts=STARTS, goal=default_goal(problem.samples), mistakes=mistakes)
    operations = len(plan.cells[0].exercise.program.operations)
    if operations * plan.epochs * len(problem.samples) > MOST_WORK:
        return None
    sweep = Sweep(plan)
    if own_findings(sweep, problem).share.part:
        return None
    sweep.run(1)
    return place_among(sweep, problem)
