"""Whether the pairs that are trained are those of the file's data, as they lay before something moved them.

What is held against the data are the numbers themselves, wherever they have gone since: a row that was shuffled is
still known. Where targets have lost their way, as labels that pick cells have, it is their values.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from xortui.check.causes.course import Course
from xortui.check.recognition.evaluation import MAX_OPERANDS
from xortui.check.tracing.data_rows import DataRows, RowsBefore
from xortui.check.tracing.tape import COUNTS, Nodes, Tape
from xortui.core.arrays import Floats

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
MIN_SHARE = 0.15
"""Of all pairs: so many are torn where it is told."""
MIN_TORN = 2
MIN_BY_VALUE = 8
"""Samples that tell which array the labels are, by their values alone."""
MIN_OF_LABEL = 2
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


SampleNodes = tuple[int, ...]
"""The numbers of a sample: where they stand on the tape."""
TornTargets = dict[int, tuple[tuple[float, ...], tuple[float, ...]]]
"""For the number of each pair that is torn, the targets beside its inputs in the data, and those trained."""


class _Pair(NamedTuple):
    """Inputs and targets that were trained together, and where first."""

    inputs: SampleNodes
    targets: SampleNodes
    step: int
    sample: int


class _Behind(NamedTuple):
    """What some numbers are or were made of; the three are in step."""

    owners: Nodes
    """Whose it is."""
    nodes: Nodes
    """What it is."""
    levels: Nodes
    """How many operations lie between the two."""


class _Cell(NamedTuple):
    """A number of the data that another one is, or was made of."""

    node: int
    rows: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class _Trained:
    """The pairs that were trained, and what their numbers were made of."""

    pairs: Sequence[_Pair]
    inputs: Sequence[SampleNodes]
    """Of each pair, those that are not the same in all pairs."""
    targets: Sequence[SampleNodes]
    behind_inputs: _Behind
    behind_targets: _Behind
    fed: Nodes
    """All that the inputs were made of."""


class _TornData(NamedTuple):
    """The data of inputs and targets, and what of them is torn."""

    inputs: DataRows
    targets: DataRows
    torn: TornTargets


def torn_from_data(tape: Tape, course: Course, looks: Sequence[RowsBefore]) -> Torn | None:
    """Return which pairs are torn; None if none are, or if that can't be told.

    Args:
        tape: what the program computed.
        course: its steps.
        looks: its data, before each line that moved numbers.
    """
    if not looks or not course.are_samples_sure:
        return None
    trained = _trained(tape, course)
    if trained is None:
        return None
    are_rolled = any(look.function in ("roll", "rotate") for look in looks)
    for number, look in enumerate(looks):
        found = _least_torn(tape, look.data, trained, are_rolled=are_rolled)
        if found is None:
            continue
        if not _are_enough(found.torn, trained):
            return None
        first = min(found.torn)
        own, target = found.torn[first]
        lines = {later.line for later in looks[number:]}
        return Torn(
            step=trained.pairs[first].step,
            sample=trained.pairs[first].sample,
            target=target,
            own=own,
            inputs_name=found.inputs.name,
            targets_name=found.targets.name,
            torn=len(found.torn),
            pairs=len(trained.pairs),
            line=look.line if len(lines) == 1 else 0,
        )
    return None


def _trained(tape: Tape, course: Course) -> _Trained | None:
    """Return what was trained; None if that are too few pairs, or if all have the same inputs."""
    pairs = _pairs(course)
    if len(pairs) < MIN_TORN:
        return None
    columns = _varying(tape, [pair.inputs for pair in pairs])
    if not columns:
        return None
    inputs = [tuple(pair.inputs[column] for column in columns) for pair in pairs]
    targets = [pair.targets for pair in pairs]
    behind_inputs = _behind(tape, inputs)
    return _Trained(
        pairs=pairs,
        inputs=inputs,
        targets=targets,
        behind_inputs=behind_inputs,
        behind_targets=_behind(tape, targets),
        fed=np.unique(behind_inputs.nodes),
    )


def _least_torn(tape: Tape, tables: Sequence[DataRows], trained: _Trained, *, are_rolled: bool) -> _TornData | None:
    """Return the tables that the inputs and the targets are from; None if none can be.

    Where several can be, they are those by which the fewest pairs are torn.
    """
    found = []
    for data in tables:
        rows = _rows_of_inputs(data, trained)
        if not rows:
            continue
        for others in tables:
            if others.count != data.count:
                continue
            torn = _torn_targets(tape, others, rows, trained, tables, are_rolled=are_rolled)
            if torn is not None:
                found.append(_TornData(data, others, torn))
    return min(found, key=lambda data: len(data.torn), default=None)


def _are_enough(torn: TornTargets, trained: _Trained) -> bool:
    """Say whether so many pairs are torn, with different inputs, that it is no chance."""
    fewest = max(MIN_TORN, MIN_SHARE * len(trained.pairs))
    different = {trained.inputs[number] for number in torn}
    return len(torn) >= fewest and len(different) > 1


def _pairs(course: Course) -> list[_Pair]:
    """Return the different pairs of all steps, in the order in which they came."""
    pairs: dict[tuple[SampleNodes, SampleNodes], _Pair] = {}
    cells = 0
    for number, seen in enumerate(course.steps):
        cells += seen.inputs.size
        samples = zip(seen.inputs.tolist(), seen.targets.tolist(), strict=True)
        for sample, (inputs, targets) in enumerate(samples):
            key = (tuple(inputs), tuple(targets))
            if key not in pairs:
                pairs[key] = _Pair(*key, step=number, sample=sample)
        if len(pairs) > MAX_PAIRS or cells > MAX_CELLS:
            break
    return list(pairs.values())


def _varying(tape: Tape, rows: Sequence[SampleNodes]) -> list[int]:
    """Return the columns whose numbers are not the same in every row, some of them if there are many."""
    values = tape.value[np.array(rows, np.int64).reshape(len(rows), -1)]
    columns = np.nonzero((values != values[:1]).any(axis=0))[0].tolist()
    return columns[:: 1 + len(columns) // MAX_COLUMNS]


def _behind(tape: Tape, rows: Sequence[SampleNodes]) -> _Behind:
    """Return for all numbers which others they were made of."""
    owner = np.unique(np.array([node for row in rows for node in row if node > 0], np.int64))
    node = owner
    owners = [owner]
    nodes = [node]
    levels = [np.zeros(len(owner), np.int64)]
    for level in range(1, MAX_LEVELS + 1):
        owner, node = _made_of(tape, owner, node)
        if not len(owner) or sum(map(len, owners)) + len(owner) > MAX_BEHIND:
            break
        owners.append(owner)
        nodes.append(node)
        levels.append(np.full(len(owner), level))
    return _Behind(np.concatenate(owners), np.concatenate(nodes), np.concatenate(levels))


def _made_of(tape: Tape, owner: Nodes, node: Nodes) -> tuple[Nodes, Nodes]:
    """Return the operands of some nodes, each once for whom the nodes belong to."""
    counts = _COUNTS[tape.op[node]]
    parts = []
    for slot, column in zip(range(MAX_OPERANDS), (tape.a, tape.b, tape.c), strict=True):
        has = counts > slot
        parts.append(np.stack([owner[has], column[node[has]]]))
    operand_of_owner = np.unique(np.concatenate(parts, axis=1), axis=1)
    return operand_of_owner[0], operand_of_owner[1]


def _cells_of(data: DataRows, behind: _Behind) -> dict[int, _Cell]:
    """Return for each number the nearest of the data that it is or was made of; none if those of several rows are."""
    nearest = _nearest(data, behind)
    rows = _rows_of_cells(data, {cell for cells in nearest.values() for cell in cells})
    cell_of = {}
    for own, cells in nearest.items():
        different = {rows[cell] for cell in cells}
        if len(different) == 1:
            cell_of[own] = _Cell(cells[0], different.pop())
    return cell_of


def _nearest(data: DataRows, behind: _Behind) -> dict[int, list[int]]:
    """Return for each number those of the data that the fewest operations lead to."""
    is_cell = np.isin(behind.nodes, data.nodes)
    owners = behind.owners[is_cell].tolist()
    nodes = behind.nodes[is_cell].tolist()
    levels = behind.levels[is_cell].tolist()
    level_of: dict[int, int] = {}
    cells: dict[int, list[int]] = {}
    for own, cell, level in zip(owners, nodes, levels, strict=True):
        # Levels come in their order.
        if level_of.setdefault(own, level) == level:
            cells.setdefault(own, []).append(cell)
    return cells


def _rows_of_cells(data: DataRows, cells: Collection[int]) -> dict[int, frozenset[int]]:
    """Return the rows that each of some numbers stands in."""
    is_wanted = np.isin(data.nodes, np.fromiter(cells, np.int64, len(cells)))
    rows: dict[int, set[int]] = {}
    for cell, row in zip(data.nodes[is_wanted].tolist(), data.rows[is_wanted].tolist(), strict=True):
        rows.setdefault(cell, set()).add(row)
    return {cell: frozenset(of_cell) for cell, of_cell in rows.items()}


def _rows_of_inputs(data: DataRows, trained: _Trained) -> list[frozenset[int]]:
    """Return the rows of the data that the inputs of each pair are; none at all if one pair is in no row."""
    cells = _cells_of(data, trained.behind_inputs)
    rows = []
    for inputs in trained.inputs:
        if any(node not in cells for node in inputs):
            return []
        common = frozenset.intersection(*(cells[node].rows for node in inputs))
        if not common:
            return []
        rows.append(common)
    return rows


def _torn_targets(
    tape: Tape,
    data: DataRows,
    rows: Sequence[frozenset[int]],
    trained: _Trained,
    tables: Sequence[DataRows],
    *,
    are_rolled: bool,
) -> TornTargets | None:
    """Return which pairs are torn if these are the data of the targets; None if they are not.

    What inputs are made of is no data of targets: then a file pairs its inputs with each other.

    Args:
        tape: what the program computed.
        data: what may be the data of the targets.
        rows: in which of them the inputs of each pair stand.
        trained: the pairs.
        tables: all data.
        are_rolled: whether the program moves rows up or down, which is no series then.
    """
    cells = _cells_of(data, trained.behind_targets)
    is_fed = np.isin(data.nodes, trained.fed)
    if any(cells.keys().isdisjoint(targets) for targets in trained.targets):
        return None if is_fed.any() else _torn_by_value(tape, data, rows, trained.targets)
    column_of = dict(zip(data.nodes.tolist(), data.columns.tolist(), strict=True))
    columns_of_targets = {column_of[cell.node] for cell in cells.values()}
    if not columns_of_targets.isdisjoint(data.columns[is_fed].tolist()):
        return None
    places = zip(data.rows.tolist(), data.columns.tolist(), strict=True)
    value_at = dict(zip(places, tape.value[data.nodes].tolist(), strict=True))
    torn: TornTargets = {}
    # The only row of the inputs, and the only one of the targets, where both are known.
    certain: list[tuple[int, int]] = []
    for number, (own_rows, targets) in enumerate(zip(rows, trained.targets, strict=True)):
        known = [cells[node] for node in targets if node in cells]
        target_rows = frozenset.intersection(*(cell.rows for cell in known))
        if len(own_rows) == 1 and len(target_rows) == 1:
            certain.append((min(own_rows), min(target_rows)))
        if not own_rows.isdisjoint(target_rows):
            continue
        values = tuple(float(tape.value[cell.node]) for cell in known)
        columns = [column_of[cell.node] for cell in known]
        beside = [tuple(value_at.get((own, column), np.nan) for column in columns) for own in own_rows]
        if values not in beside:
            torn[number] = (beside[0], values)
    if len(certain) < len(trained.targets):
        return torn
    is_series = not are_rolled and _are_later(certain)
    return {} if is_series or _are_chosen(tape, certain, tables) else torn


def _are_later(rows: Sequence[tuple[int, int]]) -> bool:
    """Say whether targets come always so many rows after their inputs, as in series."""
    return len({target - own for own, target in rows}) == 1


def _are_chosen(tape: Tape, rows: Sequence[tuple[int, int]], tables: Sequence[DataRows]) -> bool:
    """Say whether the data have a table of which row the target of each row of inputs is in."""
    own, target = np.array(rows).T
    for table in tables:
        if len(table.nodes) == table.count > own.max() and (tape.value[table.nodes[own]] == target).all():
            return True
    return False


def _torn_by_value(
    tape: Tape, data: DataRows, rows: Sequence[frozenset[int]], targets: Sequence[SampleNodes]
) -> TornTargets | None:
    """Return which pairs are torn if labels have the values of some data, all of them in another order; else None."""
    width = len(data.nodes) // data.count
    if width * data.count != len(data.nodes) or data.count < MIN_BY_VALUE:
        return None
    own = np.zeros((data.count, width))
    own[data.rows, data.columns] = tape.value[data.nodes]
    trained = _labels(tape, targets, width)
    if trained is None or len(np.unique(own, axis=0)) > data.count // MIN_OF_LABEL:
        return None
    pair_of_row: dict[int, int] = {}
    for number, own_rows in enumerate(rows):
        if len(own_rows) == 1:
            pair_of_row.setdefault(min(own_rows), number)
    if len(pair_of_row) < data.count:
        return None
    in_order_of_data = trained[[pair_of_row[row] for row in range(data.count)]]
    if sorted(in_order_of_data.tolist()) != sorted(own.tolist()):
        return None
    torn: TornTargets = {}
    for number, own_rows in enumerate(rows):
        is_same = (own[sorted(own_rows)] == trained[number]).all(axis=1)
        if not is_same.any():
            torn[number] = (tuple(own[min(own_rows)].tolist()), tuple(trained[number].tolist()))
    return torn


def _labels(tape: Tape, targets: Sequence[SampleNodes], width: int) -> Floats | None:
    """Return the targets in so many columns, one-hot ones as numbers where it is one; None if they have others."""
    nodes = np.array(targets, np.int64)
    values: Floats = np.where(nodes > 0, tape.value[nodes], 0.0)
    if width == 1 and values.shape[1] > 1:
        is_one_hot = np.isin(values, (0.0, 1.0)).all() and (values.sum(axis=1) == 1).all()
        return values.argmax(axis=1)[:, None].astype(float) if is_one_hot else None
    return values if values.shape[1] == width else None
