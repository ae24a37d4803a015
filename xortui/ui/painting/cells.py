"""Cells: a row of the screen, with the character in each cell and its style."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import category

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from xortui.ui.textual_private import known_codes

BLANK = " "
REST_OF_WIDE = ""
"""The text of the second cell of a character that takes two cells."""
NO_STYLE = ""
"""The style of text that has no style: the terminal's own colours."""


class CellRow:
    """One line of cells."""

    __slots__ = ("styles", "texts")

    def __init__(self, width: int) -> None:
        """Begin blank."""
        self.texts = [BLANK] * width
        """The text of each cell: a character, with the marks that combine with it."""
        self.styles = [NO_STYLE] * width
        """The style of each cell: the codes that the terminal is sent, such as 1;31, without the escape around them."""

    def put(self, x: int, segments: Iterable[Segment], color_system: ColorSystem) -> None:
        """Write segments, beginning at a column. What does not fit into the row is left out.

        Args:
            x: the column of the first cell.
            segments: the text with its styles.
            color_system: how many colours the terminal has.
        """
        width = len(self.texts)
        for text, style, control in segments:
            if control or x >= width:
                continue
            columns = columns_of(text)
            end = min(x + len(columns), width)
            self.texts[x:end] = columns[: end - x]
            self.styles[x:end] = [codes_of(style, color_system)] * (end - x)
            x = end

    def take(self, other: CellRow) -> None:
        """Copy another row."""
        self.texts = other.texts.copy()
        self.styles = other.styles.copy()


@lru_cache(maxsize=1024)
def columns_of(text: str) -> tuple[str, ...]:
    """Return the text of each cell that a text takes.

    A mark that combines stands in the cell of the character before it. The second cell of a wide character is empty.
    Characters that control the terminal take no cell, and are left out.
    """
    if text.isascii() and text.isprintable():
        return tuple(text)
    columns: list[str] = []
    for character in text:
        size = get_character_cell_size(character)
        if category(character) == "Cc":
            continue
        if size > 0:
            columns.append(character)
            columns.extend([REST_OF_WIDE] * (size - 1))
        elif columns:
            place = -1 if columns[-1] else -2
            columns[place] += character
    return tuple(columns)


def codes_of(style: Style | None, color_system: ColorSystem) -> str:
    """Return the codes that the terminal is sent for a style. Hyperlinks are left out: the program shows none."""
    if style is None:
        return NO_STYLE
    codes = known_codes(style)
    return Strip.render_ansi(style, color_system) if codes is None else codes
