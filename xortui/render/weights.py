"""The weights: every parameter's value, gradient and last change; with room, its history and the gradient check."""

from __future__ import annotations

from functools import lru_cache

from xortui.core.gradient_check import GradientCheck
from xortui.core.program import LOSS, Program, derivative
from xortui.debugger.snapshot import Snapshot
from xortui.render.numbers import fixed, sign_role
from xortui.render.row import Hit, Row, Span, fitted, more_above_or_below, scrolled
from xortui.render.view import View

NAME_WIDTH = 5
HISTORY_WIDTH = 16
_BARS = "▁▂▃▄▅▆▇█"


@lru_cache(maxsize=4)
def _check(program: Program) -> GradientCheck:
    return GradientCheck(program)


def weights_rows(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return a header and a row per parameter."""
    names = snapshot.program.network.parameter_names
    extra = (HISTORY_WIDTH + 2 if width >= 52 else 0) + (8 if width >= 60 else 0)
    cell = max(7, min(11, (width - NAME_WIDTH - 2 - extra) // 3))
    shown = max(height - 1, 1)
    first = scrolled(len(names), shown, names.index(view.parameter))
    more = more_above_or_below(first, shown, len(names))
    header = [Span((more + " ")[:NAME_WIDTH].ljust(NAME_WIDTH), "key")]
    header += [Span(f"{heading.rjust(cell)} ", "dim") for heading in ("value", "gradient"[: cell], "Δ")]
    if width >= 52:
        header.append(Span(" history".ljust(HISTORY_WIDTH + 2), "dim"))
    if width >= 60:
        header.append(Span("check", "dim"))
    rows: list[Row] = [tuple(header)]
    rows += [_row(snapshot, view, name, cell, width) for name in names[first : first + shown]]
    rows += [()] * (height - len(rows))
    return [fitted(row, width) for row in rows[:height]]


def _row(snapshot: Snapshot, view: View, name: str, cell: int, width: int) -> Row:
    chosen = name == view.parameter
    hit = Hit("parameter", name)
    last = snapshot.operation
    value, gradient, change = snapshot.value(name), snapshot.gradient(name), snapshot.change(name)
    updated = last is not None and last.assigns and last.by == name
    derived = last is not None and last.target == derivative(LOSS, name)
    label = f"{'▸' if chosen else ' '}{name}{'*' if name in snapshot.program.network.frozen else ''}"
    spans = [
        Span(label.ljust(NAME_WIDTH), "path" if chosen else "text", hit),
        Span(fixed(value, cell), sign_role(value) + (" current" if updated else ""), hit),
        Span(" ", hit=hit),
        Span(fixed(gradient, cell), sign_role(gradient) + (" current" if derived else ""), hit),
        Span(" ", hit=hit),
        Span(fixed(change, cell), sign_role(change) + (" current" if updated else ""), hit),
    ]
    if width >= 52:
        spans.append(Span(f"  {_history(snapshot, name)}", "dim", hit))
    if width >= 60:
        spans.append(Span(" ", hit=hit))
        spans.append(_verdict(snapshot, name, gradient)._replace(hit=hit))
    return tuple(spans)


def _history(snapshot: Snapshot, name: str) -> str:
    """Return a parameter's values so far as small bars, from its least to its greatest."""
    place = snapshot.program.state_index[name]
    values = [state[place] for state in snapshot.landmarks][-HISTORY_WIDTH:]
    low, high = min(values), max(values)
    scale = (len(_BARS) - 1) / (high - low) if high > low else 0.0
    return "".join(_BARS[int((value - low) * scale)] for value in values).ljust(HISTORY_WIDTH)


def _verdict(snapshot: Snapshot, name: str, gradient: float | None) -> Span:
    """Hold a gradient against the derivative found without backpropagation."""
    if gradient is None or snapshot.x is None or snapshot.y is None:
        return Span("·", "dim")
    verdict = _check(snapshot.program).check(name, gradient, snapshot.before, snapshot.x, snapshot.y)
    return Span(f"✓{verdict.error:7.0e}" if verdict.error else "✓ exact", "good") if verdict.agrees else Span("✗", "bad")
