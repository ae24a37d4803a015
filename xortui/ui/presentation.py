"""The presentation: what is shown beside its one pane, and what is to come back when it ends."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.debugger.bookmarks import Bookmark
from xortui.ui.scene import Presented

MAX_KEYS = 5
"""Keys that are shown."""


class Presentation:
    """Remembers the last keys, and the theme from before."""

    def __init__(self, theme_before: str) -> None:
        """Begin without any key.

        Args:
            theme_before: the theme that comes back when the presentation ends.
        """
        self.theme_before = theme_before
        self._keys: list[str] = []

    def note(self, key: str) -> None:
        """Remember a key, as people write it."""
        self._keys.append(key)
        del self._keys[:-MAX_KEYS]

    def shown(self, slides: Sequence[Bookmark], current: str) -> Presented:
        """Return what the last line says.

        Args:
            slides: the bookmarks.
            current: the name of that where one stands; empty if there is none.
        """
        return Presented(tuple([bookmark.name for bookmark in slides]), current, tuple(self._keys))
