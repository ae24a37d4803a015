"""Weights that no step adds to: of a layer that is never updated, or overwritten."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Set

import numpy as np

from xortui.check.recognition.chains import MAX_HOPS
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.forward import NotRecognisedError
from xortui.check.recognition.step_part import StepPart, depending_on
from xortui.check.recognition.successors import a_step_later
from xortui.check.tracing.op_numbers import ADD, CONSTANT, MUL, SUB
from xortui.check.tracing.tape import OPERANDS, Tape

MAX_AFTER = 5_000
"""Nodes after a step in which something may still be put in the place of a weight."""


def replaced_weights(part: StepPart, still: Iterable[int]) -> dict[int, int]:
    """Return the weights that a step puts others in the place of, without adding to them, with the new ones.

    Raises:
        NotRecognisedError: if it adds to one of them.
    """
    after = range(part.step.start + 1, min(part.step.end + MAX_AFTER, part.tape.length))
    in_sums = _in_sums_of_one_call(part.tape, after)
    # One to which 0 is added is as it was.
    computed = sorted(root for root in still if OPERANDS[part.op[root]] and root not in in_sums)
    if not computed:
        return {}
    last = part.step.end + MAX_AFTER
    later = a_step_later(part.tape, part.step, computed)
    found = {root: node for root, node in later.items() if part.step.start < node < last}
    found = {root: node for root, node in found.items() if not _moves_by_a_number(part.tape, node, root)}
    if any(added_to(part.tape, node, {root}) for root, node in found.items()):
        raise NotRecognisedError("numbers are added to in each step, and how they are learnt is not understood")
    return found


def _in_sums_of_one_call(tape: Tape, nodes: range) -> set[int]:
    """Return what some nodes are made of that was made in the same call at the same place: X.T @ δ adds up."""
    site = tape.site[: tape.length]
    is_first = np.ones(tape.length, bool)
    is_first[1:] = site[1:] != site[:-1]
    call_begins = np.maximum.accumulate(np.where(is_first, np.arange(tape.length), 0))[nodes.start : nodes.stop]
    found: set[int] = set()
    for parts in (tape.a[nodes.start : nodes.stop], tape.b[nodes.start : nodes.stop]):
        found.update(parts[parts >= call_begins].tolist())
    return found


def _moves_by_a_number(tape: Tape, node: int, root: int) -> bool:
    """Say whether a new value is the old one plus or minus a number that no step computes: b −= 0.1."""
    parts = operands(tape, node)
    return (
        tape.op[node] in (ADD, SUB)
        and root in parts
        and not any(OPERANDS[tape.op[one]] for one in parts if one != root)
    )


def added_to(tape: Tape, node: int, numbers: Container[int]) -> int:
    """Return the one of some numbers that a node is made of by adding to it, or subtracting; 0 if it is not.

    Args:
        tape: where they stand.
        node: the new value of something.
        numbers: those that it may be made of.
    """
    waiting = [node]
    for _ in range(MAX_HOPS):
        further: list[int] = []
        for one in waiting:
            if tape.op[one] in (ADD, SUB):
                further += operands(tape, one)[: 2 if tape.op[one] == ADD else 1]
        for one in further:
            if one in numbers:
                return one
        waiting = further
    return 0


def still_weights(part: StepPart, parameters: Mapping[int, int], inputs: set[int]) -> set[int]:
    """Return the roots that are weights though no step adds to them: of a layer that is never updated, or overwritten.

    They are added up like the products of the weights that are learnt, on the same side of each product, or were made
    in the same place as these; above the first layer, they are multiplied with what weights have made.
    """
    products = part.products_in_sums
    factors = {factor for product in products for factor in product}
    sides = _sides(part, parameters)
    found: set[int] = set()
    made = parameters.keys() | inputs
    others = (node for node in part.roots if node not in made and node not in factors)
    on_others = depending_on(part, [node for node in others if not part.is_constant(node) and not part.is_start(node)])
    on_parameters = depending_on(part, parameters)
    values = {node for node in factors if _may_be_weight(part, node) and node not in parameters}
    weights = {node for node in values - inputs if not _is_part_of_error(part, node)}
    above = {node for node in factors if node in on_parameters and node not in on_others and not part.is_root(node)}
    for left, right in products:
        for slot, (weight, value) in enumerate(((left, right), (right, left))):
            is_first = value in values and sides == {slot}
            is_beside = value in inputs and int(part.tape.site[weight]) in part.first_sites
            if weight in weights and (is_first or is_beside or value in above):
                found.add(weight)
    return found | _weights_of_constants(part, weights, found)


def _weights_of_constants(part: StepPart, weights: Set[int], found: Iterable[int]) -> set[int]:
    """Return the weights of a constant that stands beside the inputs: those that were made together with others.

    Args:
        part: the step.
        weights: the roots that may be weights.
        found: those that are.
    """
    made_together = {int(part.tape.block[weight]) for weight in found}
    candidates = {weight for weight in weights if int(part.tape.block[weight]) in made_together}
    constants: set[int] = set()
    for left, right in part.products_in_sums if candidates else ():
        for weight, value in ((left, right), (right, left)):
            if weight in candidates and part.is_constant(value):
                constants.add(weight)
    return constants


def _may_be_weight(part: StepPart, node: int) -> bool:
    is_mask = node in part.masks or node in part.fixed_masks
    is_data = node in part.behind_inputs
    return part.is_root(node) and not (is_mask or is_data or part.is_constant(node) or is_counted(part.tape, node))


def _is_part_of_error(part: StepPart, root: int) -> bool:
    """Say whether a number is taken off 1, or something made of itself off it: t of (1 − t)·ŷ, or of t − t·ŷ."""
    for user in part.users_of(root):
        if part.op[user] not in (ADD, SUB):
            continue
        left, right = part.parts[user]
        if part.op[user] == SUB and right == root and part.is_constant(left) and part.value[left] == 1:
            return True
        rest = right if left == root else left
        own, _ = part.unsigned(rest)
        if part.op[own] == MUL and root in part.parts[own]:
            return True
    return False


def is_counted(tape: Tape, root: int) -> bool:
    """Say whether a number is a count: whole, and the sum of a number and a constant, as t + 1 is."""
    # A weight may be made as (b − a)·random() + a.
    if tape.op[root] != ADD or not float(tape.value[root]).is_integer():
        return False
    return any(tape.op[one] == CONSTANT for one in operands(tape, root))


def _sides(part: StepPart, roots: Container[int]) -> set[int]:
    """Return whether numbers stand on the left (0) or on the right (1) of the products they are in."""
    sides = set()
    for left, right in part.products_in_sums:
        if left in roots and (part.is_root(right) or part.op[right] != MUL):
            sides.add(0)
        if right in roots and right != left and (part.is_root(left) or part.op[left] != MUL):
            sides.add(1)
    return sides
