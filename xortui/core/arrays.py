"""The functions of a formula on NumPy arrays, so that a program evaluates many samples, or a whole grid, at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def sigmoid(z: Floats) -> Floats:
    """Return σ(z) = 1/(1 + e^−z); 0 where e^−z overflows."""
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-z))


def relu(z: Floats) -> Floats:
    """Return max(0, z)."""
    return np.maximum(z, 0.0)


def leaky_relu(z: Floats, slope: float) -> Floats:
    """Return max(slope·z, z)."""
    return np.maximum(slope * z, z)


def leaky_step(z: Floats, slope: float) -> Floats:
    """Return 1 where z > 0, else the slope."""
    return np.maximum(np.heaviside(z, 0.0), slope)


def elu(z: Floats, alpha: float) -> Floats:
    """Return z where z > 0, else α·(e^z − 1)."""
    return np.where(z > 0.0, z, alpha * np.expm1(np.minimum(z, 0.0)))


def elu_slope(z: Floats, alpha: float) -> Floats:
    """Return 1 where z > 0, else α·e^z."""
    return np.where(z > 0.0, 1.0, alpha * np.exp(np.minimum(z, 0.0)))


def is_positive(z: Floats) -> Floats:
    """Return 1 where z > 0, else 0."""
    return np.heaviside(z, 0.0)


def step_or_half(z: Floats) -> Floats:
    """Return 1 where z > 0, ½ at 0, else 0."""
    return np.heaviside(z, 0.5)


def step_or_one(z: Floats) -> Floats:
    """Return 1 where z ≥ 0, else 0."""
    return np.heaviside(z, 1.0)


def hard_tanh(z: Floats) -> Floats:
    """Return z, but at least −1 and at most 1."""
    return np.clip(z, -1.0, 1.0)


def inside(z: Floats) -> Floats:
    """Return 1 where −1 < z < 1, else 0; NaN where z is."""
    return np.heaviside(1.0 - np.abs(z), 0.0)


def normal(z: Floats) -> Floats:
    """Return Φ(z), the share of a standard normal distribution below z."""
    return 0.5 * _erfc(-math.sqrt(0.5) * np.asarray(z, dtype=float))


def density(z: Floats) -> Floats:
    """Return φ(z) = e^(−z²/2) / √(2π)."""
    with np.errstate(over="ignore"):
        return np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


_erfc: Callable[[Floats], Floats] = np.vectorize(math.erfc, otypes=[float])


def softplus(z: Floats) -> Floats:
    """Return ln(1 + e^z), without overflow."""
    with np.errstate(invalid="ignore"):
        return np.logaddexp(0.0, z)


def least(*parts: Floats) -> Floats:
    """Return the least of some arrays, element by element."""
    return reduce(np.minimum, parts)


def greatest(*parts: Floats) -> Floats:
    """Return the greatest of some arrays, element by element."""
    return reduce(np.maximum, parts)


def log_sigmoid(z: Floats) -> Floats:
    """Return ln σ(z) = −ln(1 + e^−z), without overflow."""
    with np.errstate(invalid="ignore"):
        return -np.logaddexp(0.0, -z)


def sine(z: Floats) -> Floats:
    """Return sin z; NaN for what is not finite."""
    with np.errstate(invalid="ignore"):
        return np.sin(z)


def cosine(z: Floats) -> Floats:
    """Return cos z; NaN for what is not finite."""
    with np.errstate(invalid="ignore"):
        return np.cos(z)


def square(a: Floats) -> Floats:
    """Return a²."""
    return a * a


ARRAY_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": relu,
    "is_positive": is_positive,
    "step_or_half": step_or_half,
    "step_or_one": step_or_one,
    "leaky_relu": leaky_relu,
    "leaky_step": leaky_step,
    "elu": elu,
    "elu_slope": elu_slope,
    "hard_tanh": hard_tanh,
    "inside": inside,
    "softplus": softplus,
    "normal": normal,
    "density": density,
    "greatest": greatest,
    "least": least,
    "power_of_e": np.exp,
    "power": np.power,
    "ln": np.log,
    "divide": np.divide,
    "log_sigmoid": log_sigmoid,
    "square": square,
    "sine": sine,
    "cosine": cosine,
    "arctangent": np.arctan,
    "absolute": np.abs,
    "square_root": np.sqrt,
    "sign": np.sign,
    "floor": np.floor,
}
"""What a forward phase compiled for arrays calls."""
