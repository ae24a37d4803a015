"""Expressions on arrays, compiled to lists of NumPy calls that write every result into a buffer made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from xortui.core.arrays import ARRAY_FUNCTIONS, Floats
from xortui.core.expression import (
    Call,
    Constant,
    Expression,
    Greatest,
    Least,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    names,
)

NumpyCall = tuple[Callable[..., object], tuple[Any, ...]]
"""A NumPy function and its arguments, mostly (from, from, to)."""

# Scalars as 0-d arrays: a Python float would be converted at every call.
_ZERO = np.array(0.0)
_ONE = np.array(1.0)


def _sigmoid(z: Floats, to: Floats) -> list[NumpyCall]:
    return [(np.negative, (z, to)), (np.exp, (to, to)), (np.add, (to, _ONE, to)), (np.reciprocal, (to, to))]


_IN_PLACE: Mapping[str, Callable[[Floats, Floats], list[NumpyCall]]] = {
    "sigmoid": _sigmoid,
    "tanh": lambda z, to: [(np.tanh, (z, to))],
    "relu": lambda z, to: [(partial(np.maximum, out=to), (z, _ZERO))],
    "is_positive": lambda z, to: [(np.heaviside, (z, _ZERO, to))],
    "softplus": lambda z, to: [(np.logaddexp, (_ZERO, z, to))],
    "square": lambda z, to: [(np.multiply, (z, z, to))],
    "square_root": lambda z, to: [(np.sqrt, (z, to))],
    "power_of_e": lambda z, to: [(np.exp, (z, to))],
    "sign": lambda z, to: [(np.sign, (z, to))],
    "floor": lambda z, to: [(np.floor, (z, to))],
}
"""How the functions that matter for speed write into a buffer; every other one makes an array that is copied."""


def calls_for(expression: Expression, arrays: Mapping[str, Floats], to: Floats) -> list[NumpyCall]:
    """Return the calls that compute an expression.

    The order of the arithmetic is that of the expression, so that the bits are those of the same formula on floats,
    as far as NumPy's functions have those of the standard library.

    Args:
        expression: what to compute.
        arrays: the array, or 0-d array, of every name in it.
        to: where the result is written, of the shape of the result; it may be one of the arrays.
    """
    tape = _Tape(arrays)
    tape.write(expression, to)
    return tape.calls


class _Tape:
    """Collects calls, with buffers for what is computed on the way."""

    def __init__(self, arrays: Mapping[str, Floats]) -> None:
        self._arrays = arrays
        self.calls: list[NumpyCall] = []

    def write(self, expression: Expression, to: Floats) -> None:
        """Add the calls that compute an expression into a buffer."""
        match expression:
            case Sum((first, *others)):
                self._fold(first, [(_sign_of(term), _unsigned(term)) for term in others], to)
            case Product((first, *others)):
                self._fold(first, [(np.multiply, factor) for factor in others], to)
            case Greatest((first, *others)):
                self._fold(first, [(np.maximum, part) for part in others], to)
            case Least((first, *others)):
                self._fold(first, [(np.minimum, part) for part in others], to)
            case Quotient(numerator, denominator):
                self._fold(numerator, [(np.divide, denominator)], to)
            case Power(base, exponent):
                self._fold(base, [(np.power, exponent)], to)
            case Negative(argument):
                self.calls.append((np.negative, (self._read(argument), to)))
            case Call(function, argument):
                source = self._read(argument)
                if function.name in _IN_PLACE:
                    self.calls += _IN_PLACE[function.name](source, to)
                else:
                    constant = () if function.constant is None else (function.constant,)
                    self.calls.append((_copied(ARRAY_FUNCTIONS[function.name], to), (source, *constant)))
            case _:
                self.calls.append((np.copyto, (to, self._read(expression))))

    def _fold(self, first: Expression, others: list[tuple[Callable[..., object], Expression]], to: Floats) -> None:
        """Add the calls that join parts from left to right."""
        # What is written on the way must not be read afterwards, if that is where the result goes.
        total = self._read(first)
        read = [(join, self._read(part)) for join, part in others]
        last = len(others) - 1
        for place, (join, part) in enumerate(read):
            target = to if place == last else self._buffer(total, part)
            if join in (np.maximum, np.minimum):
                self.calls.append((partial(join, out=target), (total, part)))
            else:
                self.calls.append((join, (total, part, target)))
            total = target
        if not others:
            self.calls.append((np.copyto, (to, total)))

    def _read(self, expression: Expression) -> Floats:
        """Return the array that holds an expression's value, computed before if it is no array itself."""
        match expression:
            case Name(symbol):
                return self._arrays[symbol]
            case Constant(value, _):
                return np.array(value)
        target = np.zeros(np.broadcast_shapes(*(self._arrays[name].shape for name in names(expression))))
        self.write(expression, target)
        return target

    def _buffer(self, *parts: Floats) -> Floats:
        """Return a new array of the shape that some arrays have together."""
        return np.zeros(np.broadcast_shapes(*(part.shape for part in parts)))


def _sign_of(term: Expression) -> Callable[..., object]:
    return np.subtract if isinstance(term, Negative) else np.add


def _unsigned(term: Expression) -> Expression:
    return term.argument if isinstance(term, Negative) else term


def _copied(function: Callable[..., Floats], to: Floats) -> Callable[..., object]:
    """Return a function that writes what another returns."""

    def write(*arguments: Any) -> None:
        to[...] = function(*arguments)

    return write
