"""Activation functions: name → value, derivative and formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xortui.core.expression import ONE, Call, Expression
from xortui.core.functions import RELU, SIGMOID, SQUARE, STEP, TANH


@dataclass(frozen=True, slots=True)
class Activation:
    """A function a = f(z) that a unit applies to its weighted sum."""

    value: Callable[[Expression], Expression]
    """z → f(z)."""
    derivative: Callable[[Expression, Expression], Expression]
    """z, a = f(z) → ∂a/∂z, by whichever of the two says it more simply."""
    formula: str
    """f and its derivative in words of algebra."""
    smooth: bool
    """Whether f is analytic, so that a complex step gives its derivative."""


ACTIVATIONS = {
    "sigmoid": Activation(
        lambda z: Call(SIGMOID, z),
        lambda _, a: a * (ONE - a),
        "σ(z) = 1/(1 + e^−z), with derivative a·(1 − a)",
        smooth=True,
    ),
    "tanh": Activation(
        lambda z: Call(TANH, z), lambda _, a: ONE - Call(SQUARE, a), "tanh(z), with derivative 1 − a²", smooth=True
    ),
    "relu": Activation(
        lambda z: Call(RELU, z),
        lambda z, _: Call(STEP, z),
        "max(0, z), with derivative 1 where z > 0 and else 0",
        smooth=False,
    ),
    "linear": Activation(lambda z: z, lambda *_: ONE, "z itself, with derivative 1", smooth=True),
}
