"""Whether inputs and targets may have come apart, by their values: where only some samples of a batch were followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from xortui.check.causes.course import Course, Row
from xortui.check.tracing.data_rows import DataRows, RowsBefore
from xortui.check.tracing.tape import Tape

Values = tuple[float, ...]
"""Of one row."""


def may_be_torn(tape: Tape, course: Course, before: Iterable[RowsBefore]) -> bool:
    """Say whether samples come with other targets later, or than they had before something put them in another order.

    Args:
        tape: what was computed.
        course: the steps.
        before: the data before each line that puts numbers into another order.
    """
    targets: dict[Values, set[Values]] = {}
    for x, y in course.data:
        targets.setdefault(x, set()).add(y)
    if 2 * sum(len(own) > 1 for own in targets.values()) >= len(targets):
        return True
    return any(_is_torn(tape, course.data, look.data) for look in before)


def _is_torn(tape: Tape, samples: Sequence[Row], data: Iterable[DataRows]) -> bool:
    """Say whether none of the tables beside that of the inputs has the targets of the samples in the same rows."""
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


def _rows(tape: Tape, data: DataRows) -> dict[int, Values]:
    """Return the values of each row of a table."""
    values = np.asarray(tape.known(data.nodes), float).tolist()
    found: dict[int, list[float]] = {}
    for row, value in zip(data.rows.tolist(), values, strict=True):
        found.setdefault(row, []).append(value)
    return {row: tuple(own) for row, own in found.items()}


def _belong(table: Mapping[int, Values], pairs: Sequence[tuple[int, Values]]) -> bool:
    """Say whether rows of a table are the targets that samples have, or labels that tell them."""
    if all(table.get(row) == target for row, target in pairs):
        return True
    told: dict[Values, set[Values]] = {}
    for row, target in pairs:
        told.setdefault(table.get(row, ()), set()).add(target)
    return len(told) <= len(pairs) // 2 and all(len(targets) == 1 for targets in told.values())
