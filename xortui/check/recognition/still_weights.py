"""Weights that no step adds to: of a layer that is never updated, or overwritten."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

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
    in_sums = _in_sums_of_one_site(part.tape, after)
    # One to which 0 is added is as it was.
    computed = sorted(root for root in still if OPERANDS[part.op[root]] and root not in in_sums)
    if not computed:
        return {}
    last = part.step.end + MAX_AFTER
    later = a_step_later(part.tape, part.step, computed)
    found = {root: node for root, node in later.items() if part.step.start < node < last}
    if any(added_to(part.tape, node, {root}) for root, node in found.items()):
        raise NotRecognisedError("numbers are added to in each step, and how they are learnt is not understood")
    return found


def _in_sums_of_one_site(tape: Tape, nodes: range) -> set[int]:
    """Return what some nodes are made of that was made at the same place of the file: X.T @ δ adds up."""
    site = tape.site[: tape.length]
    found: set[int] = set()
    for parts in (tape.a[nodes.start : nodes.stop], tape.b[nodes.start : nodes.stop]):
        is_same = site[parts] == site[nodes.start : nodes.stop]
        found.update(parts[is_same].tolist())
    return found


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

    They are added up like the products of the weights that are learnt, on the same side of each product; above the
    first layer, they are multiplied with what weights have made.
    """
    sides = {slot for root in parameters for slot in _sides(part, root)}
    found: set[int] = set()
    made = set(parameters) | inputs
    on_others = depending_on(
        part,
        {
            node
            for node in part.roots
            if node not in made
            and not part.is_constant(node)
            and not part.is_start(node)
            and not _is_added_up(part, node)
        },
    )
    on_parameters = depending_on(part, parameters)
    for node in part.operations:
        if part.op[node] != MUL or not _is_in_sum(part, node):
            continue
        left, right = part.parts[node]
        for slot, (weight, value) in enumerate(((left, right), (right, left))):
            if not _may_be_weight(part, weight, parameters, inputs):
                continue
            is_above = value in on_parameters and value not in on_others and not part.is_root(value)
            is_first = _may_be_weight(part, value, parameters, set()) and slot in sides and len(sides) == 1
            if is_above or is_first:
                found.add(weight)
    return found | _weights_of_constants(part, parameters, inputs, found)


def _weights_of_constants(part: StepPart, parameters: Mapping[int, int], inputs: set[int], found: set[int]) -> set[int]:
    """Return the weights of a constant that stands beside the inputs: those that were made together with others."""
    made_together = {int(part.tape.block[weight]) for weight in found}
    constants: set[int] = set()
    for node in part.operations:
        if part.op[node] != MUL or not _is_in_sum(part, node):
            continue
        left, right = part.parts[node]
        for weight, value in ((left, right), (right, left)):
            is_weight = part.is_constant(value) and _may_be_weight(part, weight, parameters, inputs)
            if is_weight and int(part.tape.block[weight]) in made_together:
                constants.add(weight)
    return constants


def _may_be_weight(part: StepPart, node: int, parameters: Mapping[int, int], inputs: set[int]) -> bool:
    is_mask = node in part.masks or node in part.fixed_masks
    is_data = node in part.behind_inputs
    if not part.is_root(node) or is_mask or is_data or part.is_constant(node) or is_counted(part.tape, node):
        return False
    return node not in parameters and node not in inputs


def is_counted(tape: Tape, root: int) -> bool:
    """Say whether a number has been counted, one after the other: t + 1."""
    return bool(tape.op[root] == ADD) and any(tape.op[one] == CONSTANT for one in operands(tape, root))


def _sides(part: StepPart, root: int) -> set[int]:
    """Return whether a number stands on the left (0) or on the right (1) of the products it is in."""
    sides = set()
    for user in part.users_of(root):
        if part.op[user] == MUL and _is_in_sum(part, user):
            left, right = part.parts[user]
            other = right if left == root else left
            if part.is_root(other) or part.op[other] != MUL:
                sides.add(0 if left == root else 1)
    return sides


def _is_in_sum(part: StepPart, product: int) -> bool:
    """Say whether a product is added to others."""
    return any(part.op[user] == ADD for user in part.users_of(product))


def _is_added_up(part: StepPart, root: int) -> bool:
    return any(part.op[user] == MUL and _is_in_sum(part, user) for user in part.users_of(root))
