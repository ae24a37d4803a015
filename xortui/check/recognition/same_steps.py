"""Steps that differ in nothing but the values of what is learnt: what is known of one is known of the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import part_of
from xortui.check.tracing.op_numbers import OPAQUE
from xortui.check.tracing.tape import Tape


def are_same(tape: Tape, found: Sequence[Chain], known: Step, other: Step) -> bool:
    """Say whether two steps compute the same, at the same places of the file and from the same data.

    Args:
        tape: what the program computed.
        found: what is learnt: each step takes it as it is at its own start.
        known: one of the steps.
        other: the other one.
    """
    nodes = _nodes_of_update(tape, found, known)
    others = _nodes_of_update(tape, found, other)
    if len(nodes) != len(others):
        return False
    moved = np.arange(tape.length)
    moved[nodes] = others
    for chain in found:
        moved[chain.at(known.start)] = chain.at(other.start)
    for column in (tape.a, tape.b, tape.c):
        if not np.array_equal(moved[column[nodes]], column[others]):
            return False
    if any(moved[chain.at(known.end)] != chain.at(other.end) for chain in found):
        return False
    is_root = tape.op[nodes] <= OPAQUE
    return (
        np.array_equal(tape.op[nodes], tape.op[others])
        and np.array_equal(tape.site[nodes], tape.site[others])
        and np.array_equal(tape.value[nodes[is_root]], tape.value[others[is_root]])
    )


def _nodes_of_update(tape: Tape, found: Sequence[Chain], step: Step) -> NDArray[np.int64]:
    """Return the nodes that a step computes for its update."""
    ends = [chain.at(step.end) for chain in found]
    nodes = np.array(part_of(tape, [end for end in ends if end > step.start], since=step.start), np.int64)
    return nodes[nodes > step.start]
