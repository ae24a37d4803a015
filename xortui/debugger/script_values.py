"""What scripts give: numbers of steps, positions and new values, as Python's numbers or NumPy's; each is checked."""

from __future__ import annotations

from operator import index
from typing import SupportsFloat, SupportsIndex

from xortui.debugger.position import FURTHEST_STEP


def whole_steps(steps: float | SupportsIndex, asked_by: str) -> int:
    """Return a number of steps as an int.

    Args:
        steps: 10_000, 1e4 or one of NumPy's numbers.
        asked_by: the method to which the number was given, for the message.

    Raises:
        ValueError: if it is not a whole number from 0 to `FURTHEST_STEP`.
        TypeError: if it is not a number.
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
        TypeError: if it is neither. A float is refused: 478.1 and 478.10 are one float, and two positions.
    """
    numbers = position if isinstance(position, tuple) else (position,)
    try:
        return ".".join(str(index(number)) for number in numbers)
    except TypeError:
        expected = "expected a step such as 478, or a string such as '478.12' or 'e120'"
        raise TypeError(f"go_to: {expected}, got {position!r}") from None


def edited_number(name: str, value: object) -> float:
    """Return the new value of a name as a float; 0 for −0, which equals it but is written otherwise.

    Raises:
        ValueError: if the value is not a number.
    """
    if isinstance(value, SupportsFloat) and not isinstance(value, bool):
        return float(value) + 0.0
    raise ValueError(f"{name}: expected a number, got {value!r}")
