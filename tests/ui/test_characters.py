"""Characters: in the ASCII form nothing else is sent, whoever drew it, and no line changes its length."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.ui.test_main_screen import main_screen, wait_until
from tests.ui.test_themes import DIALOGS, segments
from xortui.debugger import Debugger
from xortui.render.palettes.depth import Depth
from xortui.ui.abilities import Abilities, needs_ascii
from xortui.ui.app import XortuiApp
from xortui.ui.prompt import Prompt


@pytest.mark.parametrize(("half", "depth"), enumerate((Depth.SIXTEEN, Depth.TRUE)))
async def test_every_screen_and_dialog_is_ascii(half: int, depth: Depth) -> None:
    app = XortuiApp(Debugger(), Abilities(depth, ascii_only=True))
    async with app.run_test(size=(80, 24)) as pilot:
        for name, keys in list(DIALOGS.items())[half::2]:
            await pilot.press(*keys)
            strips = app.screen._compositor.render_strips(app.screen.size)
            assert all(strip.text.isascii() for strip in strips), name
            assert {cell_len(strip.text) for strip in strips} == {80}, name
            while app.screen is not main_screen(pilot) or main_screen(pilot).query_one(Prompt).display:
                await pilot.press("escape")
        await pilot.resize_terminal(30, 8)

        def text() -> str:
            return " ".join("".join(text for text, *_ in segments(pilot)).split())

        await wait_until(pilot, lambda: text() == "xortui needs 40x12: please enlarge the terminal")


@pytest.mark.parametrize(
    ("environment", "is_needed"),
    [({"TERM": "linux"}, True), ({"TERM": "linux-16color"}, True), ({"TERM": "xterm"}, False), ({}, False)],
)
def test_the_font_of_the_linux_console_has_neither_braille_nor_letters_of_mathematics(
    environment: dict[str, str], is_needed: bool
) -> None:
    assert needs_ascii(environment) is is_needed
