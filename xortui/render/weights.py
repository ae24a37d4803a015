"""The weights: every parameter's value, gradient and last change; with room, its history and the gradient check."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from xortui.core.gradient_check import GradientCheck
from xortui.core.program import LOSS, Program, derivative
from xortui.debugger.snapshot import Snapshot
from xortui.render.numbers import fixed, sign_role
from xortui.render.published import mark
from xortui.render.row import Hit, Row, Span, fitted, more_above_or_below, scrolled
from xortui.render.spark import spark
from xortui.render.view import View

NAME_WIDTH = 5
LEAST_HISTORY, MOST_HISTORY = 10, 16
CHECK_WIDTH = 9


@lru_cache(maxsize=4)
def _check(program: Program) -> GradientCheck:
    return GradientCheck(program)


class _Columns(NamedTuple):
    """How a width is shared out."""

    cell: int
    """Cells of each of the three numbers."""
    history: int
    """Cells of the history; 0 if there is no room."""
    check: bool
    """Whether there is room for the gradient check."""


def _columns(width: int) -> _Columns:
    least = NAME_WIDTH + 3 * 9
    check = width >= least + LEAST_HISTORY + 1 + CHECK_WIDTH
    left = width - least - (CHECK_WIDTH if check else 0)
    history = min(left - 1, MOST_HISTORY) if left > LEAST_HISTORY else 0
    left -= history + 1 if history else 0
    return _Columns(8 + min(max(left, 0) // 3, 3), history, check)


def weights_rows(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return a header and a row per parameter."""
    names = snapshot.program.network.parameter_names
    columns = _columns(width)
    shown = max(height - 1, 1)
    first = scrolled(len(names), shown, names.index(view.parameter))
    header = [Span(" " * NAME_WIDTH)]
    header += [Span(f"{heading.rjust(columns.cell)} ", "dim") for heading in ("value", "gradient", "Δ")]
    header.append(Span(" history".ljust(columns.history + 1) if columns.history else "", "dim"))
    header.append(Span(" check" if columns.check else "", "dim"))
    if more := more_above_or_below(first, shown, len(names)):
        header[-3] = Span(f"{'Δ ' + more:>{columns.cell + 1}}", "key")
    rows: list[Row] = [tuple(header)]
    rows += [_row(snapshot, view, name, columns) for name in names[first : first + shown]]
    rows += [()] * (height - len(rows))
    return [fitted(row, width) for row in rows[:height]]


def _row(snapshot: Snapshot, view: View, name: str, columns: _Columns) -> Row:
    chosen = name == view.parameter
    hit = Hit("parameter", name)
    last = snapshot.operation
    value, gradient, change = snapshot.value(name), snapshot.gradient(name), snapshot.change(name)
    updated = last is not None and last.assigns and last.by == name
    derived = last is not None and last.target == derivative(LOSS, name)
    label = f"{'▸' if chosen else ' '}{name}{'*' if name in snapshot.program.network.frozen else ''}"
    spans = [Span(label.ljust(NAME_WIDTH), "path" if chosen else "text", hit)]
    signs = mark(snapshot, name), mark(snapshot, derivative(LOSS, name)), ""
    numbers = (value, updated), (gradient, derived), (change, updated)
    for (number, is_current), sign in zip(numbers, signs, strict=True):
        role = sign_role(number) + (" current" if is_current else "")
        spans += [Span(fixed(number, columns.cell), role, hit), Span(sign or " ", "key", hit)]
    if columns.history:
        spans.append(Span(f" {_history(snapshot, name, columns.history)}", "dim", hit))
    if columns.check:
        spans += [Span(" ", hit=hit), _verdict(snapshot, name, gradient)._replace(hit=hit)]
    return tuple(spans)


def _history(snapshot: Snapshot, name: str, width: int) -> str:
    """Return a parameter's values so far as small bars."""
    place = snapshot.program.state_index[name]
    return spark([state[place] for state in snapshot.landmarks], width)


def _verdict(snapshot: Snapshot, name: str, gradient: float | None) -> Span:
    """Hold a gradient against the derivative found without backpropagation."""
    # An edit inside the step changes what its operations read: there is no one state to find the derivative at.
    if gradient is None or snapshot.x is None or snapshot.y is None or snapshot.is_edited_inside:
        return Span("·", "dim")
    verdict = _check(snapshot.program).check(name, gradient, snapshot.before, snapshot.x, snapshot.y)
    return (
        Span(f"✓{verdict.error:7.0e}" if verdict.error else "✓ exact", "good") if verdict.agrees else Span("✗", "bad")
    )
