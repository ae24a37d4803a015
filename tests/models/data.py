"""Samples and weights that the tests of models share, and the gradients that calculus gives for them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
GENERATOR = np.random.default_rng(14)
X = GENERATOR.normal(size=(6, 3))
TWO = np.array([0, 1, 1, 0, 1, 0])
THREE = np.array([2, 0, 1, 1, 0, 2])
ROWS = GENERATOR.normal(size=(6, 2))


def layers(*sizes: int) -> list[tuple[Array, Array]]:
    """Return weights of inputs × outputs, and biases."""
    generator = np.random.default_rng(sum(sizes))
    return [(generator.normal(size=(below, above)), generator.normal(size=above)) for below, above in pairwise(sizes)]


def gradients(weights: list[tuple[Array, Array]], end: str, targets: Array, outputs: int = 1) -> list[Array]:
    """Return the mean gradients of tanh layers and a last one, by matrices: W, b, W, b …

    Args:
        weights: inputs × outputs.
        end: 'sigmoid' or 'softmax' with cross-entropy, or 'linear' with the mean squared error.
        targets: samples × outputs.
        outputs: over how many outputs the loss is averaged.
    """
    values = [X]
    for weight, bias in weights[:-1]:
        values.append(np.tanh(values[-1] @ weight + bias))
    z = values[-1] @ weights[-1][0] + weights[-1][1]
    if end == "softmax":
        shares = np.exp(z - z.max(axis=1, keepdims=True))
        delta = shares / shares.sum(axis=1, keepdims=True) - targets
    elif end == "sigmoid":
        delta = 1.0 / (1.0 + np.exp(-z)) - targets
    else:
        delta = 2.0 * (z - targets)
    delta = delta / (len(X) * outputs)
    found: list[Array] = []
    for place in range(len(weights) - 1, -1, -1):
        found = [values[place].T @ delta, delta.sum(axis=0), *found]
        delta = delta @ weights[place][0].T * (1.0 - values[place] ** 2)
    return found


def one_hot(labels: NDArray[np.int64], size: int) -> Array:
    return np.eye(size)[labels]
