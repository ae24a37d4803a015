"""The painter's screens are Textual's own, cell by cell, and nothing is sent that is shown already."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style
from textual.geometry import Offset, Size

import xortui.ui.app
from tests.ui.painting.emulated import Emulator, full_update, textuals_own
from xortui.debugger import Debugger
from xortui.render.palettes.depth import Depth
from xortui.ui.abilities import Abilities
from xortui.ui.app import XortuiApp
from xortui.ui.painting.painter import Painter
from xortui.ui.painting.pen import CursorPlace
from xortui.ui.textual_private import ChopsUpdate, LayoutUpdate

HOME = CursorPlace(0, 0)
COLOURS = st.sampled_from([None, "default", "red", "bright_blue", "color(17)", "color(231)", "#102030"])
FLAGS = st.sampled_from([None, True])
STYLES = st.one_of(
    st.none(),
    st.builds(
        Style, color=COLOURS, bgcolor=COLOURS, bold=FLAGS, italic=FLAGS, underline=FLAGS, reverse=FLAGS, strike=FLAGS
    ),
)
TEXTS = st.text(st.sampled_from("    ab─∂ŷ⣿字漢"), max_size=6)
ROWS = st.lists(st.lists(st.tuples(TEXTS, STYLES), max_size=4), min_size=1, max_size=3)
SYSTEMS = st.sampled_from([ColorSystem.STANDARD, ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR])


class TestCells:
    """Any screen after any other."""

    @given(st.lists(ROWS, min_size=1, max_size=4), st.integers(1, 14), SYSTEMS)
    def test_any_screens_one_after_the_other_are_as_textual_paints_them(
        self, screens: list[list[list[tuple[str, Style | None]]]], width: int, system: ColorSystem
    ) -> None:
        painter = Painter(system)
        height = len(screens[0])
        ours = Emulator(width, height)
        for rows in screens:
            fitting = [rows[y % len(rows)] for y in range(height)]
            # A style keeps the codes of the first depth that it was asked for.
            fresh = [[(text, style and style.copy()) for text, style in row] for row in fitting]
            update = full_update(fresh, width)
            painter.take(update)
            ours.feed(painter.paint(HOME))
            textuals = Emulator(width, height)
            textuals.feed(textuals_own(update, system))
            assert ours.seen == textuals.seen
            assert ours.cursor == HOME
            painter.take(update)
            assert painter.paint(HOME) == ""

    def test_a_screen_that_is_forgotten_is_painted_in_full(self) -> None:
        painter = Painter(ColorSystem.EIGHT_BIT)
        painter.take(full_update([[("one", Style(bold=True))], [("two", None)]], 5))
        first = painter.paint(HOME)
        painter.forget()
        assert painter.paint(HOME) == first

    def test_one_digit_takes_a_move_and_a_character(self) -> None:
        painter = Painter(ColorSystem.EIGHT_BIT)
        painter.take(full_update([[("step 11", None)], [("next", None)]], 9))
        painter.paint(HOME)
        painter.take(full_update([[("step 12", None)], [("next", None)]], 9))
        assert painter.paint(HOME) == "\x1b[6C2\r"

    def test_marks_stay_with_their_character(self) -> None:
        painter = Painter(ColorSystem.EIGHT_BIT)
        painter.take(full_update([[("y\u0302x", None)]], 3))
        painter.paint(HOME)
        painter.take(full_update([[("y\u0302z", None)]], 3))
        assert painter.paint(CursorPlace(2, 0)) == "\x1b[Cz"

    def test_what_controls_a_terminal_is_not_sent(self) -> None:
        painter = Painter(ColorSystem.EIGHT_BIT)
        painter.take(full_update([[("a\x1b[2Jb\x07", None)]], 6))
        assert painter.paint(HOME).startswith("\x1b[H\x1b[ma[2Jb")


class Witness(XortuiApp):
    """Hands all that is displayed to the painter, and the emulator what that sends."""

    CSS_PATH = str(Path(xortui.ui.app.__file__).with_name("app.tcss"))

    def __init__(self, debugger: Debugger, depth: Depth = Depth.TRUE) -> None:
        super().__init__(debugger, Abilities(depth))
        self.painter = Painter(self.console._color_system)
        self.emulator = Emulator(80, 24)
        self.cursor_at_last = Offset(0, 0)
        self.sent = 0

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        if self._batch_count or not isinstance(renderable, LayoutUpdate | ChopsUpdate):
            return
        self.painter.take(renderable)
        size = self.screen.size
        if size != Size(self.emulator.screen.columns, self.emulator.screen.lines):
            self.emulator = Emulator(*size)
        self.cursor_at_last = self.screen.outer_size.clamp_offset(self.cursor_position)
        text = self.painter.paint(CursorPlace(*self.cursor_at_last))
        self.sent += len(text)
        self.emulator.feed(text)


def assert_as_textual_paints(app: Witness) -> None:
    """See that the emulator shows what a full repaint shows."""
    textuals = Emulator(*app.screen.size)
    compositor = app.screen._compositor
    dirty = compositor._dirty_regions.copy()
    update = compositor.render_update(full=True, screen_stack=app._background_screens)
    compositor._dirty_regions.update(dirty)
    assert isinstance(update, LayoutUpdate)
    textuals.feed(textuals_own(update, app.console._color_system or ColorSystem.TRUECOLOR))
    assert app.emulator.seen == textuals.seen
    assert app.emulator.cursor == app.cursor_at_last


KEYS = [
    *"ssnneeSNEuUm[]lxzdfiv?bwgktp/", "tab", "shift+tab", "up", "down", "pagedown", "enter", "escape", "escape",
    "space", "ctrl+p", "left", "home", "5", "w", "1", "=", "backspace",
]  # fmt: skip
SIZES = [(80, 24), (120, 40), (60, 18), (40, 12), (30, 5), (100, 30)]


class TestProgram:
    """The program's screens, whatever is pressed."""

    @pytest.mark.parametrize("seed", range(3))
    async def test_after_random_keys_and_sizes_the_screen_is_as_textual_paints_it(self, seed: int) -> None:
        generator = random.Random(seed)
        depth = (Depth.TRUE, Depth.SIXTEEN, Depth.NONE)[seed % 3]
        app = Witness(Debugger("xor"), depth)
        async with app.run_test(size=SIZES[seed % len(SIZES)]) as pilot:
            for _ in range(30):
                if generator.random() < 0.15:
                    await pilot.resize_terminal(*generator.choice(SIZES))
                else:
                    await pilot.press(generator.choice(KEYS))
                await pilot.pause()
                assert_as_textual_paints(app)
        assert app.sent > 0
