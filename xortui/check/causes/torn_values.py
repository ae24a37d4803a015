"""Whether inputs and targets may have come apart, by their values: where only some samples of a batch were followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from xortui.check.causes.course import Course, Row
from xortui.check.tracing.data_rows import DataRows, RowsBefore
from xortui.check.tracing.tape import Tape

RowValues = tuple[float, ...]
"""The numbers of one row of a table."""
OF_LABELS = 2
"""Rows for each different one, at least, where a table has labels: numbers that are all different tell any target."""


def may_be_torn(tape: Tape, course: Course, before: Iterable[RowsBefore]) -> bool:
    """Say whether inputs may have lost their targets.

    The same inputs have different targets in different steps, or others than in the data before it was shuffled.

    Args:
        tape: what was computed.
        course: the steps.
        before: the data before each line that puts numbers into another order.
    """
    targets: dict[RowValues, set[RowValues]] = {}
    for x, y in course.data:
        targets.setdefault(x, set()).add(y)
    torn = sum(len(own) > 1 for own in targets.values())
    if 2 * torn >= len(targets):
        return True
    return any(_is_torn(tape, course.data, look.data) for look in before)


def _is_torn(tape: Tape, samples: Sequence[Row], data: Iterable[DataRows]) -> bool:
    """Say whether no table of the data has the targets of the samples in the rows in which another has their inputs."""
    tables = [_rows(tape, one) for one in data if one.count >= len({x for x, _ in samples})]
    for inputs in tables:
        row_of = {values: row for row, values in inputs.items()}
        if not all(x in row_of for x, _ in samples):
            continue
        others = [table for table in tables if table is not inputs and len(table) == len(inputs)]
        pairs = [(row_of[x], y) for x, y in samples]
        if others and not any(_belong(table, pairs) for table in others):
            return True
    return False


def _rows(tape: Tape, data: DataRows) -> dict[int, RowValues]:
    """Return the values of each row of a table."""
    values = np.asarray(tape.known(data.nodes), float).tolist()
    found: dict[int, list[float]] = {}
    for row, value in zip(data.rows.tolist(), values, strict=True):
        found.setdefault(row, []).append(value)
    return {row: tuple(own) for row, own in found.items()}


def _belong(table: Mapping[int, RowValues], pairs: Sequence[tuple[int, RowValues]]) -> bool:
    """Say whether the rows of a table are the targets of the samples, or labels from which each target follows."""
    if all(table.get(row) == target for row, target in pairs):
        return True
    told: dict[RowValues, set[RowValues]] = {}
    for row, target in pairs:
        told.setdefault(table.get(row, ()), set()).add(target)
    return OF_LABELS * len(told) <= len(pairs) and all(len(targets) == 1 for targets in told.values())
