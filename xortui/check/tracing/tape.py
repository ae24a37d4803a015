"""The tape: every scalar that a traced program computed, with what it was computed from and where.

A node is one scalar. Arrays are many nodes: their numbers stand in an array of the same shape, so that a view of an
array and the view of its nodes stay the same cells.
"""

from __future__ import annotations

import copy
import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum
from types import CodeType, FrameType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Nodes = NDArray[np.int64]
"""The numbers of nodes, in the shape of the array that they belong to."""

FIRST_SIZE = 1 << 16
BLOCKS_BETWEEN_TIMES = 64
"""Operations after which it is asked how late it is."""
MAX_NODES = 1_500_000
"""The program is stopped when so many have been recorded, however few operations those are."""
MAX_AT_ONCE = 150_000
"""So many products of one operation are more than a step may have to be examined."""
LARGE_BATCH = 40
"""With more samples in a batch, some of them are enough to examine a step, if it is large."""
NODES_OF_LARGE_BATCHES = 60_000
"""With more nodes than that on the tape, the steps are large, however few operations those are."""
MAX_LEARNT = 2_000
"""Cells of a matrix that is learnt: with more of them, no network is examined whole."""
MANY_COLUMNS = 200
"""So many numbers of each sample are many."""
MAX_ADDED = 3
"""How often a weight may be added to between two products, to be known as the one that it was."""
MAX_FRAMES = 4
"""Frames of the traced file that are kept of a call within a call."""


SECONDS_OF_GAPS = 1.5
"""How long the program may compute in all without being recorded."""


class Op(IntEnum):
    """What a node did with its operands."""

    CONSTANT = 0
    """A number that the program wrote in a formula, or that came from where it was not followed."""
    LEAF = 1
    """A number that stands in the program's data: an item of a list, a cell of a new array."""
    OPAQUE = 2
    """A result of something that is not followed."""
    ADD = 3
    SUB = 4
    MUL = 5
    DIV = 6
    POW = 7
    NEG = 8
    EXP = 9
    LOG = 10
    TANH = 11
    SQRT = 12
    ABS = 13
    SIGN = 14
    MAX = 15
    MIN = 16
    WHERE = 17
    GT = 18
    GE = 19
    LT = 20
    LE = 21
    EQ = 22
    NE = 23
    NOT = 24
    SIN = 25
    COS = 26
    SINH = 27
    COSH = 28
    ARCTAN = 29
    ERF = 30
    AND = 31
    OR = 32
    FLOOR = 33


OPERANDS: Mapping[Op, int] = {
    Op.CONSTANT: 0, Op.LEAF: 0, Op.OPAQUE: 0,
    Op.NEG: 1, Op.EXP: 1, Op.LOG: 1, Op.TANH: 1, Op.SQRT: 1, Op.ABS: 1, Op.SIGN: 1, Op.NOT: 1, Op.SIN: 1, Op.COS: 1,
    Op.SINH: 1, Op.COSH: 1, Op.ARCTAN: 1, Op.ERF: 1, Op.FLOOR: 1,
    Op.ADD: 2, Op.SUB: 2, Op.MUL: 2, Op.DIV: 2, Op.POW: 2, Op.MAX: 2, Op.MIN: 2,
    Op.GT: 2, Op.GE: 2, Op.LT: 2, Op.LE: 2, Op.EQ: 2, Op.NE: 2, Op.AND: 2, Op.OR: 2, Op.WHERE: 3,
}  # fmt: skip
"""How many operands an operation has."""

COUNTS = [OPERANDS[op] for op in Op]
"""The same by the number of the operation."""
ARRAY_OF_COUNTS = np.array(COUNTS)
"""The same, to be indexed with an array."""


class Site(NamedTuple):
    """Where a node was computed: the lines and columns of the frames of the traced file, innermost first."""

    frames: tuple[tuple[CodeType, int], ...]
    """Code and instruction of each frame."""


class Guard(NamedTuple):
    """A comparison of two numbers that the program took a branch by."""

    op: Op
    left: int
    right: int
    is_true: bool
    time: int
    """How long the tape was then."""


class Enough(BaseException):
    """Raised in the traced program when enough of it has been seen."""


class Tape:
    """All nodes so far, one column for each property.

    Args:
        filenames: the files whose frames are sites.
        most_nodes: after so many nodes, and `enough_blocks` operations, the program is stopped.
        enough_blocks: operations on whole arrays, or on scalars, that are enough.
        seconds: the time after which the program is stopped at its next operation.
    """

    most_cells = 200_000
    """Cells of an array that comes from elsewhere and is followed from there on."""

    def __init__(
        self,
        filenames: frozenset[str] = frozenset(),
        *,
        most_nodes: int = 15_000,
        enough_blocks: int = 600,
        seconds: float = 5.0,
    ) -> None:
        """Begin an empty tape."""
        self.filenames = filenames
        self.length = 1
        self.blocks = 0
        self.is_recording = True
        self.guards: list[Guard] = []
        self.sites: list[Site] = [Site(())]
        self.written: Counter[int] = Counter()
        """How often each number that stands in the file as a leaf was come by."""
        self.asked_from = 0
        """How long the tape was before the first step of the user's choice; 0 if there is none."""
        self.outermost = 0
        """The id of the code outside of which there is nothing of the program."""
        self.lost: dict[int, str] = {}
        """Sites at which a number came out of something that is not followed, with its name."""
        self.when_long: tuple[tuple[int, ...], Callable[[], None] | None] = ((), None)
        """After how many operations something is done, and what."""
        self.when_reordered: Callable[[int, str], None] | None = None
        """What is done before a line puts numbers into another order for the first time."""
        self._reordering: set[tuple[str, int]] = set()
        self.further: Callable[[], tuple[int, int] | None] | None = None
        """Says, when there are so many nodes and operations, how many are enough after all; None if these are."""
        self.has_gaps = False
        """Whether there are numbers that were computed and not recorded: their nodes are 0."""
        self.is_in_gap = False
        """Whether nothing is recorded now."""
        self.is_full = False
        """Whether the program was stopped because it computes more numbers than are recorded."""
        self.has_large_steps = False
        """Whether the program was stopped because its training computes with larger arrays than can be examined."""
        self.large_batch_sizes: set[int] = set()
        """How many rows or columns matrices had that were multiplied, where these are as many as a large batch has."""
        self.stops_at_large_batches = False
        """Whether the program is stopped as soon as its steps are known to be large, and its batches too."""
        self.was_stopped_at_large_batches = False
        """Whether it was."""
        self.multiplies_arrays = False
        """Whether matrices were multiplied, of which a part could be followed."""
        self.may_be_large = False
        """Whether a large matrix was multiplied for the first time, so that nobody knows whether it is learnt."""
        self._cells_of_samples = 0
        """Numbers of all samples with many numbers each that came one by one."""
        self._large: dict[tuple[int, int, tuple[int, ...]], tuple[int, int]] = {}
        """Site, side and shape of a large matrix in a product → its first node and that of what it is multiplied with,
        the last time: a loop over layers has a matrix for each at one site."""
        self._operations_in_gaps = 0
        self._gap_ends_at = 0.0
        self._seconds_of_gaps = SECONDS_OF_GAPS
        self._most_nodes = most_nodes
        self._enough_blocks = enough_blocks
        self._ends_at = time.process_time() + seconds
        self._asks_the_time_at = BLOCKS_BETWEEN_TIMES
        self._site_numbers: dict[tuple[int, ...], int] = {}
        self._waiting: list[tuple[int, int, int, int, int, int, float]] = []
        self._settled = 1
        """How many nodes stand in the columns; those that follow wait."""
        self._enough = (most_nodes, enough_blocks, seconds)
        self._constants: dict[float, int] = {}
        self.op = np.zeros(FIRST_SIZE, np.int16)
        self.a = np.zeros(FIRST_SIZE, np.int64)
        self.b = np.zeros(FIRST_SIZE, np.int64)
        self.c = np.zeros(FIRST_SIZE, np.int64)
        self.site = np.zeros(FIRST_SIZE, np.int32)
        self.block = np.zeros(FIRST_SIZE, np.int32)
        self.value = np.zeros(FIRST_SIZE)
        self._operands: list[tuple[int, ...]] = []

    def allow_as_much_again(self) -> None:
        """Record as much from here on as there was to record from the beginning."""
        nodes, blocks, seconds = self._enough
        self._most_nodes = self.length + nodes
        self._enough_blocks = self.blocks + blocks
        self._ends_at = time.process_time() + seconds

    def here(self) -> int:
        """Return the number of the site at which the traced program stands."""
        key: list[int] = []
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            code = frame.f_code
            if code.co_filename in self.filenames:
                key += (id(code), frame.f_lasti)
                if len(key) == 2 * MAX_FRAMES or id(code) == self.outermost:
                    break
            frame = frame.f_back
        place = tuple(key)
        number = self._site_numbers.get(place)
        if number is None:
            number = len(self.sites)
            self._site_numbers[place] = number
            self.sites.append(self._site())  # which keeps the code, so that its id stays its own
        return number

    def _site(self) -> Site:
        """Return the site at which the traced program stands."""
        frames: list[tuple[CodeType, int]] = []
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and len(frames) < MAX_FRAMES:
            code = frame.f_code
            if code.co_filename in self.filenames:
                frames.append((code, frame.f_lasti))
                if id(code) == self.outermost:
                    break
            frame = frame.f_back
        return Site(tuple(frames))

    def one(self, op: Op, value: float, a: int = 0, b: int = 0, c: int = 0) -> int:
        """Record one scalar, and return its node."""
        if self.is_in_gap:
            return self._nothing()
        node = self.length
        self.length += 1
        self._waiting.append((op, a, b, c, self.here(), self.blocks, value))
        self._end_block()
        return node

    def settle(self) -> None:
        """Write the scalars that wait into the columns; needed before the columns are read."""
        waiting = self._waiting
        if not waiting:
            return
        end = self._settled + len(waiting)
        self._make_room(end)
        cells = slice(self._settled, end)
        columns: tuple[NDArray[Any], ...] = (self.op, self.a, self.b, self.c, self.site, self.block, self.value)
        for column, values in zip(columns, zip(*waiting, strict=True), strict=True):
            column[cells] = np.fromiter(values, column.dtype, len(values))
        self._settled = end
        waiting.clear()

    def expect(self, rows: int, summed: int, columns: int) -> None:
        """Stop the program if it is about to compute more products at once than are recorded.

        Args:
            rows: of the first matrix.
            summed: how many products each sum has.
            columns: of the second matrix.

        Raises:
            Enough: if so.
        """
        self.multiplies_arrays = True
        nodes = rows * summed * columns
        self.large_batch_sizes.update(length for length in (rows, columns) if length > LARGE_BATCH)
        if self.is_recording and not self.is_in_gap and nodes > MAX_AT_ONCE:
            self.is_full = True
            raise Enough

    def expect_matrix(self, side: int, nodes: Nodes, others: Nodes) -> None:
        """Stop the program if it multiplies a matrix that is learnt, and too large for its network to be examined.

        That it is learnt shows when it is multiplied again: something was added to it, or it takes other data.

        Args:
            side: on which side of the product it stands.
            nodes: of the matrix.
            others: of what stands on the other side.

        Raises:
            Enough: if so.
        """
        if nodes.size <= MAX_LEARNT or self.is_in_gap or not self.is_recording:
            return
        place = (self.here(), side, nodes.shape)
        self.may_be_large = place not in self._large
        firsts = (int(nodes.reshape(-1)[0]), int(others.reshape(-1)[0]))
        first, other = firsts
        old, old_other = self._large.get(place, firsts)
        self._large[place] = firsts
        is_other_data = other != old_other and {self.operation_of(one) for one in (other, old_other)} == {int(Op.LEAF)}
        is_learnt = is_other_data if first == old else self._is_made_of(first, old)
        if is_learnt:
            self.expect_large_arrays()

    def expect_data(self, shape: Sequence[int]) -> None:
        """Stop the program if it brings data of more samples, with many numbers each, than are recorded whole.

        Args:
            shape: of an array of data: of all samples, or of one.

        Raises:
            Enough: if so.
        """
        size = math.prod(shape)
        if size == max(shape):
            self._cells_of_samples += size
            is_large = self._cells_of_samples > self.most_cells // 4
        else:
            is_large = size >= max(self.most_cells, MANY_COLUMNS * max(shape))
        if is_large:
            self.expect_large_arrays()

    def expect_large_arrays(self) -> None:
        """Stop the program because its training computes with arrays that are too large to be examined whole.

        Raises:
            Enough: unless nothing is recorded now.
        """
        if self.is_recording:
            self.has_large_steps = True
            raise Enough

    @property
    def has_large_matrices(self) -> bool:
        """Whether a matrix was multiplied that is too large for its network to be examined, if it is learnt."""
        return bool(self._large)

    def _is_made_of(self, node: int, old: int) -> bool:
        """Say whether a number comes from another by a few sums and products, as an updated weight does."""
        self.settle()
        reached = {node}
        for _ in range(MAX_ADDED):
            sums = [one for one in reached if self.op[one] in (int(Op.ADD), int(Op.SUB), int(Op.MUL))]
            reached = {int(part) for one in sums for part in (self.a[one], self.b[one])}
            if old in reached:
                return True
        return False

    def many(self, op: Op, values: ArrayLike, *operands: Nodes) -> Nodes:
        """Record an array of scalars whose operands have been brought to its shape.

        Args:
            op: what was done, cell by cell.
            values: what came out.
            operands: up to three arrays of nodes, of any shape that broadcasts to that of `values`.

        Returns:
            The new nodes, in the shape of `values`.
        """
        array = np.asarray(values)
        size = array.size
        shape = array.shape
        if self.is_in_gap:
            return np.full(shape, self._nothing(), np.int64)
        self.settle()
        start = self.length
        end = start + size
        self._make_room(end)
        self.length = end
        self._settled = end
        cells = slice(start, end)
        self.op[cells] = int(op)
        for column, operand in zip((self.a, self.b, self.c), operands, strict=False):
            column[cells].reshape(shape)[...] = operand
        self.site[cells] = self.here()
        self.block[cells] = self.blocks
        self.value[cells].reshape(shape)[...] = array
        self._end_block()
        return np.arange(start, end).reshape(shape)

    def fold(self, op: Op, values: NDArray[Any], first: Nodes, others: Nodes) -> Nodes:
        """Record operations one after the other, each of what came out of the one before and of the next operand.

        Args:
            op: what they do, cell by cell.
            values: what comes out of each: operations × cells, in as many dimensions as there are.
            first: the nodes of the first operand of the first operation.
            others: the nodes of the second operand of each operation, in the shape of `values`.

        Returns:
            The nodes of what comes out of the last one.
        """
        if self.is_in_gap:
            return np.full(values.shape[1:], self._nothing(), np.int64)
        count = len(values)
        size = values[0].size if count else 0
        if not count or not size or self._stops_within(count, count * size):
            reached = first
            for value, other in zip(values, others, strict=True):
                reached = self.many(op, value, reached, other)
            return np.asarray(reached)
        self.settle()
        start = self.length
        end = start + count * size
        self._make_room(end)
        cells = slice(start, end)
        self.op[cells] = int(op)
        self.a[start : start + size] = np.broadcast_to(first, values.shape[1:]).reshape(-1)
        self.a[start + size : end] = np.arange(start, end - size)
        self.b[cells] = np.broadcast_to(others, values.shape).reshape(-1)
        self.site[cells] = self.here()
        self.block[cells] = np.repeat(np.arange(self.blocks, self.blocks + count), size)
        self.value[cells] = values.reshape(-1)
        self.length = end
        self._settled = end
        self.blocks += count - 1
        self._end_block()
        return np.arange(end - size, end).reshape(values.shape[1:])

    def _stops_within(self, blocks: int, nodes: int) -> bool:
        """Say whether something is to be done, or to be asked, before so many operations have been recorded."""
        last = self.blocks + blocks
        if any(self.blocks < place <= last for place in self.when_long[0]):
            return True
        end = self.length + nodes
        return end > MAX_NODES or (end > self._most_nodes and last > self._enough_blocks)

    def copy(self) -> Tape:
        """Return a tape of its own with the same nodes: whatever is done to it, this one stays."""
        self.settle()
        other = copy.copy(self)
        other._waiting = []
        for name in ("op", "a", "b", "c", "site", "block", "value"):
            setattr(other, name, getattr(self, name).copy())
        other._constants = self._constants.copy()
        other.guards = self.guards.copy()
        other._operands = []
        return other

    def operands(self) -> list[tuple[int, ...]]:
        """Return for each node that stands in the columns the nodes that it was computed from."""
        known = len(self._operands)
        if known < self._settled:
            cells = slice(known, self._settled)
            counts = ARRAY_OF_COUNTS[self.op[cells]].tolist()
            columns = (self.a[cells].tolist(), self.b[cells].tolist(), self.c[cells].tolist())
            self._operands += [(a, b, c)[:count] for count, a, b, c in zip(counts, *columns, strict=True)]
        return self._operands

    def made_at(self, node: int) -> int:
        """Return how long the tape was when a number was made."""
        return node

    def is_new_since(self, node: int, start: int) -> bool:
        """Say whether a number was made after a place of the tape from no other and is written nowhere: as if drawn."""
        return bool(self.op[node] == int(Op.LEAF) and self.made_at(node) > start and not self.written[node])

    def known(self, nodes: Nodes | int) -> Any:
        """Return the values that nodes have on the tape."""
        self.settle()
        return self.value[nodes]

    def count_followed(self, length: int) -> int:
        """Return how many places of an axis are followed."""
        return length

    def operation_of(self, nodes: Nodes | int) -> Any:
        """Return what nodes did."""
        self.settle()
        return self.op[nodes]

    def looked_at(self, nodes: Nodes) -> Nodes:
        """Return those nodes of an array that are recorded."""
        return nodes

    def are_alike(self, nodes: Nodes, others: Nodes) -> bool:
        """Say whether nodes did the same as others with the same operands, as a comparison that is written twice."""
        self.settle()
        columns: tuple[NDArray[Any], ...] = (self.op, self.a, self.b, self.c)
        return nodes.shape == others.shape and all(np.array_equal(one[nodes], one[others]) for one in columns)

    def correct(self, nodes: Nodes | int, values: Any) -> None:
        """Give nodes that were just computed the values that the program's own function gave."""
        if self.is_in_gap:
            return
        self.settle()
        self.value[nodes] = values

    def constant(self, value: float) -> int:
        """Return the node of a number that is not followed; one for each value."""
        node = self._constants.get(value)
        if node is None:
            node = self.one(Op.CONSTANT, value)
            if node:
                self._constants[value] = node
        return node

    def opaque(self, values: ArrayLike, name: str) -> Nodes:
        """Record what came out of something that is not followed."""
        nodes = self.many(Op.OPAQUE, values)
        if not self.is_in_gap:
            self.lost[self.here()] = name
        return nodes

    def before_reordering(self, filename: str, line: int, function: str) -> None:
        """Note that a line of a file is about to put numbers into another order, or to pick some of them."""
        if (filename, line) in self._reordering or not self.is_recording:
            return
        self._reordering.add((filename, line))
        if self.when_reordered is not None:
            self.when_reordered(line, function)

    def guard(self, op: Op, left: int, right: int, is_true: bool) -> None:
        """Remember which way a comparison of scalars went."""
        if self.is_in_gap:
            return
        self.guards.append(Guard(op, left, right, is_true, self.length))

    @contextmanager
    def gap(self) -> Iterator[None]:
        """Record nothing of what is computed in this context: numbers that come out of it are data anew."""
        if self.is_in_gap or not self.is_recording or self._seconds_of_gaps <= 0:
            yield
            return
        starts_at = time.process_time()
        self._gap_ends_at = starts_at + self._seconds_of_gaps
        self.is_in_gap = True
        self.has_gaps = True
        try:
            yield
        finally:
            self.is_in_gap = False
            self._seconds_of_gaps -= time.process_time() - starts_at

    def _nothing(self) -> int:
        """Return the node of what is not recorded; record again from the next operation on, if it has taken long."""
        self._operations_in_gaps += 1
        if self._operations_in_gaps % BLOCKS_BETWEEN_TIMES == 0 and time.process_time() > self._gap_ends_at:
            self.is_in_gap = False
        return 0

    def _make_room(self, end: int) -> None:
        while end > len(self.op):
            for name in ("op", "a", "b", "c", "site", "block", "value"):
                column = getattr(self, name)
                setattr(self, name, np.concatenate([column, np.zeros_like(column)]))

    def _end_block(self) -> None:
        self.blocks += 1
        if not self.is_recording:
            return
        if self.blocks in self.when_long[0] and self.when_long[1] is not None:
            self.when_long[1]()
        is_long = self.length > self._most_nodes and self.blocks > self._enough_blocks
        is_late = self.blocks >= self._asks_the_time_at and self._is_late()
        if self.length > NODES_OF_LARGE_BATCHES and not is_long:
            self.stop_at_large_batches()
        self.is_full = self.length > MAX_NODES
        if is_late or self.is_full or (is_long and not self._goes_on()):
            self._before_end()
            raise Enough

    @property
    def is_to_be_run_again(self) -> bool:
        """Whether the program was stopped, and is run again with a part of what it computes."""
        return self.has_large_steps or self.was_stopped_at_large_batches

    def stop_at_large_batches(self) -> None:
        """Stop the program if its batches are large, and a part of their samples is enough.

        Raises:
            Enough: if so.
        """
        if self.stops_at_large_batches and self.large_batch_sizes:
            self.was_stopped_at_large_batches = True
            raise Enough

    def _before_end(self) -> None:
        """Do what is to be done before the program is stopped."""

    def _is_late(self) -> bool:
        self._asks_the_time_at = self.blocks + BLOCKS_BETWEEN_TIMES
        return time.process_time() > self._ends_at

    def _goes_on(self) -> bool:
        """Say whether more is to be seen than was thought to be enough."""
        limits = self.further() if self.further is not None else None
        if limits is None:
            return False
        self._most_nodes, self._enough_blocks = limits
        return True
