"""How far something has come, as a bar on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from time import monotonic

TOLD_AFTER = 0.5
"""Seconds after which a waiting user is told how far it has come."""


@contextmanager
def progress(total: int, doing: str, *, is_shown: bool = True) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on stderr if that is a terminal; yields what moves it on."""
    if not is_shown or sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda count: progress.advance(task, count)


@contextmanager
def progress_of_steps(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on stderr from when it is clear that it takes a while; yields what moves it on."""
    begun, bar = monotonic(), ExitStack()
    move_on: Callable[..., None] | None = None

    def tell(done: int, total: int) -> None:
        nonlocal move_on
        if move_on is None and monotonic() - begun > TOLD_AFTER:
            from rich.console import Console
            from rich.progress import Progress

            progress = bar.enter_context(Progress(console=Console(stderr=True), transient=True))
            move_on = partial(progress.update, progress.add_task(what))
        if move_on is not None:
            move_on(completed=done, total=total)

    with bar:
        yield tell
