"""The program listing: the operations of the step, with a mark at the one that ran last."""

from __future__ import annotations

from xortui.core.program import Operation
from xortui.debugger.snapshot import Snapshot
from xortui.render.numbers import fixed, sign_role
from xortui.render.row import Hit, Row, Span, cells, cut, fitted, padded, scrolled
from xortui.render.view import View

VALUE_WIDTH = 9


def program_rows(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return as many lines as fit around the last operation. A dot marks a breakpoint."""
    operations = snapshot.program.operations[: snapshot.length or None]
    at = max(snapshot.position.operation - 1, 0)
    first = scrolled(len(operations), height, at)
    rows = [_row(snapshot, view, operation, width) for operation in operations[first : first + height]]
    return rows + [fitted((), width)] * (height - len(rows))


def _row(snapshot: Snapshot, view: View, operation: Operation, width: int) -> Row:
    current = operation == snapshot.operation
    value = snapshot.result(operation)
    role = "text" if value is not None else "dim"
    room = width - VALUE_WIDTH - 6
    text = str(operation)
    if cells(text) > room:
        text = f"{cut(text, room - 1)}…"
    mark = " current" if current else ""
    hit = Hit("operation", str(operation.number))
    return fitted(
        (
            Span(f"{'▸' if current else ' '}{operation.number:>3}", "path" if current else "faint", hit),
            Span("●" if operation.number in view.stops else " ", "bad", hit),
            Span(padded(text, room), role + mark, hit),
            Span(" ", hit=hit),
            Span(fixed(value, VALUE_WIDTH), sign_role(value) + mark, hit),
        ),
        width,
    )
