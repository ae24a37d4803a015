"""Showing: from a script to the UI on its debugger, and back into the script with everything as it was."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xortui.debugger import Debugger
    from xortui.problems import Problem


class ScreenError(RuntimeError):
    """The screen can't be shown to a script's user, or has ended by itself: one line that says why."""


def show(debugger: Debugger | Problem | str | os.PathLike[str]) -> Debugger:
    """Show the screen on a debugger until the person leaves it; return the debugger, standing where they left it.

    Nothing is saved as a session: the debugger stays with the script.

    Args:
        debugger: one, or what a new one takes: a problem, a built-in name or the path of a file.

    Raises:
        ScreenError: if there is no terminal to show it in, or the screen has ended other than by the person's leaving.
        ValueError: if there is no such problem.
    """
    _refuse_without_terminal()
    from xortui.debugger import Debugger

    shown = debugger if isinstance(debugger, Debugger) else Debugger(debugger)
    with _put_back():
        gc.disable()
        from xortui.ui.app import show_app

        trouble = show_app(shown)
    if trouble:
        raise ScreenError(f"xortui.open: {trouble}")
    return shown


def _refuse_without_terminal() -> None:
    """Refuse to show a screen where there is none, or where something else is in its place.

    Raises:
        ScreenError: with a line that says why.
    """
    for name, stream in (("stdin", sys.__stdin__), ("stderr", sys.__stderr__)):  # those that Textual reads and writes
        if stream is None or stream.closed or not stream.isatty():
            raise ScreenError(f"xortui.open: {name} is not a terminal; a Debugger needs none")
    if threading.current_thread() is not threading.main_thread():
        raise ScreenError("xortui.open: expected to be called from the main thread")
    if asyncio._get_running_loop() is not None:
        raise ScreenError("xortui.open: expected to be called outside of asyncio")


@contextmanager
def _put_back() -> Iterator[None]:
    """Put back what the screen changes of the process: the collector, signals, environment and the terminal."""
    import termios

    was_enabled, threshold, frozen = gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()
    numbers = sorted(signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP})
    handlers = {number: signal.getsignal(number) for number in numbers}
    variables = {name: os.environ.get(name) for name in ("NO_COLOR", "TEXTUAL_COLOR_SYSTEM")}
    keyboard = sys.__stdin__.fileno() if sys.__stdin__ else 0
    attributes = termios.tcgetattr(keyboard)
    try:
        yield
    finally:
        with suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(keyboard, termios.TCSANOW, attributes)
        for name, value in variables.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        for number, handler in handlers.items():
            if handler is not None and signal.getsignal(number) != handler:
                signal.signal(number, handler)
        if not frozen:
            gc.unfreeze()
        gc.set_threshold(*threshold)
        (gc.enable if was_enabled else gc.disable)()
