"""The painter: knows which cells the terminal shows and which it should show, and writes those that differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress, count
from operator import ne, or_

from rich.color import ColorSystem

from xortui.ui.painting.cells import BLANK, CellRow
from xortui.ui.painting.pen import CursorPlace, Pen, are_sure, seen_on_blank, shortest_move
from xortui.ui.textual_private import ChopsUpdate, LayoutUpdate, Update

MAX_GAP = 5
"""At most so many cells are written again instead of moving the cursor over them: no code for a move is longer."""


class Painter:
    """Turns Textual's updates, which write whole widgets, into the few bytes that change what the terminal shows."""

    def __init__(self, color_system: ColorSystem | None) -> None:
        """Begin with an unknown terminal.

        Args:
            color_system: how many colours the terminal has, as Rich names it; None for no colours.
        """
        self._color_system = color_system or ColorSystem.TRUECOLOR
        # A terminal with sixteen colours may have no code that ends one attribute: there all attributes are set anew.
        self._pen = Pen(ends_one_by_one=self._color_system not in (ColorSystem.STANDARD, ColorSystem.WINDOWS))
        self._wanted: list[CellRow] = []
        self._shown: list[CellRow | None] = []
        self._touched: set[int] = set()

    def forget(self) -> None:
        """Paint every cell next time: the terminal has been resized, or another program has written to it."""
        self._pen.forget()
        self._shown = [None] * len(self._wanted)
        self._touched = set(range(len(self._wanted)))

    def take(self, update: Update) -> None:
        """Write an update into the cells that the terminal should show."""
        if isinstance(update, LayoutUpdate):
            self._take_all(update)
        else:
            self._take_spans(update)

    def _take_all(self, update: LayoutUpdate) -> None:
        left, top, width, height = update.region
        if len(self._wanted) != top + height or not self._wanted or len(self._wanted[0].texts) != left + width:
            self._wanted = [CellRow(left + width) for _ in range(top + height)]
            self.forget()
        for y, strips in enumerate(update.strips, top):
            x = left
            for strip in strips:
                self._wanted[y].put(x, strip, self._color_system)
                x += strip.cell_length
        self._touched.update(range(top, top + height))

    def _take_spans(self, update: ChopsUpdate) -> None:
        # Beside the spans of a row, a strip may be missing, or lack what stands in front of it: it is left out.
        for y, first, last in update.spans:
            if y >= len(self._wanted):
                continue
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
                if strip is not None and x < last and end > first:
                    self._wanted[y].put(x, strip, self._color_system)
            self._touched.add(y)

    def paint(self, cursor: CursorPlace) -> str:
        """Return what makes the terminal show what it should; nothing if it does already.

        Args:
            cursor: where the cursor is left. A terminal shows a character there that is typed with several keys.
        """
        if not self._wanted:
            return ""
        for y in sorted(self._touched):
            self._paint_row(y)
        self._touched.clear()
        self._pen.move_to(cursor)
        return self._pen.take()

    def _paint_row(self, y: int) -> None:
        wanted = self._wanted[y]
        shown = self._shown[y]
        if shown is None:
            shown = CellRow(len(wanted.texts))
            self._shown[y] = shown
            columns = list(range(len(wanted.texts)))
        elif shown.texts == wanted.texts and shown.styles == wanted.styles:
            return
        else:
            columns = _differing(shown, wanted)
        for first, end in _runs(columns, wanted.styles):
            self._go_to(CursorPlace(first, y), wanted)
            self._pen.write(wanted.texts[first:end], wanted.styles[first], is_at_end=end == len(wanted.texts))
        shown.take(wanted)

    def _go_to(self, place: CursorPlace, row: CellRow) -> None:
        """Move the cursor to a cell. Where that is shorter, write the cells between again instead."""
        pen = self._pen
        here = pen.place
        if here == place:
            return
        if here is not None and here.y == place.y and 0 < place.x - here.x <= MAX_GAP:
            texts = row.texts[here.x : place.x]
            styles = row.styles[here.x : place.x]
            text = "".join(texts)
            is_shorter = len(text.encode()) <= len(shortest_move(here, place))
            if is_shorter and are_sure(texts, text) and all(map(pen.can_go_on, texts, styles)):
                pen.write(texts, pen.style, is_at_end=False)
        pen.move_to(place)


def _differing(shown: CellRow, wanted: CellRow) -> list[int]:
    """Return the columns of the cells that look different. Of a blank, the colour of the text is not seen."""
    # This looks at every cell of a row that has changed: map and compress loop in C.
    have_other_texts = map(ne, shown.texts, wanted.texts)
    have_other_styles = map(ne, shown.styles, wanted.styles)
    columns = compress(count(), map(or_, have_other_texts, have_other_styles))
    return [x for x in columns if not _is_same_blank(shown, wanted, x)]


def _is_same_blank(shown: CellRow, wanted: CellRow, x: int) -> bool:
    if shown.texts[x] != BLANK or wanted.texts[x] != BLANK:
        return False
    return seen_on_blank(shown.styles[x]) == seen_on_blank(wanted.styles[x])


def _runs(columns: list[int], styles: list[str]) -> Iterator[tuple[int, int]]:
    """Yield runs of neighbouring cells with one style: the first column, and the one behind the last."""
    first = 0
    for place, x in enumerate(columns):
        is_last = place == len(columns) - 1
        if is_last or columns[place + 1] != x + 1 or styles[x + 1] != styles[x]:
            yield columns[first], x + 1
            first = place + 1
