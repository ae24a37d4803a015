"""Places: a thousand other starts are trained beside the screen, and what came of it is told when it is known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING

from xortui.commands.workbench import Workbench
from xortui.language.phrase import phrase
from xortui.render.wording import verbatim

if TYPE_CHECKING:
    from xortui.sweep.placing import Placed, PlaceQuestion, PlaceSearch


class Places:
    """Searches for one place at a time."""

    def __init__(self, bench: Workbench, present: Callable[[], None]) -> None:
        """Search for nothing yet.

        Args:
            bench: whose starting weights they are; is told what is found.
            present: shows what is told.
        """
        self._bench = bench
        self._present = present
        self._finding: PlaceSearch | None = None

    def look(self) -> None:
        """Begin to search, or say that one goes on; nobody waits for it."""
        from xortui.commands.starting import known_place, place_question, tell_place
        from xortui.sweep.placing import PlaceSearch

        if self._finding is not None:
            self._bench.say(phrase("a thousand other starts are still being trained"))
            return
        question = place_question(self._bench)
        known = known_place(self._bench, question)
        if known is not None:
            tell_place(self._bench, question, known)
            return
        try:
            search = PlaceSearch(question)
        except ValueError as error:
            self._bench.say(verbatim(str(error)), is_refusal=True)
            return
        self._finding = search
        self._bench.say(phrase("a thousand other starts are being trained; it is told here what becomes of them"))
        loop = asyncio.get_running_loop()

        def listen() -> None:
            try:
                found: Placed | str = search.result()
            except ValueError as error:
                found = str(error)
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._tell, question, found)

        Thread(target=listen, name="place", daemon=True).start()

    def end(self) -> None:
        """Give up the search, if one goes on."""
        if self._finding is not None:
            self._finding.end()
            self._finding = None

    def _tell(self, question: PlaceQuestion, found: Placed | str) -> None:
        from xortui.commands.starting import tell_place

        if self._finding is None:
            return
        self._finding = None
        if isinstance(found, str):
            self._bench.say(verbatim(found), is_refusal=True)
        else:
            tell_place(self._bench, question, found)
        self._present()
