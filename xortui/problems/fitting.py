"""Which built-in problem a mistake can be planted in."""

from __future__ import annotations

from xortui.core.backpropagation import write_program
from xortui.core.mistake import Mistake
from xortui.problems.problem import Problem
from xortui.problems.problem_file import built_in_names, load_problem

FIRST = "xor"
"""The problem that is tried first."""
MAX_PARAMETERS = 500
"""Larger networks are not tried: their programs take a while to write."""


def fitting_problem(mistake: Mistake) -> Problem | None:
    """Return the first built-in problem that has a place for a mistake: XOR if it can be, then those that are deep.

    None if there is none.
    """
    others = [load_problem(name) for name in built_in_names() if name != FIRST]
    by_depth = sorted(others, key=lambda problem: len(problem.network.layers) < 3)
    for problem in (load_problem(FIRST), *by_depth):
        if len(problem.network.parameter_names) > MAX_PARAMETERS:
            continue
        if mistake.places(write_program(problem.network, problem.training)):
            return problem
    return None
