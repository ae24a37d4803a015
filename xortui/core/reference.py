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

from xortui.core.arrays import Floats, leaky_relu, log_sigmoid, relu, sigmoid, softplus
from xortui.core.network import Network

_VALUES: dict[str, Callable[[Floats], Floats]] = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": relu,
    "leaky-relu": leaky_relu,
    "softplus": softplus,
    "softmax": lambda z: np.exp(z - np.max(z)) / np.sum(np.exp(z - np.max(z))),
    "linear": lambda z: z,
}
_DERIVATIVES: dict[str, Callable[[Floats], Floats]] = {
    "sigmoid": lambda z: sigmoid(z) * (1.0 - sigmoid(z)),
    "tanh": lambda z: 1.0 - np.tanh(z) ** 2,
    "relu": lambda z: (z > 0.0).astype(float),
    "leaky-relu": lambda z: np.where(z > 0.0, 1.0, 0.01),
    "softplus": sigmoid,
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
    sums: list[Floats] = []
    for (weights, biases), activation in zip(layers, network.activations, strict=True):
        if network.skips and len(sums) == len(layers) - 1:
            below[-1] = np.concatenate([below[-1], below[0]])
        sums.append(weights @ below[-1] + biases)
        below.append(_VALUES[activation](sums[-1]))
    loss, delta = _loss_and_delta(network, sums[-1], below[-1], target)
    gradients: dict[str, float] = {}
    for depth in range(len(layers) - 1, -1, -1):
        table = np.column_stack([np.outer(delta, below[depth]), delta])
        for unit, row in zip(network.units[depth + 1], table, strict=True):
            gradients |= {p.name: float(g) for p, g in zip(network.incoming[unit.name], row, strict=True)}
        if depth:
            by_values = (layers[depth][0].T @ delta)[: network.layers[depth]]
            delta = by_values * _DERIVATIVES[network.activations[depth - 1]](sums[depth - 1])
    return float(loss), gradients


def _loss_and_delta(network: Network, z: Floats, output: Floats, target: Floats) -> tuple[float, Floats]:
    """Return C and ∂C/∂z of the outputs."""
    count = len(output) if network.reduction == "mean" else 1
    error = output - target
    if network.loss == "half-squared-error":
        loss, delta = 0.5 * np.sum(error**2), error * _DERIVATIVES[network.activations[-1]](z)
    elif network.loss == "squared-error":
        loss, delta = np.sum(error**2), 2.0 * error * _DERIVATIVES[network.activations[-1]](z)
    elif network.loss == "binary-cross-entropy":
        loss, delta = -np.sum(target * log_sigmoid(z) + (1.0 - target) * log_sigmoid(-z)), error
    else:
        loss, delta = -np.sum(target * (z - np.max(z) - np.log(np.sum(np.exp(z - np.max(z)))))), error
    return float(loss) / count, delta / count
