"""How far something has come, as a bar or a line on stderr."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

TOLD_AFTER = 0.5
"""Seconds after which a waiting user is told how far it has come."""


@contextmanager
def progress(total: int, doing: str) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on stderr if that is a terminal; yields what moves it on."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    with _new_bar() as bar:
        task = bar.add_task(doing, total=total)
        yield lambda count: bar.advance(task, count)


@contextmanager
def progress_of_steps(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on stderr from when it is clear that it takes a while; yields what moves it on."""
    begun = monotonic()
    shown = ExitStack()
    move_on: Callable[..., None] | None = None

    def tell(done: int, total: int) -> None:
        nonlocal move_on
        if move_on is None and monotonic() - begun > TOLD_AFTER:
            bar = shown.enter_context(_new_bar())
            move_on = partial(bar.update, bar.add_task(what))
        if move_on is not None:
            move_on(completed=done, total=total)

    with shown:
        yield tell


def _new_bar() -> Progress:
    """Return a progress bar on stderr that is gone when it is done; rich is imported only then."""
    from rich.console import Console
    from rich.progress import Progress

    return Progress(console=Console(stderr=True), transient=True)


@contextmanager
def line_shown(text: str) -> Iterator[None]:
    """Show a line on stderr as long as something takes, if that is a terminal; what is typed waits unseen."""
    stream = sys.stderr
    if stream is None or not stream.isatty():
        yield
        return
    can_erase = os.environ.get("TERM", "dumb").lower() != "dumb"
    text = text[: shutil.get_terminal_size().columns - 1]  # of a line that is broken, only the end would be erased
    with _quiet_keyboard():  # before the line is seen: whoever sees it may type at once
        stream.write(text if can_erase else f"{text}\n")
        stream.flush()
        try:
            yield
        finally:
            if can_erase:
                stream.write("\r\x1b[K")
                stream.flush()


def _quiet_keyboard() -> AbstractContextManager[object]:
    """Return what keeps typed keys from being shown, if a terminal is what is typed on."""
    keyboard = sys.__stdin__
    if keyboard is None or keyboard.closed or not keyboard.isatty():
        return nullcontext()
    from xortui.ui.unechoed import unechoed

    return unechoed(keyboard.fileno())
