"""The screen of a sweep's cells: arrows choose one, a key opens the debugger on a start of it."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from xortui.render.palette import Palette
from xortui.render.palettes.depth import Depth
from xortui.render.sweep_cells import CellCursor, sweep_cells_rows
from xortui.sweep.choice import LEARNT, STUCK, Chosen, chosen_start
from xortui.sweep.findings import Sweep
from xortui.ui.abilities import Abilities
from xortui.ui.painting.app import PaintedApp
from xortui.ui.terminal import fit_to_terminal
from xortui.ui.themes import name_in_textual, textual_themes

MOVES = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}
"""Down and across, by key."""
SCROLLS = {"pagedown": 1, "pageup": -1, "space": 1}
"""Half screens, by key."""
WORDS = {"s": STUCK, "l": LEARNT}
"""What a key opens of the chosen cell."""
LEAVES = ("escape", "q", "ctrl+c", "ctrl+q")


class SweepCellsApp(PaintedApp):
    """Ends with the start that was chosen, or with None."""

    CSS_PATH = "app.tcss"
    TITLE = "xortui"
    ENABLE_COMMAND_PALETTE = False
    # Above Textual's own, which would quit without a word or tell how to.
    BINDINGS: ClassVar = [Binding(key, "leave", show=False, priority=True) for key in LEAVES]

    def __init__(self, sweep: Sweep, abilities: Abilities) -> None:
        """Show a sweep.

        Args:
            sweep: what was found.
            abilities: what the terminal can show.
        """
        self._abilities = abilities
        super().__init__(ansi_color=abilities.depth <= Depth.SIXTEEN)
        self._palette = Palette(abilities.theme, abilities.depth)
        for theme in textual_themes(abilities.depth):
            self.register_theme(theme)
        fit_to_terminal(self, self._palette, ascii_only=abilities.ascii_only)
        self.theme = name_in_textual(abilities.theme)
        self._sweep = sweep
        self._findings = sweep.cells()
        self._cursor = CellCursor.of(sweep.plan)
        self._message = ""
        self.chosen: Chosen | None = None
        """What was chosen."""
        self.crash: BaseException | None = None
        """The error that ended it, if one did."""

    def compose(self) -> ComposeResult:
        """Make the picture."""
        yield Static(id="sweep-cells", markup=False)

    def on_mount(self) -> None:
        """Show the first cell."""
        self._show()

    def on_resize(self) -> None:
        """Draw for the new size."""
        self._show()

    def on_key(self, event: events.Key) -> None:
        """Choose another cell, scroll, or open a start."""
        self._message = ""
        if event.key in MOVES:
            self._cursor = self._cursor.moved(*MOVES[event.key])
        elif event.key in SCROLLS:
            self._cursor = self._cursor.scroll(SCROLLS[event.key] * max(self.size.height // 2, 1))
        elif event.key in WORDS:
            self._open(WORDS[event.key])
        elif event.key.isdecimal():
            self._open(f"end {event.key}")
        self._show()

    def action_leave(self) -> None:
        """End without a choice."""
        self.exit()

    def keep_crash(self, error: BaseException | None) -> None:
        """Keep an error, to raise it when the terminal is as it was."""
        self.crash = error

    def _open(self, which: str) -> None:
        """End with a start of the chosen cell, or say why there is none."""
        number = self._findings[self._cursor.place].cell.number
        try:
            self.chosen = chosen_start(self._sweep, f"cell {number} {which}")
        except ValueError as error:
            self._message = str(error)
        else:
            self.exit()

    def _show(self) -> None:
        """Draw the cells, and what is known of the chosen one."""
        rows = sweep_cells_rows(
            self._sweep.plan,
            self._findings,
            self._cursor,
            *self.size,
            message=self._message,
            ascii_only=self._abilities.ascii_only,
        )
        text = Text(no_wrap=True, end="")
        for number, row in enumerate(rows):
            if number:
                text.append("\n")
            for span in row:
                text.append(span.text, self._palette.base + self._palette.style(span.role))
        self.query_one(Static).update(text)


def chosen_of_cells(sweep: Sweep, abilities: Abilities, **options: Any) -> Chosen | None:
    """Show the cells of a sweep in this terminal; return the start that is to be opened, if one is.

    Raises:
        Exception: what went wrong inside, when the terminal is as it was.
    """
    app = SweepCellsApp(sweep, abilities)
    app.run(**options)
    if app.crash is not None:
        raise app.crash
    return app.chosen
