"""Numbers of steps and positions as scripts give them: ints, NumPy's ints, whole floats; checked in a line."""

from __future__ import annotations

from operator import index
from typing import SupportsIndex

from xortui.debugger.position import FURTHEST_STEP


def whole_steps(steps: float | SupportsIndex, asked_by: str) -> int:
    """Return a number of steps: 10_000, 1e4 or one of NumPy's.

    Args:
        steps: what was given.
        asked_by: the method that it was given to, for the message.

    Raises:
        ValueError: if it is no whole number from 0 to `FURTHEST_STEP`.
        TypeError: if it is no number.
    """
    if isinstance(steps, str):
        raise TypeError(f"{asked_by}: expected a number of steps, got {steps[:40]!r}; a condition is given as until=…")
    unfit = f"{asked_by}: expected a whole number of steps, got {steps!r}"
    if isinstance(steps, float):
        if not steps.is_integer():
            raise ValueError(unfit)
        number = int(steps)
    else:
        try:
            number = index(steps)
        except TypeError:
            raise TypeError(unfit) from None
    if number < 0:
        other = "run" if asked_by == "run_back" else "run_back"
        raise ValueError(f"{asked_by}: expected a number of steps of at least 0, got {number}; see {other}")
    if number > FURTHEST_STEP:
        raise ValueError(f"{asked_by}: expected at most {FURTHEST_STEP:,} steps, got {number:,}")
    return number


def position_text(position: object) -> str:
    """Return a position as a person types it: 478 → '478', Position(478, 12) → '478.12'.

    Raises:
        TypeError: if it is neither; a float is not, as 478.1 and 478.10 are one, though operations 1 and 10 are two.
    """
    numbers = position if isinstance(position, tuple) else (position,)
    try:
        return ".".join(str(index(number)) for number in numbers)
    except TypeError:
        expected = "expected a step such as 478, or a string such as '478.12' or 'e120'"
        raise TypeError(f"go_to: {expected}, got {position!r}") from None
