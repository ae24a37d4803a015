"""The widget all panes stand on: rows from a render function, repainted where they differ from the last ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip

from xortui.language.phrase import phrase
from xortui.render.glyphs import ascii_row
from xortui.render.numbers import Shown, digits_noted
from xortui.render.palette import Palette
from xortui.render.pointing import Spot, lit, spots
from xortui.render.row import Row, Span, fitted, hit_at, plain, row_width, without_first
from xortui.ui.abilities import Abilities
from xortui.ui.messages import BreakAt, ChooseParameter, PointAt, RunCommand
from xortui.ui.panes.selectable import SelectablePicture
from xortui.ui.scene import Scene
from xortui.ui.terminal import FITTING
from xortui.ui.textual_private import QuietFocus

CAPTION_APART = 2
"""Cells between a title and the caption behind it."""
SIGNS_OF_CAPTIONS = ("→", "↑", "…")
"""What stands between the words of a caption."""


class Pane(QuietFocus, SelectablePicture):
    """A picture of the scene. A pane overrides `picture`, and posts messages; it asks nobody anything."""

    title: ClassVar[str] = ""
    """Written over the left of the first row; empty for lines without one."""
    about: ClassVar[str] = ""
    """What the pane shows, for the help screen: a wording, which may name commands."""
    has_header: ClassVar[bool] = False
    """Whether the picture's own first row is a header that leaves room for the title."""

    ALLOW_SELECT = False
    """A picture: Textual would put the pane's name on the clipboard."""

    scene: reactive[Scene | None] = reactive(None, always_update=True, repaint=False)
    """What to draw."""

    def __init__(self, name: str, abilities: Abilities) -> None:
        """Draw for what a terminal can show."""
        super().__init__(id=name)
        self.can_focus = bool(self.title)
        self._palette = Palette(abilities.theme, abilities.depth)
        self._ascii = abilities.ascii_only
        self._rows: list[Row] = []
        self._drawn_for: Size | None = None
        self.digits: Shown | None = None
        """How many of the digits that are wanted it has room for; None if it shows no columns of numbers."""

    def heading(self, scene: Scene) -> str:
        """Return what is written over the picture of a scene: the title, or what it is now."""
        del scene
        return phrase(self.title)

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return exactly `height` rows of `width` cells."""
        raise NotImplementedError

    def caption(self, scene: Scene, room: int) -> str:
        """Return what stands in so many cells behind the title, where its words don't stand in the pane already."""
        del scene, room
        return ""

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen."""
        if self.size != self._drawn_for and self.scene is not None:
            self._palette = self.scene.palette
            self._rows = self._framed(self.scene, *self.size)
            self.lines = [self._strip(row) for row in self._rows]
            self._drawn_for = self.size
        if y >= len(self.lines):
            return Strip.blank(self.size.width, self._palette.base)
        return self.with_selection(y)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return lines as they are drawn, in place of Textual's own `render_lines`, which takes longer.

        That one lays border, padding, tint and opacity around each line, which a pane has none of, and keeps the
        result, which `lines` keeps already.
        """
        strips = [self.render_line(y) for y in crop.line_range]
        _, background = self.background_colors
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span == (0, self.size.width):
            return strips
        return [strip.crop(*crop.column_span) for strip in strips]

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what lines go through: nothing that fits to the terminal, as what is drawn here does fit."""
        return [line_filter for line_filter in super().get_line_filters() if not isinstance(line_filter, FITTING)]

    @property
    def rows(self) -> list[Row]:
        """What it shows, as it was drawn."""
        return self._rows

    @property
    def spots(self) -> list[Spot]:
        """Where values stand in it."""
        return spots(self._rows)

    @property
    def text(self) -> str:
        """What the pane shows, as text."""
        return "\n".join(strip.text.rstrip() for strip in self.lines).rstrip("\n")

    def watch_scene(self) -> None:
        """Repaint the rows that differ."""
        self._draw()

    def on_resize(self) -> None:
        """Draw anew, unless Textual has already painted at this size: it does so before it tells."""
        if self.size != self._drawn_for:
            self.refresh()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Light the header of the pane that keys act on."""
        super().watch_has_focus(has_focus)
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """Ask for what was clicked; at the end of a drag nothing was."""
        if self.has_dragged:
            return
        hit = hit_at(self._rows[event.y], event.x) if event.y < len(self._rows) else None
        if hit is None:
            return
        is_pointing = self.scene is not None and bool(self.scene.view.pointed)
        if hit.value and (is_pointing or hit.kind == "value"):
            self.post_message(PointAt(hit.value, event.screen_x, event.screen_y))
        elif hit.kind == "value":
            return
        elif hit.kind == "command":
            self.post_message(RunCommand(hit.name, back=bool(hit.place)))
        elif hit.kind == "operation":
            self.post_message(BreakAt(int(hit.name)))
        elif hit.kind == "branch":
            parameter, *branch = hit.name.split(" ")
            self.post_message(ChooseParameter(parameter, branch=tuple(branch)))
        else:
            self.post_message(ChooseParameter(hit.name, hit.place if hit.kind == "factor" else None))

    def _draw(self) -> None:
        if not self.display:
            self._forget()
        if self.scene is None or self.size != self._drawn_for:
            return  # the next frame asks for every line
        width, height = self.size
        rows = self._framed(self.scene, width, height)
        if self.scene.palette != self._palette:
            self._palette = self.scene.palette
            self.lines = [self._strip(row) for row in rows]
            self._rows = rows
            self.refresh()
            return
        changed = []
        for y, (row, before) in enumerate(zip(rows, self._rows, strict=True)):
            if row != before:
                self.lines[y] = self._strip(row)
                changed.append(Region(0, y, width, 1))
        self._rows = rows
        if changed:
            self.refresh(*changed)

    def _forget(self) -> None:
        """Have every line drawn anew when the pane is shown again: Textual keeps the lines of a hidden widget."""
        self.end_drag()
        if self._drawn_for is not None:
            self._drawn_for = None
            self.refresh()

    def _framed(self, scene: Scene, width: int, height: int) -> list[Row]:
        if not self.title:
            return self.picture(scene, width, height)
        rows = self._titled(scene, width, height)
        return lit(rows, scene.snapshot, scene.view.pointed) if scene.view.pointed else rows

    def _titled(self, scene: Scene, width: int, height: int) -> list[Row]:
        with digits_noted() as noted:
            rows = self.picture(scene, width, height if self.has_header else height - 1)
            self.digits = noted()
        heading = self.heading(scene)
        if self.has_header:
            header, rows = rows[0], rows[1:]
        else:
            header = fitted(self._captioned(scene, heading, rows, width), width)
        title = Span(heading, "header focused" if self.has_focus else "header title")
        return [fitted((title, *_on_header(without_first(header, len(heading)))), width), *rows]

    def _captioned(self, scene: Scene, heading: str, rows: Sequence[Row], width: int) -> Row:
        """Return the title's row with the caption behind the room for the heading."""
        before = len(heading) + CAPTION_APART
        caption = self.caption(scene, width - before - 1)
        words = [word for word in caption.replace(",", " ").split() if word not in SIGNS_OF_CAPTIONS]
        shown = " ".join([plain(row) for row in rows])
        if all(word in shown for word in words):
            return ()
        return (Span(" " * before), Span(caption, "dim"))

    def _strip(self, row: Row) -> Strip:
        base = self._palette.base
        texts = [span.text for span in row]
        if self._ascii:
            texts = ascii_row(texts)
        segments = []
        for span, text in zip(row, texts, strict=True):
            segments.append(Segment(text, self._palette.laid_on_base(span.role)))
        # A name somebody gave may have characters of two cells; the row is of one for each.
        return Strip(segments).adjust_cell_length(row_width(row), base)


def _on_header(row: Row) -> Row:
    """Return a header's row on the header's ground."""
    return tuple(span._replace(role=f"header {span.role}" if span.role != "text" else "header") for span in row)
