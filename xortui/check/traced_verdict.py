"""The verdict on a file whose network was recognised, from what its traced run has shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from xortui.check.between_samples import MixedSamples
from xortui.check.causes.table import causes
from xortui.check.debugger_data import debugger_data
from xortui.check.judgement.findings import FoundMistake
from xortui.check.judgement.judge import Judged, given_for, same
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.lockstep import Floats, run
from xortui.check.recognition.evaluation import evaluate
from xortui.check.recognition.names import written
from xortui.check.recognition.source import Source
from xortui.check.undecided import UndecidedError
from xortui.check.understanding import rate_of, understood
from xortui.check.verdict import NEVER_MOVES, OPENED, RIGHT, SCALED, WRONG, verdict_with
from xortui.check.watching import WatchedRun
from xortui.core.program import LOSS, Kind, Program, derivative

if TYPE_CHECKING:
    from xortui.check.examination import Examination

SAME_FACTOR = 1e-9
"""How far a factor may be from the right one and be right, in parts of it."""
MAX_FACTORS = 40
"""Rows of the table of factors: the last ones on the way to the gradient."""


def parameter_verdicts(found: Examination) -> dict[str, str]:
    """Return for each name of the file whether its steps are right."""
    reading = found.reading
    rate = found.diagnosis.base if found.diagnosis is not None else abs(reading.judged.rate)
    verdicts = {}
    for name, parameters in found.names.groups.items():
        verdict = _verdict(reading.judged, parameters, rate)
        roots = [reading.model.roots[parameter][0] for parameter in parameters]
        kept = [reading.memories[root] for root in roots if root in reading.memories]
        is_overwritten = any(root in reading.forward.replaced for root in roots)
        if verdict == RIGHT and any(memory.is_against or memory.kept > 1 - 1e-9 for memory in kept):
            verdict = WRONG
        is_growing = not reading.judged.grows.isdisjoint(parameters)
        verdicts[name] = WRONG if is_overwritten or is_growing else verdict
    return verdicts


def _verdict(judged: Judged, parameters: list[str], rate: float) -> str:
    compared = [judged.compared[parameter] for parameter in parameters]
    ratios = [comparison.ratio for comparison in compared if not comparison.is_untested]
    if all(ratio is not None and same(ratio, rate) for ratio in ratios):
        return RIGHT
    if all(ratio == 0 for ratio in ratios):
        return NEVER_MOVES
    if all(ratio is not None and ratio > 0 for ratio in ratios):
        first = ratios[0]
        if all(ratio is not None and first is not None and same(ratio, first) for ratio in ratios):
            return SCALED
    return WRONG


def verdict_of(found: Examination) -> dict[str, object]:
    """Return the verdict, as `xortui check --format json` writes it.

    Raises:
        UndecidedError: if a step is wrong, nothing explains it, and no parameter at all is right.
    """
    parameters = parameter_verdicts(found)
    judged = found.reading.judged
    base = found.diagnosis.base if found.diagnosis is not None else abs(judged.rate)
    rate = rate_of(judged.loss, base, found.rates, found.reading.forward.samples)
    # What goes further than the rest, from its update on, only has a rate of its own.
    is_explained = found.diagnosis is not None and not found.mistakes
    fine = {RIGHT, SCALED} if is_explained else {RIGHT}
    is_right = judged.rate > 0 and fine.issuperset(parameters.values())
    if not is_right and found.diagnosis is None and not found.mistakes and RIGHT not in parameters.values():
        raise UndecidedError(
            "its steps are those of no loss that is known here, and no mistake that is known explains them"
        )
    labelled = found.labelled
    return {
        "file": found.trace.filename,
        "verdict": RIGHT if is_right else WRONG,
        "understood": understood(found, rate),
        "network": {
            "layers": list(found.reading.model.layers),
            "activations": list(found.reading.model.activations),
            "biases": found.reading.model.biases,
            "batch": found.reading.forward.samples,
        },
        "loss": rate.loss,
        "learning_rate": rate.learning_rate,
        "parameters": parameters,
        "mistakes": [_told(finding) for finding in found.mistakes],
        "causes": [{"id": cause.id, "sentence": cause.sentence} for cause in causes(found)] if is_right else [],
        "error": judged.error,
        "factors": factors(found, labelled) if found.mistakes else [],
        OPENED: debugger_data(found, labelled, rate),
    }


def verdict_without_network(seen: WatchedRun, mixed: MixedSamples) -> dict[str, object]:
    """Return the verdict on a file in which the samples of a batch are mixed, so that no network is recognised."""
    places = (seen.trace.places.get(version) for chain in seen.chains for version in chain.versions)
    names = list(dict.fromkeys(written(place, None if place.cell else 1) for place in places if place is not None))
    mistake = {
        "id": mixed.mistake.id,
        "sentence": mixed.mistake.sentence,
        "hint": mixed.mistake.hint,
        "line": Source(seen.trace).line(mixed.node) or None,
        "parameters": names,
        "or": [],
    }
    return verdict_with(
        seen.trace.filename,
        WRONG,
        understood=f"What is learnt: {', '.join(names)}.",
        parameters=dict.fromkeys(names, WRONG),
        mistakes=[mistake],
    )


def _told(finding: FoundMistake) -> dict[str, object]:
    """Return a mistake as the verdict has it."""
    return {
        "id": finding.id,
        "sentence": finding.sentence,
        "hint": finding.hint,
        "line": finding.line or None,
        "parameters": list(finding.names),
        "or": [{"id": identity, "sentence": sentence} for identity, sentence in finding.alike],
    }


def factors(found: Examination, labelled: LabelledStep) -> list[dict[str, object]]:
    """Return the factors of the first gradient that a mistake spoils, theirs and right, at the values of the file."""
    diagnosis = found.diagnosis
    first = found.mistakes[0]
    if diagnosis is None or not first.place.parameters:
        return []
    reading = found.reading
    values = evaluate(found.trace.tape, reading.forward.part, {}, 1)
    actual = replace(reading.evaluated, values=values, count=1)
    given = given_for(reading.model, reading.forward, actual, diagnosis.base)
    program = diagnosis.explanation.program
    for name in program.state:
        given.setdefault(name, np.zeros((1, 1)))
    theirs = run(program, given)
    right = run(reading.judged.program, given)
    name = first.place.parameters[0]
    gradient = derivative(LOSS, name)
    sample = int(np.argmax(np.abs(np.atleast_2d(right[gradient])[0])))
    rows = []
    lines = labelled.lines()
    for target in _on_the_way(reading.judged.program, gradient):
        their_value = _at(theirs.get(target), sample)
        right_value = _at(right[target], sample)
        is_same = their_value is not None and abs(their_value - right_value) <= SAME_FACTOR * max(1.0, abs(right_value))
        line = lines.get(target) if is_same else first.line
        rows.append({"name": target, "theirs": their_value, "right": right_value, "is_right": is_same, "line": line})
    return rows


def _on_the_way(program: Program, gradient: str) -> list[str]:
    """Return the derivatives and factors that a gradient is made of, in the order of the program."""
    wanted = {gradient}
    found = []
    for operation in reversed(program.operations):
        if operation.target in wanted and operation.kind in (Kind.FACTOR, Kind.DERIVATIVE):
            found.append(operation.target)
            wanted.update(operation.reads)
    found.reverse()
    return found[-MAX_FACTORS:]


def _at(values: Floats | None, sample: int) -> float:
    if values is None:
        return float("nan")
    row = np.atleast_2d(np.asarray(values))[0]
    return float(row[min(sample, len(row) - 1)])
