"""What a person asks a network: a point, whose missing inputs are made as those of the samples are."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from xortui.problems.problem import MAX_VALUE, Problem

_BETWEEN = re.compile(r"[\s,;]+")
_NAMED = re.compile(r"\s*([^=,;]+?)\s*=\s*([^\s=,;]+)[\s,;]*")
"""One input by its name, and its number."""
MAX_SHOWN_LENGTH = 30


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
    """Return the point that a person typed: numbers in their order or each behind a name, as in height = 1.7.

    Raises:
        ValueError: if it is none; the line says what was expected.
    """
    text = text.strip().replace("−", "-")
    if "=" in text:
        return read_numbers(problem, _in_order(problem, text))
    return read_numbers(problem, [part for part in _BETWEEN.split(text) if part])


def _in_order(problem: Problem, text: str) -> list[str]:
    """Return what stands behind each name in a text, in the order of the inputs.

    Raises:
        ValueError: if an input is missing, is given twice, or is none.
    """
    names = _input_names(problem)
    numbers: dict[str, str] = {}
    end = 0
    for found in _NAMED.finditer(text):
        if found.start() != end:
            break
        end = found.end()
        name = _input_meant(problem, found[1])
        if name in numbers:
            raise ValueError(f"{name} is given twice")
        numbers[name] = found[2]
    if end != len(text):
        raise ValueError(f"expected {names[0]} = a number, got {text[end:][:MAX_SHOWN_LENGTH]!r}")
    missing = [name for name in names if name not in numbers]
    if missing:
        raise ValueError(f"expected {input_names(problem)}; {missing[0]} is missing")
    return [numbers[name] for name in names]


def _input_meant(problem: Problem, typed: str) -> str:
    """Return the input that a person means by its name or by x and its number, in small letters or large.

    Raises:
        ValueError: if there is none.
    """
    names = _input_names(problem)
    if typed in names:
        return typed
    alike = [name for name in names if name.casefold() == typed.casefold()]
    if len(alike) == 1:
        return alike[0]
    numbered = [f"x{number}" for number in range(1, len(names) + 1)]
    if typed in numbered:
        return names[numbered.index(typed)]
    raise ValueError(f"expected {input_names(problem)}, got {typed[:MAX_SHOWN_LENGTH]!r}")


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
            raise ValueError(f"expected a number, got {part[:MAX_SHOWN_LENGTH]!r}") from None
        if "_" in part or not math.isfinite(number) or abs(number) > MAX_VALUE:
            raise ValueError(f"expected finite numbers of at most {MAX_VALUE:g}, got {part[:MAX_SHOWN_LENGTH]!r}")
        found.append(number)
    return tuple(found)


def input_names(problem: Problem) -> str:
    """Return what the inputs are called, in short."""
    names = _input_names(problem)
    return ", ".join(names) if len(names) <= 4 else f"{names[0]} to {names[-1]}"


def _input_names(problem: Problem) -> Sequence[str]:
    size = problem.given_inputs
    return problem.names.inputs[:size] or [f"x{number + 1}" for number in range(size)]
