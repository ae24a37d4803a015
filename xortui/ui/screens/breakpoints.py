"""The breakpoints screen: what stops the running, what is ready-made, and a line to type a condition of one's own."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.debugger.breakpoints import Breakpoint, Breakpoints
from xortui.ui.screens.expressions import ExpressionsScreen


class BreakpointsScreen(ExpressionsScreen):
    """Lists breakpoints, which are changed while it is open, and conditions, of which one closes it."""

    BINDINGS = [  # noqa: RUF012  Textual's own type is a list
        ("o", "once", "Once"), ("plus,equals_sign", "ignore(1)", "Ignore more"), ("minus", "ignore(-1)", "Ignore less"),
    ]  # fmt: skip

    def __init__(
        self,
        breakpoints: Breakpoints,
        suggestions: Sequence[tuple[str, str]],
        names: Sequence[str],
        *,
        ascii_only: bool = False,
    ) -> None:
        """Offer what there is.

        Args:
            breakpoints: those that have been made.
            suggestions: what each ready-made condition waits for, and how it is written.
            names: what may be typed.
            ascii_only: whether there are no characters but ASCII.
        """
        self._breakpoints = breakpoints
        self._suggestions = suggestions
        super().__init__(
            names,
            breakpoints.check,
            title="Stop when a condition becomes true, or at an operation: op 12",
            examples=("loss < 0.05", "h1 > 0.95 and sample == 2", "sign(w4) changed"),
            keys="→ completes; ↓ to the list: enter adds or switches, o once, + − skip hits, delete; esc",
            ascii_only=ascii_only,
        )

    def options(self) -> list[tuple[str, str]]:
        """Return the breakpoints, and then the ready-made conditions."""
        made = [(str(breakpoint_.number), _line(breakpoint_)) for breakpoint_ in self._breakpoints]
        return [*made, *((f"+{text}", f"+ {meaning}: {text}") for meaning, text in self._suggestions)]

    def chosen(self, option: str) -> None:
        """Switch a breakpoint on or off, or take a ready-made condition."""
        if option.startswith("+"):
            self.take(option[1:])
            return
        made = self._breakpoints.numbered(int(option))
        made.is_enabled = not made.is_enabled
        self.refill()

    def removed(self, option: str) -> None:
        """Remove a breakpoint; what is ready-made stays."""
        if not option.startswith("+"):
            self._breakpoints.remove(int(option))

    def action_once(self) -> None:
        """Have a breakpoint go after its next stop, or stay."""
        if made := self._highlighted_breakpoint:
            made.is_once = not made.is_once
            self.refill()

    def action_ignore(self, more: int) -> None:
        """Let more, or fewer, of a breakpoint's next hits pass."""
        if made := self._highlighted_breakpoint:
            made.ignore = max(made.ignore + more, 0)
            self.refill()

    @property
    def _highlighted_breakpoint(self) -> Breakpoint | None:
        option = self.highlighted
        return self._breakpoints.numbered(int(option)) if option and not option.startswith("+") else None


def _line(made: Breakpoint) -> str:
    """Tell of a breakpoint in a line."""
    return f"{'●' if made.is_enabled else '○'} {made.number}  {made.awaited}   {', '.join(made.notes)}"
