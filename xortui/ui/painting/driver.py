"""The driver: Textual's own for Linux and macOS, but it never waits for the terminal, and it hears its answers."""

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

SWITCH_INTERVAL = 0.001
"""Seconds after which the thread that reads keys gets its turn of Python while the program runs."""
MAX_LAST_WAIT = 0.5
"""Seconds to wait at the end for a terminal that takes nothing. Then the rest of the output is dropped."""
NEITHER_CODE_NOR_STYLE = "\x18\x1b[m"
"""Ends a code that may have been cut in its middle, and the style of the last cell."""

_PRESSED = (events.Key, events.Paste, events.MouseDown, events.MouseUp, events.MouseScrollDown, events.MouseScrollUp)
"""What a person does and waits to see: not every cell that the mouse comes through."""


class Shown(Protocol):
    """What is shown in the terminal, and hears of it."""

    def paint(self) -> None:
        """Paint what is not painted yet: the terminal may be ready for the next frame."""

    def forget_what_is_shown(self) -> None:
        """Paint every cell next time: nobody knows what the terminal shows now."""

    def hear_key(self) -> None:
        """Hear of a key before it is handled. Called in the thread that reads keys."""


class PacedDriver(LinuxDriver):
    """Sends frames to the terminal, and says when it is ready for the next one."""

    def __init__(self, app: Any, **options: Any) -> None:
        """Drive the terminal of this process.

        Args:
            app: what is shown in the terminal.
            options: those of Textual's driver.
        """
        super().__init__(app, **options)
        self._shown: Shown = app
        self._outlet: Outlet | None = None
        self._receipts = Receipts()
        self._allowance = Allowance(os.environ)
        self._heard: SimpleQueue[CursorPlace] = SimpleQueue()
        self._alarm: TimerHandle | None = None
        self._loop_thread = get_ident()
        self._switch_interval = sys.getswitchinterval()

    def start_application_mode(self) -> None:
        """Take the terminal, and ask it a first question, to find out whether it answers."""
        sys.setswitchinterval(SWITCH_INTERVAL)
        self._receipts = Receipts()
        self._shown.forget_what_is_shown()
        terminal = sys.__stderr__
        assert terminal is not None, "the program refuses to start without a terminal"
        self._outlet = Outlet(terminal.fileno(), terminal.encoding, self._shown.paint)
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's own has no types
        self._outlet.write(self._receipts.begin(monotonic()))

    def write(self, data: str) -> None:
        """Write to the terminal, now or when it takes more; called from any thread."""
        if get_ident() == self._loop_thread:
            self._put(data)
        else:
            self._call(lambda: self._put(data))

    def _put(self, data: str) -> None:
        if self._outlet is not None:
            self._outlet.write(data)

    def process_message(self, message: Message) -> None:
        """Take the terminal's answers, and send everything else on. Called in the thread that reads keys."""
        if isinstance(message, events.CursorPosition):
            self._heard.put(CursorPlace(message.x, message.y))
            self._call(self._hear)
            return
        if isinstance(message, _PRESSED):
            self._shown.hear_key()
        if isinstance(message, events.InputEvent | events.AppFocus):
            self._call(self._hear_a_key)
        super().process_message(message)

    def stop_application_mode(self) -> None:
        """Give the terminal back. The last answer is read before, as the shell would take it for keys."""
        end = monotonic() + self._receipts.wait_at_the_end(monotonic())
        while self._receipts.wait_at_the_end(monotonic()):
            left = end - monotonic()
            if left <= 0:
                break
            with suppress(Empty):
                self._receipts.hear(self._heard.get(timeout=left))
        if self._outlet is not None:
            self._outlet.drain(max(end - monotonic(), MAX_LAST_WAIT))
            if not self._outlet.is_idle:
                self._outlet.drop()
        self.write(NEITHER_CODE_NOR_STYLE)
        super().stop_application_mode()
        sys.setswitchinterval(self._switch_interval)

    def close(self) -> None:
        """End writing."""
        super().close()
        if self._outlet is not None:
            self._outlet.drain(MAX_LAST_WAIT)
            self._outlet.close()
            self._outlet = None

    @property
    def has_room(self) -> bool:
        """Whether the next picture of running would be shown at once."""
        return self.is_ready and self._allowance.is_line_free(monotonic())

    @property
    def is_ready(self) -> bool:
        """Whether the terminal has shown the last frame, as far as its answers tell."""
        return self._outlet is not None and self._outlet.is_idle and not self._receipts.wait(monotonic())

    def show(self, frame: str, cursor: CursorPlace) -> None:
        """Send a frame, and a question behind it: its answer says that the frame has been shown.

        Args:
            frame: text and codes.
            cursor: where the frame leaves the cursor.
        """
        size = len(frame.encode())
        self._allowance.note(size, monotonic())
        self.write(frame + self._receipts.question(size, cursor, monotonic()))

    def call_when_ready(self) -> None:
        """Have the app paint when the terminal is ready, or when it has not answered for too long."""
        if self._alarm is not None:
            self._alarm.cancel()
        left = self._receipts.wait(monotonic())
        if left > 0:
            self._alarm = self._loop.call_later(left, self._shown.paint)

    def _call(self, function: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended, and with it the program
            self._loop.call_soon_threadsafe(function)

    def _hear(self) -> None:
        with suppress(Empty):
            self._receipts.hear(self._heard.get_nowait())
        self._shown.paint()

    def _hear_a_key(self) -> None:
        self._receipts.hear_a_key()
        self._shown.paint()
