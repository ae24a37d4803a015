"""The driver: Textual's own for Linux and macOS, with an outlet that never blocks and ears for the answers."""

from __future__ import annotations

import os
import sys
from asyncio import TimerHandle
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import get_ident
from time import monotonic
from typing import Any, Protocol

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from xortui.ui.painting.outlet import Outlet
from xortui.ui.painting.pen import CursorPlace
from xortui.ui.painting.receipts import Receipts
from xortui.ui.painting.relay import Allowance

MAX_LAST_WAIT = 0.5
"""Seconds that a terminal which takes nothing has at the end, before what it has not taken is dropped."""

NEITHER_CODE_NOR_STYLE = "\x18\x1b[m"
"""Ends a code that may have been cut in its middle, and the style of the last cell."""


class Shown(Protocol):
    """What hears of the terminal."""

    def paint(self) -> None:
        """Paint what is not painted yet: the terminal may be ready for another frame."""

    def forget_what_is_shown(self) -> None:
        """Take nothing as shown: the terminal is one that is not known, or was another program's meanwhile."""


class PacedDriver(LinuxDriver):
    """Says when the terminal is ready for a frame, and takes frames."""

    def __init__(self, app: Any, **options: Any) -> None:
        """Drive the terminal of this process.

        Args:
            app: what is shown in it, which hears of it.
            options: Textual's own.
        """
        super().__init__(app, **options)
        self._shown: Shown = app
        self._outlet: Outlet | None = None
        self._receipts = Receipts()
        self._allowance = Allowance(os.environ)
        self._heard: SimpleQueue[CursorPlace] = SimpleQueue()
        self._alarm: TimerHandle | None = None
        self._loop_thread = get_ident()

    # What Textual calls

    def start_application_mode(self) -> None:
        """Take the terminal, and find out whether it answers."""
        self._receipts = Receipts()
        self._shown.forget_what_is_shown()
        terminal = sys.__stderr__
        assert terminal is not None, "the program refuses to start without a terminal"
        self._outlet = Outlet(terminal.fileno(), terminal.encoding, self._shown.paint)
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's own has no types
        self._outlet.write(self._receipts.begin(monotonic()))

    def write(self, data: str) -> None:
        """Write to the terminal, sooner or later."""
        if get_ident() == self._loop_thread:
            self._put(data)
        else:
            self._call(lambda: self._put(data))

    def _put(self, data: str) -> None:
        if self._outlet is not None:
            self._outlet.write(data)

    def process_message(self, message: Message) -> None:
        """Hear an answer, and send everything else on; called in the thread that reads keys."""
        if isinstance(message, events.CursorPosition):
            self._heard.put(CursorPlace(message.x, message.y))
            self._call(self._hear)
            return
        if isinstance(message, events.InputEvent | events.AppFocus):
            self._call(self._hear_a_key)
        super().process_message(message)

    def stop_application_mode(self) -> None:
        """Give the terminal back, when the last answer has been read: it isn't meant for the shell."""
        patience = self._receipts.wait_at_the_end(monotonic())
        end = monotonic() + patience
        while self._receipts.wait_at_the_end(monotonic()) and (left := end - monotonic()) > 0:
            with suppress(Empty):
                self._receipts.hear(self._heard.get(timeout=left))
        if self._outlet is not None:
            self._outlet.drain(max(end - monotonic(), MAX_LAST_WAIT))
            if not self._outlet.is_idle:
                self._outlet.drop()
        self.write(NEITHER_CODE_NOR_STYLE)
        super().stop_application_mode()

    def close(self) -> None:
        """End writing."""
        super().close()
        if self._outlet is not None:
            self._outlet.drain(MAX_LAST_WAIT)
            self._outlet.close()
            self._outlet = None

    # What the app calls

    @property
    def has_room(self) -> bool:
        """Whether a picture that nobody has asked for would be shown at once."""
        return self.is_ready and self._allowance.is_line_free(monotonic())

    @property
    def is_ready(self) -> bool:
        """Whether the terminal has shown the last frame, as far as can be known."""
        return self._outlet is not None and self._outlet.is_idle and not self._receipts.wait(monotonic())

    def show(self, frame: str, cursor: CursorPlace) -> None:
        """Send a frame, and ask whether it has been shown.

        Args:
            frame: text and codes.
            cursor: where they leave the cursor.
        """
        size = len(frame.encode())
        self._allowance.note(size, monotonic())
        self.write(frame + self._receipts.question(size, cursor, monotonic()))

    def call_when_ready(self) -> None:
        """See to it that the app is told when the terminal is ready, also if no answer comes."""
        if self._alarm is not None:
            self._alarm.cancel()
        if left := self._receipts.wait(monotonic()):
            self._alarm = self._loop.call_later(left, self._shown.paint)

    # What is heard

    def _call(self, function: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody is interested any more
            self._loop.call_soon_threadsafe(function)

    def _hear(self) -> None:
        with suppress(Empty):
            self._receipts.hear(self._heard.get_nowait())
        self._shown.paint()

    def _hear_a_key(self) -> None:
        self._receipts.hear_a_key()
        self._shown.paint()
