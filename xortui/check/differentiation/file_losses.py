"""Losses that a file computes itself: single numbers that depend on what is learnt and that no update depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from xortui.check.differentiation.error_losses import LossOfStep
from xortui.check.differentiation.local_slopes import slopes
from xortui.check.differentiation.numbers_of_step import NumbersOfStep, before
from xortui.check.recognition.chains import Step
from xortui.check.recognition.evaluation import operands, part_of
from xortui.check.tracing.op_numbers import LEAF, SUB
from xortui.check.tracing.tape import Tape
from xortui.check.watching import WatchedRun

MAX_LOSSES = 4
"""Numbers of one step that are tried: those that depend on most of what is learnt."""
MAX_STEP = 60_000
"""Nodes of a step that is looked through."""
MIN_SHARE = 0.9
"""Of the numbers that are learnt: a loss depends on this share of them at least."""


def computed_losses(seen: WatchedRun, step: Step) -> list[int]:
    """Return the nodes of a step that may be its loss.

    Args:
        seen: the training.
        step: the step.
    """
    tape = seen.trace.tape
    if step.end - step.start > MAX_STEP:
        return []
    tape.settle()
    number_of = {chain.at(step.start): number for number, chain in enumerate(seen.chains)}
    ends = [chain.at(step.end) for chain in seen.chains]
    of_update = set(part_of(tape, [end for end in ends if end > step.start], since=step.start))
    window = range(step.start + 1, min(step.end + 1, tape.length))
    depends, used = _dependence(tape, number_of, window)
    blocks = tape.block[step.start : step.end + 2]
    first = int(blocks.min())
    sizes = np.bincount(blocks - first)
    found = []
    for node in window:
        is_sink = node in depends and node not in used and node not in of_update
        if is_sink and not _is_error(tape, node, depends) and sizes[tape.block[node] - first] == 1:
            found.append(node)
    found.sort(key=lambda node: depends[node].bit_count(), reverse=True)
    least = MIN_SHARE * len(seen.chains)
    return [node for node in found if depends[node].bit_count() >= least][:MAX_LOSSES]


def before_the_first(seen: WatchedRun) -> list[Step]:
    """Return the step before those that were seen whole, if there is one: many a loss is printed in that alone."""
    start = max(chain.versions[0] for chain in seen.chains)
    end = seen.steps[0].start
    return [Step(start, end)] if start < end else []


def _is_error(tape: Tape, node: int, depends: Mapping[int, int]) -> bool:
    """Say whether a number is the error of an output, t − y, that no update reads: nobody means to lower that."""
    return bool(tape.op[node] == SUB) and not all(part in depends for part in operands(tape, node))


def _dependence(tape: Tape, number_of: Mapping[int, int], window: range) -> tuple[dict[int, int], set[int]]:
    """Return what nodes depend on, and the nodes that others which depend on something are computed from.

    Args:
        tape: what the program computed.
        number_of: the node of what is learnt, at the start of the step → its number.
        window: the nodes of the step.

    Returns:
        Node → a bit for the number of each value that is learnt and that it depends on; and those nodes.
    """
    depends = {root: 1 << number for root, number in number_of.items()}
    used: set[int] = set()
    for node in window:
        bits = 0
        for part in operands(tape, node):
            bits |= depends.get(part, 0)
        if bits:
            depends[node] = bits
            used.update(operands(tape, node))
    return depends, used


def file_losses(seen: WatchedRun, numbers: NumbersOfStep, losses: list[int]) -> Iterator[LossOfStep]:
    """Yield the losses that a step computes, with their gradients.

    Args:
        seen: the training.
        numbers: of the step.
        losses: the nodes that may be its loss.
    """
    tape = seen.trace.tape
    values = numbers.evaluated.values
    for node in losses:
        if tape.op[node] <= LEAF or node not in values:
            continue
        one = np.ones(numbers.evaluated.count)
        found = slopes(numbers.part, before(numbers.part, [node]), values, {node: one}, numbers.depending)
        gradient = {root: found[root] for root in numbers.forward.parameters if root in found}
        yield LossOfStep(name="as computed", words="the loss that the file computes", gradient=gradient, line_node=node)
