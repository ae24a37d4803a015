"""Masks that are the same in every step and multiply weights: of units that see a part of the layer below only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from xortui.check.recognition.chains import Chain
from xortui.check.recognition.step_part import StepPart
from xortui.check.tracing.op_numbers import CONSTANT, MUL
from xortui.check.tracing.tape import Tape

MIN_NUMBERS = 2
"""Weights that are multiplied with a mask, at least."""


def fixed_masks(part: StepPart) -> frozenset[int]:
    """Return the numbers of masks by which weights are multiplied before a value is: x·(w·m).

    The products of weights with inputs are added up; those with a mask are multiplied with inputs first.

    Args:
        part: the step.
    """
    products_of: dict[int, list[int]] = {}
    for root in part.start:
        for user in part.users_of(root):
            if part.op[user] != MUL:
                continue
            for other in part.parts[user]:
                if other != root and _was_there_before_steps(part, other):
                    products_of.setdefault(other, []).append(user)
    found = set()
    weights = 0
    for node, products in products_of.items():
        if all(_is_multiplied_with_values(part, product) for product in products):
            found.add(node)
            weights += len(products)
    return frozenset(found) if weights >= MIN_NUMBERS else frozenset()


def absent_weights(
    tape: Tape, found: Sequence[Chain], parameters: Mapping[int, int], layers: Iterable[Collection[int]]
) -> frozenset[int]:
    """Return the weights that are 0 in all steps, where others of their layer were not at the start: a mask's.

    Args:
        tape: what the program computed.
        found: what is learnt.
        parameters: root → the number of its chain; −1 for one that never moves.
        layers: the roots of the weights of each layer.
    """
    absent: set[int] = set()
    for roots in layers:
        versions_of = {root: _versions(found, parameters[root], root) for root in roots}
        silent = {root for root, versions in versions_of.items() if not tape.value[list(versions)].any()}
        if any(tape.value[versions_of[root][0]] and parameters[root] >= 0 for root in versions_of.keys() - silent):
            absent |= silent
    return frozenset(absent)


def _versions(found: Sequence[Chain], number: int, root: int) -> tuple[int, ...]:
    return found[number].versions if number >= 0 else (root,)


def _was_there_before_steps(part: StepPart, node: int) -> bool:
    """Say whether a number that nothing is learnt in was there before the first step."""
    is_data = part.is_root(node) and part.op[node] != CONSTANT and node not in part.start
    return is_data and node < part.first_update


def _is_multiplied_with_values(part: StepPart, product: int) -> bool:
    """Say whether a number is only multiplied with others, which are no numbers of the formulas."""
    users = part.users_of(product)
    for user in users:
        others = [one for one in part.parts[user] if one != product]
        if part.op[user] != MUL or not others:
            return False
        for one in others:
            if part.is_root(one) and (part.is_written_always(one) or part.is_constant(one)):
                return False
    return bool(users)
