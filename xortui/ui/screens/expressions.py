"""A screen around a line for typing an expression and a list of those so far: for breakpoints and watches."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from xortui.debugger.expressions import ExpressionError
from xortui.language.phrase import phrase
from xortui.render.fitting import first_fitting
from xortui.render.glyphs import ascii_prose
from xortui.ui.textual_private import ClosesOnce, has_lines

_LAST_WORD = re.compile(r"[∂d]?[A-Za-zŷηµμΣḡ][A-Za-z0-9_/∂ŷ]*$")

BETWEEN_EXAMPLES = "   "
MAX_FRAME = 96
"""Columns of the widest frame, as the style sheet has it."""
FRAME_COLUMNS = 8
"""Columns that the frame, its margins and the cursor behind the line take."""


class Options(OptionList):
    """A list that takes any key at any size."""

    ALLOW_SELECT = False
    """Textual would copy the name of the widget."""

    def action_page_up(self) -> None:
        """Go up a page."""
        if has_lines(self):
            super().action_page_up()  # type: ignore[no-untyped-call]  # Textual's has no types

    def action_page_down(self) -> None:
        """Go down a page."""
        if has_lines(self):
            super().action_page_down()  # type: ignore[no-untyped-call]  # Textual's has no types


class ExpressionsScreen(ClosesOnce, ModalScreen[str]):
    """Closes with the text of a new expression, or with none. A screen of this kind fills the list."""

    BINDINGS = [  # noqa: RUF012  Textual's own type is a list
        ("escape", "dismiss('')", "Close"), ("delete", "remove", "Remove"), ("down", "to_list", "To the list"),
    ]  # fmt: skip

    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012  Textual's own type is a list

    def __init__(
        self,
        names: Sequence[str],
        check: Callable[[str], object],
        *,
        title: str,
        examples: Sequence[str],
        keys: str,
        ascii_only: bool,
    ) -> None:
        """Ask for an expression.

        Args:
            names: what may be typed, for completing it.
            check: raises a ValueError for a text that is none.
            title: what is asked for.
            examples: what may be typed, the best first; as many are shown as fit.
            keys: what the keys do.
            ascii_only: whether there are no characters but ASCII.
        """
        super().__init__()
        self._names = names
        self._check = check
        self._title = title
        self._examples = examples
        self._keys = keys
        self._ascii = ascii_only

    def options(self) -> list[tuple[str, str]]:
        """Return what is listed: an id, and the line."""
        raise NotImplementedError

    def chosen(self, option: str) -> None:
        """Do what choosing an option means."""
        raise NotImplementedError

    def removed(self, option: str) -> None:
        """Do what removing an option means."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay out the line, the list and the hint."""
        with Vertical():
            yield Static(self.shown(phrase(self._title)), markup=False)
            yield Input(suggester=_Names(self._names), compact=True)
            yield Static("", id="mistake", markup=False)
            yield Options(*self._options_now(), markup=False)
            yield Static(self.shown(phrase(self._keys)), id="keys", markup=False)

    def on_resize(self) -> None:
        """Show as many examples as fit."""
        line = self.query_one(Input)
        counts = range(len(self._examples), 0, -1)
        versions = [BETWEEN_EXAMPLES.join(self._examples[:count]) for count in counts]
        line.placeholder = self.shown(first_fitting(versions, min(self.app.size.width, MAX_FRAME) - FRAME_COLUMNS))

    def refill(self) -> None:
        """List the expressions again, the highlight where it was."""
        options = self.query_one(OptionList)
        at = options.highlighted
        options.set_options(self._options_now())
        if at is not None and options.option_count:
            options.highlighted = min(at, options.option_count - 1)

    def _options_now(self) -> list[Option]:
        return [Option(self.shown(line), id=option) for option, line in self.options()]

    def shown(self, text: str) -> str:
        """Return a text in the characters that there are."""
        return ascii_prose(text) if self._ascii else text

    @property
    def highlighted(self) -> str:
        """The option that the keys act on; empty if they act on the line."""
        options = self.query_one(OptionList)
        if not options.has_focus or options.highlighted is None:
            return ""
        return options.get_option_at_index(options.highlighted).id or ""

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        options = self.query_one(OptionList)
        if not event.value.strip() and options.highlighted is not None:
            self.chosen(options.get_option_at_index(options.highlighted).id or "")
        else:
            self.take(event.value)

    def take(self, text: str) -> None:
        """Close with an expression, or say why that can't be."""
        try:
            self._check(text)
        except ValueError as error:
            self._mark(text, error)
        else:
            self.dismiss(text)

    def _mark(self, text: str, error: ValueError) -> None:
        """Say what is wrong, under the place where it is, if the text is the one in the line."""
        line, mistake = self.query_one(Input), self.query_one("#mistake", Static)
        place = error.place if isinstance(error, ExpressionError) and text == line.value else None
        # What is typed begins behind the border and the padding; a line that has scrolled has no place to point at.
        offset = line.content_region.x - mistake.content_region.x
        if place is None or cell_len(text) >= line.content_region.width:
            mistake.update(self.shown(str(error)))
        else:
            mistake.update(self.shown(f"{' ' * (cell_len(text[:place]) + offset)}↑\n{error}"))
            line.cursor_position = place

    @on(Input.Changed)
    def _changed(self) -> None:
        self.query_one("#mistake", Static).update("")

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.chosen(event.option_id or "")

    def action_remove(self) -> None:
        """Remove the option that is highlighted."""
        if self.highlighted:
            self.removed(self.highlighted)
            self.refill()

    def action_to_list(self) -> None:
        """Go from the line to the list."""
        options = self.query_one(OptionList)
        if self.query_one(Input).has_focus and options.option_count:
            self.set_focus(options)


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
        if found is None:
            return None
        rest = found[len(typed) :]
        return value + (rest.replace("∂", "d") if match[0].startswith("d") else rest)
