"""The chain-rule table: a row per parameter with every factor of its gradient and their product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from xortui.core.activations import SOFTMAX, activation, is_signed
from xortui.core.chain_rule import Path, count_paths, first_path
from xortui.core.engines import Sample
from xortui.core.network import Network
from xortui.core.program import LOSS, Kind, Operation, Program, derivative
from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.render.asked import ASKED, is_asked, unknown
from xortui.render.beside import DIFFERS, mark
from xortui.render.numbers import UNKNOWN, fixed, sign_role, wanted_cells
from xortui.render.paths import Line, branch_detail, branch_row, fold_mark, lines, terms
from xortui.render.row import Hit, Row, Span, fitted, more_above_or_below, row_width, scrolled
from xortui.render.sentence import factor_row, saturated_text
from xortui.render.view import View

MIN_CELL, MAX_CELL = 7, 10
"""Cells of a number at least, and at the most, unless more digits are wanted."""
LABEL_WIDTH = 7
"""Room before a row for the name of its parameter, and whether it is unfolded: '▸w123 ▹'."""
NOTE_WIDTH = 17
"""Room behind a row for 'Σ of 1024 paths'."""
MIN_RULE = 8
"""Cells of a factor's rule at the least, where something else may take its room."""
TITLE = "Chain rule"
"""The pane's title, for which the header leaves room."""
MIN_LEAD = 16
"""Cells before the end of the first factor, at the least."""
FIRST_HEADING = 5
"""Cells of the first factor's heading, ∂C/∂ŷ; it may stand a cell to the right of its column."""


@lru_cache(maxsize=16)
def chains(program: Program) -> dict[str, tuple[Operation, ...]]:
    """Return for each parameter the factors its row shows, from C to the parameter.

    Where there is one path, its factors. Where there are several, the gradient is ∂C/∂z · ∂z/∂w, and ∂C/∂z — the δ that
    all paths share — is itself the sum over them.
    """
    found: dict[str, tuple[Operation, ...]] = {}
    for parameter in program.network.parameters:
        if count_paths(program, parameter.name) == 1:
            found[parameter.name] = first_path(program, parameter.name)
        else:
            delta = program.by_target[derivative(LOSS, parameter.target.weighted_sum)]
            local = program.by_target[derivative(parameter.target.weighted_sum, parameter.name)]
            unit = parameter.target
            shared = [delta]
            if unit.layer < len(program.network.layers) - 1:
                shared = [
                    program.by_target[derivative(LOSS, unit.name)],
                    program.by_target[derivative(unit.name, unit.weighted_sum)],
                ]
            found[parameter.name] = (*shared, local)
    return found


def chosen_factor(snapshot: Snapshot, view: View) -> int:
    """Return the place of the chosen factor, or else of the one that was computed last."""
    path = chains(snapshot.program)[view.parameter]
    if view.factor is not None:
        return min(view.factor, len(path) - 1)
    latest = 0
    for place, factor in enumerate(path):
        if factor == snapshot.operation:
            return place
        if snapshot.reached(factor):
            latest = place
    return latest


def shown_in(program: Program, view: View, name: str) -> View:
    """Return the view that has a value of the program in a row of the table: the one given, if it has.

    It is the row of a parameter whose factor, gradient or update the value is, or else a branch of one, unfolded.
    """
    operation = program.by_target.get(name)
    parameters = [view.parameter, *program.network.parameter_names]
    for parameter in parameters:
        names = {parameter, derivative(LOSS, parameter), *(factor.target for factor in chains(program)[parameter])}
        if name in names or (operation is not None and operation.by == parameter):
            return replace(view, parameter=parameter, branch=(), factor=None)
    for parameter in parameters:
        for branch in terms(program, (parameter,)):
            if name in (branch.delta.target, branch.local.target):
                unfolded = view.unfolded | {(parameter,)}
                return replace(view, parameter=parameter, branch=(branch.through,), factor=None, unfolded=unfolded)
    return view


def chain_rule_rows(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return the table: a header, a row per parameter, and below it the chosen factor written out.

    Where there is no room for whole rows: the factors of the chosen parameter, one below the other.
    """
    program = snapshot.program
    if width < _least_width(program):
        return _one_below_the_other(snapshot, view, width, height)
    # No sign stands behind the last number where nothing is known to be beside it.
    room = width if snapshot.problem.published or snapshot.right is not None else width + 1
    columns = _columns(program, _has_negative_inputs(snapshot.samples), room, wanted_cells(MAX_CELL))
    shown = max(height - 2, 1)
    tree = lines(program, view)
    entries = _with_right_lines(snapshot, view, tree, shown)
    first = scrolled(len(entries), shown, _chosen_entry(entries, tree[chosen_line(tree, view)]))
    rows = [_header(program, columns, phrase(TITLE))]
    for line, is_right in entries[first : first + shown]:
        if is_right:
            rows.append(_right_row(snapshot, line.parameter, columns))
        elif line.branch:
            rows.append(branch_row(snapshot, view, line, width))
        else:
            rows.append(_parameter_row(snapshot, view, line.parameter, columns, width))
    rows += [()] * (height - 1 - len(rows))
    more = more_above_or_below(first, shown, len(entries))
    room = width - len(more) - 1 if more else width
    return [fitted(row, width) for row in [*rows, (*_detail(snapshot, view, tree, room), Span(f" {more}", "key"))]]


class _Column(NamedTuple):
    """A column of the table."""

    area: int
    """Its cells, from behind the sign before it to the end of its numbers."""
    figure: int
    """Cells of a number. In the columns behind the first, a blank stands between the sign and a minus."""

    def text(self, value: float) -> str:
        """Return a number in the column's cells."""
        is_unexpected = value < 0 and self.figure == self.area
        return fixed(value, self.figure - is_unexpected, signed=False).rjust(self.area)


def _least_width(program: Program) -> int:
    """Return the width of whole rows at the least."""
    return _row_width(max(map(len, chains(program).values())), MIN_CELL)


def _row_width(count: int, cell: int) -> int:
    """Return the width of a row with so many factors, and a sign of a published number behind it."""
    return _lead(cell) + (cell + 2) * (count - 1) + 2 + (cell + 1) + 1


@lru_cache(maxsize=16)
def _columns(program: Program, has_negative_inputs: bool, width: int, most: int) -> tuple[_Column, ...]:
    """Share a width out: a column for each factor, and the last for their product.

    Headings as ∂z3/∂h set the least width of a column; more room goes to more decimals.
    """
    signed = _signed_columns(program, has_negative_inputs)
    room = width - (table_width(program) - _least_width(program))
    cell = MIN_CELL
    while cell < most and _row_width(len(signed), cell + 1) <= room:
        cell += 1
    has_room_for_blanks = _row_width(len(signed), cell) + sum(signed[1:]) <= room
    columns = [_Column(_lead(cell), cell)]
    for is_signed_column in signed[1:]:
        if not is_signed_column:
            columns.append(_Column(cell, cell))
        elif has_room_for_blanks:
            columns.append(_Column(cell + 1, cell))
        else:
            columns.append(_Column(cell, cell - 1))
    return (*columns, _Column(cell + 1, cell))


def _signed_columns(program: Program, has_negative_inputs: bool) -> list[bool]:
    """Say of each column of factors whether some of them can be negative."""
    table = chains(program)
    signed = [False] * max(map(len, table.values()))
    for path in table.values():
        for column, factor in zip(_places(path, len(signed)), path, strict=True):
            signed[column] |= _can_be_negative(program.network, factor, has_negative_inputs)
    return signed


def _can_be_negative(network: Network, factor: Operation, has_negative_inputs: bool) -> bool:
    """Say whether a factor can be negative: a slope of what never falls cannot."""
    if factor.kind is Kind.DERIVATIVE or factor.of == LOSS:
        return True
    for units, name in zip(network.units[1:], network.activations, strict=True):
        if any(unit.name == factor.of for unit in units):
            return name == SOFTMAX or activation(name).can_fall
    if factor.by not in network.parameter_names:
        return True
    source = network.parameter(factor.by).source
    if source is None:
        return False
    return has_negative_inputs if source.layer == 0 else is_signed(network.activations[source.layer - 1])


@lru_cache(maxsize=4)
def _has_negative_inputs(samples: tuple[Sample, ...]) -> bool:
    return any(value < 0 for x, _ in samples for value in x)


def _with_right_lines(snapshot: Snapshot, view: View, tree: Sequence[Line], shown: int) -> list[tuple[Line, bool]]:
    """Return the lines, and behind each that has a wrong number a line for the right ones.

    Where there is no room for all of them, the chosen line alone has one.
    """
    wrong = {line.key for line in tree if not line.branch and _has_wrong(snapshot, line.parameter)}
    if len(tree) + len(wrong) > shown:
        wrong &= {(view.parameter,)}
    entries = []
    for line in tree:
        entries.append((line, False))
        if line.key in wrong:
            entries.append((line, True))
    return entries


def _chosen_entry(entries: Sequence[tuple[Line, bool]], chosen: Line) -> int:
    """Return the place of the last line that is of the chosen one: what is right stands behind it."""
    return max(place for place, (line, _) in enumerate(entries) if line == chosen)


def _has_wrong(snapshot: Snapshot, parameter: str) -> bool:
    """Say whether a number in the row of a parameter differs from what is right."""
    if snapshot.right is None:
        return False
    gradient = derivative(LOSS, parameter)
    names = [factor.target for factor in chains(snapshot.program)[parameter]]
    return any(snapshot.right_value(name) is not None for name in (*names, gradient))


def _right_row(snapshot: Snapshot, parameter: str, columns: tuple[_Column, ...]) -> Row:
    """Return the numbers that would be right, below those of a parameter's row that differ from them."""
    path = chains(snapshot.program)[parameter]
    hit = Hit("parameter", parameter)
    names = [""] * len(columns)
    for place, factor in zip(_places(path, len(columns) - 1), path, strict=True):
        names[place] = factor.target
    names[-1] = derivative(LOSS, parameter)
    label = "  right"
    spans = [Span(label, "dim", hit)]
    for name, column in zip(names, columns, strict=True):
        text = _right_text(snapshot, name, column)
        if len(spans) == 1:
            text = text[len(label) :]
        spans.append(Span(f"{text}  ", "strong", hit))
    return tuple(spans)


def _right_text(snapshot: Snapshot, name: str, column: _Column) -> str:
    """Return the right value of a name where it differs; else blanks."""
    right = snapshot.right_value(name) if name else None
    return " " * column.area if right is None else column.text(right)


def chosen_line(tree: Sequence[Line], view: View) -> int:
    """Return the place of the chosen line, or of its parameter's line if it is folded away."""
    places = {line.key: place for place, line in enumerate(tree)}
    return places.get((view.parameter, *view.branch), places.get((view.parameter,), 0))


def _detail(snapshot: Snapshot, view: View, tree: Sequence[Line], room: int) -> Row:
    """Return the line below the table: the chosen factor written out, or the chosen branch."""
    line = tree[chosen_line(tree, view)]
    given = snapshot.problem.names.source.of(view.parameter)
    called = f"{view.parameter} {given}" if given and 4 * len(given) < room else view.parameter
    label = Span(f"{called}: ", "key")
    left = room - len(label.text)
    if line.branch:
        return fitted((label, Span(branch_detail(snapshot, line, left), "strong")), room)
    factor = chains(snapshot.program)[view.parameter][chosen_factor(snapshot, view)]
    return fitted((label, *factor_row(snapshot, factor, left)), room)


@lru_cache(maxsize=16)
def table_width(program: Program) -> int:
    """Return the width of whole rows: three or four decimals, and a word about paths behind them."""
    table = chains(program)
    columns = max(map(len, table.values()))
    is_noted = any(count_paths(program, name) > 1 and len(path) == columns for name, path in table.items())
    return _least_width(program) + (NOTE_WIDTH - 1 if is_noted else 0)


def _one_below_the_other(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return a column with the chosen parameter's factors, their rules and their product."""
    path = chains(snapshot.program)[view.parameter]
    looked_at = chosen_factor(snapshot, view)
    gradient = snapshot.program.by_target[derivative(LOSS, view.parameter)]
    symbols = max(len(operation.target) for operation in (*path, gradient))
    rule_width = max(width - symbols - MIN_CELL - 6, 0)
    beside_width = 0
    if _has_wrong(snapshot, view.parameter):
        beside_width = 1 + MIN_CELL if rule_width >= MIN_RULE + 1 + MIN_CELL else 1
        rule_width = max(rule_width - beside_width, 0)
    rows: list[Row] = [(Span(" " * (len(phrase(TITLE)) + 1)), Span(f"▸{view.parameter}", "path"))]
    for place, factor in enumerate(path):
        value = snapshot.result(factor)
        role = _role(factor, value, snapshot.operation)
        if place == looked_at:
            role += " under"
        times = "·" if place else " "
        hit = Hit("factor", view.parameter, place)
        name = Span(f"{times} {factor.target:<{symbols}}", "text", hit)
        rule = Span(f" {_shortened(factor.symbols, rule_width):<{rule_width}} = ", "dim", hit)
        number = Span(_number_text(snapshot, factor, value), role, hit._replace(value=factor.target))
        rows.append((name, rule, number, _right_beside(snapshot, factor.target, beside_width)))
    value = snapshot.result(gradient)
    count = count_paths(snapshot.program, view.parameter)
    paths = phrase("Σ of {count} paths", count=count) if count > 1 else ""
    rows.append(
        (
            Span(f"= {gradient.target:<{symbols}}", "strong"),
            Span(f" {paths:<{rule_width}} = ", "dim"),
            Span(_product_text(snapshot, gradient, value), _role(gradient, value, snapshot.operation)),
            _right_beside(snapshot, gradient.target, beside_width),
        )
    )
    tree = lines(snapshot.program, view, [view.parameter])
    rows += [branch_row(snapshot, view, line, width) for line in tree[1:]]
    if view.branch:
        looked_at = len(path) + 1 + chosen_line(tree, view) - 1
    first = scrolled(len(rows) - 1, height - 1, looked_at)
    shown = [rows[0], *rows[1 + first : height + first]]
    blank: list[Row] = [()] * (height - len(shown))
    return [fitted(row, width) for row in [*shown, *blank]]


def _right_beside(snapshot: Snapshot, name: str, width: int) -> Span:
    """Return the sign behind a number that is not right, and if there is room what would be right."""
    right = snapshot.right_value(name)
    if right is None:
        return Span("", "key")
    return Span(f"{DIFFERS}{fixed(right, MIN_CELL, signed=False) if width > MIN_CELL else ''}", "key")


def _shortened(rule: str, width: int) -> str:
    """Return a rule in at most so many cells."""
    return rule if len(rule) <= width else f"{rule[: max(width - 1, 0)]}…"


def _number_text(snapshot: Snapshot, factor: Operation, value: float | None) -> str:
    """Return the number of a factor in a cell of its own."""
    if value is None:
        return unknown(snapshot, factor.target).rjust(MIN_CELL)
    if snapshot.saturated(factor):
        return saturated_text(value).rjust(MIN_CELL)
    return fixed(value, MIN_CELL, signed=False).rjust(MIN_CELL)


def _product_text(snapshot: Snapshot, gradient: Operation, value: float | None) -> str:
    if value is None:
        return unknown(snapshot, gradient.target).rjust(MIN_CELL)
    return fixed(value, MIN_CELL, signed=False)


def _places(path: Path, columns: int) -> list[int]:
    """Return the column of each factor: shared factors at the left, the last one at the right."""
    if path[0].kind is Kind.DERIVATIVE:  # a δ of several paths: it stands for all the columns before it
        return list(range(columns - len(path), columns))
    return [*range(len(path) - 1), columns - 1]


def _lead(cell: int) -> int:
    """Return how many cells there are before the end of the first factor."""
    return max(LABEL_WIDTH + cell, MIN_LEAD, len(phrase(TITLE)) + FIRST_HEADING)


@lru_cache(maxsize=16)
def _header(program: Program, columns: tuple[_Column, ...], title: str) -> Row:
    """Return the heading of each column, with a letter for what differs between the rows, behind the title."""
    table = chains(program)
    symbols: list[set[str]] = [set() for _ in columns[1:]]
    for path in table.values():
        for place, factor in zip(_places(path, len(symbols)), path, strict=True):
            symbols[place].add(factor.target)
    spans: list[Span] = []
    for column, found in zip(columns, symbols, strict=False):
        heading = found.pop() if len(found) == 1 else _general(found)
        # A long title shifts the first heading by a cell.
        moved = 1 if not spans and len(title) + 1 + len(heading) > column.area else 0
        spans += [Span(heading.rjust(column.area + moved), "dim"), Span(" " * (2 - moved))]
    gradients = {derivative(LOSS, name) for name in table}
    heading = gradients.pop() if len(gradients) == 1 else _general(gradients)
    spans += [Span(heading.rjust(columns[-1].area), "dim")]
    return tuple(spans)


_FAMILIES = {frozenset("wb"): "θ", frozenset("hŷ"): "a", frozenset("hx"): "a"}


def _general(symbols: set[str]) -> str:
    """Return a heading for factors that differ from row to row: ∂z3/∂h1 and ∂z3/∂h2 → ∂z3/∂h."""
    parts = []
    for side in (0, 1):
        texts = {symbol.split("/")[side].lstrip("∂") for symbol in symbols}
        letters = {text[0] for text in texts}
        if len(texts) == 1:
            parts.append(texts.pop())
        elif len(letters) == 1:
            parts.append(letters.pop())
        else:
            parts.append(_FAMILIES.get(frozenset(letters), ""))
    # By an operator's name, ∂/∂h, where that of which the factors are derivatives differs altogether.
    return f"∂{parts[0]}/∂{parts[1]}" if parts else ""


def _parameter_row(snapshot: Snapshot, view: View, name: str, columns: tuple[_Column, ...], width: int) -> Row:
    path = chains(snapshot.program)[name]
    is_chosen = name == view.parameter and not view.branch
    looked_at = chosen_factor(snapshot, view) if is_chosen else -1
    hit = Hit("parameter", name)
    first, *_, product = columns
    room = first.area - first.figure
    spans = [Span(_label(snapshot, view, name, room), "path" if is_chosen else "text", hit)]
    count = count_paths(snapshot.program, name)
    note = phrase("Σ of {count} paths", count=count) if count > 1 else ""
    following = 0
    for place, (number, factor) in enumerate(zip(_places(path, len(columns) - 1), path, strict=True)):
        # Columns that this row does not have are blank, and the first of them have room for the note.
        if number > following:
            blank = sum(column.area + 2 for column in columns[following:number])
            if following == 0:
                blank -= room
            if following == 0 and 0 < len(note) < blank:
                spans.append(Span(note.center(blank), "dim", hit))
                note = ""
            else:
                spans.append(Span(" " * blank, "dim", hit))
        following = number + 1
        area = columns[number].area if number else first.figure
        text, role = _factor_text(snapshot, factor, columns[number], area)
        if place == looked_at:
            role += " under"
        spans.append(Span(text.rjust(area), role, Hit("factor", name, place, factor.target)))
        spans.append(Span(mark(snapshot, factor.target) or " ", "key", hit))
        spans.append(Span("=" if place == len(path) - 1 else "·", "faint", hit))
    gradient = snapshot.program.by_target[derivative(LOSS, name)]
    spans.append(_gradient_span(snapshot, gradient, product, hit))
    sign = mark(snapshot, gradient.target)
    if not note:
        return (*spans, Span(sign, "key", hit))
    # All notes begin below each other, whether or not a sign stands behind the number.
    spans.append(Span(sign or " ", "key", hit))
    if row_width(spans) + len(note) + 1 <= width:  # half a note says nothing
        spans.append(Span(f" {note}", "dim", hit))
    return tuple(spans)


def _label(snapshot: Snapshot, view: View, name: str, room: int) -> str:
    """Return the name of a row's parameter, with whether it is chosen before it, and its sign for folding behind it."""
    marker = "▸" if name == view.parameter and not view.branch else " "
    gap = " " if len(name) + 3 < room else ""
    sign = fold_mark(snapshot.program, view, (name,))
    return f"{marker}{name}{gap}{sign}".ljust(room)[:room]


def _factor_text(snapshot: Snapshot, factor: Operation, column: _Column, area: int) -> tuple[str, str]:
    """Return what stands for a factor in so many cells, and its role."""
    value = snapshot.result(factor)
    role = _role(factor, value, snapshot.operation)
    if is_asked(snapshot, factor.target):
        return ASKED, f"{role} current"
    if value is None:
        return factor.target if len(factor.target) <= area else UNKNOWN, role
    if snapshot.saturated(factor):
        return saturated_text(value), role
    return column.text(value)[-area:], role


def _gradient_span(snapshot: Snapshot, gradient: Operation, product: _Column, hit: Hit) -> Span:
    """Return a gradient in the column of the products."""
    value = snapshot.result(gradient)
    text = unknown(snapshot, gradient.target).rjust(product.area) if value is None else product.text(value)
    role = _role(gradient, value, snapshot.operation)
    if is_asked(snapshot, gradient.target):
        role += " current"
    return Span(text, role, hit._replace(value=gradient.target))


def _role(operation: Operation, value: float | None, last: Operation | None) -> str:
    role = "faint" if value is None else sign_role(value)
    return f"{role} current" if operation == last else role
