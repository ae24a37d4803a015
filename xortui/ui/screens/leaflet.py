"""The leaflet screen: lines that a command has found out, to be read at leisure."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.ui.screens.reading import ReadingScreen


class LeafletScreen(ReadingScreen[None]):
    """Shows some lines."""

    def __init__(self, lines: Sequence[str], *, ascii_only: bool = False) -> None:
        """Show lines, in ASCII alone where there is nothing else."""
        super().__init__(ascii_only=ascii_only)
        self._lines = tuple(lines)

    def text(self) -> str:
        """Return the lines."""
        return "\n".join(self._lines)
