"""The squared error of a softmax: what goes back from each output comes from all errors, through the whole Jacobian."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from xortui.check.recognition.evaluation import Points
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.points import OwnError
from xortui.check.tracing.op_numbers import LOG
from xortui.check.tracing.tape import Op, Tape

HALF_SQUARED_THROUGH_SOFTMAX = "½(ŷ − y)² through a softmax"
SQUARED_THROUGH_SOFTMAX = "(ŷ − y)² through a softmax"
LEAST_OUTPUTS = 3
"""With two outputs, a slope that is multiplied besides cross-entropy gives the same steps."""


def errors_through_softmax(
    tape: Tape, forward: Forward, values: Mapping[int, Points]
) -> tuple[dict[int, OwnError], dict[int, Points]]:
    """Return what goes back from each output, ŷ·(e − Σ ŷ·e) with e = ŷ − y, and the values of these numbers.

    Nothing for a file that computes a logarithm: it may mean cross-entropy, of which this is no slope.

    Args:
        tape: what the program computed.
        forward: the network of a step, with a softmax at its outputs.
        values: of its nodes, at several points.
    """
    if len(forward.outputs) < LEAST_OUTPUTS or np.any(tape.op[: tape.length] == LOG):
        return {}, {}
    errors = {}
    added = {}
    for sample in range(forward.samples):
        outputs = [by_sample[sample] for by_sample in forward.outputs]
        targets = [by_sample[sample] for by_sample in forward.targets]
        away = [
            values[output] - (values[target] / forward.label if target else 0.0)
            for output, target in zip(outputs, targets, strict=True)
        ]
        mean = sum(values[output] * own for output, own in zip(outputs, away, strict=True))
        for output, own in zip(outputs, away, strict=True):
            node = tape.one(Op.LEAF, 0.0)
            added[node] = values[output] * (own - mean)
            errors[output] = OwnError(node, 1.0)
    tape.settle()
    return errors, added
