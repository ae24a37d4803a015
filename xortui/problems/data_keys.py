"""The keys of a problem file that say how its data file is written, and how its columns are scaled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xortui.problems.cells import COMMA, POINT
from xortui.problems.csv_rows import BLANKS
from xortui.problems.data import FILLINGS, MAX_SAMPLES, SKIP, Layout
from xortui.problems.scaling import SCALINGS
from xortui.problems.table import Table, as_number, hint, kind, show

MAX_FIRST_LINE = 1_000_000


def take_layout(table: Table) -> Layout:
    """Take the keys that say how a data file is written.

    Raises:
        ValueError: if one of them is not possible; the line says what was expected.
    """
    return Layout(
        separator=_separator(table),
        decimal=table.choice("decimal", "", ("", POINT, COMMA)),
        first_line=_whole(table, "first_line", 1, MAX_FIRST_LINE) or 1,
        missing=_missing(table),
        missing_as=tuple(_texts(table, "missing_as")),
        codes=_codes(table),
        samples=_whole(table, "samples", 1, MAX_SAMPLES),
    )


def take_classes(table: Table) -> tuple[str, ...] | None:
    """Take the names of the classes; whole numbers are names, too. None if there are none."""
    if "classes" not in table:
        table.take("classes")
        return None
    values = table.items("classes")
    names = [str(value) if _is_whole(value) else value for value in values]
    if not names or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{table.path('classes')}: expected a list of strings, got {show(values)}")
    return tuple(names)


def take_scaling(table: Table) -> tuple[str, str]:
    """Take how x and y are scaled: a word means x alone, { x = …, y = … } says both. '' is not at all."""
    value = table.take("scaling")
    if value is None:
        return "", ""
    key = table.path("scaling")
    if isinstance(value, str):
        value = {"x": value}
    if not isinstance(value, dict):
        raise ValueError(f"{key}: expected one of {', '.join(SCALINGS)}, got {show(value)}")
    scalings = Table(value, key)
    x = scalings.choice("x", "", ("", *SCALINGS))
    y = scalings.choice("y", "", ("", *SCALINGS))
    scalings.close()
    return x, y


def _separator(table: Table) -> str:
    value = table.take("separator", "")
    words = {"tab": "\t", "blank": BLANKS, "space": BLANKS, "whitespace": BLANKS}
    separator = words.get(value, value) if isinstance(value, str) else None
    is_one = isinstance(separator, str) and len(separator) == 1 and separator not in '"\r\n\0'
    if separator == "" or (is_one and separator is not None):
        return str(separator)
    raise ValueError(f"{table.path('separator')}: expected one character, or tab or blank, got {show(value)}")


def _whole(table: Table, key: str, least: int, most: int) -> int | None:
    if key not in table:
        table.take(key)
        return None
    value = table.integer(key, least)
    if not least <= value <= most:
        raise ValueError(f"{table.path(key)}: expected a whole number from {least} to {most:,}, got {show(value)}")
    return value


def _missing(table: Table) -> str | float:
    value = table.take("missing", "")
    if isinstance(value, str):
        words = (SKIP, *FILLINGS)
        if value in ("", *words):
            return value
        expected = f"expected one of {', '.join(words)}, or a number"
        raise ValueError(f"{table.path('missing')}: {expected}, got {show(value)}{hint(value, words)}")
    return as_number(value, table.path("missing"))


def _texts(table: Table, key: str) -> list[str]:
    """Take a list of texts, or a single one; whole numbers are read as texts."""
    if key not in table:
        table.take(key)
        return []
    value = table.take(key)
    values = value if isinstance(value, list) else [value]
    texts = [str(item) if _is_whole(item) else item for item in values]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{table.path(key)}: expected the texts of cells in quotes, got {show(value)}")
    return [text.strip() for text in texts]


def _codes(table: Table) -> Mapping[str, Mapping[str, float]]:
    """Take which numbers the texts of columns stand for: a list counts from 0, a table says each."""
    codes = table.table("codes")
    found: dict[str, Mapping[str, float]] = {}
    for column, value in codes.rest().items():
        key = codes.path(column)
        if isinstance(value, list) and value and all(isinstance(text, str) for text in value):
            found[column] = {text.strip(): float(place) for place, text in enumerate(value)}
        elif isinstance(value, dict) and value:
            found[column] = {text.strip(): as_number(number, f"{key}.{text}") for text, number in value.items()}
        else:
            raise ValueError(f"{key}: expected a list of the column's texts, or a table of numbers, got {_got(value)}")
    return found


def _got(value: Any) -> str:
    return show(value) if isinstance(value, list) else kind(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
