"""The fitting: which version of a text a width has room for."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.render.row import cells


def fitting_or_last(versions: Sequence[str], width: int) -> str:
    """Return the first version that fits in so many cells, or else the last."""
    return next((text for text in versions if len(text) <= width), versions[-1])


def fitting_or_none(versions: Sequence[str], width: int) -> str:
    """Return the first version that fits in so many cells; '' if none does."""
    return next((text for text in versions if len(text) <= width), "")


def first_fitting(versions: Sequence[str], width: int) -> str:
    """Return the first version that fits in so many cells, or as many words of the last as fit, and … behind them."""
    for text in versions:
        if cells(text) <= width:
            return text
    kept = versions[-1][: max(width - 1, 0)]
    before, _, _ = kept.rpartition(" ")
    return f"{before} …" if before else f"{kept[: max(width - 1, 0)]}…"
