"""The help screen: what the focused pane shows, and what every key does."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from xortui.render.glyphs import ascii_text
from xortui.ui.commands import key_table
from xortui.ui.terminal import ClosesOnce


class HelpScreen(ClosesOnce, ModalScreen[None]):
    """Closes on any of escape, ?, q and enter."""

    BINDINGS = [("escape,question_mark,q,enter,f1", "dismiss", "Close")]  # noqa: RUF012  Textual's own type is a list

    def __init__(self, title: str, about: str, *, ascii_only: bool = False) -> None:
        """Explain one pane, in ASCII alone where there is nothing else."""
        super().__init__()
        self._ascii = ascii_only
        self._title = title
        self._about = about

    def compose(self) -> ComposeResult:
        """Write the text."""
        rows = key_table()
        width = max(len(keys) for keys, _, _ in rows)
        lines = [self._title, "", self._about.rstrip(), "", "Keys: lower case goes forward, upper case goes back", ""]
        for keys, description, back in rows:
            lines.append(f"{keys:<{width}}  {description}")
            if back:
                lines.append(f"{'':<{width}}  {back}")
        lines += [f"{'ctrl+p':<{width}}  All commands, by name", "", "esc closes this; arrows scroll"]
        with VerticalScroll():
            text = "\n".join(lines)
            yield Static(ascii_text(text) if self._ascii else text, markup=False)
