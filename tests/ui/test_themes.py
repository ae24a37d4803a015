"""Themes: chosen by a key, by the terminal's ground and by settings; every cell of every dialog stands out."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from textual.pilot import Pilot

from tests.render.colour_vision import contrast, linear
from tests.ui.test_main_screen import main_screen, picture, wait_until
from xortui.debugger import Debugger
from xortui.render.palette import Palette
from xortui.render.palettes.depth import Depth
from xortui.render.palettes.theme import THEMES
from xortui.ui.abilities import Abilities
from xortui.ui.app import XortuiApp
from xortui.ui.messages import GroundTold
from xortui.ui.prompt import Prompt

DIALOGS = {
    "help": ("question_mark",), "about": ("i",), "breakpoints": ("b", "o", "down"), "typed": ("b", "h", "1", "space"),
    "watches": ("w",), "goto": ("g",), "edit": ("v",), "palette": ("ctrl+p",), "found": ("ctrl+p", "e"),
    "topics": ("question_mark", "r"), "refusal": ("v", "x", "enter"), "screen": (),
}  # fmt: skip
"""Every screen and dialog, and the keys that lead there."""
COLOURED = (Depth.TRUE, Depth.PALETTE, Depth.SIXTEEN)
MIN_CONTRAST = 4.5
PIXELS = "▀▁▂▃▄▅▆▇█"
"""Parts of the map, of small charts and of frames: no text."""


def segments(pilot: Pilot[None]) -> list[Segment]:
    """Return all that is on the screen, as it is sent to the terminal."""
    screen = pilot.app.screen
    return [segment for strip in screen._compositor.render_strips(screen.size) for segment in strip]


def weakest(pilot: Pilot[None], depth: Depth) -> tuple[float, str]:
    """Return the least contrast of a text with its ground, and the text."""
    found = (21.0, "")
    for text, style, _ in segments(pilot):
        if not text.strip(f" {PIXELS}"):
            continue
        assert style, text
        assert style.color, text
        assert style.bgcolor, text
        ink, ground = style.color, style.bgcolor
        if depth == Depth.PALETTE:  # as Rich sends it there
            ink, ground = ink.downgrade(ColorSystem.EIGHT_BIT), ground.downgrade(ColorSystem.EIGHT_BIT)
        found = min(found, (contrast(linear(ink), linear(ground)), text))
    return found


@pytest.mark.parametrize(("depth_number", "depth"), enumerate(COLOURED))
@pytest.mark.parametrize(("theme_number", "theme"), enumerate(THEMES))
async def test_all_text_of_every_dialog_stands_out(
    theme_number: int, theme: str, depth_number: int, depth: Depth
) -> None:
    # A third of the dialogs for each pair: each is seen at every depth, and in every theme.
    names = list(DIALOGS)[(theme_number + depth_number) % 3 :: 3]
    app = XortuiApp(Debugger(), Abilities(depth, theme=theme))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "s")
        for name in names:
            await pilot.press(*DIALOGS[name])
            if name == "palette":
                await wait_until(pilot, lambda: "key" in "".join(text for text, *_ in segments(pilot)))
            least, text = weakest(pilot, depth)
            assert least >= MIN_CONTRAST, (name, text)
            while app.screen is not main_screen(pilot) or main_screen(pilot).query_one(Prompt).display:
                await pilot.press("escape")


async def test_without_colours_no_dialog_has_any() -> None:
    app = XortuiApp(Debugger(), Abilities(Depth.NONE, theme="light"))
    async with app.run_test(size=(80, 24)) as pilot:
        for name, keys in DIALOGS.items():
            await pilot.press(*keys)
            for text, style, _ in segments(pilot):
                assert not style or (style.color is None and style.bgcolor is None), (name, text)
            while app.screen is not main_screen(pilot) or main_screen(pilot).query_one(Prompt).display:
                await pilot.press("escape")
        await pilot.press("t")
        assert "themes are made of colours, and this terminal shows none" in picture(pilot)


@pytest.mark.parametrize("depth", COLOURED)
async def test_a_key_goes_through_the_themes_and_the_last_is_remembered(depth: Depth, settings_file: Path) -> None:
    app = XortuiApp(Debugger(), Abilities(depth))
    async with app.run_test(size=(80, 24)) as pilot:
        main = main_screen(pilot)
        for theme in ("light", "contrast", "dark"):
            await pilot.press("t")
            assert main.palette == Palette(theme, depth)
            assert settings_file.read_text() == f'theme = "{theme}"\n'
            assert f"theme: {theme}, from now on; t goes on to the next" in picture(pilot)
            await pilot.pause()
            grounds = {style.bgcolor for text, style, _ in segments(pilot) if style and text.strip(PIXELS)}
            assert Palette(theme, depth).base.bgcolor in grounds
            others = {Palette(other, depth).base.bgcolor for other in THEMES} - {Palette(theme, depth).base.bgcolor}
            assert not grounds & others
        await pilot.press("T")
        assert main.palette.theme == "contrast"


async def test_a_theme_that_cannot_be_remembered_is_shown_all_the_same(settings_file: Path) -> None:
    settings_file.parent.mkdir(parents=True)
    settings_file.write_text("digits = [")
    async with XortuiApp(Debugger()).run_test(size=(200, 24)) as pilot:
        await pilot.press("t")
        assert main_screen(pilot).palette.theme == "light"
        assert "has a mistake; xortui settings tells which" in picture(pilot)


@pytest.mark.parametrize(("follows", "theme"), [(True, "light"), (False, "dark")])
async def test_a_late_answer_of_the_terminal_counts_as_long_as_nobody_has_chosen(follows: bool, theme: str) -> None:
    app = XortuiApp(Debugger(), follows_ground=follows)
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(GroundTold((1.0, 1.0, 1.0)))
        await pilot.pause()
        assert main_screen(pilot).palette.theme == theme
