"""The diagram: the network as a picture, values at its units and weights on its lines."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from math import isfinite

from xortui.core.network import Network
from xortui.core.program import LOSS, Phase
from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.render.ascii_canvas import AsciiCanvas
from xortui.render.asked import is_asked, unknown
from xortui.render.beside import mark
from xortui.render.canvas import Canvas
from xortui.render.diagram_layout import (
    MIN_VALUE_CELLS,
    DiagramLayout,
    Widths,
    biases_of,
    lit,
    units_of,
    unsigned,
    widths_of,
)
from xortui.render.diagram_textbook import MAX_VALUE_CELLS, textbook_layout
from xortui.render.numbers import compact, fixed, short, sign_role, wanted_cells
from xortui.render.row import Hit, Row, Span, fitted, joined
from xortui.render.view import View

TITLE = "Network"
"""Written over the left of the header."""
MIN_WIDTH = 30
MIN_HEIGHT = 6
"""Cells of a picture; a smaller pane shows a list."""
MAX_LIST_WIDTH = 36
"""In a narrower pane, a list of everything says more than a picture with one weight."""


def network_rows(snapshot: Snapshot, view: View, width: int, height: int, *, ascii_only: bool = False) -> list[Row]:
    """Return a header, and below it the network as a picture, or as a list if there is no room.

    With `ascii_only` its lines are ASCII characters, else braille dots.
    """
    if width < 1 or height < 2:
        return [fitted((), width)] * height
    header = (Span(" " * (len(phrase(TITLE)) + 2)), Span(_moment(snapshot), "dim"))
    return [fitted(header, width), *_picture(snapshot, view, width, height - 1, ascii_only)]


def _picture(snapshot: Snapshot, view: View, width: int, height: int, ascii_only: bool) -> list[Row]:
    """Return the picture, or the list where a picture has no room."""
    # Behind every label there is room for the sign of a published number, at the right edge too.
    room = width - 1 if snapshot.problem.published else width
    layout = _layout(snapshot.program.network, view.parameter, room, height, wanted_cells(MAX_VALUE_CELLS))
    if layout is None:
        return [fitted(row, width) for row in _list(_Pen(snapshot, view), width, height)]
    # Without digits, the labels in the picture are names alone.
    labels = (*layout.labels, *layout.below) if layout.widths.digits else layout.below
    shown = {label.name for label in labels} | {figure.name for figure in layout.figures}
    pen = _Pen(snapshot, view, shown)
    canvas = AsciiCanvas(width, height) if ascii_only else Canvas(width, height)
    _draw_lines(canvas, layout, pen)
    for x, y, text in layout.notes:
        canvas.write(x, y, text, "dim")
    for x, y, name in layout.names:
        canvas.write(x, y, name, pen.role(name))
    for x, y, name, cells in layout.figures:
        canvas.write(x, y, *pen.figure(name, cells))
    signs = []
    for places, widths in ((layout.labels, layout.widths), (layout.below, layout.widths.in_full)):
        for x, y, name in places:
            label = pen.label(name, widths)
            canvas.write(x, y, *label)
            signs.append((x + len(label.text), y, pen.sign(name)))
    for x, y, sign in signs:
        canvas.write(x, y, sign, "key")
    return canvas.rows()


def _draw_lines(canvas: Canvas, layout: DiagramLayout, pen: _Pen) -> None:
    """Draw the weights as lines, and the units as dots."""
    for name, start, end in layout.edges:
        value = pen.snapshot.used(name) or 0.0
        is_on_path = name in pen.on_path.parameters
        role = "dim"
        if is_on_path:
            role = "path stroke"
        elif layout.beside:
            role = sign_role(value)
        canvas.line(start, end, role, Hit("parameter", name), dotted=value < 0, heavy=is_on_path)
    for x, y, name in layout.nodes:
        is_on_path = name in pen.on_path.units
        role = "path" if is_on_path else "text"
        if name == pen.unit:
            role += " current"
        canvas.write(x, y, "○" if pen.snapshot.used(name) is None else "●", role)
        if name not in pen.snapshot.program.inputs and not layout.beside:
            canvas.write(x - 1, y, "▸", "path" if is_on_path else "dim")


def _moment(snapshot: Snapshot) -> str:
    """Say which values are older than others on the screen, if some are."""
    program = snapshot.program
    names = (*program.network.parameter_names, *program.inputs, *program.targets)
    moved = [name for name in names if snapshot.has_moved(name)]
    if not moved:
        return ""
    done = snapshot.position.operation
    is_updated = any(number <= done for name in moved for number in program.assignments.get(name, ()))
    return phrase("before the update") if is_updated else phrase("before the edit")


@lru_cache(maxsize=128)
def _layout(
    network: Network, parameter: str, width: int, height: int, most: int = MAX_VALUE_CELLS
) -> DiagramLayout | None:
    """Return the best picture that a size has room for; None if a list says more."""
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        return None
    found = textbook_layout(network, parameter, width, height, most)
    if found:
        return found
    # Loaded when first wanted: the networks that most people open have room for the picture of a textbook.
    from xortui.render.diagram_deep import deep_layout
    from xortui.render.diagram_dense import roomy_layout, short_layout, tight_layout

    found = roomy_layout(network, parameter, width, height)
    if found:
        return found
    if width < MAX_LIST_WIDTH and _is_whole(network, width, height):
        return None
    for layout in (deep_layout, tight_layout, short_layout):
        found = layout(network, parameter, width, height)
        if found:
            return found
    return None


class _Pen:
    """Writes names with their values at one position: those that the step's pass used."""

    def __init__(self, snapshot: Snapshot, view: View, shown: Collection[str] | None = None) -> None:
        self.snapshot = snapshot
        self.view = view
        self.on_path = lit(snapshot.program.network, view.parameter)
        self.number = ""
        """The name whose number the last operation computed."""
        self.unit = ""
        """The unit whose dot is marked, if the last result has no number in the picture."""
        last = snapshot.operation
        if last is None:
            return
        is_shown = last.phase in (Phase.FORWARD, Phase.LOSS) and (shown is None or last.target in shown)
        if is_shown:
            self.number = last.target
        else:
            self.unit = units_of(snapshot.program.network).get(last.by or last.target, "")

    def label(self, name: str, widths: Widths) -> Span:
        """Return a name and its value in a number of cells that is always the same."""
        if name in self.snapshot.program.state_index:
            return self._parameter(name, widths)
        value = self.snapshot.used(name)
        if not widths.short:
            figure = self._value(name, value, widths.digits)
        elif widths.digits:
            figure = f" {self._compact(name, widths.digits)}"
        else:
            figure = ""
        return Span(name.ljust(widths.unit) + figure, self.role(name), Hit("value", name, value=name))

    def _parameter(self, name: str, widths: Widths) -> Span:
        network = self.snapshot.program.network
        value = self.snapshot.used(name)
        star = "*" if name in network.frozen else " "
        digits = max(widths.digits, MIN_VALUE_CELLS)
        cells = widths.unit if name in biases_of(network) else widths.weight
        text = name.ljust(cells) + (star + fixed(value, digits))[-digits - 1 :]
        chosen = " chosen" if name == self.view.parameter else ""
        return Span(text, sign_role(value) + chosen, Hit("parameter", name, value=name))

    def figure(self, name: str, cells: int) -> Span:
        """Return a value without its name."""
        return Span(self._compact(name, cells), self.role(name), Hit("value", name, value=name))

    def _compact(self, name: str, cells: int) -> str:
        value = self.snapshot.used(name)
        text = unknown(self.snapshot, name) if value is None else compact(value, cells)
        return text.ljust(cells)

    def role(self, name: str) -> str:
        """Return the role of a unit, a weighted sum, a target or the loss."""
        value = self.snapshot.used(name)
        if value is None:
            role = "dim"
        elif not isfinite(value):
            role = "bad"
        elif name in self.on_path.units:
            role = "path"
        else:
            role = "text"
        is_marked = name == self.number or is_asked(self.snapshot, name)
        return f"{role} current" if is_marked else role

    def sign(self, name: str) -> str:
        """Return the sign behind a number that the source prints, too."""
        return "" if self.snapshot.has_moved(name) else mark(self.snapshot, name)

    def _value(self, name: str, value: float | None, digits: int) -> str:
        """Return a value in one cell more than `digits`, so that it stands apart from its name."""
        program = self.snapshot.program
        if value is None:
            return f" {unknown(self.snapshot, name)}".ljust(digits + 1)
        if program.is_of_the_sample(name):
            text = short(value, digits - 3)
            text = f" {text}" if len(text) <= digits else fixed(value, digits + 1)
            return text.ljust(digits + 1)
        if name == LOSS or name in unsigned(program.network):
            return fixed(value, digits + 1, signed=False)
        return f" {fixed(value, digits)}"[-digits - 1 :]


def _list(pen: _Pen, width: int, height: int) -> list[Row]:
    """Return everything as text: a line for each unit, or what matters most if that is too long."""
    network = pen.snapshot.program.network
    lines, left = _flowed(network, _everything(network), width, height)
    if left:
        outputs = []
        for unit, target in zip(network.units[-1], network.targets, strict=True):
            outputs += [unit.name, target]
        hidden = [unit.name for layer in network.units[1:-1] for unit in layer]
        rest = [name for name in network.parameter_names if name != pen.view.parameter]
        inputs = [unit.name for unit in network.units[0]]
        groups = [[pen.view.parameter, LOSS], outputs, inputs, hidden, rest]
        lines, left = _flowed(network, groups, width, height)
        if left:
            lines, left = _flowed(network, groups, width, height - 1)
    widths = widths_of(network, MIN_VALUE_CELLS)
    rows = []
    for names in lines:
        labels = [(pen.label(name, widths),) for name in names]
        rows.append(joined(labels, Span(" ")))
    if left:
        rows.append((Span(phrase("… {left} more", left=left), "dim"),))
    return rows + [()] * (height - len(rows))


def _everything(network: Network) -> list[list[str]]:
    """Return the names of a full list, in groups: inputs, each unit, the outcome, the weights."""
    inputs = [unit.name for unit in network.units[0]]
    units = []
    for unit in (unit for layer in network.units[1:] for unit in layer):
        biases = [unit.bias] if unit.bias else []
        units.append([unit.name, unit.weighted_sum, *biases])
    weights = [p.name for p in network.parameters if p.source]
    return [inputs, *units, [LOSS, *network.targets], weights]


def _is_whole(network: Network, width: int, height: int) -> bool:
    """Say whether a list has room for everything."""
    return not _flowed(network, _everything(network), width, height)[1]


def _flowed(network: Network, groups: list[list[str]], width: int, height: int) -> tuple[list[list[str]], int]:
    """Return names in at most `height` lines, a group to a line, and how many are left out."""
    widths = widths_of(network, MIN_VALUE_CELLS)
    abreast = max((width + 1) // (max(widths.unit_label, widths.weight_label) + 1), 1)
    lines = [names[i : i + abreast] for names in groups for i in range(0, len(names), abreast)]
    return lines[:height], sum(map(len, lines[height:]))
