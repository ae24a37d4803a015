"""Costs of the file's own that its steps follow, though they look like another loss with a mistaken slope."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from xortui.check.differentiation.file_losses import computed_losses
from xortui.check.differentiation.slopes_at_outputs import slopes_at_outputs
from xortui.check.examination import StepReading
from xortui.check.judgement.diagnosis import Diagnosis
from xortui.check.judgement.findings import OF_SLOPES
from xortui.check.readings import OTHER_STEPS, readings_at, readings_with_errors
from xortui.check.recognition.chains import Step
from xortui.check.recognition.evaluation import evaluate, part_of
from xortui.check.recognition.forward import NotRecognisedError
from xortui.check.recognition.points import OwnError
from xortui.check.watching import WatchedRun

HALF_SQUARED = "half-squared-error"


def follows_own_cost(seen: WatchedRun, reading: StepReading, diagnosis: Diagnosis) -> bool:
    """Say whether a mistake in the slope of the outputs is none, as the file computes a cost that has this slope.

    Args:
        seen: the training.
        reading: of one of its steps.
        diagnosis: what explains it.
    """
    last = len(reading.model.layers) - 1
    named = [one for one in diagnosis.explanation.mistakes if one.place.layer == last and one.mistake.id in OF_SLOPES]
    if not named or reading.evaluated.errors:
        return False
    others = seen.steps[:: max(1, len(seen.steps) // OTHER_STEPS)]
    for step in (reading.step, *others, _before_the_first(seen)):
        losses = computed_losses(seen, step) or computed_losses(seen, _until_next_update(seen, step))
        if losses:
            own = _reading_of(seen, step, reading)
            return own is not None and any(_moves_outputs(seen, own, loss) for loss in losses)
    return False


def _before_the_first(seen: WatchedRun) -> Step:
    """Return the step before those that were seen whole: many a cost is printed in the first one alone."""
    start = max(chain.versions[0] for chain in seen.chains)
    end = seen.steps[0].start
    return Step(start, end) if start < end else seen.steps[0]


def _until_next_update(seen: WatchedRun, step: Step) -> Step:
    """Return a step with what is computed after it, and before anything is updated again: a cost that is printed."""
    later = [version for chain in seen.chains for version in chain.versions if version > step.end]
    return replace(step, end=min(later) - 1) if later else step


def _reading_of(seen: WatchedRun, step: Step, known: StepReading) -> StepReading | None:
    """Return the reading of a step by the squared error; None if it is not that of the network that is known."""
    try:
        readings = readings_at(seen, step, known.level)
    except NotRecognisedError:
        return None
    return next((one for one in readings if one.model.layers == known.model.layers), None)


def _moves_outputs(seen: WatchedRun, reading: StepReading, loss: int) -> bool:
    """Say whether all that leads to the outputs moves down the slope of a loss that a step computes.

    Args:
        seen: the training.
        reading: of the step.
        loss: the node of the loss.
    """
    tape = seen.trace.tape
    evaluated = reading.evaluated
    part = part_of(tape, [loss], since=reading.step.start)
    with np.errstate(all="ignore"):
        values = evaluate(tape, part, evaluated.given, evaluated.count)
    with_loss = replace(evaluated, values={**values, **evaluated.values})
    slopes = slopes_at_outputs(seen, reading.step, reading.forward, with_loss, loss)
    if slopes is None:
        return False
    errors = {output: OwnError(node, 1.0) for output, node in slopes.items()}
    for one in readings_with_errors(seen, replace(reading, evaluated=with_loss), errors):
        if one.judged.loss == HALF_SQUARED:
            network = one.judged.program.network
            last = len(network.layers) - 1
            names = [each.name for each in network.parameters if each.target.layer == last]
            ratios = [one.judged.compared[name].ratio for name in names if name in one.judged.compared]
            return bool(ratios) and all(ratio is not None and ratio > 0 for ratio in ratios)
    return False
