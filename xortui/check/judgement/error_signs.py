"""Which way round a file takes its errors: ŷ − y, or y − ŷ."""

from __future__ import annotations

from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.forward import Forward
from xortui.check.tracing.op_numbers import NEG, SUB
from xortui.check.tracing.tape import Tape


def sign_of_errors(tape: Tape, forward: Forward) -> float:
    """Return 1 for errors ŷ − y, −1 for y − ŷ; 0 if there are none, or both.

    Args:
        tape: what the program computed.
        forward: the network of a step.
    """
    targets = {}
    for outputs, by_sample in zip(forward.outputs, forward.targets, strict=True):
        for sample, node in outputs.items():
            targets[node] = by_sample.get(sample, 0)
    signs: dict[int, float] = {}
    turned: set[int] = set()
    for node in forward.part:
        if node in forward.roots:
            continue
        parts = operands(tape, node)
        if tape.op[node] == SUB:
            left, right = parts
            if left in targets and targets[left] == right:
                signs[node] = 1.0
            elif right in targets and targets[right] == left:
                signs[node] = -1.0
        elif tape.op[node] == NEG and parts[0] in signs:
            turned.add(parts[0])
    found = {-sign if node in turned else sign for node, sign in signs.items()}
    return found.pop() if len(found) == 1 else 0.0
