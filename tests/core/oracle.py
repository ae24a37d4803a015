"""The oracle: a network's loss on complex numbers, and from it every derivative by a complex step.

Written from the textbook, with loops and its own table of functions; it shares no code with what it judges.
"""

from __future__ import annotations

import cmath
from collections.abc import Mapping, Sequence

from xortui.core.network import Network

STEP = 1e-30


def loss(network: Network, parameters: Mapping[str, complex], x: Sequence[float], y: Sequence[float]) -> complex:
    """Return C for one sample, the parameters given by name."""
    values: list[complex] = [complex(v) for v in x]
    sums: list[complex] = []
    inputs = list(values)
    last = len(network.activations)
    first_weight, first_bias = 1, 1
    for layer, (size, activation) in enumerate(zip(network.layers[1:], network.activations, strict=True), start=1):
        if network.skips and layer == last:
            values = values + inputs
        below = len(values)
        sums = []
        for target in range(size):
            z = parameters[f"b{first_bias + target}"]
            for source in range(below):
                place = source * size + target if network.numbering == "by-source" else target * below + source
                z += parameters[f"w{first_weight + place}"] * values[source]
            sums.append(z)
        whole = sum((cmath.exp(z) for z in sums), 0j)
        values = [cmath.exp(z) / whole if activation == "softmax" else activate(activation, z) for z in sums]
        first_weight += below * size
        first_bias += size
    total = 0j
    for output, z, target_value in zip(values, sums, y, strict=True):
        if network.loss == "half-squared-error":
            total += (output - target_value) ** 2 / 2
        elif network.loss == "squared-error":
            total += (output - target_value) ** 2
        elif network.loss == "binary-cross-entropy":
            total += target_value * cmath.log(1 + cmath.exp(-z)) + (1 - target_value) * cmath.log(1 + cmath.exp(z))
        elif network.loss == "cross-entropy":
            total -= target_value * cmath.log(output)
        else:
            raise ValueError(network.loss)
    return total / len(values) if network.reduction == "mean" else total


def activate(name: str, z: complex) -> complex:
    """Return an activation's value; the kink of relu is decided by the real part."""
    match name:
        case "sigmoid":
            return 1 / (1 + cmath.exp(-z))
        case "tanh":
            return (cmath.exp(z) - cmath.exp(-z)) / (cmath.exp(z) + cmath.exp(-z))
        case "relu":
            return z if z.real > 0 else 0j
        case "leaky-relu":
            return z if z.real > 0 else z / 100
        case "softplus":
            return cmath.log(1 + cmath.exp(z))
        case "linear":
            return z
    raise ValueError(name)


def gradients(
    network: Network, parameters: Mapping[str, float], x: Sequence[float], y: Sequence[float]
) -> dict[str, float]:
    """Return ∂C/∂θ for every parameter θ: Im C(θ + ih)/h."""
    found = {}
    for name in parameters:
        moved: dict[str, complex] = dict(parameters)
        moved[name] += STEP * 1j
        found[name] = loss(network, moved, x, y).imag / STEP
    return found
