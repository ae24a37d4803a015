"""Steps that lack what comes back on one of two ways: a value that is added to what is made of it, as in a ResNet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from xortui.check.differentiation.compared_numbers import ComparedNumbers, compared_with
from xortui.check.differentiation.local_slopes import slopes
from xortui.check.differentiation.numbers_of_step import NumbersOfStep, before
from xortui.check.judgement.judge import same
from xortui.check.recognition.evaluation import Points
from xortui.check.tracing.op_numbers import ADD
from xortui.check.unplanted_mistake import UnplantedMistake

PATH_LEFT_OUT = UnplantedMistake(
    id="one-path",
    sentence="What goes back to {parameters} lacks what comes on one of the two ways to the sum in line {sum}.",
    hint="A value that goes forward on two ways gets back what comes on both: add them up.",
)
MAX_SUMS = 40
"""Places of the file with a sum that are looked at."""


class LeftOut(NamedTuple):
    """A path over which nothing goes back, which explains what is wrong in all that it leads to."""

    node: int
    """A sum of a value and what is made of it."""
    roots: tuple[int, ...]
    """The parameters to which something is missing."""


def path_left_out(numbers: NumbersOfStep, best: ComparedNumbers, seeds: Mapping[int, Points]) -> LeftOut | None:
    """Return the path that is left out, if all that it leads to is wrong and would be right by that; else None.

    Args:
        numbers: of the step.
        best: the step beside the loss that most of it follows.
        seeds: node → ∂C/∂node where the way back begins.
    """
    nodes = before(numbers.part, seeds)
    for node, cut in _cuts(numbers, nodes):
        passed = slopes(numbers.part, nodes, numbers.evaluated.values, seeds, numbers.depending, cut)
        gradient = {root: passed[root] for root in best.compared if root in passed}
        found = compared_with(numbers, replace(best.loss, gradient=gradient))
        reached = tuple([root for root in best.compared if _is_changed(best, found, root)])
        is_explained = all(found.is_right(root) and not best.is_right(root) for root in reached)
        if reached and is_explained and same(found.rate, best.rate):
            return LeftOut(node, reached)
    return None


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
        if summands[slot] in before(part, [summands[1 - slot]]):
            return slot
    return None
