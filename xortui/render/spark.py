"""A history as a line of bars, one cell for each value, from the least to the greatest of them."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite

_BARS = "▁▂▃▄▅▆▇█"


def spark(values: Sequence[float | None], width: int, scale: tuple[float, float] | None = None) -> str:
    """Return the newest values as bars in `width` cells; blank where one is not there or not finite.

    Args:
        values: the newest last.
        width: cells.
        scale: what the lowest and the highest bar stand for, if not the least and the greatest of the values.
    """
    shown = values[max(len(values) - width, 0) :]
    finite = [value for value in shown if value is not None and isfinite(value)]
    low, high = scale or ((min(finite), max(finite)) if finite else (0.0, 0.0))
    span = high - low if high - low < inf else 0.0
    return "".join([_bar(value, low, span) for value in shown]).ljust(width)


def _bar(value: float | None, low: float, span: float) -> str:
    if value is None or not isfinite(value):
        return " "
    return _BARS[int((value - low) / span * (len(_BARS) - 1))] if span else _BARS[0]
