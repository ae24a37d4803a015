"""The names of inputs, outputs and classes: 'x1 height, x2 weight; classes ash, birch'."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.problems import Problem

MAX_LISTED = 20
"""Names of one kind that are listed; a picture of 784 inputs has no use for more."""


def names_text(problem: Problem, *, classes: bool = True) -> str:
    """Return the names that a problem gives to the numbers of its samples; '' if it gives none.

    Args:
        problem: the problem.
        classes: whether the classes are named, too.
    """
    network = problem.network
    names = problem.names
    inputs = _called([unit.name for unit in network.units[0]], names.inputs)
    outputs = _called(network.targets, names.outputs)
    parts = []
    if inputs or outputs:
        parts.append(", ".join(_few([*inputs, *outputs])))
    if classes and names.classes:
        parts.append(f"classes {', '.join(_few(names.classes))}")
    return "; ".join(parts)


def _called(symbols: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return 'x1 height' for each that has a name of its own."""
    pairs = zip(symbols, names, strict=False)
    return [f"{symbol} {name}" for symbol, name in pairs if name not in ("", symbol)]


def _few(names: Sequence[str]) -> list[str]:
    return [*names] if len(names) <= MAX_LISTED else [*names[:MAX_LISTED], f"… ({len(names)} in all)"]
