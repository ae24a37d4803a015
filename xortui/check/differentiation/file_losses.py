"""Losses that a file computes itself: single numbers that depend on what is learnt and that no update depends on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xortui.check.differentiation.error_losses import LossOfStep
from xortui.check.differentiation.local_slopes import slopes
from xortui.check.differentiation.numbers_of_step import NumbersOfStep, before
from xortui.check.recognition.chains import Step
from xortui.check.recognition.evaluation import operands, part_of
from xortui.check.tracing.op_numbers import LEAF
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
    depends: dict[int, int] = {root: 1 << number for root, number in number_of.items()}
    used: set[int] = set()
    for node in window:
        bits = 0
        for part in operands(tape, node):
            bits |= depends.get(part, 0)
        if bits:
            depends[node] = bits
            used.update(operands(tape, node))
    blocks = tape.block[step.start : step.end + 2]
    sizes = np.bincount(blocks - blocks.min())
    first = int(blocks.min())
    found = []
    for node in window:
        is_sink = node in depends and node not in used and node not in of_update
        if is_sink and sizes[tape.block[node] - first] == 1:
            found.append(node)
    found.sort(key=lambda node: depends[node].bit_count(), reverse=True)
    least = MIN_SHARE * len(seen.chains)
    return [node for node in found if depends[node].bit_count() >= least][:MAX_LOSSES]


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
        yield LossOfStep("as computed", "the loss that the file computes", gradient, node)
