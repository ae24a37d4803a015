"""Numbers that an update keeps for one parameter from step to step: velocities, sums of squares.

They change as a weight does, each the one before plus something. But a weight acts on the steps of many parameters
through the network's output, and what is kept for a parameter acts on that one's steps alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import operands, part_of
from xortui.check.recognition.looked_ahead import looked_ahead
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
    acts_on = _acts_on(tape, found, steps[len(steps) // 2])
    kept: set[int] = set()
    is_new = True
    while is_new:
        is_new = False
        for number, reached in enumerate(acts_on):
            others = reached - kept - {number}
            if number not in kept and len(others) == 1 and len(acts_on[min(others)]) > len(reached):
                kept.add(number)
                is_new = True
    return [chain for number, chain in enumerate(found) if number not in kept]


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
