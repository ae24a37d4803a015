"""The slope of a loss that a file computes, at the outputs of its network."""

from __future__ import annotations

import numpy as np

from xortui.check.differentiation.local_slopes import slopes
from xortui.check.differentiation.numbers_of_step import before
from xortui.check.recognition.chains import Step
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.points import Evaluated
from xortui.check.recognition.step_part import StepPart, depending_on
from xortui.check.watching import WatchedRun


def slopes_at_outputs(
    seen: WatchedRun, step: Step, forward: Forward, evaluated: Evaluated, loss: int
) -> dict[int, int] | None:
    """Return a node for ∂C/∂output of every output, and write its values into those of the step; None if one has none.

    Args:
        seen: the training.
        step: which step.
        forward: its network.
        evaluated: the step at random points.
        loss: the node of the loss.
    """
    part = StepPart(seen.trace.tape, seen.chains, step, [loss])
    part.look_ahead()
    if loss not in evaluated.values:
        return None
    depending = depending_on(part, part.start)
    one = np.ones(evaluated.count)
    found = slopes(part, before(part, [loss]), evaluated.values, {loss: one}, depending)
    nodes = {}
    for output in forward.output_nodes:
        slope = found.get(output)
        if slope is None or not np.isfinite(slope).all():
            return None
        nodes[output] = part.with_data(0.0)
        evaluated.values[nodes[output]] = slope
    return nodes
