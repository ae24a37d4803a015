"""Loops over the cells of arrays: np.nditer, np.ndenumerate, np.vectorize."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from xortui.check.tracing.arrays import (
    TracedArray,
    array_with,
    bare,
    nodes_of,
    traced_array,
)


class _Cells:
    """What np.nditer gives for one traced array: a view of each cell, in whose place the program may write."""

    def __init__(self, array: TracedArray, iterator: Any) -> None:
        self._array = array
        self._iterator = iterator

    def __iter__(self) -> Iterator[Any]:
        for index in np.ndindex(self._array.shape):
            place = (*index, ...)
            yield array_with(bare(self._array)[place], nodes_of(self._array)[place])

    def __enter__(self) -> _Cells:
        return self

    def __exit__(self, *_: object) -> None:
        self._iterator.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._iterator, name)

    def __getitem__(self, key: Any) -> Any:
        place = (*self._iterator.multi_index, ...)
        return array_with(bare(self._array)[place], nodes_of(self._array)[place])


def cells_of(*args: Any, **named: Any) -> Any:
    """Follow np.nditer."""
    iterator = np.nditer(*map(bare, args), **{name: bare(value) for name, value in named.items()})
    if len(args) and isinstance(args[0], TracedArray) and "external_loop" not in named.get("flags", ()):
        return _Cells(args[0], iterator)
    return iterator


def numbered_cells(array: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Yield the index and the value of each cell, as np.ndenumerate does."""
    traced_one = array if isinstance(array, TracedArray) else traced_array(array)
    for index in np.ndindex(traced_one.shape):
        yield index, traced_one[index]


def vectorized(function: Any, args: tuple[Any, ...]) -> Any:
    """Call the function that np.vectorize was given once for each cell."""
    arrays = [argument if isinstance(argument, np.ndarray) else traced_array(argument) for argument in args]
    shape = np.broadcast_shapes(*(np.shape(bare(array)) for array in arrays))
    flat = []
    for array in arrays:
        spread = array_with(np.broadcast_to(bare(array), shape), np.broadcast_to(nodes_of(array), shape))
        flat.append(list(spread.reshape(-1)))
    results = [function.pyfunc(*cells) for cells in zip(*flat, strict=True)]
    return traced_array(results).reshape(shape)
