"""Activation functions: one row each, from which every engine, the gradient check and every export is made.

A row is two formulas, of the value and of the derivative. Some activations take a constant, written in brackets behind
the name: leaky-relu(0.2). Each can be stretched and shifted: scaled(tanh, 1.7159, 2/3) is 1.7159·tanh(2/3·z).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from xortui.core.expression import HALF, ONE, TWO, ZERO, Call, Constant, Expression
from xortui.core.functions import (
    ABSOLUTE,
    ARCTANGENT,
    COSINE,
    DENSITY,
    EXP,
    HARD_TANH,
    INSIDE,
    NORMAL,
    RELU,
    SIGMOID,
    SINE,
    SOFTPLUS,
    SQUARE,
    STEP,
    STEP_OR_HALF,
    STEP_OR_ONE,
    TANH,
    elu,
    elu_slope,
    leaky_relu,
    leaky_step,
)

SOFTMAX = "softmax"
"""The one activation of a whole layer: ŷi = e^zi / Σ e^zj. Each output depends on every weighted sum of its layer."""
_SHAPE = Constant(math.sqrt(2.0 / math.pi), "√(2/π)")
_CUBE = Constant(0.044715, "0.044715")
_CUBE_SLOPE = Constant(0.134145, "0.134145")
_AT_ZERO = {0.0: STEP, 0.5: STEP_OR_HALF, 1.0: STEP_OR_ONE}
"""The derivative of max(0, z), by what it is taken as at 0."""
EVERYWHERE = (-math.inf, math.inf)
"""The reach of an activation that has every value."""
_UNIT = (0.0, 1.0)
_POSITIVE = (0.0, math.inf)
_BIPOLAR = (-1.0, 1.0)
_LEAST_SILU = -0.2784645427610738
"""The minimum of z·σ(z), at z = −1.27846."""
_LEAST_GELU = -0.16997120747990369
"""The minimum of z·Φ(z), at z = −0.75179."""
_LEAST_GELU_TANH = -0.17004075057125403
"""The minimum of its approximation with tanh, at z = −0.75246."""
ROUNDING_OF_REACH = 1e-9
"""How far beyond what an activation reaches a target may be and be reached."""


class Activation(NamedTuple):
    """A function a = f(z) that a unit applies to its weighted sum."""

    value: Callable[[Expression], Expression]
    """z → f(z)."""
    derivative: Callable[[Expression, Expression], Expression]
    """z, a = f(z) → ∂a/∂z, by whichever of the two says it more simply."""
    formula: str
    """f and its derivative in words of algebra."""
    is_signed: bool = True
    """Whether f can be negative."""
    can_fall: bool = False
    """Whether its derivative can be negative."""
    reach: tuple[float, float] = EVERYWHERE
    """The least and the greatest value that f has or comes near to."""
    steepest: float = 0.0
    """The steepest slope of one that becomes flat far from 0 on both sides; 0 of all others."""
    is_slope_taken: bool = False
    """Whether a rule takes its derivative for what it is not, so that nothing else can agree with it."""


class Family(NamedTuple):
    """Activations that differ in one constant."""

    of: Callable[[float], Activation]
    """The constant → the activation."""
    default: float
    """The constant, if none is given."""
    meaning: str
    """What the constant is."""
    expected: str
    """Which constants there are, for messages."""
    has: Callable[[float], bool]
    """Whether there is one with some constant."""


def _relu(at_zero: float) -> Activation:
    return Activation(
        lambda z: Call(RELU, z),
        lambda z, _: Call(_AT_ZERO[at_zero], z),
        f"max(0, z), with derivative 1 where z > 0, {at_zero:g} at 0 and else 0"
        if at_zero
        else "max(0, z), with derivative 1 where z > 0 and else 0",
        is_signed=False,
        reach=_POSITIVE,
    )


def _leaky_relu(slope: float) -> Activation:
    return Activation(
        lambda z: Call(leaky_relu(slope), z),
        lambda z, _: Call(leaky_step(slope), z),
        f"max({slope:g}·z, z), with derivative 1 where z > 0 and else {slope:g}",
        reach=EVERYWHERE if slope > 0.0 else _POSITIVE,
    )


def _elu(alpha: float) -> Activation:
    return Activation(
        lambda z: Call(elu(alpha), z),
        lambda z, _: Call(elu_slope(alpha), z),
        f"z where z > 0 and else {alpha:g}·(e^z − 1), with derivative 1 or {alpha:g}·e^z",
        reach=(0.0 - alpha, math.inf),
    )


def _perceptron(at_zero: float) -> Activation:
    sign = "≥" if at_zero else ">"
    return Activation(
        lambda z: Call(_AT_ZERO[at_zero], z),
        lambda *_: ONE,
        f"1 where z {sign} 0 and else 0; its derivative is taken as 1, which is the perceptron's rule",
        is_signed=False,
        reach=_UNIT,
        is_slope_taken=True,
    )


def _bipolar_perceptron(at_zero: float) -> Activation:
    is_above = at_zero > 0.0
    sign = "≥" if is_above else ">"
    return Activation(
        lambda z: TWO * Call(_AT_ZERO[float(is_above)], z) - ONE,
        lambda *_: ONE,
        f"1 where z {sign} 0 and else −1; its derivative is taken as 1, which is the perceptron's rule",
        reach=_BIPOLAR,
        is_slope_taken=True,
    )


def _gelu_inner(z: Expression) -> Expression:
    """Return √(2/π)·(z + 0.044715·z³), whose tanh is nearly 2·Φ(z) − 1."""
    return _SHAPE * (z + _CUBE * Call(SQUARE, z) * z)


def _gelu_tanh_derivative(z: Expression, _: Expression) -> Expression:
    inner = Call(TANH, _gelu_inner(z))
    slope = _SHAPE * (ONE + _CUBE_SLOPE * Call(SQUARE, z))
    return HALF * (ONE + inner) + HALF * z * (ONE - Call(SQUARE, inner)) * slope


ACTIVATIONS = {
    "sigmoid": Activation(
        lambda z: Call(SIGMOID, z),
        lambda _, a: a * (ONE - a),
        "σ(z) = 1/(1 + e^−z), with derivative a·(1 − a)",
        is_signed=False,
        reach=_UNIT,
        steepest=0.25,
    ),
    "tanh": Activation(
        lambda z: Call(TANH, z),
        lambda _, a: ONE - Call(SQUARE, a),
        "tanh(z), with derivative 1 − a²",
        reach=_BIPOLAR,
        steepest=1.0,
    ),
    "relu": _relu(0.0),
    "leaky-relu": _leaky_relu(0.01),
    "elu": _elu(1.0),
    "softsign": Activation(
        lambda z: z / (ONE + Call(ABSOLUTE, z)),
        lambda _, a: Call(SQUARE, ONE - Call(ABSOLUTE, a)),
        "z / (1 + abs z), with derivative (1 − abs a)²",
        reach=_BIPOLAR,
    ),
    "sine": Activation(
        lambda z: Call(SINE, z),
        lambda z, _: Call(COSINE, z),
        "sin z, with derivative cos z",
        can_fall=True,
        reach=_BIPOLAR,
    ),
    "arctan": Activation(
        lambda z: Call(ARCTANGENT, z),
        lambda z, _: ONE / (ONE + Call(SQUARE, z)),
        "arctan z, with derivative 1 / (1 + z²)",
        reach=(-math.pi / 2, math.pi / 2),
    ),
    "gaussian": Activation(
        lambda z: Call(EXP, -Call(SQUARE, z)),
        lambda z, a: -TWO * z * a,
        "e^(−z²), with derivative −2·z·a",
        is_signed=False,
        can_fall=True,
        reach=_UNIT,
        steepest=math.sqrt(2.0 / math.e),
    ),
    "softplus": Activation(
        lambda z: Call(SOFTPLUS, z),
        lambda z, _: Call(SIGMOID, z),
        "ln(1 + e^z), with derivative σ(z)",
        is_signed=False,
        reach=_POSITIVE,
    ),
    "silu": Activation(
        lambda z: z * Call(SIGMOID, z),
        lambda z, a: Call(SIGMOID, z) * (ONE + z - a),
        "z·σ(z), with derivative σ(z)·(1 + z − a); also called swish",
        can_fall=True,
        reach=(_LEAST_SILU, math.inf),
    ),
    "gelu": Activation(
        lambda z: z * Call(NORMAL, z),
        lambda z, _: Call(NORMAL, z) + z * Call(DENSITY, z),
        "z·Φ(z), with derivative Φ(z) + z·φ(z); Φ and φ are the normal distribution's",
        can_fall=True,
        reach=(_LEAST_GELU, math.inf),
    ),
    "gelu-tanh": Activation(
        lambda z: HALF * z * (ONE + Call(TANH, _gelu_inner(z))),
        _gelu_tanh_derivative,
        "½·z·(1 + tanh u), with u = √(2/π)·(z + 0.044715·z³); nearly z·Φ(z)",
        can_fall=True,
        reach=(_LEAST_GELU_TANH, math.inf),
    ),
    "bipolar-sigmoid": Activation(
        lambda z: TWO * Call(SIGMOID, z) - ONE,
        lambda _, a: HALF * (ONE + a) * (ONE - a),
        "2·σ(z) − 1, with derivative ½·(1 + a)·(1 − a)",
        reach=_BIPOLAR,
        steepest=0.5,
    ),
    "hard-tanh": Activation(
        lambda z: Call(HARD_TANH, z),
        lambda z, _: Call(INSIDE, z),
        "z, but at least −1 and at most 1, with derivative 1 between them and else 0",
        reach=_BIPOLAR,
        steepest=1.0,
    ),
    "step": Activation(
        lambda z: Call(STEP, z),
        lambda *_: ZERO,
        "1 where z > 0 and else 0; its derivative is 0, so nothing is learnt through it",
        is_signed=False,
        reach=_UNIT,
    ),
    "perceptron": _perceptron(0.0),
    "bipolar-perceptron": _bipolar_perceptron(-1.0),
    "linear": Activation(lambda z: z, lambda *_: ONE, "z itself, with derivative 1"),
}
"""The activations of single units; `SOFTMAX` is the one besides them.

Sources: leaky ReLU, Maas, Hannun and Ng (ICML 2013); ELU, Clevert, Unterthiner and Hochreiter (ICLR 2016); softplus,
Dugas et al. (NIPS 2000); SiLU, Elfwing, Uchibe and Doya (Neural Networks 107, 2018); the perceptron's rule, Rosenblatt
(Psychological Review 65, 1958); GELU and its form with tanh,
Hendrycks and Gimpel (arXiv:1606.08415, 2016); softsign, Glorot and Bengio (AISTATS 2010); sine, Sitzmann et al.
(NeurIPS 2020).
"""
ACTIVATION_NAMES = (*ACTIVATIONS, SOFTMAX)

FAMILIES = {
    "relu": Family(_relu, 0.0, "its derivative at 0", "0, 0.5 or 1", lambda at_zero: at_zero in _AT_ZERO),
    "leaky-relu": Family(
        _leaky_relu, 0.01, "its slope below 0", "a number from 0 to 1", lambda slope: 0.0 <= slope <= 1.0
    ),
    "elu": Family(_elu, 1.0, "its α", "a number from 0 to 100", lambda alpha: 0.0 <= alpha <= 100.0),
    "perceptron": Family(_perceptron, 0.0, "its value at 0", "0 or 1", lambda at_zero: at_zero in (0.0, 1.0)),
    "bipolar-perceptron": Family(
        _bipolar_perceptron, -1.0, "its value at 0", "-1 or 1", lambda at_zero: at_zero in (-1.0, 1.0)
    ),
}
"""Those that take a constant in brackets: relu(0.5), leaky-relu(0.2), elu(0.5)."""
_WITH_CONSTANT = re.compile(r"([a-z-]+)\(([^()]*)\)")
SCALED_NAME = "scaled"
"""What is written before the name of an activation that is stretched and shifted."""
_SCALED = re.compile(r"scaled\(([a-z-]+(?:\([^()]*\))?)((?:,[^,()]*){1,3})\)")
_NEVER_SCALED = ("perceptron", "bipolar-perceptron", SOFTMAX)
"""The slope of a perceptron is a rule, and softmax is no function of a single sum."""
EXPECTED_OF_SCALED = (
    "scaled(NAME, FACTOR, FACTOR OF z, ADDED), of which the last two may be left out: scaled(tanh, 1.7159, 2/3)"
)


@lru_cache(maxsize=64)
def activation(name: str) -> Activation:
    """Return an activation of single units by its name: 'sigmoid', 'leaky-relu', 'leaky-relu(0.2)'.

    Raises:
        ValueError: if there is none of that name; the line says what was expected.
    """
    if name.partition("(")[0] == SCALED_NAME:
        return _named_scaled(name)
    match = _WITH_CONSTANT.fullmatch(name)
    if match is None:
        if name not in ACTIVATIONS:
            raise ValueError(f"expected one of {', '.join(ACTIVATION_NAMES)}, got {name!r}")
        return ACTIVATIONS[name]
    family = FAMILIES.get(match[1])
    if family is None:
        if match[1] in ACTIVATION_NAMES:
            raise ValueError(f"{match[1]} takes no constant; expected {match[1]!r}, got {name!r}")
        raise ValueError(f"expected one of {', '.join(FAMILIES)} with a constant, got {name!r}")
    if not family.has(_constant(match[2])):
        raise ValueError(f"{match[1]}: {family.meaning}: expected {family.expected}, got {match[2]!r}")
    return family.of(_constant(match[2]))


def _constant(text: str) -> float:
    """Return the number that a text writes, 0.2 or 2/3; NaN if it writes none."""
    above, bar, below = text.partition("/")
    try:
        return float(above) / float(below) if bar else float(text)
    except (ValueError, ZeroDivisionError):
        return math.nan


def learns_by_rule(name: str) -> bool:
    """Say whether a rule takes the derivative of an activation for what it is not, as the perceptron's does.

    Args:
        name: of the activation.

    Raises:
        ValueError: if there is no activation of that name.
    """
    return name != SOFTMAX and activation(name).is_slope_taken


def scale_of_slope(name: str) -> float:
    """Return what the slope of an activation is multiplied with: 1.7159·2/3 for scaled(tanh, 1.7159, 2/3); else 1.

    Raises:
        ValueError: if there is no activation of that name.
    """
    if name.partition("(")[0] != SCALED_NAME:
        return 1.0
    _, factor, stretch, _ = parts_of_scaled(name)
    return factor * stretch


def plain_name(name: str) -> str:
    """Return the name of an activation without what it is scaled with and without its constant: elu for elu(1.3).

    Raises:
        ValueError: if there is no activation of that name.
    """
    if name.partition("(")[0] == SCALED_NAME:
        name, *_ = parts_of_scaled(name)
    return name.partition("(")[0]


def _named_scaled(name: str) -> Activation:
    """Return the activation that is stretched and shifted as its name says."""
    inner, factor, stretch, added = parts_of_scaled(name)
    return scaled(activation(inner), factor, stretch, added)


def parts_of_scaled(name: str) -> tuple[str, float, float, float]:
    """Return the name of what is scaled, what its value is multiplied with, what z is, and what is added.

    Raises:
        ValueError: if the name says nothing of the kind.
    """
    match = _SCALED.fullmatch(name.replace(" ", ""))
    if match is None:
        raise ValueError(f"expected {EXPECTED_OF_SCALED}, got {name!r}")
    inner = match[1]
    if inner.partition("(")[0] in _NEVER_SCALED:
        raise ValueError(f"{inner} can't be scaled, got {name!r}")
    texts = match[2].removeprefix(",").split(",")
    numbers = [_constant(text) for text in texts]
    if any(map(math.isnan, numbers)):
        raise ValueError(f"expected {EXPECTED_OF_SCALED}, got {name!r}")
    factor, stretch, added = (*numbers, *(1.0, 1.0, 0.0)[len(numbers) :])
    if not factor or not stretch or not all(map(math.isfinite, numbers)):
        raise ValueError(f"expected factors that are not 0, got {name!r}")
    return inner, factor, stretch, added


def scaled(inner: Activation, factor: float, stretch: float, added: float) -> Activation:
    """Return a = factor·f(stretch·z) + added, with derivative factor·stretch·f′(stretch·z).

    Args:
        inner: the activation f.
        factor: what its value is multiplied with.
        stretch: what the weighted sum is multiplied with.
        added: what is added to its value.
    """

    def value(z: Expression) -> Expression:
        return _plus(_times(factor, inner.value(_times(stretch, z))), added)

    def slope(z: Expression, a: Expression) -> Expression:
        unshifted = _plus(a, -added)
        unscaled = unshifted if factor == 1.0 else unshifted / _number(factor)
        return _times(factor * stretch, inner.derivative(_times(stretch, z), unscaled))

    ends = [factor * end + added for end in inner.reach]
    low, high = min(ends), max(ends)
    turned = f"{stretch:g}·z" if stretch != 1.0 else "z"
    shift = f" {'+' if added > 0 else '−'} {abs(added):g}" if added else ""
    return Activation(
        value,
        slope,
        f"{factor:g}·f({turned}){shift}, with derivative {factor * stretch:g}·f′({turned}), and f(z) = {inner.formula}",
        is_signed=low < 0.0,
        can_fall=inner.can_fall or factor * stretch < 0.0,
        reach=(low, high),
        steepest=abs(factor * stretch) * inner.steepest,
    )


def _number(value: float) -> Expression:
    size = Constant(abs(value), f"{abs(value):g}")
    return size if value >= 0.0 else -size


def _plus(expression: Expression, added: float) -> Expression:
    if not added:
        return expression
    return expression + _number(added) if added > 0.0 else expression - _number(-added)


def _times(factor: float, expression: Expression) -> Expression:
    return expression if factor == 1.0 else _number(factor) * expression


def is_signed(name: str) -> bool:
    """Say whether what an activation gives can be negative."""
    return name != SOFTMAX and activation(name).is_signed


def reach(name: str) -> tuple[float, float]:
    """Return the least and the greatest value that an activation has or comes near to; of softmax, too."""
    return _UNIT if name == SOFTMAX else activation(name).reach


def steepest(name: str) -> float:
    """Return the steepest slope of an activation that becomes flat on both sides; 0 of all others, and of softmax."""
    return 0.0 if name == SOFTMAX else activation(name).steepest
