"""Slips of an index: which unit of a layer stands for the one that is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping

FIRST = "the first"
LAST = "the last"
PREVIOUS = "the one before"
NEXT = "the next one"
REVERSED = "in reverse order"

SLIPS: Mapping[str, Callable[[int, int], int]] = {
    FIRST: lambda _index, _size: 0,
    LAST: lambda _index, size: size - 1,
    REVERSED: lambda index, size: size - 1 - index,
    # Python counts from the end below 0: the one before the first is the last.
    PREVIOUS: lambda index, size: (index - 1) % size,
    NEXT: lambda index, size: (index + 1) % size,
}
"""From the index that is meant and the number of units to the index that is taken."""


def slips(size: int) -> tuple[str, ...]:
    """Return the slips that differ from each other among so many units."""
    found: dict[tuple[int, ...], str] = {tuple(range(size)): ""}
    for name, slip in SLIPS.items():
        found.setdefault(tuple(slip(index, size) for index in range(size)), name)
    return tuple(name for name in found.values() if name)
