"""Compute a part of the tape again, at other values of its roots.

A program that took its steps at XOR's zeros and at outputs near ½ hides its mistakes there; the same formulas at
points chosen at random show them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from xortui.check.tracing.tape import ARRAY_OF_COUNTS, Op, Tape

Points = NDArray[np.float64]
"""One value for each point at which the formulas are computed."""

_ERF = np.vectorize(math.erf, otypes=[float])


def _chosen(condition: Points, a: Points, b: Points) -> Points:
    return np.asarray(np.where(condition != 0, a, b), float)


def _power(a: Points, b: Points) -> Points:
    return np.power(a, b)


COMPUTE: Mapping[Op, Callable[..., Points]] = {
    Op.NEG: np.negative,
    Op.EXP: np.exp,
    Op.LOG: np.log,
    Op.TANH: np.tanh,
    Op.SQRT: np.sqrt,
    Op.ABS: np.abs,
    Op.SIGN: np.sign,
    Op.NOT: lambda a: 1.0 - (a != 0),
    Op.SIN: np.sin,
    Op.COS: np.cos,
    Op.SINH: np.sinh,
    Op.COSH: np.cosh,
    Op.ARCTAN: np.arctan,
    Op.ERF: _ERF,
    Op.FLOOR: np.floor,
    Op.ADD: np.add,
    Op.SUB: np.subtract,
    Op.MUL: np.multiply,
    Op.DIV: np.true_divide,
    Op.POW: _power,
    Op.MAX: np.maximum,
    Op.MIN: np.minimum,
    Op.GT: lambda a, b: (a > b) * 1.0,
    Op.GE: lambda a, b: (a >= b) * 1.0,
    Op.LT: lambda a, b: (a < b) * 1.0,
    Op.LE: lambda a, b: (a <= b) * 1.0,
    Op.EQ: lambda a, b: (a == b) * 1.0,
    Op.NE: lambda a, b: (a != b) * 1.0,
    Op.AND: lambda a, b: ((a != 0) & (b != 0)) * 1.0,
    Op.OR: lambda a, b: ((a != 0) | (b != 0)) * 1.0,
    Op.WHERE: _chosen,
}
"""How each operation is computed."""
_BY_NUMBER = {int(op): compute for op, compute in COMPUTE.items()}
MAX_OPERANDS = 3
"""What an operation is computed from, at most."""
FEW = 32
"""Up to so many nodes are followed one by one; more are followed as an array, which is faster only then."""
PARTS_KEPT = 16
"""Of how many parts of a tape it is remembered what is in them: of a large step it takes long to find."""
_known_parts: WeakKeyDictionary[Tape, dict[tuple[tuple[int, ...], int, frozenset[int]], list[int]]] = (
    WeakKeyDictionary()
)
"""For each tape the parts that were found last."""
_NOWHERE = -1
"""The row of a node that has none."""


def operands(tape: Tape, node: int) -> tuple[int, ...]:
    """Return the nodes that a node was computed from."""
    return tape.operands()[node]


def part_of(tape: Tape, wanted: Iterable[int], *, since: int = -1, roots: Iterable[int] = ()) -> list[int]:
    """Return the nodes that some nodes were computed from, and they themselves, in the order of the tape.

    Args:
        tape: where they stand.
        wanted: what is to be computed.
        since: the last node that is taken as it is, as are all before it: what they came from does not matter.
        roots: other nodes that are taken as they are.
    """
    key = (tuple(wanted), since, frozenset(roots))
    known = _known_parts.setdefault(tape, {})
    if key not in known:
        if len(known) >= PARTS_KEPT:
            del known[next(iter(known))]
        known[key] = _part_of(tape, *key)
    return list(known[key])


def _part_of(tape: Tape, wanted: Iterable[int], since: int, ends: Collection[int]) -> list[int]:
    """Find what `part_of` returns, without looking whether it is known."""
    is_part = np.zeros(tape.length, bool)
    is_end = np.zeros(tape.length, bool)
    is_end[list(ends)] = True
    ahead = np.unique(np.fromiter(wanted, np.int64))
    while len(ahead) > FEW:
        is_part[ahead] = True
        ahead = ahead[(ahead > since) & ~is_end[ahead]]
        counts = ARRAY_OF_COUNTS[tape.op[ahead]]
        columns = (tape.a, tape.b, tape.c)
        parts = np.concatenate([column[ahead[counts > slot]] for slot, column in enumerate(columns)])
        ahead = np.unique(parts[~is_part[parts]])
    is_part[ahead] = True
    _mark_parts(tape, ahead.tolist(), since, ends, is_part.view(np.uint8).data)
    found: list[int] = np.flatnonzero(is_part).tolist()
    return found


def _mark_parts(tape: Tape, nodes: list[int], since: int, ends: Container[int], is_part: memoryview) -> None:
    """Mark what a few nodes were computed from, one after the other."""
    parts_of = tape.operands()
    for node in nodes:  # to which those are added that it leads to
        if node <= since or node in ends:
            continue
        for part in parts_of[node]:
            if not is_part[part]:
                is_part[part] = True
                nodes.append(part)


def evaluate(tape: Tape, nodes: Sequence[int], given: Mapping[int, Points], count: int) -> dict[int, Points]:
    """Compute nodes at several points.

    Args:
        tape: where they stand.
        nodes: in the order of the tape.
        given: the values of roots; a node without operands that is not among them has the value it had.
        count: the number of points.

    Returns:
        The values of each node, one for each point.
    """
    numbers = np.fromiter(nodes, np.int64)
    ops = tape.op[numbers]
    counts = ARRAY_OF_COUNTS[ops]
    row_of = np.full(tape.length, _NOWHERE)
    row_of[numbers] = np.arange(len(numbers))
    operand_rows = np.stack([row_of[column[numbers]] for column in (tape.a, tape.b, tape.c)])
    rows_given = row_of[np.fromiter(given, np.int64, len(given))]
    rows_given = rows_given[rows_given != _NOWHERE]
    is_given = np.zeros(len(numbers), bool)
    is_given[rows_given] = True
    is_unused = np.arange(MAX_OPERANDS)[:, None] >= counts
    has_operands = np.all(is_unused | (operand_rows != _NOWHERE), axis=0)
    is_computed = has_operands & (counts > 0) & ~is_given
    rows = np.repeat(tape.value[numbers][:, None], count, axis=1)
    for row in rows_given.tolist():
        rows[row] = given[nodes[row]]
    with np.errstate(all="ignore"):
        for start, end in _together(tape.block[numbers], is_computed):
            op = ops[start]
            operands_of_op = operand_rows[: counts[start], start:end]
            rows[start:end] = _BY_NUMBER[op](*(rows[some] for some in operands_of_op))
    return dict(zip(nodes, rows, strict=True))


def is_multiple(values: Points, of: Points, tolerance: float) -> bool:
    """Say whether numbers are the same multiple of others at every point, up to a part of the largest."""
    square = float(np.dot(of, of))
    if not square or not np.isfinite(square):
        return False
    apart = np.abs(values - float(np.dot(values, of)) / square * of)
    return bool(np.max(apart) <= tolerance * np.max(np.abs(values)))


def _together(blocks: NDArray[np.int32], is_computed: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield the first and one past the last of nodes that are computed by one operation of the program."""
    borders = np.nonzero((np.diff(blocks) != 0) | (np.diff(is_computed) != 0))[0] + 1
    edges = [0, *borders.tolist(), len(blocks)]
    for start, end in itertools.pairwise(edges):
        if start < end and is_computed[start]:
            yield start, end
