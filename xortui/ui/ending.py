"""The ending: a signal from outside ends the program in time, whatever the program is doing and the terminal does."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import termios
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from time import sleep
from types import FrameType
from typing import Any

ENDED_BY = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
"""The signals that end the program. Its exit status is 128 plus the signal's number. ctrl+c is a key, and no signal."""
MAX_USUAL_END = 2.0
"""Seconds that the usual end may take: it has to wait for a long computation, for instance."""
LAST_WORDS = 0.5
"""Seconds that writing to the terminal may take after that."""
_SWITCHED_ON = ("2026", "1000", "1003", "1015", "1006", "2004", "1004")
"""The modes that Textual switches on: a picture in one piece, the mouse, pastes, focus."""
_SWITCHED_OFF = "".join(f"\x1b[?{mode}l" for mode in _SWITCHED_ON)
RESTORED = f"\x18\x1b[0m{_SWITCHED_OFF}\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h"
"""Ends half a code and colours, switches those modes off, leaves the second screen, and shows the cursor."""


class Ending:
    """Ends the program when a signal comes."""

    def __init__(self, leave: Callable[[int], None], save: Callable[[], object], *, insists: bool) -> None:
        """Take what ends the program. `listen` begins to hear signals.

        Args:
            leave: ends the program in the usual way, with an exit status.
            save: saves what was done. It is also called if the usual way takes too long.
            insists: whether to end the process if the usual way takes too long.
        """
        self._leave = leave
        self._save = save
        self._insists = insists
        self._is_heard = Event()

    def listen(self, driver: Callable[[], Any]) -> None:
        """End the program from now on when a signal comes. Signals that the parent process ignores stay ignored.

        Args:
            driver: returns Textual's driver, which has the terminal; None before there is one.
        """
        loop = asyncio.get_running_loop()

        # Python calls this in the middle of a computation. A handler of asyncio's would wait for the computation.
        def hear(number: int, frame: FrameType | None) -> None:
            del frame
            if self._is_heard.is_set():
                return
            self._is_heard.set()
            if self._insists:
                Thread(target=self._insist, args=(128 + number, driver), daemon=True, name="ending").start()
            with suppress(RuntimeError):  # the loop has ended already
                loop.call_soon_threadsafe(self._leave, 128 + number)

        for number in ENDED_BY:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, hear)

    def _insist(self, status: int, driver: Callable[[], Any]) -> None:
        """End the process if the usual way has not ended it in time."""
        sleep(MAX_USUAL_END)
        try:
            self._save()
            _give_back(driver())
        finally:  # saving may fail: the main thread may be in the middle of an edit
            os._exit(status)


def _give_back(driver: Any) -> None:
    """Give the terminal back to the shell, as the usual way has not come to it."""
    if sys.__stderr__ is None:
        return
    terminal = sys.__stderr__.fileno()
    with suppress(termios.error):
        termios.tcflush(terminal, termios.TCOFLUSH)  # a terminal that has taken nothing has room again
    if driver is not None and driver.attrs_before is not None:
        with suppress(termios.error):
            termios.tcsetattr(driver.fileno, termios.TCSANOW, driver.attrs_before)
    telling = Thread(target=_write, args=(terminal, RESTORED.encode()), daemon=True)
    telling.start()
    telling.join(LAST_WORDS)


def _write(terminal: int, data: bytes) -> None:
    with suppress(OSError):
        os.write(terminal, data)
