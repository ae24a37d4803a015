"""Steps that go in the right direction, but not as far as the others: a factor of its own, a wrong sign, none at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xortui.check.judge import same

ANOMALIES = frozenset(
    {
        "uphill",
        "stray-factor",
        "rate-missing",
        "rate-twice",
        "bias-averaged",
        "bias-not-averaged",
        "bias-never-updated",
        "layer-never-updated",
        "assigned",
        "passed-back-sign",
        "error-reversed",
    }
)
"""The mistakes of the catalogue that only scale a step."""


@dataclass(frozen=True, slots=True)
class Scaled:
    """A mistake in how far some arrays of parameters move."""

    id: str
    names: tuple[str, ...]
    """The arrays, as the file calls them."""
    layer: int
    """Their layer; 0 for several."""
    factor: float
    """How far they move, as a multiple of the others' steps."""


@dataclass(frozen=True, slots=True)
class Group:
    """An array of parameters, or what else has one name in the file."""

    name: str
    layer: int
    is_bias: bool
    ratio: float
    """How far its step goes, as a multiple of the right one at a rate of 1."""


def base_ratio(groups: Sequence[Group], rates: Sequence[float], samples: int) -> float:
    """Return the learning rate that is meant: of most arrays; of equally many, the one that the file has as a number.

    Args:
        groups: the arrays, with how far they move.
        rates: numbers that stand in the file and are multiplied with steps.
        samples: how many are in a batch.
    """
    positive = [group.ratio for group in groups if group.ratio > 0]
    candidates = positive or [group.ratio for group in groups if group.ratio]
    if not candidates:
        return 0.0

    def weight(ratio: float) -> tuple[int, int, int]:
        count = sum(same(group.ratio, ratio) for group in groups)
        is_written = 0
        for rate in rates:
            if same(ratio, 2 * rate) or same(ratio, 2 * rate / samples):
                is_written = max(is_written, 1)
            if same(ratio, rate) or same(ratio, rate / samples):
                is_written = 2
        layer = max((group.layer for group in groups if same(group.ratio, ratio)), default=0)
        return count, is_written, layer

    return max(candidates, key=weight)


def scaled(groups: Sequence[Group], base: float, rates: Sequence[float], samples: int) -> list[Scaled]:
    """Return the mistakes in how far arrays move, those of one kind in one layer together."""
    found: list[tuple[str, Group, float]] = []
    for group in groups:
        factor = group.ratio / base if base else 0.0
        if not same(factor, 1.0):
            found.append((_kind(group, groups, factor, rates, samples), group, factor))
    joined: dict[tuple[str, str], list[tuple[Group, float]]] = {}
    for identity, group, factor in found:
        key = identity if identity != "stray-factor" else f"{identity} {factor:.6g}"
        joined.setdefault((key, identity), []).append((group, factor))
    result = []
    for (_, identity), members in joined.items():
        layers = {group.layer for group, _ in members}
        names = tuple(group.name for group, _ in members)
        result.append(Scaled(identity, names, layers.pop() if len(layers) == 1 else 0, members[0][1]))
    return result


def _kind(group: Group, groups: Sequence[Group], factor: float, rates: Sequence[float], samples: int) -> str:
    if not factor:
        layer = [other for other in groups if other.layer == group.layer]
        is_whole = all(not other.ratio for other in layer) and any(not other.is_bias for other in layer)
        if is_whole or not group.is_bias:
            return "layer-never-updated"
        return "bias-never-updated"
    if same(factor, -1.0):
        return "uphill"
    if group.is_bias and samples > 1 and same(factor, 1 / samples):
        return "bias-averaged"
    if group.is_bias and samples > 1 and same(factor, samples):
        return "bias-not-averaged"
    if any(same(factor, rate) for rate in rates):
        return "rate-twice"
    if any(same(factor, 1 / rate) for rate in rates):
        return "rate-missing"
    return "stray-factor"


def of_names(groups: Mapping[str, Sequence[str]], ratios: Mapping[str, float]) -> dict[str, float] | None:
    """Return the one ratio that each array has; None if the cells of one have several."""
    found = {}
    for name, parameters in groups.items():
        moving = [ratios[one] for one in parameters]
        first = moving[0]
        if not all(same(ratio, first) for ratio in moving):
            return None
        found[name] = first
    return found
