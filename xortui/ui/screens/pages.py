"""The pages of the reference: a list of topics, and the page of the one that is chosen."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from xortui.help.pages import page, topic_lines, topics
from xortui.help.plain_text import WIDTH, plain_text
from xortui.language.phrase import phrase
from xortui.ui.screens.expressions import Options
from xortui.ui.screens.reading import FRAME_COLUMNS, ReadingScreen
from xortui.ui.textual_private import ClosesOnce


class TopicsScreen(ClosesOnce, ModalScreen[None]):
    """Lists the topics; a page opens above it, so that closing the page leads back to the list."""

    BINDINGS = [("escape,q", "dismiss", "Close")]  # noqa: RUF012  Textual's own type is a list

    def __init__(self, *, ascii_only: bool = False) -> None:
        """List in ASCII alone if the terminal shows nothing else."""
        super().__init__()
        self._ascii = ascii_only

    def compose(self) -> ComposeResult:
        """Make the list."""
        options = [Option(line, topic) for topic, line in zip(topics(), topic_lines(), strict=True)]
        with Vertical() as frame:
            frame.border_subtitle = phrase("enter opens   esc closes")
            yield Static(phrase("xortui help TOPIC prints these pages, too"), markup=False)
            yield Options(*options, markup=False)

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        if event.option_id:
            self.app.push_screen(PageScreen(event.option_id, ascii_only=self._ascii))


class PageScreen(ReadingScreen[None]):
    """One page, laid out for the width of the screen."""

    def __init__(self, topic: str, *, ascii_only: bool = False) -> None:
        """Show the page of a topic, in ASCII alone where there is nothing else."""
        super().__init__(ascii_only=ascii_only)
        self._markdown = page(topic)

    def text(self) -> str:
        """Return the page."""
        return plain_text(self._markdown, min(WIDTH - FRAME_COLUMNS, self.room))
