"""Functions that only move cells about: they are done to the cells and to their nodes alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xortui.check.tracing.arrays import NotFollowedError, TracedArray, array_of, as_array, bare, nodes_of, traced_array
from xortui.check.tracing.followers import Handler
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Nodes, Op


def moved(function: Callable[..., Any], *data: int) -> Handler:
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


def sorted_array(a: Any, axis: Any = -1, *_: Any, **__: Any) -> Any:
    """Follow np.sort."""
    array = as_array(a)
    if axis is None:
        array = array.reshape(-1)
        axis = -1
    order = np.argsort(bare(array), axis=axis, kind="stable")
    values = np.take_along_axis(bare(array), order, axis)
    return array_of(values, np.take_along_axis(nodes_of(array), order, axis))


def padded(array: Any, pad_width: Any, mode: Any = "constant", **kwargs: Any) -> Any:
    """Follow np.pad."""
    values = np.pad(bare(array), bare(pad_width), mode, **{name: bare(value) for name, value in kwargs.items()})
    if mode in ("edge", "reflect", "wrap", "symmetric"):
        return array_of(values, np.pad(nodes_of(array), bare(pad_width), mode, **kwargs))
    if mode != "constant":
        raise NotFollowedError("pad")
    nodes = np.pad(nodes_of(array), bare(pad_width), mode, constant_values=-1)
    fresh = nodes == -1
    nodes[fresh] = tape().many(Op.LEAF, values[fresh])
    return array_of(values, nodes)


def diagonal_matrix(v: Any, k: int = 0) -> Any:
    """Follow np.diag."""
    values = np.diag(bare(v), k)
    nodes = np.diag(nodes_of(v), k)
    return array_of(values, or_leaves(nodes, values))


def or_leaves(nodes: Nodes, values: NDArray[Any]) -> Nodes:
    """Return nodes with leaves where there are none."""
    filled = np.array(nodes)
    missing = filled == 0
    if missing.any():
        filled[missing] = tape().many(Op.LEAF, values[missing])
    return filled


def triangle(function: Callable[..., Any]) -> Handler:
    """Return the handler of np.triu or np.tril."""

    def handle(m: Any, k: int = 0) -> Any:
        values = function(bare(m), k)
        return array_of(values, or_leaves(function(nodes_of(m), k), values))

    return handle


def along_axis(func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """Call a function of the program's for each row."""
    array = as_array(arr)
    rows = array_of(np.moveaxis(bare(array), axis, -1), np.moveaxis(nodes_of(array), axis, -1))
    results = [func1d(rows[index], *args, **kwargs) for index in np.ndindex(rows.shape[:-1])]
    stacked = traced_array(results)
    shaped = reshape(stacked, rows.shape[:-1] + np.shape(bare(stacked))[1:])
    if stacked.ndim == 1:
        return shaped
    return array_of(np.moveaxis(bare(shaped), -1, axis), np.moveaxis(nodes_of(shaped), -1, axis))


def copied_to(dst: Any, src: Any, casting: Any = "same_kind", where: Any = True) -> None:
    """Follow np.copyto."""
    if not isinstance(dst, TracedArray):
        np.copyto(dst, bare(src), casting=casting, where=bare(where))
        return
    np.copyto(bare(dst), bare(src), casting=casting, where=bare(where))
    np.copyto(nodes_of(dst), nodes_of(src), where=bare(where))


def put_flat(a: Any, ind: Any, v: Any, mode: Any = "raise") -> None:
    """Follow np.put."""
    np.put(bare(a), bare(ind), bare(v), mode)
    if isinstance(a, TracedArray):
        np.put(nodes_of(a), bare(ind), nodes_of(v), mode)


def fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    """Follow np.fill_diagonal."""
    np.fill_diagonal(bare(a), bare(val), wrap)
    if isinstance(a, TracedArray):
        np.fill_diagonal(nodes_of(a), nodes_of(val), wrap)


def reshape(self: Any, *shape: Any, **kwargs: Any) -> Any:
    """Follow array.reshape."""
    wanted = shape[0] if len(shape) == 1 else shape
    order = kwargs.get("order", "C")
    return array_of(bare(self).reshape(wanted, order=order), nodes_of(self).reshape(wanted, order=order))


def transposed(self: Any, *axes: Any) -> Any:
    """Follow array.transpose."""
    return array_of(bare(self).transpose(*axes), nodes_of(self).transpose(*axes))


def flatten(self: Any, order: Any = "C") -> Any:
    """Follow array.flatten."""
    return array_of(bare(self).flatten(order), nodes_of(self).flatten(order))
