"""Numbers that an update keeps for one parameter from step to step: velocities, sums of squares.

They change as a weight does, each the one before plus something. But a weight acts on the steps of many parameters
through the network's output, and what is kept for a parameter acts on that one's steps alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import operands, part_of
from xortui.check.recognition.looked_ahead import looked_ahead
from xortui.check.tracing.op_numbers import ADD, CONSTANT, DIV, LEAF, MUL, NEG, SUB
from xortui.check.tracing.tape import Tape

VERSIONS_OF_TOTAL = 3
"""Values within one step from which on a number is a total that grows there."""


def without_kept(tape: Tape, found: Sequence[Chain], steps: Sequence[Step]) -> list[Chain]:
    """Return the chains that are no numbers kept by an update for one parameter.

    Args:
        tape: what the program computed.
        found: what changes from step to step.
        steps: the steps that were seen.
    """
    if not steps:
        return list(found)
    middle = steps[len(steps) // 2]
    acts_on = _acts_on(tape, found, middle)
    kept: set[int] = set()
    is_new = True
    while is_new:
        is_new = False
        for number, reached in enumerate(acts_on):
            others = reached - kept - {number}
            if number not in kept and len(others) == 1 and len(acts_on[min(others)]) > len(reached):
                kept.add(number)
                is_new = True
    shared = list(_acting_on_few(acts_on, kept))
    if shared:
        kept.update(_only_added(tape, found, middle, shared))
    return [chain for number, chain in enumerate(found) if number not in kept]


def _acting_on_few(acts_on: Sequence[set[int]], kept: set[int]) -> Iterator[int]:
    """Yield the numbers that act on several others which all act on more: as a velocity that several weights read."""
    for number, reached in enumerate(acts_on):
        others = reached - kept - {number}
        if number not in kept and len(others) > 1 and all(reached < acts_on[other] for other in others):
            yield number


def _only_added(tape: Tape, found: Sequence[Chain], step: Step, numbers: Sequence[int]) -> set[int]:
    """Return those of some numbers of which a step adds multiples, and computes nothing else from them.

    A weight is multiplied with values. What is only added, times numbers of the formulas, is no part of a network.
    """
    bit_of = {number: 1 << place for place, number in enumerate(numbers)}
    ends = [chain.at(step.end) for chain in found if chain.at(step.end) > step.start]
    bits: dict[int, int] = {}
    for number, bit in bit_of.items():
        for node in (found[number].at(step.start), found[number].at(step.end)):
            bits[node] = bits.get(node, 0) | bit
    others = 0
    for node in part_of(tape, ends, since=step.start):
        if node <= step.start:
            continue
        parts = operands(tape, node)
        own = [bits.get(part, 0) for part in parts]
        reached = bits.get(node, 0)
        for one in own:
            reached |= one
        if not any(own):
            continue
        bits[node] = reached
        if not _adds_multiples(tape, node, own):
            others |= reached
    return {number for number, bit in bit_of.items() if not others & bit}


def _adds_multiples(tape: Tape, node: int, own: Sequence[int]) -> bool:
    """Say whether a node is a sum of its operands, or a multiple of the one that depends on something kept.

    Args:
        tape: where it stands.
        node: the node.
        own: for each operand, whether it depends on that: 0 if it does not.
    """
    op = tape.op[node]
    if op in (ADD, SUB, NEG):
        return True
    if op == MUL and not all(own):
        factor = operands(tape, node)[0 if own[1] else 1]
        return tape.op[factor] in (CONSTANT, LEAF)
    return bool(op == DIV and not own[1])


def without_totals(found: Sequence[Chain], steps: Sequence[Step]) -> list[Chain]:
    """Return the chains that outlive a step: not a total that is read while it grows, and begins anew in each step.

    Args:
        found: what changes.
        steps: the steps that were seen.
    """
    borders = sorted({border for step in steps for border in (step.start, step.end)})
    lasting = []
    for chain in found:
        is_in_one_step = bisect_left(borders, chain.versions[0]) == bisect_left(borders, chain.versions[-1])
        if not is_in_one_step or len(chain.versions) < VERSIONS_OF_TOTAL:
            lasting.append(chain)
    return lasting


def _acts_on(tape: Tape, found: Sequence[Chain], step: Step) -> list[set[int]]:
    """Return for each number that is learnt those on whose new values its old or its new one acts in a step."""
    ends = {chain.at(step.end): number for number, chain in enumerate(found) if chain.at(step.end) > step.start}
    part = part_of(tape, ends, since=step.start)
    ahead = looked_ahead(tape, part, step.start, {chain.at(step.start) for chain in found})
    bits = dict.fromkeys(part, 0)
    for node in reversed(part):
        if node in ends:
            bits[node] |= 1 << ends[node]
        if node > step.start:
            # What is only added to a weight, for the step to look ahead, is kept.
            added = ahead[node].added if node in ahead and node not in ends else -1
            for one in operands(tape, node):
                if one != added:
                    bits[one] |= bits[node]
    acting = []
    for chain in found:
        reached = bits.get(chain.at(step.start), 0) | bits.get(chain.at(step.end), 0)
        acting.append(numbers_in(reached))
    return acting


def numbers_in(bits: int) -> set[int]:
    """Return the numbers of the bits that are 1: as few as they are, there may be thousands of others."""
    numbers = set()
    while bits:
        lowest = bits & -bits
        numbers.add(lowest.bit_length() - 1)
        bits ^= lowest
    return numbers
