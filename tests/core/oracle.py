"""The oracle: a network's loss on complex numbers, from it every derivative by a complex step, and every optimizer.

Written from the textbooks, with loops and its own table of functions; it shares no code with what it judges.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from xortui.core.network import Network
from xortui.core.training import Training

STEP = 1e-30


def loss(network: Network, parameters: Mapping[str, complex], x: Sequence[complex], y: Sequence[float]) -> complex:
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
            z = parameters[f"b{first_bias + target}"] if network.biases else 0j
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
    """Return an activation's value; what has kinks is decided by the real part."""
    if name.startswith("scaled("):
        inner, *constants = name[len("scaled(") : -1].split(",")
        factor, stretch, added = (
            *(float(Fraction(one.strip())) for one in constants),
            *(1.0, 0.0)[len(constants) - 1 :],
        )
        return factor * activate(inner, stretch * z) + added
    kind, _, constant = name.rstrip(")").partition("(")
    if abs(z.real) < STEP:  # what the step itself adds, of its square
        z = complex(0, z.imag)
    is_above = z.real > 0
    match kind:
        case "sigmoid":
            return 1 / (1 + cmath.exp(-z))
        case "bipolar-sigmoid":
            return (1 - cmath.exp(-z)) / (1 + cmath.exp(-z))
        case "tanh":
            return (cmath.exp(z) - cmath.exp(-z)) / (cmath.exp(z) + cmath.exp(-z))
        case "hard-tanh":
            return z if -1 < z.real < 1 else complex(math.copysign(1, z.real))
        case "relu":
            return z if is_above else float(constant or 0) * (z - z.real) if z.real == 0 else 0j
        case "leaky-relu":
            return z if is_above else z * float(constant or 0.01)
        case "elu":
            return z if is_above else float(constant or 1) * (cmath.exp(z) - 1)
        case "softplus":
            return cmath.log(1 + cmath.exp(z))
        case "silu":
            return z / (1 + cmath.exp(-z))
        case "gelu":
            return z * (1 + complex_erf(z / math.sqrt(2))) / 2
        case "gelu-tanh":
            return z / 2 * (1 + activate("tanh", math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)))
        case "softsign":
            return z / (1 + (z if is_above else -z))
        case "sine":
            return cmath.sin(z)
        case "arctan":
            return cmath.atan(z)
        case "gaussian":
            return cmath.exp(-z * z)
        case "step":
            return complex(is_above)
        case "perceptron":  # its derivative is taken as 1
            return complex(is_above or (constant == "1" and z.real == 0)) + (z - z.real)
        case "bipolar-perceptron":
            return (1 if is_above or (constant == "1" and z.real == 0) else -1) + (z - z.real)
        case "linear":
            return z
    raise ValueError(name)


def complex_erf(z: complex) -> complex:
    """Return erf z for a small imaginary part: the derivative of erf is 2/√π · e^(−z²)."""
    slope = 2 / math.sqrt(math.pi) * math.exp(-(z.real**2))
    return complex(math.erf(z.real), slope * z.imag)


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


def input_gradient(
    network: Network, parameters: Mapping[str, float], x: Sequence[float], y: Sequence[float], place: int
) -> float:
    """Return ∂C/∂x of one input."""
    moved: list[complex] = list(x)
    moved[place] += STEP * 1j
    return loss(network, dict(parameters), moved, y).imag / STEP


Taken = tuple[Sequence[float], Sequence[float], int]
"""The inputs and targets of one step, and how many samples the batch has that it ends; 0 if none."""


def trained(
    network: Network, training: Training, start: Mapping[str, float], steps: Iterable[Taken], updates_per_epoch: int
) -> list[dict[str, float]]:
    """Return the parameters after each of some steps, by name."""
    weights = dict(start)
    kept: dict[str, dict[str, float]] = {}
    sums = dict.fromkeys(weights, 0.0)
    found = []
    updates = 0
    for x, y, batch in steps:
        gradient = gradients(network, weights, x, y)
        if training.update != "sample":
            sums = {name: sums[name] + gradient[name] for name in sums}
            divisor = batch if training.gradients == "mean" else 1
            gradient = {name: sums[name] / (divisor or 1) for name in sums}
        if batch:
            updates += 1
            rate = rate_of(training, updates, updates_per_epoch)
            trainable = {name: g for name, g in gradient.items() if name not in network.frozen}
            for name, g in clipped(training, trainable).items():
                weights[name] = moved(training, name, weights[name], g, rate, updates, kept.setdefault(name, {}))
            sums = dict.fromkeys(sums, 0.0)
        found.append(dict(weights))
    return found


def rate_of(training: Training, updates: int, updates_per_epoch: int) -> float:
    """Return the learning rate of an update, counted from 1."""
    if not training.decay:
        return training.learning_rate
    every = updates_per_epoch if training.decay_every == "epoch" else int(training.decay_every or 1)
    over = (updates - 1) // every
    if training.decay == "1/t":
        return training.learning_rate / (1 + (training.decay_rate or 0.0) * over)
    rate = training.learning_rate
    for _ in range(over):
        rate *= training.decay_factor or 0.0
    return rate


def clipped(training: Training, gradient: Mapping[str, float]) -> dict[str, float]:
    """Return the gradients, each cut to its range and all of them shortened."""
    found = dict(gradient)
    if training.clip_value is not None:
        found = {name: min(max(g, -training.clip_value), training.clip_value) for name, g in found.items()}
    if training.clip_norm is not None:
        length = math.hypot(*found.values())
        if length > training.clip_norm:
            found = {name: g * training.clip_norm / length for name, g in found.items()}
    return found


def moved(
    training: Training, name: str, w: float, g: float, rate: float, updates: int, kept: dict[str, float]
) -> float:
    """Return a parameter after an update; what its rule keeps is changed."""
    is_decayed = name.startswith("w") or training.decays_biases
    decay = (training.weight_decay or 0.0) * w * is_decayed
    if training.optimizer not in ("adamw", "lion"):
        g += decay
    if training.l1 is not None and is_decayed and w != 0:
        g += math.copysign(training.l1, w)
    if training.optimizer == "gradient-descent":
        return w - rate * g
    if training.optimizer in ("momentum", "nesterov"):
        assert training.momentum is not None
        speed = kept["v"] = training.momentum * kept.get("v", 0.0) - rate * g
        return w + (speed if training.optimizer == "momentum" else training.momentum * speed - rate * g)
    if training.optimizer == "lion":
        assert training.beta1 is not None
        assert training.beta2 is not None
        before = kept.get("m", 0.0)
        way = training.beta1 * before + (1 - training.beta1) * g
        kept["m"] = training.beta2 * before + (1 - training.beta2) * g
        return w - rate * decay - rate * (math.copysign(1, way) if way else 0.0)
    assert training.epsilon is not None
    if training.optimizer == "rmsprop":
        assert training.rho is not None
        kept["v"] = training.rho * kept.get("v", 0.0) + (1 - training.rho) * g**2
        return w - rate * g / (math.sqrt(kept["v"]) + training.epsilon)
    if training.optimizer == "adagrad":
        kept["G"] = kept.get("G", 0.0) + g**2
        return w - rate * g / (math.sqrt(kept["G"]) + training.epsilon)
    assert training.beta1 is not None
    assert training.beta2 is not None
    kept["m"] = training.beta1 * kept.get("m", 0.0) + (1 - training.beta1) * g
    kept["v"] = training.beta2 * kept.get("v", 0.0) + (1 - training.beta2) * g**2
    mean = kept["m"] / (1 - training.beta1**updates)
    square = kept["v"] / (1 - training.beta2**updates)
    if training.optimizer == "adamw":
        w -= rate * decay
    elif training.optimizer != "adam":
        raise ValueError(training.optimizer)
    return w - rate * mean / (math.sqrt(square) + training.epsilon)
