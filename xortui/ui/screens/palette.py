"""The command palette: every command by its name."""

from __future__ import annotations

from xortui.ui.textual_private import ClosesOnce, SteadyPalette


class PaletteOfCommands(ClosesOnce, SteadyPalette):
    """Textual's, which takes any key and any click while it opens, at any size, and closes once."""
