"""The places screen: the bookmarks with their numbers, and the forks."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.ui.screens.reading import ReadingScreen


class PlacesScreen(ReadingScreen[None]):
    """Closes on its own key, too."""

    BINDINGS = [("G", "dismiss", "Close")]  # noqa: RUF012  Textual's own type is a list

    def __init__(self, lines: Sequence[str], *, ascii_only: bool = False) -> None:
        """Show some lines, in ASCII alone where there is nothing else."""
        super().__init__(ascii_only=ascii_only)
        self._lines = lines

    def text(self) -> str:
        """Return the lines."""
        return "\n".join(self._lines)
