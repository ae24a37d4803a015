"""Somebody's own file as a part of a session's JSON, and read back from it."""

from __future__ import annotations

from typing import Any

from xortui.debugger.measured_updates import MeasuredUpdates
from xortui.debugger.source_file import Accusation, FileCause, SourceFile
from xortui.problems.table import Table, as_number, as_table, as_text, kind, show

MAX_TEXT_LENGTH = 2_000_000
"""Characters of a file that a session may hold."""


def source_document(source: SourceFile) -> dict[str, Any]:
    """Return a file as what JSON has; `read_source` makes it again."""
    accusations = []
    for accusation in source.accusations:
        part: dict[str, Any] = {"line": accusation.line, "sentence": accusation.sentence}
        if not accusation.is_certain:
            part["is_certain"] = False
        accusations.append(part)
    more: dict[str, Any] = {}
    if source.cells:
        more["cells"] = dict(source.cells)
    if not source.goes_as_far:
        more["goes_as_far"] = False
    if source.has_more_samples:
        more["has_more_samples"] = True
    if source.named:
        more["named"] = list(source.named)
    if source.measured is not None:
        more["measured"] = [dict(values) for values in source.measured.updates]
    if source.doubt:
        more["doubt"] = source.doubt
    if source.causes:
        more["causes"] = [{"id": cause.id, "sentence": cause.sentence} for cause in source.causes]
    return {
        "name": source.name,
        "text": source.text,
        "lines": dict(source.lines),
        "names": dict(source.names),
        "accusations": accusations,
        "takes_batches": source.takes_batches,
        **more,
    }


def read_source(table: Table) -> SourceFile:
    """Return the file that a session holds.

    Raises:
        ValueError: if a part of it is not right; the line says which.
    """
    name = table.text("name", "")
    text = table.take("text", "")
    if not isinstance(text, str) or len(text) > MAX_TEXT_LENGTH:
        raise ValueError(f"{table.path('text')}: expected a string of at most {MAX_TEXT_LENGTH:,} characters")
    lines = {}
    for key, line in table.table("lines").rest().items():
        lines[key] = _line(line, table.path("lines"))
    names = {}
    for key, called in table.table("names").rest().items():
        names[key] = _name(called, table.path("names"))
    cells = {}
    for key, called in table.table("cells").rest().items():
        cells[key] = _name(called, table.path("cells"))
    accusations = []
    for number, value in enumerate(table.items("accusations"), start=1):
        row = as_table(value, f"{table.path('accusations')} {number}")
        accusation = Accusation(
            line=_line(row.take("line", 0), row.path("line")),
            sentence=row.text("sentence", ""),
            is_certain=bool(row.boolean("is_certain", True)),
        )
        accusations.append(accusation)
        row.close()
    takes_batches = bool(table.boolean("takes_batches", False))
    goes_as_far = bool(table.boolean("goes_as_far", True))
    has_more_samples = bool(table.boolean("has_more_samples", False))
    named = tuple(_name(value, table.path("named")) for value in table.items("named"))
    measured = _measured(table)
    doubt = table.text("doubt", "")
    causes = []
    for number, value in enumerate(table.items("causes"), start=1):
        row = as_table(value, f"{table.path('causes')} {number}")
        causes.append(FileCause(id=row.text("id", ""), sentence=row.text("sentence", "")))
        row.close()
    table.close()
    return SourceFile(
        name=name,
        text=text,
        lines=lines,
        names=names,
        accusations=tuple(accusations),
        takes_batches=takes_batches,
        goes_as_far=goes_as_far,
        has_more_samples=has_more_samples,
        named=named,
        measured=measured,
        doubt=doubt,
        causes=tuple(causes),
        cells=cells,
    )


def _measured(table: Table) -> MeasuredUpdates | None:
    """Return the updates that were measured; None if there are none."""
    updates: list[dict[str, float]] = []
    for number, value in enumerate(table.items("measured"), start=1):
        row = as_table(value, f"{table.path('measured')} {number}")
        values = {name: as_number(given, row.path(name)) for name, given in row.rest().items()}
        if updates and updates[0].keys() != values.keys():
            raise ValueError(f"{table.path('measured')} {number}: expected the parameters of the first one")
        updates.append(values)
    return MeasuredUpdates(tuple(updates)) if updates else None


def _line(value: Any, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{key}: expected the number of a line, got {show(value)}")
    return value


def _name(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{key}: expected a string, got {kind(value)}")
    return as_text(value)
