"""The methods of a traced array."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from xortui.check.tracing.arrays import TracedArray, array_with, bare, nodes_of
from xortui.check.tracing.cell_functions import copy, itself
from xortui.check.tracing.changed_cells import as_whole
from xortui.check.tracing.followers import Handler
from xortui.check.tracing.moved_cells import flatten, or_leaves, reshape, sorted_array, transposed
from xortui.check.tracing.numbers import traced
from xortui.check.tracing.numpy_functions import FUNCTIONS, apply_function, unfollowed
from xortui.check.tracing.records import viewed
from xortui.check.tracing.traced_matrix import like


def _method(function: Callable[..., Any]) -> Handler:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return apply_function(function, (self, *args), kwargs)

    return method


def astype(self: Any, dtype: Any, *_: Any, **__: Any) -> Any:
    """Follow array.astype."""
    values = bare(self).astype(dtype)
    if values.dtype.kind not in "fiub":
        return values
    return like(array_with(values, as_whole(values, nodes_of(self).copy())), self)


def only_item(self: Any, *places: Any) -> Any:
    """Follow array.item: return a cell, or the only one."""
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
        return only_item(self)
    if bare(self).ndim > 1:
        return [_to_list(part) for part in self]
    return [traced(value, node) for value, node in zip(bare(self).tolist(), nodes_of(self).tolist(), strict=True)]


def _fill(self: Any, value: Any) -> None:
    self[...] = value


def _view(self: Any, *args: Any, **kwargs: Any) -> Any:
    if args or kwargs:
        return viewed(self, np.ndarray.view(bare(self), *args, **kwargs))
    return array_with(bare(self), nodes_of(self))


def _sort(self: Any, axis: int = -1, *_: Any, **__: Any) -> None:
    self[...] = sorted_array(self, axis)


def _resize(self: Any, *shape: Any, **_: Any) -> None:
    """Change the shape of an array for good, with zeros at its end if it grows."""
    wanted = shape[0] if len(shape) == 1 else shape
    nodes = nodes_of(self)
    np.ndarray.resize(self, bare(wanted), refcheck=False)
    kept = np.zeros(self.size, np.int64)
    count = min(self.size, nodes.size)
    kept[:count] = nodes.reshape(-1)[:count]
    self.nodes = or_leaves(kept.reshape(self.shape), bare(self))


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
    "conj": itself,
    "conjugate": itself,
    "copy": copy,
    "reshape": reshape,
    "transpose": transposed,
    "flatten": flatten,
    "astype": astype,
    "item": only_item,
    "tolist": _to_list,
    "fill": _fill,
    "view": _view,
}
"""The methods of an array that are followed."""
AS_THEY_ARE = frozenset({"all", "any", "argmax", "argmin", "argsort", "nonzero", "searchsorted", "argpartition"})
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
            return unfollowed(original, (self, *args), kwargs)

    return method


def _bare_method(name: str) -> Handler:
    original = getattr(np.ndarray, name)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return original(bare(self), *map(bare, args), **{key: bare(value) for key, value in kwargs.items()})

    return method


def _unfollowed_method(name: str) -> Handler:
    original = getattr(np.ndarray, name)
    return lambda self, *args, **kwargs: unfollowed(original, (self, *args), kwargs)


for _name, _handler in METHODS.items():
    if hasattr(np.ndarray, _name):  # ptp was one until NumPy 2
        setattr(TracedArray, _name, _safe(_name, _handler))
for _name in AS_THEY_ARE:
    setattr(TracedArray, _name, _bare_method(_name))
for _name in _OF_NUMPY:
    setattr(TracedArray, _name, _unfollowed_method(_name))
