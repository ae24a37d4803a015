"""The digits of every number: which number of them comes next, and how that is told."""

from __future__ import annotations

from collections.abc import Mapping

from xortui.language.phrase import phrase
from xortui.render.numbers import MAX_DIGITS, MIN_DIGITS

AS_MANY_AS_FIT = "fit"
"""How it is written in the settings that no number of digits is wanted."""


def next_digits(digits: int | None, shown: int, *, back: bool) -> int | None:
    """Return the next number of digits up or down; beyond the most and below the fewest, as many as fit.

    Args:
        digits: how many are wanted; None for as many as fit.
        shown: how many of them the widest column has room for now.
        back: whether fewer are wanted.
    """
    at = shown if digits is None else min(digits, shown)
    wanted = at - 1 if back else at + 1
    return wanted if MIN_DIGITS <= wanted <= MAX_DIGITS else None


def told_digits(digits: int | None, rooms: Mapping[str, int]) -> str:
    """Say how many digits are shown.

    Args:
        digits: wanted after the point; None for as many as fit.
        rooms: by the title of a pane, how many it has room for.
    """
    few = ", ".join(f"{title} {room}" for title, room in rooms.items() if digits is None or room < digits)
    if digits is None:
        told = phrase("digits after the point: as many as fit")
        return f"{told}; {few}" if few else told
    if few:
        return phrase("digits after the point: {digits}; room for {few}", digits=digits, few=few)
    return phrase("digits after the point: {digits}", digits=digits)
