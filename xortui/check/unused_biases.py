"""Biases that are updated along the right gradient and that no weighted sum has: they are learnt for nothing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from xortui.check.examination import StepReading
from xortui.check.judgement.judge import same
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.names import written
from xortui.check.tracing.op_numbers import SUMS
from xortui.check.tracing.trace import Trace
from xortui.check.unplanted_mistake import UnplantedMistake
from xortui.core.program import LOSS, derivative

BIAS_NOT_IN_SUM = UnplantedMistake(
    id="bias-not-in-sum",
    sentence="A bias is updated and no weighted sum has it: its unit is computed without it.",
    hint="Add the bias to the weighted sum, in front of the activation.",
)


class UnusedBias(NamedTuple):
    """A bias that no weighted sum has."""

    name: str
    """Its name in the file; '' if that is not known."""
    node: int
    """The weighted sum that lacks it."""


def unused_biases(trace: Trace, reading: StepReading, labelled: LabelledStep) -> list[UnusedBias]:
    """Return the biases that a step updates along the gradients of units whose sums lack them, an array once.

    Args:
        trace: what the program computed.
        reading: the step.
        labelled: its numbers.
    """
    rate = abs(reading.judged.rate)
    sum_of = _sums_without_bias(reading)
    if not sum_of or not rate or same(rate, 1.0):
        return []
    tape = trace.tape
    start = reading.step.start
    biases: dict[str, UnusedBias] = {}
    for node in labelled.nodes:
        if node <= start or tape.op[node] not in SUMS:
            continue
        before, change = operands(tape, node)
        label = labelled.labels.get(change)
        if before == change or before > start or label is None or label.name not in sum_of:
            continue
        is_of_all_samples = label.sample < 0 or reading.forward.samples == 1
        has_rate = same(abs(label.ratio), rate)
        if is_of_all_samples and has_rate and _is_kept_alone(trace, node):
            name = _name(trace, node)
            biases.setdefault(name, UnusedBias(name, sum_of[label.name]))
    return list(biases.values())


def _sums_without_bias(reading: StepReading) -> dict[str, int]:
    """Return the weighted sums that have no bias, by the names of their gradients, each in the first sample."""
    sum_of = {}
    for layer in reading.judged.program.network.units[1:]:
        for unit in layer:
            number = reading.model.units[unit.weighted_sum]
            recognised = reading.forward.units[number]
            if recognised.bias is None:
                sum_of[derivative(LOSS, unit.weighted_sum)] = recognised.sums[0]
    return sum_of


def _name(trace: Trace, node: int) -> str:
    """Return the name of what holds a number, or holds at other times what is computed where it is; '' if none does."""
    same_site = np.nonzero(trace.tape.site[: trace.tape.length] == trace.tape.site[node])[0].tolist()
    places = [trace.places[other] for other in same_site if other in trace.places]
    return written(places[-1], 1) if places else ""


def _is_kept_alone(trace: Trace, node: int) -> bool:
    """Say whether nothing is computed from a number but what takes its place in the next step."""
    tape = trace.tape
    length = tape.length
    is_used = (tape.a[:length] == node) | (tape.b[:length] == node) | (tape.c[:length] == node)
    users = [user for user in np.nonzero(is_used)[0].tolist() if node in operands(tape, user)]
    return len(users) == 1 and tape.site[users[0]] == tape.site[node]
