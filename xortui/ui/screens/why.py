"""The why screen: why the training does not learn where it stands; it is found while the screen is open."""

from __future__ import annotations

from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import get_current_worker

from xortui.commands.diagnosing import diagnosis_here
from xortui.commands.workbench import Workbench
from xortui.diagnosis.diagnosis import Diagnosis
from xortui.diagnosis.trainer import UnwantedError
from xortui.render.diagnosis import diagnosis_lines
from xortui.render.fitting import first_fitting
from xortui.render.glyphs import ascii_prose
from xortui.ui.keys import keys_of, name_of
from xortui.ui.screens.reading import EDGE_COLUMNS, FRAME_COLUMNS, MAX_FRAME
from xortui.ui.textual_private import ClosesOnce

LOOKING = "Looking: training is tried on from here, with other rates and from other starts, for some seconds …"
MAX_WIDTH = MAX_FRAME - FRAME_COLUMNS + 1
"""Columns of the text in the widest frame."""


class WhyScreen(ClosesOnce, ModalScreen[bool]):
    """Closes on escape, q, enter and the key that opened it; with True if what frees the training is wanted."""

    BINDINGS = [("escape,q,enter", "dismiss(False)", "Close")]  # noqa: RUF012  Textual's own type is a list
    closing: ClassVar[tuple[str, ...]] = ("esc closes   ↑ ↓ scroll", "esc closes")

    def __init__(self, bench: Workbench, *, ascii_only: bool = False) -> None:
        """Look at where a workbench stands, in ASCII alone if the terminal shows nothing else."""
        super().__init__()
        self._bench = bench
        self._ascii = ascii_only
        self._found: Diagnosis | None = None

    def compose(self) -> ComposeResult:
        """Say that it is being looked for."""
        with VerticalScroll():
            yield Static(self._shown(LOOKING), markup=False)

    def on_mount(self) -> None:
        """Begin to look."""
        self._say(self.closing)
        self._look()

    @work(thread=True, exclusive=True)
    def _look(self) -> None:
        worker = get_current_worker()
        try:
            found = diagnosis_here(self._bench, lambda: worker.is_cancelled)
        except UnwantedError:
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._tell, found)

    def _tell(self, found: Diagnosis) -> None:
        if not self.is_current:
            return
        self._found = found
        self._lay_out()

    def on_resize(self) -> None:
        """Lay the text out anew."""
        self._lay_out()

    def on_key(self, event: events.Key) -> None:
        """Close on the key that opened it; on that of going on freed, close and have that done, if it is possible."""
        can_free = self._found is not None and self._found.way_out is not None
        if event.key in keys_of("why").forth:
            event.stop()  # the screen below would do it again
            self.dismiss(False)
        elif event.key in keys_of("free").forth and can_free:
            event.stop()
            self.dismiss(True)

    def _lay_out(self) -> None:
        if self._found is None:
            self._say(self.closing)
            return
        room = max(min(self.app.size.width - FRAME_COLUMNS, MAX_WIDTH), 20)
        self.query_one(Static).update(self._shown("\n".join(diagnosis_lines(self._found, room))))
        if self._found.way_out is None:
            self._say(self.closing)
            return
        free = name_of("free")
        self._say((f"{free} goes on freed, on a fork   {self.closing[0]}", f"{free} frees it   {self.closing[1]}"))

    def _say(self, versions: tuple[str, ...]) -> None:
        said = first_fitting(versions, min(self.app.size.width, MAX_FRAME) - EDGE_COLUMNS)
        self.query_one(VerticalScroll).border_subtitle = self._shown(said)

    def _shown(self, text: str) -> str:
        return ascii_prose(text) if self._ascii else text
