"""Stuck files: whether a training that is right gets anywhere from its own start, and how many others like it would."""

from __future__ import annotations

from xortui.core.mistake import PlacedMistake
from xortui.debugger import Debugger
from xortui.problems.problem import Problem
from xortui.sweep.findings import Sweep
from xortui.sweep.found_start import with_drawn_start
from xortui.sweep.goal import default_goal
from xortui.sweep.place import PlaceAmongStarts, place_among
from xortui.sweep.plan import Plan

STARTS = 100
"""Others that are tried: enough to tell most shares to a few per cent."""
MAX_WORK = 3_000_000
"""Operations of one start up to which it is tried at all: all of the others then take a good second."""


def place_if_stuck(problem: Problem, mistakes: tuple[PlacedMistake, ...]) -> PlaceAmongStarts | None:
    """Return the place of a problem's own start among others, if some of those learn and it does not.

    None is returned, too, where that takes too long, or the problem can't be swept.

    Args:
        problem: with every starting weight given.
        mistakes: what is planted in its program.
    """
    problem = with_drawn_start(problem)
    try:
        plan = Plan(problem, starts=STARTS, goal=default_goal(problem.samples), mistakes=mistakes)
    except ValueError:
        return None
    operations = len(plan.cells[0].exercise.program.operations)
    if operations * plan.epochs * len(problem.samples) > MAX_WORK:
        return None
    if _learns(Debugger(problem, mistakes=mistakes), plan):
        return None
    sweep = Sweep(plan)
    sweep.run(1)
    place = place_among(sweep, problem)
    return place if place.share.part else None


def _learns(debugger: Debugger, plan: Plan) -> bool:
    """Say whether a training has enough samples right in the end: one start alone is soonest run by the debugger."""
    samples = debugger.problem.samples
    debugger.run(plan.epochs * len(samples))
    snapshot = debugger.snapshot()
    right = 0
    for number, (low, high) in enumerate(plan.goal.bounds(samples), start=1):
        outputs = snapshot.outputs(number)
        right += all(least < output < most for output, least, most in zip(outputs, low, high, strict=True))
    return right >= plan.goal.needed(len(samples))
