"""A picture from which cells are selected with the mouse, and copied."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from xortui.ui.messages import Copy
from xortui.ui.selection import Selection


class SelectablePicture(Widget):
    """Follows a drag of the mouse: it selects within the picture, and its end asks for a copy."""

    def __init__(self, **options: Any) -> None:
        """Begin with nothing selected.

        Args:
            options: Textual's own.
        """
        super().__init__(**options)
        self.lines: list[Strip] = []
        """What is drawn, line by line."""
        self.has_dragged = False
        """Whether the button that is down, or was last, has dragged: then it has clicked nothing."""
        self._pressed_at: tuple[int, int] | None = None
        self._selection: Selection | None = None

    def with_selection(self, line: int) -> Strip:
        """Return a line as it is drawn, with what is selected of it marked."""
        strip = self.lines[line]
        return strip if self._selection is None else self._selection.shown(strip, line)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a click or a drag."""
        self.end_drag()
        self.has_dragged = False
        if event.button == 1:
            self._pressed_at = (event.x, event.y)
            self.capture_mouse()  # a drag that leaves the picture is still about it

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select from where the button went down to here, within this picture."""
        if self._pressed_at is None:
            return
        if event.button != 1:  # it was let go where nobody heard of it
            self.end_drag()
            return
        width, height = self.size
        column = max(0, min(event.x, width - 1))
        line = max(0, min(event.y, height - 1))
        here = (column, line)
        if self._selection is None and here == self._pressed_at:
            return
        self.has_dragged = True
        self._select(Selection(self._pressed_at, here))

    def on_mouse_up(self) -> None:
        """Ask for what was selected to be copied."""
        if self._selection is not None:
            self.post_message(Copy(self._selection.text(self.lines)))
        self.end_drag()

    def end_drag(self) -> None:
        """Select nothing, and give the mouse back."""
        if self._pressed_at is not None:
            self._pressed_at = None
            self.release_mouse()
            self._select(None)

    def _select(self, selection: Selection | None) -> None:
        """Mark other cells than before."""
        changed: set[int] = set()
        for found in (self._selection, selection):
            if found is not None:
                changed.update(found.lines)
        self._selection = selection
        for line in changed:
            self.refresh(Region(0, line, self.size.width, 1))
