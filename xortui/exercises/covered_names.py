"""The names that are covered where a page shows a whole step: what is asked for, and all that is computed from it."""

from __future__ import annotations

from collections.abc import Iterable

from xortui.core.program import Program


def names_covered(program: Program, asked: Iterable[str]) -> frozenset[str]:
    """Return the names of a step's values that give some values away: these, and all that is computed from them.

    Where a page shows a whole step, and not only what came before, these are to be left out. A product gives a factor
    away beside the other factors, and so does whatever is made of that product. A parameter among them is the new
    value, after its update: the pass has read the old one.

    Args:
        program: what every step runs.
        asked: names of values that the program computes.

    Raises:
        KeyError: if the program computes no such value.
    """
    found = set()
    for name in asked:
        found.add(program.by_target[name].target)
    for operation in program.operations:
        if not found.isdisjoint(operation.reads):
            found.add(operation.target)
    return frozenset(found)
