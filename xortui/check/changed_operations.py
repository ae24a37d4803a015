"""Which operations a mistake changes in a program."""

from __future__ import annotations

from collections.abc import Iterator

from xortui.core.program import Operation, Phase, Program


def changed(before: Program, after: Program) -> Iterator[Operation]:
    """Yield the operations of the way back that have another formula, or read what has been updated already."""
    updated: set[str] = set()
    for operation in after.operations:
        there = before.by_target.get(operation.target)
        is_new = there is None or there.expression != operation.expression
        if operation.phase is Phase.BACKWARD and (is_new or not updated.isdisjoint(operation.reads)):
            yield operation
        if operation.phase is Phase.UPDATE:
            updated.add(operation.target)
