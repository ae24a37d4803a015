"""Losses of outputs and targets that a step may follow, each by its slope at an output."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from xortui.check.differentiation.local_slopes import slopes
from xortui.check.differentiation.numbers_of_step import NumbersOfStep, before
from xortui.check.recognition.evaluation import Points
from xortui.check.recognition.step_part import StepPart
from xortui.check.tracing.op_numbers import ADD, CONSTANT, LEAF, MUL, SUB
from xortui.check.tracing.tape import Tape

MAX_KINDS_OF_OUTPUTS = 3
"""Places of the file where outputs are computed, that each may have a loss of its own."""


class ErrorLoss(NamedTuple):
    """One loss of an output o and its target t."""

    name: str
    words: str
    slope: Callable[[Points, Points], Points]
    """∂C/∂o."""
    needs_chance: bool = False
    """Whether outputs must lie between 0 and 1."""


ERROR_LOSSES = (
    ErrorLoss("half-squared-error", "½(ŷ − y)²", lambda o, t: o - t),
    ErrorLoss("binary-cross-entropy", "cross-entropy", lambda o, t: (o - t) / (o * (1 - o)), needs_chance=True),
    ErrorLoss("cross-entropy", "cross-entropy over the classes", lambda o, t: -t / o, needs_chance=True),
)
"""The plainest first."""
LossOfKind = tuple[ErrorLoss, Mapping[int, Points]]
"""The loss of one kind of outputs, and root of a parameter → ∂C/∂parameter."""


@dataclass(frozen=True, slots=True)
class LossOfStep:
    """A loss that a step may follow, with its gradient."""

    name: str
    words: str
    gradient: Mapping[int, Points]
    """Root of a parameter → ∂C/∂parameter."""
    line_node: int = 0
    """The node that computes it in the file; 0 if it was made up of outputs and targets."""
    is_partial: bool = False
    """Whether it leaves outputs out, as it may be meant that the errors of some are not passed back."""


def error_losses(tape: Tape, numbers: NumbersOfStep) -> Iterator[LossOfStep]:
    """Yield losses of the outputs and targets of a step: one for all, one for each kind of output, some left out.

    Args:
        tape: where they stand.
        numbers: of the step.
    """
    kinds: dict[int, list[int]] = {}
    for output in numbers.targets:
        kinds.setdefault(int(tape.site[output]), []).append(output)
    if not kinds or len(kinds) > MAX_KINDS_OF_OUTPUTS or not numbers.are_targets_clear:
        return
    nodes = before(numbers.part, numbers.targets)
    own_weights = _weights_of_errors(tape, numbers)
    ways: list[Mapping[int, int]] = [{}]
    if own_weights:
        ways.append(own_weights)
    for weight_of in ways:
        gradients = [_gradients(numbers, nodes, outputs, weight_of) for outputs in kinds.values()]
        for chosen in itertools.product(*gradients):
            yield from _sums(numbers, chosen, is_weighted=bool(weight_of))


def _gradients(
    numbers: NumbersOfStep, nodes: Sequence[int], outputs: list[int], weight_of: Mapping[int, int]
) -> list[LossOfKind]:
    """Return the losses that some outputs may have, each with its gradient.

    Args:
        numbers: of the step.
        nodes: those that all outputs are computed from, in the order of the tape.
        outputs: those of one kind.
        weight_of: output → the number of the data that its error is multiplied with, if any is.
    """
    gradients: list[LossOfKind] = []
    for loss in ERROR_LOSSES:
        seeds = _seeds(numbers, outputs, loss, weight_of)
        if seeds is None:
            continue
        found = slopes(numbers.part, nodes, numbers.evaluated.values, seeds, numbers.depending)
        gradients.append((loss, {root: found[root] for root in numbers.forward.parameters if root in found}))
    return gradients


def _sums(numbers: NumbersOfStep, chosen: Sequence[LossOfKind], *, is_weighted: bool) -> Iterator[LossOfStep]:
    """Yield the sum of the losses of all kinds of outputs, and then those that leave kinds out."""
    weights = _weights_of_kinds(numbers, [gradient for _, gradient in chosen])
    weighted = list(zip(chosen, weights, strict=True))
    for count in range(len(weighted), 0, -1):
        for some in itertools.combinations(weighted, count):
            yield _together(some, is_weighted=is_weighted, is_partial=count < len(weighted))


def _seeds(
    numbers: NumbersOfStep, outputs: list[int], loss: ErrorLoss, weight_of: Mapping[int, int]
) -> dict[int, Points] | None:
    """Return ∂C/∂output of some outputs; None if they can't have this loss."""
    values = numbers.evaluated.values
    seeds = {}
    for output in outputs:
        o = values[output]
        if loss.needs_chance and not bool(((o > 0) & (o < 1)).all()):
            return None
        seeds[output] = loss.slope(o, values[numbers.targets[output]])
        if output in weight_of:
            seeds[output] = seeds[output] * values[weight_of[output]]
    return seeds


def _together(chosen: Sequence[tuple[LossOfKind, float]], *, is_weighted: bool, is_partial: bool) -> LossOfStep:
    """Return the sum of the losses of some kinds of outputs, each with its weight."""
    total: dict[int, Points] = {}
    for (_, gradient), weight in chosen:
        for root, slope in gradient.items():
            share = weight * slope
            total[root] = total[root] + share if root in total else share
    names = dict.fromkeys(loss.name for (loss, _), _ in chosen)
    words = " + ".join(dict.fromkeys(loss.words for (loss, _), _ in chosen))
    if is_weighted:
        words = f"{words}, weighted"
    return LossOfStep(" + ".join(names), words, total, is_partial=is_partial)


def _weights_of_kinds(numbers: NumbersOfStep, gradients: Sequence[Mapping[int, Points]]) -> list[float]:
    """Return how much each kind of output counts, as the parameters that it alone depends on tell."""
    if len(gradients) == 1:
        return [1.0]
    weights = []
    for number, gradient in enumerate(gradients):
        others: set[int] = set().union(*gradients[:number], *gradients[number + 1 :])
        ratios = []
        for root, slope in gradient.items():
            size = float(np.dot(slope, slope))
            if root not in others and np.isfinite(size) and size:
                ratios.append(-float(np.dot(numbers.changes[root], slope)) / size)
        weights.append(float(np.median(ratios)) if ratios else 0.0)
    if any(weight <= 0 for weight in weights):
        return [1.0] * len(gradients)
    return weights


def _weights_of_errors(tape: Tape, numbers: NumbersOfStep) -> dict[int, int]:
    """Return the number of the data that the error of each output is multiplied with, if they differ."""
    found = {}
    for output in numbers.targets:
        factor = next(_factors_of_error(tape, numbers, output), None)
        if factor is not None:
            found[output] = factor
    sizes = {float(tape.value[node]) for node in found.values()}
    return found if len(found) == len(numbers.targets) and len(sizes) > 1 else {}


def _factors_of_error(tape: Tape, numbers: NumbersOfStep, output: int) -> Iterator[int]:
    """Yield the numbers of the data that the error of an output is multiplied with."""
    part = numbers.part
    target_roots = set(numbers.targets.values())
    for error in part.users_of(output):
        if part.op[error] not in (ADD, SUB) or numbers.targets[output] not in _without_signs(numbers, error):
            continue
        for product in part.users_of(error):
            if part.op[product] != MUL:
                continue
            for factor in part.parts[product]:
                if factor != error and factor not in target_roots and _is_data(tape, part, factor):
                    yield factor


def _is_data(tape: Tape, part: StepPart, node: int) -> bool:
    """Say whether a node is a number of the data: neither learnt, nor computed, nor written in the file."""
    if not part.is_root(node) or part.op[node] == CONSTANT or node in part.start:
        return False
    return not (part.op[node] == LEAF and tape.written[node] > 1)


def _without_signs(numbers: NumbersOfStep, error: int) -> set[int]:
    """Return the nodes that an error is the difference of, without their signs."""
    return {numbers.part.unsigned(one)[0] for one in numbers.part.parts[error]}
