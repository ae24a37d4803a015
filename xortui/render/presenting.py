"""The last line of a presentation: the bookmarks as slides, and in the corner the keys that were pressed last."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.render.row import Row, Span, fitted, row_width

MAX_SLIDES = 9


def presenting_row(slides: Sequence[str], current: str, keys: Sequence[str], width: int) -> Row:
    """Return the line.

    Args:
        slides: the names of the bookmarks, in their order.
        current: the one that is shown, or an empty text.
        keys: what was pressed, the last key last.
        width: its cells.
    """
    pressed = [Span(f" {key}", "strong" if place == len(keys) - 1 else "dim") for place, key in enumerate(keys)]
    while pressed and row_width(pressed) > width // 2:
        del pressed[0]
    room = width - row_width(pressed) - 2
    row: list[Span] = []
    for number, name in enumerate(slides[:MAX_SLIDES], start=1):
        role = "path" if name == current else "dim"
        slide = (Span(f" {number} ", "key"), Span(f"{name} ", role))
        if row_width((*row, *slide)) > room:
            break
        row += slide
    row.append(Span(" " * max(width - row_width(row) - row_width(pressed) - 1, 0)))
    return fitted((*row, *pressed), width)
