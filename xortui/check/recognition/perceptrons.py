"""Outputs that are steps: a step has no slope, and what is learnt there is learnt by the perceptron's rule.

The rule moves each weight by η·(t − ŷ)·x, as gradient descent would if the slope of the step were 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from xortui.check.recognition.errors_of_outputs import differences_of
from xortui.check.recognition.evaluation import Points, evaluate
from xortui.check.recognition.forward import Forward, FoundUnit
from xortui.check.recognition.model import Model
from xortui.check.recognition.points import Evaluated, OwnError
from xortui.check.tracing.tape import Tape

RULE = "the perceptron's rule (t − ŷ)·x"
"""What such a layer learns by, in words."""
PERCEPTRON = "perceptron"
"""The activation of a layer of steps that learns by the rule."""
_RULES = {
    "step": (PERCEPTRON, 0.0),
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


def learnt_from_steps(tape: Tape, forward: Forward, evaluated: Evaluated) -> tuple[Forward, Evaluated] | None:
    """Return a single layer of steps that jump elsewhere than at 0 as one of sums, with what goes back from its steps.

    The rule moves the weights by (t − ŷ)·x wherever the step of z is.

    Args:
        tape: everything that was computed.
        forward: the network, as the file has it.
        evaluated: the step at random points.

    Returns:
        The network whose outputs are its weighted sums, and the step with their errors; None if it is no such layer.
    """
    if any(unit.layer != forward.units[0].layer for unit in forward.units):
        return None
    units = [forward.units[number] for number in forward.output_units]
    if len(units) < len(forward.units) or not all(_is_step(unit, evaluated) for unit in units):
        return None
    found = differences_of(tape, forward)
    errors = {}
    for node, ((k, sample), sign) in found.items():
        errors[units[k].sums[sample]] = OwnError(node, sign)
    if not errors:
        return None
    of_sums = [replace(unit, values=dict(unit.sums)) for unit in forward.units]
    linear = replace(forward, units=of_sums, outputs=[dict(unit.sums) for unit in units])
    return linear, replace(evaluated, errors=errors, own_loss=RULE)


def _is_step(unit: FoundUnit, evaluated: Evaluated) -> bool:
    """Say whether a unit gives one value for small sums and a greater one for all others."""
    sums = np.concatenate([evaluated.values[node] for node in unit.sums.values()])
    values = np.concatenate([evaluated.values[unit.values[sample]] for sample in unit.sums])
    is_high = values > values.min()
    if not is_high.any() or np.ptp(values[is_high]):
        return False
    return bool(sums[is_high].min() > sums[~is_high].max())
