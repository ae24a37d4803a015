"""NumPy's functions and methods on traced arrays: how each is written on the tape.

Functions that only move cells about are done to the cells and to their nodes alike. Sums and products are written out
as chains of scalar operations. What has no row is not followed: its result is opaque.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xortui.check.tracing.arrays import (
    TracedArray,
    TracedMatrix,
    apply_ufunc,
    array_of,
    bare,
    holds_traced,
    like,
    nodes_of,
    traced_array,
)
from xortui.check.tracing.numbers import TRACED, computed, leaf, plain, traced
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Nodes, Op

Handler = Callable[..., Any]


def _chain(op: Op, compute: np.ufunc, values: NDArray[Any], nodes: Nodes) -> tuple[NDArray[Any], Nodes]:
    """Fold the first axis with an operation, from left to right."""
    total = values[0]
    reached = nodes[0]
    for row in range(1, len(values)):
        total = compute(total, values[row])
        reached = tape().many(op, total, reached, nodes[row])
    return np.asarray(total), np.asarray(reached)


_FOLDS: dict[np.ufunc, tuple[Op, float]] = {
    np.add: (Op.ADD, 0.0),
    np.multiply: (Op.MUL, 1.0),
    np.maximum: (Op.MAX, -math.inf),
    np.minimum: (Op.MIN, math.inf),
}


def reduced(ufunc: np.ufunc, value: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """Return ufunc.reduce(value, axis), written as a chain."""
    array = value if isinstance(value, TracedArray) else traced_array(value)
    if not isinstance(array, TracedArray):
        return array
    values = bare(array)
    if ufunc not in _FOLDS:
        return ufunc.reduce(values, axis=axis, keepdims=keepdims)
    op, neutral = _FOLDS[ufunc]
    if values.dtype.kind == "b" and ufunc is np.add:
        values = values.astype(int)
    keepdims = keepdims or (isinstance(array, TracedMatrix) and axis is not None)
    axes = tuple(range(values.ndim)) if axis is None else axis if isinstance(axis, tuple) else (int(axis),)
    kept = [index for index in range(values.ndim) if index not in {one % values.ndim for one in axes}]
    folded = [index for index in range(values.ndim) if index not in kept]
    order = folded + kept
    shape = tuple(values.shape[index] for index in kept)
    rows = values.transpose(order).reshape((-1, *shape))
    row_nodes = nodes_of(array).transpose(order).reshape((-1, *shape))
    if len(rows) == 0:
        filled = np.full(shape, neutral)
        return array_of(filled, tape().many(Op.LEAF, filled))
    total, nodes = _chain(op, ufunc, rows, row_nodes)
    if keepdims:
        full = tuple(1 if index in folded else size for index, size in enumerate(values.shape))
        total = total.reshape(full)
        nodes = nodes.reshape(full)
    return array_of(total, nodes)


def product(left: Any, right: Any, compute: Callable[..., Any]) -> Any:
    """Return a matrix product (np.dot or np.matmul), written as products and their sums."""
    values = np.asarray(compute(bare(left), bare(right)))
    a = np.asarray(bare(left))
    b = np.asarray(bare(right))
    a_nodes = nodes_of(left)
    b_nodes = nodes_of(right)
    if a.ndim == 0 or b.ndim == 0:
        return array_of(values, tape().many(Op.MUL, values, a_nodes, b_nodes))
    if a.ndim > 2 or b.ndim > 2:
        return _product_of_stacks(left, right, values, compute)
    rows = a if a.ndim == 2 else a[None, :]
    columns = b if b.ndim == 2 else b[:, None]
    row_nodes = a_nodes if a.ndim == 2 else a_nodes[None, :]
    column_nodes = b_nodes if b.ndim == 2 else b_nodes[:, None]
    products = rows.T[:, :, None] * columns[:, None, :]
    product_nodes = tape().many(Op.MUL, products, row_nodes.T[:, :, None], column_nodes[:, None, :])
    _, nodes = _chain(Op.ADD, np.add, products, product_nodes)
    return array_of(values, np.asarray(nodes).reshape(values.shape))


def _product_of_stacks(left: Any, right: Any, values: NDArray[Any], compute: Callable[..., Any]) -> Any:
    if compute is not np.matmul:
        return array_of(values, tape().opaque(values, "dot of three dimensions"))
    a = traced_array(left) if not isinstance(left, TracedArray) else left
    b = traced_array(right) if not isinstance(right, TracedArray) else right
    products = apply_ufunc(np.multiply, "__call__", (_with_axis(a, -1), _with_axis(b, -3)), {})
    return reduced(np.add, products, axis=-2)


def _with_axis(array: TracedArray, axis: int) -> Any:
    return array_of(np.expand_dims(bare(array), axis), np.expand_dims(nodes_of(array), axis))


def _moved(function: Callable[..., Any], *data: int) -> Handler:
    """Return the handler of a function that only moves cells: some arguments, by place, are arrays or lists of them."""

    def handle(*args: Any, **kwargs: Any) -> Any:
        plain_kwargs = {name: bare(value) for name, value in kwargs.items()}
        of_values = [bare(value) for value in args]
        of_nodes = [_list_of_nodes(value) if place in data else bare(value) for place, value in enumerate(args)]
        node_kwargs = {
            name: nodes_of(value) if name in ("arr", "a", "m", "values", "constant_values") else bare(value)
            for name, value in kwargs.items()
            if name != "dtype"
        }
        values = function(*of_values, **plain_kwargs)
        nodes = function(*of_nodes, **node_kwargs)
        if isinstance(values, list | tuple):
            return type(values)(array_of(v, n) for v, n in zip(values, nodes, strict=True))
        return array_of(np.asarray(values), np.asarray(nodes))

    return handle


def _list_of_nodes(value: Any) -> Any:
    if isinstance(value, list | tuple) and any(isinstance(item, np.ndarray) for item in value):
        return [nodes_of(item) for item in value]
    return nodes_of(value)


def _sum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False, **_: Any) -> Any:
    return reduced(np.add, a, axis, keepdims=bool(keepdims))


def _product_of_cells(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    return reduced(np.multiply, a, axis, keepdims=bool(keepdims))


def _largest(a: Any, axis: Any = None, out: Any = None, keepdims: bool = False, **_: Any) -> Any:
    return reduced(np.maximum, a, axis, keepdims=bool(keepdims))


def _least(a: Any, axis: Any = None, out: Any = None, keepdims: bool = False, **_: Any) -> Any:
    return reduced(np.minimum, a, axis, keepdims=bool(keepdims))


def _mean(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False, **_: Any) -> Any:
    total = reduced(np.add, a, axis, keepdims=bool(keepdims))
    count = np.size(bare(a)) // max(1, np.size(bare(total)))
    return total / count


def _average(a: Any, axis: Any = None, weights: Any = None, **_: Any) -> Any:
    if weights is None:
        return _mean(a, axis)
    return _sum(a * weights, axis) / _sum(traced_array(weights), axis)


def _variance(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: int = 0, keepdims: bool = False
) -> Any:
    away = a - _mean(a, axis, keepdims=True)
    total = reduced(np.add, away * away, axis, keepdims=bool(keepdims))
    count = np.size(bare(a)) // max(1, np.size(bare(total))) - ddof
    return total / count


def _deviation(*args: Any, **kwargs: Any) -> Any:
    return np.sqrt(_variance(*args, **kwargs))


def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A002  # NumPy's own name
    if ord in (None, 2, "fro"):
        return np.sqrt(reduced(np.add, x * x, axis, keepdims=keepdims))
    return np.linalg.norm(bare(x), ord, axis, keepdims)


def _dot(a: Any, b: Any, out: Any = None) -> Any:
    return product(_as_array(a), _as_array(b), np.dot)


def _as_array(value: Any) -> Any:
    return traced_array(value) if isinstance(value, list | tuple) else value


def _outer(a: Any, b: Any, out: Any = None) -> Any:
    left = _as_array(a)
    right = _as_array(b)
    rows = array_of(np.reshape(bare(left), (-1, 1)), nodes_of(left).reshape(-1, 1))
    columns = array_of(np.reshape(bare(right), (1, -1)), nodes_of(right).reshape(1, -1))
    return np.multiply(rows, columns)


def _where(condition: Any, *choices: Any) -> Any:
    if not choices:
        return np.where(bare(condition))
    values = np.where(bare(condition), *map(bare, choices))
    operands = [nodes_of(_as_array(value)) for value in (condition, *choices)]
    return array_of(values, tape().many(Op.WHERE, values, *operands))


def _clip(a: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **named: Any) -> Any:
    low = named.get("min", a_min)
    high = named.get("max", a_max)
    result = _as_array(a)
    if low is not None:
        result = np.maximum(result, low)
    return result if high is None else np.minimum(result, high)


def _einsum(subscripts: Any, *operands: Any, **kwargs: Any) -> Any:
    """Write Einstein's sum out: bring each operand to all letters, multiply, add over those that go."""
    arrays = [_as_array(operand) for operand in operands]
    text = subscripts.replace(" ", "")
    if not isinstance(text, str) or "." in text:
        values = np.einsum(subscripts, *map(bare, arrays))
        return array_of(values, tape().opaque(values, "einsum"))
    given, _, wanted = text.partition("->")
    letters_of = given.split(",")
    if "->" not in text:
        wanted = "".join(sorted(letter for letter in set(given) if given.count(letter) == 1 and letter.isalpha()))
    every = wanted + "".join(sorted({*given} - {*wanted, ","}))
    result: Any = None
    for array, letters in zip(arrays, letters_of, strict=True):
        order = [letters.index(letter) for letter in every if letter in letters]
        shape = [1 if letter not in letters else -1 for letter in every]
        values = np.transpose(bare(array), order)
        nodes = np.transpose(nodes_of(array), order)
        full = [
            size if size == 1 else values.shape[sum(1 for s in shape[:k] if s != 1)] for k, size in enumerate(shape)
        ]
        spread = array_of(values.reshape(full), nodes.reshape(full))
        result = spread if result is None else result * spread
    summed = tuple(range(len(wanted), len(every)))
    return reduced(np.add, result, summed) if summed else result


def _zeros_like(a: Any, dtype: Any = None, **_: Any) -> Any:
    return traced_array(np.zeros_like(bare(a), dtype=dtype))


def _ones_like(a: Any, dtype: Any = None, **_: Any) -> Any:
    return traced_array(np.ones_like(bare(a), dtype=dtype))


def _full_like(a: Any, fill_value: Any, dtype: Any = None, **_: Any) -> Any:
    return traced_array(np.full_like(bare(a), bare(fill_value), dtype=dtype))


def _copy(a: Any, *_: Any, **__: Any) -> Any:
    return like(array_of(bare(a).copy(), nodes_of(a).copy()), a)


def _inner(a: Any, b: Any) -> Any:
    right = _as_array(b)
    return product(_as_array(a), right.T if np.ndim(bare(right)) == 2 else right, np.dot)


def _vdot(a: Any, b: Any) -> Any:
    return product(_as_array(a).reshape(-1), _as_array(b).reshape(-1), np.dot)


def _tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    if axes == 1:
        return product(_as_array(a), _as_array(b), np.dot)
    if axes == 0:
        return apply_ufunc(np.multiply, "outer", (a, b), {})
    values = np.tensordot(bare(a), bare(b), axes)
    return array_of(values, tape().opaque(values, "tensordot"))


def _trace_of(a: Any, *_: Any, **__: Any) -> Any:
    return reduced(np.add, FUNCTIONS[np.diagonal](a))


def _nan_to_num(x: Any, *_: Any, **__: Any) -> Any:
    return x


def _cumulative(a: Any, axis: Any = None, *_: Any, **__: Any) -> Any:
    values = np.cumsum(bare(a), axis)
    return array_of(values, tape().opaque(values, "cumsum"))


FUNCTIONS: dict[Callable[..., Any], Handler] = {
    np.sum: _sum,
    np.prod: _product_of_cells,
    np.max: _largest,
    np.amax: _largest,
    np.min: _least,
    np.amin: _least,
    np.mean: _mean,
    np.average: _average,
    np.var: _variance,
    np.std: _deviation,
    np.linalg.norm: _norm,
    np.dot: _dot,
    np.outer: _outer,
    np.inner: _inner,
    np.vdot: _vdot,
    np.tensordot: _tensordot,
    np.einsum: _einsum,
    np.where: _where,
    np.clip: _clip,
    np.trace: _trace_of,
    np.zeros_like: _zeros_like,
    np.ones_like: _ones_like,
    np.empty_like: _zeros_like,
    np.full_like: _full_like,
    np.copy: _copy,
    np.nan_to_num: _nan_to_num,
    np.cumsum: _cumulative,
    np.reshape: _moved(np.reshape, 0),
    np.ravel: _moved(np.ravel, 0),
    np.transpose: _moved(np.transpose, 0),
    np.squeeze: _moved(np.squeeze, 0),
    np.expand_dims: _moved(np.expand_dims, 0),
    np.swapaxes: _moved(np.swapaxes, 0),
    np.moveaxis: _moved(np.moveaxis, 0),
    np.broadcast_to: _moved(np.broadcast_to, 0),
    np.atleast_1d: _moved(np.atleast_1d, 0),
    np.atleast_2d: _moved(np.atleast_2d, 0),
    np.concatenate: _moved(np.concatenate, 0),
    np.append: _moved(np.append, 0, 1),
    np.hstack: _moved(np.hstack, 0),
    np.vstack: _moved(np.vstack, 0),
    np.dstack: _moved(np.dstack, 0),
    np.stack: _moved(np.stack, 0),
    np.column_stack: _moved(np.column_stack, 0),
    np.block: _moved(np.block, 0),
    np.repeat: _moved(np.repeat, 0),
    np.tile: _moved(np.tile, 0),
    np.take: _moved(np.take, 0),
    np.delete: _moved(np.delete, 0),
    np.insert: _moved(np.insert, 0, 2),
    np.flip: _moved(np.flip, 0),
    np.fliplr: _moved(np.fliplr, 0),
    np.flipud: _moved(np.flipud, 0),
    np.roll: _moved(np.roll, 0),
    np.rot90: _moved(np.rot90, 0),
    np.diagonal: _moved(np.diagonal, 0),
    np.split: _moved(np.split, 0),
    np.array_split: _moved(np.array_split, 0),
    np.hsplit: _moved(np.hsplit, 0),
    np.vsplit: _moved(np.vsplit, 0),
}
"""How each function of NumPy's is followed."""

_PASSIVE = frozenset(
    {"argmax", "argmin", "argsort", "shape", "ndim", "size", "any", "all", "allclose", "array_equal", "isclose"}
    | {"count_nonzero", "nonzero", "unique", "array2string", "array_repr", "array_str", "save", "savez", "savetxt"}
    | {"isnan", "isinf", "isfinite", "result_type", "may_share_memory", "shares_memory", "searchsorted", "histogram"}
    | {"flatnonzero", "argwhere", "iscomplexobj", "isrealobj", "digitize", "bincount", "can_cast"}
)
"""Functions whose results are no numbers of the network."""


def apply_function(function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Do a function of NumPy's, and write it on the tape if it is followed."""
    handler = FUNCTIONS.get(function)
    if handler is not None:
        return like(handler(*args, **kwargs), *args)
    plain_kwargs = {name: bare(value) for name, value in kwargs.items()}
    result = function(*map(bare, args), **plain_kwargs)
    name = getattr(function, "__name__", "?")
    if name in _PASSIVE:
        return result
    return _opaque(result, name)


def _opaque(result: Any, name: str) -> Any:
    if isinstance(result, np.ndarray) and result.dtype.kind in "fiu":
        return array_of(result, tape().opaque(result, name))
    if isinstance(result, float | np.floating):
        return traced(float(result), int(tape().opaque(result, name)))
    return result


def _method(function: Callable[..., Any]) -> Handler:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return like(FUNCTIONS[function](self, *args, **kwargs), self)

    return method


def _reshape(self: Any, *shape: Any, **kwargs: Any) -> Any:
    wanted = shape[0] if len(shape) == 1 else shape
    order = kwargs.get("order", "C")
    return array_of(bare(self).reshape(wanted, order=order), nodes_of(self).reshape(wanted, order=order))


def _transposed(self: Any, *axes: Any) -> Any:
    return array_of(bare(self).transpose(*axes), nodes_of(self).transpose(*axes))


def _flatten(self: Any, *_: Any, **__: Any) -> Any:
    return array_of(bare(self).flatten(), nodes_of(self).flatten())


def _astype(self: Any, dtype: Any, *_: Any, **__: Any) -> Any:
    values = bare(self).astype(dtype)
    if values.dtype.kind not in "fiub":
        return values
    return like(array_of(values, nodes_of(self).copy()), self)


def _item(self: Any, *index: Any) -> Any:
    values = bare(self)
    place = index if index else (0,) * values.ndim
    if not index and values.size != 1:
        return values.item()
    cells = values.reshape(-1)[:1] if not index else values[place]
    nodes = nodes_of(self).reshape(-1)[:1] if not index else nodes_of(self)[place]
    return traced(np.reshape(cells, -1)[0].item(), int(np.reshape(nodes, -1)[0]))


def _to_list(self: Any) -> Any:
    if bare(self).ndim == 0:
        return _item(self)
    return [_to_list(part) if isinstance(part, TracedArray) else part for part in self]


def _fill(self: Any, value: Any) -> None:
    self[...] = value


def _round(self: Any, decimals: int = 0, out: Any = None) -> Any:
    values = bare(self).round(decimals)
    return array_of(values, tape().many(Op.LEAF, values))


def _view(self: Any, *_: Any, **__: Any) -> Any:
    return array_of(bare(self), nodes_of(self))


METHODS: dict[str, Handler] = {
    "dot": _method(np.dot),
    "sum": _method(np.sum),
    "prod": _method(np.prod),
    "mean": _method(np.mean),
    "max": _method(np.max),
    "min": _method(np.min),
    "var": _method(np.var),
    "std": _method(np.std),
    "clip": _method(np.clip),
    "squeeze": _method(np.squeeze),
    "swapaxes": _method(np.swapaxes),
    "repeat": _method(np.repeat),
    "take": _method(np.take),
    "diagonal": _method(np.diagonal),
    "trace": _method(np.trace),
    "ravel": _method(np.ravel),
    "cumsum": _method(np.cumsum),
    "copy": _copy,
    "reshape": _reshape,
    "transpose": _transposed,
    "flatten": _flatten,
    "astype": _astype,
    "item": _item,
    "tolist": _to_list,
    "fill": _fill,
    "round": _round,
    "view": _view,
}
"""The methods of an array that are followed."""

for _name, _handler in METHODS.items():
    setattr(TracedArray, _name, _handler)


def followed_max(*args: Any, **kwargs: Any) -> Any:
    """Return max(...), followed where one of two numbers is traced."""
    return _extreme(max, Op.MAX, args, kwargs)


def followed_min(*args: Any, **kwargs: Any) -> Any:
    """Return min(...), followed where one of two numbers is traced."""
    return _extreme(min, Op.MIN, args, kwargs)


def _extreme(function: Any, op: Op, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    items: Sequence[Any] = args if len(args) > 1 else list(args[0]) if args else ()
    is_of_numbers = items and all(isinstance(item, int | float | np.floating | np.integer) for item in items)
    if kwargs or not is_of_numbers or not any(isinstance(item, TRACED) for item in items):
        return function(*args, **kwargs) if len(args) > 1 or not args else function(items, **kwargs)
    best = items[0]
    for item in items[1:]:
        best = computed(op, function(plain(best), plain(item)), best, item)
    return best


def followed_float(*args: Any) -> Any:
    """Return float(x), still traced."""
    if args and isinstance(args[0], TRACED):
        return traced(float(args[0]), args[0].node)
    if args and isinstance(args[0], TracedArray) and args[0].size == 1:
        return traced(float(bare(args[0]).reshape(-1)[0]), int(nodes_of(args[0]).reshape(-1)[0]))
    if args and isinstance(args[0], bool | np.bool_):
        return leaf(float(args[0]))
    return float(*args)


def followed_int(*args: Any) -> Any:
    """Return int(x): data anew, if x was traced or a truth."""
    value = int(*map(bare, args))
    return leaf(value) if len(args) == 1 and isinstance(args[0], bool | float | np.bool_) else value


def followed_sum(items: Any, start: Any = 0) -> Any:
    """Return sum(items), without the 0 at its start where the numbers are traced."""
    numbers = list(items)
    if start == 0 and numbers and isinstance(numbers[0], (TracedArray, *TRACED)):
        total = numbers[0]
        for number in numbers[1:]:
            total = total + number
        return total
    return sum(numbers, start)


def followed_power(base: Any, exponent: Any, *modulus: Any) -> Any:
    """Return pow(base, exponent)."""
    return pow(base, exponent, *modulus) if modulus else base**exponent


def _of_math(name: str, op: Op) -> Handler:
    original = getattr(math, name)

    def followed(value: Any, *rest: Any) -> Any:
        if not rest and isinstance(value, TracedArray) and value.size == 1:
            value = _item(value)
        if isinstance(value, TRACED) and not rest:
            return computed(op, original(float(value)), value)
        return original(value, *rest)

    return followed


_OF_MATH = {
    "exp": Op.EXP, "log": Op.LOG, "tanh": Op.TANH, "sqrt": Op.SQRT, "fabs": Op.ABS, "sin": Op.SIN, "cos": Op.COS,
    "sinh": Op.SINH, "cosh": Op.COSH, "atan": Op.ARCTAN, "erf": Op.ERF,
}  # fmt: skip


_power_of_math = math.pow
_sum_of_math = math.fsum


def _math_pow(base: Any, exponent: Any) -> Any:
    if isinstance(base, TRACED) or isinstance(exponent, TRACED):
        return base**exponent
    return _power_of_math(base, exponent)


def _math_fsum(items: Any) -> Any:
    numbers = list(items)
    return followed_sum(numbers) if holds_traced(numbers) else _sum_of_math(numbers)


def math_functions() -> dict[str, Any]:
    """Return the functions of `math` that are followed, by name, made from those that are there now."""
    functions: dict[str, Any] = {name: _of_math(name, op) for name, op in _OF_MATH.items()}
    functions["pow"] = _math_pow
    functions["fsum"] = _math_fsum
    return functions
