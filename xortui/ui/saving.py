"""Saving: keeps the session of a screen while the user works, and tells once why that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.screen import Screen

from xortui.commands.autosave import BETWEEN_SAVES, Autosave
from xortui.commands.layout import Layout
from xortui.commands.workbench import Workbench
from xortui.render.wording import verbatim
from xortui.ui.terminal import BESIDE


class Saving:
    """Has an autosave save how one screen is, if there is one."""

    def __init__(self, autosave: Autosave | None, bench: Workbench, layout_now: Callable[[], Layout]) -> None:
        """Save nothing yet.

        Args:
            autosave: saves the session, if it is to be saved.
            bench: is told what can't be saved.
            layout_now: returns how the screen is.
        """
        self._autosave = autosave
        self._bench = bench
        self._layout_now = layout_now
        self._trouble = ""

    def start(self, screen: Screen[None], present: Callable[[], None]) -> None:
        """Save every few seconds from now on, and show what there is to tell of it."""
        autosave = self._autosave
        if autosave is None:
            return

        async def save() -> None:
            if await self.save():
                present()

        async def look_for_left() -> None:
            if await self._look_for_left():
                present()

        screen.set_timer(BETWEEN_SAVES / 4, self.begin)
        if autosave.path is None and not self._bench.follows:
            screen.set_timer(BETWEEN_SAVES / 4, lambda: screen.run_worker(look_for_left(), group=BESIDE))

        def look() -> None:
            if self._has_news():  # beside the keys and the pictures: a disk may be slow
                screen.run_worker(save(), group=BESIDE)

        screen.set_interval(autosave.between_looks, look)

    async def _look_for_left(self) -> bool:
        """Find what there is to go on with, and return whether that is to be told."""
        from xortui.debugger.left_session import left_session

        found = await asyncio.to_thread(left_session)
        self._bench.left_session = "" if found is None else str(found)
        return found is not None

    def begin(self) -> None:
        """Treat the initial state as saved; not yet when the screen opens, as it takes time."""
        if self._autosave is not None:
            self._autosave.keep(self._bench.kept)
            self._autosave.begin(self._layout_now())

    def _has_news(self) -> bool:
        """Say whether there is something to save, or something has gone wrong that may be well again."""
        assert self._autosave is not None
        self._autosave.keep(self._bench.kept)
        return self._autosave.has_news(self._layout_now())

    async def save(self) -> bool:
        """Save what has changed, and return whether there is news about it."""
        if self._autosave is None:
            return False
        self._autosave.keep(self._bench.kept)
        await self._autosave.save(self._layout_now())
        self._bench.is_unsaved = bool(self._autosave.trouble)
        told = self._trouble
        self._trouble = self._autosave.trouble
        if self._trouble in ("", told):
            return False
        self._bench.say(verbatim(self._trouble), is_refusal=True)
        return True

    def save_now(self) -> str:
        """Save what has changed at once; return why that failed, or ''."""
        if self._autosave is None:
            return ""
        self._autosave.keep(self._bench.kept)
        self._autosave.save_now(self._layout_now())
        return self._autosave.trouble
