"""Traced scalars: a float and an int that know their node. To the traced program they are a float and an int."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Op

Number = int | float


class TracedFloat(np.float64):
    """A float with its node."""

    node: int

    def __deepcopy__(self, memo: object) -> TracedFloat:
        """Return itself: a number cannot be changed."""
        return self

    def __copy__(self) -> TracedFloat:
        """Return itself."""
        return self

    def __reduce__(self) -> Any:
        """Leave the trace behind when it is written somewhere."""
        return (float, (float(self),))

    def item(self, *_: object) -> TracedFloat:  # type: ignore[override]  # a float, as NumPy's is
        """Return itself, as a Python float would be untraced."""
        return self

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Let NumPy's functions be followed."""
        from xortui.check.tracing.arrays import apply_ufunc

        return apply_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Let NumPy's functions be followed."""
        from xortui.check.tracing.calls import apply_function

        return apply_function(function, args, kwargs)


class TracedInt(int):
    """An int with its node."""

    node: int

    def __deepcopy__(self, memo: object) -> TracedInt:
        """Return itself: a number cannot be changed."""
        return self

    def __copy__(self) -> TracedInt:
        """Return itself."""
        return self

    def __reduce__(self) -> Any:
        """Leave the trace behind when it is written somewhere."""
        return (int, (int(self),))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Let NumPy's functions be followed."""
        from xortui.check.tracing.arrays import apply_ufunc

        return apply_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Let NumPy's functions be followed."""
        from xortui.check.tracing.calls import apply_function

        return apply_function(function, args, kwargs)


TRACED = (TracedFloat, TracedInt)


def traced(value: Number, node: int) -> Any:
    """Return a number that knows its node; a bool stays as it is."""
    if isinstance(value, bool | np.bool_):
        return value
    if isinstance(value, int | np.integer):
        number = TracedInt(value)
        number.node = node
        return number
    real = TracedFloat(value)
    real.node = node
    return real


def leaf(value: Number) -> Any:
    """Return a number of the program's data, traced from here on."""
    return traced(value, tape().one(Op.LEAF, float(value)))


def node_of(value: Any) -> int:
    """Return the node of a scalar; one that is not followed is a constant."""
    if isinstance(value, TRACED):
        return value.node
    return tape().constant(float(value))


def plain(value: Any) -> Number:
    """Return a scalar without its node."""
    if isinstance(value, int | np.integer):
        return int(value)
    return float(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating | np.bool_)


def computed(op: Op, value: Any, *operands: Any) -> Any:
    """Record what was computed of scalars, and return it traced."""
    return traced(value, tape().one(op, float(value), *map(node_of, operands)))


def _quotient(a: Number, b: Number) -> Number:
    if b == 0:
        raise ZeroDivisionError("division by zero")
    return a / b


def _with_sequence(op: Op, number: TracedInt, sequence: Any) -> Any:
    """Return a list so many times, as Python does; no other operator takes a whole number and a list."""
    return sequence * int(number) if op is Op.MUL else NotImplemented


def _binary(op: Op, compute: Callable[[Any, Any], Any], ufunc: np.ufunc) -> tuple[Any, Any]:
    """Return the methods of an operator: number with other, and other with number."""

    def forwards(self: Any, other: Any) -> Any:
        if _is_number(other):
            return computed(op, compute(plain(self), plain(other)), self, other)
        if isinstance(self, TracedInt) and isinstance(other, list | tuple | str | bytes):
            return _with_sequence(op, self, other)
        if isinstance(other, np.ndarray | list | tuple):
            return ufunc(self, other)
        return NotImplemented

    def backwards(self: Any, other: Any) -> Any:
        if _is_number(other):
            return computed(op, compute(plain(other), plain(self)), other, self)
        if isinstance(self, TracedInt) and isinstance(other, list | tuple | str | bytes):
            return _with_sequence(op, self, other)
        if isinstance(other, np.ndarray | list | tuple):
            return ufunc(other, self)
        return NotImplemented

    return forwards, backwards


def _comparison(op: Op, compute: Callable[[Any, Any], bool], ufunc: np.ufunc) -> Any:
    def compare(self: Any, other: Any) -> Any:
        if _is_number(other):
            is_true = compute(plain(self), plain(other))
            tape().guard(op, node_of(self), node_of(other), is_true)
            return is_true
        if isinstance(other, np.ndarray):
            return ufunc(self, other)
        return NotImplemented

    return compare


def _opaque_of_int(name: str) -> Any:
    """Return the method of an operator on whole numbers, such as a ^ b: its result is data anew."""
    compute = getattr(int, name)

    def method(self: Any, other: Any) -> Any:
        result = compute(int(self), int(other) if isinstance(other, TracedInt) else other)
        if result is NotImplemented:
            return result
        return leaf(result)

    return method


_ARITHMETIC: tuple[tuple[str, Op, Callable[[Any, Any], Any], np.ufunc], ...] = (
    ("add", Op.ADD, operator.add, np.add),
    ("sub", Op.SUB, operator.sub, np.subtract),
    ("mul", Op.MUL, operator.mul, np.multiply),
    ("truediv", Op.DIV, _quotient, np.true_divide),
    ("pow", Op.POW, operator.pow, np.power),
)
_COMPARED: tuple[tuple[str, Op, Callable[[Any, Any], bool], np.ufunc], ...] = (
    ("gt", Op.GT, operator.gt, np.greater),
    ("ge", Op.GE, operator.ge, np.greater_equal),
    ("lt", Op.LT, operator.lt, np.less),
    ("le", Op.LE, operator.le, np.less_equal),
)


def _negative(self: Any) -> Any:
    return computed(Op.NEG, -plain(self), self)


def _absolute(self: Any) -> Any:
    return computed(Op.ABS, abs(plain(self)), self)


def _itself(self: Any) -> Any:
    return self


def _rounded(self: Any, digits: int | None = None) -> Any:
    result = round(plain(self), digits)
    return leaf(result)


def _modulo_of_float(self: Any, other: Any) -> Any:
    return leaf(math.fmod(float(self), float(other)) if other else math.nan)


def _give_operators() -> None:
    for kind in TRACED:
        for name, op, compute, ufunc in _ARITHMETIC:
            forwards, backwards = _binary(op, compute, ufunc)
            setattr(kind, f"__{name}__", forwards)
            setattr(kind, f"__r{name}__", backwards)
        for name, op, is_so, ufunc in _COMPARED:
            setattr(kind, f"__{name}__", _comparison(op, is_so, ufunc))
        kind.__neg__ = _negative  # type: ignore[method-assign]
        kind.__abs__ = _absolute  # type: ignore[method-assign]
        kind.__pos__ = _itself  # type: ignore[method-assign]
        kind.__round__ = _rounded  # type: ignore[method-assign,assignment]
    for name in ("xor", "and", "or", "mod", "rxor", "rand", "ror", "rmod"):
        setattr(TracedInt, f"__{name}__", _opaque_of_int(f"__{name}__"))


_give_operators()
