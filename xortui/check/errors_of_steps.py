"""Errors that are taken of outputs after these were turned into 0 and 1, while what goes back has the slope of before.

A file that learns by a rule of steps takes no slope with it, or has one layer alone. With the slope of a sigmoid in it,
and hidden layers below, what goes back is meant as a gradient: it is that of ŷ − y but for the step.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from xortui.check.examination import StepReading
from xortui.check.readings import moving, readings_with_errors
from xortui.check.recognition.errors_of_outputs import differences_of
from xortui.check.recognition.evaluation import Points, operands
from xortui.check.recognition.forward import FoundUnit, NotRecognisedError
from xortui.check.recognition.model import model_of
from xortui.check.recognition.points import MIN_POINTS, OwnError, at_points
from xortui.check.tracing.tape import Tape
from xortui.check.watching import WatchedRun
from xortui.check.wrong_errors import ERROR_OF_STEP, WrongError
from xortui.core.activations import learns_by_rule

VALUES_OF_STEP = 2
"""How many values a step has."""
SMOOTH = ("sigmoid", "tanh")
"""Activations whose outputs are turned into labels by a step."""


def error_of_step(seen: WatchedRun, first: StepReading) -> WrongError | None:
    """Return what goes back from outputs that are steps of a smooth activation, with its slope; None if nothing does.

    Args:
        seen: the training.
        first: the reading of a step in which the outputs are steps.
    """
    activations = first.model.activations
    if len(activations) == 1 or not learns_by_rule(activations[-1]):
        return None
    tape = seen.trace.tape
    outputs = [first.forward.units[number] for number in first.forward.output_units]
    smooth = {id(unit): _before_step(tape, unit, first.evaluated.values) for unit in outputs}
    if not all(smooth.values()):
        return None
    units = [replace(unit, values=smooth.get(id(unit), unit.values)) for unit in first.forward.units]
    forward = replace(first.forward, units=units, outputs=[smooth[id(unit)] for unit in outputs])
    evaluated = at_points(tape, seen.chains, first.step, forward, is_distribution=False)
    if evaluated.count < MIN_POINTS:
        return None
    try:
        model = model_of(forward, evaluated.values)
    except NotRecognisedError:
        return None
    errors = {}
    for node, ((k, sample), sign) in differences_of(tape, first.forward).items():
        errors[forward.outputs[k][sample]] = OwnError(node, sign)
    if model.activations[-1] not in SMOOTH or not errors:
        return None
    before = replace(first, forward=forward, evaluated=evaluated, model=model)
    squared = [one for one in readings_with_errors(seen, before, errors) if one.judged.loss == "half-squared-error"]
    if not squared or not squared[0].judged.rate or not _outputs_move(squared[0]):
        return None
    error = next(iter(errors.values()))
    return WrongError(squared[0], ERROR_OF_STEP, error.node, 0, 0.0)


def _before_step(tape: Tape, unit: FoundUnit, values: dict[int, Points]) -> dict[int, int]:
    """Return for each sample the value that the step of a unit is taken of; nothing if that is not known."""
    found = {}
    for sample, node in unit.values.items():
        waiting = [node]
        while waiting:
            at = waiting.pop()
            own = values.get(at)
            if own is not None and at != unit.sums[sample] and len(np.unique(own)) > VALUES_OF_STEP:
                found[sample] = at
                break
            waiting += [part for part in operands(tape, at) if part > unit.sums[sample]]
    return found if len(found) == len(unit.values) else {}


def _outputs_move(reading: StepReading) -> bool:
    """Say whether all weights of the outputs move as the slope at the errors makes them."""
    network = reading.judged.program.network
    last = len(network.layers) - 1
    names = {one.name for one in network.parameters if one.target.layer == last and one.source is not None}
    return names <= reading.judged.right and moving(reading) > 0
