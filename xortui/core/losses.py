"""Losses: name → value and derivatives; each is a sum over the outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from xortui.core.activations import SOFTMAX
from xortui.core.expression import HALF, ONE, TWO, Call, Expression, Negative, Product
from xortui.core.functions import LOG_SIGMOID, SQUARE


class Loss(NamedTuple):
    """How wrong one output ŷ is against its target y. z is the output unit's weighted sum; for softmax it is ln ŷ."""

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
    is_distribution: bool = False
    """Whether the targets of a sample are shares of a whole: from 0 to 1, and 1 together."""


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
    # ∂C/∂zk = Σi −yi/ŷi · ∂ŷi/∂zk = ŷk·Σi yi − yk, and the targets are 1 together.
    "cross-entropy": Loss(
        lambda _, y, log_yhat: Product((Negative(y), log_yhat)),
        lambda yhat, y: Negative(y) / yhat,
        "−y·ln ŷ, with derivative −y / ŷ",
        output_activation=SOFTMAX,
        through_activation=lambda yhat, y: yhat - y,
        is_distribution=True,
    ),
}
