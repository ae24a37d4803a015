"""Names of numbers as the verdict shows them."""

from __future__ import annotations

from collections.abc import Sequence

MAX_SHOWN = 8
"""Parameters that are listed."""


def shown_name(name: str) -> str:
    """Return a parameter's name as it is in the file."""
    return name.partition("@")[0]


def listed(names: Sequence[str]) -> str:
    """Return names in a row."""
    shown = [shown_name(name) for name in names]
    more = len(shown) - MAX_SHOWN
    text = ", ".join(shown[:MAX_SHOWN])
    return f"{text} and {more} more" if more > 0 else text
