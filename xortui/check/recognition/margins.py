"""Networks whose outputs are compared by a margin, t·ŷ < 1, and their losses: max(0, 1 − t·ŷ), or ln(1 + exp(−t·ŷ)).

Nothing is taken off such an output; its target is the number of the data that it is multiplied with where it is
compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import Points, operands
from xortui.check.recognition.forward import Forward, NotRecognisedError
from xortui.check.recognition.recognise import network_towards
from xortui.check.recognition.step_part import StepPart, depending_on
from xortui.check.tracing.op_numbers import COMPARISONS, CONSTANT, EXP, LEAF, MAX, MUL, NEG, SUB
from xortui.check.tracing.tape import Tape

MAX_PRODUCTS = 2_000
"""Products of outputs and targets of one step that are looked at."""


class Margin(NamedTuple):
    """A product of an output and its target that is compared with a number, or that an exponential is taken of."""

    output: int
    target: int
    product: int
    least: float
    """The number: 1 of t·ŷ < 1; 0 if there is none."""


class MarginLoss(NamedTuple):
    """A loss of the margin m = t·ŷ."""

    words: str
    slope: Callable[[Points, float], Points]
    """∂C/∂m of the margin and the least one."""


HINGE_LOSSES = (
    MarginLoss("the hinge loss max(0, {least} − y·ŷ)", lambda margin, least: np.where(margin < least, -1.0, 0.0)),
    MarginLoss(
        "the squared hinge loss max(0, {least} − y·ŷ)²",
        lambda margin, least: np.asarray(np.minimum(0.0, margin - least), float),
    ),
)
LOGISTIC_LOSSES = (
    MarginLoss("the logistic loss ln(1 + exp(−y·ŷ))", lambda margin, _: -1 / (1 + np.exp(margin))),
    MarginLoss("the exponential loss exp(−y·ŷ)", lambda margin, _: -np.exp(-margin)),
)


def margins(tape: Tape, found: Sequence[Chain], step: Step) -> Iterator[tuple[list[Margin], Sequence[MarginLoss]]]:
    """Yield the margins that a step compares with one number, and those that it takes an exponential of.

    With each come the losses that may be meant. A step that compares with several numbers has no margins.

    Args:
        tape: what the program computed.
        found: what is learnt.
        step: which step.
    """
    tape.settle()
    for products, losses in ((_compared_products, HINGE_LOSSES), (_exponents, LOGISTIC_LOSSES)):
        seen = dict(products(tape, step))
        if seen and len(seen) <= MAX_PRODUCTS and len(set(seen.values())) == 1:
            several = _margins(tape, found, step, seen, is_signed=losses is HINGE_LOSSES)
            if several:
                yield several, losses


def _margins(
    tape: Tape, found: Sequence[Chain], step: Step, seen: Mapping[int, float], *, is_signed: bool
) -> list[Margin]:
    """Return the products that are margins.

    Args:
        tape: what the program computed.
        found: what is learnt.
        step: which step.
        seen: product → the number that it is compared with.
        is_signed: whether a sign before a target belongs to it, and not to the exponent that the product is.
    """
    part = StepPart(tape, found, step, list(seen))
    on_parameters = depending_on(part, part.start)
    found_margins: dict[int, Margin] = {}
    for product, least in seen.items():
        left, right = operands(tape, product)
        for output, target in ((left, right), (right, left)):
            is_output = output in on_parameters and output not in part.start and target not in on_parameters
            if is_output and tape.op[target] != CONSTANT:
                known = target if is_signed else _without_sign(tape, target)
                found_margins.setdefault(output, Margin(output, known, product, least))
    return list(found_margins.values())


def network_with_margins(tape: Tape, found: Sequence[Chain], step: Step, compared: Sequence[Margin]) -> Forward:
    """Return the network whose outputs have such margins.

    Raises:
        NotRecognisedError: if there is none.
    """
    if not compared:
        raise NotRecognisedError("no output is compared with its target by a margin")
    pairs = [(one.output, one.target) for one in compared]
    return network_towards(tape, found, step, pairs, [one.product for one in compared])


def _compared_products(tape: Tape, step: Step) -> Iterator[tuple[int, float]]:
    """Yield the products that are compared with a number in a step, where it branches too, and the number."""
    window = np.arange(step.start + 1, min(step.end + 1, tape.length))
    ops = tape.op[window]
    for node in window[np.isin(ops, [*COMPARISONS, MAX])].tolist():
        yield from _in_comparison(tape, *operands(tape, node))
    for guard in tape.guards:
        if step.start < guard.time <= step.end:
            yield from _in_comparison(tape, guard.left, guard.right)


def _exponents(tape: Tape, step: Step) -> Iterator[tuple[int, float]]:
    """Yield the products that exponentials of a step are taken of, with either sign, and 0."""
    window = np.arange(step.start + 1, min(step.end + 1, tape.length))
    for node in window[tape.op[window] == EXP].tolist():
        exponent = _without_sign(tape, operands(tape, node)[0])
        if tape.op[exponent] == MUL:
            yield exponent, 0.0


def _without_sign(tape: Tape, node: int) -> int:
    """Return a number, or that which it is the opposite of."""
    while tape.op[node] == NEG:
        node = operands(tape, node)[0]
    return node


def _in_comparison(tape: Tape, left: int, right: int) -> Iterator[tuple[int, float]]:
    """Yield the product of t·ŷ < 1 with 1, and that of 1 − t·ŷ > 0."""
    for node, number in ((left, right), (right, left)):
        if not _is_number(tape, number):
            continue
        if tape.op[node] == MUL:
            yield node, float(tape.value[number])
        elif tape.op[node] == SUB and tape.value[number] == 0:
            first, second = operands(tape, node)
            if tape.op[second] == MUL and _is_number(tape, first):
                yield second, float(tape.value[first])


def _is_number(tape: Tape, node: int) -> bool:
    """Say whether a node is a number of the formulas."""
    return bool(tape.op[node] == CONSTANT or (tape.op[node] == LEAF and tape.written[node]))
