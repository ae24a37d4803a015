"""The cells of a sweep as a picture with a cursor: the share of each that learns, and what is known of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

from xortui.language.grouping import grouped
from xortui.language.phrase import phrase
from xortui.render.fitting import first_fitting
from xortui.render.histogram import BAR
from xortui.render.row import Row, Span, fitted
from xortui.render.sweep import MAX_ENDS, SHADES, cell_lines, told_cell, told_hidden
from xortui.sweep.ends import ends_of
from xortui.sweep.findings import CellFindings
from xortui.sweep.plan import Plan
from xortui.sweep.share import Share

FIELD = 10
"""Columns of a cell: a mark, two shades, the share in per cent."""
MIN_DETAILS = 6
"""Rows that are kept for what is known of the chosen cell."""
OTHER_ROWS = 4
"""The title, the blank row and the name of the cell below the map, and the keys."""


@dataclass(frozen=True, slots=True)
class CellCursor:
    """Where one stands among the cells: a row for each combination of the others, a column for each learning rate."""

    rows: int
    columns: int
    row: int = 0
    column: int = 0
    scrolled: int = 0
    """Lines of what is known of the cell that are scrolled past."""

    @classmethod
    def of(cls, plan: Plan) -> CellCursor:
        """Stand on the first cell of a plan."""
        columns = max(len(plan.rates), 1)
        return cls(len(plan.cells) // columns, columns)

    @property
    def place(self) -> int:
        """The place of the cell in the plan."""
        return self.row * self.columns + self.column

    def moved(self, down: int, across: int) -> CellCursor:
        """Stand on a cell beside it, as far as there is one."""
        row = min(max(self.row + down, 0), self.rows - 1)
        column = min(max(self.column + across, 0), self.columns - 1)
        return replace(self, row=row, column=column, scrolled=0)

    def scroll(self, lines: int) -> CellCursor:
        """See other lines of what is known of the cell."""
        return replace(self, scrolled=max(self.scrolled + lines, 0))


def sweep_cells_rows(
    plan: Plan,
    findings: Sequence[CellFindings],
    cursor: CellCursor,
    width: int,
    height: int,
    *,
    message: str = "",
    ascii_only: bool = False,
) -> list[Row]:
    """Return the picture in exactly `height` rows of `width` cells.

    Args:
        plan: what was swept.
        findings: what became of each cell.
        cursor: the chosen cell.
        width: columns.
        height: rows.
        message: what is said in place of the keys.
        ascii_only: whether what stands side by side is written in ASCII characters, some of which are wider.
    """
    chosen = findings[cursor.place]
    last = Span(message, "bad")
    if not message:
        ends = len(ends_of(chosen)) if chosen.share.whole else 0
        last = Span(first_fitting(_keys(ends), width), "dim")
    title = phrase(
        "{problem}: the share of {starts} starts that learns", problem=plan.problem.name, starts=grouped(plan.starts)
    )
    rows = [fitted((Span(f"{title:<{width}}", "header title"),), width)]
    rows += _map_rows(plan, findings, cursor, width, max(height - MIN_DETAILS - OTHER_ROWS, 1))
    name = Span(phrase("cell {number}: ", number=chosen.cell.number), "key")
    rows += [fitted((), width), fitted((name, Span(told_cell(chosen), "strong")), width)]
    details = []
    for line in cell_lines(chosen, width - 1, ascii_only=ascii_only):
        details += wrap(line, width) if len(line) > width else [line]
    room = max(height - len(rows) - 1, 0)
    first = min(cursor.scrolled, max(len(details) - room, 0))
    rows += [fitted(_detail(line), width) for line in details[first : first + room]]
    rows += [fitted((), width)] * (height - len(rows) - 1)
    return [*rows[: height - 1], fitted((last,), width)]


def _detail(line: str) -> Row:
    """Return a line of what is known of the cell, a bar of the histogram in a quieter colour than its numbers."""
    before, bar, after = line.partition(BAR)
    return (Span(before), Span(bar + after, "dim"))


def _keys(count: int) -> tuple[str, ...]:
    """Return what the keys do, in versions from long to short.

    Args:
        count: how many ways to end the chosen cell has; each of the first ones has a key, 1–8 at the most.
    """
    ends = "1" if count <= 1 else f"1–{min(count, MAX_ENDS)}"
    return (
        phrase(
            "← → ↑ ↓ cell   s one that got stuck   l one that learnt   {ends} an end   PgDn scrolls   esc leaves",
            ends=ends,
        ),
        phrase("arrows cell   s stuck   l learnt   {ends} an end   PgDn scrolls   esc leaves", ends=ends),
        phrase("arrows cell  s stuck  l learnt  {ends} end  esc leaves", ends=ends),
        phrase("s stuck  l learnt  esc leaves"),
    )


def _map_rows(plan: Plan, findings: Sequence[CellFindings], cursor: CellCursor, width: int, height: int) -> list[Row]:
    """Return a row for each combination of what is not the rate, around the cursor, and the rates below them."""
    labels = [_label(plan, findings[row * cursor.columns]) for row in range(cursor.rows)]
    left = min(max(map(len, labels)), max(width // 2 - FIELD, 0))
    columns = _around(cursor.column, cursor.columns, max((width - left) // FIELD, 1))
    shown = _around(cursor.row, cursor.rows, max(height - 1, 1))
    rows = []
    for row in shown:
        spans = [Span(f"{labels[row][:left]:>{left}}", "dim")]
        for column in columns:
            is_chosen = (row, column) == (cursor.row, cursor.column)
            share = findings[row * cursor.columns + column].share
            field = f"{'▸' if is_chosen else ' '}{_field(share)}"
            spans.append(Span(f"{field:<{FIELD}}", "current" if is_chosen else "text"))
        rows.append(fitted(spans, width))
    below = [Span(" " * left)]
    for column in columns:
        rate = f" η {findings[column].cell.rate:g}"
        below.append(Span(f"{rate[:FIELD]:<{FIELD}}", "dim"))
    return [*rows, fitted(below, width)]


def _around(place: int, count: int, most: int) -> range:
    """Return the places that are shown, with one of them in the middle if that can be.

    Args:
        place: the one that is chosen.
        count: how many there are.
        most: how many are shown.
    """
    first = min(max(place - most // 2, 0), max(count - most, 0))
    return range(first, min(first + most, count))


def _label(plan: Plan, findings: CellFindings) -> str:
    """Name what a row has in common, as far as it differs from row to row."""
    cell = findings.cell
    parts = []
    if "optimizer" in plan.varied:
        parts.append(cell.optimizer)
    if "hidden" in plan.varied:
        parts.append(told_hidden(cell.hidden))
    if "spread" in plan.varied:
        parts.append(cell.spread)
    return "  ".join(parts)


def _field(share: Share) -> str:
    if not share.whole:
        return "-"
    shade = SHADES[min(int(share.value * len(SHADES)), len(SHADES) - 1)]
    return f"{shade * 2} {100 * share.value:3.0f} %"
