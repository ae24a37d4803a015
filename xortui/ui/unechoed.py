"""Unechoed: a terminal that does not show what is typed, while something else is to be seen on it."""

from __future__ import annotations

import os
import signal
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType


@contextmanager
def unechoed(keyboard: int) -> Iterator[bool]:
    """Have the terminal hand each character on at once, without showing it; yield whether that is possible.

    What is typed meanwhile waits for whoever reads next. A signal that ends the program puts the terminal back first.

    Args:
        keyboard: the descriptor that is read from.
    """
    try:
        before = termios.tcgetattr(keyboard)
        attributes = termios.tcgetattr(keyboard)
        attributes[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(keyboard, termios.TCSANOW, attributes)
    except termios.error:
        yield False
        return

    def put_back() -> None:
        with suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(keyboard, termios.TCSANOW, before)

    def leave(number: int, _: FrameType | None) -> None:
        put_back()
        os._exit(128 + number)

    numbers = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, leave)
    try:
        yield True
    finally:
        put_back()
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
