"""The starting weights that were found in somebody's file, as a rule that draws others like them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xortui.core.initial import Initial
from xortui.problems.problem import Problem, Start


def with_drawn_start(problem: Problem) -> Problem:
    """Return a problem that draws starts like its own, of which every weight is given.

    Each weight is drawn between −r and r, where r is the largest of its own; biases are 0 if all of its own are.
    """
    given = problem.start.parameters
    trained = {name: value for name, value in given.items() if name not in problem.network.frozen}
    if len(given) < len(problem.network.parameter_names) or not trained:
        return problem
    return replace(problem, start=Start(problem.start.seed, _rule(trained), given))


def _rule(given: Mapping[str, float]) -> Initial:
    biases = [value for name, value in given.items() if name.startswith("b")]
    reach = max(abs(value) for value in given.values())
    no_biases = bool(biases) and not any(biases)
    return Initial("uniform", reach, biases=0.0 if no_biases else None)
