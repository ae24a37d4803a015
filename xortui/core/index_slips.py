"""Slips of an index: which unit of a layer, or which weight of a matrix, stands for the one that is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping

FIRST = "the first"
LAST = "the last"
PREVIOUS = "the one before"
NEXT = "the next one"
REVERSED = "in reverse order"
NUMBER_OF_TARGET = "the one with the number of the target"
"""Of a weight from unit j to unit k, unit k below."""

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


BY_INPUT = "input by input"
BY_UNIT = "unit by unit"
RESHAPED = (BY_INPUT, BY_UNIT)
"""The order of the weights in a matrix that is reshaped instead of transposed."""


def in_reshaped(order: str, source: int, target: int, sources: int, targets: int) -> tuple[int, int]:
    """Return which weight stands in the place of another after its matrix has been reshaped.

    Args:
        order: of the weights, one of `RESHAPED`.
        source: the unit that the other weight comes from, in its layer from 0.
        target: the unit that it leads to.
        sources: how many units the layer below has.
        targets: how many units the layer has.

    Returns:
        Its source and its target.
    """
    if order == BY_INPUT:
        return divmod(target * sources + source, targets)
    unit, below = divmod(source * targets + target, sources)
    return below, unit
