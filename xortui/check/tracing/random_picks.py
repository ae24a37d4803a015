"""Functions that give random numbers, or pick among the program's own at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np

from xortui.check.tracing.arrays import (
    AnyRecords,
    TracedArray,
    array_of,
    bare,
    holds_traced,
    nodes_of,
    traced_array,
)

_GENERATORS = (random.Random, np.random.RandomState, np.random.Generator)


def is_random(function: Any) -> bool:
    """Say whether a function gives random numbers: they are data, a start of a weight."""
    owner = getattr(function, "__self__", None)
    return isinstance(owner, _GENERATORS)


Picking = tuple[Any] | None
"""What came out of picking, in a tuple; None if nothing in it is followed."""


def _shuffled(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Picking:
    """Shuffle an array in its place as NumPy would, its nodes with it."""
    array = args[0]
    if not isinstance(array, TracedArray | AnyRecords) or len(args) > 1 or kwargs:
        return None
    order = np.arange(len(array))
    function(order)
    bare(array)[...] = bare(array)[order]
    nodes_of(array)[...] = nodes_of(array)[order]
    return (None,)


def _permuted(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Picking:
    """Return a shuffled copy."""
    rows = _rows_to_pick(args[0])
    if rows is None or len(args) > 1 or kwargs:
        return None
    order = np.asarray(function(len(rows)))
    return (array_of(bare(rows)[order], nodes_of(rows)[order]),)


def _chosen(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Picking:
    """Return cells picked at random."""
    if isinstance(getattr(function, "__self__", None), random.Random):  # which gives an item as it is
        return None
    rows = _rows_to_pick(args[0])
    if rows is None or kwargs.get("axis"):
        return None
    plain_kwargs = {name: bare(value) for name, value in kwargs.items()}
    order = np.asarray(function(len(rows), *map(bare, args[1:]), **plain_kwargs))
    return (array_of(np.asarray(bare(rows)[order]), np.asarray(nodes_of(rows)[order])),)


def _rows_to_pick(value: Any) -> Any:
    if isinstance(value, TracedArray | AnyRecords):
        return value if value.ndim else None
    return traced_array(value) if isinstance(value, list) and holds_traced(value) else None


PICKING: dict[str, Callable[[Any, tuple[Any, ...], dict[str, Any]], Picking]] = {
    "shuffle": _shuffled,
    "permutation": _permuted,
    "choice": _chosen,
}
"""Methods of NumPy's generators that pick among the program's numbers."""
