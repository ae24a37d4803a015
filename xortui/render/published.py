"""Published numbers: how the number that a source prints is set beside the computed one."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

from xortui.debugger.snapshot import Snapshot
from xortui.problems.published import Published

AGREES, DIFFERS = "°", "≠"
"""What stands behind a value that the source prints, with the same digits or with others."""
MOST_DECIMALS = 40


def computed_digits(published: Published, value: float | Decimal) -> str:
    """Return a computed number with as many digits as are printed."""
    if not isfinite(value):
        return "not there"
    exponent = published.printed.decimal.as_tuple().exponent
    if not isinstance(exponent, int) or not -MOST_DECIMALS <= exponent <= 0:
        return f"{value:g}".replace("-", "−")
    return f"{Decimal(value).quantize(Decimal((0, (1,), exponent)), ROUND_HALF_UP):f}".replace("-", "−")


def mark(snapshot: Snapshot, name: str) -> str:
    """Return the sign to set behind a value: nothing where nothing is published of it."""
    published, value = snapshot.published(name), snapshot.value(name)
    if published is None or value is None:
        return ""
    return AGREES if published.printed.agree_with(value) else DIFFERS


def comparison(snapshot: Snapshot, name: str) -> str:
    """Return the computed and the published number side by side; nothing where nothing is published."""
    published, value = snapshot.published(name), snapshot.value(name)
    if published is None or value is None:
        return ""
    sign = "✓" if published.printed.agree_with(value) else DIFFERS
    printed = published.printed.text.replace("-", "−")
    return f"{computed_digits(published, value)}, published {printed} {sign}"
