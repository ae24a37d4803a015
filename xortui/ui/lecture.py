"""The lecture: has a screen stand where somebody else stands, as their file tells, a few times a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.screen import Screen

from xortui.commands.following import Following
from xortui.commands.layout import Layout
from xortui.commands.workbench import Workbench
from xortui.render.wording import verbatim
from xortui.ui.terminal import BESIDE

BETWEEN_LOOKS = 0.1
"""Seconds between two looks at the file."""


class Lecture:
    """Looks at the file beside the keys, and shows what is new in it."""

    def __init__(
        self,
        following: Following,
        bench: Workbench,
        look_as: Callable[[Layout], None],
        present: Callable[[], None],
    ) -> None:
        """Look at nothing yet.

        Args:
            following: the session that is followed.
            bench: what stands where they stand.
            look_as: turns to the pane that they look at.
            present: shows it.
        """
        self._following = following
        self._bench = bench
        self._look_as = look_as
        self._present = present
        self._told = following.told
        self._trouble = ""

    def start(self, screen: Screen[None]) -> None:
        """Look from now on, as long as a screen is there."""
        screen.run_worker(self._watch(), group=BESIDE)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(BETWEEN_LOOKS)
            await self._look()

    async def _look(self) -> None:
        following = self._following
        await asyncio.to_thread(following.look)
        while following.is_catching_up:
            if following.turn():
                self._arrive()
            self._tell()
            await asyncio.sleep(0)
        self._tell()

    def _arrive(self) -> None:
        self._bench.arrive()
        if self._following.has_new_layout:
            self._look_as(self._following.layout)
        self._told = self._following.told
        self._present()

    def _tell(self) -> None:
        """Say how it stands with the file, where that has changed: in the status line, and trouble in a line once."""
        trouble = self._following.trouble
        told = self._following.told
        if (trouble, told) == (self._trouble, self._told):
            return
        if trouble and trouble != self._trouble:
            self._bench.say(verbatim(trouble), is_refusal=True)
        elif self._trouble and not trouble:
            self._bench.say("")
        self._trouble = trouble
        self._told = told
        self._present()
