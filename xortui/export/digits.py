"""Digits: how a number stands on paper, as plain text that each document sets in its own way."""

from __future__ import annotations

from math import floor, isfinite, log10

SIGNIFICANT = 6


def digits(value: float, decimals: int = 0) -> str:
    """Return a number with six significant digits, without needless zeros: '0.59327', '-1.5e-07', '2', 'inf', 'nan'.

    Args:
        value: what to write.
        decimals: how many digits a source prints behind the decimal point; where six significant digits are fewer, so
            many are written, zeros too.
    """
    if value == 0 or not isfinite(value):
        return f"{value or 0.0:g}"
    if decimals and decimals > SIGNIFICANT - 1 - floor(log10(abs(value))):
        return f"{value:.{decimals}f}"
    return f"{value:.{SIGNIFICANT}g}"
