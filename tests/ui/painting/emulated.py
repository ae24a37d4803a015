"""What an emulator shows, as it is seen: the colour of a blank's text is not."""

from __future__ import annotations

import pyte
from pyte.screens import Char
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from xortui.ui.textual_private import ChopsUpdate, LayoutUpdate


class Emulator:
    """A terminal in memory, without wrapping lines, as Textual sets it."""

    def __init__(self, width: int, height: int) -> None:
        """Be blank."""
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.Stream(self.screen)
        self._stream.feed("\x1b[?7l")

    def feed(self, text: str) -> None:
        """Show."""
        self._stream.feed(text)

    @property
    def seen(self) -> list[list[Char]]:
        """Every cell, row by row."""
        screen = self.screen
        return [[_seen(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]

    @property
    def cursor(self) -> tuple[int, int]:
        """Where the cursor is; behind the last column is on it."""
        return min(self.screen.cursor.x, self.screen.columns - 1), self.screen.cursor.y


def _seen(cell: Char) -> Char:
    """Return a cell without what is not to be seen."""
    is_bare = not (cell.reverse or cell.underscore or cell.strikethrough)
    if cell.data == " " and is_bare:
        return cell._replace(fg="default", bold=False, italics=False, blink=False)
    if cell.data == "":
        return cell._replace(fg="default", bg="default", bold=False, italics=False, blink=False,
                             reverse=False, underscore=False, strikethrough=False)  # fmt: skip
    return cell


def textuals_own(update: LayoutUpdate | ChopsUpdate, color_system: ColorSystem = ColorSystem.TRUECOLOR) -> str:
    """Return what Textual itself would send."""
    console = Console(color_system=None)
    console._color_system = color_system
    return update.render_segments(console)


def full_update(rows: list[list[tuple[str, Style | None]]], width: int) -> LayoutUpdate:
    """Return an update of the whole screen to rows of text with styles, filled up or cut to a width."""
    strips = [[Strip([Segment(text, style) for text, style in row]).adjust_cell_length(width)] for row in rows]
    return LayoutUpdate(strips, Region(0, 0, width, len(rows)))  # type: ignore[arg-type]  # a list is an iterable
