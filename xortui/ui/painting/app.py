"""An app whose screens are painted cell by cell, at the pace of the terminal."""

from __future__ import annotations

from typing import Any

# Private to Textual 8: the kinds of update that its compositor hands to the app, and how a frame is shown at once.
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.screen import Screen

from xortui.ui.painting.driver import PacedDriver
from xortui.ui.painting.painter import Painter
from xortui.ui.painting.pen import CursorPlace


class PaintedApp(App[None]):
    """Takes what Textual wants to show, and shows the difference when the terminal has shown what was before."""

    def __init__(self, **options: Any) -> None:
        """Begin with an unknown terminal."""
        super().__init__(driver_class=PacedDriver, **options)
        self._painter = Painter(self.console._color_system)

    def forget_what_is_shown(self) -> None:
        """Paint every cell next time: the terminal has cut or cleared its screen, or another program has written."""
        self._painter.forget()

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Keep an update, and paint as soon as the terminal is ready; as Textual does where there is no terminal."""
        driver = self._driver
        if not isinstance(driver, PacedDriver) or not isinstance(renderable, LayoutUpdate | ChopsUpdate):
            super()._display(screen, renderable)
            return
        if not self._batch_count:
            self._painter.take(renderable)
            self.paint()
        self.post_display_hook()

    def paint(self) -> None:
        """Paint what differs, if the terminal is ready; it says when it has become so."""
        driver = self._driver
        if not isinstance(driver, PacedDriver) or not self._running or self._closed or not self._screen_stack:
            return
        if not driver.is_ready:
            driver.call_when_ready()
            return
        cursor = CursorPlace(*self.screen.outer_size.clamp_offset(self.cursor_position))
        if frame := self._painter.paint(cursor):
            # Where the terminal has said that it can, it shows a frame all at once.
            driver.show(f"{SYNC_START}{frame}{SYNC_END}" if self._sync_available else frame, cursor)


def has_room(app: App[Any]) -> bool:
    """Say whether another picture of running would be shown at once, so that it is worth drawing."""
    driver = app._driver
    return not isinstance(driver, PacedDriver) or driver.has_room
