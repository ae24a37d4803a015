"""The layout of a session: whatever is read of it can be shown, and is as it was left."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.test_main_screen import main_screen, picture
from xortui.commands.layout import read_layout
from xortui.debugger import Debugger
from xortui.problems.table import Table
from xortui.ui.app import XortuiApp
from xortui.ui.prompt import Prompt


@pytest.mark.parametrize(
    "layout",
    [
        {},
        {"parameter": "w5", "factor": 2**62},
        {"branch": ["h9", "x"], "unfolded": [[], ["w1", "w1"], ["x"]]},
        {"parameter": "b3", "branch": ["h1"], "unfolded": [["b3"]]},
        {"mapped": "x1"},
        {"mapped": "h2", "logarithmic": True},
        {"comparing": True, "other": 7},
        {"comparing": True, "other": -1, "zoomed": True, "pane": "loss"},
        {"pane": "watches"},
        {"pane": "samples", "zoomed": True, "pace": 0},
    ],
)
@pytest.mark.parametrize("is_forked", [False, True])
async def test_whatever_is_read_can_be_shown_and_worked_with(layout: dict[str, Any], is_forked: bool) -> None:
    debugger = Debugger()
    debugger.run(5)
    if is_forked:
        debugger.edit("w1", 1.0)
    read = read_layout(Table(layout, "layout"), debugger.problem.network)
    async with XortuiApp(debugger, layout=read).run_test(size=(100, 30)) as pilot:
        assert "epoch 2" in picture(pilot)
        again = main_screen(pilot).layout_now
        assert (again.view, again.pace) == (read.view, read.pace)
        assert again.is_comparing == (read.is_comparing and is_forked)
        await pilot.press("down", "u", "x", "m", "d", "tab", "z", "s", "l", "U", "D", "space", "space", "question_mark")
        assert pilot.app.return_code is None


@pytest.mark.parametrize("size", [(40, 12), (60, 18)])
async def test_where_one_pane_is_seen_the_same_keys_stand_in_the_same_places(size: tuple[int, int]) -> None:
    async with XortuiApp(Debugger()).run_test(size=size) as pilot:
        footers = set()
        for _ in range(6):
            await pilot.press("tab")
            keys, tab, pane = picture(pilot).splitlines()[-1].partition(" tab ")
            assert pane.strip() in (
                "network",
                "weights",
                "chain rule",
                "loss",
                "samples",
                "decision map",
                "error surface",
                "program",
            )
            footers.add(keys + tab)
        assert len(footers) == 1


async def test_nothing_in_a_dialog_is_cut_on_the_smallest_screen() -> None:
    async with XortuiApp(Debugger()).run_test(size=(40, 12)) as pilot:
        for key, ends in (("question_mark", "esc closes  ↑ ↓ scroll  p pages"), ("b", "loss < 0.05"), ("w", "w5 * h1")):
            await pilot.press(key)
            await pilot.pause()
            strips = pilot.app.screen._compositor.render_strips(pilot.app.screen.size)
            assert any(strip.text.rstrip("│╯─ ").endswith(ends) for strip in strips), key
            await pilot.press("escape")
        await pilot.press("g")
        assert main_screen(pilot).query_one(Prompt).placeholder.endswith("; esc")
        await pilot.press("escape", "v")
        assert main_screen(pilot).query_one(Prompt).placeholder.endswith(" …")
