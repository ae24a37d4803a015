"""A tape for large batches: of each it follows some samples, spread over the batch, and all units of all layers.

What the samples are that are not followed is kept beside it, so that the numbers of a whole step can be computed.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Container, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xortui.check.tracing.partial_tape import NOT_FOLLOWED, PartialTape, Place
from xortui.check.tracing.tape import LARGE_BATCH, Enough, Nodes, Op
from xortui.core.lockstep import Floats

SAMPLE_COUNTS = (16, 10, 6)
"""About as many samples of a large batch are followed: the more weights a network has, the fewer."""
MAX_PRODUCTS = 4_000
"""Samples that are followed × weights on the way forward: with more, fewer samples are followed."""
PERIODS = 6
"""The distance between two samples that are followed has no factor in common with this.

Data often repeats every 2 or 3 samples, and then all that are followed would be alike.
"""
MAX_KEPT = 2_000
"""Arrays that are kept, for the samples that are not followed."""
MAX_COMPUTED = 100
"""How many of them may have been computed in the file."""


class SampledTape(PartialTape):
    """The nodes of some samples of each large batch.

    Args:
        samples: about as many are followed.
        batch_sizes: how many samples large batches have, if it is known: then vectors of other lengths are whole.
        stops_at_many_weights: whether the program is stopped if its network has so many weights that fewer samples are
            enough.
    """

    longest = LARGE_BATCH

    def __init__(
        self,
        *args: Any,
        samples: int = SAMPLE_COUNTS[0],
        batch_sizes: Collection[int] = (),
        stops_at_many_weights: bool = False,
        **kwargs: Any,
    ) -> None:
        """Begin an empty tape."""
        super().__init__(*args, **kwargs)
        self._samples = samples
        self.batch_sizes = set(batch_sizes)
        """How many samples large batches have; empty if that is not known."""
        self._stops_at_many_weights = stops_at_many_weights
        self.was_stopped_at_many_weights = False
        self._weights: dict[int, int] = {}
        """The first node of each matrix by which a batch was multiplied on its way forward → its size."""
        self._goes_back = False
        """Whether the samples of a batch have been added up, as on the way back."""
        self._kept: list[Nodes] = []
        """Arrays of nodes of data, each of which has all samples of a batch."""
        self._last_kept: dict[tuple[int, tuple[int, ...], tuple[int, ...]], Nodes] = {}
        """Address, shape and strides → the last of them: an array may be shuffled in place and be another one then."""
        self._computed: list[tuple[Nodes, NDArray[Any]]] = []
        """The same of what was computed from data: the nodes that were followed, and the values of all samples."""
        self._chosen: list[NDArray[np.bool_]] = []
        """Samples × units: which cells were changed, where a label chooses one of each sample."""
        self._columns: dict[tuple[int, ...], Floats] | None = None
        """Nodes of the samples that are followed → the values of all."""

    def followed_places(self, length: int) -> Place:
        """Return which places of an axis are followed: of a long one some that are spread over it."""
        if length <= self.longest:
            return slice(None)
        every = length // self._samples
        while math.gcd(every, PERIODS) > 1:
            every += 1
        return slice((length - 1) % every // 2, None, every)

    def followed_cells(self, shape: tuple[int, ...]) -> tuple[Place, ...] | None:
        """Return which cells of an array are followed; None if all are, as of a vector that is no batch."""
        if len(shape) == 1 and self.batch_sizes and shape[0] not in self.batch_sizes:
            return None
        return super().followed_cells(shape)

    def expect_product(self, rows: Nodes, columns: Nodes) -> None:
        """Keep what is multiplied, and note the size of its batch.

        Raises:
            Enough: if a layer has as many units as a large batch has samples, or if fewer samples are enough.
        """
        shape = (*rows.shape, columns.shape[1])
        if len(self._long_axes(shape)) > 1 and self.is_recording and not self.is_in_gap:
            self.has_large_steps = True
            raise Enough
        if self.batch_sizes:
            self.batch_sizes.update(length for length in (len(rows), columns.shape[1]) if length > self.longest)
        if self._stops_at_many_weights and not self._goes_back:
            self._stop_at_many_weights(rows, columns)
        self._keep(rows)
        self._keep(columns)

    def _stop_at_many_weights(self, rows: Nodes, columns: Nodes) -> None:
        """Stop the program if its network has so many weights that fewer samples are enough.

        Raises:
            Enough: if so.
        """
        if rows.shape[1] > self.longest:
            self._goes_back = True
            return
        if max(len(rows), columns.shape[1]) <= self.longest:
            return
        weights = columns if len(rows) > self.longest else rows
        if weights.size:
            self._weights[int(weights[0, 0])] = weights.size
        if self._samples * sum(self._weights.values()) > MAX_PRODUCTS:
            self.was_stopped_at_many_weights = True
            raise Enough

    @property
    def is_to_be_run_again(self) -> bool:
        """Whether the program was stopped, and is run again with a part of what it computes."""
        return super().is_to_be_run_again or self.was_stopped_at_many_weights

    def many(self, op: Op, values: ArrayLike, *operands: Nodes) -> Nodes:
        """Record those of an array's scalars that are followed."""
        for operand in operands:
            self._keep(np.asarray(operand))
        return super().many(op, values, *operands)

    def spread(self, values: NDArray[Any], key: tuple[Place, ...], nodes: Nodes, is_data: Any = False) -> Nodes:
        """Return the nodes of an array of which some cells are followed."""
        if len(self._computed) < MAX_COMPUTED:
            self._computed.append((nodes, np.array(values, float)))
        return super().spread(values, key, nodes, is_data)

    def is_whole(self, nodes: Nodes, key: Any, new: Nodes) -> bool:
        """Say whether cells of an array are data, or are changed for all samples."""
        is_whole = self.followed_cells(nodes.shape) is None or super().is_whole(nodes, key, new)
        if is_whole and nodes.ndim == 2 and max(nodes.shape) > self.longest and len(self._chosen) < MAX_KEPT:
            is_changed = np.zeros(nodes.shape, bool)
            is_changed[key] = True
            self._chosen.append(is_changed)
        return is_whole

    def _keep(self, nodes: Nodes) -> None:
        is_long = nodes.ndim in (1, 2) and nodes.size and self.followed_cells(nodes.shape) is not None
        if not is_long or len(self._kept) >= MAX_KEPT or nodes[(0,) * nodes.ndim] == NOT_FOLLOWED:
            return
        address = (nodes.__array_interface__["data"][0], nodes.shape, nodes.strides)
        last = self._last_kept.get(address)
        if last is None or not np.array_equal(last, nodes):
            self._last_kept[address] = nodes.copy()
            self._kept.append(self._last_kept[address])

    def of_all_samples(self, table: Nodes) -> Floats | None:
        """Return the values of all samples of a batch; None if they are not known.

        Args:
            table: samples that are followed × numbers: their nodes, 0 for a 0.
        """
        if self._columns is None:
            self._columns = dict(self._found_columns())
        columns = [self._columns.get(tuple(column)) for column in table.T.tolist()]
        known = [column for column in columns if column is not None]
        if len(known) == len(columns):
            return np.stack(known, axis=1)
        return self._labels(table)

    def samples_for_each(self) -> float:
        """Return how many samples of its largest batch a program has for each one that is followed."""
        lengths = {length for array in self._arrays for length in array.shape if length > self.longest}
        longest = max(lengths, default=1)
        return longest / self.count_followed(longest)

    def mixes_samples(self, start: int, end: int, learnt: Container[int] = ()) -> bool:
        """Say whether numbers of each sample are made of a sum over all samples, as where a batch is normalised.

        Of such a sum only a part is followed.

        Args:
            start: the last node before a step.
            end: its last node.
            learnt: what is learnt after the step: it is made of sums, and what reads it early mixes nothing.
        """
        columns = (self.a[: end + 1].tolist(), self.b[: end + 1].tolist(), self.c[: end + 1].tolist())
        of_sums = {node for node in self._summands if start < node <= end}
        for node in range(start + 1, end + 1):
            if node in of_sums or node in learnt:
                continue
            if any(column[node] in of_sums for column in columns):
                of_sums.add(node)
                if self._is_of_sample(node):
                    return True
        return False

    def _is_of_sample(self, node: int) -> bool:
        """Say whether a number belongs to an array that has one for each sample."""
        place = bisect_right(self._arrays, node, key=lambda array: array.first) - 1
        return place >= 0 and node < self._arrays[place].first + math.prod(self._arrays[place].followed)

    def _labels(self, table: Nodes) -> Floats | None:
        """Return the values of all samples where a label chooses one number of each sample; None if that is not so."""
        is_chosen = table > 0
        values = set(self.value[table[is_chosen]].tolist())
        if len(values) != 1 or not (is_chosen.sum(axis=1) == 1).all():
            return None
        for cells in self._chosen:
            for all_samples in (cells, cells.T):
                places = self.followed_places(len(all_samples))
                if np.array_equal(all_samples[places], is_chosen):
                    labels: Floats = np.where(all_samples, values.pop(), 0.0)
                    return labels
        return None

    def _found_columns(self) -> Iterator[tuple[tuple[int, ...], Floats]]:
        """Yield for each column of what was kept the nodes that were followed, and the values of all samples."""
        for nodes, computed in self._computed:
            for axis in self._long_axes(computed.shape):
                for followed, values in zip(_along(nodes, axis), _along(computed, axis), strict=True):
                    yield tuple(followed.tolist()), values
        for kept in self._kept:
            for axis in self._long_axes(kept.shape):
                for column in _along(kept, axis):
                    if not (column == NOT_FOLLOWED).any():
                        followed = self.recorded(column[self.followed_places(len(column))])
                        yield tuple(followed.tolist()), np.array(self.known(column), float)

    def _long_axes(self, shape: Sequence[int]) -> list[int]:
        return [axis for axis, length in enumerate(shape) if length > self.longest]


def _along(array: NDArray[Any], axis: int) -> NDArray[Any]:
    """Return all columns of an array along an axis, one below the other."""
    return np.moveaxis(array, axis, -1).reshape(-1, array.shape[axis])
