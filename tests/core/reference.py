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

from xortui.core.arrays import Floats, log_sigmoid, normal, relu, sigmoid, softplus
from xortui.core.network import Network

_VALUES: dict[str, Callable[[Floats], Floats]] = {
    "sigmoid": sigmoid,
    "bipolar-sigmoid": lambda z: np.tanh(z / 2.0),
    "tanh": np.tanh,
    "hard-tanh": lambda z: np.clip(z, -1.0, 1.0),
    "relu": relu,
    "relu(0.5)": relu,
    "relu(1)": relu,
    "leaky-relu": lambda z: np.maximum(0.01 * z, z),
    "leaky-relu(0.2)": lambda z: np.maximum(0.2 * z, z),
    "elu": lambda z: np.where(z > 0.0, z, np.expm1(z)),
    "elu(0.5)": lambda z: np.where(z > 0.0, z, 0.5 * np.expm1(z)),
    "softplus": softplus,
    "silu": lambda z: z * sigmoid(z),
    "gelu": lambda z: z * normal(z),
    "gelu-tanh": lambda z: 0.5 * z * (1.0 + np.tanh(_inner(z))),
    "softsign": lambda z: z / (1.0 + np.abs(z)),
    "sine": np.sin,
    "arctan": np.arctan,
    "gaussian": lambda z: np.exp(-z * z),
    "scaled(tanh, 1.7159, 2/3)": lambda z: 1.7159 * np.tanh(2.0 * z / 3.0),
    "scaled(hard-tanh, 0.5, 0.4, 0.5)": lambda z: np.clip(0.2 * z + 0.5, 0.0, 1.0),
    "step": lambda z: (z > 0.0).astype(float),
    "perceptron": lambda z: (z > 0.0).astype(float),
    "perceptron(1)": lambda z: (z >= 0.0).astype(float),
    "bipolar-perceptron": lambda z: np.where(z > 0.0, 1.0, -1.0),
    "bipolar-perceptron(1)": lambda z: np.where(z >= 0.0, 1.0, -1.0),
    "softmax": lambda z: np.exp(z - np.max(z)) / np.sum(np.exp(z - np.max(z))),
    "linear": lambda z: z,
}
_DERIVATIVES: dict[str, Callable[[Floats], Floats]] = {
    "sigmoid": lambda z: sigmoid(z) * (1.0 - sigmoid(z)),
    "bipolar-sigmoid": lambda z: 0.5 * (1.0 - np.tanh(z / 2.0) ** 2),
    "tanh": lambda z: 1.0 - np.tanh(z) ** 2,
    "hard-tanh": lambda z: (np.abs(z) < 1.0).astype(float),
    "relu": lambda z: (z > 0.0).astype(float),
    "relu(0.5)": lambda z: np.heaviside(z, 0.5),
    "relu(1)": lambda z: np.heaviside(z, 1.0),
    "leaky-relu": lambda z: np.where(z > 0.0, 1.0, 0.01),
    "leaky-relu(0.2)": lambda z: np.where(z > 0.0, 1.0, 0.2),
    "elu": lambda z: np.where(z > 0.0, 1.0, np.exp(z)),
    "elu(0.5)": lambda z: np.where(z > 0.0, 1.0, 0.5 * np.exp(z)),
    "softplus": sigmoid,
    "silu": lambda z: sigmoid(z) * (1.0 + z * (1.0 - sigmoid(z))),
    "gelu": lambda z: normal(z) + z * np.exp(-z * z / 2.0) / np.sqrt(2.0 * np.pi),
    "gelu-tanh": lambda z: (
        0.5 * (1.0 + np.tanh(_inner(z)))
        + 0.5 * z * (1.0 - np.tanh(_inner(z)) ** 2) * np.sqrt(2.0 / np.pi) * (1.0 + 3.0 * 0.044715 * z**2)
    ),
    "softsign": lambda z: 1.0 / (1.0 + np.abs(z)) ** 2,
    "sine": np.cos,
    "arctan": lambda z: 1.0 / (1.0 + z * z),
    "gaussian": lambda z: -2.0 * z * np.exp(-z * z),
    "scaled(tanh, 1.7159, 2/3)": lambda z: 1.7159 * 2.0 / 3.0 * (1.0 - np.tanh(2.0 * z / 3.0) ** 2),
    "scaled(hard-tanh, 0.5, 0.4, 0.5)": lambda z: np.where(np.abs(z) < 2.5, 0.2, 0.0),
    "step": np.zeros_like,
    "perceptron": np.ones_like,
    "perceptron(1)": np.ones_like,
    "bipolar-perceptron": np.ones_like,
    "bipolar-perceptron(1)": np.ones_like,
    "linear": np.ones_like,
}


def _inner(z: Floats) -> Floats:
    found: Floats = np.sqrt(2.0 / np.pi) * (z + 0.044715 * z**3)
    return found


def matrices(network: Network, parameters: Sequence[float]) -> list[tuple[Floats, Floats]]:
    """Return (W, b) for each layer after the inputs, from the flat vector of parameters."""
    value = dict(zip(network.parameter_names, parameters, strict=False))
    layers = []
    for units in network.units[1:]:
        rows = [[value[p.name] for p in network.incoming[unit.name]] for unit in units]
        table = np.array(rows)
        weights = table[:, :-1] if network.biases else table
        layers.append((weights, table[:, -1] if network.biases else np.zeros(len(units))))
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
            gradients |= {p.name: float(g) for p, g in zip(network.incoming[unit.name], row, strict=False)}
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
