"""What the outputs are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from xortui.check.recognition.step_part import StepPart, depending_on
from xortui.check.tracing.op_numbers import (
    ADD,
    ASKING,
    COMPARISONS,
    CONSTANT,
    DIV,
    LEAF,
    MAX,
    MIN,
    MUL,
    NEG,
    NOT,
    SUB,
    WHERE,
)

_COMPARING = frozenset({ADD, SUB, DIV})


def compared_pairs(
    part: StepPart, parameters: Mapping[int, int], inputs: set[int], frozen: set[int]
) -> list[tuple[int, int]]:
    """Return pairs of a value that only inputs and parameters make, and what is first added to it or taken off it.

    Where there are none, numbers of the file that many cells share are taken for those of formulas, as the α of an ELU.
    Where there are none then, either, they are looked for in sums of products: t·(1 − ŷ) − (1 − t)·ŷ; and in choices
    by a target: 1 − ŷ where t = 1, else −ŷ.
    """
    found = _compared_pairs(part, parameters, inputs, frozen)
    if found:
        return found
    shared = {root for root in part.roots if _is_shared(part, root)}
    found = _compared_pairs(part, parameters, inputs, frozen, shared) if shared else []
    return found or _pairs_in_products(part, parameters, inputs, frozen)


def _is_shared(part: StepPart, root: int) -> bool:
    """Say whether a number is written in the file and goes into several cells of one array."""
    if part.op[root] != LEAF or not part.tape.written[root]:
        return False
    sites = [int(part.tape.site[user]) for user in part.users_of(root)]
    return len(set(sites)) < len(sites)


def _compared_pairs(
    part: StepPart, parameters: Mapping[int, int], inputs: set[int], frozen: set[int], shared: Set[int] = frozenset()
) -> list[tuple[int, int]]:
    known = parameters.keys() | inputs | frozen | shared
    others = {root for root in part.roots if root not in known and _may_be_target(part, root)}
    on_others = depending_on(part, others)
    on_parameters = depending_on(part, {*parameters, *frozen})
    chosen = _chosen_by_data(part, on_parameters)
    pairs: list[tuple[int, int]] = []
    totals: set[tuple[int, int]] = set()
    for node in part.operations:
        op = part.op[node]
        if op not in _COMPARING:
            continue
        left, right = part.parts[node]
        if op == DIV:
            if (
                left in on_others
                and left not in on_parameters
                and _is_value(right, on_parameters, on_others, parameters)
            ):
                pairs.append((right, left))
            continue
        for value, other in ((left, right), (right, left)):
            if not _is_value(value, on_parameters, on_others, parameters):
                continue
            is_other = other in on_others and other not in on_parameters
            is_other = is_other or (op == SUB and (other in inputs or other in chosen))
            if is_other and not (op == ADD and part.is_start(other)) and not _goes_on(part, node, other):
                pairs.append((value, other))
                if op == ADD and part.is_root(other) and part.value[other] == 0:
                    totals.add((value, other))
    # A running total begins with 0 and so does many a bias; but nothing is learnt from a target through a total.
    return _with_data(part, [pair for pair in pairs if pair not in totals] or pairs)


def _with_data(part: StepPart, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return those pairs in which a value is compared with data, if each value is in one; else all.

    The others are of formulas: the Jacobian of softmax is made of the identity matrix less ŷ.
    """
    with_data = [(value, other) for value, other in pairs if not part.is_constant(other)]
    has_data = {output_of(part, value) for value, _ in with_data}
    return with_data if all(output_of(part, value) in has_data for value, _ in pairs) else pairs


def _pairs_in_products(
    part: StepPart, parameters: Mapping[int, int], inputs: set[int], frozen: set[int]
) -> list[tuple[int, int]]:
    """Return pairs of an output and a target whose product is added to something else that is made of them alone."""
    known = parameters.keys() | inputs | frozen
    others = {root for root in part.roots if root not in known and _may_be_target(part, root)}
    on_others = depending_on(part, others)
    on_parameters = depending_on(part, {*parameters, *frozen})
    only_others = on_others - on_parameters
    products: dict[int, tuple[int, int]] = {}
    """What is made of a product → its output and target."""
    pairs: dict[tuple[int, int], None] = {}
    for node in part.operations:
        op = part.op[node]
        parts = part.parts[node]
        if op == NEG and parts[0] in products:
            products[node] = products[parts[0]]
        elif op == MUL:
            for value, other in (parts, parts[::-1]):
                if other in only_others and _is_value(value, on_parameters, on_others, parameters):
                    products[node] = (_output_in(part, value), target_in(part, other))
        elif op == WHERE and parts[0] in only_others:
            target = target_asked(part, parts[0])
            chosen = [one for one in parts[1:] if _is_value(one, on_parameters, on_others, parameters)]
            outputs = {_output_in(part, one) for one in chosen}
            if target in only_others and len(chosen) == len(outputs) + 1:
                pairs[outputs.pop(), target] = None
        elif op in (ADD, SUB):
            for one, rest in (parts, parts[::-1]):
                if one not in products:
                    continue
                output, target = products[one]
                is_product = products.get(rest) == (output, target)
                is_target = rest in only_others and target_in(part, rest) == target
                is_output = _is_value(rest, on_parameters, on_others, parameters) and _output_in(part, rest) == output
                if is_product or is_target or is_output:
                    products[node] = (output, target)
                    pairs[output, target] = None
    return list(pairs)


def target_asked(part: StepPart, condition: int) -> int:
    """Return the target that a condition asks for, as t = 1 does; the condition itself if it is none of one number."""
    parts = part.parts[condition]
    numbers = {one for one in parts if part.is_constant(one) or part.is_factor(one) or part.is_written_always(one)}
    asked = [one for one in parts if one not in numbers]
    if part.op[condition] == NOT and asked:
        return target_asked(part, asked[0])
    return asked[0] if part.op[condition] in ASKING and len(asked) == 1 else condition


def _output_in(part: StepPart, value: int) -> int:
    """Return the output that a factor of a product is: ŷ of ŷ − 1, of 1 − ŷ, or of 0 − ŷ."""
    if part.op[value] == SUB:
        left, right = part.parts[value]
        if part.is_constant(right) and part.value[right] in (0, 1):
            value = left
        elif part.is_constant(left) and part.value[left] == 0:
            value = right
    return output_of(part, value)


def targets_of_inputs(part: StepPart, parameters: Mapping[int, int], inputs: set[int], frozen: set[int]) -> list[int]:
    """Return what a step computes of its inputs alone and takes off a value: t = sin(x), made beside the call.

    Args:
        part: the step.
        parameters: the roots that are learnt.
        inputs: the roots that are inputs.
        frozen: the roots that are taken for biases that never move.
    """
    on_learnt = depending_on(part, {*parameters, *frozen})
    on_others = depending_on(part, {root for root in part.roots if root not in inputs and _may_be_target(part, root)})
    of_inputs = depending_on(part, inputs) - on_learnt - on_others - inputs
    found: dict[int, None] = {}
    for node in part.operations:
        if part.op[node] == SUB:
            left, right = part.parts[node]
            for value, other in ((left, right), (right, left)):
                if other in of_inputs and value in on_learnt and value not in parameters:
                    found[other] = None
    return list(found)


def are_totals(part: StepPart, compared: Iterable[tuple[int, int]]) -> bool:
    """Say whether values are compared with nothing but zeros, to which they may be added as to a running total."""
    return all(part.is_root(other) and part.value[other] == 0 for _, other in compared)


def constant_pairs(part: StepPart, parameters: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return pairs of a value that inputs and parameters make, and the constant that is taken off it."""
    on_parameters = depending_on(part, parameters)
    pairs = []
    for node in part.operations:
        if part.op[node] != SUB:
            continue
        value, constant = part.parts[node]
        if value in on_parameters and value not in parameters and part.op[constant] == CONSTANT:
            pairs.append((value, constant))
    return pairs


def _chosen_by_data(part: StepPart, on_parameters: set[int]) -> set[int]:
    """Return the numbers that are made by comparing numbers of the data: 1 where x > 0.5 and else 0."""
    comparisons = [one for one in part.operations if part.op[one] in COMPARISONS and one not in on_parameters]
    return depending_on(part, comparisons) - on_parameters if comparisons else set()


def _goes_on(part: StepPart, node: int, other: int) -> bool:
    """Say whether a sum goes on from what the same line has left of earlier steps: a velocity, or a sum of squares."""
    while not part.is_root(other):
        moving = [one for one in part.parts[other] if not part.is_constant(one) and not part.is_factor(one)]
        if part.op[other] not in (MUL, NEG) or len(moving) != 1:
            return False
        other = moving[0]
    return bool(part.op[other] != LEAF and part.tape.site[other] == part.tape.site[node])


def _may_be_target(part: StepPart, root: int) -> bool:
    """Say whether a root is data, and not a number of the formulas."""
    if root in part.masks or root in part.fixed_masks:
        return False
    if part.op[root] == LEAF and part.tape.made_at(root) > part.step.start:
        return True
    is_of_formula = part.is_constant(root) or part.is_factor(root)
    return not is_of_formula and not (part.is_start(root) and part.is_only_added(root))


def _is_value(node: int, on_parameters: set[int], on_others: set[int], parameters: Mapping[int, int]) -> bool:
    return node in on_parameters and node not in on_others and node not in parameters


def output_of(part: StepPart, node: int) -> int:
    """Return the output that a compared value is: ŷ of 1 − ŷ, −ŷ or a ŷ kept from 0 and 1."""
    while not part.is_root(node):
        op = part.op[node]
        parts = part.parts[node]
        values = [float(part.value[one]) for one in parts]
        constants = [part.is_constant(one) for one in parts]
        if op == NEG:
            node = parts[0]
        elif op == MUL and any(one and value == -1 for one, value in zip(constants, values, strict=True)):
            node = parts[0] if values[1] == -1 and constants[1] else parts[1]
        elif op == SUB and constants[0] and values[0] == 1:
            node = parts[1]
        elif op in (ADD, SUB) and constants[1] and abs(values[1]) < 1e-3:
            node = parts[0]
        elif op in (MAX, MIN) and any(constants):
            limit = values[constants.index(True)]
            if limit == 0 or min(abs(limit), abs(1 - limit)) > 1e-2:
                return node
            node = parts[constants.index(False)]
        else:
            return node
    return node


def own_targets(outputs: Mapping[int, int], targets_of: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Return the target of each of a unit's outputs that are all compared with all targets; nothing if they are not.

    Of (n,) and (n, 1) the difference is (n, n).
    """
    everything = {frozenset(targets_of.get(node, ())) for node in outputs.values()}
    targets = sorted(next(iter(everything)))
    if len(outputs) < 2 or len(everything) > 1 or len(targets) != len(outputs):
        return {}
    return {outputs[sample]: target for sample, target in zip(sorted(outputs), targets, strict=True)}


def first_comparison(part: StepPart, compared: Iterable[tuple[int, int]], own: Mapping[int, int]) -> int:
    """Return the first node in which an output is compared with another's target."""
    pairs = {frozenset(pair) for pair in compared if own.get(pair[0], pair[1]) != pair[1]}
    return next(node for node in part.operations if frozenset(part.parts[node]) in pairs)


def target_in(part: StepPart, node: int) -> int:
    """Return the target in what an output is compared with: t of 1 − t, or of −t."""
    while not part.is_root(node):
        parts = part.parts[node]
        op = part.op[node]
        if op == NEG:
            node = parts[0]
        elif op == SUB and part.is_constant(parts[0]):
            node = parts[1]
        else:
            return node
    return node
