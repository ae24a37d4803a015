"""Whether the target of each sample stands in another row of its array than the inputs do: X[i] with Y[i + 1]."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from xortui.check.causes.cause import Evidence
from xortui.check.causes.course import Seen
from xortui.check.recognition.names import written
from xortui.check.tracing.trace import NamedPlace

MIN_PAIRS = 4
"""Different rows that are trained, at least."""
MAX_AXES = 2
"""Axes of an array whose rows, or columns, may be samples."""


class _Pair(NamedTuple):
    """The rows of the inputs and of the target of one sample."""

    inputs: int
    target: int


def out_of_step(evidence: Evidence) -> str:
    """Tell targets that stand some rows before or behind their inputs, in an array of as many rows.

    What is learnt so may be meant, as what comes next; so it is told only where nothing is learnt.
    """
    for axis in range(MAX_AXES):
        told = _told(evidence, axis)
        if told:
            return told if evidence.is_stuck else ""
    return ""


def _told(evidence: Evidence, axis: int) -> str:
    """Return the sentence for samples along an axis; '' if inputs and targets are in step there, or it is not known."""
    places = evidence.trace.places
    pairs: set[_Pair] = set()
    arrays: set[tuple[tuple[str, ...], ...]] = set()
    first: tuple[NamedPlace, NamedPlace] | None = None
    for seen in evidence.course.steps:
        for inputs, targets in _samples(seen):
            found_inputs = [places.get(node) for node in inputs]
            found_targets = [places.get(node) for node in targets]
            own = [place for place in found_inputs if place is not None]
            other = [place for place in found_targets if place is not None]
            if len(own) < len(inputs) or len(other) < len(targets):
                return ""
            pair = _rows(own, other, axis)
            if pair is None:
                return ""
            pairs.add(pair)
            arrays.add((own[0].path, other[0].path))
            first = first or (own[0], other[0])
    apart = Counter(pair.target - pair.inputs for pair in pairs)
    if first is None or len(arrays) > 1 or len(pairs) < MIN_PAIRS or first[0].path == first[1].path:
        return ""
    rows, count = apart.most_common(1)[0]
    # At one end of the data a row comes around to the other.
    if not rows or count < len(pairs) - 1 or len({pair.inputs for pair in pairs}) < len(pairs):
        return ""
    what = "row" if axis == 0 else "column"
    where = "behind its inputs, in" if rows > 0 else "before its inputs, in"
    many = f"{abs(rows)} {what}s" if abs(rows) > 1 else f"1 {what}"
    return (
        f"Inputs and targets are out of step: the target of each sample stands {many} {where} "
        f"{written(first[1], 1)} beside {written(first[0], 1)}. Take one index for both."
    )


def _samples(seen: Seen) -> list[tuple[list[int], list[int]]]:
    """Return the nodes of the inputs and of the targets of each sample of a step."""
    return list(zip(seen.inputs.tolist(), seen.targets.tolist(), strict=True))


def _rows(inputs: Sequence[NamedPlace], targets: Sequence[NamedPlace], axis: int) -> _Pair | None:
    """Return in which rows the inputs and the targets of a sample stand; None if they are in several, or in none."""
    own = {_row(place, axis) for place in inputs}
    other = {_row(place, axis if len(place.shape) > axis else 0) for place in targets}
    if len(own) != 1 or len(other) != 1:
        return None
    (row, size), (target_row, target_size) = own.pop(), other.pop()
    return _Pair(row, target_row) if size == target_size and size else None


def _row(place: NamedPlace, axis: int) -> tuple[int, int]:
    """Return the row, or column, of a cell, and how many there are; 0 for one that is in no array."""
    if len(place.cell) <= axis:
        return 0, 0
    return place.cell[axis], place.shape[axis]
