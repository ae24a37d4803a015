"""A diagnosis: mistakes that together explain every step, in its direction and in its size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from xortui.check.judgement.judge import same
from xortui.check.judgement.scales import ParameterArray, Scaled, base_ratio, scaled
from xortui.check.judgement.search import Explanation
from xortui.check.judgement.symptoms import SYMPTOMS
from xortui.check.judgement.values_of_other_layers import ValuesOfOther
from xortui.check.judgement.written_factors import WrittenFactors, base_by_text, rate_by_text
from xortui.check.recognition.model import Model
from xortui.check.recognition.names import FileNames
from xortui.core.activations import scale_of_slope
from xortui.core.network import Network

MAX_SIZES = 3
"""How many sizes the steps of one array may have, each in a part of it."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Mistakes that together explain every step."""

    explanation: Explanation
    scaled: tuple[Scaled, ...]
    base: float
    """The learning rate that is meant."""
    over_units: tuple[str, ...] = ()
    """Biases that learn from sums over the units of a layer, not over the samples."""
    of_others: tuple[ValuesOfOther, ...] = ()
    """Layers whose weights learn with the values of another layer of another size."""
    of_outputs: tuple[str, ...] = ()
    """Parameters that learn from the gradient of an output, without the error."""

    @property
    def size(self) -> int:
        """How many mistakes there are."""
        besides = bool(self.over_units) + bool(self.of_others) + bool(self.of_outputs)
        return len(self.explanation.mistakes) + len(self.scaled) + besides


def diagnosed(
    explanation: Explanation,
    names: FileNames,
    network: Network,
    rates: Sequence[float],
    samples: int,
    overwritten: frozenset[str],
    written: WrittenFactors,
    sign_of_errors: float = 0.0,
) -> Diagnosis | None:
    """Return an explanation with what is wrong with the sizes of the steps; None if one array has too many.

    Args:
        explanation: mistakes that give the direction of all steps.
        names: of the network's parameters in the file.
        network: the same in xortui.
        rates: numbers that the file multiplies steps with.
        samples: how many are in a batch.
        overwritten: the parameters that are overwritten, not added to.
        written: numbers in the lines of the gradients.
        sign_of_errors: 1 for a file that takes ŷ − y for its errors, −1 for y − ŷ; 0 if that is not known.
    """
    layer_of = {parameter.name: parameter.target.layer for parameter in network.parameters}
    is_bias = {parameter.name: parameter.source is None for parameter in network.parameters}
    parts: dict[tuple[str, bool], list[str]] = {}
    for parameter, name in names.group.items():
        parts.setdefault((name, is_bias[parameter]), []).append(parameter)
    groups = []
    for (name, of_biases), parameters in parts.items():
        by_ratio = _by_ratio(parameters, explanation)
        if len(by_ratio) > MAX_SIZES:
            return None
        for ratio, alike in by_ratio:
            layer = max(layer_of[one] for one in alike)
            groups.append(ParameterArray(name, layer, of_biases, ratio * explanation.rate, tuple(alike)))
    groups = _with_scales_of_missing_slopes(groups, explanation, network)
    known = [one for one in groups if not _layer_without_error(one, explanation)] or groups
    sound = [one for one in known if not _takes_another_error(one, explanation)] or known
    base = base_ratio(sound, rates, samples, base_by_text(sound, written, rates, samples))
    others = [one for one in groups if one not in sound]
    missing_rate = rate_by_text(base, sound, others, written, samples)
    if missing_rate:
        base *= missing_rate
    per_step = base / samples if explanation.program.batched else base
    groups = _with_errors_of_one_scale(groups, explanation, base, rates, samples, sign_of_errors)
    factors = (2.0, 0.5, samples, 1 / samples, 2 / samples, samples / 2)
    for number, group in enumerate(groups):
        is_left_out = any(same(group.ratio, factor * base) for factor in factors)
        if is_left_out and _takes_another_error(group, explanation):
            groups[number] = replace(group, ratio=base)
    found = _without_overwritten(scaled(groups, base, rates, samples), overwritten)
    for group in groups:
        if overwritten.intersection(group.parameters):
            found.append(Scaled("assigned", group.parameters, group.layer, 1.0))
    return Diagnosis(explanation, tuple(_joined(found)), per_step)


def _without_overwritten(found: Iterable[Scaled], overwritten: frozenset[str]) -> list[Scaled]:
    """Return scaled arrays without those that are overwritten: nobody knows how far these should move.

    Where all of those that are added to go uphill, so do these.
    """
    kept = []
    for one in found:
        rest = tuple(name for name in one.parameters if name not in overwritten)
        if rest:
            kept.append(one if one.id == "uphill" else replace(one, parameters=rest))
    return kept


def _with_errors_of_one_scale(
    groups: Sequence[ParameterArray],
    explanation: Explanation,
    base: float,
    rates: Sequence[float],
    samples: int,
    sign_of_errors: float,
) -> list[ParameterArray]:
    """Return arrays in which those whose gradients are made without the error go as far as the others, most of them.

    What stands for the error has a scale of its own, the same for all of them. Its sign is that of the file's errors:
    who takes y − ŷ adds what is made of it. Where that is not known, most of them go downhill.

    Args:
        groups: the arrays.
        explanation: the mistakes.
        base: the learning rate that is meant.
        rates: numbers that the file multiplies steps with.
        samples: how many are in a batch.
        sign_of_errors: 1 for ŷ − y, −1 for y − ŷ; 0 if it is not known.
    """
    by_layer: dict[int, list[ParameterArray]] = {}
    for group in groups:
        by_layer.setdefault(_layer_without_error(group, explanation), []).append(group)
    scale_of = {}
    for layer, alike in by_layer.items():
        size = base_ratio(alike, rates, samples)
        is_downhill = any(same(group.ratio, size) for group in alike)
        scale_of[layer] = size * (sign_of_errors or (1.0 if is_downhill else -1.0))
    found = []
    for group in groups:
        layer = _layer_without_error(group, explanation)
        is_unknown = layer and group.ratio
        found.append(replace(group, ratio=base * group.ratio / scale_of[layer]) if is_unknown else group)
    return found


def _layer_without_error(group: ParameterArray, explanation: Explanation) -> int:
    """Return the layer of the first mistake on the way down to an array that leaves the error out; 0 if none does."""
    layers = []
    for placed in explanation.mistakes:
        parameters = placed.place.parameters
        if not SYMPTOMS[placed.mistake.id].leaves_error_out or not parameters:
            continue
        layer = max(_layer_of(name, explanation) for name in parameters)
        # What is made in the gradients of biases alone goes to nothing below.
        is_of_biases = all(_is_bias(name, explanation) for name in parameters)
        is_spoilt = not set(group.parameters).isdisjoint(parameters) if is_of_biases else group.layer <= layer
        if is_spoilt:
            layers.append(layer)
    return min(layers, default=0)


def _is_bias(name: str, explanation: Explanation) -> bool:
    """Say whether a parameter is a bias."""
    return next(one.source is None for one in explanation.program.network.parameters if one.name == name)


def _layer_of(name: str, explanation: Explanation) -> int:
    """Return the layer that a parameter leads to."""
    return next(one.target.layer for one in explanation.program.network.parameters if one.name == name)


def _with_scales_of_missing_slopes(
    groups: Sequence[ParameterArray], explanation: Explanation, network: Network
) -> list[ParameterArray]:
    """Return arrays without the factor of a scaled activation that is there although its slope is left out."""
    found = list(groups)
    for placed in explanation.mistakes:
        layer = placed.place.layer
        scale = scale_of_slope(network.activations[layer - 1]) if layer else 1.0
        if placed.mistake.id != "slope-missing" or scale == 1.0:
            continue
        spoilt = [one for one in found if set(one.parameters) <= set(placed.place.parameters)]
        others = [one for one in found if one not in spoilt]
        usual = others[0].ratio if others else 0.0
        if spoilt and all(same(one.ratio, scale * usual) for one in spoilt):
            found = [replace(one, ratio=usual) if one in spoilt else one for one in found]
    return found


def _by_ratio(parameters: Sequence[str], explanation: Explanation) -> list[tuple[float, list[str]]]:
    """Return the parameters of an array together with those that move by the same multiple."""
    found: list[tuple[float, list[str]]] = []
    for one in parameters:
        ratio = explanation.ratios[one]
        alike = next((names for known, names in found if same(known, ratio)), None)
        if alike is None:
            found.append((ratio, [one]))
        else:
            alike.append(one)
    return found


def _takes_another_error(group: ParameterArray, explanation: Explanation) -> bool:
    """Say whether an array's gradients are made from the error, in the place of δ."""
    for placed in explanation.mistakes:
        symptom = SYMPTOMS[placed.mistake.id]
        is_spoilt = not set(group.parameters).isdisjoint(placed.place.parameters)
        if symptom.passes_error_back and placed.place.parameters:
            is_spoilt = group.layer <= max(_layer_of(name, explanation) for name in placed.place.parameters)
        if is_spoilt and symptom.takes_error_for_delta:
            return True
    return False


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


def overwritten(model: Model, replaced: Mapping[int, object]) -> frozenset[str]:
    """Return the parameters that are overwritten."""
    return frozenset(name for name, (root, _) in model.roots.items() if root in replaced)
