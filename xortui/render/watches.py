"""The watches: each expression with its value now and before, and its history as a line of bars."""

from __future__ import annotations

from xortui.debugger.snapshot import Snapshot
from xortui.debugger.watches import Reading
from xortui.language.phrase import phrase
from xortui.render.numbers import UNKNOWN, fixed, short, sign_role, wanted_cells
from xortui.render.row import Row, Span, cells, cut, fitted, more_above_or_below, padded
from xortui.render.spark import spark

MIN_CELL = 7
CELL = 9
MIN_TEXT, MAX_TEXT = 10, 32
MIN_HISTORY = 6


def watches_rows(snapshot: Snapshot, width: int, height: int) -> list[Row]:
    """Return a header and a row for each watch. What matters least is left out first."""
    readings = snapshot.readings
    longest = max((cells(reading.text) for reading in readings), default=0)
    cell = min(max(wanted_cells(CELL), MIN_CELL), max(width - 2 - MIN_TEXT, MIN_CELL))
    text = min(max(longest, MIN_TEXT), MAX_TEXT, max(width - 2 - cell, 1))
    left = width - text - 2 - cell
    has_before = left >= cell + 1
    left -= (cell + 1) * has_before
    history = left - 1 if left > MIN_HISTORY else 0
    shown = max(height - 1, 1)
    more = more_above_or_below(0, min(shown, len(readings)), len(readings))
    now = phrase("now")
    header = (
        Span(" " * (text + 1)),
        Span(f"{f'{more} {now}' if more else now:>{cell + 1}}", "dim"),
        Span(f"{phrase('before'):>{cell + 1}}" if has_before else "", "dim"),
        Span(phrase(" history") if history else "", "dim"),
    )
    rows: list[Row] = [header]
    for reading in readings[:shown]:
        rows.append(
            (
                Span(padded(f" {_cut(reading.text, text)}", text + 1)),
                Span(f" {_cell(reading, reading.now, cell)}", f"{_role(reading, reading.now)} strong"),
                Span(f" {_cell(reading, reading.before, cell)}" if has_before else "", _role(reading, reading.before)),
                Span(f" {_history(reading, history)}" if history else "", "dim"),
            )
        )
    rows += [()] * (height - len(rows))
    return [fitted(row, width) for row in rows[:height]]


def value_text(reading: Reading) -> str:
    """Return what a watch is now, for running text."""
    return _truth(reading.now) if reading.is_truth else short(reading.now)


def _history(reading: Reading, width: int) -> str:
    return spark(reading.history, width, (0.0, 1.0) if reading.is_truth else None)


def _cut(text: str, width: int) -> str:
    """Return what fits of an expression: its beginning and its end, as several often begin alike."""
    if cells(text) <= width:
        return text
    end = (width - 1) // 2
    return f"{cut(text, width - 1 - end)}…{text[-end:] if end else ''}"


def _cell(reading: Reading, value: float | None, width: int) -> str:
    return _truth(value).rjust(width) if reading.is_truth else fixed(value, width)


def _truth(value: float | None) -> str:
    if value is None:
        return UNKNOWN
    return "true" if value else "false"


def _role(reading: Reading, value: float | None) -> str:
    if reading.is_truth:
        return "good" if value else "dim"
    return sign_role(value)
