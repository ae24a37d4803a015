"""The main screen on somebody's own file, driven by keys: state first."""

from __future__ import annotations

import pytest

from tests.found_trainings import SENTENCE, script_verdict
from tests.ui.test_main_screen import main_screen, picture, wait_until
from tests.ui.test_watching_and_comparing import pane_text, titled
from xortui.check.found_training import debugger_on
from xortui.debugger import Debugger
from xortui.ui.app import XortuiApp


def opened() -> Debugger:
    verdict = script_verdict()
    verdict["debugger"]["update"] = "sample"
    return debugger_on(verdict)


async def test_the_code_follows_every_step_stops_at_what_differs_and_is_left_by_tab() -> None:
    async with XortuiApp(opened()).run_test(size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        assert titled(pilot) == ["chain_rule", "loss", "source_code"]
        await pilot.press("b", *"differs(dC/dz1)", "enter", "c")
        await wait_until(pilot, lambda: not screen.bench.playback.is_running)
        operation = screen.debugger.snapshot().operation
        assert operation is not None
        assert operation.target == "∂C/∂z1"
        assert any(line.startswith("▸19 ✗") for line in pane_text(pilot, "source_code"))
        await pilot.press("S")
        assert any(line.startswith("▸19 ✗") for line in pane_text(pilot, "source_code"))
        await pilot.press("N", "n", "n")
        assert any(line.startswith("▸20 ≠") for line in pane_text(pilot, "source_code"))
        await pilot.press("tab")
        assert titled(pilot) == ["network", "weights", "chain_rule", "loss"]
        await pilot.press("d")
        assert titled(pilot) == ["comparison"]
        assert "yours: with the mistake" in pane_text(pilot, "comparison")[1]
        assert "mended: without the mistake" in pane_text(pilot, "comparison")[2]


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40)])
async def test_the_first_news_leaves_what_is_wrong_to_the_code_and_covers_no_keys(size: tuple[int, int]) -> None:
    async with XortuiApp(debugger_on(script_verdict())).run_test(size=size) as pilot:
        shown = picture(pilot)
        assert shown.count(SENTENCE[:30]) == 1
        assert "Shown sample by sample: i tells why. d compares with line 19 mended" in shown
        assert shown.rstrip().endswith("quit")
        await pilot.press("n")
        assert "mended" not in picture(pilot)


async def test_on_a_large_screen_the_code_stands_beside_all_others() -> None:
    async with XortuiApp(opened()).run_test(size=(120, 40)) as pilot:
        assert {"source_code", "program", "network", "samples"} <= set(titled(pilot))
        await pilot.press("n")
        assert any(line.startswith("▸20") for line in pane_text(pilot, "source_code"))


async def test_a_problem_has_no_pane_for_code() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        for _ in range(10):
            await pilot.press("tab")
            assert "source_code" not in titled(pilot)


@pytest.mark.parametrize(
    ("size", "has_chain_rule"),
    [((60, 18), False), ((80, 24), True), ((120, 40), True)],
)
async def test_the_offered_breakpoint_stops_in_every_step_and_shows_the_wrong_value(
    size: tuple[int, int], has_chain_rule: bool
) -> None:
    async with XortuiApp(opened()).run_test(size=size) as pilot:
        screen = main_screen(pilot)
        await pilot.press("b", "down", "enter", "escape")
        assert [made.text for made in screen.debugger.breakpoints] == ["differs()"]
        stops = []
        for _ in range(3):
            await pilot.press("c")
            await wait_until(pilot, lambda: not screen.bench.playback.is_running)
            stops.append(screen.debugger.position.step)
            wrong = screen.debugger.snapshot().wrong_here
            assert wrong
            told = " ".join(picture(pilot).split())
            assert f"differs(): {wrong} " in told
            assert "(right)" in told
            assert ("chain_rule" in titled(pilot)) == has_chain_rule
            if has_chain_rule:
                chosen = next(line for line in pane_text(pilot, "chain_rule") if line.startswith("▸"))
                assert "≠" in chosen
        assert stops == [1, 2, 3]


async def test_a_breakpoint_takes_the_name_of_an_array_of_the_file() -> None:
    async with XortuiApp(opened()).run_test(size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        array = next(iter(screen.debugger.own_names.arrays.values()))
        await pilot.press("b", *f"differs(dC/d{array})", "enter", "c")
        await wait_until(pilot, lambda: not screen.bench.playback.is_running)
        operation = screen.debugger.snapshot().operation
        assert operation is not None
        assert operation.target.startswith("∂C/∂w")
        assert screen.bench.view.parameter == operation.by
