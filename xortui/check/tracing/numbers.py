"""Traced scalars: a float and an int that know their node. To the traced program they are a float and an int."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from xortui.check.tracing.followers import follower
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Op

Number = int | float


class TracedFloat(np.float64):
    """A Python float with its node; NumPy's functions take it as one of theirs."""

    node: int = 0
    """0 as long as it is not known where the number comes from: type(x)(0.5)."""

    def __deepcopy__(self, memo: object) -> TracedFloat:
        """Return itself: a number cannot be changed."""
        return self

    def __copy__(self) -> TracedFloat:
        """Return itself."""
        return self

    def __reduce__(self) -> Any:
        """Leave the trace behind when it is written somewhere."""
        return (float, (float(self),))

    def __repr__(self) -> str:
        """Print as Python does."""
        return float.__repr__(self)

    __str__ = __repr__

    def item(self, *_: object) -> TracedFloat:
        """Return itself, as a Python float would be untraced."""
        return traced(float(self), node_of(self))  # type: ignore[no-any-return]

    tolist = item

    @property
    def real(self) -> TracedFloat:
        """The number itself."""
        return self

    def conjugate(self) -> TracedFloat:
        """Return the number itself."""
        return self

    conj = conjugate

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Let NumPy's functions be followed."""
        return follower("ufunc")(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Let NumPy's functions be followed."""
        return follower("function")(function, args, kwargs)


class TracedFloat64(TracedFloat):
    """One of NumPy's floats with its node: division by zero gives inf, and is no error."""

    def __reduce__(self) -> Any:
        """Leave the trace behind when it is written somewhere."""
        return (np.float64, (float(self),))

    def __repr__(self) -> str:
        """Print as NumPy does."""
        return repr(np.float64(self))

    def __str__(self) -> str:
        """Print as NumPy does."""
        return float.__repr__(self)


class TracedInt(int):
    """An int with its node."""

    node: int = 0

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
        return follower("ufunc")(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Let NumPy's functions be followed."""
        return follower("function")(function, args, kwargs)


TRACED = (TracedFloat, TracedInt)


def traced(value: Any, node: int) -> Any:
    """Return a number that knows its node; a bool stays as it is."""
    kind = _TRACED_KINDS.get(type(value))
    if kind is None:
        if isinstance(value, bool | np.bool_):
            return value
        if isinstance(value, int | np.integer):
            kind = TracedInt
        else:
            kind = TracedFloat64 if isinstance(value, np.floating) else TracedFloat
    number = kind(value)
    number.node = node
    return number


_TRACED_KINDS: dict[type, Any] = {float: TracedFloat, int: TracedInt, np.float64: TracedFloat64}
"""The kinds of numbers that come most often, and what they are when they are traced."""


def leaf(value: Number) -> Any:
    """Return a number of the program's data, traced from here on."""
    return traced(value, tape().one(Op.LEAF, _as_float(value)))


def data(value: Any) -> Any:
    """Return a number as data, traced from here on; anything else as it is."""
    return leaf(value) if type(value) in (int, float, np.float64) else value


def node_of(value: Any) -> int:
    """Return the node of a scalar; one that is not followed is a constant."""
    if isinstance(value, TRACED):
        node = value.node
        if not node:
            node = tape().one(Op.LEAF, _as_float(value))
            value.node = node
        return node
    return tape().constant(_as_float(value))


def as_float(value: Any) -> Any:
    """Return a traced int as a traced float; anything else as it is.

    A plain float on the left computes with an int by itself, and would forget its node: 0.1 * (t - y).
    """
    return traced(float(value), node_of(value)) if type(value) is TracedInt else value


class FloatBesideInt(float):
    """A float on the left of an operator whose right side may be a traced int: what is computed knows its node.

    A float computes with an int by itself, and what comes out would not know of it: rate * x[j] of x[j] = 1.
    """


def beside_int(value: Any) -> Any:
    """Return the left side of an operator: a float as one that keeps the trace of an int; anything else as it is."""
    return FloatBesideInt(value) if type(value) is float else value


def added_to(place: Any, value: Any) -> Any:
    """Return the right side of +=, -= and their like: beside a float, a traced int as a traced float."""
    return as_float(value) if type(place) is float else value


def plain(value: Any) -> Any:
    """Return a scalar without its node."""
    make = _PLAIN_KINDS.get(type(value))
    if make is not None:
        return make(value)
    if isinstance(value, int | np.integer):
        return int(value)
    return np.float64(value) if isinstance(value, np.floating) else float(value)


_PLAIN_KINDS: dict[type, Any] = {
    TracedFloat: float, TracedFloat64: np.float64, TracedInt: int, float: float, int: int,
}  # fmt: skip
"""The kinds of numbers that come most often, and what they are without their trace."""


def _is_number(value: object) -> bool:
    return type(value) in _PLAIN_KINDS or isinstance(value, _NUMBERS)


_NUMBERS = (int, float, np.integer, np.floating, np.bool_)


def _is_of_numpy(value: object) -> bool:
    """Say whether a number is one of NumPy's, which computes with lists as with arrays."""
    return isinstance(value, TracedFloat64)


def computed(op: Op, value: Any, *operands: Any) -> Any:
    """Record what was computed of scalars, and return it traced; a complex number is not followed."""
    if isinstance(value, complex):
        return value
    return traced(value, tape().one(op, _as_float(value), *map(node_of, operands)))


def _as_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:  # a whole number with more than 308 digits
        return math.inf if value > 0 else -math.inf


def _with_sequence(op: Op, number: TracedInt, sequence: Any) -> Any:
    """Return a list so many times, as Python does; no other operator takes a whole number and a list."""
    return sequence * int(number) if op is Op.MUL else NotImplemented


def _added(op: Op, number: Any) -> Any:
    """Return a number to compute with; a truth that is added or taken off is data: output − (k == label)."""
    is_truth = isinstance(number, bool | np.bool_) and op in (Op.ADD, Op.SUB)
    return leaf(int(number)) if is_truth else number


def _binary(op: Op, compute: Callable[[Any, Any], Any], ufunc: np.ufunc) -> tuple[Any, Any]:
    """Return the methods of an operator: number with other, and other with number."""

    def forwards(self: Any, other: Any) -> Any:
        if _is_number(other):
            return computed(op, compute(plain(self), plain(other)), self, _added(op, other))
        if isinstance(self, TracedInt) and isinstance(other, list | tuple | str | bytes):
            return _with_sequence(op, self, other)
        if isinstance(other, np.ndarray) or (isinstance(other, list | tuple) and _is_of_numpy(self)):
            return ufunc(self, other)
        return NotImplemented

    def backwards(self: Any, other: Any) -> Any:
        if _is_number(other):
            return computed(op, compute(plain(other), plain(self)), _added(op, other), self)
        if isinstance(self, TracedInt) and isinstance(other, list | tuple | str | bytes):
            return _with_sequence(op, self, other)
        if isinstance(other, np.ndarray) or (isinstance(other, list | tuple) and _is_of_numpy(self)):
            return ufunc(other, self)
        return NotImplemented

    return forwards, backwards


def _of_float_beside_int(op: Op, compute: Callable[[Any, Any], Any]) -> Any:
    """Return the method of an operator with a float on the left, which is computed as Python does."""

    def forwards(self: FloatBesideInt, other: Any) -> Any:
        value = float(self)
        if type(other) is TracedInt:
            return computed(op, compute(value, int(other)), value, other)
        return compute(value, other)

    return forwards


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
    ("truediv", Op.DIV, operator.truediv, np.true_divide),
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


def _floor_of_quotient(a: Any, b: Any) -> int:
    """Return the node of the floor of a / b."""
    a_value = float(a)
    b_value = float(b)
    with np.errstate(all="ignore"):
        quotient = np.float64(a_value) / b_value
        floor = np.float64(a_value) // b_value
    return tape().one(Op.FLOOR, float(floor), tape().one(Op.DIV, float(quotient), node_of(a), node_of(b)))


def _whole_quotient(a: Any, b: Any) -> Any:
    """Return a // b."""
    value = plain(a) // plain(b)
    return traced(value, _floor_of_quotient(a, b))


def _remainder(a: Any, b: Any) -> Any:
    """Return a % b = a − b·⌊a / b⌋."""
    value = plain(a) % plain(b)
    floor = _floor_of_quotient(a, b)
    away = tape().one(Op.MUL, float(tape().known(floor)) * float(b), node_of(b), floor)
    return traced(value, tape().one(Op.SUB, float(value), node_of(a), away))


def _both(a: Any, b: Any) -> Any:
    return _whole_quotient(a, b), _remainder(a, b)


def _division_of_floats(compute: Callable[[Any, Any], Any], ufunc: np.ufunc) -> tuple[Any, Any]:
    """Return the methods of // or % or divmod: number with other, and other with number."""

    def forwards(self: Any, other: Any) -> Any:
        if _is_number(other):
            return compute(self, other)
        return ufunc(self, other) if isinstance(other, np.ndarray) else NotImplemented

    def backwards(self: Any, other: Any) -> Any:
        if _is_number(other):
            return compute(other, self)
        return ufunc(other, self) if isinstance(other, np.ndarray) else NotImplemented

    return forwards, backwards


_DIVISIONS: tuple[tuple[str, Callable[[Any, Any], Any], np.ufunc], ...] = (
    ("floordiv", _whole_quotient, np.floor_divide),
    ("mod", _remainder, np.remainder),
    ("divmod", _both, np.divmod),
)


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
    for name, op, compute, _ in _ARITHMETIC:
        setattr(FloatBesideInt, f"__{name}__", _of_float_beside_int(op, compute))
    for name, divide, divided in _DIVISIONS:
        forwards, backwards = _division_of_floats(divide, divided)
        setattr(TracedFloat, f"__{name}__", forwards)
        setattr(TracedFloat, f"__r{name}__", backwards)
    for name in ("xor", "and", "or", "mod", "rxor", "rand", "ror", "rmod"):
        setattr(TracedInt, f"__{name}__", _opaque_of_int(f"__{name}__"))


_give_operators()
