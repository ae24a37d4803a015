"""The why screen: why the training does not learn where it stands; it is found while the screen is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, work
from textual.worker import get_current_worker

from xortui.commands.diagnosing import diagnosis_here
from xortui.commands.workbench import Workbench
from xortui.diagnosis.diagnosis import Diagnosis
from xortui.diagnosis.trainer import UnwantedError
from xortui.language.phrase import phrase
from xortui.render.diagnosis import diagnosis_lines
from xortui.ui.keys import keys_of, name_of
from xortui.ui.screens.reading import FRAME_COLUMNS, MAX_FRAME, ReadingScreen

LOOKING = "Looking: training is tried on from here, with other rates and from other starts, for some seconds …"
MAX_WIDTH = MAX_FRAME - FRAME_COLUMNS + 1
"""Columns of the text in the widest frame."""


class WhyScreen(ReadingScreen[bool]):
    """Closes on the key that opened it, too; with True if what frees the training is wanted."""

    hints: ClassVar[tuple[str, ...]] = ("esc closes   ↑ ↓ scroll", "esc closes")

    def __init__(self, bench: Workbench, *, ascii_only: bool = False) -> None:
        """Look at where a workbench stands, in ASCII alone if the terminal shows nothing else."""
        super().__init__(ascii_only=ascii_only)
        self._bench = bench
        self._found: Diagnosis | None = None

    def text(self) -> str:
        """Return what was found, or that it is being looked for."""
        if self._found is None:
            return phrase(LOOKING)
        return "\n".join(diagnosis_lines(self._found, min(self.room, MAX_WIDTH)))

    @property
    def hints_now(self) -> Sequence[str]:
        """Name the key of going on freed, if something frees it."""
        if not self._can_free:
            return super().hints_now
        free = name_of("free")
        longer, shorter = super().hints_now
        return (
            phrase("{free} goes on freed, on a fork   {hint}", free=free, hint=longer),
            phrase("{free} frees it   {hint}", free=free, hint=shorter),
        )

    @property
    def _can_free(self) -> bool:
        return self._found is not None and self._found.way_out is not None

    def on_mount(self) -> None:
        """Begin to look."""
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
        if self.is_current:
            self._found = found
            self.on_resize()  # lays the text out anew

    def on_key(self, event: events.Key) -> None:
        """Close on the key that opened it; on that of going on freed, close and have that done, if it is possible."""
        if event.key in keys_of("why").forth:
            event.stop()  # the screen below would do it again
            self.dismiss(False)
        elif event.key in keys_of("free").forth and self._can_free:
            event.stop()
            self.dismiss(True)
