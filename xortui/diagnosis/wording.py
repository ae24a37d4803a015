"""How numbers and samples stand in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xortui.language.grouping import grouped
from xortui.language.phrase import phrase, plural

MAX_SHOWN = 6
"""Inputs of a sample that are shown."""
MAX_LISTED = 4
"""Samples, units or parameters that a sentence lists by name."""


def number(value: float) -> str:
    """Return a number with three digits, or with all before the point."""
    if value == 0:
        return "0"  # the sign of −0 says nothing
    if not np.isfinite(value):
        return f"{value:g}".replace("inf", "∞").replace("-", "−")
    text = f"{value:.3g}" if abs(value) < 1000 else grouped(value)
    return text.replace("-", "−")


def tuple_of(values: Sequence[float]) -> str:
    """Return the inputs of a sample: (0, 1)."""
    if len(values) > MAX_SHOWN:
        return f"({', '.join(map(number, values[: MAX_SHOWN - 1]))}, …)"
    return f"({', '.join(map(number, values))})"


def values_text(values: Sequence[float]) -> str:
    """Return the values of the outputs for a sample: one as it is, several in parentheses."""
    return number(values[0]) if len(values) == 1 else tuple_of(values)


def listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence: h1, h2 and h3; of many the first ones and how many more there are."""
    if len(names) > MAX_LISTED:
        return phrase("{names} and {more} more", names=", ".join(names[:MAX_LISTED]), more=len(names) - MAX_LISTED)
    if len(names) < 2:
        return "".join(names)
    return phrase("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])


def counted(count: int, what: str) -> str:
    """Return how many of something there are: 1 unit, 2 units.

    Raises:
        ValueError: if nobody counts such things.
    """
    number = grouped(count)
    match what:
        case "epoch":
            return plural("{number} epoch", "{number} epochs", count, number=number)
        case "step":
            return plural("{number} step", "{number} steps", count, number=number)
        case "sample":
            return plural("{number} sample", "{number} samples", count, number=number)
        case "input":
            return plural("{number} input", "{number} inputs", count, number=number)
        case "unit":
            return plural("{number} unit", "{number} units", count, number=number)
        case "hidden unit":
            return plural("{number} hidden unit", "{number} hidden units", count, number=number)
    raise ValueError(f"{what}: expected a thing that is counted")
