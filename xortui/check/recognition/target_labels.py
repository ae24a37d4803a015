"""Targets that choose what goes back, and that nothing is computed with: labels, of which there are two."""

from __future__ import annotations

import numpy as np

from xortui.check.recognition.forward import Forward
from xortui.check.recognition.step_part import StepPart
from xortui.check.tracing.op_numbers import ASKING, LEAF, NOT, WHERE

ZERO_OR_ONE = (0.0, 1.0)
TWO = 2


def labels_of(part: StepPart, forward: Forward) -> tuple[float, ...]:
    """Return the two values that targets have which choose what goes back, as t = 1 does; () if they are numbers.

    Args:
        part: the step.
        forward: its network.
    """
    targets = {node for by_sample in forward.targets for node in by_sample.values()}
    if not targets or 0 in targets or not all(_is_only_asked(part, target) for target in targets):
        return ()
    tape = part.tape
    arrays = {int(tape.block[target]) for target in targets}
    is_data = np.isin(tape.block[: tape.length], list(arrays)) & (tape.op[: tape.length] == LEAF)
    values = set(tape.value[: tape.length][is_data].tolist()) | {float(part.value[target]) for target in targets}
    if values <= set(ZERO_OR_ONE):
        return ZERO_OR_ONE
    return tuple(sorted(values)) if len(values) == TWO else ()


def _is_only_asked(part: StepPart, target: int) -> bool:
    """Say whether a step only asks for the value of a target."""
    waiting = [target]
    while waiting:
        node = waiting.pop()
        for user in part.users_of(node):
            op = part.op[user]
            if op == NOT or op in ASKING:
                waiting.append(user)
            elif op != WHERE or part.parts[user][0] != node or node in part.parts[user][1:]:
                return False
    return bool(part.users_of(target))
