"""Functions that make one number of many, cell after cell: sums, products, largest and smallest numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xortui.check.tracing.arrays import NotFollowedError, TracedArray, array_of, as_array, bare, nodes_of, traced_array
from xortui.check.tracing.followers import Handler, enter
from xortui.check.tracing.moved_cells import moved
from xortui.check.tracing.recording import partial_tape, tape
from xortui.check.tracing.tape import Nodes, Op
from xortui.check.tracing.traced_matrix import TracedMatrix


def folded_nodes(op: Op, values: NDArray[Any], nodes: Nodes, compute: np.ufunc, result: NDArray[Any]) -> Nodes:
    """Fold the first axis with an operation, from left to right, and return the nodes of what comes out.

    Args:
        op: the operation.
        values: what is folded.
        nodes: of the values.
        compute: the operation on numbers.
        result: what NumPy made of them; it may have added them up in another order.
    """
    if len(values) == 1:
        return np.asarray(nodes[0])
    totals = compute.accumulate(values, axis=0, dtype=values.dtype)[1:]
    if totals.dtype != result.dtype:
        totals = totals.astype(np.result_type(totals, result))
    totals[-1] = result
    return tape().fold(op, totals, nodes[0], nodes[1:])


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
    count = len(rows)
    partial = partial_tape()
    if partial is not None:
        places = tuple(partial.followed_places(values.shape[index]) for index in folded)
        rows = values.transpose(order)[places].reshape((-1, *shape))
        row_nodes = nodes_of(array).transpose(order)[places].reshape((-1, *shape))
    if len(rows) == 0:
        return array_of(result, tape().many(Op.LEAF, np.full(result.shape, neutral)))
    nodes = folded_nodes(op, rows, row_nodes, ufunc, result.reshape(shape))
    if partial is not None and len(rows) < count:
        partial.has_summed(nodes[nodes > 0], count)
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
    partial = partial_tape()
    is_long = partial is not None and partial.followed_cells(np.shape(bare(array))) is not None
    if is_long or ufunc not in _FOLDS or not isinstance(array, TracedArray):
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


def by_reduction(ufunc: np.ufunc) -> Handler:
    """Return the handler of a function that folds cells: np.sum."""

    def handle(a: Any, axis: Any = None, *rest: Any, keepdims: Any = False, **others: Any) -> Any:
        if any(argument is not None for argument in rest):
            raise NotFollowedError(ufunc.__name__)
        return reduced(ufunc, as_array(a), axis, keepdims=is_given_and_true(keepdims), **others)

    return handle


def is_given_and_true(value: Any) -> bool:
    """Say whether an argument that NumPy may have left out is true."""
    return value is not _LEFT_OUT and bool(value)


def peak_to_peak(a: Any, axis: Any = None, **_: Any) -> Any:
    """Follow np.ptp."""
    return reduced(np.maximum, a, axis) - reduced(np.minimum, a, axis)


def sum_without_nan(ufunc: np.ufunc) -> Handler:
    """Return the handler of a function that folds cells and leaves out NaN: np.nansum, where there is none."""

    def handle(a: Any, axis: Any = None, keepdims: Any = False, **_: Any) -> Any:
        if np.isnan(bare(a)).any():
            raise NotFollowedError(ufunc.__name__)
        return reduced(ufunc, as_array(a), axis, keepdims=is_given_and_true(keepdims))

    return handle


def trace_of(a: Any, *_: Any, **__: Any) -> Any:
    """Follow np.trace."""
    return reduced(np.add, moved(np.diagonal, 0)(a))


def by_accumulation(ufunc: np.ufunc) -> Handler:
    """Return the handler of a function that keeps all totals: np.cumsum."""

    def handle(a: Any, axis: Any = None, *_: Any, **__: Any) -> Any:
        return accumulated(ufunc, as_array(a), axis if axis is None else int(axis))

    return handle


enter("reduced", reduced)
enter("accumulated", accumulated)
