"""Activation functions: name → value, derivative and formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xortui.core.expression import ONE, Call, Expression
from xortui.core.functions import LEAKY_RELU, LEAKY_STEP, RELU, SIGMOID, SOFTPLUS, SQUARE, STEP, TANH

SOFTMAX = "softmax"
"""The one activation of a whole layer: ŷi = e^zi / Σ e^zj. Each output depends on every weighted sum of its layer."""


@dataclass(frozen=True, slots=True)
class Activation:
    """A function a = f(z) that a unit applies to its weighted sum."""

    value: Callable[[Expression], Expression]
    """z → f(z)."""
    derivative: Callable[[Expression, Expression], Expression]
    """z, a = f(z) → ∂a/∂z, by whichever of the two says it more simply."""
    formula: str
    """f and its derivative in words of algebra."""
    smooth: bool = True
    """Whether f is analytic, so that a complex step gives its derivative."""
    is_signed: bool = True
    """Whether f can be negative."""


ACTIVATIONS = {
    "sigmoid": Activation(
        lambda z: Call(SIGMOID, z),
        lambda _, a: a * (ONE - a),
        "σ(z) = 1/(1 + e^−z), with derivative a·(1 − a)",
        is_signed=False,
    ),
    "tanh": Activation(lambda z: Call(TANH, z), lambda _, a: ONE - Call(SQUARE, a), "tanh(z), with derivative 1 − a²"),
    "relu": Activation(
        lambda z: Call(RELU, z),
        lambda z, _: Call(STEP, z),
        "max(0, z), with derivative 1 where z > 0 and else 0",
        smooth=False,
        is_signed=False,
    ),
    "leaky-relu": Activation(
        lambda z: Call(LEAKY_RELU, z),
        lambda z, _: Call(LEAKY_STEP, z),
        "max(0.01·z, z), with derivative 1 where z > 0 and else 0.01",
        smooth=False,
    ),
    "softplus": Activation(
        lambda z: Call(SOFTPLUS, z),
        lambda z, _: Call(SIGMOID, z),
        "ln(1 + e^z), with derivative σ(z)",
        is_signed=False,
    ),
    "linear": Activation(lambda z: z, lambda *_: ONE, "z itself, with derivative 1"),
}
"""The activations of single units; `SOFTMAX` is the one besides them."""
ACTIVATION_NAMES = (*ACTIVATIONS, SOFTMAX)


def is_signed(name: str) -> bool:
    """Say whether what an activation gives can be negative."""
    return name != SOFTMAX and ACTIVATIONS[name].is_signed
