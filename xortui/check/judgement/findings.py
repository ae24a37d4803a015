"""What is wrong in a step: mistakes of the catalogue and of scale, each with its line and with what is like it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xortui.check.between_samples import MixedSamples
from xortui.check.judgement.factor_lines import delta_factor_line, factor_line, first_line, is_averaged_at_update
from xortui.check.judgement.gradient_lines import first_mistaken, gradient_line
from xortui.check.judgement.judge import Judged, same
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.lost_update_lines import kept_as_it_is_line, kept_line, lost_update_line
from xortui.check.judgement.passed_back_lines import (
    compared_line,
    error_line,
    passed_back_line,
    picked_line,
    turned_line,
)
from xortui.check.judgement.scales import Group, Scaled, base_ratio, one_ratio, scaled
from xortui.check.judgement.search import Explanation, Planted
from xortui.check.judgement.slope_lines import asked_of_derivative_line, gate_line, missing_slope_line, returned_line
from xortui.check.recognition.model import Model
from xortui.check.recognition.names import Names
from xortui.check.recognition.states import EXACT, Memory
from xortui.core.mistake import EVERY_LAYER, Place
from xortui.core.mistakes import BY_ID
from xortui.core.network import Network
from xortui.core.program import Kind, Program

IN_A_FORMULA = frozenset(
    {"slope-with-plus", "slope-half", "slope-of-other", "activation-for-slope", "slope-twice", "gate-inverted"}
    | {"gate-always-open", "slope-missing", "softmax-diagonal"}
)
"""Mistakes that are made in a function of a formula; all others are made where it is called."""
OF_OTHER_WEIGHTS = frozenset({"wrong-column", "weights-transposed", "weights-of-other-unit", "weights-of-other-layer"})
"""Mistakes that are made where weights are picked, which computes nothing."""
OF_THE_ERROR = frozenset({"cost-for-error", "output-for-error"})
OF_A_SLOPE = frozenset({"slope-missing", "gate-always-open"})
FREE = frozenset({"value-for-delta", "delta-missing", "output-for-error", "cost-for-error"})
"""Mistakes that leave the error out, so that its sign and scale are not known in what follows from them."""
OF_ANOTHER_ERROR = frozenset({"slope-missing-in-gradients", "slope-missing-in-biases", "slope-missing-passed-back"})
"""Mistakes that take the error in the place of δ, so that a 2 or a 1/n that stands in the line of δ is left out."""


@dataclass(slots=True)
class Finding:
    """One mistake in somebody's file."""

    id: str
    sentence: str
    hint: str
    line: int
    names: tuple[str, ...]
    """The arrays whose steps it spoils first."""
    place: Place
    """Where it sits in xortui's network."""
    alike: list[tuple[str, str]] = field(default_factory=list)
    """Names and sentences of mistakes that no numbers can tell from it."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Mistakes that together explain every step."""

    explanation: Explanation
    scaled: tuple[Scaled, ...]
    base: float
    """The learning rate that is meant."""

    @property
    def size(self) -> int:
        """How many mistakes there are."""
        return len(self.explanation.planted) + len(self.scaled)


def diagnosed(
    explanation: Explanation,
    names: Names,
    network: Network,
    rates: Sequence[float],
    samples: int,
    overwritten: frozenset[str],
) -> Diagnosis | None:
    """Return an explanation with what is wrong with the sizes of the steps; None if one array has several sizes.

    Args:
        explanation: mistakes that give the direction of all steps.
        names: of the network's parameters in the file.
        network: the same in xortui.
        rates: numbers that the file multiplies steps with.
        samples: how many are in a batch.
        overwritten: the parameters that are overwritten, not added to.
    """
    layer_of = {parameter.name: parameter.target.layer for parameter in network.parameters}
    is_bias = {parameter.name: parameter.source is None for parameter in network.parameters}
    parts: dict[tuple[str, bool], list[str]] = {}
    for parameter, name in names.group.items():
        parts.setdefault((name, is_bias[parameter]), []).append(parameter)
    groups = []
    for (name, of_biases), parameters in parts.items():
        ratio = one_ratio([explanation.ratios[one] for one in parameters])
        if ratio is None:
            return None
        layer = max(layer_of[one] for one in parameters)
        groups.append(Group(name, layer, of_biases, ratio * explanation.rate, tuple(parameters)))
    sound = [one for one in groups if not _takes_another_error(one, explanation)] or groups
    base = abs(base_ratio(sound, rates, samples))
    per_step = base / samples if explanation.program.batched else base
    if any(one.mistake.id in FREE for one in explanation.planted):
        groups = [one if not one.ratio else replace(one, ratio=base) for one in groups]
    factors = (2.0, 0.5, samples, 1 / samples, 2 / samples, samples / 2)
    for number, group in enumerate(groups):
        is_left_out = any(same(group.ratio, factor * base) for factor in factors)
        if is_left_out and _takes_another_error(group, explanation):
            groups[number] = replace(group, ratio=base)
    found = scaled(groups, base, rates, samples)
    for group in groups:
        if overwritten.intersection(group.parameters):
            found = [one for one in found if group.parameters[0] not in one.parameters]
            found.append(Scaled("assigned", group.parameters, group.layer, 1.0))
    return Diagnosis(explanation, tuple(_joined(found)), per_step)


def _takes_another_error(group: Group, explanation: Explanation) -> bool:
    """Say whether an array's gradients are made from the error, in the place of δ."""
    return any(
        planted.mistake.id in OF_ANOTHER_ERROR and not set(group.parameters).isdisjoint(planted.place.parameters)
        for planted in explanation.planted
    )


def _joined(found: Iterable[Scaled]) -> list[Scaled]:
    """Return scaled arrays, those that are overwritten in one layer together."""
    joined: dict[tuple[str, float], Scaled] = {}
    for one in found:
        key = (one.id, one.factor)
        before = joined.get(key)
        if before is None:
            joined[key] = one
        else:
            layer = one.layer if one.layer == before.layer else 0
            joined[key] = Scaled(one.id, (*before.parameters, *one.parameters), layer, one.factor)
    return list(joined.values())


def findings(best: Sequence[Diagnosis], names: Names, labelled: LabelledStep, judged: Judged) -> list[Finding]:
    """Return the mistakes of the best diagnosis, with the lines; the others are what cannot be told from it."""
    first = best[0]
    labelled.take(first.explanation.program, first.explanation.rate)
    found = [_planted(first, k, names, labelled, judged) for k in range(len(first.explanation.planted))]
    for one in first.scaled:
        finding = _scaled(one, names, labelled, judged)
        if not _is_own_rate(one, finding, labelled, judged):
            found.append(finding)
    _add_alike(found, best, names)
    found = _made_in_several_layers(found)
    for finding in found:
        _prefer_gate(finding, labelled)
    return found


def _is_own_rate(one: Scaled, finding: Finding, labelled: LabelledStep, judged: Judged) -> bool:
    """Say whether whole layers go further than the others, or less far, from their updates on: a rate of their own."""
    parameters = judged.program.network.parameters
    layers = {parameter.target.layer for parameter in parameters if parameter.name in one.parameters}
    own = {parameter.name for parameter in parameters if parameter.target.layer in layers}
    is_made_at_update = finding.line in labelled.update_lines(one.parameters)
    return finding.id == "stray-factor" and own == set(one.parameters) and is_made_at_update


def growing(judged: Judged, names: Names, labelled: LabelledStep) -> Finding:
    """Return weight decay whose sign is turned around."""
    parameters = tuple(name for name in names.group if name in judged.grows)
    place = Place(EVERY_LAYER, parameters, "weight decay")
    spoilt = _file_names(parameters, names)
    return Finding(
        id="decay-sign",
        sentence=_told("decay-sign", place, spoilt),
        hint=BY_ID["decay-sign"].hint,
        line=labelled.update_line(parameters),
        names=spoilt,
        place=place,
    )


def between_samples(mixed: MixedSamples, names: Names, labelled: LabelledStep) -> Finding:
    """Return a mistake that is made between the samples of a batch."""
    parameters = tuple(names.group)
    return Finding(
        id=mixed.kind.id,
        sentence=mixed.kind.sentence,
        hint=mixed.kind.hint,
        line=labelled.source.line(mixed.node),
        names=_file_names(parameters, names),
        place=Place(EVERY_LAYER, parameters),
    )


def _made_in_several_layers(found: Sequence[Finding]) -> list[Finding]:
    """Return findings in which the same mistake in several layers is one."""
    joined: dict[tuple[str, str], Finding] = {}
    for one in found:
        before = joined.setdefault((one.id, one.place.variant), one)
        if before is one:
            continue
        before.names = tuple(dict.fromkeys((*before.names, *one.names)))
        parameters = tuple(dict.fromkeys((*before.place.parameters, *one.place.parameters)))
        before.place = Place(EVERY_LAYER, parameters, one.place.variant)
        before.sentence = _told(one.id, before.place, before.names)
        before.line = min(line for line in (before.line, one.line) if line) if before.line and one.line else before.line
    return list(joined.values())


def _file_names(parameters: Iterable[str], names: Names) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names.group[one] for one in parameters if one in names.group))


def _told(identity: str, place: Place, names: tuple[str, ...]) -> str:
    return BY_ID[identity].told(place._replace(parameters=names))


def _planted(diagnosis: Diagnosis, number: int, names: Names, labelled: LabelledStep, judged: Judged) -> Finding:
    explanation = diagnosis.explanation
    planted = explanation.planted[number]
    without = _program_without(explanation, number, judged.program)
    node = first_mistaken(labelled, explanation.program, without, explanation.rate, planted.place.parameters)
    moving = [one for one in planted.place.parameters if one in judged.compared and judged.compared[one].ratio != 0]
    spoilt = _file_names(moving or planted.place.parameters, names)
    return Finding(
        id=planted.mistake.id,
        sentence=_told(planted.mistake.id, planted.place, spoilt),
        hint=planted.mistake.hint,
        line=_line_of(planted, node, labelled, is_of_gradients=_is_of_gradients(explanation.program, without)),
        names=spoilt,
        place=planted.place,
    )


def _program_without(explanation: Explanation, number: int, right: Program) -> Program:
    """Return the program with all mistakes but one."""
    program = right
    for k, planted in enumerate(explanation.planted):
        if k != number:
            program = planted.mistake.plant(program, planted.place)
    return program


def _is_of_gradients(wrong: Program, without: Program) -> bool:
    """Say whether two programs differ in the gradients of parameters alone, and in nothing that is passed back."""
    parameters = {one.name for one in without.network.parameters}
    before = {one.target: one.expression for one in without.operations}
    changed = [one for one in wrong.operations if before.get(one.target) != one.expression]
    return bool(changed) and all(one.kind in (Kind.FACTOR, Kind.DERIVATIVE) and one.by in parameters for one in changed)


def _line_of(planted: Planted, node: int, labelled: LabelledStep, *, is_of_gradients: bool) -> int:
    if is_of_gradients:
        return gradient_line(labelled, planted.place.parameters)
    if planted.mistake.id in OF_THE_ERROR:
        return compared_line(labelled, node) or labelled.source.line(node)
    if planted.mistake.id == "sums-overwritten":
        return kept_as_it_is_line(labelled, planted.place.parameters) or gradient_line(
            labelled, planted.place.parameters
        )
    if not node:
        return labelled.update_line(planted.place.parameters)
    if planted.mistake.id == "gate-of-gradient":
        return asked_of_derivative_line(labelled) or labelled.source.line(node)
    if planted.mistake.id in OF_A_SLOPE:
        layer = planted.place.layer
        return missing_slope_line(labelled, node) or returned_line(labelled, layer) or labelled.source.line(node)
    line = labelled.source.line(node) if planted.mistake.id in IN_A_FORMULA else labelled.line_at_call(node)
    if planted.mistake.id in OF_OTHER_WEIGHTS:
        return picked_line(labelled, node) or passed_back_line(labelled, node, planted.place.layer) or line
    return line


def _prefer_gate(finding: Finding, labelled: LabelledStep) -> None:
    """Call a missing slope of ReLU a gate that is always open, if the file asks whether something is positive there."""
    alike = dict(finding.alike)
    if finding.id != "slope-missing" or "gate-always-open" not in alike:
        return
    line = gate_line(labelled, finding.place.layer)
    if line:
        finding.alike = [(finding.id, finding.sentence), *((k, v) for k, v in finding.alike if k != "gate-always-open")]
        finding.id = "gate-always-open"
        finding.sentence = alike["gate-always-open"]
        finding.hint = BY_ID[finding.id].hint
        finding.line = line


def _scaled(one: Scaled, names: Names, labelled: LabelledStep, judged: Judged) -> Finding:
    parameters = list(one.parameters)
    spoilt = _file_names(parameters, names)
    sound = [name for name in names.group if name not in parameters]
    variant = f"{one.factor:g}" if one.id == "stray-factor" else ""
    place = Place(one.layer, tuple(parameters), variant)
    identity = one.id
    line = 0
    alike: list[tuple[str, str]] = []
    if identity in ("bias-never-updated", "layer-never-updated"):
        line = lost_update_line(labelled, parameters, sound)
    elif identity == "uphill":
        layer = max(each.target.layer for each in judged.program.network.parameters if each.name in parameters)
        turned = turned_line(labelled, judged.program, layer)
        if turned and sound:
            identity = "passed-back-sign"
            place = Place(layer + 1, tuple(parameters), "")
            line = turned
        if not sound:
            line = error_line(labelled) if len(labelled.update_lines(parameters)) > 1 else 0
            alike.append(("error-reversed", BY_ID["error-reversed"].told(Place(0, ()))))
    elif identity in ("stray-factor", "bias-averaged", "bias-not-averaged", "rate-missing", "rate-twice"):
        is_of_batch = identity in ("bias-averaged", "bias-not-averaged")
        line = factor_line(labelled, parameters[0], sound, of_sample_too=not is_of_batch)
        if not is_of_batch and line in (0, labelled.update_line(parameters)):
            line = delta_factor_line(labelled, parameters[0], one.factor) or line
        if identity == "bias-not-averaged" and is_averaged_at_update(labelled, sound):
            line = labelled.update_line(parameters)
        if identity == "rate-missing" and line:
            identity = "stray-factor"
            place = place._replace(variant=f"{one.factor:g}")
        line = line or first_line(labelled, parameters[0])
        if identity == "rate-missing":
            line = labelled.update_line(parameters)
    return Finding(
        id=identity,
        sentence=_told(identity, place, spoilt),
        hint=BY_ID[identity].hint,
        line=line or labelled.update_line(parameters) or labelled.update_line(sound),
        names=spoilt,
        place=place,
        alike=alike,
    )


def remembered(memories: Mapping[int, Memory], model: Model, names: Names, labelled: LabelledStep) -> list[Finding]:
    """Return the mistakes in what is kept from step to step: sums that are never reset, velocities turned around."""
    kinds: dict[str, list[str]] = {}
    nodes: dict[str, int] = {}
    for parameter, (root, _) in model.roots.items():
        memory = memories.get(root)
        if memory is None:
            continue
        if memory.is_against:
            identity = "momentum-sign"
        elif memory.kept > 1 - EXACT:
            identity = "sums-never-reset"
        else:
            continue
        kinds.setdefault(identity, []).append(parameter)
        nodes.setdefault(identity, memory.node)
    found = []
    for identity, parameters in kinds.items():
        spoilt = _file_names(parameters, names)
        place = Place(0, tuple(parameters))
        found.append(
            Finding(
                id=identity,
                sentence=_told(identity, place, spoilt),
                hint=BY_ID[identity].hint,
                line=kept_line(labelled, nodes[identity], is_sum=identity == "sums-never-reset"),
                names=spoilt,
                place=place,
            )
        )
    return found


def _add_alike(found: list[Finding], best: Sequence[Diagnosis], names: Names) -> None:
    """Add to each finding the mistakes that stand in its place in the other diagnoses."""
    ids = [finding.id for finding in found]
    for other in best[1:]:
        rest = [one for one in other.explanation.planted if one.mistake.id not in ids]
        missing = [one for one in found if one.id not in {each.mistake.id for each in other.explanation.planted}]
        if len(rest) == 1 and len(missing) >= 1:
            spoilt = _file_names(rest[0].place.parameters, names)
            told = (rest[0].mistake.id, _told(rest[0].mistake.id, rest[0].place, spoilt))
            if told not in missing[0].alike:
                missing[0].alike.append(told)


def overwritten(model: Model, replaced: Mapping[int, object]) -> frozenset[str]:
    """Return the parameters that are overwritten."""
    return frozenset(name for name, (root, _) in model.roots.items() if root in replaced)
