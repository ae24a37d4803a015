"""Probabilities that are divided by the number of samples before targets are taken off: p/n − t/n is (p − t)/n."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from xortui.check.recognition.step_part import StepPart
from xortui.check.tracing.op_numbers import ADD, DIV, EXP, MUL, SUB

SAME = 1e-12
"""How far two numbers may be from each other and be one, in parts of them."""


class WholeOutputs(NamedTuple):
    """What is compared, with the probabilities as they were before they were divided."""

    compared: list[tuple[int, int]]
    """Pairs of an output and what it is compared with."""
    share: float = 1.0
    """What the outputs are multiplied with and the targets are not; 1 if both are."""
    label: float = 1.0
    """What a target is where 1 is meant."""


def whole_outputs(part: StepPart, compared: Sequence[tuple[int, int]]) -> WholeOutputs | None:
    """Return what is compared, if every output is one share of a probability, and else None.

    Args:
        part: the step.
        compared: pairs of an output and what it is compared with.
    """
    found = [_share(part, value) for value, _ in compared]
    shares = [one for one in found if one is not None and _is_probability(part, one[0])]
    share = shares[0][1] if shares else 1.0
    is_one = all(_is_same(own, share) for _, own in shares)
    if len(shares) < len(compared) or not is_one or not 0 < share < 1:
        return None
    outputs = [output for output, _ in shares]
    pairs = [(output, other) for output, (_, other) in zip(outputs, compared, strict=True)]
    targets = [_share(part, other) for _, other in compared]
    whole = [one[0] for one in targets if one is not None and _is_same(one[1], share)]
    if len(whole) == len(pairs):
        return WholeOutputs(list(zip(outputs, whole, strict=True)))
    values = {float(part.value[other]) for _, other in compared}
    if any(values) and all(not value or _is_same(value, share) for value in values):
        return WholeOutputs(pairs, label=share)
    are_classes = values <= {0.0, 1.0} and not any(_is_logistic(part, output) for output in outputs)
    return WholeOutputs(pairs, share=share) if are_classes else None


def _share(part: StepPart, node: int) -> tuple[int, float] | None:
    """Return what a node is a share of, and the share: of q/n that is q, and 1/n; None if it is no share."""
    if part.is_root(node) or part.op[node] not in (DIV, MUL):
        return None
    left, right = part.parts[node]
    if part.op[node] == DIV:
        return (left, 1 / float(part.value[right])) if _is_number(part, right) and part.value[right] else None
    for one, other in ((left, right), (right, left)):
        if _is_number(part, other):
            return one, float(part.value[other])
    return None


def _is_number(part: StepPart, node: int) -> bool:
    """Say whether a node is a number of the formulas."""
    return part.is_root(node) and (part.is_constant(node) or part.is_factor(node) or part.is_written_always(node))


def _is_probability(part: StepPart, node: int) -> bool:
    """Say whether a node is exp(z) through a sum of such, or 1 through 1 + exp(−z)."""
    is_quotient = not part.is_root(node) and part.op[node] == DIV
    return is_quotient and any(part.op[one] == EXP for one in _added_up(part, part.parts[node][1]))


def _is_logistic(part: StepPart, probability: int) -> bool:
    """Say whether a probability is 1 through 1 + exp(−z), of one output alone."""
    return any(part.is_root(one) and part.value[one] == 1 for one in _added_up(part, part.parts[probability][1]))


def _added_up(part: StepPart, node: int) -> Iterator[int]:
    """Yield what a sum is made of."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if not part.is_root(one) and part.op[one] in (ADD, SUB):
            waiting.extend(part.parts[one])
        else:
            yield one


def _is_same(first: float, second: float) -> bool:
    """Say whether two numbers are one, but for rounding."""
    return bool(np.isclose(first, second, rtol=SAME, atol=0.0))
