"""The command palette: every command by its name."""

from __future__ import annotations

from textual import events
from textual.command import CommandList, CommandPalette

from xortui.ui.terminal import ClosesOnce, has_lines, has_widget_at


class PaletteOfCommands(ClosesOnce, CommandPalette):
    """Textual's, which takes any key and any click while it opens, at any size."""

    def _on_click(self, event: events.Click) -> None:  # type: ignore[override]  # as Textual's own does
        if not has_widget_at(self, event.screen_x, event.screen_y):
            event.prevent_default()

    def _action_command_list(self, action: str) -> None:
        if has_lines(self.query_one(CommandList)):
            super()._action_command_list(action)
