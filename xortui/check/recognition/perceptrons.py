"""Outputs that are steps: a step has no slope, and what is learnt there is learnt by the perceptron's rule.

The rule moves each weight by η·(t − ŷ)·x, as gradient descent would if the slope of the step were 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from xortui.check.recognition.evaluation import Points, evaluate
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.model import Model
from xortui.check.tracing.tape import Tape

_RULES = {
    "step": ("perceptron", 0.0),
    "scaled(step, 2, 1, -1)": ("bipolar-perceptron", -1.0),
}
"""A step → the activation that takes its slope as 1, and the value at 0 that need not be written."""


def with_perceptron(tape: Tape, forward: Forward, given: Mapping[int, Points], model: Model) -> Model:
    """Return a network with the perceptron's rule at outputs that are steps; any other as it is.

    Args:
        tape: everything that was computed.
        forward: the network, as the file has it.
        given: its parameters, inputs and targets at the points that were chosen.
        model: the network, as xortui has it.
    """
    last = model.activations[-1]
    if last not in _RULES:
        return model
    name, usual = _RULES[last]
    first = {node: value[:1] for node, value in given.items()}
    first.update(dict.fromkeys(forward.parameters, np.zeros(1)))
    value = evaluate(tape, forward.part, first, 1)[forward.output_nodes[0]]
    at_zero = 1.0 if float(np.ravel(value)[0]) > 0 else usual
    written = name if at_zero == usual else f"{name}({at_zero:g})"
    return replace(model, activations=(*model.activations[:-1], written))
