"""The network of a step as xortui's own: its layers, activations and names, and which number of theirs is which."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xortui.check.recognition.evaluation import Points
from xortui.check.recognition.fitted_activations import fitted_activations
from xortui.check.recognition.forward import Forward, FoundUnit, NotRecognisedError
from xortui.core.activations import ACTIVATIONS, SOFTMAX, activation
from xortui.core.expression import Name
from xortui.core.lockstep import computed
from xortui.core.network import Network

MAX_PARAMETERS = 2000
"""Parameters of a network that is recognised."""
CLOSE = 1e-9
"""How far a value may be from that of an activation."""


@dataclass(frozen=True, slots=True)
class Model:
    """Their network in xortui's names."""

    layers: tuple[int, ...]
    """Units per layer, inputs first."""
    activations: tuple[str, ...]
    """One for each layer after the inputs."""
    biases: bool
    roots: Mapping[str, tuple[int, float]]
    """Parameter → their root, and the factor by which it enters the sum (−1 for a threshold)."""
    inputs: Mapping[str, Mapping[int, int]]
    """Input → sample → root."""
    targets: Mapping[str, Mapping[int, int]]
    """Target → sample → root; 0 for a target of 0."""
    units: Mapping[str, int]
    """Name of a weighted sum → the number of their unit."""
    missing: frozenset[str]
    """Parameters that xortui's network has and theirs has not."""

    def network(self, loss: str) -> Network:
        """Return the network with a loss."""
        return Network(self.layers, self.activations, loss, numbering="by-target", biases=self.biases)

    def network_of_layers(self) -> Network:
        """Return the network with the loss that goes with its outputs."""
        return self.network(_loss_for(self.activations))


def sign_of(unit: FoundUnit) -> float:
    """Return −1 for a unit whose sum is written with all signs turned around, as in exp(−z) without a z; else 1."""
    factors = [term.factor for term in unit.weights.values()]
    return -1.0 if factors and all(factor < 0 for factor in factors) else 1.0


def model_of(forward: Forward, values: Mapping[int, Points]) -> Model:
    """Return their network in xortui's names.

    Args:
        forward: the network of a step.
        values: of its nodes, at several points.

    Raises:
        NotRecognisedError: if it is no dense network of known activations.
    """
    numbers = sorted({unit.layer for unit in forward.units})
    layers = [_units_in(forward, number) for number in numbers]
    if set(layers[-1]) != set(forward.output_units):
        raise NotRecognisedError("an output is not in the last layer")
    layers[-1] = list(forward.output_units)
    _check_dense(forward, layers)
    names = tuple(_activation_of(forward, layer, values, is_last=layer is layers[-1]) for layer in layers)
    sizes = (len(forward.inputs), *map(len, layers))
    biases = any(unit.bias is not None for unit in forward.units)
    network = Network(sizes, names, _loss_for(names), numbering="by-target", biases=biases)
    if len(network.parameters) > MAX_PARAMETERS:
        raise NotRecognisedError(f"the network has {len(network.parameters)} parameters; at most {MAX_PARAMETERS}")
    return _named(forward, layers, network)


def _units_in(forward: Forward, layer: int) -> list[int]:
    return [number for number, unit in enumerate(forward.units) if unit.layer == layer]


def _loss_for(activations: Sequence[str]) -> str:
    return "cross-entropy" if activations[-1] == SOFTMAX else "half-squared-error"


def _check_dense(forward: Forward, layers: Sequence[Sequence[int]]) -> None:
    below: set[tuple[object, ...]] = {("x", number) for number in range(len(forward.inputs))}
    for layer in layers:
        for number in layer:
            if set(forward.units[number].weights) != below:
                raise NotRecognisedError("a unit is not connected with every unit of the layer below")
        below = {("u", number) for number in layer}


def _activation_of(forward: Forward, layer: Sequence[int], values: Mapping[int, Points], *, is_last: bool) -> str:
    """Return the name of a layer's activation, by what it makes of z; of the last, rather linear than ReLU."""
    sums = []
    activated = []
    for number in layer:
        unit = forward.units[number]
        sign = sign_of(unit)
        sums.append(np.concatenate([sign * values[unit.sums[s]] for s in sorted(unit.values)]))
        activated.append(np.concatenate([values[unit.values[s]] for s in sorted(unit.values)]))
    z = np.array(sums)
    a = np.array(activated)
    good = np.isfinite(a).all(axis=0)
    z = z[:, good]
    a = a[:, good]
    if len(layer) > 1:
        parts = np.exp(z - z.max(axis=0))
        if np.allclose(parts / parts.sum(axis=0), a, rtol=CLOSE, atol=CLOSE):
            return SOFTMAX
    # The perceptron's rule is known by its gradients: what it computes forwards is a step.
    known = [name for name, one in ACTIVATIONS.items() if not one.is_slope_taken]
    candidates = ["linear", *known] if is_last else known
    for name in itertools.chain(candidates, fitted_activations(z.ravel(), a.ravel())):
        formula = activation(name).value(Name("z"))
        with np.errstate(all="ignore"):
            expected = computed(formula, {"z": z})
        if np.allclose(expected, a, rtol=CLOSE, atol=CLOSE):
            return name
    raise NotRecognisedError("an activation is none of those that are known")


def _named(forward: Forward, layers: Sequence[Sequence[int]], network: Network) -> Model:
    number_of: dict[str, int] = {}
    for layer, units in zip(layers, network.units[1:], strict=True):
        for number, unit in zip(layer, units, strict=True):
            number_of[unit.name] = number
    inputs = {unit.name: k for k, unit in enumerate(network.units[0])}
    roots: dict[str, tuple[int, float]] = {}
    missing = set()
    for parameter in network.parameters:
        theirs = forward.units[number_of[parameter.target.name]]
        sign = sign_of(theirs)
        if parameter.source is None:
            term = theirs.bias
        elif parameter.source.layer == 0:
            term = theirs.weights["x", inputs[parameter.source.name]]
        else:
            term = theirs.weights["u", number_of[parameter.source.name]]
        if term is None:
            missing.add(parameter.name)
        else:
            factor = 0.0 if term.parameter in forward.absent else sign * term.factor
            roots[parameter.name] = (term.parameter, factor)
    return Model(
        layers=network.layers,
        activations=network.activations,
        biases=network.biases,
        roots=roots,
        inputs={name: forward.inputs[k] for name, k in inputs.items()},
        targets=dict(zip(network.targets, forward.targets, strict=True)),
        units={unit.weighted_sum: number_of[unit.name] for layer in network.units[1:] for unit in layer},
        missing=frozenset(missing),
    )
