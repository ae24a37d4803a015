"""Functions that are done cell by cell, or make new cells."""

from __future__ import annotations

from typing import Any

import numpy as np

from xortui.check.tracing.arrays import (
    NotFollowedError,
    TracedArray,
    array_of,
    array_with,
    as_array,
    bare,
    given,
    nodes_of,
    traced_array,
    with_value,
)
from xortui.check.tracing.chosen_cells import chosen_cells
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Op
from xortui.check.tracing.traced_matrix import like


def difference(a: Any, n: int = 1, axis: int = -1, **_: Any) -> Any:
    """Follow np.diff."""
    array = as_array(a)
    for _step in range(n):
        later = [slice(None)] * array.ndim
        earlier = [slice(None)] * array.ndim
        later[axis] = slice(1, None)
        earlier[axis] = slice(None, -1)
        array = array[tuple(later)] - array[tuple(earlier)]
    return array


def selected(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    """Follow np.select."""
    result = default
    for condition, choice in reversed(list(zip(condlist, choicelist, strict=True))):
        result = chosen_where(condition, choice, result)
    return result


def piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **kwargs: Any) -> Any:
    """Follow np.piecewise."""
    array = as_array(x)
    values = np.zeros(array.shape, bare(array).dtype)
    result = array_with(values, tape().many(Op.LEAF, values))
    conditions = [np.asarray(bare(condition)) for condition in condlist]
    if len(funclist) == len(conditions) + 1:
        conditions.append(~np.logical_or.reduce(conditions))
    for condition, function in zip(conditions, funclist, strict=True):
        result[condition] = function(array[condition], *args, **kwargs) if callable(function) else function
    return result


def spaced(start: Any, stop: Any, num: int = 50, endpoint: bool = True, **others: Any) -> Any:
    """Follow np.linspace."""
    if others:
        raise NotFollowedError("linspace")
    values = np.linspace(bare(start), bare(stop), num, endpoint)
    share = np.linspace(0.0, 1.0, num, endpoint)
    return with_value(start + (stop - start) * share, values)


def chosen_where(condition: Any, *choices: Any) -> Any:
    """Follow np.where."""
    if not choices:
        return np.where(bare(condition))
    values = np.where(bare(condition), *map(bare, choices))
    asked, then, otherwise = (nodes_of(as_array(value)) for value in (condition, *choices))
    return array_of(values, chosen_cells(values, asked, then, otherwise))


def clip(a: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **named: Any) -> Any:
    """Follow np.clip."""
    low = named.get("min", a_min)
    high = named.get("max", a_max)
    result = as_array(a)
    if low is not None:
        result = np.maximum(result, low)
    return given(result if high is None else np.minimum(result, high), out)


def zeros_like(a: Any, dtype: Any = None, **_: Any) -> Any:
    """Follow np.zeros_like."""
    return traced_array(np.zeros_like(bare(a), dtype=dtype))


def ones_like(a: Any, dtype: Any = None, **_: Any) -> Any:
    """Follow np.ones_like."""
    return traced_array(np.ones_like(bare(a), dtype=dtype))


def full_like(a: Any, fill_value: Any, dtype: Any = None, **_: Any) -> Any:
    """Follow np.full_like."""
    return traced_array(np.full_like(bare(a), bare(fill_value), dtype=dtype))


def copy(a: Any, *_: Any, **__: Any) -> Any:
    """Follow np.copy."""
    return like(array_of(bare(a).copy(), nodes_of(a).copy()), a)


def nan_to_num(x: Any, *_: Any, **__: Any) -> Any:
    """Follow np.nan_to_num, where all numbers are finite."""
    if not np.isfinite(bare(x)).all():
        raise NotFollowedError("nan_to_num")
    return copy(x) if isinstance(x, TracedArray) else x


def rounded(a: Any, decimals: int = 0, *_: Any, **__: Any) -> Any:
    """Follow np.round: what comes out is data anew."""
    values = np.round(bare(a), bare(decimals))
    return array_of(np.asarray(values), tape().many(Op.LEAF, values))


def itself(a: Any, *_: Any, **__: Any) -> Any:
    """Return what is given: np.real, array.conj."""
    return a
