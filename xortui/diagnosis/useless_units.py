"""Units that do no work of their own: those that are equal to another one, and those that pass nothing on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xortui.core.activations import plain_name
from xortui.core.arrays import Floats
from xortui.core.network import Network, Unit

ONE_SIDED = ("relu",)
"""Activations with which a unit can be 0 for all samples, and pass nothing back."""


def grouped(units: Sequence[Unit], are_equal: Callable[[Unit, Unit], bool]) -> list[list[Unit]]:
    """Return the units of a layer, those that are equal to each other in one group."""
    groups: list[list[Unit]] = []
    for unit in units:
        for group in groups:
            if are_equal(group[0], unit):
                group.append(unit)
                break
        else:
            groups.append([unit])
    return groups


def matching_parameters(network: Network, first: Unit, second: Unit) -> list[tuple[str, str]]:
    """Return the names of the parameters to and from two units of a layer, those in pairs that stand for each other."""
    pairs = []
    for mine, theirs in zip(network.incoming[first.name], network.incoming[second.name], strict=True):
        pairs.append((mine.name, theirs.name))
    for layer in range(first.layer + 1, len(network.units)):
        if first not in network.sources(layer):
            continue
        for target in network.units[layer]:
            outgoing = {weight.source.name: weight.name for weight in network.incoming[target.name] if weight.source}
            pairs.append((outgoing[first.name], outgoing[second.name]))
    return pairs


def one_sided_units(network: Network) -> list[Unit]:
    """Return the units that can be dead, hidden ones and outputs."""
    units: list[Unit] = []
    for activation, layer in zip(network.activations, network.units[1:], strict=True):
        if plain_name(activation) in ONE_SIDED:
            units += layer
    return units


def is_dead(sums: Floats, slopes: Floats) -> bool:
    """Say whether a unit of ReLU is 0 for every sample, and passes nothing back.

    Args:
        sums: its weighted sums.
        slopes: its slopes there.
    """
    is_below = bool((sums <= 0).all() and (sums < 0).any())
    return is_below and not slopes.any()
