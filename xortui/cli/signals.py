"""Signals: SIGTERM and a hang-up end a command as ctrl-c does, so that its child processes and scratch files go too."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_ENDED_BY = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Windows has no hang-up."""


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Have these signals raise SystemExit with 128 plus their number, where nothing else has been asked of them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [number for number in _ENDED_BY if signal.getsignal(number) is signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number in numbers:
            if signal.getsignal(number) is _leave:
                signal.signal(number, signal.SIG_DFL)


def _leave(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
