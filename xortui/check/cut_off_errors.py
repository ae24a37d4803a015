"""Errors that are cut off at a limit on their way back: np.clip(d2 @ W2.T * (h > 0), -10, 10).

Such a limit lets pass what is within it, and is judged by that: at the points that are chosen at random what comes
back is often far larger than in the file, and would be cut off there alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from xortui.check.examination import StepReading
from xortui.check.recognition.evaluation import operands, part_of
from xortui.check.tracing.op_numbers import CONSTANT, LEAF, MAX, MIN, MUL, NEG
from xortui.check.tracing.tape import Tape
from xortui.check.watching import WatchedRun


def without_limits(seen: WatchedRun, reading: StepReading) -> WatchedRun | None:
    """Return a training in which no limit cuts off what goes back to hidden layers; None if nothing cuts it off.

    Args:
        seen: the training.
        reading: its step, in which something seems to be wrong.
    """
    limits = _limits(seen, reading)
    if not limits:
        return None
    tape = seen.trace.tape.copy()
    for node in _everywhere(tape, limits):
        # The greater of a number and itself is the number.
        if _is_limit(tape, int(tape.op[node]), int(tape.b[node])):
            tape.b[node] = tape.a[node]
        elif _is_limit(tape, int(tape.op[node]), int(tape.a[node])):
            tape.a[node] = tape.b[node]
    return replace(seen, trace=replace(seen.trace, tape=tape), limits=tuple(limits))


def cuts_off(seen: WatchedRun) -> bool:
    """Say whether a limit that a training is judged without has cut anything off in it.

    Args:
        seen: the training.
    """
    tape = seen.trace.tape
    nodes = np.array(_everywhere(tape, seen.limits), np.int64)
    # Both operands are the number that is within the limit.
    return bool(np.any(tape.value[nodes] != tape.value[tape.a[nodes]]))


def _limits(seen: WatchedRun, reading: StepReading) -> list[int]:
    """Return the nodes of a step in which an error is cut off on its way back, if one to a hidden layer is."""
    tape = seen.trace.tape
    forward = reading.forward
    forwards = set(part_of(tape, forward.output_nodes, roots=forward.roots))
    errors = {node for by_sample in forward.targets for node in by_sample.values() if node}
    learnt = {version for chain in seen.chains for version in chain.versions}
    weights = learnt | set(forward.parameters)
    hidden: set[int] = set()
    found = []
    is_hidden = False
    for node in forward.part:
        parts = operands(tape, node)
        if node in forward.roots or node in forwards or node in learnt or errors.isdisjoint(parts):
            continue
        errors.add(node)
        op = tape.op[node]
        if not hidden.isdisjoint(parts) or (op == MUL and not weights.isdisjoint(parts)):
            hidden.add(node)
        if op in (MAX, MIN) and any(_is_limit(tape, op, part) for part in parts):
            found.append(node)
            is_hidden = is_hidden or node in hidden
    return found if is_hidden else []


def _is_limit(tape: Tape, op: int, node: int) -> bool:
    """Say whether a number is a limit on its own side of 0: −10 of np.maximum(d, −10), and 10 of np.minimum."""
    value = float(tape.value[node])
    if not (value < 0 if op == MAX else value > 0):
        return False
    while tape.op[node] == NEG:
        node = int(tape.a[node])
    return tape.op[node] == CONSTANT or (tape.op[node] == LEAF and bool(tape.written[node]))


def _everywhere(tape: Tape, nodes: Iterable[int]) -> list[int]:
    """Return the nodes that do what some nodes do in the same places of the file, in every step."""
    places = {(int(tape.site[node]), int(tape.op[node])) for node in nodes}
    found: list[int] = []
    for site, op in sorted(places):
        alike = (tape.site[: tape.length] == site) & (tape.op[: tape.length] == op)
        found += np.flatnonzero(alike).tolist()
    return found
