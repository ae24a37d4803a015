"""The diagram: the network as a picture, its values at the units and its weights on the lines between them."""

from __future__ import annotations

from functools import lru_cache
from math import isfinite

from xortui.core.network import Network
from xortui.core.program import LOSS, Kind
from xortui.debugger.snapshot import Snapshot
from xortui.render.canvas import Canvas
from xortui.render.diagram_dense import dense_layout
from xortui.render.diagram_layout import LEAST_DIGITS, Layout, Widths, biases_of, lit, units_of, unsigned, widths_of
from xortui.render.diagram_textbook import textbook_layout
from xortui.render.numbers import UNKNOWN, fixed, short, sign_role
from xortui.render.published import mark
from xortui.render.row import Hit, Row, Span, fitted, joined
from xortui.render.view import View


def network_rows(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return the network as a picture, or as a list where a picture has no room."""
    if width < 1 or height < 1:
        return [fitted((), width)] * height
    # Behind every label there is room for the sign of a published number, at the right edge too.
    room = width - 1 if snapshot.problem.published else width
    picture = _layout(snapshot.program.network, view.parameter, room, height)
    if picture is None:
        return [fitted(row, width) for row in _list(_Pen(snapshot, view), width, height)]
    pen = _Pen(snapshot, view, frozenset(name for _, _, name in picture.labels))
    canvas = Canvas(width, height)
    for name, start, end in picture.edges:
        value = snapshot.value(name) or 0.0
        role = "path" if name in pen.on_path.parameters else sign_role(value) if picture.beside else "dim"
        canvas.line(start, end, role, Hit("parameter", name), dashed=value < 0)
    for x, y, name in picture.nodes:
        role = "path" if name in pen.on_path.units else "text"
        canvas.write(x, y, "○" if snapshot.value(name) is None else "●", role)
        if name not in snapshot.program.inputs and not picture.beside:
            canvas.write(x - 1, y, "▸", "path" if role == "path" else "dim")
    for x, y, text in picture.notes:
        canvas.write(x, y, text, "dim")
    signs = []
    for x, y, name in picture.labels:
        label = pen.label(name, picture.widths)
        canvas.write(x, y, *label)
        signs.append((x + len(label.text), y, mark(snapshot, name)))
    for x, y, sign in signs:
        canvas.write(x, y, sign, "key")
    return canvas.rows()


@lru_cache(maxsize=128)
def _layout(network: Network, parameter: str, width: int, height: int) -> Layout | None:
    """Return the best picture that a size has room for; None if a list says more."""
    return textbook_layout(network, parameter, width, height) or dense_layout(network, parameter, width, height)


class _Pen:
    """Writes names with their values at one position."""

    def __init__(self, snapshot: Snapshot, view: View, shown: frozenset[str] | None = None) -> None:
        self.snapshot, self.view = snapshot, view
        self.on_path = lit(snapshot.program.network, view.parameter)
        last = snapshot.operation
        about: set[str] = set()
        if last is not None:
            about = {last.of, last.by} if last.kind is Kind.FACTOR else {last.by or last.target}
        owners = units_of(snapshot.program.network)
        # What has no place of its own in the picture is marked at its unit.
        self.current = {name if shown is None or name in shown else owners.get(name, name) for name in about}
        """What the last operation was about."""

    def label(self, name: str, widths: Widths) -> Span:
        """Return a name and its value in a number of cells that is always the same."""
        network, value = self.snapshot.program.network, self.snapshot.value(name)
        current = " current" if name in self.current else ""
        if name in self.snapshot.program.state_index:
            star = "*" if name in network.frozen else " "
            digits = max(widths.digits, LEAST_DIGITS)
            cells = widths.unit if name in biases_of(network) else widths.weight
            text = name.ljust(cells) + (star + fixed(value, digits))[-digits - 1 :]
            chosen = " chosen" if name == self.view.parameter else ""
            return Span(text, sign_role(value) + chosen + current, Hit("parameter", name))
        role = "path" if name in self.on_path.units else "text"
        if value is None:
            role = "dim"
        elif not isfinite(value):
            role = "bad"
        return Span(name.ljust(widths.unit) + self._value(name, value, widths.digits), role + current)

    def _value(self, name: str, value: float | None, digits: int) -> str:
        """Return a value in one cell more than `digits`; a sign or a blank parts it from its name."""
        program = self.snapshot.program
        if value is None:
            return f" {UNKNOWN}".ljust(digits + 1)
        if name in program.inputs or name in program.targets:
            text = short(value, digits - 3)
            return (f" {text}" if len(text) <= digits else fixed(value, digits + 1)).ljust(digits + 1)
        if name == LOSS or name in unsigned(program.network):
            return fixed(value, digits + 1, signed=False)
        return f" {fixed(value, digits)}"[-digits - 1 :]


def _list(pen: _Pen, width: int, height: int) -> list[Row]:
    """Return everything as text, a line per unit; or what matters most first, and how much is left out."""
    network = pen.snapshot.program.network
    inputs = [unit.name for unit in network.units[0]]
    outputs = [LOSS, *network.targets]
    units = [[unit.name, unit.weighted_sum, unit.bias] for layer in network.units[1:] for unit in layer]
    weights = [p.name for p in network.parameters if p.source]
    lines, left = _flowed(pen, [inputs, *units, outputs, weights], width, height)
    if left:
        outputs += [unit.name for unit in network.units[-1]]
        hidden = [unit.name for layer in network.units[1:-1] for unit in layer]
        rest = [name for name in network.parameter_names if name != pen.view.parameter]
        groups = [[pen.view.parameter], outputs, inputs, hidden, rest]
        lines, left = _flowed(pen, groups, width, height)
        if left:
            lines, left = _flowed(pen, groups, width, height - 1)
            lines.append((Span(f"… {left} more", "dim"),))
    return lines + [()] * (height - len(lines))


def _flowed(pen: _Pen, groups: list[list[str]], width: int, height: int) -> tuple[list[Row], int]:
    """Return labels in at most so many lines, each group on lines of its own; and how many labels are left."""
    widths = widths_of(pen.snapshot.program.network, LEAST_DIGITS)
    abreast = max((width + 1) // (max(widths.unit_label, widths.weight_label) + 1), 1)
    lines = [names[i : i + abreast] for names in groups for i in range(0, len(names), abreast)]
    rows = [joined([(pen.label(name, widths),) for name in names], Span(" ")) for names in lines[:height]]
    return rows, sum(map(len, lines[height:]))
