"""Which part of itself a parameter gets in a step besides its gradient: −η·λ with weight decay.

It is read off the step itself, where multiples of a weight are added to its new value; so it is known although the
gradient beside it is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import part_of
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.points import Evaluated
from xortui.check.tracing.op_numbers import ADD, DIV, MUL, NEG, SUB
from xortui.check.tracing.tape import Tape

NOTHING = 1e-13
SMALL_STEP = 1e-8
"""Beside a step below this, a multiple of a weight is lost to the rounding of its factor, as in 1 − ηλ."""


def own_shares(
    tape: Tape, found: Sequence[Chain], step: Step, forward: Forward, evaluated: Evaluated
) -> dict[int, float]:
    """Return for the root of each parameter the multiple of itself that a step adds; those of none are left out.

    Args:
        tape: what the program computed.
        found: what is learnt.
        step: which step.
        forward: its network.
        evaluated: the step at random points.
    """
    forwards = set(part_of(tape, forward.output_nodes, roots=forward.roots))
    multiples: dict[int, tuple[int, float]] = {root: (root, 1.0) for root in forward.parameters}
    parts_of = tape.operands()
    known = multiples.keys()
    for node in forward.part:
        if node in forwards or node in forward.roots:
            continue
        parts = parts_of[node]
        if not known.isdisjoint(parts):
            multiple = _multiple(int(tape.op[node]), parts, multiples, evaluated)
            if multiple is not None:
                multiples[node] = multiple
    shares = {}
    for root, number in forward.parameters.items():
        if number < 0 or root in forward.replaced or np.max(np.abs(evaluated.changes[root])) < SMALL_STEP:
            continue
        owner, times = multiples.get(found[number].at(step.end), (0, 1.0))
        # Of a weight that is overwritten nothing is left, and no decay turns a weight's sign.
        if owner == root and abs(times - 1) > NOTHING and times > 0:
            shares[root] = times - 1
    # One parameter alone is taken for chance: a bias that comes back in its own error.
    counts = Counter(f"{share:.6g}" for share in shares.values())
    shares = {root: share for root, share in shares.items() if counts[f"{share:.6g}"] > 1}
    if not shares:
        return {}
    ends = {found[number].at(step.end): root for root, number in forward.parameters.items() if number >= 0}
    of_others = _needed_by_several(tape, forward, evaluated, ends)
    in_errors = {owner for node, (owner, _) in multiples.items() if node != owner and node in of_others}
    return {root: share for root, share in shares.items() if root not in in_errors}


def _needed_by_several(tape: Tape, forward: Forward, evaluated: Evaluated, ends: Mapping[int, int]) -> set[int]:
    """Return the nodes that new values of several parameters are computed from, as outputs and their errors are.

    A norm of all gradients makes none of them so, nor does a new value that others go back through.

    Args:
        tape: where they stand.
        forward: the network.
        evaluated: the step at random points.
        ends: the new value of a parameter → its root.
    """
    needed_by = dict(ends)
    several = set()
    parts_of = tape.operands()
    for node in reversed(forward.part):
        if node not in needed_by or node in forward.roots or node in evaluated.scales:
            continue
        own = needed_by[node]
        for part in parts_of[node]:
            if part in ends:
                continue
            if node in several or needed_by.get(part, own) != own:
                several.add(part)
            needed_by[part] = own
    return several


def _multiple(
    op: int, parts: tuple[int, ...], multiples: dict[int, tuple[int, float]], evaluated: Evaluated
) -> tuple[int, float] | None:
    """Return which parameter a node has a part of, and how many times it; None if it is not so simple."""
    owners = {multiples[part][0] for part in parts if part in multiples}
    if len(owners) > 1:
        return None
    owner = owners.pop()
    times = [multiples[part][1] if part in multiples else 0.0 for part in parts]
    if op == ADD:
        return owner, times[0] + times[1]
    if op == SUB:
        return owner, times[0] - times[1]
    if op == NEG:
        return owner, -times[0]
    if op == MUL and all(part in multiples for part in parts):
        return None
    if op == MUL:
        factor = _constant(parts[1] if parts[0] in multiples else parts[0], evaluated)
        return None if factor is None else (owner, factor * (times[0] or times[1]))
    if op == DIV and parts[1] not in multiples:
        divisor = _constant(parts[1], evaluated)
        return None if not divisor else (owner, times[0] / divisor)
    return None


def _constant(node: int, evaluated: Evaluated) -> float | None:
    """Return the value that a number has at all points; None if it has several."""
    values = evaluated.values.get(node)
    if values is None:
        return None
    first = float(values[0])
    most_apart = NOTHING * abs(first)
    if abs(float(values[-1]) - first) > most_apart:  # most differ here already: the rest need not be looked at
        return None
    return first if np.isfinite(values).all() and float(np.ptp(values)) <= most_apart else None
