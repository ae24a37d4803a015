"""Every kind of terminal, on black and on white, at every size: right numbers, its own colours, its own characters.

Without processes: `tests/terminal/test_matrix.py` runs the real program in some of them.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from rich.color import ColorType
from textual.pilot import Pilot

from tests.terminal.test_matrix import assert_numbers
from tests.ui.test_main_screen import main_screen
from tests.ui.test_themes import MIN_CONTRAST, segments, weakest
from xortui.debugger import Debugger
from xortui.render.palettes.depth import Depth
from xortui.ui.abilities import Abilities, colour_depth, fitting_theme
from xortui.ui.app import XortuiApp
from xortui.ui.panes.pane import Pane

TERMINALS: tuple[tuple[tuple[str, ...], dict[str, str], bool], ...] = (
    (("xterm-256color", "tmux-256color"), {}, False),
    (("xterm", "screen", "tmux"), {}, False),
    (("linux",), {}, True),
    (("vt100", "unknown"), {}, False),
    (("alacritty", "foot", "xterm-ghostty", "xterm-direct", "wezterm"), {}, False),
    (("xterm-256color", "alacritty"), {"NO_COLOR": "1"}, True),
    (("xterm-256color",), {"COLORTERM": "truecolor"}, True),
)
"""Names of terminals that have the same abilities, what else is set, and whether the font or the encoding is ASCII."""
GROUNDS = {"black": (0.0, 0.0, 0.0), "white": (1.0, 1.0, 1.0)}
SIZES = ((40, 12), (60, 18), (80, 24), (120, 40), (200, 60))
OWN_COLOURS = {
    Depth.NONE: set(),
    Depth.SIXTEEN: {ColorType.STANDARD},
    Depth.PALETTE: {ColorType.EIGHT_BIT},
    Depth.TRUE: {ColorType.TRUECOLOR},
}


def abilities(names: tuple[str, ...], other: Mapping[str, str], ground: str, *, ascii_only: bool) -> Abilities:
    """Return what the program makes of these names, which are all the same to it."""
    depths = {colour_depth({"TERM": name, **other}) for name in names}
    (depth,) = depths
    return Abilities(depth, ascii_only, fitting_theme(GROUNDS[ground], {}))


def named_numbers(pilot: Pilot[None]) -> str:
    """Return the text of those panes in which a parameter's name has its value behind it."""
    panes = [pane for pane in main_screen(pilot).query(Pane) if pane.display and pane.id in ("network", "weights")]
    return "\n".join(pane.render_line(y).text for pane in panes for y in range(pane.size.height))


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(("names", "other", "ascii_only"), TERMINALS, ids=[row[0][0] for row in TERMINALS])
async def test_it_is_at_home(names: tuple[str, ...], other: dict[str, str], ascii_only: bool, ground: str) -> None:
    can = abilities(names, other, ground, ascii_only=ascii_only)
    debugger = Debugger()
    debugger.go_to("478.22")
    app = XortuiApp(debugger, can)
    async with app.run_test(size=SIZES[-1]) as pilot:
        # On black from the largest to the smallest, on white back.
        for size in SIZES[::-1] if ground == "black" else SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            numbers = assert_numbers(named_numbers(pilot), debugger.snapshot())
            if size < (80, 24):
                await pilot.press("tab")
                numbers += assert_numbers(named_numbers(pilot), debugger.snapshot())
                await pilot.press("shift+tab")
            assert numbers >= 9, size
            assert_its_own(pilot, can, size)
        assert main_screen(pilot).debugger.position == debugger.position


def assert_its_own(pilot: Pilot[None], can: Abilities, size: tuple[int, int]) -> None:
    """See that the colours and the characters on the screen are of those that there are."""
    types = set()
    for text, style, _ in segments(pilot):
        if style:
            types |= {colour.type for colour in (style.color, style.bgcolor) if colour}
        assert text.isascii() or not can.ascii_only, text
    assert types == OWN_COLOURS[can.depth], size
    if can.depth > Depth.NONE:
        least, text = weakest(pilot, can.depth)
        assert least >= MIN_CONTRAST, (size, text)
