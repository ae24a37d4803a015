"""What is wrong in a step: mistakes of the catalogue and of scale, each with its line and with what is like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from xortui.check.between_samples import MixedSamples
from xortui.check.judgement.diagnosis import Diagnosis
from xortui.check.judgement.factor_lines import is_in_gradient, lacking_line
from xortui.check.judgement.gradient_lines import first_mistaken
from xortui.check.judgement.judge import TOLERANCE, Judged, same, size_of, steps_of
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.lines_behind_loops import line_behind_loop
from xortui.check.judgement.lines_by_layer import is_of_gradients, lines_by_layer, program_without
from xortui.check.judgement.own_rates import have_own_rates
from xortui.check.judgement.scales import Scaled
from xortui.check.judgement.search import Explanation
from xortui.check.judgement.slope_hints import slope_hint
from xortui.check.judgement.slope_lines import gate_line
from xortui.check.judgement.symptoms import SYMPTOMS, Suspect, line_of
from xortui.check.mask_mistakes import SLOPE_OF_MASKED
from xortui.check.numbered_names import in_rows
from xortui.check.recognition.evaluation import part_of
from xortui.check.recognition.model import Model
from xortui.check.recognition.names import FileNames, written
from xortui.check.recognition.states import EXACT, Memory
from xortui.check.tracing.op_numbers import LOG
from xortui.check.unplanted_mistake import UnplantedMistake
from xortui.core.activations import SCALED_NAME, parts_of_scaled
from xortui.core.backpropagation import write_program
from xortui.core.lockstep import run
from xortui.core.mistake import EVERY_LAYER, Place
from xortui.core.mistaken_gradients import factor_name
from xortui.core.mistakes import BY_ID
from xortui.core.program import LEARNING_RATE, Program
from xortui.core.training import Training

OF_SLOPES = frozenset(
    (
        "slope-of-activation",
        "slope-formula-of-sum",
        "activation-for-slope",
        "slope-missing",
        "slope-twice",
        "slope-half",
        "slope-of-difference",
        "slope-with-plus",
        "slope-of-other",
    )
)
"""Mistakes in the formula of a slope."""
ONE_SIGN = "Turn one sign: that of the error, or that of all updates."
"""What to do where all updates go uphill."""
ONE_SIGN_OF_GRADIENT = "Turn one sign: that of this gradient, or that of its update."
"""What to do where the sign of one gradient turns before its update."""
NOT_AVERAGED = "The factor is the number of samples: divide this gradient by it, as the others are."
"""What to do where one gradient is a sum over the batch, and the others are means."""
AVERAGED_AGAIN = "The factor is 1 over the number of samples: divide by that once, as the others are."
"""What to do where one gradient is divided by the samples once more than the others."""
KEPT_WHOLE = "The velocities of {names} are kept whole in each step: the factor that the others have is missing."
KEPT_WHOLE_HINT = "Multiply each velocity by the momentum before the step is added: v ← μ·v − η·g."
"""Said of sums that are never reset, where the parameters beside them have momentum."""
PART_NEVER_UPDATED = "part-never-updated"
BEHIND_LOOP = "This line stands behind the loop over its numbers and updates the last one alone: move it into the loop."

"""What to do where an update is made of the last round of a loop alone."""
OVER_ALL_UNITS = "bias-over-all-units"
ONE_DELTA_A_BIAS = "Each bias has its own unit's δ: add δ up over the samples alone, and not over the units."
"""What to do where a bias learns from all units, in a file without arrays of NumPy."""
STRAY = "stray-factor"
OF_MEANS = frozenset((STRAY, "bias-averaged"))
"""What the factor of a mean is called."""
OPEN_GATE = "gate-always-open"
SLOPE_MISSING = "slope-missing"
UPHILL = "uphill"
TWICE = "slope-twice"
HALF = "slope-half"


@dataclass(slots=True)
class FoundMistake:
    """One mistake in somebody's file."""

    id: str
    sentence: str
    hint: str
    line: int
    names: tuple[str, ...]
    """The arrays whose steps it spoils first."""
    place: Place
    """Where it sits in xortui's network."""
    planted: str = ""
    """By which other name a program of xortui's makes it; '' for its own."""
    alike: list[tuple[str, str]] = field(default_factory=list)
    """Names and sentences of mistakes that no numbers can tell from it."""
    through: tuple[str, ...] = ()
    """The arrays whose steps are wrong through what it spoils first: those of the layers below."""


def findings(best: Sequence[Diagnosis], names: FileNames, labelled: LabelledStep, judged: Judged) -> list[FoundMistake]:
    """Return the mistakes of the best diagnosis, with the lines; the others are what cannot be told from it."""
    first = best[0]
    labelled.take(first.explanation.program, first.explanation.rate)
    found = [_searched(first, k, names, labelled, judged) for k in range(len(first.explanation.mistakes))]
    _look_into_slopes_that_are_taken_twice(found, first.explanation, labelled, judged)
    by_size = _goes_by_size(first, judged)
    multiples = first.explanation.ratios
    has_plan = have_own_rates(labelled, judged, names.groups, multiples)
    for one in _by_update(first.scaled, labelled):
        if has_plan and one.factor:
            continue
        finding = _scaled(one, names, labelled)
        if by_size and finding.line in labelled.update_lines(one.parameters):
            continue
        if not _is_own_rate(one, finding, labelled, judged):
            found.append(finding)
    _add_alike(found, best, names)
    found = _made_in_several_layers(_told_by_line(found, first, names, labelled, judged))
    for finding in found:
        _prefer_seen(finding, labelled)
        _without_gate(finding, labelled)
        _with_squared_error(finding, labelled)
        _with_own_slope(finding, judged)
        _with_slope_of_masked(finding, labelled, judged)
    _with_lines_of_misplaced(found)
    found = _with_reshaped_of_one_line(_without_pairs_in_one_slope(found), names)
    return _with_factors_of_one_line(_without_factors_of_means(found))


BETWEEN_FACTORS = ", "
"""Stands between the factors of several layers."""
REPEATED = "If an inner loop repeats this update, move the line out of it; if not, take the factor out."
"""What to do where one line gives each layer another whole number as its factor."""


def _with_lines_of_misplaced(found: Sequence[FoundMistake]) -> None:
    """Give biases that never move the line in which their gradient is put in the place of another layer's."""
    misplaced = {one.place.variant: one.line for one in found if one.id == "bias-of-other-layer" and one.line}
    for one in found:
        if one.id == "bias-never-updated":
            one.line = misplaced.get(f"layer {one.place.layer}", one.line)


def _with_factors_of_one_line(found: Sequence[FoundMistake]) -> list[FoundMistake]:
    """Return findings in which factors that one line gives several layers are one: an inner loop repeats the update."""
    told: list[FoundMistake] = []
    first: dict[int, FoundMistake] = {}
    for one in found:
        before = first.setdefault(one.line, one) if one.id == STRAY and one.line else one
        if before is one:
            told.append(one)
            continue
        variants = dict.fromkeys((*before.place.variant.split(BETWEEN_FACTORS), one.place.variant))
        parameters = (*before.place.parameters, *one.place.parameters)
        before.names = tuple(dict.fromkeys((*before.names, *one.names)))
        before.place = Place(EVERY_LAYER, parameters, BETWEEN_FACTORS.join(variants))
        before.sentence = _told(before.id, before.place, before.names)
        if all(variant.isdigit() for variant in variants):
            before.hint = REPEATED
    return told


def _with_reshaped_of_one_line(found: Sequence[FoundMistake], names: FileNames) -> list[FoundMistake]:
    """Return findings in which square gradients count as reshaped if their line reshapes those of other layers.

    The numbers of such a one stay where they are: it is transposed.
    """
    reshaped = {one.line: one for one in found if one.id == "gradient-reshaped" and one.line}
    told: list[FoundMistake] = []
    for one in found:
        if one.id != "gradient-transposed" or one.line not in reshaped:
            told.append(one)
            continue
        before = reshaped[one.line]
        before.names = tuple(name for name in names.groups if name in (*before.names, *one.names))
        parameters = (*before.place.parameters, *one.place.parameters)
        before.place = before.place._replace(layer=EVERY_LAYER, parameters=parameters)
        before.sentence = _told(before.id, before.place, before.names)
    return told


def _without_factors_of_means(found: Sequence[FoundMistake]) -> list[FoundMistake]:
    """Return findings without the factor of a mean over all units: it is made with the sum, in one call."""
    sums = {(one.line, one.names) for one in found if one.id == OVER_ALL_UNITS and one.line}
    return [one for one in found if one.id not in OF_MEANS or (one.line, one.names) not in sums]


def _without_pairs_in_one_slope(found: Sequence[FoundMistake]) -> list[FoundMistake]:
    """Return findings without two in the slope of one line: together they give its numbers, and nobody wrote both.

    Then the sign of what goes through this slope is that of its formula, too.
    """
    count = Counter((one.line, one.place.layer) for one in found if one.id in OF_SLOPES)
    pairs = [one for one in found if one.id in OF_SLOPES and count[one.line, one.place.layer] > 1]
    through = {name for one in pairs for name in (*one.names, *one.through)}
    rest = [one for one in found if one not in pairs]
    return [one for one in rest if one.id != UPHILL or not through.issuperset(one.names)]


def _by_update(found: Iterable[Scaled], labelled: LabelledStep) -> list[Scaled]:
    """Return scaled arrays, those that are overwritten one by one where each layer has an update of its own."""
    layer_of = {one.name: one.target.layer for one in labelled.program.network.parameters}
    parts: list[Scaled] = []
    for one in found:
        by_layer: dict[int, list[str]] = {}
        for name in one.parameters:
            by_layer.setdefault(layer_of[name], []).append(name)
        lines = {labelled.update_line(names) for names in by_layer.values()}
        if one.id == "assigned" and len(lines) == len(by_layer):
            parts += [Scaled(one.id, tuple(names), layer, one.factor) for layer, names in by_layer.items()]
        else:
            parts.append(one)
    return parts


def _look_into_slopes_that_are_taken_twice(
    found: Sequence[FoundMistake], explanation: Explanation, labelled: LabelledStep, judged: Judged
) -> None:
    """Give a mistake in a slope that is taken twice the line in which the slope is computed once, if there is one.

    Of half a slope nothing is told: it stands in every right one, too.
    """
    twice = {one.place.layer for one in found if one.id == TWICE}
    for finding, placed in zip(found, explanation.mistakes, strict=True):
        is_in_both = finding.id in OF_SLOPES - {TWICE, HALF} and finding.place.layer in twice
        if is_in_both and not placed.place.units:
            alone = placed.mistake.plant(judged.program, placed.place)
            node = first_mistaken(labelled, alone, judged.program, explanation.rate, placed.place.parameters)
            finding.line = labelled.source.line(node) if node else finding.line


def _goes_by_size(diagnosis: Diagnosis, judged: Judged) -> bool:
    """Say whether the weights of each layer have a rate by how many of them a unit has: η / n, or η / √n."""
    network = judged.program.network
    factors = {name: one.factor for one in diagnosis.scaled for name in one.parameters}
    rates_by_power: dict[int, set[str]] = {1: set(), 2: set()}
    layers = set()
    for parameter in network.parameters:
        if parameter.source is None:
            continue
        layer = parameter.target.layer
        layers.add(layer)
        factor = factors.get(parameter.name, 1.0)
        inputs = network.layers[layer - 1]
        for power, rates in rates_by_power.items():
            rates.add(f"{factor * inputs ** (1 / power):.6g}")
    is_alike = any(len(rates) == 1 for rates in rates_by_power.values())
    return len(layers) > 1 and is_alike and all(one.id == "stray-factor" for one in diagnosis.scaled)


def _is_own_rate(one: Scaled, finding: FoundMistake, labelled: LabelledStep, judged: Judged) -> bool:
    """Say whether whole layers, or all biases, have a rate of their own, in the lines of their updates."""
    parameters = judged.program.network.parameters
    layers = {parameter.target.layer for parameter in parameters if parameter.name in one.parameters}
    own = {parameter.name for parameter in parameters if parameter.target.layer in layers}
    biases = {parameter.name for parameter in parameters if not parameter.source}
    is_of_all = set(one.parameters) in (own, biases)
    is_made_at_update = finding.line in labelled.update_lines(one.parameters)
    if finding.id != "stray-factor" or not is_of_all or not is_made_at_update:
        return False
    sound = [parameter.name for parameter in parameters if parameter.name not in one.parameters]
    if _is_number_of_samples(one.factor, labelled) and lacking_line(labelled, one.parameters[0], sound, one.factor):
        return False
    return not is_in_gradient(labelled, one.parameters, sound, one.factor)


def _is_number_of_samples(factor: float, labelled: LabelledStep) -> bool:
    samples = labelled.forward.batch
    return samples > 1 and same(factor, samples)


def growing(judged: Judged, names: FileNames, labelled: LabelledStep) -> FoundMistake:
    """Return weight decay whose sign is turned around."""
    parameters = tuple(name for name in names.group if name in judged.grows)
    place = Place(EVERY_LAYER, parameters, "weight decay")
    spoilt = _file_names(parameters, names)
    return FoundMistake(
        id="decay-sign",
        sentence=_told("decay-sign", place, spoilt),
        hint=BY_ID["decay-sign"].hint,
        line=SYMPTOMS["decay-sign"].line(labelled, Suspect("decay-sign", place)),
        names=spoilt,
        place=place,
    )


def between_samples(mixed: MixedSamples, names: FileNames, labelled: LabelledStep, judged: Judged) -> FoundMistake:
    """Return a mistake that is made between the samples of a batch, with what it spoils.

    The mean of all errors, a gradient of a bias, may be right all the same.
    """
    spoilt = tuple(name for name in names.group if name not in judged.right)
    parameters = spoilt or tuple(names.group)
    return FoundMistake(
        id=mixed.mistake.id,
        sentence=mixed.mistake.sentence,
        hint=mixed.mistake.hint,
        line=labelled.source.line(mixed.node),
        names=_file_names(parameters, names),
        place=Place(EVERY_LAYER, parameters),
    )


def without_bias(mistake: UnplantedMistake, name: str, node: int, labelled: LabelledStep) -> FoundMistake:
    """Return the mistake of a weighted sum that lacks its bias.

    Args:
        mistake: what is said of it.
        name: of the bias in the file; '' if it is not known.
        node: the weighted sum.
        labelled: the numbers of the step.
    """
    return FoundMistake(
        id=mistake.id,
        sentence=mistake.sentence,
        hint=mistake.hint,
        line=labelled.line_at_call(node),
        names=(name,) if name else (),
        place=Place(EVERY_LAYER, ()),
    )


def in_masks(
    mistake: UnplantedMistake, parameters: tuple[str, ...], node: int, names: FileNames, labelled: LabelledStep
) -> FoundMistake:
    """Return a mistake with the masks of dropout.

    Args:
        mistake: which one.
        parameters: whose steps it spoils.
        node: the first number in which it shows; 0 if it is not known.
        names: of the parameters in the file.
        labelled: the numbers of the step.
    """
    return FoundMistake(
        id=mistake.id,
        sentence=mistake.sentence,
        hint=mistake.hint,
        line=labelled.source.line(node) if node else labelled.update_line(parameters),
        names=_file_names(parameters, names),
        place=Place(EVERY_LAYER, parameters),
    )


def in_values(
    mistake: UnplantedMistake,
    parameters: Sequence[str],
    node: int,
    names: FileNames,
    labelled: LabelledStep,
    line: int = 0,
) -> FoundMistake:
    """Return a mistake with the values that gradients are made with.

    Args:
        mistake: which one.
        parameters: whose gradients.
        node: the first product with a wrong value.
        names: of the parameters in the file.
        labelled: the numbers of the step.
        line: in which it is made, if the node does not tell.
    """
    spoilt = _file_names(parameters, names)
    return FoundMistake(
        id=mistake.id,
        sentence=mistake.sentence.format(parameters=", ".join(in_rows(spoilt))),
        hint=mistake.hint,
        line=line or labelled.line_at_call(node),
        names=spoilt,
        place=Place(EVERY_LAYER, tuple(parameters)),
    )


def _told_by_line(
    found: Sequence[FoundMistake], diagnosis: Diagnosis, names: FileNames, labelled: LabelledStep, judged: Judged
) -> list[FoundMistake]:
    """Return findings in which a mistake of every layer is one of each layer, if it is made in several lines.

    Args:
        found: those of the diagnosis' mistakes in their order, then others.
        diagnosis: the mistakes.
        names: of the parameters in the file.
        labelled: the numbers of the step.
        judged: the steps.
    """
    told: list[FoundMistake] = []
    for number, finding in enumerate(found):
        is_searched = number < len(diagnosis.explanation.mistakes)
        by_layer = lines_by_layer(labelled, diagnosis.explanation, number, judged.program) if is_searched else []
        for place, line in by_layer:
            spoilt = _file_names(place.parameters, names)
            sentence = _told(finding.id, place, spoilt)
            alike = list(finding.alike)
            through = _below(place, finding, names, judged) if finding.through else ()
            told.append(
                replace(finding, sentence=sentence, line=line, names=spoilt, place=place, alike=alike, through=through)
            )
        if not by_layer:
            told.append(finding)
    return told


def _below(place: Place, finding: FoundMistake, names: FileNames, judged: Judged) -> tuple[str, ...]:
    """Return the arrays of the layers below a place that a mistake of every layer spoils."""
    parameters = judged.program.network.parameters
    below = [one.name for one in parameters if one.target.layer < place.layer and one.name not in judged.right]
    return tuple(name for name in _file_names(below, names) if name in (*finding.names, *finding.through))


def _made_in_several_layers(found: Sequence[FoundMistake]) -> list[FoundMistake]:
    """Return findings in which the same mistake in several layers is one, unless it is made in several lines."""
    lines: dict[tuple[str, str, tuple[str, ...]], set[int]] = {}
    for one in found:
        lines.setdefault((one.id, _variant_together(one), one.place.units), set()).add(one.line)
    joined: dict[tuple[str, str, tuple[str, ...], int], FoundMistake] = {}
    for one in found:
        variant = _variant_together(one)
        kind = (one.id, variant, one.place.units)
        has_several = len(lines[kind] - {0}) > 1
        in_line = one.line or -one.place.layer
        before = joined.setdefault((*kind, in_line if has_several else EVERY_LAYER), one)
        if before is one:
            continue
        before.names = tuple(dict.fromkeys((*before.names, *one.names)))
        before.through = tuple(dict.fromkeys((*before.through, *one.through)))
        parameters = tuple(dict.fromkeys((*before.place.parameters, *one.place.parameters)))
        before.place = before.place._replace(layer=EVERY_LAYER, parameters=parameters, variant=variant)
        before.sentence = _told(one.id, before.place, before.names)
        known = [line for line in (before.line, one.line) if line]
        before.line = min(known, default=0)
    return list(joined.values())


def _variant_together(finding: FoundMistake) -> str:
    """Return what the variant of a mistake is called where several layers have it at once."""
    place = finding.place
    if place.layer == EVERY_LAYER or place.chosen is None or finding.id not in BY_ID:
        return place.variant
    return BY_ID[finding.id].together(place)


def _file_names(parameters: Iterable[str], names: FileNames) -> tuple[str, ...]:
    return names.of_part(parameters)


def _told(identity: str, place: Place, names: tuple[str, ...]) -> str:
    names = tuple(in_rows(names))
    # Where a sentence names the parameters, nothing more is to be said of them.
    units = names if place.units and "{parameters}" not in BY_ID[identity].sentence else ()
    return BY_ID[identity].told(place._replace(parameters=names, units=units))


def _searched(
    diagnosis: Diagnosis, number: int, names: FileNames, labelled: LabelledStep, judged: Judged
) -> FoundMistake:
    explanation = diagnosis.explanation
    placed = explanation.mistakes[number]
    without = program_without(explanation, number, judged.program)
    node = first_mistaken(labelled, explanation.program, without, explanation.rate, placed.place.parameters)
    if not node and len(explanation.mistakes) > 1:
        # Another mistake may keep it from the parameters that it would spoil first.
        node = first_mistaken(labelled, explanation.program, without, explanation.rate, labelled.model.roots)
    suspect = Suspect(placed.mistake.id, placed.place, node)
    moving = [one for one in placed.place.parameters if one in judged.compared and judged.compared[one].ratio != 0]
    spoilt = _file_names(moving or placed.place.parameters, names)
    of_gradients = is_of_gradients(explanation.program, without)
    is_sum_of_numbers = placed.mistake.id == OVER_ALL_UNITS and not labelled.source.has_arrays()
    through = [] if of_gradients else _spoilt_through(explanation, without, labelled, judged)
    told = placed.place._replace(variant=_in_names_of_file(placed.place.variant, labelled))
    return FoundMistake(
        id=placed.mistake.id,
        sentence=_told(placed.mistake.id, told, spoilt),
        hint=ONE_DELTA_A_BIAS if is_sum_of_numbers else placed.mistake.hint,
        line=line_of(labelled, suspect, without, is_of_gradients=of_gradients),
        names=spoilt,
        place=placed.place,
        through=_file_names(through, names),
    )


def _in_names_of_file(variant: str, labelled: LabelledStep) -> str:
    """Return the words for a variant with the names that the file has for parameters."""
    words = []
    for word in variant.split(" "):
        place = labelled.place(word) if word in labelled.model.roots else None
        words.append(word if place is None else f"{written(place)}{list(place.cell) or ''}")
    return " ".join(words)


def _spoilt_through(explanation: Explanation, without: Program, labelled: LabelledStep, judged: Judged) -> list[str]:
    """Return the parameters whose steps are wrong and change with one mistake.

    Args:
        explanation: all mistakes.
        without: the program with all of them but that one.
        labelled: the numbers of the step.
        judged: the steps.
    """
    given = {**labelled.given, LEARNING_RATE: np.asarray(explanation.rate)}
    for name in without.state:
        given.setdefault(name, np.zeros((labelled.count, 1)))
    moving = [name for name in explanation.steps if name not in judged.right and judged.compared[name].ratio != 0]
    steps = steps_of(run(without, given), given, labelled.count, moving)
    found = []
    for name in moving:
        apart = size_of(explanation.steps[name] - steps[name])
        if apart > TOLERANCE * max(size_of(steps[name]), size_of(explanation.steps[name])):
            found.append(name)
    return found


def _prefer_seen(finding: FoundMistake, labelled: LabelledStep) -> None:
    """Call a mistake by the name of another that no numbers tell from it, if the file has a line that only that has."""
    for identity, sentence in finding.alike:
        preferred = SYMPTOMS[identity].preferred
        if preferred is None or preferred.to != finding.id:
            continue
        line = preferred.line(labelled, finding.place.layer)
        if line:
            others = [one for one in finding.alike if one[0] != identity]
            finding.alike = [(finding.id, finding.sentence), *others]
            finding.id = identity
            finding.sentence = sentence
            finding.hint = BY_ID[identity].hint
            finding.line = line
            return


def _without_gate(finding: FoundMistake, labelled: LabelledStep) -> None:
    """Call gates of several layers that never close slopes that are missing, where nothing in the file asks for z."""
    if finding.id != OPEN_GATE or finding.place.layer != EVERY_LAYER or gate_line(labelled, EVERY_LAYER):
        return
    finding.alike = [(finding.id, finding.sentence), *finding.alike]
    finding.id = SLOPE_MISSING
    finding.sentence = _told(finding.id, finding.place, finding.names)
    finding.hint = BY_ID[finding.id].hint


def _with_squared_error(finding: FoundMistake, labelled: LabelledStep) -> None:
    """Name the slope of softmax besides ŷ − y also as its diagonal alone, which it is with the squared error.

    What a file without a logarithm computes is not cross-entropy: there the diagonal is the likelier.
    """
    if finding.id != "softmax-slope-besides":
        return
    row = BY_ID["softmax-diagonal"]
    sentence = _told(row.id, finding.place, finding.names)
    if np.any(labelled.tape.op[: labelled.tape.length] == LOG):
        finding.alike.append((row.id, sentence))
        return
    finding.alike.insert(0, (finding.id, finding.sentence))
    finding.planted = finding.id
    finding.id = row.id
    finding.sentence = sentence
    finding.hint = row.hint


def _with_slope_of_masked(finding: FoundMistake, labelled: LabelledStep, judged: Judged) -> None:
    """Say that a slope is taken of values after dropout: with their scale, they are those of another activation."""
    layer = finding.place.layer
    if finding.id != "slope-of-other" or layer == EVERY_LAYER:
        return
    name = judged.program.network.activations[layer - 1]
    is_scaled = name.partition("(")[0] == SCALED_NAME
    if not is_scaled or parts_of_scaled(name)[0] != finding.place.variant or not _is_masked(labelled, layer):
        return
    finding.planted = finding.id
    finding.id = SLOPE_OF_MASKED.id
    finding.sentence = SLOPE_OF_MASKED.sentence.format(layer=f"layer {layer}")
    finding.hint = SLOPE_OF_MASKED.hint


def _is_masked(labelled: LabelledStep, layer: int) -> bool:
    """Say whether masks multiply the values of a layer's units."""
    forward = labelled.forward
    values: list[int] = []
    sums: set[int] = set()
    for unit in forward.units:
        sums.update(unit.sums.values())
        if unit.layer == layer:
            values += unit.values.values()
    return not forward.masks.keys().isdisjoint(part_of(labelled.tape, values, roots=sums | forward.masks.keys()))


def _with_own_slope(finding: FoundMistake, judged: Judged) -> None:
    """Tell a mistake in slopes with the slopes of the layers that have it; of hidden layers alone, where it is so."""
    if finding.id not in OF_SLOPES:
        return
    network = judged.program.network
    layer_of = {one.name: one.target.layer for one in network.parameters}
    layers = sorted({layer_of[name] for name in finding.place.parameters})
    if finding.place.layer != EVERY_LAYER:
        layers = [finding.place.layer]
    elif len(layers) > 1 and layers == list(range(1, len(network.layers) - 1)):
        finding.sentence = finding.sentence.replace("every layer", "every hidden layer")
    hint = slope_hint(finding.id, [network.activations[layer - 1] for layer in layers])
    finding.hint = hint or finding.hint


def _scaled(one: Scaled, names: FileNames, labelled: LabelledStep) -> FoundMistake:
    """Return a mistake in how far steps go."""
    spoilt = _file_names(one.parameters, names)
    sound = tuple(name for name in names.group if name not in one.parameters)
    variant = factor_name(one.factor) if one.id == "stray-factor" else ""
    if one.id == PART_NEVER_UPDATED:
        variant = f"some of {', '.join(spoilt)}"
    place = Place(one.layer, one.parameters, variant, units=_units_alone(one, labelled.program))
    suspect = Suspect(one.id, place, factor=one.factor, sound=sound)
    suspect = SYMPTOMS[one.id].renamed(labelled, suspect)
    line = SYMPTOMS[suspect.id].line(labelled, suspect)
    is_before_update = suspect.id == UPHILL and line and line not in labelled.update_lines(one.parameters)
    hint = BY_ID[suspect.id].hint
    if is_before_update:
        hint = ONE_SIGN_OF_GRADIENT if sound else ONE_SIGN
    if suspect.id == PART_NEVER_UPDATED and line and line == line_behind_loop(labelled, one.parameters, sound):
        hint = BEHIND_LOOP
    if suspect.id == STRAY and _is_number_of_samples(one.factor, labelled):
        hint = NOT_AVERAGED
    elif suspect.id == STRAY and _is_number_of_samples(1 / one.factor, labelled):
        hint = AVERAGED_AGAIN
    return FoundMistake(
        id=suspect.id,
        sentence=_told(suspect.id, suspect.place, spoilt),
        hint=hint,
        line=line or labelled.update_line(one.parameters) or labelled.update_line(sound),
        names=spoilt,
        place=suspect.place,
        alike=[(identity, BY_ID[identity].told(Place(EVERY_LAYER, spoilt))) for identity in suspect.alike],
    )


def _units_alone(one: Scaled, program: Program) -> tuple[str, ...]:
    """Return the parameters as those for which alone a mistake is made; () where it has a place with just these."""
    spoilt = set(one.parameters)
    is_within = False
    for update in ("sample", "epoch"):
        for place in BY_ID[one.id].places(write_program(program.network, Training(update=update))):
            if place.layer == one.layer and spoilt == set(place.parameters):
                return ()
            is_within = is_within or (place.layer == one.layer and spoilt < set(place.parameters))
    return one.parameters if is_within else ()


def remembered(
    memories: Mapping[int, Memory], model: Model, names: FileNames, labelled: LabelledStep
) -> list[FoundMistake]:
    """Return the mistakes in what is kept from step to step: sums that are never reset, velocities turned around."""
    kinds: dict[str, list[str]] = {}
    nodes: dict[str, int] = {}
    kept: dict[str, set[int]] = {}
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
        node = memory.turned_at or memory.read_at or memory.node
        nodes.setdefault(identity, node)
        kept.setdefault(identity, set()).add(node)
    has_momentum = any(EXACT < memory.kept < 1 - EXACT for memory in memories.values())
    found = []
    for identity, parameters in kinds.items():
        spoilt = _file_names(parameters, names)
        place = Place(0, tuple(parameters))
        if identity == "sums-never-reset" and has_momentum:
            line = labelled.source.line(nodes[identity])
            sentence = KEPT_WHOLE.replace("{names}", ", ".join(in_rows(spoilt)))
            found.append(FoundMistake(identity, sentence, KEPT_WHOLE_HINT, line, spoilt, place))
            continue
        suspect = Suspect(identity, place, node=nodes[identity], kept=frozenset(kept[identity]))
        found.append(
            FoundMistake(
                id=identity,
                sentence=_told(identity, place, spoilt),
                hint=BY_ID[identity].hint,
                line=SYMPTOMS[identity].line(labelled, suspect),
                names=spoilt,
                place=place,
            )
        )
    return found


def _add_alike(found: list[FoundMistake], best: Sequence[Diagnosis], names: FileNames) -> None:
    """Add to each finding the mistakes that stand in its place in the other diagnoses."""
    ids = [finding.id for finding in found]
    for other in best[1:]:
        rest = [one for one in other.explanation.mistakes if one.mistake.id not in ids]
        missing = [one for one in found if one.id not in {each.mistake.id for each in other.explanation.mistakes}]
        if len(rest) == 1 and len(missing) >= 1:
            spoilt = _file_names(rest[0].place.parameters, names)
            told = (rest[0].mistake.id, _told(rest[0].mistake.id, rest[0].place, spoilt))
            if told not in missing[0].alike:
                missing[0].alike.append(told)
