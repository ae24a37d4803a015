"""What is private to Textual and Rich and is used all the same: the one file for it.

Everything here was seen in Textual 8.2.8 and Rich 15.0. Each part says why nothing public will do. A test sees to it
that no other file uses such a name, and that those of this file are still there.
"""

from __future__ import annotations

from typing import Any

from rich.color import ColorSystem
from rich.style import Style
from textual import events

# How a terminal is told to show a frame all at once.
from textual._ansi_sequences import SYNC_END as SYNC_END
from textual._ansi_sequences import SYNC_START as SYNC_START

# What has changed on a screen: there is no public word for it.
from textual._compositor import ChopsUpdate as ChopsUpdate
from textual._compositor import LayoutUpdate as LayoutUpdate
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser as XTermParser
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette
from textual.driver import Driver
from textual.drivers import linux_driver
from textual.filter import LineFilter
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

Update = LayoutUpdate | ChopsUpdate
"""What Textual's compositor hands to the app: the whole screen, or those spans of it that have changed."""


class OpenApp(App[None]):
    """An app that says what Textual keeps to itself."""

    @property
    def terminal_driver(self) -> Driver | None:
        """What drives the terminal. Only the driver knows when the terminal is ready, and it takes any code."""
        return self._driver

    @property
    def color_system(self) -> ColorSystem | None:
        """How many colours the terminal has. Rich tells it only as a word."""
        return self.console._color_system

    @property
    def shows_whole_frames(self) -> bool:
        """Whether the terminal has said that it shows a frame all at once if it is told to."""
        return self._sync_available

    @property
    def can_paint(self) -> bool:
        """Whether there is a screen to paint: not before the first, and not after the end."""
        return self._running and not self._closed and bool(self._screen_stack)

    def takes_updates(self) -> bool:
        """Say whether updates go to `take_update`, and not to the terminal as Textual writes them."""
        return False

    def take_update(self, update: Update) -> None:
        """Take an update."""
        raise NotImplementedError

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        # In place of Textual's own, which writes whole widgets to the terminal. Nothing public comes before it.
        if not isinstance(renderable, Update) or not self.takes_updates():
            super()._display(screen, renderable)
            return
        if not self._batch_count:
            self.take_update(renderable)
        self.post_display_hook()

    def keep_crash(self, error: BaseException | None) -> None:
        """Keep what is to be told of an error that ends the app."""

    def _fatal_error(self) -> None:
        # In place of Textual's own, which prints pages of a traceback with the values of variables.
        self.keep_crash(self._exception)
        self._close_messages_no_wait()

    def note_clipboard(self, text: str) -> None:
        """Remember what was copied, for pastes into Textual's own lines: the public way also writes to the terminal."""
        self._clipboard = text


def driver_of(app: App[Any]) -> Driver | None:
    """Return what drives the terminal of an app of any kind."""
    return app._driver


def has_exited(app: App[Any]) -> bool:
    """Say whether an app is at its end: what waits must stop then."""
    return app._exit


def known_codes(style: Style) -> str | None:
    """Return the codes that a style has made already, for which Textual's own strips ask, too; None if it has not."""
    return style._ansi


def filters_of(app: App[Any]) -> list[LineFilter]:
    """Return the list of filters that all lines of an app go through: there is no public way to change it."""
    return app._filters


def parse_keys_with(parser: type[XTermParser]) -> None:
    """Have drivers parse keys with another class: they make their parser themselves."""
    linux_driver.XTermParser = parser  # type: ignore[attr-defined]  # the driver's module has it from another


def is_at_rest(app: App[Any]) -> bool:
    """Say whether no widget has a message to handle, or is in the middle of one, and every screen is mounted.

    There is no public word for it.
    """
    pumps: list[Any] = [app, *app._registry]
    return all(map(_is_waiting, pumps))


def _is_waiting(pump: Any) -> bool:
    if pump._closed or not (pump._running or pump._task):
        return True  # it has ended, and takes no more messages
    queue = pump._message_queue
    # A pump is at rest where, and only where, it waits for its queue; before that it mounts or handles something.
    return not queue.values and not queue.ready_event.is_set() and bool(queue.ready_event._waiters)


def is_laid_out(app: App[Any]) -> bool:
    """Say whether all that is on the screen has its place."""
    return not (app.screen._layout_required or app._batch_count)


def with_size_of_now(event: events.Resize, driver: Any) -> events.Resize:
    """Return the news of a size with the size that the terminal has now.

    Textual reads the size in a signal handler, which the next signal may interrupt: then the older size comes last.
    """
    # A terminal that writes its sizes among the keys tells them in order; and tests have no terminal.
    if getattr(driver, "_in_band_window_resize", True):
        return event
    size = Size(*driver._get_terminal_size())
    return event if size == event.size else events.Resize(size, size)


def was_painted_at(app: App[Any], size: object) -> bool:
    """Say whether the last picture was of this size: then Textual paints nothing, as nothing has changed for it."""
    return bool(app._screen_stack) and app.screen._size == size


def turn_mouse(driver: Any) -> bool:
    """Leave the mouse to the terminal, or take it again; return whether it is the program's now."""
    is_ours = not driver._mouse
    driver._mouse = True  # else the driver writes neither code
    if not driver.is_headless:
        (driver._enable_mouse_support if is_ours else driver._disable_mouse_support)()
    driver._mouse = is_ours
    return is_ours


class ClosesOnce:
    """A screen that closes once: whatever asks a second time has come too late.

    Textual takes the top screen away whoever asks, which then is another, and gives a result twice, which is an error.
    """

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close, if it is the screen on top."""
        screen: Any = self
        if screen.app._exit or screen.app.screen is not screen:
            return AwaitComplete()
        # A cache of colours by widget, which Textual never empties, keeps all lines of screens that are long gone.
        StylesCache.get_inner_outer.cache_clear()
        closing: AwaitComplete = super().dismiss(result)  # type: ignore[misc]  # the screen that this is mixed into
        return closing


def has_lines(options: Any) -> bool:
    """Say whether an option list has lines to go through: before it has its place, its page keys are KeyErrors."""
    return bool(options.scrollable_content_region) and bool(options._lines)


class QuietFocus(Widget):
    """A widget that is not painted anew when it gets the focus or loses it, as Textual's own handlers would have it."""

    def _on_focus(self, event: events.Focus) -> None:
        event.prevent_default()
        self.has_focus = True
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self))

    def _on_blur(self, event: events.Blur) -> None:
        event.prevent_default()
        self.has_focus = False
        if self.parent is not None:
            self.parent.post_message(events.DescendantBlur(self))


class SteadyPalette(CommandPalette):
    """Textual's palette of commands; its own handlers fail on a click or a key that comes before it has its place."""

    def _on_click(self, event: events.Click) -> None:  # type: ignore[override]  # as Textual's own does
        if next(iter(self.get_widgets_at(event.screen_x, event.screen_y)), None) is None:
            event.prevent_default()

    def _action_command_list(self, action: str) -> None:
        if has_lines(self.query_one(CommandList)):
            super()._action_command_list(action)
