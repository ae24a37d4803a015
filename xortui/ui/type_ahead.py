"""Type-ahead: keys, pastes and the mouse are handed on one at a time, the next when all that one caused is done."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from textual import events
from textual.app import App

from xortui.ui.terminal import is_working
from xortui.ui.textual_private import has_exited, is_at_rest, is_laid_out

SPINS = 50
"""Looks, one at each turn of the loop, after which there is a pause between two."""
BETWEEN_LOOKS = 0.002
"""Seconds between two looks at what takes long."""
MAX_LOOKS = SPINS + 500
"""Looks after which the next is handed on although something still goes on: about a second, if the loop is idle."""
MAX_LOOKS_AT_LAYOUT = SPINS + 50
"""Looks after which a key no longer waits for what is new on the screen to have its place."""


class TypeAhead:
    """Keeps what is typed faster than screens open and close, and has each go where it was meant.

    Textual sends a key to the widget that has the focus when the key arrives. A key typed right behind one that opens
    a prompt arrives before the prompt has the focus, and would be a command instead of a letter.
    """

    def __init__(self, app: App[Any]) -> None:
        """Hand on to an app."""
        self._app = app
        self._waiting: deque[events.Event] = deque()
        self._handed_on: list[events.Event] = []
        """What has been handed on and has not come again yet: several where an app takes long to look at its queue."""
        self._task: asyncio.Task[None] | None = None

    def keeps(self, event: events.Event) -> bool:
        """Say whether something typed has to wait; then it comes again when its turn has come."""
        if event in self._handed_on:
            self._handed_on.remove(event)
            return False
        if self._task is None:
            self.wait()
            return False
        newest = self._waiting[-1] if self._waiting else None
        if isinstance(event, events.MouseMove) and isinstance(newest, events.MouseMove):
            self._waiting[-1] = event  # where the mouse has been on its way is of no interest
        else:
            self._waiting.append(event)
        return True

    @property
    def is_busy(self) -> bool:
        """Whether something typed is being handled, or waits for that."""
        return self._task is not None

    def wait(self) -> None:
        """Keep what is typed until all that goes on now is done."""
        self._task = asyncio.create_task(self._hand_on(), name="type-ahead")

    async def _hand_on(self) -> None:
        try:
            await self._settle()
            while self._waiting and not has_exited(self._app):
                event = self._waiting.popleft()
                self._handed_on.append(event)
                self._app.post_message(event)
                await self._settle()
        finally:
            self._task = None

    async def _settle(self) -> None:
        """Wait until everything is done that has begun, and what the next key may need is there."""
        # What a handler has begun may show only at the next turn of the loop: two quiet ones say that it is over.
        quiet = 0
        for look in range(MAX_LOOKS):
            await asyncio.sleep(0 if look < SPINS else BETWEEN_LOOKS)
            if has_exited(self._app):
                return
            quiet = quiet + 1 if self._is_settled(look) else 0
            if quiet == 2:
                return

    def _is_settled(self, look: int) -> bool:
        if not is_at_rest(self._app):
            return False
        if not self._waiting or _is_letter(self._waiting[0]):
            return True
        # Enter takes what has been found, page down goes by lines that are there, a click hits what is in its place.
        return not is_working(self._app) and (is_laid_out(self._app) or look > MAX_LOOKS_AT_LAYOUT)


def is_typed(event: events.Event) -> bool:
    """Say whether an event comes from a person, and no widget has been given it yet."""
    if isinstance(event, events.AppFocus | events.AppBlur):
        return True  # to look at another window and back moves the focus too
    return isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded


def _is_letter(event: events.Event) -> bool:
    """Say whether an event needs nothing but the focus."""
    if isinstance(event, events.Key):
        return event.is_printable
    return not isinstance(event, events.MouseEvent) or isinstance(event, events.MouseMove)
