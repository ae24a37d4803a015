"""The outlet: writes to the terminal what it takes, and keeps the rest without keeping anybody waiting."""

from __future__ import annotations

import asyncio
import os
import select
import termios
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

PIECE = 4096
"""Bytes written at once."""


class Outlet:
    """Writes in its order what it is given; what the terminal doesn't take yet is written as soon as it does.

    Textual's own writer holds up to thirty texts, keeps whoever brings the next one waiting, and is waited for at the
    end: a terminal that takes nothing, such as one of an ssh client that stands still, then stops the whole program.
    """

    def __init__(self, descriptor: int, encoding: str, when_idle: Callable[[], None]) -> None:
        """Begin, in the loop that runs.

        Args:
            descriptor: the terminal.
            encoding: how it encodes characters.
            when_idle: called when the terminal has taken what it did not take at first.
        """
        self._descriptor = _opened_anew(descriptor)
        self._encoding = encoding
        self._when_idle = when_idle
        self._loop = asyncio.get_running_loop()
        self._rest = bytearray()

    @property
    def is_idle(self) -> bool:
        """Whether the terminal has taken all there was."""
        return not self._rest

    def write(self, text: str) -> None:
        """Write a text, now or later."""
        was_idle = self.is_idle
        self._rest += text.encode(self._encoding, "backslashreplace")
        if was_idle:
            self._put()
            if self._rest:
                self._loop.add_writer(self._descriptor, self._go_on)

    def drain(self, patience: float) -> None:
        """Wait until the terminal has taken what is left, or the patience is at its end.

        Args:
            patience: in seconds.
        """
        poller = select.poll()
        poller.register(self._descriptor, select.POLLOUT)
        end = monotonic() + patience
        while self._rest and (left := end - monotonic()) > 0:
            if poller.poll(left * 1000):
                self._put()

    def drop(self) -> None:
        """Drop what is left, also what is on its way to the terminal: then there is room for what comes now."""
        self._rest.clear()
        with suppress(termios.error):
            termios.tcflush(self._descriptor, termios.TCOFLUSH)

    def close(self) -> None:
        """End."""
        self._loop.remove_writer(self._descriptor)
        os.close(self._descriptor)

    def _go_on(self) -> None:
        self._put()
        if not self._rest:
            self._loop.remove_writer(self._descriptor)
            self._when_idle()

    def _put(self) -> None:
        """Write as much as the terminal takes; a line that is gone takes everything."""
        try:
            while self._rest:
                del self._rest[: os.write(self._descriptor, self._rest[:PIECE])]
        except BlockingIOError:
            pass
        except OSError:
            self._rest.clear()


def _opened_anew(descriptor: int) -> int:
    """Open a terminal once more, so that writing to it never waits, while the shell's own way to it stays as it is."""
    flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK
    with suppress(OSError):
        return os.open(os.ttyname(descriptor), flags)
    with suppress(OSError):  # the terminal is another user's, as after `su`: its own program may open it by this name
        os.tcgetpgrp(descriptor)
        return os.open("/dev/tty", flags)
    return os.dup(descriptor)
