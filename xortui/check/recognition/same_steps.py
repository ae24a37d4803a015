"""Steps that compute the same: what is known of one is known of the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set

import numpy as np
from numpy.typing import NDArray

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import part_of
from xortui.check.tracing.op_numbers import OPAQUE
from xortui.check.tracing.tape import ARRAY_OF_COUNTS, Nodes, Tape


def moved_step(tape: Tape, found: Sequence[Chain], known: Step, other: Step) -> Nodes | None:
    """Return for each node that a step reads or computes the one in its place in another step, and 0 for all others.

    Args:
        tape: what the program computed.
        found: what is learnt: each step takes it as it is at its own start.
        known: one of the steps.
        other: the other one.

    Returns:
        None if the other step does not compute the same at the same places of the file.
    """
    nodes = _nodes_of_update(tape, found, known)
    others = _nodes_of_update(tape, found, other)
    columns = (tape.op, tape.site)
    if len(nodes) != len(others) or not all(np.array_equal(column[nodes], column[others]) for column in columns):
        return None
    counts = ARRAY_OF_COUNTS[tape.op[nodes]]
    operands = [column[nodes[counts > slot]] for slot, column in enumerate((tape.a, tape.b, tape.c))]
    their_operands = [column[others[counts > slot]] for slot, column in enumerate((tape.a, tape.b, tape.c))]
    learnt = [(chain.at(step), chain.at(their)) for chain in found for step, their in _ends(known, other)]
    here = np.concatenate([nodes, *operands, [one for one, _ in learnt]])
    there = np.concatenate([others, *their_operands, [one for _, one in learnt]])
    moved = np.zeros(tape.length, np.int64)
    moved[here] = there
    return moved if np.array_equal(moved[here], there) else None


def are_same(tape: Tape, found: Sequence[Chain], known: Step, other: Step) -> bool:
    """Say whether steps compute the same from the same data: only the values of what is learnt differ."""
    moved = moved_step(tape, found, known, other)
    if moved is None:
        return False
    moved[[chain.at(known.start) for chain in found]] = 0
    read = np.nonzero(moved)[0]
    is_older = read <= known.start
    inner = read[~is_older]
    inner_roots = inner[tape.op[inner] <= OPAQUE]
    older = read[is_older]
    return np.array_equal(moved[older], older) and np.array_equal(
        tape.value[inner_roots], tape.value[moved[inner_roots]]
    )


def numbers_that_differ(
    tape: Tape, found: Sequence[Chain], known: Step, other: Step, roots: Set[int], chosen: Collection[int]
) -> dict[int, float] | None:
    """Return with which other numbers a step computes the same formulas as another, but for those that were chosen.

    Args:
        tape: what the program computed.
        found: what is learnt.
        known: one of the steps.
        other: the other one.
        roots: what the known step takes as it is.
        chosen: those of them that had all values that they may have, such as its weights and its data.

    Returns:
        A number that the known step takes → the value that the other one takes in its place, where it is another; None
        if the other step computes something else.
    """
    moved = moved_step(tape, found, known, other)
    if moved is None:
        return None
    ends = [chain.at(known.end) for chain in found]
    read = part_of(tape, [end for end in ends if end > known.start], since=known.start, roots=(*roots, *chosen))
    fixed = np.array([root for root in roots & set(read) if root not in chosen], np.int64)
    if not moved[fixed].all():
        return None
    theirs = tape.value[moved[fixed]]
    others = tape.value[fixed] != theirs
    return dict(zip(fixed[others].tolist(), theirs[others].tolist(), strict=True))


def _ends(known: Step, other: Step) -> tuple[tuple[int, int], ...]:
    return (known.start, other.start), (known.end, other.end)


def _nodes_of_update(tape: Tape, found: Sequence[Chain], step: Step) -> NDArray[np.int64]:
    """Return the nodes that a step computes for its update: no data, though it may be the first to use them."""
    ends = [chain.at(step.end) for chain in found]
    nodes = np.array(part_of(tape, [end for end in ends if end > step.start], since=step.start), np.int64)
    return nodes[(nodes > step.start) & (tape.op[nodes] > OPAQUE)]
