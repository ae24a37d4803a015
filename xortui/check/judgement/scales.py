"""Steps in the right direction that go less far than the others, or further: a factor of their own, or a sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xortui.check.judgement.judge import same

ROUNDED = 5e-3
"""How far a factor may be from 1 and come from constants that are written with few digits: 0.388 for 2/3 / 1.7159."""


@dataclass(frozen=True, slots=True)
class Scaled:
    """A mistake in how far some arrays of parameters move."""

    id: str
    parameters: tuple[str, ...]
    """The parameters, as the model calls them."""
    layer: int
    """Their layer; 0 for several."""
    factor: float
    """How far they move, as a multiple of the others' steps."""


@dataclass(frozen=True, slots=True)
class ParameterArray:
    """An array of parameters, or what else has one name in the file."""

    name: str
    layer: int
    is_bias: bool
    ratio: float
    """How far its step goes, as a multiple of the right one at a rate of 1."""
    parameters: tuple[str, ...]
    """The parameters in it, as the model calls them."""


def base_ratio(groups: Sequence[ParameterArray], rates: Sequence[float], samples: int, by_text: float = 0.0) -> float:
    """Return the learning rate that is meant: of most layers; of equally many, the one that the text tells.

    If it tells none, it is the one that the file has as a number.

    Of several such that of most arrays is meant, then that of steps downhill, then that of the last layer, and that of
    weights before that of biases. A layer whose parameters each have a name has no more to say than one with arrays.

    Args:
        groups: the arrays, with how far they move.
        rates: numbers that stand in the file and are multiplied with steps.
        samples: how many are in a batch.
        by_text: the one that the text tells; 0 if it tells none.
    """
    sizes = [abs(group.ratio) for group in groups if group.ratio]
    if not sizes:
        return 0.0

    def weight(ratio: float) -> tuple[int, bool, int, int, int, int, int]:
        alike = [group for group in groups if same(abs(group.ratio), ratio)]
        layers = {group.layer for group in alike}
        kinds = {(group.layer, group.is_bias) for group in alike}
        downhill = sum(group.ratio > 0 for group in alike)
        weights = sum(not group.is_bias for group in alike)
        as_number = likeness_to_rates(ratio, rates, samples)
        is_told = bool(by_text) and same(ratio, by_text)
        return len(layers), is_told, as_number, len(kinds), downhill, max(layers, default=0), weights

    return max(sizes, key=weight)


def likeness_to_rates(ratio: float, rates: Sequence[float], samples: int) -> int:
    """Return 2 if a ratio is a rate of the file, or one over the samples; 1 if it is twice such a one; 0 otherwise."""
    found = 0
    for rate in rates:
        if same(rate, samples):
            continue  # it is what a sum is divided by
        if same(ratio, 2 * rate) or same(ratio, 2 * rate / samples):
            found = max(found, 1)
        if same(ratio, rate) or same(ratio, rate / samples):
            found = 2
    return found


def scaled(groups: Sequence[ParameterArray], base: float, rates: Sequence[float], samples: int) -> list[Scaled]:
    """Return the mistakes in how far arrays move, those of one kind in one layer together."""
    joined: dict[tuple[str, str], Scaled] = {}
    for group in groups:
        factor = group.ratio / base if base else 0.0
        if abs(factor - 1.0) <= ROUNDED:
            continue
        if abs(factor + 1.0) <= ROUNDED:
            factor = -1.0
        meant = [rate for rate in rates if same(rate, base)] or [rate for rate in rates if _gives(rate, base, samples)]
        for identity, own_factor in _kinds(group, groups, factor, meant, samples):
            key = (identity, f"{own_factor:.6g}")
            before = joined.get(key)
            parameters = group.parameters if before is None else (*before.parameters, *group.parameters)
            layer = group.layer if before is None or before.layer == group.layer else 0
            joined[key] = Scaled(identity, parameters, layer, own_factor)
    return list(joined.values())


def _gives(rate: float, base: float, samples: int) -> bool:
    """Say whether a number of the file is the learning rate that is meant, alone or with a 2 or a mean."""
    return any(same(base, factor * rate) for factor in (1, 2, 1 / samples, 2 / samples))


def _kinds(
    group: ParameterArray, groups: Sequence[ParameterArray], factor: float, rates: Sequence[float], samples: int
) -> list[tuple[str, float]]:
    """Return the mistakes that a factor shows, each with its own factor: a wrong sign, and a size."""
    if factor < 0 and not same(factor, -1.0):
        return [("uphill", -1.0), (_kind(group, groups, -factor, rates, samples), -factor)]
    return [(_kind(group, groups, factor, rates, samples), factor)]


def _kind(
    group: ParameterArray, groups: Sequence[ParameterArray], factor: float, rates: Sequence[float], samples: int
) -> str:
    if not factor:
        if any(member.name == group.name and member.ratio for member in groups if member.is_bias == group.is_bias):
            return "part-never-updated"
        layer = [member for member in groups if member.layer == group.layer]
        is_whole = all(not member.ratio for member in layer) and any(not member.is_bias for member in layer)
        if is_whole or not group.is_bias:
            return "layer-never-updated"
        return "bias-never-updated"
    if same(factor, -1.0):
        return "uphill"
    is_of_biases = group.is_bias and samples > 1 and not _is_of_whole_array(group, groups)
    if is_of_biases and same(factor, 1 / samples):
        return "bias-averaged"
    if is_of_biases and same(factor, samples):
        return "bias-not-averaged"
    if any(same(factor, rate) for rate in rates):
        return "rate-twice"
    if any(same(factor, 1 / rate) for rate in rates):
        return "rate-missing"
    return "stray-factor"


def _is_of_whole_array(group: ParameterArray, groups: Sequence[ParameterArray]) -> bool:
    """Say whether the weights that lie in one array with some biases go just as far as these."""
    beside = [one for one in groups if one.name == group.name and one.is_bias != group.is_bias]
    return bool(beside) and all(same(one.ratio, group.ratio) for one in beside)
