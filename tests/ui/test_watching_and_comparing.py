"""Watches, comparison, bookmarks and layouts on the main screen, driven by keys: state first."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.suggester import Suggester
from textual.widgets import Input, OptionList, Static

from tests.ui.test_main_screen import main_screen, picture
from xortui.commands.layout import Layout, read_layout
from xortui.debugger import Debugger, Position
from xortui.debugger.expressions import ExpressionError
from xortui.problems.table import Table
from xortui.render.palettes.depth import Depth
from xortui.render.view import View
from xortui.ui.abilities import Abilities
from xortui.ui.app import XortuiApp
from xortui.ui.panes.pane import Pane
from xortui.ui.prompt import Prompt
from xortui.ui.screens.expressions import ExpressionsScreen
from xortui.ui.screens.main import MainScreen
from xortui.ui.screens.watches import WatchesScreen

EDIT = ("n", "v", *"w5=1", "enter")


def titled(pilot: Pilot[None]) -> list[str]:
    """Return the panes that are shown, the lines around them aside."""
    return [pane.id or "" for pane in main_screen(pilot).query(Pane) if pane.display and pane.title]


def pane_text(pilot: Pilot[None], name: str) -> list[str]:
    pane = main_screen(pilot).query_one(f"#{name}", Pane)
    return [pane.render_line(y).text for y in range(pane.size.height)]


def mistake(pilot: Pilot[None]) -> list[str]:
    return str(pilot.app.screen.query_one("#mistake", Static).render()).split("\n")


class TestWatches:
    """w asks for an expression; the pane is there as long as there is one."""

    @pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40)])
    async def test_watches_are_shown_with_their_values_wherever_there_are_several_panes(
        self, size: tuple[int, int]
    ) -> None:
        async with XortuiApp(Debugger()).run_test(size=size) as pilot:
            await pilot.press("e", "w", *"h1", "enter", "w", *"w5*2", "enter", "s")
            header, first, second = pane_text(pilot, "watches")[:3]
            assert header.startswith("Watches")
            assert "now" in header
            value = main_screen(pilot).debugger.snapshot().value("w5")
            assert value is not None
            assert first.split()[0] == "h1"
            assert second.split()[1].startswith(f"{2 * value:+.3f}".replace("-", "−"))
            assert "h1: " in pane_text(pilot, "status")[0]

    async def test_the_first_watch_stands_in_the_status_line_where_there_is_no_pane(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(60, 16)) as pilot:
            await pilot.press("e", "w", *"b3", "enter", "w", *"loss", "enter")
            assert "b3: −0.7335" in pane_text(pilot, "status")[0]
            assert "loss" not in pane_text(pilot, "status")[0]

    async def test_one_is_chosen_from_the_list_and_removed_there(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            debugger = main_screen(pilot).debugger
            await pilot.press("w", "down", "down", "enter")
            assert [watch.text for watch in debugger.watches] == ["error"]
            await pilot.press("w", *"loss", "enter", "w", "down", "enter")
            assert [watch.text for watch in debugger.watches] == ["loss"]
            await pilot.press("delete", "escape")
            assert len(debugger.watches) == 0
            assert "watches" not in titled(pilot)

    async def test_what_is_only_offered_is_not_removed(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("w", "down", "delete")
            assert isinstance(pilot.app.screen, WatchesScreen)
            assert pilot.app.screen.query_one(OptionList).option_count == 6

    @pytest.mark.parametrize(("keys", "zoomed"), [(("W",), False), (("w", "down", "enter", "escape"), True)])
    async def test_the_pane_goes_with_the_last_also_while_it_is_the_focused_one(
        self, keys: tuple[str, ...], zoomed: bool
    ) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("w", *"h1", "enter", "shift+tab", "shift+tab", *(["z"] if zoomed else []))
            assert main_screen(pilot).layout_now.pane == "watches"
            assert (titled(pilot) == ["watches"]) is zoomed
            await pilot.press(*keys, "n")
            await pilot.pause()
            assert titled(pilot) == (["network"] if zoomed else ["network", "weights", "chain_rule", "loss"])
            assert pilot.app.focused is main_screen(pilot).query_one("#network")
            assert main_screen(pilot).debugger.position == Position(1, 45)

    @pytest.mark.parametrize("keys", [(*"w1", "enter"), ("end", "down", "end", "enter")])
    async def test_one_too_many_is_refused_in_its_screen(self, keys: tuple[str, ...]) -> None:
        debugger = Debugger()
        for number in range(50):
            debugger.watches.add(f"w5 + {number}")
        async with XortuiApp(debugger).run_test(size=(80, 24)) as pilot:
            await pilot.press("w", *keys)
            assert isinstance(pilot.app.screen, WatchesScreen)
            assert mistake(pilot) == ["expected at most 50 watches"]
            assert len(debugger.watches) == 50


class TestMistakes:
    """A typo's place is marked under its character."""

    @pytest.mark.parametrize(
        ("key", "typed", "place", "size"),
        [
            ("w", "w5+*3", 3, (80, 24)),
            ("b", "lossy > 1", 0, (80, 24)),
            ("b", "w5 > 山", 5, (80, 24)),
            ("w", "w5+*3", 3, (40, 12)),
        ],
    )
    async def test_the_arrow_stands_under_the_cell(
        self, key: str, typed: str, place: int, size: tuple[int, int]
    ) -> None:
        async with XortuiApp(Debugger()).run_test(size=size) as pilot:
            await pilot.press(key)
            line = pilot.app.screen.query_one(Input)
            line.value = typed
            await pilot.press("enter")
            assert isinstance(pilot.app.screen, ExpressionsScreen)
            arrow, *_ = mistake(pilot)
            offset = line.content_region.x - pilot.app.screen.query_one("#mistake").content_region.x
            assert arrow == " " * (place + offset) + "↑"
            await pilot.press("home", "a")
            assert mistake(pilot) == [""]

    async def test_a_wide_character_before_it_counts_for_two_cells(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("w")
            screen = pilot.app.screen
            assert isinstance(screen, ExpressionsScreen)
            screen.query_one(Input).value = "山山)"
            await pilot.pause()
            screen._mark("山山)", ExpressionError("no", 2))
            assert mistake(pilot)[0] == "    ↑"

    @pytest.mark.parametrize("typed", ["w5 + " * 40 + "*", "山" * 60, "w5 +" + " " * 200 + "山"])
    async def test_of_a_line_that_has_scrolled_only_the_mistake_is_said(self, typed: str) -> None:
        async with XortuiApp(Debugger()).run_test(size=(60, 20)) as pilot:
            await pilot.press("w")
            pilot.app.screen.query_one(Input).value = typed
            await pilot.press("enter")
            assert isinstance(pilot.app.screen, WatchesScreen)
            assert not mistake(pilot)[0].startswith(" ")
            assert "↑" not in "".join(mistake(pilot))

    @pytest.mark.parametrize(("key", "size"), [("w", (40, 12)), ("b", (40, 12)), ("b", (50, 16)), ("b", (80, 24))])
    async def test_the_keys_are_in_sight_with_a_mistake_too(self, key: str, size: tuple[int, int]) -> None:
        async with XortuiApp(Debugger()).run_test(size=size) as pilot:
            await pilot.press(key, *"w5+*3", "enter")
            keys, options = pilot.app.screen.query_one("#keys"), pilot.app.screen.query_one(OptionList)
            assert keys.region.bottom < size[1]
            assert options.region.height > 0
            assert options.region.bottom <= keys.region.y
            await pilot.press("down", "end")
            assert options.highlighted == options.option_count - 1
            assert options.scroll_y == options.max_scroll_y


class TestComparison:
    """d puts two forks side by side."""

    @pytest.mark.parametrize(
        ("size", "close", "parting"),
        [
            ((40, 12), "tab", "┊"),  # the mark in the chart: there is no room for a line of words
            ((80, 24), "d", "they part after 1.45"),
            ((80, 24), "tab", "they part after 1.45"),
            ((120, 40), "shift+tab", "they part after 1.45"),
        ],
    )
    async def test_it_opens_moves_on_and_closes(self, size: tuple[int, int], close: str, parting: str) -> None:
        async with XortuiApp(Debugger()).run_test(size=size) as pilot:
            before = titled(pilot)
            await pilot.press("d")
            assert titled(pilot) == before
            await pilot.press(*EDIT, "d")
            assert titled(pilot) == ["comparison"]
            for key, step in (("n", "step 2"), ("e", "step 4"), ("e", "step 8"), ("N", "step 7")):
                await pilot.press(key)
                assert step in pane_text(pilot, "status")[0]
            assert parting in pane_text(pilot, "comparison")[3]
            await pilot.press(close)
            assert titled(pilot) == before
            assert pilot.app.focused is main_screen(pilot).query_one(f"#{before[0]}")

    async def test_zoom_is_off_while_comparing_and_what_was_zoomed_comes_back(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            screen = main_screen(pilot)
            await pilot.press(*EDIT, "tab", "z", "d")
            assert titled(pilot) == ["comparison"]
            assert not screen.check_action("command", ("zoom", False))
            await pilot.press("z", "d")
            assert titled(pilot) == ["weights"]
            assert screen.check_action("command", ("zoom", False))

    async def test_it_ends_with_the_last_fork(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press(*EDIT, "d", "V")
            assert titled(pilot) == ["network", "weights", "chain_rule", "loss"]

    async def test_a_click_on_its_table_chooses_a_parameter(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press(*EDIT, "d", "e")
            line = next(y for y, text in enumerate(pane_text(pilot, "comparison")) if " w3  " in text)
            await pilot.click("#comparison", offset=(60, line))
            assert main_screen(pilot).bench.view.parameter == "w3"


class TestBookmarks:
    """k keeps a position, g leads back, K forgets."""

    async def test_a_bookmark_is_kept_gone_to_and_forgotten(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            debugger = main_screen(pilot).debugger
            await pilot.press("n", "s", "k", *"dip", "enter")
            assert "dip: 2.1 on fork 0; g dip leads back here" in picture(pilot)
            await pilot.press("e", "g", *"di")
            prompt = pilot.app.screen.query_one(Prompt)
            assert prompt.placeholder.endswith("esc leaves; dip")
            assert isinstance(prompt.suggester, Suggester)
            assert await prompt.suggester.get_suggestion("di") == "dip"
            await pilot.press("p", "enter")
            assert debugger.position == Position(2, 1)
            await pilot.press("K", *"dip", "enter")
            assert "dip" not in [bookmark.name for bookmark in debugger.bookmarks]

    async def test_without_bookmarks_none_are_named(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("g")
            assert pilot.app.screen.query_one(Prompt).placeholder.endswith("esc leaves")

    async def test_a_name_in_wide_characters_keeps_the_line_as_wide_as_the_screen(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("n", "k", *"山山", "enter")
            strip = main_screen(pilot).query_one("#sentence", Pane).render_line(0)
            assert "g 山山 leads back here" in strip.text
            assert sum(segment.cell_length for segment in strip) == 80


class TestAscii:
    """Where there is ASCII alone, what opens above the panes has no other characters."""

    @pytest.mark.parametrize("key", ["w", "b", "question_mark", "i"])
    async def test_every_screen_is_in_ascii(self, key: str) -> None:
        app = XortuiApp(Debugger(), Abilities(Depth.NONE, ascii_only=True))
        async with app.run_test(size=(50, 14)) as pilot:
            await pilot.press("n", key, *("w5+*3" if key in "wb" else ""))
            if key in "wb":
                await pilot.press("enter")
            await pilot.pause()
            assert not isinstance(app.screen, MainScreen)
            lines = app.screen._compositor.render_strips()
            assert all(strip.text.isascii() for strip in lines), [s.text for s in lines if not s.text.isascii()]

    async def test_every_prompt_is_in_ascii(self) -> None:
        app = XortuiApp(Debugger(), Abilities(Depth.NONE, ascii_only=True))
        async with app.run_test(size=(50, 14)) as pilot:
            for key in ("g", "v", "slash", "x", "k"):
                await pilot.press("n", key)
                assert pilot.app.screen.query_one(Prompt).display
                assert pilot.app.screen.query_one(Prompt).placeholder.isascii()
                await pilot.press("escape")


class TestLayouts:
    """A session's layout brings the screen back."""

    LAYOUT = Layout(View("w5", 2, ("ŷ2",), frozenset({("w1",), ("w5",)}), True, "h2"), 3, False, 0, "chain_rule", True)

    async def test_a_screen_opens_as_it_was_left(self) -> None:
        debugger = Debugger("mazur")
        layout = read_layout(Table(self.LAYOUT.document(), "layout"), debugger.problem.network)
        assert layout == self.LAYOUT
        async with XortuiApp(debugger, layout=layout).run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            assert main_screen(pilot).layout_now == self.LAYOUT
            assert titled(pilot) == ["chain_rule"]

    async def test_what_was_done_on_one_screen_is_there_on_the_next(self) -> None:
        debugger = Debugger()
        keys = (*EDIT, "down", "down", "l", "plus", "tab", "tab", "tab", "d")
        async with XortuiApp(debugger).run_test(size=(80, 24)) as pilot:
            await pilot.press(*keys)
            left, seen = main_screen(pilot).layout_now, pane_text(pilot, "comparison")
        layout = read_layout(Table(left.document(), "layout"), debugger.problem.network)
        assert (layout.pane, layout.is_comparing, layout.view.parameter) == ("loss", True, "w3")
        async with XortuiApp(debugger, layout=layout).run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert titled(pilot) == ["comparison"]
            assert pane_text(pilot, "comparison") == seen
            assert main_screen(pilot).layout_now == left

    async def test_a_pane_that_has_nothing_to_show_gives_way(self) -> None:
        layout = Layout(View("w1"), pane="watches")
        async with XortuiApp(Debugger(), layout=layout).run_test(size=(80, 24)) as pilot:
            await pilot.press("n")
            assert pilot.app.focused is main_screen(pilot).query_one("#network")

    async def test_a_pane_without_a_place_of_its_own_takes_that_of_another_while_it_is_looked_at(self) -> None:
        layout = Layout(View("w1"), pane="samples")
        async with XortuiApp(Debugger(), layout=layout).run_test(size=(80, 24)) as pilot:
            await pilot.press("n")
            assert pilot.app.focused is main_screen(pilot).query_one("#samples")
            assert titled(pilot) == ["network", "chain_rule", "loss", "samples"]
            await pilot.press("tab", "tab", "tab")
            await pilot.pause()
            assert titled(pilot) == ["weights", "chain_rule", "loss", "program"]
            await pilot.press("tab")
            await pilot.pause()
            assert titled(pilot) == ["network", "weights", "chain_rule", "loss"]

    @pytest.mark.parametrize("written", [{"branch": ["q"], "other": 7}, {"unfolded": [["w1", "q"]], "factor": 99}])
    async def test_what_fits_no_longer_is_passed_over(self, written: dict[str, object]) -> None:
        debugger = Debugger()
        layout = read_layout(Table(written, "layout"), debugger.problem.network)
        async with XortuiApp(debugger, layout=layout).run_test(size=(80, 24)) as pilot:
            await pilot.press("n", "down", "u", "right_square_bracket", *EDIT, "d")
            assert titled(pilot) == ["comparison"]

    @pytest.mark.parametrize(
        ("document", "message"),
        [
            (
                {"pace": 99},
                "pace: expected steps a second, one of 1, 4, 20, 100, 400, 1000, 4000, 20000, 100000, 0, got 99",
            ),
            ({"pane": "nowhere"}, "pane"),
            ({"parameter": "w99"}, "parameter"),
            ({"colour": "red"}, "colour"),
        ],
    )
    def test_what_is_not_right_is_said(self, document: dict[str, object], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            read_layout(Table(document, "layout"), Debugger().problem.network)
