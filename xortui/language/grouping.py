"""Grouping: large numbers in texts, their thousands apart as the language chosen has it.

The decimal mark is a point in every language, so a German text has a blank between thousands: 1,000 would be read as
one there.
"""

from __future__ import annotations

from xortui.language.phrase import chosen_thousands


def grouped(number: float) -> str:
    """Return a whole number, or the nearest one, with its thousands apart."""
    return f"{number:,.0f}".replace(",", chosen_thousands())
