"""A tape for large arrays: of each long axis it follows a few places, and of each sum over such an axis their part.

Whatever is done to an array as a whole is done to all of its cells alike. So the numbers at the places that are
followed are those of a smaller network, each made by the formula of the file: fewer inputs, units and samples, and all
that is computed of them. What is done to a part of a long axis alone would not show there: it spoils the whole array.

Data is not recorded before it is used. Its cells have numbers below 0, and so has a cell that is not followed.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xortui.check.tracing.tape import Nodes, Op, Tape

LONG = 12
"""Of an axis with more places than that, a few are followed."""
FOLLOWED = 4
"""Places of a long axis that are followed."""
NOT_FOLLOWED = -2
"""Stands in the place of the node of a cell that is not followed."""
NODE_NOT_FOLLOWED = 1
"""The node that stands for all such cells, where something is computed from one: the first of a tape."""
FEW = 16
"""So many numbers of data are recorded at once."""
_FIRST_OF_DATA = -3
_IS_GIVEN = np.isin(np.arange(len(Op)), (int(Op.LEAF), int(Op.CONSTANT)))
"""Whether an operation gives a number that stands in the file, or comes from where it is not followed."""

Place = slice
"""Which places of an axis are followed."""


class _Followed(NamedTuple):
    """A large array of which a part was recorded."""

    first: int
    """The node of the first cell that was: those of the others follow."""
    followed: tuple[int, ...]
    """The shape of the part."""
    shape: tuple[int, ...]
    """The shape of the array."""


class PartialTape(Tape):
    """The nodes of a part of each large array.

    Args:
        products_of_data: at how many places of the file a product of data with data is data, before those of training.
    """

    most_cells = 8_000_000

    longest = LONG
    """An axis with more places is followed in part."""
    _site_of_data: int | None = None
    """Where the data was made that is being recorded; None at other times."""

    def __init__(self, *args: Any, products_of_data: int = 0, **kwargs: Any) -> None:
        """Begin an empty tape."""
        super().__init__(*args, **kwargs)
        self._products_of_data = products_of_data
        self._sites_of_data: set[int] = set()
        super().one(Op.OPAQUE, float("nan"))
        self._summands: dict[int, int] = {}
        """Node of a sum over a long axis → how many numbers it adds up in the file."""
        self._arrays: list[_Followed] = []
        """The large arrays of which a part was recorded, in the order of their nodes."""
        self._training_begins = 0
        """How long the tape was at the first product of arrays; what was computed before is data. 0 before it."""
        self._firsts = [0]
        """The number of the first cell of each array of data, counted over all of them."""
        self._data: list[NDArray[Any]] = []
        self._lengths: list[int] = []
        """How long the tape was when each array of data was made."""
        self._sites: list[int] = []
        """Where in the file each was made."""
        self._count = 0
        self._node_of_data: dict[int, int] = {}
        """Number of a cell of data → its node; those that have been used."""
        self._used: Nodes = np.zeros(0, np.int64)
        """The same numbers in their order, as far as they were asked for."""
        self._made_at: dict[int, int] = {}
        """Node of a cell of data → how long the tape was when it was made."""

    def followed_places(self, length: int) -> Place:
        """Return which places of an axis are followed: of a long one some in the middle, of the middle of a picture."""
        if length <= self.longest:
            return slice(None)
        side = math.isqrt(length)
        first = (side // 2) * (side + 1) if side * side == length else length // 2
        return slice(first, first + FOLLOWED)

    def followed_cells(self, shape: tuple[int, ...]) -> tuple[Place, ...] | None:
        """Return which cells of an array are followed; None if all are."""
        if all(length <= self.longest for length in shape):
            return None
        return tuple(map(self.followed_places, shape))

    def count_followed(self, length: int) -> int:
        """Return how many places of an axis are followed."""
        return len(range(length)[self.followed_places(length)])

    def may_make_data(self) -> bool:
        """Say whether a product of data at this place of the file is taken for data, too."""
        site = self.here()
        if site not in self._sites_of_data and len(self._sites_of_data) < self._products_of_data:
            self._sites_of_data.add(site)
        return site in self._sites_of_data

    def begin_training(self) -> None:
        """Note that arrays are multiplied from here on."""
        self._training_begins = self._training_begins or self.length

    def many(self, op: Op, values: ArrayLike, *operands: Nodes) -> Nodes:
        """Record those of an array's scalars that are followed."""
        if self.is_in_gap:
            return super().many(op, values, *operands)
        array = np.asarray(values)
        if op is Op.LEAF and array.size > FEW:
            return self.data(array)
        key = self.followed_cells(array.shape)
        if key is None:
            return super().many(op, array, *map(self.recorded, operands))
        whole = [np.broadcast_to(operand, array.shape) for operand in operands]
        is_data = self._are_data(whole, array.shape)
        if operands and not self._training_begins and is_data.all():
            return self.data(array)
        nodes = super().many(op, array[key], *(self.recorded(operand[key]) for operand in whole))
        return self.spread(array, key, nodes, is_data)

    def fold(self, op: Op, values: NDArray[Any], first: Nodes, others: Nodes) -> Nodes:
        """Record those operations one after the other whose results are followed."""
        shape = values.shape[1:]
        if self.is_in_gap or not len(values):
            return super().fold(op, values, first, others)
        key = self.followed_cells(shape)
        if key is None:
            return super().fold(op, values, self.recorded(first), self.recorded(np.asarray(others)))
        whole = [np.broadcast_to(first, shape), *np.broadcast_to(others, values.shape)]
        is_data = self._are_data(whole, shape)
        if not self._training_begins and is_data.all():
            return self.data(values[-1])
        parts = np.broadcast_to(others, values.shape)[(slice(None), *key)]
        nodes = super().fold(op, values[(slice(None), *key)], self.recorded(whole[0][key]), self.recorded(parts))
        return self.spread(values[-1], key, nodes, is_data)

    def one(self, op: Op, value: float, a: int = 0, b: int = 0, c: int = 0) -> int:
        """Record one scalar, and return its node."""
        if a < 0 or b < 0 or c < 0:
            a, b, c = (self._recorded_one(node) for node in (a, b, c))
        return super().one(op, value, a, b, c)

    def expect_product(self, rows: Nodes, columns: Nodes) -> None:
        """Look at what is multiplied: two matrices."""

    def made_at(self, node: int) -> int:
        """Return how long the tape was when a number was made, which may be recorded later."""
        return self._made_at.get(node, node)

    def expect_large_arrays(self) -> None:
        """Go on: a part of them is recorded."""

    def guard(self, op: Op, left: int, right: int, is_true: bool) -> None:
        """Remember which way a comparison of scalars went."""
        super().guard(op, self._recorded_one(left), self._recorded_one(right), is_true)

    def known(self, nodes: Nodes | int) -> Any:
        """Return the values that nodes have on the tape; NaN of what is not followed."""
        self.settle()
        numbers = np.asarray(nodes)
        values = self.value[np.maximum(numbers, 0)]
        if np.any(numbers < 0):
            values = np.array(values)
            values[numbers == NOT_FOLLOWED] = np.nan
            is_data = numbers <= _FIRST_OF_DATA
            values[is_data] = self._values_of_data(_FIRST_OF_DATA - numbers[is_data])
        return values

    def operation_of(self, nodes: Nodes | int) -> Any:
        """Return what nodes did."""
        self.settle()
        numbers = np.asarray(nodes)
        ops = np.where(numbers < 0, int(Op.LEAF), self.op[np.maximum(numbers, 0)])
        return np.where(numbers == NOT_FOLLOWED, int(Op.OPAQUE), ops)

    def looked_at(self, nodes: Nodes) -> Nodes:
        """Return those nodes of an array that are recorded."""
        return nodes[nodes > 0]

    def are_alike(self, nodes: Nodes, others: Nodes) -> bool:
        """Say whether nodes did the same as others, at the places that are followed."""
        if nodes.shape != others.shape:
            return False
        key = self.followed_cells(nodes.shape) or ()
        return super().are_alike(self.recorded(nodes[key]), self.recorded(others[key]))

    def correct(self, nodes: Nodes | int, values: Any) -> None:
        """Give nodes that were just computed the values that the program's own function gave."""
        numbers = np.asarray(nodes)
        is_recorded = numbers > 0
        super().correct(numbers[is_recorded], np.broadcast_to(values, numbers.shape)[is_recorded])

    def data(self, values: NDArray[Any]) -> Nodes:
        """Return what stands for the nodes of data, which are recorded when they are used."""
        start = self._count
        self._count += values.size
        self._data.append(np.array(values, float) if values.size < MAX_COPIED else values)
        self._firsts.append(self._count)
        self._lengths.append(self.length)
        self._sites.append(self.here())
        nodes = np.arange(_FIRST_OF_DATA - start, _FIRST_OF_DATA - self._count, -1)
        return nodes.reshape(values.shape)

    def recorded(self, nodes: Nodes) -> Nodes:
        """Return nodes with those of data recorded."""
        numbers = np.asarray(nodes)
        is_missing = numbers < 0
        if not is_missing.any():
            return numbers
        found = np.array(numbers)
        cells, inverse = np.unique(numbers[is_missing], return_inverse=True)
        new = [cell for cell in cells.tolist() if cell != NOT_FOLLOWED and cell not in self._node_of_data]
        if new:
            self._record_data(new)
        known = [NODE_NOT_FOLLOWED if cell == NOT_FOLLOWED else self._node_of_data[cell] for cell in cells.tolist()]
        found[is_missing] = np.array(known)[inverse.reshape(-1)]
        return found

    def places(self, nodes: Nodes) -> list[tuple[tuple[int, ...], int]]:
        """Return the cells of an array that are recorded, each with its node."""
        found = [(tuple(cell), int(nodes[tuple(cell)])) for cell in np.argwhere(nodes > 0).tolist()]
        used = self._used_data()
        if nodes.size:
            used = used[np.searchsorted(used, nodes.min()) : np.searchsorted(used, nodes.max(), side="right")]
        if len(used):
            places = np.minimum(np.searchsorted(used, nodes), len(used) - 1)
            for cell in np.argwhere(used[places] == nodes).tolist():
                found.append((tuple(cell), self._node_of_data[int(nodes[tuple(cell)])]))
        return found

    def _used_data(self) -> Nodes:
        """Return the numbers of the cells of data that are recorded, in their order."""
        if len(self._used) < len(self._node_of_data):
            self._used = np.sort(np.fromiter(self._node_of_data, np.int64, len(self._node_of_data)))
        return self._used

    def spread(self, values: NDArray[Any], key: tuple[Place, ...], nodes: Nodes, is_data: Any = False) -> Nodes:
        """Return the nodes of an array of which some cells are followed.

        Args:
            values: the array.
            key: which cells are followed.
            nodes: of those.
            is_data: which of the others are numbers of data.
        """
        found = self.data(values) if np.any(is_data) else np.full(values.shape, NOT_FOLLOWED)
        if not np.all(is_data):
            found = np.where(is_data, found, NOT_FOLLOWED)
        found[key] = nodes
        self._arrays.append(_Followed(int(nodes.reshape(-1)[0]), nodes.shape, values.shape))
        return found

    def has_summed(self, nodes: Nodes, count: int) -> None:
        """Note that each of some nodes adds up so many numbers in the file, of which some are followed."""
        self._summands.update(dict.fromkeys(np.asarray(nodes).reshape(-1).tolist(), count))

    def summands(self, node: int) -> int:
        """Return how many numbers a sum adds up in the file, before a bias is added; 0 if that is not known."""
        reached = [node]
        for one in reached:
            if one in self._summands:
                return self._summands[one]
            if self.op[one] in (int(Op.ADD), int(Op.SUB), int(Op.NEG)) and len(reached) < MAX_REACHED:
                reached += [int(self.a[one]), int(self.b[one])]
        return 0

    def count_along(self, node: int, other: int) -> int:
        """Return how long the axis is along which two cells of one array differ; 0 if that is not known."""
        place = bisect_right(self._arrays, node, key=lambda array: array.first) - 1
        if place < 0:
            return 0
        array = self._arrays[place]
        places = (node - array.first, other - array.first)
        if not all(0 <= one < math.prod(array.followed) for one in places):
            return 0
        cells = zip(*(np.unravel_index(one, array.followed) for one in places), strict=True)
        axes = [axis for axis, (one, another) in enumerate(cells) if one != another]
        return array.shape[axes[0]] if len(axes) == 1 else 0

    def is_whole(self, nodes: Nodes, key: Any, new: Nodes) -> bool:
        """Say whether cells of an array are data, or are changed at all places of its long axes.

        Args:
            nodes: of the array, before the change.
            key: which cells are changed.
            new: the nodes of what is put there.
        """
        if self.are_data(nodes[key]) and self.are_data(new):
            return True
        is_changed = np.zeros(nodes.shape, bool)
        is_changed[key] = True
        for axis, length in enumerate(nodes.shape):
            others = tuple(other for other in range(nodes.ndim) if other != axis)
            if length > self.longest and not is_changed.any(axis=others).all():
                return False
        return True

    def _before_end(self) -> None:
        """Look up the names once more: making large arrays may have taken all operations after which it was done."""
        if self.when_long[1] is None:
            return
        self.is_recording = False
        self.when_long[1]()
        self.is_recording = True

    def are_data(self, nodes: Nodes) -> bool:
        """Say whether all cells of an array are data."""
        return bool(np.all(self._is_data(nodes)))

    def _are_data(self, operands: list[Nodes], shape: tuple[int, ...]) -> NDArray[np.bool_]:
        is_data = np.ones(shape, bool)
        for operand in operands:
            is_data &= self._is_data(operand)
        return is_data

    def _is_data(self, nodes: Nodes) -> Any:
        """Say which cells are numbers of the file's data, or were made of such before anything was trained."""
        numbers = np.asarray(nodes)
        if numbers.size and numbers.strides and not any(numbers.strides):  # a number for every cell
            numbers = numbers.reshape(-1)[:1].reshape((1,) * numbers.ndim)
        is_data = numbers <= _FIRST_OF_DATA
        if np.all(is_data):
            return is_data
        begins = self._training_begins or self.length
        self.settle()
        is_given = _IS_GIVEN[self.op[np.maximum(numbers, 0)]] | (numbers < begins)
        return is_data | ((numbers > 0) & (numbers != NODE_NOT_FOLLOWED) & is_given)

    def _recorded_one(self, node: int) -> int:
        return int(self.recorded(np.asarray(node))) if node < 0 else node

    def here(self) -> int:
        """Return the number of the site at which the program stands, or where data was made that is recorded now."""
        return super().here() if self._site_of_data is None else self._site_of_data

    def _record_data(self, cells: list[int]) -> None:
        """Record cells of data, those of each array together."""
        numbers = _FIRST_OF_DATA - np.array(cells)
        arrays = np.searchsorted(self._firsts, numbers, side="right") - 1
        for array in np.unique(arrays).tolist():
            self._site_of_data = self._sites[array]
            own = np.flatnonzero(arrays == array)
            nodes = super().many(Op.LEAF, self._values_of_data(numbers[own])).tolist()
            for cell, node in zip(own.tolist(), nodes, strict=True):
                self._node_of_data[cells[cell]] = node
                self._made_at[node] = self._lengths[array]
        self._site_of_data = None

    def _values_of_data(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the values of cells of data, by their number."""
        values = np.empty(len(numbers))
        arrays = np.searchsorted(self._firsts, numbers, side="right") - 1
        for array in np.unique(arrays).tolist():
            cells = arrays == array
            values[cells] = self._data[array].reshape(-1)[numbers[cells] - self._firsts[array]]
        return values


MAX_REACHED = 8
"""Numbers among which a sum of products is looked for."""
MAX_COPIED = 200_000
"""Cells of an array of data that is copied, should the program change it in place."""
