"""The functions of a formula for many networks side by side: written in plain arithmetic, so that they become SIMD.

A call of the C library is made for one number at a time, and keeps a whole loop from being made for several. These
give the same values to about the last bit. As they only add, multiply and divide, they give the same bits on every
processor.

This module is read only where numba is installed, and only by the process that makes machine code.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

Typed = TypeVar("Typed", bound=Callable[..., Any])
_INTO_WHOLE = 6755399441055744.0
"""1.5·2⁵², which rounds what is added to it to a whole number, and holds that in its lowest bits."""
_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
"""ln 2 in two parts: the first has so few digits that whole multiples of it are exact."""
_SQRT_HALF = 0.7071067811865476
_MANTISSA = 0x000FFFFFFFFFFFFF
_ONE = 0x3FF0000000000000


def _inlined(function: Typed) -> Typed:
    """Return a function for machine code, which is made part of what calls it."""
    return njit(function, error_model="numpy", forceinline=True)  # type: ignore[no-any-return]


@intrinsic  # type: ignore[untyped-decorator]
def _bits(_context: Any, _number: Any) -> Any:
    """Return the bits of a number as a whole number."""

    def generate(_: Any, builder: Any, __: Any, given: Any) -> Any:
        return builder.bitcast(given[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic  # type: ignore[untyped-decorator]
def _number(_context: Any, _whole: Any) -> Any:
    """Return the number that some bits stand for."""

    def generate(_: Any, builder: Any, __: Any, given: Any) -> Any:
        return builder.bitcast(given[0], ir.DoubleType())

    return types.float64(types.int64), generate


@_inlined
def _reduced(z: float) -> tuple[float, float]:
    """Return n, from whose bits 2^n is made, and the rest r of z = n·ln 2 + r; |r| is at most ½·ln 2."""
    shifted = z * 1.4426950408889634 + _INTO_WHOLE
    n = shifted - _INTO_WHOLE
    rest = z - n * _LN2_HIGH
    return shifted, rest - n * _LN2_LOW


@_inlined
def _less_one(r: float) -> float:
    """Return e^r − 1 by its series, for |r| up to ½·ln 2; in pairs, so that no addition waits for all before it."""
    square = r * r
    fourth = square * square
    low = (0.16666666666666666 * r + 0.5) + square * (0.008333333333333333 * r + 0.041666666666666664)
    middle = (0.0001984126984126984 * r + 0.001388888888888889) + square * (
        2.7557319223985893e-06 * r + 2.48015873015873e-05
    )
    high = (2.505210838544172e-08 * r + 2.755731922398589e-07) + square * (
        1.6059043836821613e-10 * r + 2.08767569878681e-09
    )
    return square * (low + fourth * (middle + fourth * high)) + r


@_inlined
def _two_to(shifted: float) -> float:
    """Return 2^n from the first number of `_reduced`."""
    whole: float = _number((_bits(shifted) + 1023) << 52)
    return whole


@_inlined
def _limited(z: float, least: float, most: float) -> float:
    """Return z, kept between two numbers; NaN stays NaN."""
    z = most if z > most else z
    return least if z < least else z


@_inlined
def _exp(z: float) -> float:
    """Return e^z for z from −708 to 709; as if z were at the end of that beyond it."""
    shifted, rest = _reduced(_limited(z, -708.0, 709.0))
    return (_less_one(rest) + 1.0) * _two_to(shifted)


@_inlined
def _expm1(z: float) -> float:
    """Return e^z − 1, with all digits where that is small."""
    shifted, rest = _reduced(_limited(z, -708.0, 709.0))
    whole = _two_to(shifted)
    return _less_one(rest) * whole + (whole - 1.0)


@_inlined
def _log(a: float) -> float:
    """Return ln a by IEEE rules: −∞ for 0, NaN for less."""
    bits = _bits(a)
    exponent = float((bits >> 52) - 1023)
    mantissa = _number((bits & _MANTISSA) | _ONE)
    is_large = mantissa * _SQRT_HALF > 1.0
    mantissa = 0.5 * mantissa if is_large else mantissa
    exponent = exponent + 1.0 if is_large else exponent
    # ln m = 2·artanh((m − 1) / (m + 1)), by its series.
    f = (mantissa - 1.0) / (mantissa + 1.0)
    s = f * f
    p = 0.08695652173913043
    p = p * s + 0.09523809523809523
    p = p * s + 0.10526315789473684
    p = p * s + 0.11764705882352941
    p = p * s + 0.13333333333333333
    p = p * s + 0.15384615384615385
    p = p * s + 0.18181818181818182
    p = p * s + 0.2222222222222222
    p = p * s + 0.2857142857142857
    p = p * s + 0.4
    p = p * s + 0.6666666666666666
    found = exponent * _LN2_HIGH + (f * s * p + (2.0 * f + exponent * _LN2_LOW))
    found = math.inf if a == math.inf else found
    found = -math.inf if a == 0.0 else found
    return found if a >= 0.0 else math.nan


@_inlined
def _log1p(a: float) -> float:
    """Return ln(1 + a) for a from 0 to 1, with all digits where a is small."""
    whole = 1.0 + a
    return _log(whole) - ((whole - 1.0) - a) / whole


def sigmoid(z: float) -> float:
    """Return σ(z) = 1/(1 + e^−z)."""
    found = 1.0 / (1.0 + _exp(-z))
    return 0.0 if z < -709.78 else found


def tanh(z: float) -> float:
    """Return tanh z = (e^2z − 1) / (e^2z + 1)."""
    raised = _expm1(2.0 * _limited(z, -20.0, 20.0))
    return raised / (raised + 2.0)


def relu(z: float) -> float:
    """Return max(0, z)."""
    return 0.0 if z <= 0.0 else z


def is_positive(z: float) -> float:
    """Return 1 where z > 0, else 0."""
    found = 1.0 if z > 0.0 else z
    return 0.0 if z <= 0.0 else found


def step_or_half(z: float) -> float:
    """Return 1 where z > 0, ½ at 0, else 0."""
    found = 1.0 if z > 0.0 else 0.5 + z
    return 0.0 if z < 0.0 else found


def step_or_one(z: float) -> float:
    """Return 1 where z ≥ 0, else 0."""
    found = 1.0 if z >= 0.0 else z
    return 0.0 if z < 0.0 else found


def leaky_relu(z: float, slope: float) -> float:
    """Return max(slope·z, z)."""
    return z if z > 0.0 else slope * z


def leaky_step(z: float, slope: float) -> float:
    """Return 1 where z > 0, else the slope."""
    found = 1.0 if z > 0.0 else z
    return slope if z <= 0.0 else found


def elu(z: float, alpha: float) -> float:
    """Return z where z > 0, else α·(e^z − 1)."""
    below = alpha * _expm1(z)
    return z if z > 0.0 else below


def elu_slope(z: float, alpha: float) -> float:
    """Return 1 where z > 0, else α·e^z."""
    below = alpha * _exp(z)
    return 1.0 if z > 0.0 else below


def hard_tanh(z: float) -> float:
    """Return z, but at least −1 and at most 1."""
    return _limited(z, -1.0, 1.0)


def inside(z: float) -> float:
    """Return 1 where −1 < z < 1, else 0; NaN where z is."""
    found = 1.0 if abs(z) < 1.0 else 0.0
    return found if z == z else z


def softplus(z: float) -> float:
    """Return ln(1 + e^z)."""
    rest = _log1p(_exp(-abs(z)))
    return z + rest if z > 0.0 else rest


def log_sigmoid(z: float) -> float:
    """Return ln σ(z)."""
    rest = _log1p(_exp(-abs(z)))
    return -rest if z > 0.0 else z - rest


def normal(z: float) -> float:
    """Return Φ(z), the share of a standard normal distribution below z; the C library's, one number at a time."""
    return 0.5 * math.erfc(-0.7071067811865476 * z)


def density(z: float) -> float:
    """Return φ(z) = e^(−z²/2) / √(2π)."""
    return 0.3989422804014327 * _exp(-0.5 * z * z)


def power_of_e(z: float) -> float:
    """Return e^z; ∞ where that is larger than any float."""
    found = _exp(z)
    return math.inf if z > 709.78 else found


def ln(a: float) -> float:
    """Return ln a."""
    return _log(a)


def sine(z: float) -> float:
    """Return sin z; the C library's, one number at a time."""
    return math.sin(z)


def cosine(z: float) -> float:
    """Return cos z; the C library's, one number at a time."""
    return math.cos(z)


def arctangent(z: float) -> float:
    """Return arctan z; the C library's, one number at a time."""
    return math.atan(z)


def absolute(z: float) -> float:
    """Return |z|."""
    return abs(z)


def power(base: float, exponent: float) -> float:
    """Return base^exponent for a base from 0 on; 0⁰ is 1."""
    found = _exp(exponent * _log(base))
    found = 0.0 if base == 0.0 else found
    return 1.0 if exponent == 0.0 else found


def divide(a: float, b: float) -> float:
    """Return a/b by IEEE rules."""
    return a / b


def square(a: float) -> float:
    """Return a²."""
    return a * a


def square_root(a: float) -> float:
    """Return √a; NaN for less than 0."""
    return float(np.sqrt(a))


def sign(a: float) -> float:
    """Return −1, 0 or 1; NaN for NaN."""
    found = -1.0 if a < 0.0 else a
    return 1.0 if a > 0.0 else found


def floor(a: float) -> float:
    """Return the greatest whole number up to a."""
    return float(np.floor(a))


def greatest(first: float, second: float) -> float:
    """Return the greater of two numbers; NaN if the first is."""
    return second if second > first else first


def least(first: float, second: float) -> float:
    """Return the lesser of two numbers; NaN if the first is."""
    return second if second < first else first


_FUNCTIONS: tuple[Callable[..., float], ...] = (
    sigmoid,
    tanh,
    relu,
    is_positive,
    step_or_half,
    step_or_one,
    leaky_relu,
    leaky_step,
    elu,
    elu_slope,
    hard_tanh,
    inside,
    softplus,
    log_sigmoid,
    normal,
    density,
    power_of_e,
    ln,
    sine,
    cosine,
    arctangent,
    absolute,
    power,
    divide,
    square,
    square_root,
    sign,
    floor,
    greatest,
    least,
)
LANE_FUNCTIONS: Mapping[str, Any] = {f"lane_{function.__name__}": _inlined(function) for function in _FUNCTIONS}
"""What the text of a loop over lanes calls, by the names that it has there."""
