"""Numbers as another language would write them: a network by hand, right or with a mistake, as a JSON file."""

from __future__ import annotations

import math
from typing import Any

Grid = list[list[float]]
Arrays = dict[str, Any]

PARAMETERS: Arrays = {
    "W1": [[0.15, 0.2], [0.25, -0.3], [0.7, 0.1]],
    "b1": [0.35, -0.2, 0.05],
    "W2": [[0.4, 0.45, -0.6], [0.5, 0.55, 0.2]],
    "b2": [0.6, -0.1],
}
SAMPLES = (([0.05, 0.9], [0.1, 0.9]), ([0.7, 0.3], [0.9, 0.2]), ([-0.4, 0.6], [0.3, 0.6]))


def sigmoid(z: float) -> float:
    """Return σ(z)."""
    return 1 / (1 + math.exp(-z))


def gradients(x: list[float], y: list[float], mistake: str = "") -> Arrays:
    """Return the gradients of half the squared error for one sample, with a mistake in them if one is named."""
    first: Grid = PARAMETERS["W1"]
    second: Grid = PARAMETERS["W2"]
    h = [sigmoid(_dot(row, x) + bias) for row, bias in zip(first, PARAMETERS["b1"], strict=True)]
    o = [sigmoid(_dot(row, h) + bias) for row, bias in zip(second, PARAMETERS["b2"], strict=True)]
    slopes = [a * (1 - a) for a in o]
    if mistake == "no slope at the outputs":
        slopes = [1.0, 1.0]
    output_deltas = [(a - t) * slope for a, t, slope in zip(o, y, slopes, strict=True)]
    hidden_deltas = []
    for unit, value in enumerate(h):
        back = sum(delta * row[unit] for delta, row in zip(output_deltas, second, strict=True))
        hidden_deltas.append(back if mistake == "no slope in the hidden layer" else back * value * (1 - value))
    if mistake == "a stray factor in the hidden layer":
        hidden_deltas = [0.5 * delta for delta in hidden_deltas]
    return {
        "W1": [[delta * a for a in x] for delta in hidden_deltas],
        "b1": hidden_deltas,
        "W2": [[delta * a for a in h] for delta in output_deltas],
        "b2": [0.0, 0.0] if mistake == "a bias that never moves" else output_deltas,
    }


def document(mistake: str = "", *, samples: int = 3, scale: float = 1.0) -> dict[str, Any]:
    """Return a file of the gradients, summed over the samples and multiplied by a scale."""
    taken = SAMPLES[:samples]
    total = gradients(*taken[0], mistake)
    for x, y in taken[1:]:
        more = gradients(x, y, mistake)
        total = {name: _plus(total[name], more[name]) for name in total}
    return {
        "parameters": PARAMETERS,
        "samples": [{"x": x, "y": y} for x, y in taken],
        "gradients": {name: _times(array, scale) for name, array in total.items()},
    }


def step(mistake: str = "", *, samples: int = 3, rate: float = 0.5, is_told: bool = True) -> dict[str, Any]:
    """Return a file of the parameters after one step."""
    whole = document(mistake, samples=samples)
    moved = whole.pop("gradients")
    whole["after"] = {name: _plus(PARAMETERS[name], _times(array, -rate)) for name, array in moved.items()}
    if is_told:
        whole["learning_rate"] = rate
    return whole


def columns(array: Any) -> Any:
    """Return a table with rows for columns; a list as it is."""
    return [list(row) for row in zip(*array, strict=True)] if isinstance(array[0], list) else array


def rounded(array: Any, digits: int) -> Any:
    """Return an array with so many decimals."""
    if isinstance(array, list):
        return [rounded(inner, digits) for inner in array]
    return round(array, digits)


def _dot(row: list[float], values: list[float]) -> float:
    return sum(weight * value for weight, value in zip(row, values, strict=True))


def _plus(one: Any, other: Any) -> Any:
    if isinstance(one, list):
        return [_plus(a, b) for a, b in zip(one, other, strict=True)]
    return one + other


def _times(array: Any, factor: float) -> Any:
    if isinstance(array, list):
        return [_times(inner, factor) for inner in array]
    return array * factor
