"""The ways in which a step can be read: as one of which network, that follows which loss."""

from __future__ import annotations

from xortui.check.examination import StepReading
from xortui.check.judgement.judge import judged, losses_for
from xortui.check.recognition.chains import Step
from xortui.check.recognition.forward import NoTargetError, NotRecognisedError
from xortui.check.recognition.model import model_of
from xortui.check.recognition.points import at_points
from xortui.check.recognition.recognise import recognised
from xortui.check.watching import WatchedRun
from xortui.core.activations import SOFTMAX

MAX_LEVELS = 6
"""How many groups of biases that never move are looked for before the targets."""


def readings_of(seen: WatchedRun) -> tuple[list[StepReading], str]:
    """Return the ways in which the step in the middle can be read, and what is missing if there is none."""
    step = seen.steps[len(seen.steps) // 2]
    readings: list[StepReading] = []
    problem = ""
    for level in range(MAX_LEVELS):
        try:
            now = readings_at(seen, step, level)
        except NotRecognisedError as error:
            problem = problem or str(error)
            if isinstance(error, NoTargetError):
                break
            continue
        readings += now
        if any(coverage(reading) == len(seen.chains) and moving(reading) for reading in now):
            break
    return readings, problem


def readings_at(seen: WatchedRun, step: Step, level: int) -> list[StepReading]:
    """Return the readings of a step, one for each loss that it may follow.

    Args:
        seen: the training.
        step: the step.
        level: how many groups of biases that never move are taken to come before the targets.

    Raises:
        NotRecognisedError: if no network is recognised.
    """
    forward = recognised(seen.trace.tape, seen.chains, step, frozen_levels=level)
    evaluated = at_points(seen.trace.tape, seen.chains, step, forward, is_distribution=False)
    model = model_of(forward, evaluated.values)
    if model.activations[-1] == SOFTMAX:
        evaluated = at_points(seen.trace.tape, seen.chains, step, forward, is_distribution=True)
    readings = []
    for loss in losses_for(model):
        readings.append(StepReading(step, forward, evaluated, model, judged(model, forward, evaluated, loss), level))
    return readings


def coverage(reading: StepReading) -> int:
    """Return how many of the numbers that are learnt a reading gives a place."""
    return len([number for number in reading.forward.parameters.values() if number >= 0])


def moving(reading: StepReading) -> int:
    """Return how many parameters move as they should."""
    return sum(1 for name in reading.judged.right if reading.judged.compared[name].ratio)
