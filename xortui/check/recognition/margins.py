"""Networks whose outputs are compared by a margin, t·ŷ < 1, and their hinge losses: max(0, 1 − t·ŷ), or its square.

Nothing is taken off such an output; its target is the number of the data that it is multiplied with where it is
compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import Points, operands
from xortui.check.recognition.forward import Forward, NotRecognisedError
from xortui.check.recognition.recognise import network_towards
from xortui.check.recognition.step_part import StepPart, depending_on
from xortui.check.tracing.op_numbers import COMPARISONS, CONSTANT, LEAF, MAX, MUL, SUB
from xortui.check.tracing.tape import Tape

MAX_PRODUCTS = 2_000
"""Products of outputs and targets of one step that are looked at."""


class Margin(NamedTuple):
    """A product of an output and its target that is compared with a number."""

    output: int
    target: int
    product: int
    least: float
    """The number: 1 of t·ŷ < 1."""


class MarginLoss(NamedTuple):
    """A loss of the margin m = t·ŷ."""

    words: str
    slope: Callable[[Points, float], Points]
    """∂C/∂m of the margin and the least one."""


MARGIN_LOSSES = (
    MarginLoss("the hinge loss max(0, {least} − y·ŷ)", lambda margin, least: np.where(margin < least, -1.0, 0.0)),
    MarginLoss(
        "the squared hinge loss max(0, {least} − y·ŷ)²",
        lambda margin, least: np.asarray(np.minimum(0.0, margin - least), float),
    ),
)


def margins(tape: Tape, found: Sequence[Chain], step: Step) -> list[Margin]:
    """Return the margins that a step compares with one number; none if it compares none, or with several numbers.

    Args:
        tape: what the program computed.
        found: what is learnt.
        step: which step.
    """
    tape.settle()
    seen = dict(_compared_products(tape, step))
    if not seen or len(seen) > MAX_PRODUCTS or len(set(seen.values())) > 1:
        return []
    part = StepPart(tape, found, step, list(seen))
    on_parameters = depending_on(part, part.start)
    found_margins: dict[int, Margin] = {}
    for product, least in seen.items():
        left, right = operands(tape, product)
        for output, target in ((left, right), (right, left)):
            is_output = output in on_parameters and output not in part.start and target not in on_parameters
            if is_output and tape.op[target] != CONSTANT:
                found_margins.setdefault(output, Margin(output, target, product, least))
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
