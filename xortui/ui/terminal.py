"""The terminal as Textual sees it: its colours, its characters, its answers, and whether it is still there."""

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
from textual.driver import Driver
from textual.filter import LineFilter
from textual.message import Message

from xortui.render.ascii_cells import cells_in_ascii
from xortui.render.palette import Palette
from xortui.render.palettes.depth import Depth
from xortui.ui.ground import Ground, TerminalAnswers
from xortui.ui.textual_private import XTermParser, filters_of, parse_keys_with

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


FITTING = (FewColours, AsciiAlone)
"""The filters that fit what Textual draws to a terminal; what is drawn in a palette of ours needs none of them."""


def fit_to_terminal(app: App[Any], palette: Palette, *, ascii_only: bool) -> None:
    """Send all that is drawn through filters for a palette and for the characters that there are."""
    filters = filters_of(app)
    if palette.depth == Depth.TRUE:
        kept = [line_filter for line_filter in filters if not isinstance(line_filter, FITTING)]
    else:
        kept = [FewColours(palette)]
    filters[:] = [*kept, AsciiAlone()] if ascii_only else kept


def keep_answers_from_keys(answers: TerminalAnswers, typed: str, tell: Callable[[Ground], Message]) -> None:
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

    parse_keys_with(KeysAlone)


def as_enter(event: events.Event) -> events.Event:
    """Return enter for the end of a line, which is what the terminal made of enter before the keyboard was ours."""
    # The same key with ctrl comes without a character where a terminal tells the two apart.
    is_end_of_line = isinstance(event, events.Key) and event.key == "ctrl+j" and event.character == "\n"
    return events.Key("enter", "\r") if is_end_of_line else event


BESIDE = "beside"
"""The group of the workers that nobody waits for."""


def is_working(app: App[Any]) -> bool:
    """Say whether something is looked for that the next key may be about: a completion, a command in the palette."""
    return any(not worker.is_finished and worker.group != BESIDE for worker in app.workers)


def leave_at_once_if_hung_up(status: int) -> None:
    """End the process if the line to the terminal is gone: there is no terminal to restore."""
    if has_hung_up():
        os._exit(status)


def has_hung_up() -> bool:
    """Say whether the line is gone, which Textual does not notice where SIGHUP is ignored."""
    poller = select.poll()
    for stream in (sys.__stdin__ or 0, sys.__stderr__ or 2):  # what it reads from, and what it writes to
        poller.register(stream, select.POLLHUP)
    return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poller.poll(0))
