"""What is left of earlier steps: velocities, and sums that are never reset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import Points, evaluate, operands
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.points import CLOSE, Evaluated
from xortui.check.recognition.successors import successors
from xortui.check.tracing.tape import Tape

EXACT = 1e-9
"""How far a factor may be from 1 that is 1, and a difference from 0 that is 0."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How much of what was kept before a step is kept after it."""

    kept: float
    """The factor: μ of a velocity; 1 for a sum that is never reset."""
    is_against: bool
    """Whether what is kept acts against the steps it was made from."""
    node: int
    """What is kept after the step."""
    is_of_step: bool
    """Whether the step adds to it a multiple of what it adds to the parameter, at every point."""


def memories(
    tape: Tape, found: Sequence[Chain], step: Step, forward: Forward, evaluated: Evaluated
) -> dict[int, Memory]:
    """Return for each root of a parameter that has a memory what it keeps."""
    if not evaluated.states or evaluated.are_gradients:
        return {}
    ones = np.ones(evaluated.count)
    with_states = {**evaluated.given, **dict.fromkeys(evaluated.states, ones)}
    values = evaluate(tape, forward.part, with_states, evaluated.count)
    later = [node for node in forward.part if node > step.start]
    # From the end, as what is kept may change with every sample of a batch.
    states = sorted(evaluated.states)
    newest = successors(tape, states[::-1], reversed(later))
    behind = _states_behind(tape, forward, states)
    result = {}
    for root, number in forward.parameters.items():
        if number < 0:
            continue
        end = found[number].at(step.end)
        if end not in values:
            continue
        moved = values[end] - values[root] - evaluated.changes[root]
        if not np.any(np.abs(moved) > EXACT):
            continue
        # The first state that acts on a parameter's update is its own.
        own = behind[end] & -behind[end]
        state = states[own.bit_length() - 1] if own else None
        if state not in newest:
            continue
        after = newest[state]
        if not behind[after] & own:
            continue  # it is what another parameter keeps
        kept = float(np.median(values[after] - evaluated.values[after]))
        learnt = evaluated.values[after]
        # Weight decay takes a share of the weight besides.
        besides = np.column_stack((learnt, evaluated.values[root]))
        along = float(np.linalg.lstsq(besides, evaluated.changes[root], rcond=None)[0][0])
        # What is kept for one step alone is no velocity: 2·G now less G before, as optimistic steps are.
        is_against = abs(kept) > EXACT and along * float(np.median(moved)) < 0
        result[root] = Memory(kept, is_against, after, _is_multiple(learnt, evaluated.changes[root]))
    return result


def _is_multiple(values: Points, of: Points) -> bool:
    """Say whether numbers are the same multiple of others at every point, but for rounding."""
    square = float(np.dot(of, of))
    if not square or not np.isfinite(square):
        return False
    apart = np.abs(values - float(np.dot(values, of)) / square * of)
    return bool(np.max(apart) <= CLOSE * np.max(np.abs(values)))


def _states_behind(tape: Tape, forward: Forward, states: Sequence[int]) -> dict[int, int]:
    """Return for each node of a step the states that it is computed from, a bit each, the first in the lowest."""
    behind = {state: 1 << place for place, state in enumerate(states)}
    for node in forward.part:
        bits = behind.get(node, 0)
        if not bits and node not in forward.roots:
            for part in operands(tape, node):
                bits |= behind.get(part, 0)
        behind[node] = bits
    return behind
