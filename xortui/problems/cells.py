"""Cells of a table as numbers: decimal points or commas, thousands grouped, texts with a number of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

POINT, COMMA = ".", ","
MISSING = frozenset(
    word for text in ("NA", "N/A", "#N/A", "NaN", "null", "None") for word in (text, text.lower(), text.upper())
) | frozenset(("", "?"))
"""What stands in a cell that has no value."""
_BY_COMMA = re.compile(r"[+\-]?(\d{1,3}([.\u00a0\u202f' ]\d{3})+|\d+)?,\d+([eE][+\-]?\d+)?", re.ASCII)
"""A number with a decimal comma."""
_BY_POINT = re.compile(r"[+\-]?[1-9]\d{0,2}([,\u00a0\u202f' ]\d{3})+(\.\d*)?", re.ASCII)
"""A number whose thousands are grouped, with a decimal point or none."""
_GROUPED = re.compile(r"[+\-]?\d{1,3}([.\u00a0\u202f' ]\d{3})+", re.ASCII)
"""A whole number whose thousands are grouped where the decimal sign is a comma."""
_EITHER = re.compile(r"[+\-]?[1-9]\d{0,2},\d{3}", re.ASCII)
"""What may be a thousand and some, or one and some thousandths: 1,234."""
_GROUPS = str.maketrans("", "", "\u00a0\u202f' ")


def looks_like_number(cell: str) -> bool:
    """Say whether a cell is a number in one way of writing or another."""
    text = _plain(cell)
    return _is_float(text) or bool(_BY_COMMA.fullmatch(text) or _BY_POINT.fullmatch(text))


def number(cell: str, decimal: str, codes: Mapping[str, float] | None = None) -> float | None:
    """Return what a cell says; None if that is no number.

    Args:
        cell: its text.
        decimal: its decimal sign, POINT or COMMA; the other one groups thousands.
        codes: the numbers that texts of its column stand for.
    """
    if codes is not None and cell in codes:
        return codes[cell]
    text = _plain(cell)
    if decimal == COMMA:
        if _BY_COMMA.fullmatch(text):
            return float(text.translate(_GROUPS).replace(".", "").replace(",", "."))
        if _GROUPED.fullmatch(text):
            return float(text.translate(_GROUPS).replace(".", ""))
        if "." in text:
            return None
    elif _BY_POINT.fullmatch(text):
        return float(text.translate(_GROUPS).replace(",", ""))
    return float(text) if _is_float(text) else None


def found_decimal(cells: Sequence[str]) -> str:
    """Return the decimal sign that cells are written with; '' if it can't be told: 1,234 alone.

    Args:
        cells: those of columns of numbers.
    """
    has_point = False
    may_be_either = False
    for cell in cells:
        if "," not in cell:
            continue
        text = _plain(cell)
        if _EITHER.fullmatch(text):
            may_be_either = True
        elif _BY_POINT.fullmatch(text):
            has_point = True
        elif _BY_COMMA.fullmatch(text):
            return COMMA
    if may_be_either and not has_point:
        has_point = any("." in cell for cell in cells if "," not in cell)
    return "" if may_be_either and not has_point else POINT


def _plain(cell: str) -> str:
    return cell.replace("−", "-")


def _is_float(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
