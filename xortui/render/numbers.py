"""Numbers in a fixed number of cells: never cut, with their decimal points in one column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import floor, isfinite, isnan, log10
from sys import float_info

UNKNOWN = "·"
MIN_PLAIN = 0.001
"""Smaller numbers have an exponent, which leaves room for more digits than zeros would."""
MIN_EXPONENT = -307
"""Of ten: below, powers of it are not the floats that they are said to be."""

MIN_DIGITS, MAX_DIGITS = 2, 17
"""Digits after the point that can be chosen; the last of 17 says all that there is to a number."""
CELLS_BESIDE_DIGITS = 4
"""Cells of a number besides its digits after the point: a sign, two digits before the point, and the point."""
MIN_SIGNIFICANT = 3
"""Digits that a number without an exponent shows at least, where many are wanted: all points then are in one column."""

_most_decimals: int | None = None
_NARROW_COLUMNS: ContextVar[set[int] | None] = ContextVar("narrow columns", default=None)
"""The digits that columns with too little room have, in the picture that is being drawn; None outside of one."""


def choose_digits(digits: int | None) -> None:
    """Have numbers in panes show so many digits after the decimal point; None for as many as usually fit."""
    global _most_decimals
    _most_decimals = digits


def chosen_digits() -> int | None:
    """Return how many digits after the decimal point are shown at most; None for as many as usually fit."""
    return _most_decimals


def wanted_cells(usual: int) -> int:
    """Return how many cells a column of numbers takes where there is room for any number of them."""
    return usual if _most_decimals is None else _most_decimals + CELLS_BESIDE_DIGITS


@contextmanager
def room_for_digits() -> Iterator[Callable[[], int | None]]:
    """Yield what returns how many digits there was room for in what is drawn inside; None if for all that are wanted.

    Of several columns, the narrowest counts.
    """
    rooms: set[int] = set()
    token = _NARROW_COLUMNS.set(rooms)
    try:
        yield lambda: min(rooms, default=None)
    finally:
        _NARROW_COLUMNS.reset(token)


def _note_room(decimals: int) -> None:
    rooms = _NARROW_COLUMNS.get()
    if rooms is not None and _most_decimals is not None and decimals < _most_decimals:
        rooms.add(decimals)


def _decimals(most: int) -> int:
    """Return how many decimals to show where there is room for some."""
    return most if _most_decimals is None else min(most, _most_decimals)


def fixed(value: float | None, width: int, *, signed: bool = True) -> str:
    """Return a number right-aligned in `width` cells, at least 6.

    Args:
        value: what to write; None is written as a dot: not computed yet.
        width: cells. A number between 0.001 and 10 gets the same decimals as every other.
        signed: write + before positive numbers.
    """
    if value is None:
        return UNKNOWN.rjust(width)
    if not isfinite(value):
        return _not_finite(value, signed=signed).rjust(width)
    _note_room(width - 3)
    return _finite(value, width, signed=signed).rjust(width)


def _not_finite(value: float, *, signed: bool) -> str:
    if isnan(value):
        return "NaN"
    return f"{_sign(value, signed=signed)}∞"


def _sign(value: float, *, signed: bool) -> str:
    """Return what stands before the digits of a number; + only where signs are wanted."""
    if value < 0:
        return "−"
    return "+" if signed and value > 0 else ""


def _finite(value: float, width: int, *, signed: bool) -> str:
    sign = _sign(value, signed=signed)
    size = abs(value)
    decimals = _decimals(width - 3)
    if size == 0:
        return f"{0:.{decimals}f}"
    if size >= _least_plain(decimals):
        for fewer in range(decimals, -1, -1):
            text = f"{size:.{fewer}f}"
            if len(text) <= width - 1:
                return sign + text
    for digits in range(decimals, -1, -1):
        mantissa, exponent = f"{size:.{digits}e}".split("e")
        text = f"{mantissa}e{int(exponent)}".replace("-", "−")
        if len(text) <= width - 1:
            return sign + text
    return sign + text


def _least_plain(decimals: int) -> float:
    """Return the least number that has no exponent; where many digits are wanted, those that show enough of them."""
    return MIN_PLAIN if _most_decimals is None else min(MIN_PLAIN, 10.0 ** (MIN_SIGNIFICANT - decimals))


def short(value: float | None, digits: int = 4) -> str:
    """Return a number for running text: no padding, no plus sign, no needless zeros."""
    if value is None:
        return UNKNOWN
    if not isfinite(value):
        return fixed(value, 6, signed=False).strip()
    if value == int(value) and abs(value) < 10**6:
        return f"{int(value)}".replace("-", "−")
    return _finite(value, digits + 3, signed=False)


def compact(value: float | None, cells: int) -> str:
    """Return a number with as many digits as fit, without padding and plus sign.

    A number that does not fit with an exponent either is written ≈0, or … if it is large: a cut number would be wrong.

    Args:
        value: the number, if it is known.
        cells: the most that it may take, at least 4.
    """
    if value is None or not isfinite(value) or value == 0:
        return short(value)
    if value == int(value) and len(f"{int(value)}") <= cells:
        return f"{int(value)}".replace("-", "−")
    plain = _first_within(cells, (f"{value:.{n}f}" for n in range(_decimals(cells - 2), -1, -1)))
    most = min(cells - 4, _decimals(cells - 2) - 1)
    power = _first_within(cells, (_shortened(f"{value:.{n}e}") for n in range(most, -1, -1)))
    mantissa, _, _ = power.partition("e")
    # A power of ten is harder to read: only where it shows more digits.
    is_plain = _digits(plain) > 0 and _digits(plain) >= _digits(mantissa)
    text = plain if is_plain else power
    if text:
        return text.replace("-", "−")
    return "≈0" if abs(value) < 1 else "…"


def _first_within(cells: int, texts: Iterable[str]) -> str:
    """Return the first text that fits; '' if none does."""
    return next((text for text in texts if len(text) <= cells), "")


def _shortened(text: str) -> str:
    """Return a number with a power of ten, 1.2e-05, without the zeros in the power, 1.2e-5."""
    mantissa, exponent = text.split("e")
    return f"{mantissa}e{int(exponent)}"


def _digits(text: str) -> int:
    """Return how many digits of a number say something: zeros before the first other one do not."""
    return len(text.lstrip("-0.").replace(".", ""))


def round_up(value: float) -> float:
    """Return the next of 1, 2, 3, 5 or 8 times a power of ten, so that an axis up to there stands still mostly.

    Args:
        value: a positive number.
    """
    power = 10.0 ** max(floor(log10(value)), MIN_EXPONENT)
    return min(next(step * power for step in (1, 2, 3, 5, 8, 10, 20) if step * power >= value), float_info.max)


def sign_role(value: float | None) -> str:
    """Return the palette's role for a number's sign."""
    if value is None:
        return "dim"
    if not isfinite(value):
        return "bad"
    if value == 0:
        return "text"
    return "positive" if value > 0 else "negative"
