"""The watches screen: what is watched, and a line to type one more expression."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.debugger.watches import Watches
from xortui.ui.screens.expressions import ExpressionsScreen


class WatchesScreen(ExpressionsScreen):
    """Lists watches, which can be removed, and some expressions worth watching."""

    def __init__(
        self, watches: Watches, suggestions: Sequence[str], names: Sequence[str], *, ascii_only: bool = False
    ) -> None:
        """Offer what there is.

        Args:
            watches: those that have been made.
            suggestions: expressions that may be wanted.
            names: what may be typed.
            ascii_only: whether there are no characters but ASCII.
        """
        self._watches = watches
        self._suggestions = suggestions
        super().__init__(
            names,
            watches.check,
            title="Watch a value, or whether something is true",
            examples=("loss", "dC/dw3", "w5 * h1", "change(w2)", "h1 > 0.5"),
            keys="type one, → completes, or ↓ to the list: enter adds one or removes it; esc closes",
            ascii_only=ascii_only,
        )

    def options(self) -> list[tuple[str, str]]:
        """Return the watches, and then what else may be wanted."""
        texts = [watch.text for watch in self._watches]
        offered = [text for text in self._suggestions if text not in texts]
        options = [(f"-{text}", f"● {text}") for text in texts]
        options += [(f"+{text}", f"+ {text}") for text in offered]
        return options

    def chosen(self, option: str) -> None:
        """Add or remove one."""
        if option.startswith("+"):
            self.take(option[1:])
        else:
            self.removed(option)
            self.refill()

    def removed(self, option: str) -> None:
        """Remove one; what is only offered stays."""
        if option.startswith("-"):
            self._watches.remove(option[1:])
