"""Weights that a step looks ahead with, as Nesterov's does: its network has w + μ·v in the place of w."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from typing import NamedTuple

import numpy as np

from xortui.check.recognition.evaluation import operands
from xortui.check.tracing.op_numbers import ADD, CONSTANT, LEAF, MUL, OPAQUE, SUB
from xortui.check.tracing.tape import Tape

MIN_WEIGHTS = 3
"""Weights that a network has, at least, for its steps to be taken for ones that look ahead."""
MIN_REACHED = 2
"""Numbers that are learnt on whose new values a weight of the network acts, at least."""


class Ahead(NamedTuple):
    """What may stand for a weight a step ahead."""

    weight: int
    """The weight."""
    added: int
    """The node that is added to it: a multiple of what is kept."""
    kept: int
    """What earlier steps have left."""
    factor: float
    """What that is multiplied with: μ."""


def looked_ahead(tape: Tape, nodes: Iterable[int], start: int, learnt: Set[int]) -> dict[int, Ahead]:
    """Return the nodes that may stand for a weight a step ahead; none unless there is one for every weight.

    Args:
        tape: what the program computed.
        nodes: the step.
        start: the last node before it.
        learnt: the values that all that is learnt has at its start.
    """
    found = {}
    for node in _sums(tape, nodes, start, learnt):
        left, right = operands(tape, node)
        sides = [(left, right)]
        if tape.op[node] == ADD:
            sides.append((right, left))
        for weight, added in sides:
            ahead = _ahead(tape, weight, added, start) if weight in learnt else None
            if ahead is not None:
                found[node] = ahead
    weights = {one.weight for one in found.values()}
    kept = {one.kept for one in found.values()}
    factors = {one.factor for one in found.values()}
    # A bias and a weight times an input that is written in the file look like it, too; but not all of a network do.
    is_everywhere = len(weights) >= MIN_WEIGHTS and weights.isdisjoint(kept) and learnt <= weights | kept
    return found if is_everywhere and len(factors) == 1 else {}


def _sums(tape: Tape, nodes: Iterable[int], start: int, learnt: Set[int]) -> list[int]:
    """Return the nodes of a step in which something is added to a value that is learnt, or taken off it."""
    numbers = np.fromiter(nodes, np.int64)
    numbers = numbers[(numbers > start) & np.isin(tape.op[numbers], (ADD, SUB))]
    weights = np.fromiter(learnt, np.int64, len(learnt))
    is_of_weight = np.isin(tape.a[numbers], weights) | np.isin(tape.b[numbers], weights)
    found: list[int] = numbers[is_of_weight].tolist()
    return found


def _ahead(tape: Tape, weight: int, node: int, start: int) -> Ahead | None:
    """Return what a sum looks ahead with, if a node is a number of the formulas times what earlier steps have left."""
    if tape.op[node] != MUL:
        return None
    left, right = operands(tape, node)
    for factor, kept in ((left, right), (right, left)):
        is_of_formulas = tape.op[factor] == CONSTANT or (tape.op[factor] == LEAF and bool(tape.written[factor]))
        if is_of_formulas and kept <= start and kept != weight and (tape.op[kept] > OPAQUE or tape.value[kept] == 0):
            return Ahead(weight=weight, added=node, kept=kept, factor=float(tape.value[factor]))
    return None


def in_network(
    candidates: Mapping[int, Ahead], ends: Mapping[int, int], users_of: Callable[[int], Iterable[int]]
) -> dict[int, int]:
    """Return the nodes that stand for a weight in the network, and are not on the way to its new value alone → it.

    Args:
        candidates: the nodes, with their weights.
        ends: the new values of all that is learnt.
        users_of: what is computed from a node in the step.
    """
    found = {}
    for node, ahead in candidates.items():
        if node in ends:
            continue
        reached: set[int] = set()
        waiting = [node]
        seen = {node}
        while waiting and len(reached) < MIN_REACHED:
            at = waiting.pop()
            if at in ends:
                reached.add(ends[at])
            fresh = [user for user in users_of(at) if user not in seen]
            seen.update(fresh)
            waiting += fresh
        if len(reached) >= MIN_REACHED:
            found[node] = ahead.weight
    return found
