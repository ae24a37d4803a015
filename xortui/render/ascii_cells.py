"""ASCII cell by cell: for what is laid out already, and must not change its length."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len

from xortui.render.glyphs import ascii_text


def cells_in_ascii(text: str) -> str:
    """Return a text in ASCII characters that takes as many cells on the screen, letter by letter."""
    if text.isascii():
        return text
    return "".join(_in_its_cells(letter) for letter in text)


@lru_cache(maxsize=1024)
def _in_its_cells(letter: str) -> str:
    cells = cell_len(letter)
    return ascii_text(letter).ljust(cells)[:cells]
