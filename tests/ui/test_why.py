"""! tells why it does not learn, H goes on freed, and the error surface is drawn where it is looked at."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.ui.test_main_screen import main_screen, picture
from xortui.debugger import Debugger
from xortui.diagnosis.diagnosis import Condition, Diagnosis
from xortui.diagnosis.finding import Finding, WayOut
from xortui.ui.app import XortuiApp
from xortui.ui.panes.error_surface import ErrorSurfacePane
from xortui.ui.screens.main import MainScreen
from xortui.ui.screens.why import WhyScreen

FOUND = Diagnosis(
    condition=Condition.STUCK,
    summary=("It is stuck.",),
    findings=(Finding("minimum", "This is a minimum.", {"eigenvalues": [0.1, 0.2]}, look_at="the samples"),),
    epochs=2,
    loss=0.1,
    way_out=WayOut("the weights of h1 are drawn anew", {"w1": 1.5, "w5": -2.0}, 3, 0.01),
)


@pytest.fixture(autouse=True)
def _found_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found is tested elsewhere, and takes a second."""
    monkeypatch.setattr("xortui.diagnosis.diagnosis.diagnose", lambda *_, **__: FOUND)


def told(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one(Static).render())


async def opened(pilot: Pilot[None]) -> None:
    await pilot.press("e", "e", "exclamation_mark")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_it_is_told_on_a_screen_of_its_own(size: tuple[int, int]) -> None:
    async with XortuiApp(Debugger("stuck")).run_test(size=size) as pilot:
        await opened(pilot)
        assert isinstance(pilot.app.screen, WhyScreen)
        assert "1  a minimum that solves nothing" in told(pilot)
        assert "What frees it" in told(pilot)
        await pilot.press("exclamation_mark")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MainScreen)
        assert main_screen(pilot).debugger.fork.number == 0


async def test_from_there_one_key_goes_on_freed_on_a_fork() -> None:
    async with XortuiApp(Debugger("stuck")).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("H")
        await pilot.pause()
        debugger = main_screen(pilot).debugger
        assert isinstance(pilot.app.screen, MainScreen)
        assert debugger.fork.number == 1
        assert [(edit.name, edit.value) for edit in debugger.edits] == [("w1", 1.5), ("w5", -2.0)]
        assert debugger.position.step == (2 + 3 + 1) * 4
        told = main_screen(pilot).bench.message
        assert told.startswith("learnt, C ")
        assert told.endswith(" on fork 1: the weights of h1 are drawn anew; d compares, V undoes")
        await pilot.press("V")
        assert debugger.fork.number == 0


async def test_nothing_is_freed_before_it_was_looked_for() -> None:
    async with XortuiApp(Debugger("stuck")).run_test(size=(80, 24)) as pilot:
        await pilot.press("e", "H")
        assert "! first looks for what frees it here" in picture(pilot)
        await opened(pilot)
        await pilot.press("escape", "s", "H")
        assert "! first looks for what frees it here" in picture(pilot)


async def test_a_hidden_mistake_is_not_told() -> None:
    from xortui.core.mistakes import mistake_named
    from xortui.debugger.planting import planted_in
    from xortui.problems import load_problem

    mistakes = planted_in(load_problem("xor"), [mistake_named("slope-missing")])
    async with XortuiApp(Debugger("xor", mistakes=mistakes, hides_mistakes=True)).run_test(size=(80, 24)) as pilot:
        await pilot.press("e", "exclamation_mark")
        assert isinstance(pilot.app.screen, MainScreen)
        assert "a tells it, and then ! tells why" in picture(pilot)


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_the_footer_leads_to_why_where_training_is_stuck(width: int) -> None:
    async with XortuiApp(Debugger("stuck")).run_test(size=(width, 24)) as pilot:
        screen = main_screen(pilot)
        assert "stuck?" not in picture(pilot)
        screen.debugger.go_to("e1000")
        screen.present()
        await pilot.pause()
        assert "! stuck?" in picture(pilot)
        screen.debugger.rewind()
        screen.present()
        await pilot.pause()
        assert "stuck?" not in picture(pilot)


class TestErrorSurface:
    """The pane computes while it is seen, and J chooses what it shows."""

    @pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
    async def test_tab_leads_to_it_and_it_moves_as_one_steps(self, size: tuple[int, int]) -> None:
        async with XortuiApp(Debugger("stuck")).run_test(size=size) as pilot:
            screen = main_screen(pilot)
            pane = screen.query_one("#error_surface", ErrorSurfacePane)
            assert not pane.display
            while not pane.display:
                await pilot.press("tab")
            before = pane.text
            assert before.startswith("Error surface")
            assert "● C 0.1261 mean of 4" in before
            await pilot.press("e")
            assert pane.text != before

    async def test_two_parameters_one_sample_and_how_far(self) -> None:
        async with XortuiApp(Debugger("stuck")).run_test(size=(80, 24)) as pilot:
            screen = main_screen(pilot)
            pane = screen.query_one("#error_surface", ErrorSurfacePane)
            await pilot.press("n", "J", *"w1 w5 sample 3", "enter")
            assert "the Error surface pane shows it; tab leads there" in picture(pilot)
            while not pane.display:
                await pilot.press("tab")
            assert "→ w1 −3…3  ↑ w5 −3…3" in pane.text
            assert " of sample 1" in pane.text
            await pilot.press("J", *"w1", "enter")
            assert "surface: expected two parameters, such as w1 w5, got w1" in picture(pilot)
            await pilot.press("escape", "J", *"axes all", "enter")
            assert "λ" in pane.text
            assert "mean of 4" in pane.text

    async def test_it_is_not_computed_where_it_is_not_seen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with XortuiApp(Debugger("stuck")).run_test(size=(120, 40)) as pilot:
            monkeypatch.setattr(ErrorSurfacePane, "picture", None)
            await pilot.press("s", "n", "e", "tab", "S")
            assert main_screen(pilot).debugger.position.step == 4
