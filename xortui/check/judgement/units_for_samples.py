"""Biases that learn from sums over the units of one sample each: it fits where there are as many units as samples.

Such a sum is one of the δ that a file has, right or wrong. So other mistakes are looked for first, in what the other
parameters learn from, and the δ of a program with these are added up.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from xortui.check.judgement.judge import Judged, compare, same
from xortui.check.judgement.search import Explanation
from xortui.core.network import Network, Parameter
from xortui.core.program import LOSS, derivative

MAX_LAYERS = 2
"""Layers whose biases may all learn from sums over units."""


def layers_of_samples(judged: Judged, samples: int) -> Iterator[tuple[str, ...]]:
    """Yield the biases that may learn from the sums over units: of one layer or of two whose biases are all wrong.

    Args:
        judged: the step beside the right one.
        samples: how many are in a batch; as many units has such a layer.
    """
    network = judged.program.network
    layers = []
    for layer in range(1, len(network.layers)):
        biases = _biases(network, layer)
        wrong = [one.name for one in biases if one.name in judged.compared and one.name not in judged.right]
        if samples == network.layers[layer] == len(wrong) > 1:
            layers.append(tuple(wrong))
    for count in range(1, min(len(layers), MAX_LAYERS) + 1):
        for some in itertools.combinations(layers, count):
            yield tuple(itertools.chain(*some))


def with_sums_over_units(explanation: Explanation, biases: Sequence[str], judged: Judged) -> Explanation | None:
    """Return an explanation with biases that learn from the sums of its δ over units; None if these do not.

    Args:
        explanation: of what all other parameters learn.
        biases: all of one layer, or of several.
        judged: the step beside the right one.
    """
    network = judged.program.network
    values = explanation.run.values
    ratios = dict(explanation.ratios)
    for layer in range(1, len(network.layers)):
        names = [one.name for one in _biases(network, layer) if one.name in biases]
        deltas = [values.get(derivative(LOSS, unit.weighted_sum)) for unit in network.units[layer]]
        if not names:
            continue
        if any(one is None or one.ndim != 2 or one.shape[1] != len(names) for one in deltas):
            return None
        stacked = np.stack([one for one in deltas if one is not None])
        for number, name in enumerate(names):
            of_units = compare(judged.theirs[name], -explanation.rate * stacked[:, :, number].sum(axis=0)).ratio
            if not of_units:
                return None
            ratios[name] = of_units
        if not all(same(ratios[name], ratios[names[0]]) for name in names):
            return None
    return replace(explanation, ratios=ratios)


def _biases(network: Network, layer: int) -> list[Parameter]:
    """Return the biases of a layer, in the order of its units."""
    return [one for one in network.parameters if one.source is None and one.target.layer == layer]
