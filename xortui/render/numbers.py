"""Numbers in a fixed number of cells: never cut, with their decimal points in one column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import floor, isfinite, isnan, log10
from sys import float_info
from typing import NamedTuple

UNKNOWN = "∙"
"""Not computed yet. Not the · between factors, so that the two differ in ASCII, and read aloud."""
MIN_PLAIN = 0.001
"""Smaller numbers have an exponent, which leaves room for more digits than zeros would."""
MIN_EXPONENT = -307
"""Of ten: below, powers of it are not the floats that they are said to be."""

MIN_DIGITS, MAX_DIGITS = 2, 17
"""Digits after the point that can be chosen; the last of 17 says all that there is to a number."""
CELLS_BESIDE_DIGITS = 4
"""Cells of a number besides its digits after the point: a sign, two digits before the point, and the point."""
MIN_CELLS_BESIDE_DIGITS = 3
"""The same with one digit before the point."""
MIN_SIGNIFICANT = 3
"""Digits that a number without an exponent shows at least, where many are wanted: all points then are in one column."""
TEXT_DIGITS = 4
"""Digits after the point that numbers in a running text have, unless more are wanted."""
EXPONENT_CELLS = 3
"""Cells of most exponents: e−4."""

_most_decimals: int | None = None


class Shown(NamedTuple):
    """How many digits after the point a picture has room for."""

    least: int
    """In its narrowest column."""
    most: int
    """In its widest one."""


_COLUMNS: ContextVar[list[int] | None] = ContextVar("columns of numbers", default=None)
"""How many digits each column has room for in the picture that is being drawn; None outside of one."""


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
def digits_noted() -> Iterator[Callable[[], Shown | None]]:
    """Yield what returns how many of the digits that are wanted fit into the columns drawn inside; None if none was."""
    rooms: list[int] = []
    token = _COLUMNS.set(rooms)
    try:
        yield lambda: Shown(min(rooms), max(rooms)) if rooms else None
    finally:
        _COLUMNS.reset(token)


def decimals_shown(most: int) -> int:
    """Return how many decimals to show where there is room for some."""
    return most if _most_decimals is None else min(most, _most_decimals)


def fixed(value: float | None, width: int, *, signed: bool = True) -> str:
    """Return a number in `width` cells, at least 6, with its point where that of every other one is.

    Where fewer digits are wanted than fit, there is room left for exponents at the right.

    Args:
        value: what to write; None is written as a dot: not computed yet.
        width: cells. A number between 0.001 and 10 gets the same decimals as every other.
        signed: write + before positive numbers.
    """
    decimals = decimals_shown(width - MIN_CELLS_BESIDE_DIGITS)
    columns = _COLUMNS.get()
    if columns is not None:
        columns.append(decimals)
    if value is None:
        return UNKNOWN.rjust(width)
    if not isfinite(value):
        return _not_finite(value, signed=signed).rjust(width)
    behind = _cells_behind(decimals, width)
    text = _sign(value, signed=signed) + _digits_of(abs(value), decimals, width - 1, decimals + behind)
    if "e" not in text:
        text += " " * min(behind, width - len(text))
    return text.rjust(width)


def _cells_behind(decimals: int, width: int) -> int:
    """Return how many cells there are behind the decimals for an exponent.

    There is room for two digits before the point, but for a number with an exponent to have a decimal matters more.
    """
    left = min(width - decimals - CELLS_BESIDE_DIGITS, EXPONENT_CELLS)
    for_one_decimal = min(width - decimals - MIN_CELLS_BESIDE_DIGITS, EXPONENT_CELLS + 1 - decimals)
    return max(left, for_one_decimal, 0)


def _not_finite(value: float, *, signed: bool) -> str:
    if isnan(value):
        return "NaN"
    return f"{_sign(value, signed=signed)}∞"


def _sign(value: float, *, signed: bool) -> str:
    """Return what stands before the digits of a number; + only where signs are wanted."""
    if value < 0:
        return "−"
    return "+" if signed and value > 0 else ""


def _digits_of(size: float, decimals: int, cells: int, after_point: int) -> str:
    """Return a number without its sign: with decimals, or with an exponent where they would say too little.

    Args:
        size: the number, not negative.
        decimals: digits after the point, as far as they fit.
        cells: the most that it may take.
        after_point: the most cells after the point of a number with an exponent, as far as that is possible.
    """
    if size == 0:
        return f"{0:.{decimals}f}"
    if size >= _least_plain(decimals):
        for fewer in range(decimals, -1, -1):
            text = f"{size:.{fewer}f}"
            if len(text) <= cells:
                return text
    for digits in range(decimals, -1, -1):
        text = _shortened(f"{size:.{digits}e}")
        if len(text) <= cells and len(text.partition(".")[2]) <= after_point:
            break
    return text.replace("-", "−")


def _least_plain(decimals: int) -> float:
    """Return the least number that has no exponent: 0.001, unless few digits would show it as 0, or many show enough.

    Only where digits have been chosen can they be few or many.
    """
    if _most_decimals is None:
        return MIN_PLAIN
    shows_enough = 10.0 ** (MIN_SIGNIFICANT - decimals)
    shows_any = 10.0**-decimals
    return max(min(MIN_PLAIN, shows_enough), shows_any)


def text_digits() -> tuple[int, ...]:
    """Return how many digits after the point numbers in a line may have, the most first; the last for want of room."""
    if _most_decimals is None or _most_decimals <= TEXT_DIGITS:
        return (TEXT_DIGITS,)
    return (_most_decimals, TEXT_DIGITS)


def short(value: float | None, digits: int = TEXT_DIGITS) -> str:
    """Return a number for running text: no padding, no plus sign, no needless zeros."""
    if value is None:
        return UNKNOWN
    if not isfinite(value):
        return fixed(value, 6, signed=False).strip()
    if value == int(value) and abs(value) < 10**6:
        return f"{int(value)}".replace("-", "−")
    cells = digits + MIN_CELLS_BESIDE_DIGITS - 1
    return _sign(value, signed=False) + _digits_of(abs(value), decimals_shown(digits), cells, cells)


def plain_sizes(digits: int = 4) -> tuple[float, float]:
    """Return the least and the greatest size of numbers that `short` is sure to write without an exponent, 0 aside.

    Of two such numbers of one sign, the larger has no fewer digits before its point.
    """
    return _least_plain(decimals_shown(digits)), 10.0 ** (digits + MIN_CELLS_BESIDE_DIGITS - 1) - 1


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
    plain = _first_within(cells, (f"{value:.{n}f}" for n in range(decimals_shown(cells - 2), -1, -1)))
    most = min(cells - 4, decimals_shown(cells - 2) - 1)
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
