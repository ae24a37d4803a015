"""Examine a student's file: run it traced, recognise its network, judge its steps and name what is wrong."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from pathlib import Path

from xortui.check.asked import AskedError
from xortui.check.between_samples import ERROR_OF_ALL_PAIRS, MixedSamples
from xortui.check.causes.mixed_samples import mixed_samples
from xortui.check.examination import Examination, Reading
from xortui.check.judgement.findings import (
    Diagnosis,
    between_samples,
    diagnosed,
    findings,
    growing,
    overwritten,
    remembered,
)
from xortui.check.judgement.judge import judged, losses_for
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.search import MOST, Search
from xortui.check.probing.probed_verdict import probed
from xortui.check.recognition.chains import Chain, Step, Uses, chains, steps
from xortui.check.recognition.evaluation import operands, part_of
from xortui.check.recognition.forward import NoTargetError, NotRecognisedError
from xortui.check.recognition.model import model_of
from xortui.check.recognition.names import Names, names_of
from xortui.check.recognition.points import at_points
from xortui.check.recognition.recognise import recognised
from xortui.check.recognition.states import memories
from xortui.check.running import harmless
from xortui.check.running.limits import DEFAULT_LIMITS
from xortui.check.running.student_line import student_line
from xortui.check.traced_verdict import verdict_of, verdict_without_network
from xortui.check.tracing.tape import Tape
from xortui.check.tracing.trace import Trace, traced
from xortui.check.undecided import DoubtedError, UndecidedError
from xortui.check.verdict import RIGHT, undecided
from xortui.core.activations import SOFTMAX

MOST_LEVELS = 6
"""How many groups of biases that never move are looked for before the targets."""
SEARCHED = 4.0
"""Seconds in which mistakes are looked for."""
ENOUGH_STEPS = 3
"""A run that was stopped after fewer steps is repeated, and followed further."""
RUNS = ((15_000, 600), (60_000, 2_000), (400_000, 10_000))
"""How many nodes and operations are enough: first few, and more if training has hardly begun by then."""


class MixedSamplesError(Exception):
    """The samples of a batch are mixed, so that there is no network whose step could be looked at."""

    def __init__(self, trace: Trace, chains: Sequence[Chain], mixed: MixedSamples) -> None:
        """Keep what was found."""
        super().__init__(mixed.kind.sentence)
        self.trace = trace
        self.chains = chains
        self.mixed = mixed


def examination(
    path: Path, source: str, step: str | None = None, seconds: float = DEFAULT_LIMITS.budget
) -> Examination:
    """Run a file and find out all there is.

    Args:
        path: the file.
        source: its text.
        step: an expression that takes one training step, if it is given.
        seconds: how long the file is watched.

    Raises:
        UndecidedError: if the network is not recognised.
        MixedSamplesError: if it is not, as the samples of a batch are mixed.
    """
    ends_at = time.monotonic() + seconds
    for most_nodes, enough_blocks in RUNS:
        left = ends_at - time.monotonic()
        tape = Tape(most_nodes=most_nodes, enough_blocks=enough_blocks, seconds=left)
        trace = traced(path, source, step, tape)
        uses = Uses(trace.tape)
        found = chains(trace.tape, uses)
        taken = steps(trace.tape, found, uses)
        if trace.step_begins is not None:
            asked = [each for each in taken if each.start >= trace.step_begins]
            taken = asked or taken
        if len(taken) >= ENOUGH_STEPS or not trace.was_stopped or time.monotonic() > ends_at:
            break
    if not taken:
        raise UndecidedError(_nothing_seen(trace, path))
    readings, problem = _readings(trace, found, taken[len(taken) // 2])
    if not readings:
        mixed = mixed_samples(trace, found, taken)
        if isinstance(mixed, MixedSamples):
            raise MixedSamplesError(trace, found, mixed)
        raise UndecidedError(problem if mixed is None else mixed.sentence)
    covered = max(map(_coverage, readings))
    alike = [reading for reading in readings if _coverage(reading) == covered]
    alike.sort(key=lambda reading: (_moving(reading), reading.level), reverse=True)
    best: list[Diagnosis] = []
    chosen = alike[0]
    names_at: dict[int, Names] = {}
    ends_at = time.monotonic() + SEARCHED
    for number, reading in enumerate(alike):
        share = (ends_at - time.monotonic()) / (len(alike) - number)
        names = names_of(trace, found, reading.forward, reading.model)
        names_at[id(reading)] = names
        most = best[0].size - 1 if best else MOST
        for diagnosis in _diagnoses(reading, names, _rates(trace, reading), most, share):
            if not best or diagnosis.size < best[0].size:
                best = [diagnosis]
                chosen = reading
            elif diagnosis.size == best[0].size and reading is chosen:
                best.append(diagnosis)
        if best and not best[0].size:
            break
    names = names_at[id(chosen)]
    chosen.memories = memories(trace.tape, found, chosen.step, chosen.forward, chosen.evaluated)
    labelled = LabelledStep(trace, found, chosen.step, chosen.forward, chosen.evaluated, chosen.model, chosen.judged)
    mistakes = findings(best, names, labelled, chosen.judged) if best and best[0].size else []
    mistakes += remembered(chosen.memories, chosen.model, names, labelled)
    if chosen.judged.grows:
        mistakes.append(growing(chosen.judged, names, labelled))
    if not mistakes and chosen.forward.comparison:
        mistakes.append(between_samples(MixedSamples(ERROR_OF_ALL_PAIRS, chosen.forward.comparison), names, labelled))
    return Examination(
        trace=trace,
        chains=found,
        steps=taken,
        reading=chosen,
        names=names,
        diagnosis=best[0] if best else None,
        mistakes=mistakes,
        labelled=labelled,
        rates=_rates(trace, chosen),
    )


def _doubt(found: Examination) -> None:
    """Look whether something speaks against steps that are right at one step.

    Raises:
        UndecidedError: if it does.
    """
    if not _is_finite(found.trace, found.chains):
        raise UndecidedError(
            "its weights become NaN or infinite in the steps that were seen; its gradients are right before"
        )
    learnt = _depending(found)
    missing = [number for number in learnt if number not in found.reading.forward.parameters.values()]
    if missing:
        raise UndecidedError(
            f"{len(missing)} numbers are learnt besides {', '.join(found.names.groups)}, and how is not understood"
        )
    if _is_fed_with_what_is_learnt(found):
        raise UndecidedError(
            "what its first layer takes is computed from what is learnt, and how that is learnt is not understood"
        )
    for step in (found.steps[len(found.steps) // 4], found.steps[-1]):
        try:
            readings = readings_at(found.trace, found.chains, step, found.reading.level)
        except NotRecognisedError as error:
            raise UndecidedError(f"one step is right, another is not understood: {error}") from error
        for reading in readings:
            is_same = reading.judged.right == found.reading.judged.right
            if reading.judged.loss == found.reading.judged.loss and not is_same:
                raise UndecidedError("its steps are right at one step and not at another")


def _is_fed_with_what_is_learnt(found: Examination) -> bool:
    """Say whether an input or a target of the network is computed from what was learnt in steps before."""
    reading = found.reading
    learnt = [found.chains[number] for number in set(reading.forward.parameters.values()) if number >= 0]
    versions = {version for chain in learnt for version in chain.versions[1:]}
    fed = (node for by_sample in (*reading.forward.inputs, *reading.forward.targets) for node in by_sample.values())
    return not versions.isdisjoint(part_of(found.trace.tape, fed, roots=versions))


def _depending(found: Examination) -> list[int]:
    """Return the numbers of the chains whose steps depend on others that are learnt."""
    tape = found.trace.tape
    step = found.reading.step
    ends = {number: chain.at(step.end) for number, chain in enumerate(found.chains)}
    moving = {number: end for number, end in ends.items() if end > step.start}
    # For each node the learnt numbers that it depends on, a bit each.
    learnt = {chain.at(step.start): 1 << number for number, chain in enumerate(found.chains)}
    for node in part_of(tape, moving.values(), since=step.start):
        if node > step.start:
            bits = 0
            for part in operands(tape, node):
                bits |= learnt.get(part, 0)
            learnt[node] = bits
    return [number for number, end in moving.items() if learnt[end].bit_count() > 1]


def _nothing_seen(trace: Trace, path: Path) -> str:
    """Say why no training was seen."""
    if trace.error is not None:
        return student_line(trace.error, path)
    if trace.tape.lost:
        names = ", ".join(sorted(set(trace.tape.lost.values())))
        return f"no training could be followed: its numbers go through {names}; say how to take a step with --step"
    return "no training was seen when it was run; say how to take a step: --step 'net.train(x, t)'"


def _diagnoses(reading: Reading, names: Names, rates: Sequence[float], most: int, seconds: float) -> list[Diagnosis]:
    """Return what explains the steps for one loss, if it is found in so many seconds."""
    search = Search(reading.model, reading.forward, reading.evaluated, reading.judged, seconds)
    network = reading.judged.program.network
    replaced = overwritten(reading.model, reading.forward.replaced)
    found = []
    for explanation in search.explanations(most):
        diagnosis = diagnosed(explanation, names, network, rates, reading.forward.samples, replaced)
        if diagnosis is not None:
            found.append(diagnosis)
    return sorted(found, key=lambda diagnosis: diagnosis.size)


def _rates(trace: Trace, reading: Reading) -> list[float]:
    """Return the numbers that the step is computed with, other than weights and data."""
    known = set(reading.forward.parameters)
    for by_sample in (*reading.forward.inputs, *reading.forward.targets):
        known |= set(by_sample.values())
    values = {float(trace.tape.value[node]) for node in reading.forward.roots if node not in known}
    return sorted(value for value in values if 0 < value < 100 and value not in (1.0, 2.0))


def _is_finite(trace: Trace, found: Sequence[Chain]) -> bool:
    """Say whether everything that is learnt has stayed a number."""
    return all(math.isfinite(trace.tape.value[version]) for chain in found for version in chain.versions)


def _moving(reading: Reading) -> int:
    """Return how many parameters move as they should."""
    return sum(1 for name in reading.judged.right if reading.judged.compared[name].ratio)


def _coverage(reading: Reading) -> int:
    return len([number for number in reading.forward.parameters.values() if number >= 0])


def _readings(trace: Trace, found: Sequence[Chain], step: Step) -> tuple[list[Reading], str]:
    """Return the ways in which a step can be read, and what is missing if there is none."""
    readings: list[Reading] = []
    problem = ""
    for level in range(MOST_LEVELS):
        try:
            now = readings_at(trace, found, step, level)
        except NotRecognisedError as error:
            problem = problem or str(error)
            if isinstance(error, NoTargetError):
                break
            continue
        readings += now
        if any(_coverage(reading) == len(found) and _moving(reading) for reading in now):
            break
    return readings, problem


def readings_at(trace: Trace, found: Sequence[Chain], step: Step, level: int) -> list[Reading]:
    """Return the readings of a step, one for each loss that it may follow.

    Args:
        trace: what was seen.
        found: what is learnt.
        step: the step.
        level: how many groups of biases that never move are taken to come before the targets.

    Raises:
        NotRecognisedError: if no network is recognised.
    """
    forward = recognised(trace.tape, found, step, frozen_levels=level)
    evaluated = at_points(trace.tape, found, step, forward, is_distribution=False)
    model = model_of(forward, evaluated.values)
    if model.activations[-1] == SOFTMAX:
        evaluated = at_points(trace.tape, found, step, forward, is_distribution=True)
    readings = []
    for loss in losses_for(model):
        readings.append(Reading(step, forward, evaluated, model, judged(model, forward, evaluated, loss), level))
    return readings


def examined(path: Path, step: str | None, output: str | None) -> dict[str, object]:
    """Return the verdict on a file, as `xortui check --format json` writes it.

    Args:
        path: the file.
        step: an expression that takes one training step, if it is given.
        output: an expression that gives the outputs, if it is given.
    """
    source = path.read_text(encoding="utf-8")
    harmless.prepare(path)
    try:
        return verdict_on(path, source, step, harmless.budget())
    except DoubtedError as error:
        return undecided(path.name, str(error))
    except (UndecidedError, AskedError) as error:
        return probed(path, source, step, output, problem=str(error))


def verdict_on(
    path: Path, source: str, step: str | None = None, seconds: float = DEFAULT_LIMITS.budget
) -> dict[str, object]:
    """Return the verdict on a file that is run as it is.

    Args:
        path: the file.
        source: its text.
        step: an expression that takes one training step, if it is given.
        seconds: how long the file is watched.

    Raises:
        UndecidedError: if there is none.
    """
    try:
        found = examination(path, source, step, seconds)
    except MixedSamplesError as error:
        return verdict_without_network(error.trace, error.chains, error.mixed)
    verdict = verdict_of(found)
    if verdict["verdict"] == RIGHT:
        try:
            _doubt(found)
        except UndecidedError as error:
            raise DoubtedError(str(error)) from error
    return verdict
