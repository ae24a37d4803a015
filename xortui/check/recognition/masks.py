"""Masks that are drawn anew in every step and multiply what units give: dropout."""

from __future__ import annotations

from collections.abc import Iterable, Set

import numpy as np
from numpy.typing import NDArray

from xortui.check.recognition.step_part import StepPart, depending_on
from xortui.check.tracing.op_numbers import DIV, LEAF, MUL
from xortui.check.tracing.tape import Tape

ZERO_AND_ANOTHER = 2
"""How many values a mask has."""


def masks(part: StepPart, parameters: Iterable[int]) -> dict[int, float]:
    """Return the nodes of a step that are masks, with the value at which they let everything through as it is.

    They are made of random numbers alone, and do nothing else than to multiply the values of units.

    Args:
        part: the step.
        parameters: the roots that are learnt.
    """
    on_parameters = depending_on(part, parameters)
    drawn: set[int] = set()
    for site, nodes in _fresh_by_site(part).items():
        if _is_new_in_steps(part.tape, site):
            drawn.update(nodes)
    if not drawn:
        return {}
    of_formulas, made = _made_of(part, drawn)
    found = {node for node in made if not made.issuperset(part.users_of(node))}
    sites = {(int(part.tape.site[node]), part.op[node]) for node in found}
    are_masks = all(_keeps_or_not(part.tape, site, op) for site, op in sites)
    if are_masks and all(_multiplies_values(part, node, made, on_parameters) for node in found):
        return {node: _open(part, node, made, of_formulas) for node in sorted(found)}
    return {}


def _open(part: StepPart, node: int, made: Set[int], of_formulas: Set[int]) -> float:
    """Return the value of a mask at which values stay as they are: keep, where they are divided by it afterwards."""
    sizes: set[float] = set()
    for product in part.users_of(node):
        if product not in made:
            sizes.update(_divisor(part, product, user, of_formulas) for user in part.users_of(product))
    return sizes.pop() if len(sizes) == 1 else 1.0


def _divisor(part: StepPart, product: int, user: int, of_formulas: Set[int]) -> float:
    """Return what a product is divided by in what is computed from it next; 1 if it is something else."""
    parts = part.parts[user]
    if part.op[user] not in (MUL, DIV) or parts[0] == parts[1]:
        return 1.0
    other = parts[1] if parts[0] == product else parts[0]
    if other not in of_formulas or not part.value[other]:
        return 1.0
    if part.op[user] == MUL:
        return 1 / float(part.value[other])
    return float(part.value[other]) if parts[1] == other else 1.0


def _fresh_by_site(part: StepPart) -> dict[int, list[int]]:
    """Return the numbers that were made in the step and are written nowhere, by the place of the file."""
    found: dict[int, list[int]] = {}
    for node in part.roots:
        if part.tape.is_new_since(node, part.step.start):
            found.setdefault(int(part.tape.site[node]), []).append(node)
    return found


def _at_site(tape: Tape, site: int) -> NDArray[np.intp]:
    """Return all that was computed at a place of the file."""
    return np.nonzero(tape.site[: tape.length] == site)[0]


def _is_new_in_steps(tape: Tape, site: int) -> bool:
    """Say whether the numbers that are made at a place of the file are not always the same."""
    made = _at_site(tape, site)
    made = made[tape.op[made] == LEAF]
    size = int(np.sum(tape.block[made] == tape.block[made[0]]))
    rows = tape.value[made[: len(made) // size * size]].reshape(-1, size)
    return len(np.unique(rows, axis=0)) > 1


def _keeps_or_not(tape: Tape, site: int, op: int) -> bool:
    """Say whether what an operation gives at a place of the file is 0 or one positive number, and both at times.

    Where it gives arrays, the positive number may be another for each of them, as layers may keep different shares.
    """
    made = _at_site(tape, site)
    made = made[tape.op[made] == op]
    values = tape.value[made]
    several = np.unique(values)
    if len(several) <= ZERO_AND_ANOTHER or float(several[0]) != 0:
        return len(several) == ZERO_AND_ANOTHER and float(several[0]) == 0
    _, starts, sizes = np.unique(tape.block[made], return_index=True, return_counts=True)
    highest = np.maximum.reduceat(values, starts)
    lowest = np.minimum.reduceat(np.where(values == 0, np.inf, values), starts)
    return bool(np.all(sizes > 1) and np.all((lowest == highest) | (highest == 0)))


def _made_of(part: StepPart, drawn: Set[int]) -> tuple[set[int], set[int]]:
    """Return what is computed of constants alone, and some numbers with what is computed of them and of constants."""
    made = set(drawn)
    of_formulas = {node for node in part.roots if part.is_constant(node) or part.tape.written[node]} - made
    for node in part.operations:
        parts = part.parts[node]
        if of_formulas.issuperset(parts):
            of_formulas.add(node)
        elif all(one in made or one in of_formulas for one in parts):
            made.add(node)
    return of_formulas, made


def _multiplies_values(part: StepPart, node: int, made: Set[int], on_parameters: Set[int]) -> bool:
    """Say whether a number does nothing else than to multiply what is computed from what is learnt."""
    for user in part.users_of(node):
        if user in made:
            continue
        if part.op[user] != MUL:
            return False
        left, right = part.parts[user]
        value = right if left == node else left
        if value not in on_parameters or part.is_root(value):
            return False
    return True
