"""Averages of arrays, and how far their numbers are spread."""

from __future__ import annotations

from typing import Any

import numpy as np

from xortui.check.tracing.arrays import NotFollowedError, array_of, as_array, bare, nodes_of, traced_array, with_value
from xortui.check.tracing.folds import by_reduction, is_given_and_true, reduced
from xortui.check.tracing.moved_cells import moved, reshape, sorted_array

summed = by_reduction(np.add)


def mean(a: Any, axis: Any = None, dtype: Any = None, *_: Any, keepdims: Any = False, **others: Any) -> Any:
    """Follow np.mean."""
    total = reduced(np.add, as_array(a), axis, keepdims=is_given_and_true(keepdims), dtype=dtype, **others)
    count = np.size(bare(a)) // max(1, np.size(bare(total)))
    if not count:
        raise NotFollowedError("mean")
    values = np.mean(bare(a), bare(axis), dtype, keepdims=np.ndim(bare(total)) == np.ndim(bare(a)) > 0)
    return with_value(np.true_divide(total, count), values)


def average(a: Any, axis: Any = None, weights: Any = None, **others: Any) -> Any:
    """Follow np.average."""
    if weights is None:
        return mean(a, axis, **others)
    array = as_array(a)
    factors = traced_array(weights)
    if factors.ndim == 1 and array.ndim > 1:
        if axis is None:
            raise NotFollowedError("average")
        shape = [1] * array.ndim
        shape[axis] = -1
        factors = reshape(factors, tuple(shape))
    spread = array_of(np.broadcast_to(bare(factors), array.shape), np.broadcast_to(nodes_of(factors), array.shape))
    return summed(array * factors, axis) / summed(spread, axis)


def variance(a: Any, axis: Any = None, *_: Any, ddof: int = 0, keepdims: Any = False, **__: Any) -> Any:
    """Follow np.var."""
    array = as_array(a)
    away = array - mean(array, axis, keepdims=True)
    total = reduced(np.add, away * away, axis, keepdims=is_given_and_true(keepdims))
    count = np.size(bare(array)) // max(1, np.size(bare(total))) - ddof
    return with_value(total / count, np.var(bare(array), bare(axis), ddof=ddof, keepdims=is_given_and_true(keepdims)))


def deviation(a: Any, axis: Any = None, *_: Any, ddof: int = 0, keepdims: Any = False, **__: Any) -> Any:
    """Follow np.std."""
    root = np.sqrt(variance(a, axis, ddof=ddof, keepdims=keepdims))
    return with_value(root, np.std(bare(as_array(a)), bare(axis), ddof=ddof, keepdims=is_given_and_true(keepdims)))


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A002  # NumPy's own name
    """Follow np.linalg.norm."""
    array = as_array(x)
    is_of_rows = array.ndim == 1 or isinstance(axis, int)
    if ord in (None, "fro") or (ord == 2 and is_of_rows):
        result = np.sqrt(reduced(np.add, array * array, axis, keepdims=keepdims))
    elif ord == 1 and is_of_rows:
        result = reduced(np.add, np.abs(array), axis, keepdims=keepdims)
    elif ord == np.inf and is_of_rows:
        result = reduced(np.maximum, np.abs(array), axis, keepdims=keepdims)
    else:
        raise NotFollowedError("norm")
    return with_value(result, np.linalg.norm(bare(array), ord, bare(axis), keepdims))


def median(a: Any, axis: Any = None, *_: Any, **__: Any) -> Any:
    """Follow np.median."""
    array = sorted_array(a, axis if axis is None else int(axis))
    count = array.shape[-1 if axis is None else axis]
    middle = [(count - 1) // 2, count // 2]
    return mean(moved(np.take, 0)(array, middle, axis=0 if axis is None else axis), 0 if axis is None else axis)


def mean_without_nan(a: Any, axis: Any = None, **others: Any) -> Any:
    """Follow np.nanmean, where nothing is missing."""
    if np.isnan(bare(a)).any():
        raise NotFollowedError("nanmean")
    return mean(a, axis, **others)
