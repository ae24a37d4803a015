"""The rows of a program's data as they lay before something put numbers into another order for the first time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xortui.check.tracing.arrays import TracedArray, Wrapped
from xortui.check.tracing.numbers import TRACED
from xortui.check.tracing.tape import Nodes

REORDERING = frozenset(
    {
        *("shuffle", "permutation", "permuted", "randperm"),
        *("sort", "sorted", "argsort", "lexsort"),
        *("roll", "rotate", "flip", "flipud", "reverse", "reversed"),
        *("choice", "choices", "sample", "pop", "randint", "integers", "randrange"),
    }
)
"""Functions and methods that put numbers into another order, or pick some of them."""
MIN_ROWS = 3
MAX_CELLS = 50_000
"""Numbers of one look at all names."""
MAX_LOOKS = 10
MAX_DEPTH = 4
"""How many objects within objects are looked into for data."""
MAX_ITEMS = 400
"""Items of an object that are looked into."""


@dataclass(frozen=True, slots=True, eq=False)
class DataRows:
    """An array or a list, as samples one after the other."""

    name: str
    """What the program calls it."""
    nodes: Nodes
    """Its numbers, row by row."""
    rows: NDArray[np.int64]
    """The row of each."""
    columns: NDArray[np.int64]
    """The place of each in its row."""
    count: int
    """How many rows there are."""


@dataclass(frozen=True, slots=True, eq=False)
class RowsBefore:
    """All data before a call that puts numbers into another order."""

    line: int
    function: str
    """What is called there."""
    data: list[DataRows]


def rows_of(spaces: Sequence[Mapping[str, Any]]) -> list[DataRows]:
    """Return the data that names stand for.

    Args:
        spaces: the names of the module, and those of the functions that run.
    """
    found: list[DataRows] = []
    visited: set[int] = set()
    left = MAX_CELLS
    for space in spaces:
        for name, value in list(space.items()):
            if name.startswith("__"):
                continue
            for rows in _data(name, value, visited, 0):
                left -= len(rows.nodes)
                if left < 0:
                    return found
                found.append(rows)
    return found


def _data(name: str, value: Any, visited: set[int], depth: int) -> Iterator[DataRows]:
    """Yield the arrays and lists of rows in a value."""
    if isinstance(value, Wrapped):
        value = value.array
    if isinstance(value, TracedArray):
        nodes = _known_nodes(value)
        if nodes is not None:
            yield from _of_array(name, nodes.copy())
        return
    is_leaf = isinstance(value, (str, bytes, type, ModuleType, np.ndarray, int, float))
    if is_leaf or depth == MAX_DEPTH or id(value) in visited:
        return
    visited.add(id(value))
    if isinstance(value, list | tuple):
        rows = _of_list(name, value)
        if rows is not None:
            yield rows
        if rows is None or len(value) <= MIN_ROWS:  # (X, y) and the like are no samples
            for index, item in enumerate(value[:MAX_ITEMS]):
                yield from _data(f"{name}[{index}]", item, visited, depth + 1)
    elif isinstance(value, dict):
        for key, item in list(value.items())[:MAX_ITEMS]:
            yield from _data(f"{name}[{key!r}]", item, visited, depth + 1)
    elif not callable(value):
        for key, item in list(getattr(value, "__dict__", {}).items())[:MAX_ITEMS]:
            yield from _data(f"{name}.{key}", item, visited, depth + 1)


def _known_nodes(array: TracedArray) -> Nodes | None:
    """Return the nodes that an array has; None if it would get them only now."""
    return array.nodes if array.nodes is not None and array.nodes.shape == array.shape else None


def _of_array(name: str, nodes: Nodes) -> Iterator[DataRows]:
    """Yield an array with a sample in each row, and with one in each column."""
    if nodes.size > MAX_CELLS or nodes.ndim == 0:
        return
    if len(nodes) >= MIN_ROWS:
        yield _of_matrix(name, nodes.reshape(len(nodes), -1))
    if nodes.ndim == 2 and nodes.shape[1] >= MIN_ROWS:  # a matrix
        yield _of_matrix(name, nodes.T)


def _of_matrix(name: str, nodes: Nodes) -> DataRows:
    count, width = nodes.shape
    rows = np.repeat(np.arange(count), width)
    return DataRows(name, nodes.ravel(), rows, np.tile(np.arange(width), count), count)


def _of_list(name: str, items: Sequence[Any]) -> DataRows | None:
    """Return a list with a sample in each item; None if not every item is made of numbers."""
    if not MIN_ROWS <= len(items) <= MAX_CELLS:
        return None
    by_row: list[list[int]] = []
    for item in items:
        nodes = list(_nodes_in(item, 0))
        if not nodes:
            return None
        by_row.append(nodes)
    lengths = np.array(list(map(len, by_row)))
    columns = [np.arange(length) for length in lengths]
    return DataRows(
        name,
        np.array([node for nodes in by_row for node in nodes], np.int64),
        np.repeat(np.arange(len(items)), lengths),
        np.concatenate(columns),
        len(items),
    )


def _nodes_in(item: Any, depth: int) -> Iterator[int]:
    """Yield the nodes of the numbers in an item of a list."""
    if isinstance(item, Wrapped):
        item = item.array
    if isinstance(item, TRACED):
        yield item.node
    elif isinstance(item, TracedArray):
        nodes = _known_nodes(item)
        yield from [] if nodes is None else nodes.ravel().tolist()
    elif isinstance(item, list | tuple) and depth < MAX_DEPTH:
        for part in item:
            yield from _nodes_in(part, depth + 1)
