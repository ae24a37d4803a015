"""What is known of the terminal, and what Textual has to be helped with: the one file for such things."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from rich.style import Style
from textual import constants, events
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.await_complete import AwaitComplete
from textual.driver import Driver
from textual.drivers import linux_driver
from textual.filter import LineFilter
from textual.geometry import Size
from textual.message import Message

from xortui.render.ascii_cells import cells_in_ascii
from xortui.render.palette import Palette
from xortui.render.palettes.depth import Depth
from xortui.ui.ground import Answers, Ground

if TYPE_CHECKING:
    from textual.app import App
    from textual.color import Color


def prepare_environment(depth: Depth) -> None:
    """Keep Textual from guessing colours of its own: every style already is of the terminal's depth."""
    # Any value but these is a KeyError inside Textual; and NO_COLOR makes it paint greys, where ours has no colour.
    names = {Depth.TRUE: "truecolor", Depth.PALETTE: "256", Depth.SIXTEEN: "standard", Depth.NONE: "standard"}
    constants.COLOR_SYSTEM = names[depth]  # type: ignore[misc]  # Textual has read the environment on its import
    os.environ.pop("NO_COLOR", None)
    if not _can_be_written(constants.LOG_FILE):
        constants.LOG_FILE = None  # type: ignore[misc]  # as above; each line of the log would be an error
    if not _can_be_loaded(constants.DRIVER):
        constants.DRIVER = None  # type: ignore[misc]  # as above


def _can_be_loaded(driver: str | None) -> bool:
    module, _, name = (driver or "textual.driver:Driver").partition(":")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        return False
    return isinstance(found, type) and issubclass(found, Driver)


def _can_be_written(path: str | None) -> bool:
    try:
        with open(path or os.devnull, "a"):
            return True
    except OSError:
        return False


class FewColours(LineFilter):
    """Has Textual's own widgets name both colours of a terminal that has few, or neither where there are none.

    Textual leaves text or ground to the terminal at sixteen colours, has no theme without colours, and makes of each of
    256 colours the one of all that is the same, of which Rich then makes another of the 256.
    """

    def __init__(self, palette: Palette) -> None:
        """Fit to a palette."""
        super().__init__()
        self.palette = palette

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments in the terminal's colours."""
        del background
        null = Style.null()
        fitted = self.palette.fitted
        return [Segment(text, fitted(style or null), control) for text, style, control in segments]


class AsciiAlone(LineFilter):
    """Has frames, scrollbars and whatever else Textual draws in ASCII, each character in as many cells as before."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments in ASCII."""
        del background
        return [Segment(cells_in_ascii(text), style, control) for text, style, control in segments]


def fit_to_terminal(app: App[Any], palette: Palette, *, ascii_only: bool) -> None:
    """Send all that is drawn through filters for a palette and for the characters that there are."""
    # Private to Textual 8, which has no other way to add one.
    kept: list[LineFilter] = []
    if palette.depth == Depth.TRUE:
        kept = [line_filter for line_filter in app._filters if not isinstance(line_filter, FewColours | AsciiAlone)]
    else:
        kept = [FewColours(palette)]
    app._filters[:] = [*kept, AsciiAlone()] if ascii_only else kept


def keep_answers_from_keys(answers: Answers, typed: str, tell: Callable[[Ground], Message]) -> None:
    """Have Textual's parser of keys leave out a terminal's answers, and begin with what has been typed before.

    Args:
        answers: what takes the answers out.
        typed: keys that were read before Textual reads any.
        tell: what makes the news of an answer that comes late.
    """
    before = [typed]

    class KeysAlone(XTermParser):
        """Parses keys, and what else Textual asks a terminal for."""

        def feed(self, data: str) -> Iterable[Message]:
            had_ground = answers.ground is not None
            keys = answers.without_answers(data)
            if keys or not data:  # no data at all is the end of it
                yield from super().feed(keys)
            if answers.ground is not None and not had_ground:
                yield tell(answers.ground)

        def tick(self) -> Iterable[Message]:
            while before:
                if text := before.pop():
                    yield from super().feed(text)
            yield from super().tick()

    # Private to Textual 8, which makes its parser itself.
    linux_driver.XTermParser = KeysAlone  # type: ignore[attr-defined]


def as_enter(event: events.Event) -> events.Event:
    """Return enter for the end of a line, which is what the terminal made of enter before the keyboard was ours."""
    # The same key with ctrl comes without a character where a terminal tells the two apart.
    is_end_of_line = isinstance(event, events.Key) and event.key == "ctrl+j" and event.character == "\n"
    return events.Key("enter", "\r") if is_end_of_line else event


# What follows reads what is private to Textual 8: it has no public word for "all that was begun is done".


def is_at_rest(app: App[Any]) -> bool:
    """Say whether no widget has a message to handle, or is in the middle of one, and every screen is mounted."""
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


BESIDE = "beside"
"""The group of the workers that nobody waits for."""


def is_working(app: App[Any]) -> bool:
    """Say whether something is looked for that the next key may be about: a completion, a command in the palette."""
    return any(not worker.is_finished and worker.group != BESIDE for worker in app.workers)


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


def has_widget_at(screen: Any, x: int, y: int) -> bool:
    """Say whether a screen has anything at a place, or there has been a smaller screen when it was clicked."""
    return next(iter(screen.get_widgets_at(x, y)), None) is not None


def leave_at_once_if_hung_up(status: int) -> None:
    """End the process if the line is gone: there is nothing to restore, and Textual's end would wait for its writer."""
    if has_hung_up():
        os._exit(status)


def has_hung_up() -> bool:
    """Say whether the line is gone, which Textual does not notice where SIGHUP is ignored."""
    poller = select.poll()
    for stream in (sys.__stdin__ or 0, sys.__stderr__ or 2):  # what it reads from, and what it writes to
        poller.register(stream, select.POLLHUP)
    return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poller.poll(0))
