"""Showing: opens the UI on a script's debugger, and gives the process back to the script as it was."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from xortui.language.phrase import choose_language
from xortui.settings.spoken import spoken_language

if TYPE_CHECKING:
    from xortui.debugger import Debugger
    from xortui.problems import Problem


class ScreenError(RuntimeError):
    """The screen can't be shown, or it ended by itself; the message is one line that says why."""


def debug(model: Any, X: Any, y: Any, **options: Any) -> Debugger:  # noqa: N803 -- as everybody calls it
    """Show the screen on somebody's own model until the user leaves it; return the debugger, as `show` does.

    Args:
        model: as `Debugger.from_model` takes it, as X, y and the options are.
        X: the inputs, samples × inputs.
        y: the wanted outputs.
        **options: activations, loss, learning_rate and so on.

    Raises:
        ScreenError: if no terminal can show it, or the screen ended before the user left it.
        ValueError: if the model can't be read; one line.
    """
    _refuse_without_terminal("xortui.debug", "Debugger.from_model(model, X, y) needs none")
    from xortui.debugger import Debugger

    debugger = Debugger.from_model(model, X, y, **options)
    return _show(debugger, "xortui.debug", opened_line(debugger.problem))


def opened_line(problem: Problem) -> str:
    """Return what is told first of somebody's own model: what it is trained with, and where more is said."""
    training = problem.training
    after = {"sample": "each sample", "epoch": "each epoch"}.get(str(training.update), f"{training.update} samples")
    return f"{problem.network.loss}, η {training.learning_rate:g}, update after {after}; {{about}} tells what was read"


def show(debugger: Debugger | Problem | str | os.PathLike[str]) -> Debugger:
    """Show the screen on a debugger until the user leaves it; return the debugger, standing where the user left it.

    No session is saved: the debugger stays with the script.

    Args:
        debugger: a Debugger, or what a new one takes: a problem, a built-in name or the path of a file.

    Raises:
        ScreenError: if no terminal can show it, or the screen ended before the user left it.
        ValueError: if no problem has this name, or its file has a mistake.
    """
    _refuse_without_terminal("xortui.open", "a Debugger needs none")
    from xortui.debugger import Debugger

    return _show(debugger if isinstance(debugger, Debugger) else Debugger(debugger), "xortui.open", "")


def _show(shown: Debugger, asked_by: str, news: str) -> Debugger:
    """Show the screen on a debugger for a function of the package, and tell news first.

    Raises:
        ScreenError: if the screen ended before the user left it.
    """
    choose_language(spoken_language(os.environ))
    with _put_back():
        gc.disable()
        from xortui.ui.ground import asking_for_ground

        with asking_for_ground(os.environ) as asked:
            from xortui.ui.app import show_app
        trouble = show_app(shown, asked, news)
    if trouble:
        raise ScreenError(f"{asked_by}: {trouble}")
    return shown


def _refuse_without_terminal(asked_by: str, instead: str) -> None:
    """Refuse to show a screen where no terminal is, or where Textual can't run.

    Args:
        asked_by: the function that a script has called, for messages.
        instead: what works without a terminal.

    Raises:
        ScreenError: with a line that says why.
    """
    if _is_notebook():
        raise ScreenError(f"{asked_by}: a notebook cell is not a terminal; run it in one, or: {instead}")
    # Textual reads from the one and writes to the other.
    for name, stream in (("stdin", sys.__stdin__), ("stderr", sys.__stderr__)):
        if stream is None or stream.closed or not stream.isatty():
            raise ScreenError(f"{asked_by}: {name} is not a terminal; {instead}")
    if threading.current_thread() is not threading.main_thread():
        raise ScreenError(f"{asked_by}: expected to be called from the main thread")
    if asyncio._get_running_loop() is not None:
        raise ScreenError(f"{asked_by}: expected to be called outside of asyncio")


def _is_notebook() -> bool:
    """Say whether this is the kernel of a notebook, whose cells have no terminal though the process may have one."""
    return "ipykernel" in sys.modules and type(sys.stdout).__module__.startswith("ipykernel")


@contextmanager
def _put_back() -> Iterator[None]:
    """Put back everything in the process that the screen changes."""
    with _collector_put_back(), _signals_put_back(), _environment_put_back(), _terminal_put_back():
        yield


@contextmanager
def _terminal_put_back() -> Iterator[None]:
    import termios

    keyboard = sys.__stdin__.fileno() if sys.__stdin__ else 0
    attributes = termios.tcgetattr(keyboard)
    try:
        yield
    finally:
        with suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(keyboard, termios.TCSANOW, attributes)


@contextmanager
def _environment_put_back() -> Iterator[None]:
    variables = {name: os.environ.get(name) for name in ("NO_COLOR", "TEXTUAL_COLOR_SYSTEM")}
    try:
        yield
    finally:
        for name, value in variables.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _signals_put_back() -> Iterator[None]:
    numbers = sorted(signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP})
    handlers = {number: signal.getsignal(number) for number in numbers}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            if handler is not None and signal.getsignal(number) != handler:
                signal.signal(number, handler)


@contextmanager
def _collector_put_back() -> Iterator[None]:
    was_enabled = gc.isenabled()
    threshold = gc.get_threshold()
    had_frozen = gc.get_freeze_count() > 0
    try:
        yield
    finally:
        if not had_frozen:
            gc.unfreeze()
        gc.set_threshold(*threshold)
        if was_enabled:
            gc.enable()
        else:
            gc.disable()
