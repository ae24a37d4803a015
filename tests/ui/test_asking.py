"""Asking the network, and the pictures that take the place of the map, on the screen."""

from __future__ import annotations

import pytest

from tests.ui.test_main_screen import main_screen, picture
from xortui.debugger import Debugger
from xortui.problems import load_problem
from xortui.ui.app import XortuiApp
from xortui.ui.screens.leaflet import LeafletScreen


async def test_a_point_is_asked_and_the_whole_way_to_the_answer_is_shown() -> None:
    async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "P", *"1 0.5", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, LeafletScreen)
        lines = screen.text().split("\n")
        assert lines[0].startswith("x1 1, x2 0.5: ŷ 0.")
        assert [line.split(" = ")[0] for line in lines[1:]] == ["z1", "h1", "z2", "h2", "z3", "ŷ"]
        await pilot.press("escape")
        assert pilot.app.screen is main_screen(pilot)
        assert "x1 1, x2 0.5" in picture(pilot)


async def test_what_is_no_point_is_told_and_may_be_mended() -> None:
    async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
        await pilot.press("P", *"1", "enter")
        assert "expected 2 numbers" in picture(pilot)
        await pilot.press(*" 0", "enter")
        assert isinstance(pilot.app.screen, LeafletScreen)


@pytest.mark.parametrize(("problem", "title"), [("sine", "Curve"), ("iris", "Confusion"), ("xor", "Decision map")])
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 18)])
async def test_no_pane_has_nothing_to_show(problem: str, title: str, size: tuple[int, int]) -> None:
    async with XortuiApp(Debugger(load_problem(problem))).run_test(size=size) as pilot:
        screen = main_screen(pilot)
        while screen.layout_now.pane != "decision_map":
            await pilot.press("tab")
        await pilot.press("n")
        await pilot.pause()
        assert title in picture(pilot)
        shown = screen.query_one("#decision_map").region.height
        assert shown > 5


async def test_the_test_loss_is_found_only_where_the_loss_is_seen() -> None:
    async with XortuiApp(Debugger(load_problem("overfitting"))).run_test(size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        await pilot.press("e")
        assert screen.debugger.snapshot().tests
        assert "test" in picture(pilot)
        await pilot.press("z")
        await pilot.pause()
        assert not screen.debugger.snapshot().tests


async def test_the_test_loss_stays_when_another_debugger_is_opened() -> None:
    async with XortuiApp(Debugger(load_problem("overfitting"))).run_test(size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        await pilot.press("e")
        screen.bench.open(Debugger(load_problem("overfitting")))
        await pilot.press("e")
        assert screen.debugger.snapshot().tests
