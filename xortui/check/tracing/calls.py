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
    NotFollowedError,
    TracedArray,
    TracedMatrix,
    Wrapped,
    apply_ufunc,
    array_of,
    array_with,
    as_whole,
    bare,
    given,
    holds_traced,
    like,
    nodes_of,
    resynced,
    traced_array,
)
from xortui.check.tracing.followers import enter
from xortui.check.tracing.numbers import TRACED, computed, leaf, node_of, plain, traced
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Nodes, Op

Handler = Callable[..., Any]


def _chain(op: Op, values: NDArray[Any], nodes: Nodes, compute: np.ufunc, result: NDArray[Any]) -> Nodes:
    """Fold the first axis with an operation, from left to right, and return the nodes of what comes out.

    Args:
        op: the operation.
        values: what is folded.
        nodes: of the values.
        compute: the operation on numbers.
        result: what NumPy made of them; it may have added them up in another order.
    """
    total = values[0]
    reached = nodes[0]
    last = len(values) - 1
    for row in range(1, len(values)):
        total = compute(total, values[row]) if row < last else result
        reached = tape().many(op, total, reached, nodes[row])
    return np.asarray(reached)


_FOLDS: dict[np.ufunc, tuple[Op, float]] = {
    np.add: (Op.ADD, 0.0),
    np.multiply: (Op.MUL, 1.0),
    np.maximum: (Op.MAX, -math.inf),
    np.minimum: (Op.MIN, math.inf),
}


def reduced(ufunc: np.ufunc, value: Any, axis: Any = None, *, keepdims: bool = False, **others: Any) -> Any:
    """Return ufunc.reduce(value, axis), written as a chain."""
    array = value if isinstance(value, TracedArray) else traced_array(value)
    if not isinstance(array, TracedArray):
        return array
    values = bare(array)
    if ufunc not in _FOLDS or any(others[name] is not _LEFT_OUT for name in others if name in _SPECIAL):
        raise NotFollowedError(ufunc.__name__)
    op, neutral = _FOLDS[ufunc]
    if values.dtype.kind == "b" and ufunc is np.add:
        values = values.astype(int)
    keepdims = keepdims or (isinstance(array, TracedMatrix) and axis is not None)
    wanted = bare(axis)
    dtype = others.get("dtype")
    named = {} if dtype is None else {"dtype": dtype}
    result = np.asarray(ufunc.reduce(np.asarray(values), axis=wanted, keepdims=keepdims, **named))
    kept = _other_axes(wanted, values.ndim)
    folded = [index for index in range(values.ndim) if index not in kept]
    order = folded + kept
    shape = tuple(values.shape[index] for index in kept)
    rows = values.transpose(order).reshape((-1, *shape))
    row_nodes = nodes_of(array).transpose(order).reshape((-1, *shape))
    if len(rows) == 0:
        return array_of(result, tape().many(Op.LEAF, np.full(result.shape, neutral)))
    nodes = _chain(op, rows, row_nodes, ufunc, result.reshape(shape))
    return array_of(result, nodes.reshape(result.shape))


def _other_axes(axis: Any, dimensions: int) -> list[int]:
    """Return the axes that remain where one or several are folded; none if it is None, which stands for all."""
    if axis is None or not dimensions:
        return []
    axes = axis if isinstance(axis, tuple) else (int(axis),)
    folded = {index % dimensions for index in axes}
    return [index for index in range(dimensions) if index not in folded]


_LEFT_OUT = getattr(np, "_NoValue", None)
_SPECIAL = ("initial", "where")
"""Arguments with which a sum is not followed."""


def accumulated(ufunc: np.ufunc, value: Any, axis: int | None = None) -> Any:
    """Return ufunc.accumulate(value, axis), written as a chain whose every node is kept."""
    array = value if isinstance(value, TracedArray) else traced_array(value)
    if ufunc not in _FOLDS or not isinstance(array, TracedArray):
        raise NotFollowedError(ufunc.__name__)
    values = np.asarray(bare(array))
    nodes = nodes_of(array)
    if axis is None:
        values = values.reshape(-1)
        nodes = nodes.reshape(-1)
    result = ufunc.accumulate(values, axis=axis or 0)
    reached = np.moveaxis(np.array(nodes), axis or 0, 0)
    totals = np.moveaxis(result, axis or 0, 0)
    for row in range(1, len(reached)):
        reached[row] = tape().many(_FOLDS[ufunc][0], totals[row], reached[row - 1], reached[row])
    return array_of(result, np.moveaxis(reached, 0, axis or 0))


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
    if len(products) == 0:
        return array_of(values, tape().many(Op.LEAF, values))
    sums = values.reshape(products.shape[1:])
    nodes = _chain(Op.ADD, products, product_nodes, np.add, sums)
    return array_of(values, nodes.reshape(values.shape))


def _product_of_stacks(left: Any, right: Any, values: NDArray[Any], compute: Callable[..., Any]) -> Any:
    """Return a product of arrays of more than two dimensions: each row with each column, their products added up."""
    a = left if isinstance(left, TracedArray) else traced_array(left)
    b = right if isinstance(right, TracedArray) else traced_array(right)
    if compute is not np.matmul:
        return _with_value(_contracted(a, b, (a.ndim - 1,), (max(b.ndim - 2, 0),)), values)
    rows = a if a.ndim > 1 else _with_axis(a, 0)
    columns = b if b.ndim > 1 else _with_axis(b, 1)
    products = apply_ufunc(np.multiply, "__call__", (_with_axis(rows, -1), _with_axis(columns, -3)), {})
    summed = reduced(np.add, products, axis=-2)
    return array_of(values, nodes_of(summed).reshape(values.shape))


def _contracted(a: Any, b: Any, of_a: Sequence[int], of_b: Sequence[int]) -> Any:
    """Return the sum of products over some axes of two arrays, as np.tensordot does."""
    a_axes = [axis % a.ndim for axis in of_a]
    b_axes = [axis % b.ndim for axis in of_b]
    kept_of_a = [axis for axis in range(a.ndim) if axis not in a_axes]
    kept_of_b = [axis for axis in range(b.ndim) if axis not in b_axes]
    rows = _transposed(a, kept_of_a + a_axes)
    columns = _transposed(b, b_axes + kept_of_b)
    count = math.prod(a.shape[axis] for axis in a_axes)
    shape = [a.shape[axis] for axis in kept_of_a] + [b.shape[axis] for axis in kept_of_b]
    flat = product(_reshape(rows, -1, count), _reshape(columns, count, -1), np.dot)
    return array_of(bare(flat).reshape(shape), nodes_of(flat).reshape(shape))


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


def _by_reduction(ufunc: np.ufunc) -> Handler:
    def handle(a: Any, axis: Any = None, *rest: Any, keepdims: Any = False, **others: Any) -> Any:
        if any(argument is not None for argument in rest):
            raise NotFollowedError(ufunc.__name__)
        return reduced(ufunc, _as_array(a), axis, keepdims=_truth(keepdims), **others)

    return handle


_sum = _by_reduction(np.add)


def _truth(value: Any) -> bool:
    return value is not _LEFT_OUT and bool(value)


def _with_value(result: Any, values: Any) -> Any:
    """Return a result that was just computed with the value that NumPy gives it: the last bit may be another."""
    nodes = nodes_of(result)
    cells = np.asarray(values)
    tape().correct(nodes, cells)
    return array_of(cells, nodes)


def _mean(a: Any, axis: Any = None, dtype: Any = None, *_: Any, keepdims: Any = False, **others: Any) -> Any:
    total = reduced(np.add, _as_array(a), axis, keepdims=_truth(keepdims), dtype=dtype, **others)
    count = np.size(bare(a)) // max(1, np.size(bare(total)))
    if not count:
        raise NotFollowedError("mean")
    values = np.mean(bare(a), bare(axis), dtype, keepdims=np.ndim(bare(total)) == np.ndim(bare(a)) > 0)
    return _with_value(np.true_divide(total, count), values)


def _average(a: Any, axis: Any = None, weights: Any = None, **others: Any) -> Any:
    if weights is None:
        return _mean(a, axis, **others)
    array = _as_array(a)
    factors = traced_array(weights)
    if factors.ndim == 1 and array.ndim > 1:
        if axis is None:
            raise NotFollowedError("average")
        shape = [1] * array.ndim
        shape[axis] = -1
        factors = _reshape(factors, tuple(shape))
    spread = array_of(np.broadcast_to(bare(factors), array.shape), np.broadcast_to(nodes_of(factors), array.shape))
    return _sum(array * factors, axis) / _sum(spread, axis)


def _variance(a: Any, axis: Any = None, *_: Any, ddof: int = 0, keepdims: Any = False, **__: Any) -> Any:
    array = _as_array(a)
    away = array - _mean(array, axis, keepdims=True)
    total = reduced(np.add, away * away, axis, keepdims=_truth(keepdims))
    count = np.size(bare(array)) // max(1, np.size(bare(total))) - ddof
    return _with_value(total / count, np.var(bare(array), bare(axis), ddof=ddof, keepdims=_truth(keepdims)))


def _deviation(a: Any, axis: Any = None, *_: Any, ddof: int = 0, keepdims: Any = False, **__: Any) -> Any:
    root = np.sqrt(_variance(a, axis, ddof=ddof, keepdims=keepdims))
    return _with_value(root, np.std(bare(_as_array(a)), bare(axis), ddof=ddof, keepdims=_truth(keepdims)))


def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A002  # NumPy's own name
    array = _as_array(x)
    is_of_rows = array.ndim == 1 or isinstance(axis, int)
    if ord in (None, "fro") or (ord == 2 and is_of_rows):
        result = np.sqrt(reduced(np.add, array * array, axis, keepdims=keepdims))
    elif ord == 1 and is_of_rows:
        result = reduced(np.add, np.abs(array), axis, keepdims=keepdims)
    elif ord == np.inf and is_of_rows:
        result = reduced(np.maximum, np.abs(array), axis, keepdims=keepdims)
    else:
        raise NotFollowedError("norm")
    return _with_value(result, np.linalg.norm(bare(array), ord, bare(axis), keepdims))


def _difference(a: Any, n: int = 1, axis: int = -1, **_: Any) -> Any:
    array = _as_array(a)
    for _step in range(n):
        later = [slice(None)] * array.ndim
        earlier = [slice(None)] * array.ndim
        later[axis] = slice(1, None)
        earlier[axis] = slice(None, -1)
        array = array[tuple(later)] - array[tuple(earlier)]
    return array


def _peak_to_peak(a: Any, axis: Any = None, **_: Any) -> Any:
    return reduced(np.maximum, a, axis) - reduced(np.minimum, a, axis)


def _sorted(a: Any, axis: Any = -1, *_: Any, **__: Any) -> Any:
    array = _as_array(a)
    if axis is None:
        array = array.reshape(-1)
        axis = -1
    order = np.argsort(bare(array), axis=axis, kind="stable")
    values = np.take_along_axis(bare(array), order, axis)
    return array_of(values, np.take_along_axis(nodes_of(array), order, axis))


def _median(a: Any, axis: Any = None, *_: Any, **__: Any) -> Any:
    array = _sorted(a, axis if axis is None else int(axis))
    count = array.shape[-1 if axis is None else axis]
    middle = [(count - 1) // 2, count // 2]
    return _mean(FUNCTIONS[np.take](array, middle, axis=0 if axis is None else axis), 0 if axis is None else axis)


def _kron(a: Any, b: Any) -> Any:
    left = _as_array(a)
    right = _as_array(b)
    values = np.kron(bare(left), bare(right))
    first = np.kron(nodes_of(left), np.ones_like(nodes_of(right)))
    second = np.kron(np.ones_like(nodes_of(left)), nodes_of(right))
    return array_of(values, tape().many(Op.MUL, values, first, second))


def _padded(array: Any, pad_width: Any, mode: Any = "constant", **kwargs: Any) -> Any:
    values = np.pad(bare(array), bare(pad_width), mode, **{name: bare(value) for name, value in kwargs.items()})
    if mode in ("edge", "reflect", "wrap", "symmetric"):
        return array_of(values, np.pad(nodes_of(array), bare(pad_width), mode, **kwargs))
    if mode != "constant":
        raise NotFollowedError("pad")
    nodes = np.pad(nodes_of(array), bare(pad_width), mode, constant_values=-1)
    fresh = nodes == -1
    nodes[fresh] = tape().many(Op.LEAF, values[fresh])
    return array_of(values, nodes)


def _diagonal_matrix(v: Any, k: int = 0) -> Any:
    values = np.diag(bare(v), k)
    nodes = np.diag(nodes_of(v), k)
    return array_of(values, _or_leaves(nodes, values))


def _or_leaves(nodes: Nodes, values: NDArray[Any]) -> Nodes:
    """Return nodes with leaves where there are none."""
    filled = np.array(nodes)
    missing = filled == 0
    if missing.any():
        filled[missing] = tape().many(Op.LEAF, values[missing])
    return filled


def _triangle(function: Callable[..., Any]) -> Handler:
    def handle(m: Any, k: int = 0) -> Any:
        values = function(bare(m), k)
        return array_of(values, _or_leaves(function(nodes_of(m), k), values))

    return handle


def _along_axis(func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """Call a function of the program's for each row."""
    array = _as_array(arr)
    rows = array_of(np.moveaxis(bare(array), axis, -1), np.moveaxis(nodes_of(array), axis, -1))
    results = [func1d(rows[index], *args, **kwargs) for index in np.ndindex(rows.shape[:-1])]
    stacked = traced_array(results)
    shaped = _reshape(stacked, rows.shape[:-1] + np.shape(bare(stacked))[1:])
    if stacked.ndim == 1:
        return shaped
    return array_of(np.moveaxis(bare(shaped), -1, axis), np.moveaxis(nodes_of(shaped), -1, axis))


def _selected(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    result = default
    for condition, choice in reversed(list(zip(condlist, choicelist, strict=True))):
        result = _where(condition, choice, result)
    return result


def _piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **kwargs: Any) -> Any:
    array = _as_array(x)
    values = np.zeros(array.shape, bare(array).dtype)
    result = array_with(values, tape().many(Op.LEAF, values))
    conditions = [np.asarray(bare(condition)) for condition in condlist]
    if len(funclist) == len(conditions) + 1:
        conditions.append(~np.logical_or.reduce(conditions))
    for condition, function in zip(conditions, funclist, strict=True):
        result[condition] = function(array[condition], *args, **kwargs) if callable(function) else function
    return result


def _copied_to(dst: Any, src: Any, casting: Any = "same_kind", where: Any = True) -> None:
    if not isinstance(dst, TracedArray):
        np.copyto(dst, bare(src), casting=casting, where=bare(where))
        return
    np.copyto(bare(dst), bare(src), casting=casting, where=bare(where))
    np.copyto(nodes_of(dst), nodes_of(src), where=bare(where))


def _put_flat(a: Any, ind: Any, v: Any, mode: Any = "raise") -> None:
    np.put(bare(a), bare(ind), bare(v), mode)
    if isinstance(a, TracedArray):
        np.put(nodes_of(a), bare(ind), nodes_of(v), mode)


def _fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    np.fill_diagonal(bare(a), bare(val), wrap)
    if isinstance(a, TracedArray):
        np.fill_diagonal(nodes_of(a), nodes_of(val), wrap)


def _chain_of_products(arrays: Any, **_: Any) -> Any:
    result = arrays[0]
    for array in arrays[1:]:
        result = product(result, array, np.dot)
    return _with_value(result, np.linalg.multi_dot(bare(list(arrays))))


def _sum_without_nan(ufunc: np.ufunc) -> Handler:
    def handle(a: Any, axis: Any = None, keepdims: Any = False, **_: Any) -> Any:
        if np.isnan(bare(a)).any():
            raise NotFollowedError(ufunc.__name__)
        return reduced(ufunc, _as_array(a), axis, keepdims=_truth(keepdims))

    return handle


def _mean_without_nan(a: Any, axis: Any = None, **others: Any) -> Any:
    if np.isnan(bare(a)).any():
        raise NotFollowedError("nanmean")
    return _mean(a, axis, **others)


def _cross(a: Any, b: Any, **others: Any) -> Any:
    left = _as_array(a)
    right = _as_array(b)
    if others or left.shape != (3,) or right.shape != (3,):
        raise NotFollowedError("cross")
    after = [1, 2, 0]
    before = [2, 0, 1]
    return left[after] * right[before] - left[before] * right[after]


def _spaced(start: Any, stop: Any, num: int = 50, endpoint: bool = True, **others: Any) -> Any:
    if others:
        raise NotFollowedError("linspace")
    values = np.linspace(bare(start), bare(stop), num, endpoint)
    share = np.linspace(0.0, 1.0, num, endpoint)
    return _with_value(start + (stop - start) * share, values)


def _dot(a: Any, b: Any, out: Any = None) -> Any:
    return given(product(_as_array(a), _as_array(b), np.dot), out)


def _as_array(value: Any) -> Any:
    return traced_array(value) if isinstance(value, list | tuple) else value


def _outer(a: Any, b: Any) -> Any:
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
    return given(result if high is None else np.minimum(result, high), out)


def _einsum(subscripts: Any, *operands: Any, **_: Any) -> Any:
    """Write Einstein's sum out: bring each operand to all letters, multiply, add over those that go."""
    arrays = [_as_array(operand) for operand in operands]
    if not isinstance(subscripts, str):
        raise NotFollowedError("einsum")
    text = _spelt_out(subscripts.replace(" ", ""), arrays)
    terms, _arrow, wanted = text.partition("->")
    letters_of = terms.split(",")
    for number, letters in enumerate(letters_of):
        arrays[number], letters_of[number] = _without_doubles(arrays[number], letters)
    if "->" not in text:
        wanted = "".join(sorted(letter for letter in set(terms) if terms.count(letter) == 1 and letter.isalpha()))
    every = wanted + "".join(sorted({*terms} - {*wanted, ","}))
    result: Any = None
    for array, letters in zip(arrays, letters_of, strict=True):
        order = [letters.index(letter) for letter in every if letter in letters]
        shape = [1 if letter not in letters else -1 for letter in every]
        values = np.transpose(bare(array), order)
        nodes = np.transpose(nodes_of(array), order)
        sizes = iter(values.shape)
        full = [1 if size == 1 else next(sizes) for size in shape]
        spread = array_of(values.reshape(full), nodes.reshape(full))
        result = spread if result is None else result * spread
    summed = tuple(range(len(wanted), len(every)))
    if summed:
        result = reduced(np.add, result, summed)
    return _with_value(result, np.einsum(subscripts, *map(bare, operands))) if len(arrays) > 1 or summed else result


def _spelt_out(text: str, arrays: Sequence[Any]) -> str:
    """Return subscripts with letters instead of "...", if all of its dots stand for the same axes."""
    if "..." not in text:
        return text
    terms, _, _ = text.partition("->")
    counts = []
    for letters, array in zip(terms.split(","), arrays, strict=True):
        if "..." in letters:
            counts.append(np.ndim(bare(array)) - len(letters) + 3)
    if "->" not in text or len(set(counts)) != 1:
        raise NotFollowedError("einsum")
    unused = [letter for letter in "ABCDEFGH" if letter not in text]
    return text.replace("...", "".join(unused[: counts[0]]))


def _without_doubles(array: Any, letters: str) -> tuple[Any, str]:
    """Return an array with the diagonal instead of two axes that have the same letter: "ii"."""
    for letter in letters:
        while letters.count(letter) > 1:
            first = letters.index(letter)
            second = letters.index(letter, first + 1)
            values = np.diagonal(bare(array), axis1=first, axis2=second)
            array = array_of(values, np.diagonal(nodes_of(array), axis1=first, axis2=second))
            letters = letters[:first] + letters[first + 1 : second] + letters[second + 1 :] + letter
    return array, letters


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
    left = _as_array(a)
    right = _as_array(b)
    plain_axes = bare(axes)
    if isinstance(plain_axes, int):
        of_a: Any = list(range(left.ndim - plain_axes, left.ndim))
        of_b: Any = list(range(plain_axes))
    else:
        of_a, of_b = plain_axes
    of_a = [of_a] if isinstance(of_a, int) else list(of_a)
    of_b = [of_b] if isinstance(of_b, int) else list(of_b)
    return _with_value(_contracted(left, right, of_a, of_b), np.tensordot(bare(left), bare(right), plain_axes))


def _trace_of(a: Any, *_: Any, **__: Any) -> Any:
    return reduced(np.add, FUNCTIONS[np.diagonal](a))


def _nan_to_num(x: Any, *_: Any, **__: Any) -> Any:
    if not np.isfinite(bare(x)).all():
        raise NotFollowedError("nan_to_num")
    return _copy(x) if isinstance(x, TracedArray) else x


def _itself(a: Any, *_: Any, **__: Any) -> Any:
    return a


def _by_accumulation(ufunc: np.ufunc) -> Handler:
    def handle(a: Any, axis: Any = None, *_: Any, **__: Any) -> Any:
        return accumulated(ufunc, _as_array(a), axis if axis is None else int(axis))

    return handle


def _rounded(a: Any, decimals: int = 0, *_: Any, **__: Any) -> Any:
    values = np.round(bare(a), bare(decimals))
    return array_of(np.asarray(values), tape().many(Op.LEAF, values))


FUNCTIONS: dict[Callable[..., Any], Handler] = {
    np.sum: _sum,
    np.prod: _by_reduction(np.multiply),
    np.max: _by_reduction(np.maximum),
    np.amax: _by_reduction(np.maximum),
    np.min: _by_reduction(np.minimum),
    np.amin: _by_reduction(np.minimum),
    np.nansum: _sum_without_nan(np.add),
    np.nanmax: _sum_without_nan(np.maximum),
    np.nanmin: _sum_without_nan(np.minimum),
    np.nanmean: _mean_without_nan,
    np.ptp: _peak_to_peak,
    np.median: _median,
    np.sort: _sorted,
    np.diff: _difference,
    np.ediff1d: lambda ary: _difference(_as_array(ary).reshape(-1)),
    np.kron: _kron,
    np.cross: _cross,
    np.pad: _padded,
    np.diag: _diagonal_matrix,
    np.triu: _triangle(np.triu),
    np.tril: _triangle(np.tril),
    np.apply_along_axis: _along_axis,
    np.select: _selected,
    np.piecewise: _piecewise,
    np.copyto: _copied_to,
    np.put: _put_flat,
    np.fill_diagonal: _fill_diagonal,
    np.linspace: _spaced,
    np.linalg.multi_dot: _chain_of_products,
    np.real: _itself,
    np.round: _rounded,
    np.around: _rounded,
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
    np.cumsum: _by_accumulation(np.add),
    np.cumprod: _by_accumulation(np.multiply),
    np.reshape: _moved(np.reshape, 0),
    np.ravel: _moved(np.ravel, 0),
    np.transpose: _moved(np.transpose, 0),
    np.squeeze: _moved(np.squeeze, 0),
    np.expand_dims: _moved(np.expand_dims, 0),
    np.swapaxes: _moved(np.swapaxes, 0),
    np.moveaxis: _moved(np.moveaxis, 0),
    np.rollaxis: _moved(np.rollaxis, 0),
    np.atleast_3d: _moved(np.atleast_3d, 0),
    np.resize: _moved(np.resize, 0),
    np.take_along_axis: _moved(np.take_along_axis, 0),
    np.compress: _moved(np.compress, 1),
    np.extract: _moved(np.extract, 1),
    np.choose: _moved(np.choose, 1),
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
        named = dict(kwargs)
        out = named.pop("out", None)
        try:
            return given(like(handler(*args, **named), *args), out)
        except Exception:  # in a form that is not followed, or wrong: then NumPy says so
            return _unfollowed(function, args, kwargs)
    return _unfollowed(function, args, kwargs)


def _unfollowed(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Do something of NumPy's whose result is not followed; what it changes is not followed either."""
    plain_kwargs = {name: bare(value) for name, value in kwargs.items()}
    result = function(*map(bare, args), **plain_kwargs)
    name = getattr(function, "__name__", "?")
    for value in (*args, *kwargs.values()):
        if isinstance(value, TracedArray):
            nodes_of(value)[...] = resynced(bare(value), nodes_of(value), name)
    out = kwargs.get("out")
    if isinstance(out, TracedArray):
        return out
    return result if name in _PASSIVE else opaque(result, name)


def opaque(result: Any, name: str) -> Any:
    """Return what came out of something that is not followed, as data anew; what holds no numbers as it is."""
    if isinstance(result, TracedArray | complex | bool | np.bool_):
        return result
    if isinstance(result, np.ndarray):
        is_followed = result.dtype.kind in "fiu" and result.size
        return array_of(result, tape().opaque(result, name)) if is_followed else result
    if isinstance(result, float | np.floating) and not isinstance(result, TRACED):
        return traced(result, int(tape().opaque(result, name)))
    if type(result) in (list, tuple):
        return type(result)(opaque(item, name) for item in result)
    return result


def _method(function: Callable[..., Any]) -> Handler:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return apply_function(function, (self, *args), kwargs)

    return method


def _reshape(self: Any, *shape: Any, **kwargs: Any) -> Any:
    wanted = shape[0] if len(shape) == 1 else shape
    order = kwargs.get("order", "C")
    return array_of(bare(self).reshape(wanted, order=order), nodes_of(self).reshape(wanted, order=order))


def _transposed(self: Any, *axes: Any) -> Any:
    return array_of(bare(self).transpose(*axes), nodes_of(self).transpose(*axes))


def _flatten(self: Any, order: Any = "C") -> Any:
    return array_of(bare(self).flatten(order), nodes_of(self).flatten(order))


def _astype(self: Any, dtype: Any, *_: Any, **__: Any) -> Any:
    values = bare(self).astype(dtype)
    if values.dtype.kind not in "fiub":
        return values
    return like(array_with(values, as_whole(values, nodes_of(self).copy())), self)


def _item(self: Any, *places: Any) -> Any:
    index = places[0] if len(places) == 1 and isinstance(places[0], tuple) else places
    values = bare(self)
    value = values.item(*bare(index))
    if len(index) == values.ndim:
        node = nodes_of(self)[bare(index)]
    else:
        node = nodes_of(self).reshape(-1)[bare(index[0]) if index else 0]
    return traced(value, int(node))


def _to_list(self: Any) -> Any:
    if bare(self).ndim == 0:
        return _item(self)
    if bare(self).ndim > 1:
        return [_to_list(part) for part in self]
    return [traced(value, node) for value, node in zip(bare(self).tolist(), nodes_of(self).tolist(), strict=True)]


def _fill(self: Any, value: Any) -> None:
    self[...] = value


def _view(self: Any, *args: Any, **kwargs: Any) -> Any:
    if args or kwargs:
        values = np.ndarray.view(bare(self), *args, **kwargs)
        return values
    return array_with(bare(self), nodes_of(self))


def _sort(self: Any, axis: int = -1, *_: Any, **__: Any) -> None:
    self[...] = _sorted(self, axis)


def _resize(self: Any, *shape: Any, **_: Any) -> None:
    """Change the shape of an array for good, with zeros at its end if it grows."""
    wanted = shape[0] if len(shape) == 1 else shape
    nodes = nodes_of(self)
    np.ndarray.resize(self, bare(wanted), refcheck=False)
    kept = np.zeros(self.size, np.int64)
    count = min(self.size, nodes.size)
    kept[:count] = nodes.reshape(-1)[:count]
    self.nodes = _or_leaves(kept.reshape(self.shape), bare(self))


def _dot_into(self: Any, b: Any, out: Any = None) -> Any:
    return apply_function(np.dot, (self, b), {} if out is None else {"out": out})


METHODS: dict[str, Handler] = {
    "dot": _dot_into,
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
    "cumprod": _method(np.cumprod),
    "ptp": _method(np.ptp),
    "round": _method(np.round),
    "put": _method(np.put),
    "compress": lambda self, condition, axis=None: FUNCTIONS[np.compress](condition, self, axis=axis),
    "sort": _sort,
    "resize": _resize,
    "conj": _itself,
    "conjugate": _itself,
    "copy": _copy,
    "reshape": _reshape,
    "transpose": _transposed,
    "flatten": _flatten,
    "astype": _astype,
    "item": _item,
    "tolist": _to_list,
    "fill": _fill,
    "view": _view,
}
"""The methods of an array that are followed."""

_AS_THEY_ARE = frozenset({"all", "any", "argmax", "argmin", "argsort", "nonzero", "searchsorted", "argpartition"})
"""Methods whose results are no numbers of the network."""
_OF_NUMPY = frozenset(
    {"byteswap", "choose", "itemset", "partition", "setfield", "getfield", "newbyteorder"} & set(dir(np.ndarray))
)
"""Methods that are not followed."""


def _safe(name: str, handler: Handler) -> Handler:
    """Return a method that does what NumPy does, where its handler can't."""
    original = getattr(np.ndarray, name)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return like(handler(self, *args, **kwargs), self)
        except Exception:  # in a form that is not followed, or wrong: then NumPy says so
            return _unfollowed(original, (self, *args), kwargs)

    return method


def _bare_method(name: str) -> Handler:
    original = getattr(np.ndarray, name)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return original(bare(self), *map(bare, args), **{key: bare(value) for key, value in kwargs.items()})

    return method


def _unfollowed_method(name: str) -> Handler:
    original = getattr(np.ndarray, name)
    return lambda self, *args, **kwargs: _unfollowed(original, (self, *args), kwargs)


for _name, _handler in METHODS.items():
    if hasattr(np.ndarray, _name):  # ptp was one until NumPy 2
        setattr(TracedArray, _name, _safe(_name, _handler))
for _name in _AS_THEY_ARE:
    setattr(TracedArray, _name, _bare_method(_name))
for _name in _OF_NUMPY:
    setattr(TracedArray, _name, _unfollowed_method(_name))


def followed_max(*args: Any, **kwargs: Any) -> Any:
    """Return max(...), followed where one of two numbers is traced."""
    return _extreme(max, Op.MAX, args, kwargs)


def followed_min(*args: Any, **kwargs: Any) -> Any:
    """Return min(...), followed where one of two numbers is traced."""
    return _extreme(min, Op.MIN, args, kwargs)


def _extreme(function: Any, op: Op, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    items: Sequence[Any] = args
    if len(args) == 1:
        items = list(args[0])
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
        return traced(float(args[0]), node_of(args[0]))
    if args and isinstance(args[0], TracedArray) and args[0].size == 1:
        return traced(float(bare(args[0]).reshape(-1)[0]), int(nodes_of(args[0]).reshape(-1)[0]))
    if args and isinstance(args[0], bool | np.bool_):
        return leaf(float(args[0]))
    return float(*args)


def followed_float64(*args: Any) -> Any:
    """Return np.float64(x), still traced."""
    if args and (isinstance(args[0], TRACED) or (isinstance(args[0], TracedArray) and args[0].ndim == 0)):
        return traced(np.float64(bare(args[0])), int(nodes_of(args[0])))
    if args and isinstance(args[0], TracedArray):
        return _astype(args[0], np.float64)
    return np.float64(*args)


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
    return pow(*map(bare, (base, exponent, *modulus))) if modulus else base**exponent


def followed_float32(*args: Any) -> Any:
    """Return np.float32(x), still traced."""
    if args and isinstance(args[0], TRACED):
        return traced(np.float32(plain(args[0])), node_of(args[0]))
    return np.float32(*args)


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
    return _item(array) if isinstance(array, TracedArray) and array.size == 1 else array


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


for _name, _handler in (
    ("function", apply_function),
    ("reduced", reduced),
    ("accumulated", accumulated),
    ("product", product),
):
    enter(_name, _handler)
