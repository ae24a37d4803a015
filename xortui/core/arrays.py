"""The functions of a formula on NumPy arrays, so that a program evaluates many samples, or a whole grid, at once."""

from __future__ import annotations

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


def leaky_relu(z: Floats) -> Floats:
    """Return max(0.01·z, z)."""
    return np.maximum(0.01 * z, z)


def softplus(z: Floats) -> Floats:
    """Return ln(1 + e^z), without overflow."""
    with np.errstate(invalid="ignore"):
        return np.logaddexp(0.0, z)


def greatest(*parts: Floats) -> Floats:
    """Return the greatest of some arrays, element by element."""
    return reduce(np.maximum, parts)


def log_sigmoid(z: Floats) -> Floats:
    """Return ln σ(z) = −ln(1 + e^−z), without overflow."""
    with np.errstate(invalid="ignore"):
        return -np.logaddexp(0.0, -z)


def square(a: Floats) -> Floats:
    """Return a²."""
    return a * a


ARRAY_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": relu,
    "leaky_relu": leaky_relu,
    "softplus": softplus,
    "greatest": greatest,
    "power_of_e": np.exp,
    "ln": np.log,
    "divide": np.divide,
    "log_sigmoid": log_sigmoid,
    "square": square,
}
"""What a forward phase compiled for arrays calls."""
