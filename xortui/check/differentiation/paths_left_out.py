"""Steps that lack what comes back on one of the ways of a value: as where it is added to what is made of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from xortui.check.differentiation.compared_numbers import ComparedNumbers, compared_with
from xortui.check.differentiation.local_slopes import slopes
from xortui.check.differentiation.numbers_of_step import NumbersOfStep, before
from xortui.check.differentiation.ways_from_values import Edge, ways_left_out
from xortui.check.judgement.judge import same
from xortui.check.recognition.evaluation import Points
from xortui.check.tracing.op_numbers import ADD
from xortui.check.unplanted_mistake import UnplantedMistake

PATH_LEFT_OUT = UnplantedMistake(
    id="one-path",
    sentence="What goes back to {parameters} lacks what comes on one of the two ways to the sum in line {sum}.",
    hint="A value that goes forward on two ways gets back what comes on both: add them up.",
)
WAYS_LEFT_OUT = UnplantedMistake(
    id=PATH_LEFT_OUT.id,
    sentence="What goes back to {parameters} lacks a part: several sums take the value in line {value} further on.",
    hint="A value that goes into several sums gets back what comes from each of them: add them up.",
)
MAX_SUMS = 40
"""Places of the file with a sum that are looked at."""
MAX_FOLLOWED = 1_000_000
"""Nodes to which something is passed back without a path, over all paths that are tried."""
MIN_CUTS = 12
"""Paths that are tried in any case."""
Cut = tuple[UnplantedMistake, int, set[Edge]]
"""What is said of a path, the node that it is about, and the uses of values that nothing goes back on."""


class LeftOut(NamedTuple):
    """A path over which nothing goes back, which explains what is wrong in all that it leads to."""

    mistake: UnplantedMistake
    node: int
    """A sum of a value and what is made of it; or the value, if several sums take it."""
    roots: tuple[int, ...]
    """The parameters to which something is missing."""
    passed: Mapping[int, Points]
    """Node → what is passed back to it without that path."""
    values: tuple[int, ...]
    """The values to which something is missing."""


def path_left_out(numbers: NumbersOfStep, best: ComparedNumbers, seeds: Mapping[int, Points]) -> LeftOut | None:
    """Return the path that is left out, if all that it leads to is wrong and would be right by that; else None.

    Of several, it is the one that explains the most.

    Args:
        numbers: of the step.
        best: the step beside the loss that most of it follows.
        seeds: node → ∂C/∂node where the way back begins.
    """
    nodes = before(numbers.part, seeds)
    wrong = sum(1 for root in best.compared if not best.is_right(root))
    left_out: LeftOut | None = None
    cuts = itertools.chain(_of_sums(numbers, nodes), _of_values(numbers, nodes, seeds))
    for mistake, node, cut in itertools.islice(cuts, max(MIN_CUTS, MAX_FOLLOWED // (1 + len(nodes)))):
        passed = slopes(numbers.part, nodes, numbers.evaluated.values, seeds, numbers.depending, cut)
        gradient = {root: passed[root] for root in best.compared if root in passed}
        found = compared_with(numbers, replace(best.loss, gradient=gradient))
        reached = tuple([root for root in best.compared if _is_changed(best, found, root)])
        is_explained = all(found.is_right(root) and not best.is_right(root) for root in reached)
        explained = len(left_out.roots) if left_out is not None else 0
        if is_explained and len(reached) > explained and same(found.rate, best.rate):
            values = sorted({numbers.part.parts[user][slot] for user, slot in cut})
            left_out = LeftOut(mistake, node, reached, passed, tuple(values))
            if len(reached) == wrong:
                break
    return left_out


def _of_sums(numbers: NumbersOfStep, nodes: Sequence[int]) -> Iterator[Cut]:
    for node, cut in _cuts(numbers, nodes):
        yield PATH_LEFT_OUT, node, cut


def _of_values(numbers: NumbersOfStep, nodes: Sequence[int], seeds: Mapping[int, Points]) -> Iterator[Cut]:
    for values, cut in ways_left_out(numbers, nodes, seeds):
        yield WAYS_LEFT_OUT, values[0], cut


def _is_changed(best: ComparedNumbers, found: ComparedNumbers, root: int) -> bool:
    """Say whether a parameter has another gradient where a path is left out."""
    return not np.array_equal(best.compared[root].right, found.compared[root].right, equal_nan=True)


def _cuts(numbers: NumbersOfStep, nodes: Sequence[int]) -> Iterator[tuple[int, set[tuple[int, int]]]]:
    """Yield a sum of a value and what is made of it, and what may be left out there: nodes and operands of theirs.

    Nothing goes back to the value over the sum, or nothing but over the sum; and so at all sums of the same place.
    """
    part = numbers.part
    at_site: dict[int, list[tuple[int, int]]] = {}
    followed = set(nodes)
    for node in nodes:
        slot = _slot_of_value(numbers, node)
        if slot is not None:
            at_site.setdefault(int(part.tape.site[node]), []).append((node, slot))
    for sums in list(at_site.values())[:MAX_SUMS]:
        first = sums[0][0]
        yield first, set(sums)
        others = set()
        for node, slot in sums:
            value = part.parts[node][slot]
            for user in part.users_of(value):
                if user in followed and user != node:
                    others |= {(user, place) for place, one in enumerate(part.parts[user]) if one == value}
        yield first, others


def _slot_of_value(numbers: NumbersOfStep, node: int) -> int | None:
    """Return which operand of a sum the other one is computed from; None if neither is, or it is no sum."""
    part = numbers.part
    if part.op[node] != ADD or part.is_root(node):
        return None
    summands = part.parts[node]
    if any(part.is_root(one) or one not in numbers.depending for one in summands):
        return None
    for slot in (0, 1):
        if len(part.users_of(summands[slot])) < 2:
            continue
        if summands[slot] in before(part, [summands[1 - slot]]):
            return slot
    return None
