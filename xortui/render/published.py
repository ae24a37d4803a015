"""Published numbers: how the number that a source prints is set beside the computed one."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from xortui.debugger.snapshot import Snapshot

if TYPE_CHECKING:
    from decimal import Decimal

    from xortui.problems.published import Published

AGREES, DIFFERS = "°", "≠"
"""What stands behind a value that the source prints, with the same digits or with others."""


def computed_digits(published: Published, value: float | Decimal) -> str:
    """Return a computed number with as many digits as are printed."""
    if not isfinite(value):
        return "not there"
    digits = published.printed.digits_of(value)
    if digits.is_zero():
        digits = digits.copy_abs()  # no −0
    style = "E" if "e" in published.printed.text.lower() or published.printed.exponent > 0 else "f"
    return f"{digits:{style}}".replace("E", "e").replace("e+", "e").replace("-", "−")


def verdict(published: Published, value: float | Decimal) -> str:
    """Return the sign for a computed number: whether it has the digits that are printed."""
    return AGREES if published.printed.agree_with(published.quantity.signed(value)) else DIFFERS


def mark(snapshot: Snapshot, name: str) -> str:
    """Return the sign to set behind a value: nothing where nothing is published of it."""
    published = snapshot.published(name)
    value = snapshot.of_the_step(name)
    return "" if published is None or value is None else verdict(published, value)


def comparison(snapshot: Snapshot, name: str) -> str:
    """Return the computed and the published number side by side; '' if none is published."""
    published = snapshot.published(name)
    value = snapshot.of_the_step(name)
    if published is None or value is None:
        return ""
    sign = "✓" if verdict(published, value) == AGREES else DIFFERS
    what = f" for {published.quantity}" if published.quantity.is_negated else ""
    return f"{computed_digits(published, value)}, published {published.printed}{what} {sign}"
