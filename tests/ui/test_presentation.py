"""Presenting: one pane, its slides and the last keys; and the pointer, moved by arrows to any number."""

from __future__ import annotations

import pytest

from tests.ui.test_main_screen import main_screen
from tests.ui.test_watching_and_comparing import pane_text, titled
from xortui.commands.beginning import Beginning
from xortui.debugger import Debugger
from xortui.tours.opening import debugger_of, load_tour
from xortui.ui.app import XortuiApp


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40), (40, 12)])
async def test_one_pane_in_high_contrast_with_slides_and_the_last_keys(size: tuple[int, int]) -> None:
    debugger = Debugger()
    debugger.go_to("3.12")
    debugger.keep("factors")
    debugger.go_to("e2")
    debugger.keep("later")
    async with XortuiApp(debugger, presents=True).run_test(size=size) as pilot:
        screen = main_screen(pilot)
        await pilot.press("n", "1")
        assert titled(pilot) == ["network"]
        assert screen.palette.theme == "contrast"
        assert str(screen.debugger.position) == "3.12"
        footer = pane_text(pilot, "footer")[-1]
        assert footer.split()[:4] == ["1", "factors", "2", "later"]
        assert footer.split()[-2:] == ["n", "1"]
        assert len(pane_text(pilot, "sentence")) == (2 if size[1] >= 14 else 1)
        await pilot.press("tab", "f4")
        assert screen.palette.theme == "dark"
        assert len(titled(pilot)) == (1 if size == (40, 12) else len(titled(pilot)))
        assert "quit" in pane_text(pilot, "footer")[-1] or size == (40, 12)


async def test_a_number_without_a_bookmark_is_told() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        await pilot.press("4")
        assert screen.bench.message == "slide: there are no bookmarks; k keeps one"


async def test_the_pointer_moves_by_arrows_stays_while_one_steps_and_goes() -> None:
    debugger = Debugger()
    debugger.go_to("1.12")
    async with XortuiApp(debugger).run_test(size=(120, 40)) as pilot:
        screen = main_screen(pilot)
        await pilot.press("underscore")
        assert screen.bench.view.pointed == "∂C/∂w5"
        position = screen.debugger.position
        pointed = set()
        for key in ("left", "left", "up", "up", "right", "down"):
            await pilot.press(key)
            pointed.add(screen.bench.view.pointed)
        assert len(pointed) >= 4
        assert screen.debugger.position == position
        await pilot.press("s")
        assert screen.debugger.position.operation == 13
        assert screen.bench.view.pointed
        await pilot.press("escape", "right")
        assert screen.bench.view.pointed == ""
        assert screen.debugger.position.operation == 14


async def test_a_pointer_begins_on_a_number_that_can_be_seen() -> None:
    debugger = Debugger()
    debugger.go_to("1.12")
    async with XortuiApp(debugger, presents=True).run_test(size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        await pilot.press("underscore")
        assert screen.bench.view.pointed in {spot.name for spot in screen.query_one("#network").spots}  # type: ignore[attr-defined]


async def test_another_problem_is_opened_from_inside() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        await pilot.press("n", "f3", *"mazur", "enter", "n")
        assert screen.debugger.problem.name == "mazur"
        assert screen.debugger.position.step == 1
        assert any("ŷ2" in line for line in pane_text(pilot, "network"))
        await pilot.press("f3", *"nothing", "enter")
        assert screen.bench.is_refusal
        assert screen.debugger.problem.name == "mazur"


async def test_places_are_listed() -> None:
    debugger = Debugger()
    debugger.go_to("3.12")
    debugger.keep("factors")
    debugger.edit("w5", 1.0)
    debugger.name_fork("steeper")
    async with XortuiApp(debugger).run_test(size=(80, 24)) as pilot:
        await pilot.press("G")
        text = pilot.app.screen.text()  # type: ignore[attr-defined]
        assert "1  factors: 3.12 on fork 0" in text
        assert "▸ fork 1, steeper: w5" in text
        await pilot.press("escape")
        assert pilot.app.screen is main_screen(pilot)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40)])
async def test_a_tour_stands_below_the_pane_that_it_looks_at(size: tuple[int, int]) -> None:
    app = XortuiApp(debugger_of(load_tour("zero-gradient")), begin=Beginning("tour", "zero-gradient"), presents=True)
    async with app.run_test(size=size) as pilot:
        assert titled(pilot) == ["weights", "tour"]
        await pilot.press("right_parenthesis")
        assert titled(pilot) == ["chain_rule", "tour"]
        assert "Which factor of ∂C/∂w1 is zero?" in "\n".join(pane_text(pilot, "tour"))
        await pilot.press("c", "enter")
        assert titled(pilot) == ["chain_rule", "tour"]
        await pilot.press("f4")
        assert len(titled(pilot)) > 2
