"""Tensors in another shape or of another type, parts of them, and several joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from xortui.check.tracing.arrays import array_with, bare, nodes_of
from xortui.check.tracing.numpy_functions import apply_function
from xortui.check.tracing.tensor import Tensor, array_in, unwrapped, wrapped
from xortui.check.tracing.tensor_arithmetic import Operation


def _sizes(args: Sequence[Any]) -> tuple[int, ...]:
    given = args[0] if len(args) == 1 and isinstance(args[0], list | tuple) else args
    return tuple(int(size) for size in given)


def viewed(tensor: Tensor, *shape: Any) -> Tensor:
    """Follow tensor.view."""
    array = tensor.array
    if shape and isinstance(shape[0], np.dtype | type):
        return tensor
    values = bare(array).reshape(_sizes(shape))
    return wrapped(array_with(values, nodes_of(array).reshape(_sizes(shape))))


def flattened(tensor: Tensor, start_dim: int = 0, *_: Any) -> Tensor:
    """Follow torch.flatten."""
    return viewed(tensor, *tensor.shape[:start_dim], -1)


def _both(change: Callable[[Any], Any]) -> Callable[[Tensor], Tensor]:
    """Return a change of shape done to the cells and to their nodes."""
    return lambda tensor: wrapped(array_with(change(bare(tensor.array)), change(nodes_of(tensor.array))))


def squeezed(tensor: Tensor, dim: int | None = None) -> Tensor:
    """Follow torch.squeeze."""
    if dim is not None and tensor.shape[dim] != 1:
        return tensor
    return _both(lambda array: np.squeeze(array, dim))(tensor)


def unsqueezed(tensor: Tensor, dim: int) -> Tensor:
    """Follow torch.unsqueeze."""
    return _both(lambda array: np.expand_dims(array, int(dim)))(tensor)


def swapped(tensor: Tensor, first: int, second: int) -> Tensor:
    """Follow torch.transpose."""
    return _both(lambda array: np.swapaxes(array, int(first), int(second)))(tensor)


def permuted(tensor: Tensor, *dims: Any) -> Tensor:
    """Follow torch.permute."""
    return _both(lambda array: np.transpose(array, _sizes(dims)))(tensor)


def expanded(tensor: Tensor, *sizes: Any) -> Tensor:
    """Follow tensor.expand."""
    wanted = list(_sizes(sizes))
    added = len(wanted) - tensor.ndim
    for place, size in enumerate(wanted):
        if size == -1:
            wanted[place] = tensor.shape[place - added]
    return _both(lambda array: np.broadcast_to(array, wanted))(tensor)


def repeated(tensor: Tensor, *sizes: Any) -> Tensor:
    """Follow tensor.repeat."""
    return _both(lambda array: np.tile(array, _sizes(sizes)))(tensor)


def same_cells(tensor: Tensor, *_: Any, **__: Any) -> Tensor:
    """Return a tensor of the same cells: tensor.detach."""
    return wrapped(tensor.array)


def as_type(dtype: Any) -> Operation:
    """Return a method that gives a tensor of another type: tensor.long."""
    return lambda tensor, *_, **__: wrapped(tensor.array.astype(dtype))


def of_other_type(tensor: Tensor, *wanted: Any, **named: Any) -> Tensor:
    """Return a tensor of another type; all devices are the same."""
    for kind in (*wanted, *named.values()):
        if isinstance(kind, Tensor):
            return of_other_type(tensor, kind.dtype)
        if isinstance(kind, type) and issubclass(kind, np.generic):
            return wrapped(tensor.array.astype(kind))
    return tensor


def joined(tensors: Any, dim: int = 0, **named: Any) -> Tensor:
    """Return tensors one after the other."""
    arrays = [array_in(tensor) for tensor in tensors]
    return wrapped(apply_function(np.concatenate, (arrays, named.get("axis", dim)), {}))


def stacked(tensors: Any, dim: int = 0) -> Tensor:
    """Return tensors as rows of a new one."""
    arrays = [array_in(tensor) for tensor in tensors]
    return joined([unsqueezed(wrapped(array), dim) for array in arrays], dim)


def parts_of(tensor: Tensor, size: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Follow torch.split."""
    parts = []
    for start in range(0, tensor.shape[dim], int(size)):
        key: list[Any] = [slice(None)] * tensor.ndim
        key[dim] = slice(start, start + int(size))
        parts.append(tensor[tuple(key)])
    return tuple(parts)


def chunks(tensor: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Follow torch.chunk."""
    return parts_of(tensor, -(-tensor.shape[dim] // chunks), dim)


def selected(tensor: Tensor, dim: int, index: Any) -> Tensor:
    """Follow torch.index_select."""
    key: list[Any] = [slice(None)] * tensor.ndim
    key[dim] = unwrapped(index)
    return tensor[tuple(key)]


def gathered(tensor: Tensor, dim: int, index: Any) -> Tensor:
    """Follow torch.gather."""
    places = np.asarray(bare(array_in(index)))
    found = _both(lambda array: np.take_along_axis(array, places, dim))(tensor)
    found.array.is_by_label = True
    return found
