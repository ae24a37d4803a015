"""The functions a formula may call: how each is printed, and how it is computed on floats."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """A real function of one value."""

    name: str
    """What it is called in compiled code."""
    text: str
    """How it is printed; {} stands for the argument."""
    inline: str
    """Its Python on floats; {0} stands for the argument. A NaN goes in and comes out."""
    encloses: bool = True
    """Whether the printed form puts its argument between brackets of its own."""


SIGMOID = Function("sigmoid", "σ({})", "(0.0 if {0} < -709.78 else 1.0 / (1.0 + exp(-{0})))")
"""σ(z) = 1/(1 + e^−z). Below −709.78 e^−z is larger than any float and σ(z) smaller than 1e−308: 0."""
TANH = Function("tanh", "tanh({})", "tanh({0})")
RELU = Function("relu", "max(0, {})", "(0.0 if {0} <= 0.0 else {0})")
STEP = Function("step", "[{} > 0]", "(0.0 if {0} <= 0.0 else 1.0 if {0} > 0.0 else {0})")
"""Iverson's bracket [z > 0]: 1 where it holds, else 0; the derivative of max(0, z), taken as 0 at 0."""
LEAKY_RELU = Function("leaky_relu", "max(0.01·{0}, {0})", "({0} if {0} > 0.0 else 0.01 * {0})", encloses=False)
"""max(0.01·z, z): what is below 0 is let through with a slope of 0.01, so that a unit never dies altogether."""
LEAKY_STEP = Function("leaky_step", "max(0.01, [{} > 0])", "(0.01 if {0} <= 0.0 else 1.0 if {0} > 0.0 else {0})")
"""1 where z > 0, else 0.01: the derivative of max(0.01·z, z), taken as 0.01 at 0."""
SOFTPLUS = Function("softplus", "ln(1 + e^{})", "softplus({0})", encloses=False)
"""ln(1 + e^z), finite for every finite z."""
SQUARE = Function("square", "{}²", "({0} * {0})", encloses=False)
EXP = Function("power_of_e", "e^{}", "power_of_e({0})", encloses=False)
LN = Function("ln", "ln {}", "ln({0})", encloses=False)
LOG_SIGMOID = Function("log_sigmoid", "ln σ({})", "log_sigmoid({0})")
"""ln σ(z), finite for every finite z, where ln of a σ(z) rounded to 0 would not be."""


def log_sigmoid(z: float) -> float:
    """Return ln σ(z) = −ln(1 + e^−z), written so that e is never raised to a large power."""
    return -math.log1p(math.exp(-z)) if z > 0.0 else z - math.log1p(math.exp(z))


def softplus(z: float) -> float:
    """Return ln(1 + e^z), written so that e is never raised to a large power."""
    return z + math.log1p(math.exp(-z)) if z > 0.0 else math.log1p(math.exp(z))


def power_of_e(z: float) -> float:
    """Return e^z; ∞ where that is larger than any float."""
    return math.inf if z > 709.78 else math.exp(z)


def ln(a: float) -> float:
    """Return ln a by IEEE rules: −∞ for 0, NaN for less."""
    return math.log(a) if a > 0.0 else -math.inf if a == 0.0 else math.nan


def divide(a: float, b: float) -> float:
    """Return a/b by IEEE rules: ±∞ or NaN where b is zero."""
    if b != 0.0:
        return a / b
    return math.nan if a == 0.0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)


FLOAT_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "exp": math.exp,
    "power_of_e": power_of_e,
    "ln": ln,
    "tanh": math.tanh,
    "log_sigmoid": log_sigmoid,
    "softplus": softplus,
    "divide": divide,
}
"""What compiled arithmetic on floats calls."""
