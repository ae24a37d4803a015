"""An app whose screens are painted cell by cell, at the pace of the terminal."""

from __future__ import annotations

from time import monotonic
from typing import Any

from textual.app import App

from xortui.ui.painting.awaited_picture import AwaitedPicture
from xortui.ui.painting.driver import PacedDriver
from xortui.ui.painting.painter import Painter
from xortui.ui.painting.pen import CursorPlace
from xortui.ui.textual_private import SYNC_END, SYNC_START, OpenApp, Update, driver_of


class PaintedApp(OpenApp):
    """Takes what Textual wants to show, and paints what differs as soon as the terminal has shown the last frame."""

    def __init__(self, **options: Any) -> None:
        """Begin with an unknown terminal.

        Args:
            options: Textual's own.
        """
        super().__init__(driver_class=PacedDriver, **options)
        self._painter = Painter(self.color_system)
        self.awaited = AwaitedPicture()
        """Whether somebody waits for a picture."""

    def forget_what_is_shown(self) -> None:
        """Paint every cell next time: the terminal has cut or cleared its screen, or another program has written."""
        self._painter.forget()

    def takes_updates(self) -> bool:
        """Say whether there is a terminal to paint on; without one, Textual does as it always does."""
        return isinstance(self.terminal_driver, PacedDriver)

    def take_update(self, update: Update) -> None:
        """Keep an update, and paint as soon as the terminal is ready."""
        self._painter.take(update)
        self.paint()

    def paint(self) -> None:
        """Paint what differs, if the terminal is ready. If it is not, it says when it is."""
        driver = self.terminal_driver
        if not isinstance(driver, PacedDriver) or not self.can_paint:
            return
        if not driver.is_ready:
            driver.call_when_ready()
            return
        cursor = CursorPlace(*self.screen.outer_size.clamp_offset(self.cursor_position))
        frame = self._painter.paint(cursor)
        if not frame:
            return
        self.note_frame(frame)
        if self.shows_whole_frames:
            frame = f"{SYNC_START}{frame}{SYNC_END}"
        driver.show(frame, cursor)
        self.awaited.show()

    def note_frame(self, frame: str) -> None:
        """Take note of what the terminal is sent."""

    def hear_key(self) -> None:
        """Hear of a key, in the thread that reads it."""
        self.awaited.hear()

    def is_handling_key(self) -> bool:
        """Say whether a key is being handled."""
        return False


def somebody_waits(app: App[Any]) -> bool:
    """Say whether a key waits for its picture, so that what has time is put off."""
    return isinstance(app, PaintedApp) and (app.is_handling_key() or app.awaited.is_awaited(monotonic()))


def note_picture(app: App[Any]) -> None:
    """Note that a picture of the main screen was drawn."""
    if isinstance(app, PaintedApp):
        app.awaited.draw(monotonic())


def has_room(app: App[Any]) -> bool:
    """Say whether another picture of running would be shown at once, so that it is worth drawing."""
    driver = driver_of(app)
    return not isinstance(driver, PacedDriver) or driver.has_room
