"""NumPy's functions on traced arrays: which row follows each.

What has no row is not followed: its result is opaque.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from xortui.check.tracing.arrays import TracedArray, array_of, as_array, bare, given, nodes_of, unrecorded
from xortui.check.tracing.averages import average, deviation, mean, mean_without_nan, median, norm, summed, variance
from xortui.check.tracing.cell_functions import (
    chosen_where,
    clip,
    copy,
    difference,
    full_like,
    itself,
    nan_to_num,
    ones_like,
    piecewise,
    rounded,
    selected,
    spaced,
    zeros_like,
)
from xortui.check.tracing.changed_cells import resynced
from xortui.check.tracing.einstein_sum import einsum
from xortui.check.tracing.folds import by_accumulation, by_reduction, peak_to_peak, sum_without_nan, trace_of
from xortui.check.tracing.followers import Handler, enter
from xortui.check.tracing.moved_cells import (
    along_axis,
    copied_to,
    diagonal_matrix,
    fill_diagonal,
    moved,
    padded,
    put_flat,
    sorted_array,
    triangle,
)
from xortui.check.tracing.numbers import TRACED, traced
from xortui.check.tracing.products import (
    chain_of_products,
    cross_product,
    dot_product,
    inner_product,
    kron,
    outer_product,
    tensordot,
    vdot,
)
from xortui.check.tracing.recording import tape
from xortui.check.tracing.traced_matrix import like

FUNCTIONS: dict[Callable[..., Any], Handler] = {
    np.sum: summed,
    np.prod: by_reduction(np.multiply),
    np.max: by_reduction(np.maximum),
    np.amax: by_reduction(np.maximum),
    np.min: by_reduction(np.minimum),
    np.amin: by_reduction(np.minimum),
    np.nansum: sum_without_nan(np.add),
    np.nanmax: sum_without_nan(np.maximum),
    np.nanmin: sum_without_nan(np.minimum),
    np.nanmean: mean_without_nan,
    np.ptp: peak_to_peak,
    np.median: median,
    np.sort: sorted_array,
    np.diff: difference,
    np.ediff1d: lambda ary: difference(as_array(ary).reshape(-1)),
    np.kron: kron,
    np.cross: cross_product,
    np.pad: padded,
    np.diag: diagonal_matrix,
    np.triu: triangle(np.triu),
    np.tril: triangle(np.tril),
    np.apply_along_axis: along_axis,
    np.select: selected,
    np.piecewise: piecewise,
    np.copyto: copied_to,
    np.put: put_flat,
    np.fill_diagonal: fill_diagonal,
    np.linspace: spaced,
    np.linalg.multi_dot: chain_of_products,
    np.real: itself,
    np.round: rounded,
    np.around: rounded,
    np.mean: mean,
    np.average: average,
    np.var: variance,
    np.std: deviation,
    np.linalg.norm: norm,
    np.dot: dot_product,
    np.outer: outer_product,
    np.inner: inner_product,
    np.vdot: vdot,
    np.tensordot: tensordot,
    np.einsum: einsum,
    np.where: chosen_where,
    np.clip: clip,
    np.trace: trace_of,
    np.zeros_like: zeros_like,
    np.ones_like: ones_like,
    np.empty_like: zeros_like,
    np.full_like: full_like,
    np.copy: copy,
    np.nan_to_num: nan_to_num,
    np.cumsum: by_accumulation(np.add),
    np.cumprod: by_accumulation(np.multiply),
    np.reshape: moved(np.reshape, 0),
    np.ravel: moved(np.ravel, 0),
    np.transpose: moved(np.transpose, 0),
    np.squeeze: moved(np.squeeze, 0),
    np.expand_dims: moved(np.expand_dims, 0),
    np.swapaxes: moved(np.swapaxes, 0),
    np.moveaxis: moved(np.moveaxis, 0),
    np.rollaxis: moved(np.rollaxis, 0),
    np.atleast_3d: moved(np.atleast_3d, 0),
    np.resize: moved(np.resize, 0),
    np.take_along_axis: moved(np.take_along_axis, 0),
    np.compress: moved(np.compress, 1),
    np.extract: moved(np.extract, 1),
    np.choose: moved(np.choose, 1),
    np.broadcast_to: moved(np.broadcast_to, 0),
    np.atleast_1d: moved(np.atleast_1d, 0),
    np.atleast_2d: moved(np.atleast_2d, 0),
    np.concatenate: moved(np.concatenate, 0),
    np.append: moved(np.append, 0, 1),
    np.hstack: moved(np.hstack, 0),
    np.vstack: moved(np.vstack, 0),
    np.dstack: moved(np.dstack, 0),
    np.stack: moved(np.stack, 0),
    np.column_stack: moved(np.column_stack, 0),
    np.block: moved(np.block, 0),
    np.repeat: moved(np.repeat, 0),
    np.tile: moved(np.tile, 0),
    np.take: moved(np.take, 0),
    np.delete: moved(np.delete, 0),
    np.insert: moved(np.insert, 0, 2),
    np.flip: moved(np.flip, 0),
    np.fliplr: moved(np.fliplr, 0),
    np.flipud: moved(np.flipud, 0),
    np.roll: moved(np.roll, 0),
    np.rot90: moved(np.rot90, 0),
    np.diagonal: moved(np.diagonal, 0),
    np.split: moved(np.split, 0),
    np.array_split: moved(np.array_split, 0),
    np.hsplit: moved(np.hsplit, 0),
    np.vsplit: moved(np.vsplit, 0),
}
"""How each function of NumPy's is followed."""
_PASSIVE = frozenset(
    {"argmax", "argmin", "argsort", "shape", "ndim", "size", "any", "all", "allclose", "array_equal", "isclose"}
    | {"count_nonzero", "nonzero", "unique", "array2string", "array_repr", "array_str", "save", "savez", "savetxt"}
    | {"isnan", "isinf", "isfinite", "result_type", "may_share_memory", "shares_memory", "searchsorted", "histogram"}
    | {"flatnonzero", "argwhere", "iscomplexobj", "isrealobj", "digitize", "bincount", "can_cast"}
)
"""Functions whose results are no numbers of the network."""
_COMPUTING = frozenset({np.dot, np.sum, np.mean, np.outer, np.inner, np.max, np.linalg.norm})
"""Functions that compute numbers of their own, and give no view of others."""


def apply_function(function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Do a function of NumPy's, and write it on the tape if it is followed."""
    handler = FUNCTIONS.get(function)
    if tape().is_in_gap and function in _COMPUTING and "out" not in kwargs:
        plain_kwargs = {name: bare(value) for name, value in kwargs.items()}
        return like(unrecorded(function(*map(bare, args), **plain_kwargs)), *args)
    if handler is not None:
        named = dict(kwargs)
        out = named.pop("out", None)
        try:
            return given(like(handler(*args, **named), *args), out)
        except Exception:  # in a form that is not followed, or wrong: then NumPy says so
            return unfollowed(function, args, kwargs)
    return unfollowed(function, args, kwargs)


def unfollowed(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
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


enter("function", apply_function)
