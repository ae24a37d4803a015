"""First and second derivatives of the functions that a formula may call: one row each, on arrays.

They are written from calculus and not from the formulas of backpropagation, so that what is made of them holds whatever
mistake is planted there. Where a function has a kink, its derivative there is that of the side of 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from xortui.core.arrays import Floats, density, sigmoid
from xortui.core.functions import Function

Derivative = Callable[[Floats, Floats, float], Floats]
"""z, f(z), the function's constant → a derivative at z."""


class Slopes(NamedTuple):
    """The two derivatives of a function."""

    first: Derivative
    """f′(z)."""
    second: Derivative
    """f″(z)."""


def _zero(z: Floats, _: Floats, __: float) -> Floats:
    return np.zeros_like(z)


def _sigmoid_first(_: Floats, a: Floats, __: float) -> Floats:
    return a * (1.0 - a)


def _sigmoid_second(_: Floats, a: Floats, __: float) -> Floats:
    return a * (1.0 - a) * (1.0 - 2.0 * a)


def _tanh_first(_: Floats, a: Floats, __: float) -> Floats:
    return 1.0 - a * a


def _tanh_second(_: Floats, a: Floats, __: float) -> Floats:
    return -2.0 * a * (1.0 - a * a)


def _is_above(z: Floats, _: Floats, __: float) -> Floats:
    return np.heaviside(z, 0.0)


def _leaky_first(z: Floats, _: Floats, slope: float) -> Floats:
    return np.where(z > 0.0, 1.0, slope)


def _elu_first(z: Floats, _: Floats, alpha: float) -> Floats:
    return np.where(z > 0.0, 1.0, alpha * np.exp(np.minimum(z, 0.0)))


def _elu_second(z: Floats, _: Floats, alpha: float) -> Floats:
    return np.where(z > 0.0, 0.0, alpha * np.exp(np.minimum(z, 0.0)))


def _elu_curve(z: Floats, _: Floats, alpha: float) -> Floats:
    return np.where(z > 0.0, 0.0, alpha * np.exp(np.minimum(z, 0.0)))


def _is_inside(z: Floats, _: Floats, __: float) -> Floats:
    return np.heaviside(1.0 - np.abs(z), 0.0)


def _softplus_first(z: Floats, _: Floats, __: float) -> Floats:
    return sigmoid(z)


def _softplus_second(z: Floats, _: Floats, __: float) -> Floats:
    a = sigmoid(z)
    return a * (1.0 - a)


def _normal_first(z: Floats, _: Floats, __: float) -> Floats:
    return density(z)


def _normal_second(z: Floats, _: Floats, __: float) -> Floats:
    return -z * density(z)


def _density_first(z: Floats, a: Floats, _: float) -> Floats:
    return -z * a


def _density_second(z: Floats, a: Floats, _: float) -> Floats:
    return (z * z - 1.0) * a


def _square_first(z: Floats, _: Floats, __: float) -> Floats:
    return 2.0 * z


def _square_second(z: Floats, _: Floats, __: float) -> Floats:
    return np.full_like(z, 2.0)


def _itself(_: Floats, a: Floats, __: float) -> Floats:
    return a


def _ln_first(z: Floats, _: Floats, __: float) -> Floats:
    return 1.0 / z


def _ln_second(z: Floats, _: Floats, __: float) -> Floats:
    return -1.0 / (z * z)


def _log_sigmoid_first(z: Floats, _: Floats, __: float) -> Floats:
    return sigmoid(-z)


def _log_sigmoid_second(z: Floats, _: Floats, __: float) -> Floats:
    return -sigmoid(z) * sigmoid(-z)


def _sine_first(z: Floats, _: Floats, __: float) -> Floats:
    return np.cos(z)


def _cosine_first(z: Floats, _: Floats, __: float) -> Floats:
    return -np.sin(z)


def _arctangent_first(z: Floats, _: Floats, __: float) -> Floats:
    return 1.0 / (1.0 + z * z)


def _arctangent_second(z: Floats, _: Floats, __: float) -> Floats:
    below = 1.0 + z * z
    return -2.0 * z / (below * below)


def _negated(_: Floats, a: Floats, __: float) -> Floats:
    return -a


def _side(z: Floats, _: Floats, __: float) -> Floats:
    return np.sign(z)


def _root_first(_: Floats, a: Floats, __: float) -> Floats:
    return 0.5 / a


def _root_second(z: Floats, a: Floats, _: float) -> Floats:
    return -0.25 / (z * a)


_OF_A_STEP = Slopes(_zero, _zero)
SLOPES: Mapping[str, Slopes] = {
    "sigmoid": Slopes(_sigmoid_first, _sigmoid_second),
    "tanh": Slopes(_tanh_first, _tanh_second),
    "relu": Slopes(_is_above, _zero),
    "is_positive": _OF_A_STEP,
    "step_or_half": _OF_A_STEP,
    "step_or_one": _OF_A_STEP,
    "leaky_relu": Slopes(_leaky_first, _zero),
    "leaky_step": _OF_A_STEP,
    "elu": Slopes(_elu_first, _elu_second),
    "elu_slope": Slopes(_elu_curve, _elu_curve),
    "hard_tanh": Slopes(_is_inside, _zero),
    "inside": _OF_A_STEP,
    "softplus": Slopes(_softplus_first, _softplus_second),
    "normal": Slopes(_normal_first, _normal_second),
    "density": Slopes(_density_first, _density_second),
    "square": Slopes(_square_first, _square_second),
    "power_of_e": Slopes(_itself, _itself),
    "ln": Slopes(_ln_first, _ln_second),
    "log_sigmoid": Slopes(_log_sigmoid_first, _log_sigmoid_second),
    "sine": Slopes(_sine_first, _negated),
    "cosine": Slopes(_cosine_first, _negated),
    "arctangent": Slopes(_arctangent_first, _arctangent_second),
    "absolute": Slopes(_side, _zero),
    "square_root": Slopes(_root_first, _root_second),
    "sign": _OF_A_STEP,
    "floor": _OF_A_STEP,
}
"""By the function's name."""


def slopes_of(function: Function) -> tuple[Slopes, float]:
    """Return a function's derivatives and the constant that they are called with.

    Raises:
        KeyError: if the table has no row for it.
    """
    return SLOPES[function.name], 0.0 if function.constant is None else function.constant
