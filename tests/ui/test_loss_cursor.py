"""The cursor of the loss chart, driven by keys."""

from __future__ import annotations

import pytest

from tests.ui.test_main_screen import main_screen
from tests.ui.test_watching_and_comparing import EDIT, pane_text
from xortui.debugger import Debugger, Position
from xortui.render.numbers import short
from xortui.render.palettes.depth import Depth
from xortui.ui.abilities import Abilities
from xortui.ui.app import XortuiApp
from xortui.ui.panes.pane import Pane


class TestLossCursor:
    """. and , move a cursor along the loss chart; enter goes there, escape and every move take it away."""

    async def test_it_moves_tells_and_leads_there(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            screen = main_screen(pilot)
            await pilot.press("g", *"e2000", "enter", *["comma"] * 61)
            assert screen.bench.view.cursor == 780
            mean = short(screen.debugger.timeline.mean_loss(780))
            told = f"epoch 780, step 3120: mean C {mean}; enter goes there, . and , move on"
            assert pane_text(pilot, "sentence")[0].strip() == told
            assert sum("┊" in line for line in pane_text(pilot, "loss")) == 4
            assert sum("◆" in line for line in pane_text(pilot, "loss")) == 1
            await pilot.press("full_stop", "comma", "enter")
            assert screen.debugger.position == Position(3120, 45)
            assert screen.bench.view.cursor is None
            assert not any("◆" in line for line in pane_text(pilot, "loss"))
            assert "e780 mean " in pane_text(pilot, "loss")[-1]

    async def test_turned_round_it_reaches_every_epoch(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            bench = main_screen(pilot).bench
            await pilot.press("g", *"e2000", "enter", "comma", "comma", "full_stop")
            assert bench.view.cursor == 1961
            await pilot.press("comma", "comma", "comma")
            assert bench.view.cursor == 1958
            await pilot.press("escape", "comma")
            assert bench.view.cursor == 1980

    async def test_it_is_the_same_in_a_zoomed_chart(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("g", *"e300", "enter", "tab", "tab", "tab", "z", "comma", "comma", "l")
            assert main_screen(pilot).bench.view.cursor == 290
            assert sum("┊" in line for line in pane_text(pilot, "loss")) > 10
            await pilot.press("enter")
            assert main_screen(pilot).debugger.position.step == 4 * 290

    async def test_escape_takes_it_away_and_then_does_nothing(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            bench = main_screen(pilot).bench
            await pilot.press("e", "e", "comma")
            assert bench.view.cursor == 1
            await pilot.press("escape")
            assert bench.view.cursor is None
            where = main_screen(pilot).debugger.position
            await pilot.press("escape")
            assert main_screen(pilot).debugger.position == where

    @pytest.mark.parametrize(
        "keys", [("s",), ("N",), ("E",), ("c", "c"), ("r",), ("g", "1", "enter"), ("v", *"w5=1", "enter")]
    )
    async def test_whatever_moves_in_time_takes_it_away(self, keys: tuple[str, ...]) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("e", "e", "e", "comma")
            assert main_screen(pilot).bench.view.cursor == 2
            await pilot.press(*keys)
            assert main_screen(pilot).bench.view.cursor is None

    async def test_what_only_looks_leaves_it(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("e", "e", "e", "comma", "down", "l", "tab", "z", "z", "right_square_bracket", "u")
            assert main_screen(pilot).bench.view.cursor == 2

    async def test_without_a_whole_epoch_it_says_so(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("n", "full_stop")
            assert "no epoch is complete yet; e goes to the end of one" in pane_text(pilot, "sentence")[0]
            assert main_screen(pilot).bench.view.cursor is None

    async def test_there_is_none_while_comparing(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            bench = main_screen(pilot).bench
            await pilot.press(*EDIT, "e", "e", "comma", "d")
            assert (bench.is_comparing, bench.view.cursor) == (True, None)
            await pilot.press("comma")
            assert "the cursor is in the Loss pane; d closes Compare" in pane_text(pilot, "sentence")[0]
            await pilot.press("escape")
            assert (bench.is_comparing, bench.view.cursor) == (False, None)

    async def test_a_session_does_not_keep_it(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("e", "e", "comma")
            assert main_screen(pilot).layout_now.view.cursor is None

    async def test_enter_unfolds_where_there_is_no_cursor(self) -> None:
        async with XortuiApp(Debugger("mazur")).run_test(size=(80, 24)) as pilot:
            await pilot.press("n", "enter")
            assert main_screen(pilot).bench.view.unfolded == {("w1",)}

    async def test_in_ascii_it_is_seen_too(self) -> None:
        app = XortuiApp(Debugger(), Abilities(Depth.NONE, ascii_only=True))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("g", *"e2000", "enter", *["comma"] * 50)
            rows = [main_screen(pilot).query_one("#loss", Pane).render_line(y).text for y in range(11)]
            assert sum("*" in row for row in rows) == 1
            assert all(row.isascii() for row in rows)
