"""The verdict on a file whose network was recognised, from what its traced run has shown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from xortui.check.between_samples import MixedSamples
from xortui.check.causes.table import causes, causes_beside_mistakes
from xortui.check.cut_off_errors import cuts_off
from xortui.check.debugger_data import debugger_data
from xortui.check.factor_origins import lines_of_wrong, multiples
from xortui.check.judgement.findings import FoundMistake
from xortui.check.judgement.gradient_lines import first_line_alone, rounding_line_alone
from xortui.check.judgement.judge import Compared, Judged, given_for, same
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.scales import ROUNDED
from xortui.check.kind_of_steps import kind_of_steps
from xortui.check.numbered_names import in_rows
from xortui.check.recognition.evaluation import evaluate
from xortui.check.recognition.names import FileNames, written
from xortui.check.recognition.perceptrons import PERCEPTRON, RULE
from xortui.check.recognition.sizes_in_file import layers_in_file, table_of, values_in_file
from xortui.check.recognition.source import Source
from xortui.check.recognition.squared_softmax import HALF_SQUARED_THROUGH_SOFTMAX
from xortui.check.undecided import SamplesNeededError, UndecidedError
from xortui.check.understanding import Rate, rate_of, understood
from xortui.check.unused_biases import BIAS_NOT_IN_SUM
from xortui.check.verdict import (
    FOLLOWED,
    LOOKED_AT,
    NEVER_MOVES,
    OPENED,
    RIGHT,
    SCALED,
    WRONG,
    mistake_record,
    verdict_with,
)
from xortui.check.watching import WatchedRun
from xortui.core.lockstep import Floats, run
from xortui.core.program import LOSS, Kind, Program, derivative

if TYPE_CHECKING:
    from xortui.check.examination import Examination

SAME_FACTOR = 1e-9
"""How far a factor may be from the right one and be right, in parts of it."""
OWN_LOSS = "of-its-own"
"""What a loss is called that is known by its slope alone."""
IN_PART = (
    "The network is large, so a part of it was followed, {layers}: the file computes the rest by the same operations."
)
MAX_FACTORS = 40
"""Rows of the table of factors: the last ones on the way to the gradient."""


def parameter_verdicts(found: Examination) -> dict[str, str]:
    """Return for each name of the file whether its steps are right."""
    reading = found.reading
    rate = found.diagnosis.base if found.diagnosis is not None else abs(reading.judged.rate)
    is_explained = found.diagnosis is not None and not found.mistakes
    verdicts = {}
    for name, parameters in found.names.groups.items():
        verdict = _verdict(reading.judged, parameters, rate)
        if verdict == WRONG and is_explained:
            verdict = _verdict_of_kinds(reading.judged, parameters, rate)
        roots = [reading.model.roots[parameter][0] for parameter in parameters]
        kept = [reading.memories[root] for root in roots if root in reading.memories]
        is_overwritten = any(root in reading.forward.replaced for root in roots)
        if verdict == RIGHT and any(memory.is_against or memory.kept > 1 - 1e-9 for memory in kept):
            verdict = WRONG
        is_growing = not reading.judged.grows.isdisjoint(parameters)
        is_spoilt = not reading.spoilt.isdisjoint(parameters)
        verdicts[name] = WRONG if is_overwritten or is_growing or is_spoilt else verdict
    for mistake in found.mistakes:
        if mistake.id == BIAS_NOT_IN_SUM.id:
            verdicts.update(dict.fromkeys(mistake.names, WRONG))
    return verdicts


def _verdict(judged: Judged, parameters: Sequence[str], rate: float) -> str:
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


def _verdict_of_kinds(judged: Judged, parameters: Sequence[str], rate: float) -> str:
    """Return the verdict on weights and biases that lie in one array, where each kind may have a rate of its own."""
    biases = {one.name for one in judged.program.network.parameters if one.source is None}
    kinds = (
        [name for name in parameters if name in biases],
        [name for name in parameters if name not in biases],
    )
    said = {_verdict(judged, kind, rate) for kind in kinds if kind}
    return SCALED if said <= {RIGHT, SCALED} else WRONG


def verdict_of(found: Examination) -> dict[str, object]:
    """Return the verdict, as `xortui check --format json` writes it.

    Raises:
        UndecidedError: if a step is wrong, nothing explains it, and no parameter at all is right.
    """
    parameters = parameter_verdicts(found)
    judged = found.reading.judged
    rate = rate_in(found)
    # What goes further than the rest, from its update on, only has a rate of its own: it is right as well.
    is_explained = found.diagnosis is not None and not found.mistakes
    fine = {RIGHT, SCALED} if is_explained else {RIGHT}
    is_right = judged.rate > 0 and fine.issuperset(parameters.values()) and not found.mistakes
    if is_right:
        parameters = dict.fromkeys(parameters, RIGHT)
    if not is_right and found.diagnosis is None and not found.mistakes and not _is_any_right(found, parameters):
        raise UndecidedError(
            "its steps are those of no loss that is known here, and no mistake that is known explains them"
        )
    if not is_right and not found.mistakes and not _differs_clearly(found):
        raise UndecidedError(
            "its steps differ from the right ones by less than 0.5 %, as they do where a constant of a slope is rounded"
        )
    labelled = found.labelled
    told = causes(found) if is_right else causes_beside_mistakes(found)
    line = 0 if is_right or found.mistakes else found.discarded_line or _line_to_look_at(found, labelled)
    return {
        "file": found.trace.filename,
        "verdict": RIGHT if is_right else WRONG,
        "understood": _understood(found, rate, is_right=is_right),
        "network": _network(found),
        "loss": OWN_LOSS if found.reading.evaluated.errors else rate.loss,
        "learning_rate": rate.learning_rate if found.reading.evaluated.takes_a_share else None,
        "parameters": parameters,
        "mistakes": [_record(finding) for finding in found.mistakes],
        "causes": [{"id": cause.id, "sentence": cause.sentence} for cause in told],
        "reason": "" if is_right or found.mistakes else _where_to_look(found, labelled, line),
        "error": judged.error,
        "factors": factors(found, labelled) if found.mistakes else [],
        LOOKED_AT: line or None,
        OPENED: debugger_data(found, labelled, rate, line),
    }


def _network(found: Examination) -> dict[str, object]:
    """Return the network as the verdict has it; of a large one also how many units of each layer were followed."""
    model = found.reading.model
    network: dict[str, object] = {
        "layers": list(layers_in_file(found.trace.tape, found.reading.forward, model.layers)),
        "activations": [PERCEPTRON] if found.reading.evaluated.own_loss == RULE else list(model.activations),
        "biases": model.biases,
        "batch": found.reading.forward.batch,
    }
    if found.watched.is_part:
        network[FOLLOWED] = list(model.layers)
    return network


def _understood(found: Examination, rate: Rate, *, is_right: bool) -> str:
    """Return what a file is, with what its steps are where they are right and its names promise more."""
    told = understood(found, rate)
    followed = "-".join(map(str, found.reading.model.layers))
    in_part = IN_PART.replace("{layers}", followed) if found.watched.is_part else ""
    more = [in_part, _cut_off(found), kind_of_steps(found) if is_right else ""]
    return " ".join([told, *filter(None, more)])


def _cut_off(found: Examination) -> str:
    """Return where errors are cut off at a limit that they are judged without; '' if nothing is cut off."""
    if not cuts_off(found.watched):
        return ""
    line = found.labelled.source.line(found.watched.limits[0])
    return f"Line {line} limits the errors on their way back; the gradients are judged without this limit."


def _is_any_right(found: Examination, parameters: Mapping[str, str]) -> bool:
    """Say whether a parameter follows a loss: at a rate of 0 those agree that do not move."""
    return found.reading.judged.rate != 0 and RIGHT in parameters.values()


def _differs_clearly(found: Examination) -> bool:
    """Say whether steps that are not right differ from the right ones by more than constants with few digits make."""
    judged = found.reading.judged
    wrong = [compared for name, compared in judged.compared.items() if name not in judged.right]
    return not wrong or any(_distance(compared, judged.rate) > ROUNDED for compared in wrong)


def _distance(compared: Compared, rate: float) -> float:
    """Return how far a step is from the right one at most, in parts of the greatest right one."""
    size = abs(rate) * float(np.max(np.abs(compared.right), initial=0.0))
    apart = float(np.max(np.abs(compared.theirs - rate * compared.right), initial=0.0))
    return apart / size if size and np.isfinite(apart) else np.inf


def opened_of(found: Examination) -> dict[str, object] | None:
    """Return what a debugger on a file is made of whose steps nobody can judge; None if there is nothing."""
    rate = rate_in(found)
    opened = debugger_data(found, found.labelled, rate, 0)
    if opened is not None:
        opened["understood"] = understood(found, rate)
    return opened


def rate_in(found: Examination) -> Rate:
    """Return the rate of a file's steps, and what it is a rate of."""
    judged = found.reading.judged
    base = found.diagnosis.base if found.diagnosis is not None else abs(judged.rate)
    evaluated = found.reading.evaluated
    is_of_file = bool(evaluated.errors)
    if evaluated.own_loss == HALF_SQUARED_THROUGH_SOFTMAX:
        return rate_of("half-squared-error", base, found.rates, found.reading.forward.batch)
    samples = 1 if is_of_file and not evaluated.own_loss else found.reading.forward.batch
    return rate_of(judged.loss, base, found.rates, samples, is_of_file=is_of_file)


def _line_to_look_at(found: Examination, labelled: LabelledStep) -> int:
    """Return the first line on the way back that works for what is wrong and for nothing else; 0 if there is none."""
    judged = found.reading.judged
    wrong = [name for name in judged.compared if name not in judged.right]
    right = sorted(judged.right)
    return rounding_line_alone(labelled, wrong, right) or first_line_alone(labelled, wrong, right)


def _where_to_look(found: Examination, labelled: LabelledStep, line: int) -> str:
    """Return which line works for what is wrong and for nothing else, if that can be told."""
    if not line:
        return ""
    if line == found.discarded_line:
        return f"Look at line {line}: nothing keeps the value that it computes."
    judged = found.reading.judged
    wrong = [name for name in judged.compared if name not in judged.right]
    spoilt = list(dict.fromkeys(found.names.group[name] for name in wrong if name in found.names.group))
    names = ", ".join(in_rows(spoilt))
    if line == rounding_line_alone(labelled, wrong, sorted(judged.right)):
        return f"Line {line} rounds the gradient of {names} down to a whole number, as // and floor do."
    served = [name for name in spoilt if _works_for(labelled, line, found.names.groups[name])]
    names = ", ".join(in_rows(served or spoilt))
    return f"Look at line {line}: it is the first on the way back that works for {names} alone."


def _works_for(labelled: LabelledStep, line: int, parameters: Sequence[str]) -> bool:
    """Say whether something that a line computes goes into the steps of some parameters."""
    return any(labelled.source.line(node) == line for node in labelled.ancestors(parameters))


def verdict_without_network(seen: WatchedRun, mixed: MixedSamples) -> dict[str, object]:
    """Return the verdict on a file in which the samples of a batch are mixed, so that no network is recognised."""
    places = (seen.trace.places.get(version) for chain in seen.chains for version in chain.versions)
    names = list(dict.fromkeys(written(place, None if place.cell else 1) for place in places if place is not None))
    told = mixed.mistake
    line = Source(seen.trace).line(mixed.node)
    return verdict_with(
        seen.trace.filename,
        WRONG,
        understood=f"What is learnt: {', '.join(names)}.",
        parameters=dict.fromkeys(names, WRONG),
        mistakes=[mistake_record(told.id, told.sentence, told.hint, line, names)],
    )


def _record(finding: FoundMistake) -> dict[str, object]:
    """Return a mistake as the verdict has it."""
    names = (*finding.names, *finding.through)
    return mistake_record(finding.id, finding.sentence, finding.hint, finding.line, names, finding.alike)


def factors(found: Examination, labelled: LabelledStep) -> list[dict[str, object]]:
    """Return the factors of the first gradient that a mistake spoils, theirs and right, at the values of the file."""
    diagnosis = found.diagnosis
    first = found.mistakes[0]
    if diagnosis is None or not first.place.parameters or found.watched.is_part:
        return []
    reading = found.reading
    if any(one.node not in reading.forward.part for one in reading.evaluated.errors.values()):
        return []  # the slopes of a loss that the file computes are known at the random points alone
    kept = {mask: np.full(1, size) for mask, size in reading.forward.masks.items()}
    values = evaluate(found.trace.tape, reading.forward.part, kept, 1)
    actual = replace(reading.evaluated, values=values, count=1)
    given = given_for(reading.model, reading.forward, actual, diagnosis.base)
    if found.watched.is_sampled:
        given |= _data_in_file(found)
    program = diagnosis.explanation.program
    for name in program.state:
        given.setdefault(name, np.zeros((1, 1)))
    theirs = run(program, given)
    right = run(reading.judged.program, given)
    name = _clearest(first.place.parameters, theirs, right)
    gradient = derivative(LOSS, name)
    multiplied = multiples(name, diagnosis, labelled)
    sample = _clearest_sample(theirs.get(gradient), right[gradient])
    scale = _scale_of_errors(labelled)
    rows = []
    targets = []
    for target in _on_the_way(reading.judged.program, gradient):
        their_value = multiplied.get(target, 1.0) * _at(theirs.get(target), sample)
        right_value = _at(right[target], sample)
        if not (math.isfinite(their_value) and math.isfinite(right_value)):
            return []  # the training has run away before this step
        is_same = abs(their_value - right_value) <= SAME_FACTOR * max(1.0, abs(right_value))
        if target.startswith(derivative(LOSS, "")):
            their_value *= scale
            right_value *= scale
        targets.append(target)
        name_in_file = _name_in_file(target, reading.judged.program, found.names)
        rows.append({"name": name_in_file, "theirs": their_value, "right": right_value, "is_right": is_same})
    wrong = [target for target, row in zip(targets, rows, strict=True) if not row["is_right"]]
    spoilt = lines_of_wrong(wrong, name, reading.judged.program, diagnosis, found.mistakes)
    lines = {**labelled.lines(), **spoilt}
    for target, row in zip(targets, rows, strict=True):
        row["line"] = lines.get(target)
    return _up_to_what_is_wrong(rows)


def _data_in_file(found: Examination) -> dict[str, Floats]:
    """Return the inputs and targets of all samples of a step, by their names in xortui's network.

    Raises:
        SamplesNeededError: if those of samples that were not followed are not known.
    """
    if found.reading.evaluated.errors:
        raise SamplesNeededError  # what goes back from the outputs is known of those that were followed
    forward = found.reading.forward
    model = found.reading.model
    given: dict[str, Floats] = {}
    for names, share in ((model.inputs, 1.0), (model.targets, forward.label)):
        table = table_of(list(names.values()), forward.samples)
        values = values_in_file(found.trace.tape, table, forward.batch) / share
        given |= {name: column[None, :] for name, column in zip(names, values.T, strict=True)}
    return given


def _scale_of_errors(labelled: LabelledStep) -> float:
    """Return how many times ∂C/∂z of the outputs a file has for it: 2 by (ŷ − y)², 1/m by a mean; 1 if not known.

    What it passes back has that scale, and so the factors are its own numbers, but for the sign of y − ŷ.
    """
    names = {derivative(LOSS, unit.weighted_sum) for unit in labelled.program.network.units[-1]}
    first: dict[tuple[str, int], float] = {}
    for node in sorted(labelled.ancestors(labelled.model.roots)):
        label = labelled.labels.get(node) or labelled.mistaken_labels.get(node)
        if label is not None and label.name in names and label.sample >= 0:
            first.setdefault((label.name, label.sample), label.ratio)
    scales = [abs(ratio) for ratio in first.values()]
    is_known = bool(scales) and all(same(one, scales[0]) for one in scales)
    return float(f"{scales[0]:.12g}") if is_known else 1.0


def _up_to_what_is_wrong(rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Return the rows up to the last wrong one: behind it an input of 0 hides the mistake. None if all are right."""
    wrong = [place for place, row in enumerate(rows) if not row["is_right"]]
    return list(rows[: wrong[-1] + 1]) if wrong else []


def _clearest_sample(theirs: Floats | None, right: Floats) -> int:
    """Return the place of the sample whose gradient shows best what is wrong; of equal ones, that of the greatest."""
    sound = np.nan_to_num(np.atleast_2d(right)[0])
    wrong = sound if theirs is None else np.nan_to_num(np.broadcast_to(np.atleast_2d(theirs)[0], sound.shape))
    differences = np.abs(wrong - sound)
    differences[differences <= SAME_FACTOR] = 0.0
    clearest = np.flatnonzero(differences == differences.max())
    return int(clearest[np.argmax(np.abs(sound[clearest]))])


def _name_in_file(target: str, program: Program, names: FileNames) -> str:
    """Return the name of a derivative by a parameter with the parameter's name in the file: ∂C/∂w21."""
    parameter = program.by_target[target].by
    if parameter not in names.own:
        return target
    return f"{target.removesuffix(parameter)}{names.own[parameter]}"


def _clearest(parameters: Sequence[str], theirs: Mapping[str, Floats], right: Mapping[str, Floats]) -> str:
    """Return the parameter whose gradient shows best what is wrong: not one that is 0 all the same."""

    def clearness(name: str) -> tuple[float, float]:
        gradient = derivative(LOSS, name)
        sound = np.asarray(right[gradient])
        wrong = np.nan_to_num(np.asarray(theirs.get(gradient, sound)))
        return float(np.max(np.abs(wrong - sound))), float(np.max(np.abs(sound)))

    return max(parameters, key=clearness)


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
