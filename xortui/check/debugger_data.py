"""What the debugger needs to open a file: its network, its start, its data, its mistakes and its lines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xortui.check.causes.epochs import turns_around
from xortui.check.cut_off_errors import cuts_off
from xortui.check.judgement.findings import FoundMistake
from xortui.check.judgement.judge import Judged, same
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.same_steps import moved_step
from xortui.check.seen_samples import first_step, seen_samples
from xortui.check.seen_updates import seen_updates
from xortui.check.understanding import Rate
from xortui.core.backpropagation import write_program
from xortui.core.mistake import EVERY_LAYER, Place, confined
from xortui.core.mistakes import BY_ID
from xortui.core.network import Network
from xortui.core.training import Training

if TYPE_CHECKING:
    from xortui.check.examination import Examination, StepReading

DIGITS = 10
"""Of λ: it was found by dividing steps by weights, and has their rounding in it."""

TWICE_THE_HALF = 2.0
"""How many times as steep (ŷ − y)² is as ½(ŷ − y)²."""


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
    seen = seen_samples(found)
    samples = seen.samples
    is_whole = reading.forward.batch == len(samples) and len(samples) > 1
    update: str | int = reading.forward.batch
    if reading.forward.batch == 1:
        update = "sample"
    elif is_whole:
        update = "epoch"
    right = _right_at(base, reading.judged) - reading.spoilt
    learning_rate = _learning_rate(base, rate, reading.forward.batch)
    further = _further_settings(reading, learning_rate)
    trainings = [
        Training(update=update, gradients="mean" if rate.is_mean else "sum", **further),
        Training(update="sample", **further),
    ]
    places = [_placed(finding, reading.judged.program.network, trainings) for finding in found.mistakes]
    is_explained = diagnosis is not None and all(places) and not cuts_off(found.watched)
    mistakes = []
    lines_of_mistakes = []
    for finding, own in zip(found.mistakes, places, strict=True):
        for place in own if is_explained else ():
            identity = finding.planted or finding.id
            mistakes.append([identity, place.layer, list(place.parameters), place.variant, list(place.units)])
            lines_of_mistakes.append(finding.line)
    return {
        "layers": list(reading.model.layers),
        "activations": list(reading.model.activations),
        "loss": rate.loss,
        "biases": reading.model.biases,
        "missing": sorted(reading.model.missing),
        "numbering": "by-target",
        "epochs": _epochs(found, len(samples)),
        "samples": [[list(x), list(t)] for x, t in samples],
        "in_order": seen.in_order,
        "is_order_kept": seen.is_order_kept,
        "has_more_samples": not seen.are_all,
        "update": update,
        "start": _start(found),
        "learning_rate": learning_rate,
        "is_mean": rate.is_mean,
        "training": further,
        "mistakes": mistakes,
        "lines_of_mistakes": lines_of_mistakes,
        "is_explained": is_explained,
        "wrong": [name for name in reading.model.roots if name not in right],
        "updates": seen_updates(found),
        "look_at": look_at,
        "has_targets": any(any(by_sample.values()) for by_sample in reading.forward.targets),
        "names": dict(found.names.group),
        "cells": dict(found.names.own),
        "lines": labelled.lines(),
        "source": found.trace.text_of_lines,
        "source_name": Path(found.trace.file_of_lines).name,
    }


def _right_at(base: float, judged: Judged) -> frozenset[str]:
    """Return the parameters whose steps are right at the rate that is meant, which may not be that of most of them."""
    found = set()
    for name, compared in judged.compared.items():
        if compared.is_untested or (compared.ratio is not None and same(compared.ratio, base)):
            found.add(name)
    return frozenset(found)


def _start(found: Examination) -> dict[str, float]:
    """Return the values of all parameters before the first update."""
    reading = found.reading
    tape = found.trace.tape
    first = first_step(found)
    moved = moved_step(tape, found.chains, reading.step, first) if first is not None else None
    start = {}
    for name, (root, factor) in reading.model.roots.items():
        number = reading.forward.parameters[root]
        node = root if number < 0 else found.chains[number].versions[0]
        if number < 0 and moved is not None and moved[root]:
            node = int(moved[root])  # what is overwritten in each step has been another number then
        start[name] = factor * float(tape.value[node])
    for name in reading.model.missing:
        start[name] = 0.0
    return start


def _learning_rate(base: float, rate: Rate, samples: int) -> float:
    """Return the learning rate of a loss, of how far steps go as a multiple of the gradient of ½(ŷ − y)² or the like.

    Args:
        base: that multiple.
        rate: what the steps follow. The rate of a mean is one by the number of samples.
        samples: how many are in a batch.
    """
    by_sample = base / TWICE_THE_HALF if rate.loss == "squared-error" else base
    return by_sample * samples if rate.is_mean else by_sample


def _further_settings(reading: StepReading, learning_rate: float) -> dict[str, Any]:
    """Return what a training has besides its rate, as problem files write it: momentum, weight decay and L1.

    Args:
        reading: the step that was examined.
        learning_rate: η, by which η·λ is divided.
    """
    kept = [memory.kept for memory in reading.memories.values()]
    penalty = reading.judged.common_penalty
    settings: dict[str, Any] = {"momentum": max(kept) if kept and 0 <= max(kept) < 1 else 0.0}
    if penalty.share:
        settings["weight_decay"] = float(f"{penalty.share / learning_rate:.{DIGITS}g}")
    if penalty.size:
        settings["l1"] = float(f"{penalty.size / learning_rate:.{DIGITS}g}")
    if penalty.is_of_biases:
        settings["decays_biases"] = True
    return settings


def _epochs(found: Examination, samples: int) -> int | None:
    """Return how many epochs a file trains, if the loops around its step say it: over epochs, or also over samples."""
    reading = found.reading
    forward = reading.forward.units[0].sums[0]
    update = max(chain.at(reading.step.end) for chain in found.chains)
    turns = turns_around(found.trace, forward, update)
    if turns is None:
        return None
    loops = 1 if reading.forward.batch == samples else 2
    return turns[0] if len(turns) == loops else None


def _placed(finding: FoundMistake, network: Network, trainings: Iterable[Training]) -> list[Place]:
    """Return where a mistake can be planted in just the parameters that it spoils in the file; nothing if nowhere.

    Made in some layers, and not in all that it could be made in, it is planted in one after the other.
    """
    identity = finding.planted or finding.id
    if identity not in BY_ID:
        return []
    wanted = set(finding.place.parameters)
    units = finding.place.units
    for training in trainings:
        parts = []
        for place in BY_ID[identity].places(write_program(network, training)):
            alone = confined(network, place, units) if units else place
            if alone.variant != finding.place.variant:
                continue
            if wanted == set(alone.parameters):
                return [alone]
            if place.layer != EVERY_LAYER and alone.parameters and wanted.issuperset(alone.parameters):
                parts.append(alone)
        if wanted and wanted == {name for part in parts for name in part.parameters}:
            return parts
    return []
