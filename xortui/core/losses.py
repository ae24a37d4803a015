"""Losses: name → value and derivatives; each is a sum over the outputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xortui.core.expression import HALF, ONE, TWO, Call, Expression, Negative
from xortui.core.functions import LOG_SIGMOID, SQUARE


@dataclass(frozen=True, slots=True)
class Loss:
    """How wrong one output ŷ is against its target y. z is the output unit's weighted sum."""

    term: Callable[[Expression, Expression, Expression], Expression]
    """ŷ, y, z → the output's share of C."""
    derivative: Callable[[Expression, Expression], Expression]
    """ŷ, y → ∂C/∂ŷ."""
    formula: str
    """The share of one output in words of algebra."""
    output_activation: str = ""
    """The one last activation it goes with, if there is only one."""
    through_activation: Callable[[Expression, Expression], Expression] | None = None
    """ŷ, y → ∂C/∂z in one piece, where the product ∂C/∂ŷ · ∂ŷ/∂z breaks down as ŷ saturates (∞ · 0)."""


LOSSES = {
    "half-squared-error": Loss(
        lambda yhat, y, _: HALF * Call(SQUARE, yhat - y),
        lambda yhat, y: yhat - y,
        "½(ŷ − y)², with derivative ŷ − y",
    ),
    "squared-error": Loss(
        lambda yhat, y, _: Call(SQUARE, yhat - y),
        lambda yhat, y: TWO * (yhat - y),
        "(ŷ − y)², with derivative 2·(ŷ − y)",
    ),
    # ln ŷ = ln σ(z) and ln(1 − ŷ) = ln σ(−z): written through z they stay finite when ŷ is rounded to 0 or 1.
    "binary-cross-entropy": Loss(
        lambda _, y, z: Negative(y * Call(LOG_SIGMOID, z) + (ONE - y) * Call(LOG_SIGMOID, Negative(z))),
        lambda yhat, y: (yhat - y) / (yhat * (ONE - yhat)),
        "−(y·ln ŷ + (1 − y)·ln(1 − ŷ)), with derivative (ŷ − y) / (ŷ·(1 − ŷ))",
        output_activation="sigmoid",
        through_activation=lambda yhat, y: yhat - y,
    ),
}
