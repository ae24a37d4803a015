"""Slopes of losses of ŷ − y that people know by a name, each with a constant of its own: Huber's, log cosh, powers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from xortui.check.recognition.evaluation import Points

SQUARED = "the squared error"
ABSOLUTE = "the absolute error"
POWER = "a power of the error"
MIN_ERRORS = 6
"""Errors at which a slope must be known."""
CLOSE = 1e-5
"""How far a slope may be from that of a loss, in parts of the greatest."""
LEAST_CONSTANT, MOST_CONSTANT = 1e-3, 1e3
"""Between which a constant is looked for."""
CONSTANTS = 241
"""How many are tried before the best is made exact."""
HALVINGS = 60
"""How often the interval of the best is made smaller."""
FAMILIES: Mapping[str, Callable[[Points], Points]] = {
    "Huber's loss": lambda u: np.clip(u, -1.0, 1.0),
    "log cosh": np.tanh,
    "the pseudo-Huber loss": lambda u: u / np.sqrt(1 + u * u),
    "Cauchy's loss": lambda u: u / (1 + u * u),
    "the fair loss": lambda u: u / (1 + np.abs(u)),
    "Welsch's loss": lambda u: u * np.exp(-u * u),
}
"""Name of a loss → its slope at an error, as a multiple of a constant."""


def family_of(errors: Points, slopes: Points) -> str:
    """Return the name of the loss that has such slopes, up to a factor; '' if none that is known has.

    Args:
        errors: ŷ − y.
        slopes: ∂C/∂ŷ at each of them.
    """
    size = float(np.max(np.abs(slopes), initial=0.0))
    if len(errors) < MIN_ERRORS or not size:
        return ""
    if _distance(errors, slopes) <= CLOSE:
        return SQUARED
    is_positive = errors > 0
    sides = [np.abs(slopes[side]) for side in (is_positive, ~is_positive) if side.any()]
    is_outwards = bool((slopes * errors > 0).all())
    if is_outwards and all(float(np.ptp(side)) <= CLOSE * size for side in sides):
        return ABSOLUTE
    if is_outwards and _is_power(errors, slopes):
        return POWER
    for name, family in FAMILIES.items():
        if _best_distance(errors, slopes, family) <= CLOSE:
            return name
    return ""


def _is_power(errors: Points, slopes: Points) -> bool:
    """Say whether slopes are a power of the size of their errors."""
    sizes = np.log(np.abs(errors))
    large = sizes >= np.median(sizes)  # small slopes are known with fewer digits
    power, factor = np.polyfit(sizes[large], np.log(np.abs(slopes[large])), 1)
    return _distance(np.sign(errors) * np.exp(power * sizes + factor), slopes) <= CLOSE


def _distance(shape: Points, slopes: Points) -> float:
    """Return how far slopes are from the best multiple of others, in parts of the greatest."""
    length = float(np.dot(shape, shape))
    if not length:
        return np.inf
    multiple = float(np.dot(shape, slopes)) / length
    return float(np.max(np.abs(slopes - multiple * shape))) / float(np.max(np.abs(slopes)))


def _best_distance(errors: Points, slopes: Points, family: Callable[[Points], Points]) -> float:
    """Return how far slopes are from those of a family, with the constant that fits best."""

    def distance(constant: float) -> float:
        return _distance(family(errors / np.exp(constant)), slopes)

    constants = np.linspace(np.log(LEAST_CONSTANT), np.log(MOST_CONSTANT), CONSTANTS)
    best = int(np.argmin([distance(one) for one in constants]))
    low = float(constants[max(best - 1, 0)])
    high = float(constants[min(best + 1, CONSTANTS - 1)])
    for _ in range(HALVINGS):
        first = low + (high - low) / 3
        second = high - (high - low) / 3
        if distance(first) < distance(second):
            high = second
        else:
            low = first
    return distance((low + high) / 2)
