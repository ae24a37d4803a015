"""The program listing: the operations of the step, with a mark at the one that ran last."""

from __future__ import annotations

from xortui.core.program import Kind, Operation
from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.render.asked import is_asked, unknown
from xortui.render.beside import DIFFERS
from xortui.render.fitting import fitting_or_none
from xortui.render.numbers import fixed, sign_role, wanted_cells
from xortui.render.row import Hit, Row, Span, cells, cut, fitted, padded, scrolled
from xortui.render.view import View

VALUE_WIDTH = 9
MIN_WIDTH_WITH_RIGHT = 56
"""Cells at which there is room for what is right beside what is wrong; in fewer, a sign says that it is wrong."""


def program_rows(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return as many lines as fit around the last operation. A dot marks a breakpoint."""
    operations = snapshot.program.operations[: snapshot.length or None]
    at = max(snapshot.position.operation - 1, 0)
    first = scrolled(len(operations), height, at)
    rows = [_row(snapshot, view, operation, width) for operation in operations[first : first + height]]
    return rows + [fitted((), width)] * (height - len(rows))


def program_caption(snapshot: Snapshot, room: int) -> str:
    """Return what the sign behind a value says, where a mistake is planted; '' if so many cells are too few."""
    return "" if snapshot.right is None else fitting_or_none((phrase("≠ what is right"),), room)


def _row(snapshot: Snapshot, view: View, operation: Operation, width: int) -> Row:
    current = operation == snapshot.operation
    value = snapshot.result(operation)
    role = "text" if value is not None else "dim"
    mark = " current" if current else ""
    hit = Hit("operation", str(operation.number))
    cell = _cell(width)
    number = unknown(snapshot, operation.target).rjust(cell) if value is None else fixed(value, cell)
    if value is None and is_asked(snapshot, operation.target):
        mark = " current"
    beside = _right(snapshot, operation, width)._replace(hit=hit)
    room = width - cell - 6 - len(beside.text)
    text = str(operation)
    if cells(text) > room:
        text = f"{cut(text, room - 1)}…"
    return fitted(
        (
            Span(f"{'▸' if current else ' '}{operation.number:>3}", "path" if current else "faint", hit),
            Span("●" if operation.number in view.stops else " ", "bad", hit),
            Span(padded(text, room), role + mark, hit),
            Span(" ", hit=hit),
            Span(number, sign_role(value) + mark, hit._replace(value=operation.target)),
            beside,
        ),
        width,
    )


def _cell(width: int) -> int:
    """Return the cells of a value: as many as are wanted, but for half of the width, which is the operation's."""
    return max(VALUE_WIDTH, min(wanted_cells(VALUE_WIDTH), width // 2 - 6))


def _right(snapshot: Snapshot, operation: Operation, width: int) -> Span:
    """Return what stands behind a value that differs from what is right: a sign, and where there is room that value."""
    if snapshot.right is None:
        return Span("")
    right = None
    if snapshot.reached(operation) and operation.kind is not Kind.RESET:
        right = snapshot.right_value(operation.target)
    if width < MIN_WIDTH_WITH_RIGHT:
        return Span(" " if right is None else DIFFERS, "key")
    return Span(" " * (VALUE_WIDTH + 1) if right is None else f"{DIFFERS}{fixed(right, VALUE_WIDTH)}", "strong")
