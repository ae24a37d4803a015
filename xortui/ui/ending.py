"""The ending: what ends the program from outside is heard at once and obeyed in time, whatever the terminal does."""

from __future__ import annotations

import asyncio
import os
import signal
import termios
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from time import sleep
from types import FrameType
from typing import Any

ENDED_BY = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
"""The signals that end the program; the exit status is 128 and their number. ctrl+c is a key, and none of them."""
MAX_USUAL_END = 2.0
"""Seconds that the usual end may take; a terminal that takes nothing any more would keep it waiting for ever."""
LAST_WORDS = 0.5
"""Seconds for telling such a terminal that it is its own again."""
FLUSHES = 10
"""How often what such a terminal has not taken is thrown away, so that the rest of a picture does not follow."""
BETWEEN_FLUSHES = 0.01
"""Seconds."""
_SWITCHED_ON = ("2026", "1000", "1003", "1015", "1006", "2004", "1004")
"""The modes that Textual sets: a picture in one piece, the mouse, pastes, focus."""
RESTORED = "".join(("\x18\x1b[0m", *(f"\x1b[?{mode}l" for mode in _SWITCHED_ON), "\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h"))
"""Ends what was begun: half a code, colours, those modes, the second screen, the hidden cursor."""


class Ending:
    """Ends the program when the system says so."""

    def __init__(self, leave: Callable[[int], None], save: Callable[[], object], *, insists: bool) -> None:
        """Listen to nothing yet.

        Args:
            leave: ends the program in the usual way, with an exit status.
            save: saves what was done; also called where the usual way hangs.
            insists: whether to end the process where it hangs.
        """
        self._leave = leave
        self._save = save
        self._insists = insists
        self._is_heard = Event()

    def listen(self, driver: Callable[[], Any]) -> None:
        """End when a signal comes, but for those that whoever has started the program wants to be ignored.

        Args:
            driver: returns Textual's, which has the terminal; None before there is one.
        """
        loop = asyncio.get_running_loop()

        # Python calls this in the middle of whatever waits, where asyncio's own would wait for its turn.
        def hear(number: int, frame: FrameType | None) -> None:
            del frame
            if self._is_heard.is_set():
                return
            self._is_heard.set()
            if self._insists:
                Thread(target=self._insist, args=(128 + number, driver), daemon=True, name="ending").start()
            with suppress(RuntimeError):  # it is at its end already
                loop.call_soon_threadsafe(self._leave, 128 + number)

        for number in ENDED_BY:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, hear)

    def _insist(self, status: int, driver: Callable[[], Any]) -> None:
        """End the process if it is still there after a while."""
        sleep(MAX_USUAL_END)
        try:
            self._save()
            _restore(driver())
        finally:  # the other thread may be in the middle of anything
            os._exit(status)


def _restore(driver: Any) -> None:
    """Give a terminal back that takes nothing any more."""
    written_to = driver._file.fileno()
    terminal = os.dup(written_to)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, written_to)  # what else is still to be written
    for _ in range(FLUSHES):
        with suppress(termios.error):
            termios.tcflush(terminal, termios.TCOFLUSH)
        sleep(BETWEEN_FLUSHES)
    if driver.attrs_before is not None:
        with suppress(termios.error):
            termios.tcsetattr(driver.fileno, termios.TCSANOW, driver.attrs_before)
    telling = Thread(target=_write, args=(terminal, RESTORED.encode()), daemon=True)
    telling.start()
    telling.join(LAST_WORDS)


def _write(terminal: int, data: bytes) -> None:
    with suppress(OSError):
        os.write(terminal, data)
