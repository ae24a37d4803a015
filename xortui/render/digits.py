"""The digits of every number: which number of them comes next, and how that is told."""

from __future__ import annotations

from collections.abc import Mapping

from xortui.render.numbers import MAX_DIGITS, MIN_DIGITS

AS_MANY_AS_FIT = "fit"
"""How it is written in the settings that no number of digits is wanted."""
USUAL = 4
"""Digits after the point in most panes, as long as nobody wants more or fewer."""
LADDER: tuple[int | None, ...] = (*range(MIN_DIGITS, USUAL + 1), None, *range(USUAL + 1, MAX_DIGITS + 1))
"""From the fewest to the most; None, as many as fit, is in the middle, where it is about as many."""


def next_digits(digits: int | None, *, back: bool) -> int | None:
    """Return the next number of digits up or down; at the ends the same."""
    place = LADDER.index(digits) + (-1 if back else 1)
    return LADDER[max(0, min(place, len(LADDER) - 1))]


def told_digits(digits: int | None, rooms: Mapping[str, int]) -> str:
    """Say how many digits are wanted, and where there is room for fewer.

    Args:
        digits: after the point; None for as many as fit.
        rooms: by the title of a pane, how many it has room for.
    """
    if digits is None:
        return "digits after the point: as many as fit"
    told = f"digits after the point: {digits}"
    if rooms:
        few = ", ".join(f"{title} {room}" for title, room in rooms.items())
        return f"{told}; room for {few}"
    end = {MIN_DIGITS: ", the fewest", MAX_DIGITS: ", the most"}.get(digits, "")
    return f"{told}{end}"
