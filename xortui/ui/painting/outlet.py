"""The outlet: writes as much as the terminal takes, and keeps the rest for later; nothing waits for it."""

from __future__ import annotations

import asyncio
import os
import select
import termios
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

MAX_WRITTEN_AT_ONCE = 4096
"""Bytes written at once."""


class Outlet:
    """Writes texts in the order in which they come. What the terminal does not take yet is written when it does.

    Textual's own writer holds up to thirty texts. Whoever writes the next one has to wait, and the end of the program
    waits for all of them. So a terminal that takes nothing stops the program: that of an ssh client that hangs, say.
    """

    def __init__(self, descriptor: int, encoding: str, when_idle: Callable[[], None]) -> None:
        """Begin, in the running event loop.

        Args:
            descriptor: the file descriptor of the terminal.
            encoding: how the terminal encodes characters.
            when_idle: called when the terminal has taken everything, after it had to be waited for.
        """
        self._descriptor = _opened_anew(descriptor)
        self._encoding = encoding
        self._when_idle = when_idle
        self._loop = asyncio.get_running_loop()
        self._rest = bytearray()

    @property
    def is_idle(self) -> bool:
        """Whether the terminal has taken everything."""
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
        """Wait until the terminal has taken what is left, for some time at most.

        Args:
            patience: the seconds to wait.
        """
        poller = select.poll()
        poller.register(self._descriptor, select.POLLOUT)
        end = monotonic() + patience
        while self._rest:
            left = end - monotonic()
            if left <= 0:
                break
            if poller.poll(left * 1000):
                self._put()

    def drop(self) -> None:
        """Drop what is left here and in the system's buffer, so that there is room for what is written next."""
        self._rest.clear()
        with suppress(termios.error):
            termios.tcflush(self._descriptor, termios.TCOFLUSH)

    def close(self) -> None:
        """Close the file descriptor. Nothing can be written any more."""
        self._loop.remove_writer(self._descriptor)
        os.close(self._descriptor)

    def _go_on(self) -> None:
        self._put()
        if not self._rest:
            self._loop.remove_writer(self._descriptor)
            self._when_idle()

    def _put(self) -> None:
        """Write as much as the terminal takes. If the terminal is gone, everything is dropped."""
        try:
            while self._rest:
                written = os.write(self._descriptor, self._rest[:MAX_WRITTEN_AT_ONCE])
                del self._rest[:written]
        except BlockingIOError:
            pass
        except OSError:
            self._rest.clear()


def _opened_anew(descriptor: int) -> int:
    """Open the terminal a second time, so that writing to it never waits.

    The descriptor that is given is also the shell's, and must go on to wait.
    """
    flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK
    with suppress(OSError):
        return os.open(os.ttyname(descriptor), flags)
    with suppress(OSError):  # the terminal is another user's, as after `su`, but it is this program's own
        os.tcgetpgrp(descriptor)
        return os.open("/dev/tty", flags)
    return os.dup(descriptor)
