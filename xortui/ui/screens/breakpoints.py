"""The breakpoints screen: what stops the running, what is ready-made, and a line to type a condition of one's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from xortui.debugger.breakpoints import Breakpoint

Choice = tuple[str, str]
"""What to do, and with what: ('add', 'loss < 0.05'), ('toggle', '2'), ('remove', '2')."""
_LAST_WORD = re.compile(r"[∂d]?[A-Za-zŷηµμΣḡ][A-Za-z0-9_/∂ŷ]*$")


class BreakpointsScreen(ModalScreen[Choice | None]):
    """Closes with a choice, or with none on escape."""

    BINDINGS = [("escape", "dismiss", "Close"), ("delete", "remove", "Remove")]  # noqa: RUF012  Textual's own type is a list

    def __init__(
        self,
        breakpoints: Sequence[Breakpoint],
        suggestions: Sequence[tuple[str, str]],
        names: Sequence[str],
        check: Callable[[str], object],
    ) -> None:
        """Offer what there is.

        Args:
            breakpoints: those that have been made.
            suggestions: what each ready-made condition waits for, and how it is written.
            names: what may be typed.
            check: raises a ValueError for a text that is no condition.
        """
        super().__init__()
        self._breakpoints = breakpoints
        self._suggestions = suggestions
        self._names = names
        self._check = check

    def compose(self) -> ComposeResult:
        """Lay out the line, the list and the hint."""
        options = []
        for made in self._breakpoints:
            mark = "●" if made.is_enabled else "○"
            hits = f"{made.hits} hit{'' if made.hits == 1 else 's'}"
            options.append(Option(f"{mark} {made.number}  {made.text}   {hits}", id=f"toggle {made.number}"))
        for meaning, text in self._suggestions:
            options.append(Option(f"+ {meaning}: {text}", id=f"add {text}"))
        with Vertical():
            yield Static("Stop when a condition becomes true, or at an operation: op 12", markup=False)
            yield Input(
                placeholder="loss < 0.05   h1 > 0.95 and sample == 2   sign(w4) changed", suggester=_Names(self._names)
            )
            yield Static("", id="mistake", markup=False)
            yield OptionList(*options, markup=False)
            yield Static("enter makes one or switches it; delete removes; → completes; esc closes", markup=False)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self._check(event.value)
        except ValueError as error:
            self.query_one("#mistake", Static).update(str(error))
        else:
            self.dismiss(("add", event.value))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        what, _, which = (event.option_id or "").partition(" ")
        self.dismiss((what, which))

    def action_remove(self) -> None:
        """Remove the breakpoint that is highlighted."""
        options = self.query_one(OptionList)
        if options.has_focus and options.highlighted is not None:
            what, _, which = (options.get_option_at_index(options.highlighted).id or "").partition(" ")
            if what == "toggle":
                self.dismiss(("remove", which))


class _Names(Suggester):
    """Completes the name that is being typed."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = names

    async def get_suggestion(self, value: str) -> str | None:
        """Return the line with its last name completed; None if there is nothing to complete."""
        match = _LAST_WORD.search(value)
        if not match:
            return None
        typed = match[0].replace("yhat", "ŷ")
        if typed.startswith("d"):
            typed = "∂" + typed[1:].replace("/d", "/∂")
        found = next((name for name in self._names if name.startswith(typed) and name != typed), None)
        return None if found is None else value + found[len(typed) :]
