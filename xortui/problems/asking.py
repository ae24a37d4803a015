"""What a person asks a network: a point, whose missing inputs are made as those of the samples are."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from xortui.problems.problem import LARGEST_VALUE, Problem

_BETWEEN = re.compile(r"[\s,;]+")
LONGEST_SHOWN = 30


def asked_inputs(problem: Problem, given: Sequence[float]) -> tuple[float, ...]:
    """Return the inputs of the network for a point in the units of its problem's data.

    Args:
        problem: what is asked.
        given: the inputs that are not made from others.
    """
    if problem.scaling is not None and problem.scaling.x:
        given = [scale.scaled(value) for scale, value in zip(problem.scaling.x, given, strict=True)]
    if not problem.features:
        return tuple(given)
    from xortui.problems.features import with_features

    return with_features(given, problem.features)


def own_inputs(problem: Problem, x: Sequence[float]) -> tuple[float, ...]:
    """Return the point that a person would ask about to have some inputs read, in the units of the data.

    Args:
        problem: what is asked.
        x: the inputs of the network, with those that are made from others or without.
    """
    given = tuple(x[: problem.given_inputs])
    if problem.scaling is None or not problem.scaling.x:
        return given
    from xortui.problems.scaling import own_numbers

    return own_numbers(given, problem.scaling.x)


def own_outputs(problem: Problem, outputs: Sequence[float]) -> tuple[float, ...]:
    """Return outputs in the units of the data; nothing where they are learnt in those units already."""
    if problem.scaling is None or not problem.scaling.y:
        return ()
    from xortui.problems.scaling import own_numbers

    return own_numbers(outputs, problem.scaling.y)


def read_point(problem: Problem, text: str) -> tuple[float, ...]:
    """Return the point that a person typed: numbers with blanks or commas between them.

    Raises:
        ValueError: if it is none; the line says what was expected.
    """
    typed = [part for part in _BETWEEN.split(text.strip().replace("−", "-")) if part]
    return read_numbers(problem, typed)


def read_numbers(problem: Problem, typed: Sequence[str]) -> tuple[float, ...]:
    """Return the point whose numbers stand in some texts.

    Raises:
        ValueError: if it is none; the line says what was expected.
    """
    size = problem.given_inputs
    if len(typed) != size:
        raise ValueError(f"expected {size} number{'s' if size > 1 else ''}, {input_names(problem)}, got {len(typed)}")
    found = []
    for part in typed:
        try:
            number = float(part)
        except ValueError:
            raise ValueError(f"expected a number, got {part[:LONGEST_SHOWN]!r}") from None
        if "_" in part or not math.isfinite(number) or abs(number) > LARGEST_VALUE:
            raise ValueError(f"expected finite numbers of at most {LARGEST_VALUE:g}, got {part[:LONGEST_SHOWN]!r}")
        found.append(number)
    return tuple(found)


def input_names(problem: Problem) -> str:
    """Return what the inputs are called, in short."""
    size = problem.given_inputs
    names = problem.names.inputs[:size] or [f"x{number + 1}" for number in range(size)]
    return ", ".join(names) if size <= 4 else f"{names[0]} to {names[-1]}"
