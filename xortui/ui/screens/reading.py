"""The reading screen: a text to scroll through, in a frame that says how to close it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from xortui.render.glyphs import ascii_text
from xortui.ui.clipboard import told_copied
from xortui.ui.textual_private import ClosesOnce


class ReadingScreen(ClosesOnce, ModalScreen[None]):
    """Closes on escape, q and enter, and on the keys that a screen of this kind adds."""

    BINDINGS = [("escape,q,enter", "dismiss", "Close")]  # noqa: RUF012  Textual's own type is a list

    hint: ClassVar[str] = "esc closes   ↑ ↓ scroll"
    """What the frame says about keys."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        """Write in ASCII alone if the terminal shows nothing else."""
        super().__init__()
        self._ascii = ascii_only

    def text(self) -> str:
        """Return the text to read."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Write the text."""
        with VerticalScroll() as frame:
            frame.border_subtitle = self._shown(self.hint)
            yield Static(self._shown(self.text()), markup=False)

    def on_text_selected(self) -> None:
        """Say that what was selected is copied."""
        text = self.get_selected_text()
        if text:
            self.query_one(VerticalScroll).border_subtitle = self._shown(f"{told_copied(text)}   {self.hint}")

    def _shown(self, text: str) -> str:
        return ascii_text(text) if self._ascii else text
