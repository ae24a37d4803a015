"""How an activation is written for people: a scaled one as a formula, that of a perceptron as the step that it is."""

from __future__ import annotations

from xortui.core.activations import SCALED_NAME, SOFTMAX, learns_by_rule, parts_of_scaled

STEP = "step"
DIGITS = 6
"""Of the constants of a formula."""


def shown(name: str) -> str:
    """Return an activation as people write it: tanh, 1.7159·tanh(0.666667·z), step.

    Args:
        name: of the activation, as xortui calls it.
    """
    if name == SOFTMAX:
        return name
    if name.partition("(")[0] != SCALED_NAME:
        return STEP if learns_by_rule(name) else name
    inner, factor, stretch, added = parts_of_scaled(name)
    sum_ = "z" if stretch == 1 else f"{_number(stretch)}·z"
    text = f"{inner}({sum_})"
    if factor != 1:
        text = f"{_number(factor)}·{text}"
    if added:
        sign = "+" if added > 0 else "−"
        text = f"{text} {sign} {_number(abs(added))}"
    return text


def _number(value: float) -> str:
    """Return a constant with as many digits as anybody reads."""
    return f"{value:.{DIGITS}g}".replace("-", "−")
