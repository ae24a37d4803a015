"""Where everything in the picture of a network stands: a function of the network, the chosen parameter and the size.

No value has a say in it, so that nothing moves while the numbers change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from xortui.core.activations import is_signed
from xortui.core.network import Network
from xortui.core.program import LOSS, exponential

MIN_VALUE_CELLS = 6
"""Cells of a signed number."""

Dot = tuple[int, int]
"""A place on a line, in dots of two by four to the cell."""


class NamePlace(NamedTuple):
    """Where a name stands, with its value behind it."""

    x: int
    y: int
    name: str


class Figure(NamedTuple):
    """Where the value of a unit stands without its name."""

    x: int
    y: int
    name: str
    cells: int
    """In which it is written, as exactly as they allow."""


class Edge(NamedTuple):
    """A straight line of a weight, or a straight piece of one."""

    parameter: str
    start: Dot
    end: Dot


class Note(NamedTuple):
    """A text that is always the same."""

    x: int
    y: int
    text: str


class Widths(NamedTuple):
    """The cells of a label."""

    unit: int
    """Of the name of a unit, a weighted sum, a bias, a target or the loss."""
    weight: int
    """Of the name of a weight."""
    digits: int
    """Of a value, not counting one cell that parts it from its name."""
    short: bool = False
    """Whether values are short, without needless signs and zeros; with no digits, not shown."""

    @property
    def unit_label(self) -> int:
        """Of the name of a unit and so on with its value."""
        if self.short and not self.digits:
            return self.unit
        return self.unit + 1 + self.digits

    @property
    def weight_label(self) -> int:
        """Of the name of a weight with its value."""
        return self.weight + 1 + max(self.digits, MIN_VALUE_CELLS)

    @property
    def in_full(self) -> Widths:
        """Of labels in the line below a picture: whole values."""
        return self._replace(digits=max(self.digits, MIN_VALUE_CELLS), short=False)


@dataclass(frozen=True, slots=True)
class DiagramLayout:
    """A picture of a network, all but the values."""

    widths: Widths
    nodes: tuple[NamePlace, ...]
    """The units' dots."""
    labels: tuple[NamePlace, ...]
    """Names with values: of units, weighted sums, targets, the loss and parameters."""
    edges: tuple[Edge, ...]
    """In the order they are drawn: those of the chosen parameter's path last."""
    below: tuple[NamePlace, ...] = ()
    """Labels in the line below the picture, always with all their digits."""
    names: tuple[NamePlace, ...] = ()
    """Units' names alone."""
    figures: tuple[Figure, ...] = ()
    """Units' values alone."""
    notes: tuple[Note, ...] = ()
    """What else is written: how many units are not shown, where a parameter leads."""
    beside: bool = False
    """Whether values stand beside their units, in the lines' way: then lines have no arrows."""


class Lit(NamedTuple):
    """What lies on any path from C to a parameter."""

    parameters: frozenset[str]
    units: frozenset[str]


@lru_cache(maxsize=256)
def lit(network: Network, parameter: str) -> Lit:
    """Return what lights up for a parameter: everything on any of its paths."""
    chosen = network.parameter(parameter)
    is_output = chosen.target.layer == len(network.layers) - 1
    units = {chosen.target.name}
    if is_output and network.is_softmax:
        # Through softmax a weighted sum reaches every output.
        units = {unit.name for unit in network.units[-1]}
    weights = {parameter}
    for layer in network.units[chosen.target.layer + 1 :]:
        for unit in layer:
            lit_sources = [
                weight for weight in network.incoming[unit.name] if weight.source and weight.source.name in units
            ]
            weights |= {weight.name for weight in lit_sources}
        units |= {unit.name for unit in layer}
    return Lit(frozenset(weights), frozenset(units))


def ordered(edges: Iterable[Edge], network: Network, parameter: str) -> tuple[Edge, ...]:
    """Return edges in the order they are drawn: a later one shows where they cross."""
    on_path = lit(network, parameter).parameters
    return tuple(sorted(edges, key=lambda edge: (edge.parameter in on_path, edge.parameter == parameter)))


def widths_of(network: Network, digits: int, *, sums: bool = True) -> Widths:
    """Return the widths in which every label of a network has the same place for its value."""
    units = [unit for layer in network.units for unit in layer]
    names = [*(unit.name for unit in units), *network.targets, *(unit.weighted_sum for unit in units if sums)]
    return Widths(max(map(len, names)), max(map(len, network.parameter_names)), digits)


@lru_cache(maxsize=16)
def unsigned(network: Network) -> frozenset[str]:
    """Return the hidden and output units whose values are never negative."""
    layers = zip(network.units[1:], network.activations, strict=True)
    return frozenset(unit.name for units, f in layers if not is_signed(f) for unit in units)


@lru_cache(maxsize=16)
def units_of(network: Network) -> Mapping[str, str]:
    """Return the unit that each weighted sum, bias, share of a softmax or share of C belongs to."""
    owners: dict[str, str] = {}
    for layer in network.units:
        for unit in layer:
            names = filter(None, (unit.name, unit.weighted_sum, unit.bias))
            owners |= dict.fromkeys(names, unit.name)
    for number, unit in enumerate(network.units[-1], start=1):
        owners |= dict.fromkeys((exponential(unit), f"{LOSS}{number}"), unit.name)
    return owners


@lru_cache(maxsize=16)
def biases_of(network: Network) -> frozenset[str]:
    """Return the names of the biases: they are written as wide as the weighted sums beside them."""
    return frozenset(p.name for p in network.parameters if p.source is None)
