"""Whether the pairs that are trained are those of the file's data, as they lay before something moved them.

What is held against the data are the numbers themselves, wherever they have gone since: a row that was shuffled is
still known. Where targets have lost their way, as labels that pick cells have, it is their values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xortui.check.causes.course import Course
from xortui.check.recognition.evaluation import MAX_OPERANDS
from xortui.check.tracing.data_rows import DataRows, RowsBefore
from xortui.check.tracing.tape import COUNTS, Nodes, Tape

MAX_PAIRS = 3000
"""Different pairs that are looked at."""
MAX_CELLS = 1_000_000
"""Numbers of pairs that are looked at, whether or not they have been seen before."""
MAX_COLUMNS = 32
"""Numbers of a sample that are looked for in the data."""
MAX_LEVELS = 4
"""Operations between a number of the data and what is trained of it: scaled, centred."""
MAX_BEHIND = 400_000
"""Numbers behind the inputs that are looked at."""
LEAST_SHARE = 0.15
"""Of all pairs: so many are torn where it is told."""
LEAST_TORN = 2
FEWEST_BY_VALUE = 8
"""Samples that tell which array the labels are, by their values alone."""
FEWEST_OF_LABEL = 2
"""Samples of each label, on the average, where they do."""
_COUNTS = np.array(COUNTS)


@dataclass(frozen=True, slots=True)
class Torn:
    """Pairs that are not those of the data."""

    step: int
    """Of the steps of the course, the first with such a pair."""
    sample: int
    target: tuple[float, ...]
    """What is trained there."""
    own: tuple[float, ...]
    """What stands beside these inputs in the data."""
    inputs_name: str
    targets_name: str
    torn: int
    pairs: int
    line: int
    """The only line that puts numbers into another order; 0 if there are several."""


class _Pair(NamedTuple):
    """Inputs and targets that were trained together, and where first."""

    inputs: tuple[int, ...]
    targets: tuple[int, ...]
    step: int
    sample: int


class _Found(NamedTuple):
    """A number of the data that another one is, or was made of."""

    node: int
    rows: frozenset[int]


def torn_from_data(tape: Tape, course: Course, looks: Sequence[RowsBefore]) -> Torn | None:
    """Return which pairs are torn; None if none are, or if that can't be told.

    Args:
        tape: what the program computed.
        course: its steps.
        looks: its data, before each line that moved numbers.
    """
    if not looks or not course.are_samples_sure:
        return None
    pairs = _pairs(course)
    columns = _varying(tape, [pair.inputs for pair in pairs])
    if len(pairs) < LEAST_TORN or not columns:
        return None
    inputs = [tuple(pair.inputs[column] for column in columns) for pair in pairs]
    targets = [pair.targets for pair in pairs]
    behind_inputs = _behind(tape, inputs)
    behind_targets = _behind(tape, targets)
    fed = np.unique(behind_inputs[1])
    rolls = any(look.function in ("roll", "rotate") for look in looks)
    for number, look in enumerate(looks):
        places = [(data, rows) for data in look.data if (rows := _rows_of_inputs(data, inputs, behind_inputs))]
        found = []
        for data, rows in places:
            for others in look.data:
                if others.count != data.count:
                    continue
                compared = _compared(tape, others, rows, targets, behind_targets, fed, look.data, rolls=rolls)
                if compared is not None:
                    found.append((data, others, compared))
        if not found:
            continue
        data, others, compared = min(found, key=lambda one: len(one[2]))
        torn = len(compared)
        first = min(compared, default=0)
        lines = {later.line for later in looks[number:]}
        if torn < max(LEAST_TORN, LEAST_SHARE * len(pairs)) or len({inputs[place] for place in compared}) < 2:
            return None
        pair = pairs[first]
        own, target = compared[first]
        line = look.line if len(lines) == 1 else 0
        return Torn(pair.step, pair.sample, target, own, data.name, others.name, torn, len(pairs), line)
    return None


def _pairs(course: Course) -> list[_Pair]:
    """Return the different pairs of all steps, in the order in which they came."""
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], _Pair] = {}
    cells = 0
    for number, seen in enumerate(course.steps):
        cells += seen.inputs.size
        samples = zip(seen.inputs.tolist(), seen.targets.tolist(), strict=True)
        for sample, (inputs, targets) in enumerate(samples):
            key = (tuple(inputs), tuple(targets))
            if key not in found:
                found[key] = _Pair(*key, number, sample)
        if len(found) > MAX_PAIRS or cells > MAX_CELLS:
            break
    return list(found.values())


def _varying(tape: Tape, rows: Sequence[tuple[int, ...]]) -> list[int]:
    """Return the columns whose numbers are not the same in every row, some of them if there are many."""
    values = tape.value[np.array(rows, np.int64).reshape(len(rows), -1)]
    columns = np.nonzero((values != values[:1]).any(axis=0))[0].tolist()
    return columns[:: 1 + len(columns) // MAX_COLUMNS]


def _behind(tape: Tape, rows: Sequence[tuple[int, ...]]) -> tuple[Nodes, Nodes, NDArray[np.int64]]:
    """Return for all numbers which others they were made of: whose it is, which, and by how many operations."""
    owner = np.unique(np.array([node for row in rows for node in row if node > 0], np.int64))
    node = owner
    owners = [owner]
    nodes = [node]
    levels = [np.zeros(len(owner), np.int64)]
    for level in range(1, MAX_LEVELS + 1):
        counts = _COUNTS[tape.op[node]]
        parts = []
        for slot, column in zip(range(MAX_OPERANDS), (tape.a, tape.b, tape.c), strict=True):
            has = counts > slot
            parts.append(np.stack([owner[has], column[node[has]]]))
        both = np.unique(np.concatenate(parts, axis=1), axis=1)
        owner, node = both
        if not len(owner) or sum(map(len, owners)) + len(owner) > MAX_BEHIND:
            break
        owners.append(owner)
        nodes.append(node)
        levels.append(np.full(len(owner), level))
    return np.concatenate(owners), np.concatenate(nodes), np.concatenate(levels)


def _cells_of(data: DataRows, behind: tuple[Nodes, Nodes, NDArray[np.int64]]) -> dict[int, _Found]:
    """Return for each number the nearest of the data that it is or was made of; none if those of several rows are."""
    owner, node, level = behind
    hits = np.isin(node, data.nodes)
    nearest: dict[int, tuple[int, list[int]]] = {}
    for own, cell, depth in zip(owner[hits].tolist(), node[hits].tolist(), level[hits].tolist(), strict=True):
        known = nearest.setdefault(own, (depth, []))
        if known[0] == depth:  # levels come in their order
            known[1].append(cell)
    wanted = np.unique(node[hits])
    is_wanted = np.isin(data.nodes, wanted)
    rows: dict[int, set[int]] = {}
    for cell, row in zip(data.nodes[is_wanted].tolist(), data.rows[is_wanted].tolist(), strict=True):
        rows.setdefault(cell, set()).add(row)
    found = {}
    for own, (_, cells) in nearest.items():
        of_cells = {frozenset(rows[cell]) for cell in cells}
        if len(of_cells) == 1:
            found[own] = _Found(cells[0], next(iter(of_cells)))
    return found


def _rows_of_inputs(
    data: DataRows, inputs: Sequence[tuple[int, ...]], behind: tuple[Nodes, Nodes, NDArray[np.int64]]
) -> list[frozenset[int]]:
    """Return the rows of the data that the inputs of each pair are; none at all if one pair is in no row."""
    cells = _cells_of(data, behind)
    found = []
    for row in inputs:
        if any(node not in cells for node in row):
            return []
        common = frozenset.intersection(*(cells[node].rows for node in row))
        if not common:
            return []
        found.append(common)
    return found


Compared = dict[int, tuple[tuple[float, ...], tuple[float, ...]]]
"""For the number of each pair that is torn, the targets beside its inputs in the data, and those trained."""


def _compared(
    tape: Tape,
    data: DataRows,
    rows: Sequence[frozenset[int]],
    targets: Sequence[tuple[int, ...]],
    behind: tuple[Nodes, Nodes, NDArray[np.int64]],
    fed: Nodes,
    tables: Sequence[DataRows],
    *,
    rolls: bool,
) -> Compared | None:
    """Return which pairs are torn if these are the data of the targets; None if they are not.

    What inputs are made of is no data of targets: then a file pairs its inputs with each other.
    """
    cells = _cells_of(data, behind)
    is_fed = np.isin(data.nodes, fed)
    if any(not any(node in cells for node in row) for row in targets):
        return None if is_fed.any() else _by_value(tape, data, rows, targets)
    column_of = dict(zip(data.nodes.tolist(), data.columns.tolist(), strict=True))
    of_targets = {column_of[cell.node] for cell in cells.values()}
    if not of_targets.isdisjoint(data.columns[is_fed].tolist()):
        return None
    places = zip(data.rows.tolist(), data.columns.tolist(), strict=True)
    values = dict(zip(places, tape.value[data.nodes].tolist(), strict=True))
    torn: Compared = {}
    found: list[tuple[int, int]] = []
    for number, (own_rows, row) in enumerate(zip(rows, targets, strict=True)):
        known = [cells[node] for node in row if node in cells]
        target_rows = frozenset.intersection(*(cell.rows for cell in known))
        if len(own_rows) == 1 and len(target_rows) == 1:
            found.append((next(iter(own_rows)), next(iter(target_rows))))
        if not own_rows.isdisjoint(target_rows):
            continue
        trained = tuple(float(tape.value[cell.node]) for cell in known)
        beside = [tuple(values.get((own, column_of[cell.node]), np.nan) for cell in known) for own in own_rows]
        if trained not in beside:
            torn[number] = (beside[0], trained)
    if len(found) == len(targets) and (_are_chosen(tape, found, tables) or (not rolls and _are_later(found))):
        return {}
    return torn


def _are_later(found: Sequence[tuple[int, int]]) -> bool:
    """Say whether targets come always so many rows after their inputs, as in series."""
    return len({target - own for own, target in found}) == 1


def _are_chosen(tape: Tape, found: Sequence[tuple[int, int]], tables: Sequence[DataRows]) -> bool:
    """Say whether the data have a table of which row the target of each row of inputs is in."""
    own, target = np.array(found).T
    for table in tables:
        if len(table.nodes) == table.count > own.max() and (tape.value[table.nodes[own]] == target).all():
            return True
    return False


def _by_value(
    tape: Tape, data: DataRows, rows: Sequence[frozenset[int]], targets: Sequence[tuple[int, ...]]
) -> Compared | None:
    """Return which pairs are torn if labels have the values of some data, all of them in another order; else None."""
    width = len(data.nodes) // data.count
    if width * data.count != len(data.nodes) or data.count < FEWEST_BY_VALUE:
        return None
    matrix = np.zeros((data.count, width))
    matrix[data.rows, data.columns] = tape.value[data.nodes]
    table = np.array(targets, np.int64)
    trained = np.where(table > 0, tape.value[table], 0.0)
    if width == 1 and trained.shape[1] > 1:
        if not (np.isin(trained, (0.0, 1.0)).all() and (trained.sum(axis=1) == 1).all()):
            return None
        trained = trained.argmax(axis=1)[:, None].astype(float)
    if trained.shape[1] != width:
        return None
    if len(np.unique(matrix, axis=0)) > data.count // FEWEST_OF_LABEL:
        return None
    first: dict[int, int] = {}
    for number, own_rows in enumerate(rows):
        if len(own_rows) == 1:
            first.setdefault(next(iter(own_rows)), number)
    if len(first) < data.count:
        return None
    once = trained[[first[row] for row in range(data.count)]]
    if sorted(map(tuple, once.tolist())) != sorted(map(tuple, matrix.tolist())):
        return None
    return {
        number: (tuple(matrix[min(own_rows)].tolist()), tuple(trained[number].tolist()))
        for number, own_rows in enumerate(rows)
        if not (matrix[sorted(own_rows)] == trained[number]).all(axis=1).any()
    }
