"""Weights that learn with the values of another layer than the one below, where the two have unlike sizes.

Value j goes into the gradient of weight j, up to the shorter of both. What is left over of the weights never moves;
what is left over of the values is cut off, or goes into a bias that is the last weight of its unit.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from xortui.check.judgement.judge import Judged, compare, same
from xortui.check.judgement.search import Explanation
from xortui.core.lockstep import Floats, run
from xortui.core.network import Network, Parameter, Unit
from xortui.core.program import LEARNING_RATE, LOSS, derivative

MIN_VALUES = 2
"""Weights of a unit that such values go into, at least: one alone may agree with anything."""


@dataclass(frozen=True, slots=True)
class ValuesOfOther:
    """A layer whose weights learn with the values of another one than that below it."""

    layer: int
    """The layer that the weights lead to."""
    other: int
    """The layer whose values they learn with; 0 for the inputs."""
    ends_with_one: bool
    """Whether a 1 stands behind the values, for the bias: weights that follow on them learn with it."""
    shares: tuple[float, ...]
    """How many times the value behind those of the weights goes into a bias, and how many times 1; () if none does."""
    parameters: tuple[str, ...]
    """The weights of the layer, and its biases if values go into them."""

    def multiples(self, network: Network, values: Mapping[str, Floats], deltas: Sequence[Floats]) -> dict[str, Floats]:
        """Return for each of the parameters the sum over the samples of δ times what goes into its gradient.

        Args:
            network: that the parameters are of.
            values: name of a unit → its values, points × samples.
            deltas: δ of each unit of the layer, points × samples.
        """
        rows = [values[unit.name] for unit in network.units[self.other]]
        one = np.ones_like(deltas[0])
        if self.ends_with_one:
            rows.append(one)
        below = network.units[self.layer - 1]
        found = {}
        for unit, delta in zip(network.units[self.layer], deltas, strict=True):
            for parameter in network.incoming[unit.name]:
                if parameter.name not in self.parameters:
                    continue
                if parameter.source is None:
                    of_value, of_one = self.shares
                    factor = of_value * rows[len(below)] + of_one * one
                    found[parameter.name] = (delta * factor).sum(axis=1)
                    continue
                place = below.index(parameter.source)
                is_left_over = place >= len(rows)
                found[parameter.name] = np.zeros(len(delta)) if is_left_over else (delta * rows[place]).sum(axis=1)
        return found


def values_of_other_layers(judged: Judged, given: Mapping[str, Floats]) -> tuple[ValuesOfOther, ...]:
    """Return the layers whose weights learn with the values of others, as far as their own steps tell; () if none.

    Of one sample, the steps of a unit's weights tell whether they are multiples of such values, whatever its δ is. Of
    several, the right δ is supposed.

    Args:
        judged: the step beside the right one.
        given: what a program is run with at the points, but for the rate.
    """
    network = judged.program.network
    suspects = [layer for layer in range(1, len(network.layers)) if _are_all_wrong(judged, network, layer)]
    if not suspects:
        return ()
    values = run(judged.program, {**given, LEARNING_RATE: np.asarray(1.0)})
    found = []
    for layer in suspects:
        for one in _possible(judged, network, layer):
            if _fits(one, judged, network, values):
                found.append(one)
                break
    return tuple(found)


def with_values_of_others(
    explanation: Explanation, layers: Sequence[ValuesOfOther], judged: Judged
) -> Explanation | None:
    """Return an explanation in which layers learn with its δ and the values of others; None if these do not.

    Args:
        explanation: of what all other parameters learn.
        layers: those layers.
        judged: the step beside the right one.
    """
    network = judged.program.network
    values = explanation.run.values
    ratios = dict(explanation.ratios)
    for one in layers:
        deltas = _deltas(network, one.layer, values)
        if deltas is None:
            return None
        ratio = _common_ratio(judged, one.multiples(network, values, deltas))
        if not ratio:
            return None
        ratios.update(dict.fromkeys(one.parameters, -ratio / explanation.rate))
    return replace(explanation, ratios=ratios)


def _are_all_wrong(judged: Judged, network: Network, layer: int) -> bool:
    """Say whether some of the weights that lead to a layer move, and none of those as it should."""
    weights = [one.name for one in _weights(network, layer)]
    if not all(name in judged.compared for name in weights):
        return False
    moving = [name for name in weights if judged.theirs[name].any()]
    return bool(moving) and all(judged.compared[name].ratio is None for name in moving)


def _weights(network: Network, layer: int) -> list[Parameter]:
    return [one for one in network.parameters if one.source is not None and one.target.layer == layer]


def _possible(judged: Judged, network: Network, layer: int) -> Iterator[ValuesOfOther]:
    """Yield all layers whose values the weights of one may learn with, as far as their sizes allow it."""
    below = network.layers[layer - 1]
    weights = [one.name for one in _weights(network, layer)]
    biases = [
        one.name
        for one in network.parameters
        if one.source is None and one.target.layer == layer and one.name in judged.compared
    ]
    for other, size in enumerate(network.layers):
        if other == layer - 1 or min(size, below) < MIN_VALUES:
            continue
        of_biases = ((1.0, 1.0), (1.0, 0.0)) if size > below and biases else ()
        endings = (False, True) if size < below else (False,)
        for shares, ends_with_one in itertools.product((*of_biases, ()), endings):
            parameters = (*weights, *(biases if shares else ()))
            yield ValuesOfOther(layer, other, ends_with_one, shares, parameters)


def _fits(one: ValuesOfOther, judged: Judged, network: Network, values: Mapping[str, Floats]) -> bool:
    """Say whether the steps of a layer may be made so: of one sample with any δ, of several with the right one."""
    units = network.units[one.layer]
    deltas = _deltas(network, one.layer, values)
    if deltas is not None and deltas[0].shape[1] == 1:
        deltas = [_delta_of_steps(one, unit, judged, network, values) for unit in units]
    return deltas is not None and bool(_common_ratio(judged, one.multiples(network, values, deltas)))


def _delta_of_steps(
    one: ValuesOfOther, unit: Unit, judged: Judged, network: Network, values: Mapping[str, Floats]
) -> Floats:
    """Return δ of a unit as its first weight tells it, points × 1; it is no number where its value is 0."""
    first = next(each for each in network.incoming[unit.name] if each.source == network.units[one.layer - 1][0])
    value = values[network.units[one.other][0].name][:, 0]
    with np.errstate(all="ignore"):
        return (judged.theirs[first.name] / value)[:, None]


def _deltas(network: Network, layer: int, values: Mapping[str, Floats]) -> list[Floats] | None:
    """Return δ of the units of a layer, points × samples; None if the program has none of some."""
    found = [values.get(derivative(LOSS, unit.weighted_sum)) for unit in network.units[layer]]
    known = [one for one in found if one is not None and one.ndim == 2]
    return known if len(known) == len(found) else None


def _common_ratio(judged: Judged, multiples: Mapping[str, Floats]) -> float:
    """Return how many times some steps are what is supposed, the same for all of them; 0 if they are not that."""
    common = 0.0
    for name, multiple in multiples.items():
        theirs = judged.theirs[name]
        if not multiple.any():
            if theirs.any():
                return 0.0
            continue
        ratio = compare(theirs, multiple).ratio
        if not ratio or (common and not same(ratio, common)):
            return 0.0
        common = ratio
    return common
