"""Why a network is not recognised: its samples are mixed in a batch, or each has a bias of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xortui.check.between_samples import SOFTMAX_OVER_SAMPLES, MixedSamples
from xortui.check.causes.biases_per_sample import MAX_NODES, biases_per_sample
from xortui.check.causes.cause import Cause
from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.forward import Forward, NotRecognisedError
from xortui.check.recognition.recognise import recognised
from xortui.check.tracing.op_numbers import ADD, DIV, EXP, OPAQUE
from xortui.check.tracing.trace import Trace


def mixed_samples(trace: Trace, found: Sequence[Chain], taken: Sequence[Step]) -> Cause | MixedSamples | None:
    """Return what is wrong between the samples of a batch in a file whose network is not recognised; None if nothing.

    Args:
        trace: what was seen.
        found: what is learnt.
        taken: its steps, one at least.
    """
    step = taken[min(1, len(taken) - 1)]
    for biases in biases_per_sample(trace, found, step):
        return Cause("bias-per-sample", biases.sentence)
    try:
        forward = recognised(trace.tape, found, step, frozen_levels=0)
    except NotRecognisedError:
        return None
    node = _softmax_over_samples(trace, forward)
    if node:
        return MixedSamples(SOFTMAX_OVER_SAMPLES, node)
    if step.end - step.start > MAX_NODES:
        return None
    sentence = _output_of_others(trace, forward, step)
    return Cause("mixed-samples", sentence) if sentence else None


def _softmax_over_samples(trace: Trace, forward: Forward) -> int:
    """Return the first output that is divided by the exponentials of other samples, too; 0 if there is none."""
    tape = trace.tape
    sample_of = {node: sample for unit in forward.units for sample, node in unit.sums.items()}
    for outputs in forward.outputs:
        for sample, node in outputs.items():
            if tape.op[node] != DIV:
                continue
            above, below = operands(tape, node)
            exponentials = [above, *_terms(trace, below)]
            if any(tape.op[one] != EXP for one in exponentials):
                continue
            sums = [_first_of(trace, one, sample_of) for one in exponentials]
            if {sample_of[one] for one in sums if one} - {sample}:
                return node
    return 0


def _terms(trace: Trace, node: int) -> list[int]:
    """Return the terms of a sum of any length."""
    terms = []
    waiting = [node]
    while waiting:
        at = waiting.pop()
        if trace.tape.op[at] == ADD:
            waiting += operands(trace.tape, at)
        elif trace.tape.op[at] > OPAQUE:
            terms.append(at)
    return terms


def _first_of(trace: Trace, node: int, sample_of: Mapping[int, int]) -> int:
    """Return the weighted sum that an exponential is of: z of exp(z − max); 0 if it is of none."""
    while node not in sample_of:
        parts = operands(trace.tape, node)
        if not parts:
            return 0
        node = parts[0]
    return node


def _output_of_others(trace: Trace, forward: Forward, step: Step) -> str:
    """Tell an output that is computed from weighted sums of other samples."""
    sample_of = {node: sample for unit in forward.units for sample, node in unit.sums.items()}
    for outputs in forward.outputs:
        for sample, node in outputs.items():
            others = _samples_behind(trace, node, step, sample_of) - {sample}
            if others:
                return (
                    f"The output of one sample is computed from the sums of {len(others)} others of its batch. An "
                    "output belongs to its own sample alone: normalise over the units of the layer, not over the "
                    "samples (softmax with the other axis)."
                )
    return ""


def _samples_behind(trace: Trace, node: int, step: Step, sample_of: dict[int, int]) -> set[int]:
    found = set()
    seen = {node}
    waiting = [node]
    while waiting:
        at = waiting.pop()
        if at in sample_of:
            found.add(sample_of[at])
            continue
        if at <= step.start:
            continue
        for operand in operands(trace.tape, at):
            if operand not in seen:
                seen.add(operand)
                waiting.append(operand)
    return found
