"""Labels of numbers: which value of a program a number is a multiple of, at several points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xortui.core.lockstep import Floats
from xortui.core.program import Kind, Program

FINENESS = 1e6
"""In how many parts a direction is told from another."""
ALIKE = 1e-10
"""How far the cosine of two rows of numbers may be from 1 for them to be multiples of each other."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a node is a multiple of."""

    name: str
    """A value of the program: ∂C/∂z3."""
    sample: int
    """The sample; −1 for the sum over the batch."""
    ratio: float
    """How many times that value the node is."""


class Quantities:
    """The values of a program, as rows of one number for each point."""

    def __init__(self, program: Program, values: Mapping[str, Floats], count: int) -> None:
        """Write the values of all operations down, of each sample and over the batch."""
        self.names: list[tuple[str, int]] = []
        rows: list[NDArray[np.float64]] = []
        for operation in program.operations:
            if operation.kind in (Kind.UPDATE, Kind.RESET, Kind.COUNT):
                continue
            value = np.asarray(values[operation.target])
            if value.ndim != 2:
                continue
            for sample in range(value.shape[1]):
                self.names.append((operation.target, sample))
                rows.append(value[:, sample])
            if value.shape[1] > 1 and operation.kind is Kind.DERIVATIVE:
                self.names.append((operation.target, -1))
                rows.append(value.sum(axis=1))
        for name in program.inputs:
            value = np.broadcast_to(values[name], (count, np.shape(values[name])[-1]))
            for sample in range(value.shape[1]):
                self.names.append((name, sample))
                rows.append(value[:, sample])
        self.rows = np.array(rows) if rows else np.zeros((0, count))
        directions, lengths = _directions(self.rows)
        self._lengths = lengths
        self._by_direction: dict[bytes, int] = {}
        for number, direction in enumerate(directions):
            if lengths[number]:
                self._by_direction.setdefault(direction, number)

    def matches(self, nodes: NDArray[np.float64]) -> tuple[list[int], list[float]]:
        """Return for each row of numbers the quantity that it is a multiple of, −1 for none, and the multiple."""
        directions, lengths = _directions(nodes)
        if not self._by_direction:
            return [-1] * len(directions), [0.0] * len(directions)
        of_direction = self._by_direction.get
        best = np.array([of_direction(direction, -1) for direction in directions], np.int64)
        best[lengths == 0] = -1
        with np.errstate(all="ignore"):
            ratios = np.where(best >= 0, lengths / self._lengths[best], 0.0)
        found: list[int] = best.tolist()
        multiples: list[float] = ratios.tolist()
        return found, multiples


def _directions(rows: NDArray[np.float64]) -> tuple[list[bytes], NDArray[np.float64]]:
    """Return rows divided by their lengths, as bytes that are equal for multiples, and the lengths.

    A length has the sign of its row's largest number, so that its direction has none.
    """
    lengths = np.linalg.norm(rows, axis=1)
    units = rows / np.where(lengths > 0, lengths, 1.0)[:, None]
    if len(rows):
        largest = np.argmax(np.abs(np.round(units, 6)), axis=1)
        signs = np.where(units[np.arange(len(rows)), largest] < 0, -1.0, 1.0)
        units = units * signs[:, None]
        lengths = lengths * signs
    directions = np.ascontiguousarray(np.round(units * FINENESS).astype(np.int64))
    size = directions.shape[1] * directions.itemsize
    if not directions.size:
        return [b""] * len(directions), lengths
    whole_rows: list[bytes] = directions.view(np.dtype((np.void, size)))[:, 0].tolist()
    return whole_rows, lengths


def of_length_one(rows: Sequence[Floats] | Floats) -> Floats:
    """Return rows of numbers, each divided by its length; a row that is not finite, or 0, is 0."""
    found = np.array(rows, float)
    found[~np.isfinite(found).all(axis=1)] = 0.0
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    scaled: Floats = found / np.where(lengths > 0, lengths, 1.0)
    return scaled
