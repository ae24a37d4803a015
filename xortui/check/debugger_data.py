"""What the debugger needs to open a file: its network, its start, its data, its mistakes and its lines."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from xortui.check.causes.epochs import turns_around
from xortui.check.cut_off_errors import cuts_off
from xortui.check.judgement.findings import FoundMistake
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.chains import Step
from xortui.check.recognition.forward import Forward, NotRecognisedError
from xortui.check.recognition.recognise import recognised
from xortui.check.recognition.same_steps import moved_step
from xortui.check.seen_updates import seen_updates
from xortui.check.tracing.tape import Nodes
from xortui.check.understanding import Rate
from xortui.core.activations import SOFTMAX
from xortui.core.backpropagation import write_program
from xortui.core.engines import Sample
from xortui.core.mistake import confined
from xortui.core.mistakes import BY_ID
from xortui.core.training import Training

if TYPE_CHECKING:
    from xortui.check.examination import Examination

MAX_SAMPLES = 64
"""Samples that a debugger gets."""
SECONDS = 0.3
"""How long steps are looked through for samples."""


def debugger_data(found: Examination, labelled: LabelledStep, rate: Rate, look_at: int) -> dict[str, object] | None:
    """Return what `xortui mynet.py` opens; None if it can't be opened.

    That is so if no rate is known at which its steps would be right, if they follow a loss of the file's own, or if
    only a part of its arrays was followed.

    Args:
        found: what was found out about the file.
        labelled: the numbers of a step.
        rate: of its steps.
        look_at: the line to look at where something is wrong for no known cause; 0 if there is none.
    """
    reading = found.reading
    diagnosis = found.diagnosis
    base = diagnosis.base if diagnosis is not None else abs(reading.judged.rate)
    if not base or reading.evaluated.errors or found.watched.is_part:
        return None
    is_explained = diagnosis is not None and all(_has_place(finding, found) for finding in found.mistakes)
    is_explained = is_explained and not cuts_off(found.watched)
    tape = found.trace.tape
    start = {}
    for name, (root, factor) in reading.model.roots.items():
        number = reading.forward.parameters[root]
        first = root if number < 0 else found.chains[number].versions[0]
        start[name] = factor * float(tape.value[first])
    for name in reading.model.missing:
        start[name] = 0.0
    samples = _samples(found) or _of_step(found, reading.forward)
    is_whole = reading.forward.samples == len(samples) and len(samples) > 1
    update: str | int = reading.forward.samples
    if reading.forward.samples == 1:
        update = "sample"
    elif is_whole:
        update = "epoch"
    kept = [memory.kept for memory in reading.memories.values()]
    right = reading.judged.right - reading.spoilt
    mistakes = []
    for finding in found.mistakes if is_explained else ():
        place = finding.place
        mistakes.append(
            [finding.planted or finding.id, place.layer, list(place.parameters), place.variant, list(place.units)]
        )
    return {
        "layers": list(reading.model.layers),
        "activations": list(reading.model.activations),
        "loss": reading.judged.loss,
        "biases": reading.model.biases,
        "missing": sorted(reading.model.missing),
        "numbering": "by-target",
        "epochs": _epochs(found, len(samples)),
        "samples": [[list(x), list(t)] for x, t in samples],
        "update": update,
        "start": start,
        # The rate of a mean is one by the number of samples.
        "learning_rate": base * reading.forward.samples if rate.is_mean else base,
        "is_mean": rate.is_mean,
        "momentum": max(kept) if kept and max(kept) < 1 else 0.0,
        "mistakes": mistakes,
        "is_explained": is_explained,
        "wrong": [name for name in reading.model.roots if name not in right],
        "updates": seen_updates(found),
        "look_at": look_at,
        "has_targets": any(any(by_sample.values()) for by_sample in reading.forward.targets),
        "names": dict(found.names.group),
        "lines": labelled.lines(),
        "source": found.trace.source,
    }


def _epochs(found: Examination, samples: int) -> int | None:
    """Return how many epochs a file trains, if the loops around its step say it: over epochs, or also over samples."""
    reading = found.reading
    forward = reading.forward.units[0].sums[0]
    update = max(chain.at(reading.step.end) for chain in found.chains)
    turns = turns_around(found.trace, forward, update)
    if turns is None:
        return None
    loops = 1 if reading.forward.samples == samples else 2
    return turns[0] if len(turns) == loops else None


def _has_place(finding: FoundMistake, found: Examination) -> bool:
    """Say whether a mistake can be planted in just the parameters that it spoils in the file."""
    identity = finding.planted or finding.id
    if identity not in BY_ID:
        return False
    network = found.reading.judged.program.network
    wanted = set(finding.place.parameters)
    units = finding.place.units
    for update in ("sample", "epoch"):
        program = write_program(network, Training(update=update))
        for place in BY_ID[identity].places(program):
            alone = confined(network, place, units) if units else place
            if alone.variant == finding.place.variant and wanted == set(alone.parameters):
                return True
    return False


def _samples(found: Examination) -> list[Sample]:
    """Return the samples that the steps were taken with, in their order, each once."""
    samples: dict[Sample, None] = {}
    ends_at = time.process_time() + SECONDS
    for step in found.steps:
        try:
            forward = _forward_of(found, step)
        except NotRecognisedError:
            continue
        before = len(samples)
        for sample in _of_step(found, forward):
            samples.setdefault(sample)
        is_known = len(samples) == before
        if len(samples) > MAX_SAMPLES or time.process_time() > ends_at or (is_known and before > 1):
            break
    seen = list(samples)
    if found.reading.forward.samples == 1:
        seen = seen[-1:] + seen[:-1]  # the first step of all is not among those that are known whole
    return seen


def _forward_of(found: Examination, step: Step) -> Forward:
    """Return the network in a step: that of the step that was read, with its own data, if both compute the same.

    Raises:
        NotRecognisedError: if there is none.
    """
    tape = found.trace.tape
    reading = found.reading
    moved = moved_step(tape, found.chains, reading.step, step)
    if moved is None or not moved[reading.forward.data].all():
        return recognised(tape, found.chains, step, frozen_levels=reading.level)
    return replace(
        reading.forward,
        inputs=[_moved(by_sample, moved) for by_sample in reading.forward.inputs],
        targets=[_moved(by_sample, moved) for by_sample in reading.forward.targets],
    )


def _moved(by_sample: Mapping[int, int], moved: Nodes) -> dict[int, int]:
    """Return the nodes of all samples in another step."""
    return {sample: int(moved[node]) for sample, node in by_sample.items()}


def _of_step(found: Examination, forward: Forward) -> list[Sample]:
    """Return the samples of one step, as its network has them."""
    is_softmax = found.reading.model.activations[-1] == SOFTMAX
    value = found.trace.tape.value
    result = []
    for sample in range(forward.samples):
        x = tuple(float(value[by_sample[sample]]) for by_sample in forward.inputs)
        t = [float(value[by_sample[sample]]) if by_sample[sample] else 0.0 for by_sample in forward.targets]
        if is_softmax and not any(t):
            t[0] = 1.0  # a target of softmax is a class; where none was seen, the first
        result.append((x, tuple(t)))
    return result
