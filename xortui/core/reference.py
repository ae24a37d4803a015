"""Backpropagation in plain NumPy matrices, kept as readable as it can be: what the engines are held against.

For layers l = 1 … L with weights W of shape (units, units below) and biases b of shape (units,):

    z = W a + b,  a' = f(z)                forward
    δ = ∂C/∂a' ⊙ f'(z)                     at the outputs
    δ = (Wᵀ δ above) ⊙ f'(z)               at the layers below
    ∂C/∂W = δ aᵀ,  ∂C/∂b = δ
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from xortui.core.arrays import Floats, log_sigmoid, relu, sigmoid
from xortui.core.network import Network

_VALUES: dict[str, Callable[[Floats], Floats]] = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": relu,
    "linear": lambda z: z,
}
_DERIVATIVES: dict[str, Callable[[Floats], Floats]] = {
    "sigmoid": lambda z: sigmoid(z) * (1.0 - sigmoid(z)),
    "tanh": lambda z: 1.0 - np.tanh(z) ** 2,
    "relu": lambda z: (z > 0.0).astype(float),
    "linear": np.ones_like,
}


def matrices(network: Network, parameters: Sequence[float]) -> list[tuple[Floats, Floats]]:
    """Return (W, b) for each layer after the inputs, from the flat vector of parameters."""
    value = dict(zip(network.parameter_names, parameters, strict=False))
    layers = []
    for units in network.units[1:]:
        rows = [[value[p.name] for p in network.incoming[unit.name]] for unit in units]
        table = np.array(rows)
        layers.append((table[:, :-1], table[:, -1]))
    return layers


def loss_and_gradients(
    network: Network, parameters: Sequence[float], x: Sequence[float], y: Sequence[float]
) -> tuple[float, dict[str, float]]:
    """Return C and ∂C/∂θ for every parameter θ, by name, for one sample."""
    layers = matrices(network, parameters)
    target = np.array(y, dtype=float)
    below = [np.array(x, dtype=float)]
    sums = []
    for (weights, biases), activation in zip(layers, network.activations, strict=True):
        sums.append(weights @ below[-1] + biases)
        below.append(_VALUES[activation](sums[-1]))
    output = below[-1]
    slope = _DERIVATIVES[network.activations[-1]](sums[-1])
    if network.loss == "half-squared-error":
        loss, delta = 0.5 * np.sum((output - target) ** 2), (output - target) * slope
    elif network.loss == "squared-error":
        loss, delta = np.sum((output - target) ** 2), 2.0 * (output - target) * slope
    else:
        loss = -np.sum(target * log_sigmoid(sums[-1]) + (1.0 - target) * log_sigmoid(-sums[-1]))
        delta = output - target
    gradients: dict[str, float] = {}
    for depth in range(len(layers) - 1, -1, -1):
        table = np.column_stack([np.outer(delta, below[depth]), delta])
        for unit, row in zip(network.units[depth + 1], table, strict=True):
            gradients |= {p.name: float(g) for p, g in zip(network.incoming[unit.name], row, strict=True)}
        if depth:
            delta = (layers[depth][0].T @ delta) * _DERIVATIVES[network.activations[depth - 1]](sums[depth - 1])
    return float(loss), gradients
