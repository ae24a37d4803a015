"""The functions of `math` on traced numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from xortui.check.tracing.array_methods import only_item
from xortui.check.tracing.arrays import TracedArray, Wrapped, holds_traced
from xortui.check.tracing.built_in_functions import followed_sum
from xortui.check.tracing.followers import Handler
from xortui.check.tracing.numbers import TRACED, computed, plain, traced
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Op


def _of_math(name: str, op: Op) -> Handler:
    original = getattr(math, name)

    def followed(value: Any, *rest: Any) -> Any:
        value = _as_number(value)
        if isinstance(value, TRACED) and not rest:
            return computed(op, original(plain(value)), value)
        return original(value, *rest)

    return followed


def _as_number(value: Any) -> Any:
    """Return the number of an array of one; anything else as it is."""
    array = value.array if isinstance(value, Wrapped) else value
    return only_item(array) if isinstance(array, TracedArray) and array.size == 1 else array


_OF_MATH = {
    "exp": Op.EXP, "log": Op.LOG, "tanh": Op.TANH, "sqrt": Op.SQRT, "fabs": Op.ABS, "sin": Op.SIN, "cos": Op.COS,
    "sinh": Op.SINH, "cosh": Op.COSH, "atan": Op.ARCTAN, "erf": Op.ERF, "floor": Op.FLOOR,
}  # fmt: skip


def _arcsine(x: Any) -> Any:
    return np.arctan(x / (1.0 - x * x) ** 0.5)


def _logarithm(x: Any, base: Any = math.e) -> Any:
    return np.log(x) / np.log(base)


_FORMULAS_OF_MATH: dict[str, Callable[..., Any]] = {
    "log": _logarithm,
    "pow": lambda base, exponent: base**exponent,
    "log2": lambda x: np.log(x) / math.log(2),
    "log10": lambda x: np.log(x) / math.log(10),
    "log1p": lambda x: np.log(1.0 + x),
    "expm1": lambda x: np.exp(x) - 1.0,
    "exp2": lambda x: 2.0**x,
    "tan": lambda x: np.sin(x) / np.cos(x),
    "asin": _arcsine,
    "acos": lambda x: math.pi / 2 - _arcsine(x),
    "asinh": lambda x: np.log(x + (x * x + 1.0) ** 0.5),
    "acosh": lambda x: np.log(x + (x * x - 1.0) ** 0.5),
    "atanh": lambda x: 0.5 * np.log((1.0 + x) / (1.0 - x)),
    "degrees": lambda x: x * (180 / math.pi),
    "radians": lambda x: x * (math.pi / 180),
    "hypot": lambda *parts: followed_sum([part * part for part in parts]) ** 0.5,
    "cbrt": lambda x: np.sign(x) * np.abs(x) ** (1 / 3),
    "copysign": lambda x, y: np.abs(x) * np.sign(y),
    "fmod": lambda x, y: x - y * np.trunc(x / y),
}
"""Functions of `math` that are written as formulas."""


def _by_formula(name: str, formula: Callable[..., Any]) -> Handler:
    original = getattr(math, name)
    short = _of_math(name, _OF_MATH[name]) if name in _OF_MATH else None

    def followed(*args: Any) -> Any:
        if short is not None and len(args) == 1:
            return short(*args)
        values = [_as_number(argument) for argument in args]
        if not any(isinstance(value, TRACED) for value in values):
            return original(*args)
        value = original(*map(plain, values))
        result = formula(*values)
        if not isinstance(result, TRACED):
            return value
        tape().correct(result.node, value)
        return traced(value, result.node)

    return followed


_sum_of_math = math.fsum
_product_of_math = math.prod


def _math_fsum(items: Any) -> Any:
    numbers = list(items)
    return followed_sum(numbers) if holds_traced(numbers) else _sum_of_math(numbers)


def _math_prod(items: Any, *, start: Any = 1) -> Any:
    numbers = list(items)
    if not holds_traced(numbers):
        return _product_of_math(numbers, start=start)
    total = start
    for number in numbers:
        total = total * number
    return total


def math_functions() -> dict[str, Any]:
    """Return the functions of `math` that are followed, by name, made from those that are there now."""
    functions: dict[str, Any] = {name: _of_math(name, op) for name, op in _OF_MATH.items()}
    for name, formula in _FORMULAS_OF_MATH.items():
        if hasattr(math, name):  # cbrt and exp2 came with Python 3.11
            functions[name] = _by_formula(name, formula)
    functions["fsum"] = _math_fsum
    functions["prod"] = _math_prod
    return functions
