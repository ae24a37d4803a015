"""The reading screen: a text to scroll through, in a frame that says how to close it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from xortui.help.plain_text import MIN_WIDTH
from xortui.language.phrase import phrase
from xortui.render.fitting import first_fitting
from xortui.render.glyphs import ascii_prose
from xortui.ui.clipboard import told_copied
from xortui.ui.textual_private import ClosesOnce

FRAME_COLUMNS = 9
"""Columns that the frame, its margins and its scrollbar take."""
MAX_FRAME = 84
"""Columns of the widest frame, as the style sheet has it."""
EDGE_COLUMNS = 6
"""Columns of the frame's edge that no text takes."""


Result = TypeVar("Result")


class ReadingScreen(ClosesOnce, ModalScreen[Result], Generic[Result]):
    """Closes on escape, q and enter, and on the keys that a screen of this kind adds."""

    BINDINGS = [("escape,q,enter", "dismiss", "Close")]  # noqa: RUF012  Textual's own type is a list

    hints: ClassVar[tuple[str, ...]] = ("esc closes   ↑ ↓ scroll",)
    """What the frame says about keys, in versions from long to short."""

    @property
    def hints_now(self) -> Sequence[str]:
        """The same, where it depends on what is to be read."""
        return [phrase(hint) for hint in self.hints]

    def __init__(self, *, ascii_only: bool = False) -> None:
        """Write in ASCII alone if the terminal shows nothing else."""
        super().__init__()
        self._ascii = ascii_only

    def text(self) -> str:
        """Return the text to read."""
        raise NotImplementedError

    @property
    def room(self) -> int:
        """Columns that the frame leaves for text."""
        return max(self.app.size.width - FRAME_COLUMNS, MIN_WIDTH)

    def compose(self) -> ComposeResult:
        """Write the text."""
        with VerticalScroll():
            yield Static(self._shown(self.text()), markup=False)

    def on_mount(self) -> None:
        """Say what the keys do."""
        self._say(self.hints_now)

    def on_resize(self) -> None:
        """Lay the text out anew."""
        self.query_one(Static).update(self._shown(self.text()))
        self._say(self.hints_now)

    def on_text_selected(self) -> None:
        """Say that what was selected is copied."""
        text = self.get_selected_text()
        if text:
            told = told_copied(text)
            self._say((*(f"{told}   {hint}" for hint in self.hints_now), told))

    def _say(self, versions: Sequence[str]) -> None:
        """Write the first version that fits into the lower edge of the frame."""
        said = first_fitting(versions, min(self.app.size.width, MAX_FRAME) - EDGE_COLUMNS)
        self.query_one(VerticalScroll).border_subtitle = self._shown(said)

    def _shown(self, text: str) -> str:
        return ascii_prose(text) if self._ascii else text
