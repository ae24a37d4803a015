"""The about screen: what the problem is, where it comes from, and what its source prints."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from xortui.problems import Problem
from xortui.render.glyphs import ascii_text
from xortui.render.report import about_text
from xortui.ui.terminal import ClosesOnce


class AboutScreen(ClosesOnce, ModalScreen[None]):
    """Closes on any of escape, i, q and enter."""

    BINDINGS = [("escape,i,q,enter", "dismiss", "Close")]  # noqa: RUF012  Textual's own type is a list

    def __init__(self, problem: Problem, *, ascii_only: bool = False) -> None:
        """Tell about one problem, in ASCII alone where there is nothing else."""
        super().__init__()
        self._ascii = ascii_only
        self._problem = problem

    def compose(self) -> ComposeResult:
        """Write the text."""
        with VerticalScroll():
            text = f"{about_text(self._problem)}\n\nesc closes this; arrows scroll"
            yield Static(ascii_text(text) if self._ascii else text, markup=False)
