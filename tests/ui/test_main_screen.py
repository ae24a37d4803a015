"""The main screen, driven by keys and the mouse: state first."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from xortui.core.network import Network
from xortui.debugger import START, Debugger, Position
from xortui.help.pages import page
from xortui.help.plain_text import plain_text
from xortui.problems import load_problem
from xortui.render.palettes.depth import Depth
from xortui.ui.abilities import Abilities
from xortui.ui.app import XortuiApp
from xortui.ui.panes.pane import Pane
from xortui.ui.prompt import Prompt
from xortui.ui.screens.about import AboutScreen
from xortui.ui.screens.breakpoints import BreakpointsScreen
from xortui.ui.screens.help import HelpScreen
from xortui.ui.screens.main import MainScreen
from xortui.ui.screens.pages import PageScreen, TopicsScreen


def main_screen(pilot: Pilot[None]) -> MainScreen:
    screen = next(screen for screen in pilot.app.screen_stack if isinstance(screen, MainScreen))
    return screen


def picture(pilot: Pilot[None]) -> str:
    """Return the text of every pane that is shown."""
    panes = [pane for pane in main_screen(pilot).query(Pane) if pane.display]
    return "\n".join(pane.render_line(y).text for pane in panes for y in range(pane.size.height))


async def wait_until(pilot: Pilot[None], is_so: Callable[[], bool]) -> None:
    """Let the program run until something is so; many times a frame at most."""
    for _ in range(2000):
        if is_so():
            return
        await pilot.pause(0.005)
    raise AssertionError("it never came to that")


class TestMoving:
    """Lower case goes forward, upper case back."""

    async def test_each_key_moves_by_its_unit_and_back(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            debugger = main_screen(pilot).debugger
            assert debugger.position == START
            for key, position in [
                ("s", (1, 1)), ("right", (1, 2)), ("S", (1, 1)), ("n", (1, 45)), ("n", (2, 45)), ("N", (1, 45)),
                ("e", (4, 45)), ("e", (8, 45)), ("E", (4, 45)), ("left", (4, 44)), ("r", (0, 0)),
            ]:  # fmt: skip
                await pilot.press(key)
                assert debugger.position == Position(*position), key

    async def test_going_back_is_off_at_the_start(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            screen = main_screen(pilot)
            assert not screen.check_action("command", ("operation", True))
            assert screen.check_action("command", ("operation", False))
            await pilot.press("S", "N", "E", "C")
            assert screen.debugger.position == START
            await pilot.press("s")
            assert screen.check_action("command", ("operation", True))

    @pytest.mark.parametrize("size", [(80, 24), (120, 40), (50, 14)])
    async def test_a_position_looks_the_same_whichever_way_one_came(self, size: tuple[int, int]) -> None:
        generator = random.Random(size[0])
        async with XortuiApp(Debugger(load_problem())).run_test(size=size) as pilot:
            seen: dict[Position, str] = {}
            for _ in range(120):
                await pilot.press(generator.choice("snesneSNE"))
                position = main_screen(pilot).debugger.position
                assert seen.setdefault(position, picture(pilot)) == picture(pilot)
            assert len(seen) > 20

    async def test_divergence_ends_time_and_can_be_stepped_back_from(self) -> None:
        problem = load_problem()
        network = replace(problem.network, activations=("tanh", "linear"))
        problem = replace(problem, network=network).with_overrides(learning_rate=1e6)
        async with XortuiApp(Debugger(problem)).run_test(size=(100, 24)) as pilot:
            screen = main_screen(pilot)
            for _ in range(20):
                await pilot.press("e")
            end = screen.debugger.position
            assert not screen.debugger.can_go_on
            assert "diverged" in picture(pilot)
            await pilot.press("S")
            assert screen.debugger.position < end


class TestGoingTo:
    """g asks for a position."""

    async def test_typed_positions_are_gone_to(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            for typed, position in (("478", (478, 45)), ("478.12", (478, 12)), ("e120", (480, 45)), ("0", (0, 0))):
                await pilot.press("g", *("full_stop" if letter == "." else letter for letter in typed), "enter")
                assert main_screen(pilot).debugger.position == Position(*position)

    async def test_nonsense_gets_one_line_and_moves_nothing(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            await pilot.press("n", "g", "x", "enter")
            assert main_screen(pilot).debugger.position == Position(1, 45)
            assert "goto: expected a step (478)" in picture(pilot)
            prompt = main_screen(pilot).query_one(Prompt)
            assert (prompt.display, prompt.value) == (True, "x")  # to be mended
            await pilot.press("backspace", "3", "enter")
            assert main_screen(pilot).debugger.position == Position(3, 45)
            assert "goto:" not in picture(pilot)

    async def test_escape_leaves_the_prompt_and_keys_are_keys_again(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            await pilot.press("g", "1", "escape", "n")
            assert main_screen(pilot).debugger.position == Position(1, 45)


class TestChoosing:
    """Arrows and clicks choose a parameter and a factor."""

    async def test_arrows_go_round_all_parameters(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            for name in ("w2", "w3", "w4", "b1", "b2", "w5", "w6", "b3", "w1"):
                await pilot.press("down")
                assert f"▸{name}" in picture(pilot)
            await pilot.press("up")
            assert "▸b3" in picture(pilot)

    async def test_a_click_on_a_row_or_a_factor_chooses_it(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            await pilot.press("n")
            await pilot.click("#weights", offset=(2, 6))
            assert "▸b2" in picture(pilot)
            await pilot.click("#chain_rule", offset=(39, 3))
            assert "w3: ∂h1/∂z1 = h1·(1 − h1)" in picture(pilot)

    async def test_a_click_on_the_footer_is_the_key(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            await pilot.click("#footer", offset=(1, 0))
            assert main_screen(pilot).debugger.position == Position(1, 1)


class TestLayout:
    """Every size has its arrangement."""

    async def test_resizing_moves_between_layouts_at_once(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            for size, count in (((120, 40), 7), ((80, 24), 4), ((60, 18), 1), ((20, 5), 0), ((80, 24), 4)):
                await pilot.resize_terminal(*size)
                await pilot.pause()
                shown = [pane for pane in main_screen(pilot).query(Pane) if pane.display and pane.title]
                assert len(shown) == count

    async def test_zoom_fills_the_screen_with_the_focused_pane_and_gives_it_back(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            await pilot.press("tab", "z")
            await pilot.pause()
            shown = [pane for pane in main_screen(pilot).query(Pane) if pane.display and pane.title]
            assert [pane.id for pane in shown] == ["weights"]
            assert shown[0].size.width == 80
            await pilot.press("z")
            await pilot.pause()
            assert len([pane for pane in main_screen(pilot).query(Pane) if pane.display and pane.title]) == 4

    async def test_tab_reaches_every_pane_on_a_small_screen(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(50, 14)) as pilot:
            seen = []
            for _ in range(7):
                seen += [pane.title for pane in main_screen(pilot).query(Pane) if pane.display and pane.title]
                await pilot.press("tab")
                await pilot.pause()
            assert len(set(seen)) == 7

    @pytest.mark.parametrize("depth", list(Depth))
    async def test_every_colour_depth_draws_the_same_text(self, depth: Depth) -> None:
        async with XortuiApp(Debugger(load_problem()), Abilities(depth)).run_test(size=(80, 24)) as pilot:
            await pilot.press("n")
            assert "▸w1       0.2927 · 0.2070" in picture(pilot)

    async def test_ascii_alone_draws_in_ascii(self) -> None:
        app = XortuiApp(Debugger(load_problem()), Abilities(Depth.NONE, ascii_only=True))
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("n")
            assert picture(pilot).isascii()
            assert "dC/dY" in picture(pilot)


class TestRunning:
    """Space runs and pauses."""

    async def test_space_runs_until_space_pauses(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            debugger = main_screen(pilot).debugger
            await pilot.press("space")
            while debugger.position.step < 20:
                await pilot.pause()
            await pilot.press("space")
            rest = debugger.position
            await pilot.pause()
            assert debugger.position == rest
            assert "paused" in picture(pilot)

    async def test_running_back_ends_at_the_start(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            debugger = main_screen(pilot).debugger
            await pilot.press("e", "C")
            while debugger.position > START:
                await pilot.pause()
            await pilot.pause()
            assert "‖ start" in picture(pilot)


async def test_help_explains_the_focused_pane_and_closes() -> None:
    async with XortuiApp(Debugger(load_problem())).run_test(size=(100, 50)) as pilot:
        await pilot.press("tab", "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, MainScreen)


async def test_help_leads_on_to_the_pages_of_the_reference_and_back() -> None:
    async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        await pilot.press("p", "down", "down", "enter")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, PageScreen)
        assert screen.text() == plain_text(page("conditions"), 71)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, TopicsScreen)
        await pilot.press("escape", "question_mark")
        assert isinstance(pilot.app.screen, MainScreen)


async def test_a_page_is_laid_out_anew_for_another_width() -> None:
    async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark", "p", "down", "down", "enter")
        await pilot.resize_terminal(50, 20)
        await pilot.pause()
        assert pilot.app.screen.query_one(Static).content == plain_text(page("conditions"), 41)


async def test_the_palette_offers_what_makes_sense_here() -> None:
    app = XortuiApp(Debugger(load_problem()))
    async with app.run_test(size=(80, 24)) as pilot:
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert "One operation" in titles
        assert "One operation back" not in titles
        await pilot.press("s")
        assert "One operation back" in {command.title for command in app.get_system_commands(app.screen)}


class TestPrompt:
    """The prompt never leaves the keys dead."""

    async def test_a_far_position_is_run_to_and_any_move_stops_it(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            debugger = main_screen(pilot).debugger
            await pilot.press("g", *"90000000", "enter")
            while debugger.position.step < 100_000:
                await pilot.pause()
            assert "▸ to 90000000.45" in picture(pilot)
            await pilot.press("space")
            rest = debugger.position
            await pilot.pause()
            assert debugger.position == rest
            assert "paused" in picture(pilot)

    async def test_a_position_a_little_far_is_arrived_at(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            debugger = main_screen(pilot).debugger
            await pilot.press("g", *"120000", "full_stop", "7", "enter")
            while debugger.position != Position(120_000, 7):
                await pilot.pause()
            await pilot.pause()
            assert "paused" in picture(pilot)

    @pytest.mark.parametrize("leave", ["escape", "click", "resize"])
    async def test_leaving_it_otherwise_closes_it(self, leave: str) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            await pilot.press("g")
            if leave == "escape":
                await pilot.press("tab", "escape")
            elif leave == "click":
                await pilot.click("#weights", offset=(2, 2))
            else:
                await pilot.resize_terminal(20, 5)
                await pilot.pause()
                await pilot.resize_terminal(80, 24)
            await pilot.pause()
            await pilot.press("s")
            assert main_screen(pilot).debugger.position == Position(1, 1)
            assert pilot.app.focused is not None

    async def test_tab_completes_what_is_typed(self) -> None:
        debugger = Debugger(load_problem())
        debugger.go_to("7")
        debugger.keep("dip")
        debugger.rewind()
        async with XortuiApp(debugger).run_test(size=(80, 24)) as pilot:
            await pilot.press("g", *"di", "tab", "enter")
            await pilot.pause()
            assert debugger.position == Position(7, 45)

    async def test_its_hint_names_as_many_bookmarks_as_have_room(self) -> None:
        debugger = Debugger(load_problem())
        for number in range(9):
            debugger.go_to(f"{number + 1}")
            debugger.keep(f"bookmark-{number}")
        async with XortuiApp(debugger).run_test(size=(80, 24)) as pilot:
            await pilot.press("g")
            placeholder = pilot.app.screen.query_one(Prompt).placeholder
            assert placeholder.endswith("; bookmark-8 bookmark-7 …")
            assert len(placeholder) <= 78

    async def test_brackets_always_choose_another_factor(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            await pilot.press("n", *["right_square_bracket"] * 5, *["down"] * 6)
            for key in ["right_square_bracket", "left_square_bracket"] * 2 + ["left_square_bracket"] * 3:
                before = picture(pilot)
                await pilot.press(key)
                assert picture(pilot) != before


class TestPaths:
    """A gradient unfolds into its paths, and its branches are chosen like parameters."""

    async def test_u_unfolds_and_folds_and_arrows_go_through_the_branches(self) -> None:
        async with XortuiApp(Debugger(load_problem("mazur"))).run_test(size=(100, 30)) as pilot:
            await pilot.press("n", "u")
            assert "├ŷ1   +0.0554° = δ3" in picture(pilot)
            view = main_screen(pilot).bench.view
            await pilot.press("down")
            assert main_screen(pilot).bench.view.branch == ("ŷ1",)
            assert "∂C/∂z3·∂z3/∂h1 = 0.055399425, published 0.055399425 ✓" in picture(pilot)
            await pilot.press("down", "down")
            assert (main_screen(pilot).bench.view.parameter, main_screen(pilot).bench.view.branch) == ("w2", ())
            await pilot.press("up", "up", "up", "enter")
            assert main_screen(pilot).bench.view == replace(view, unfolded=frozenset())
            await pilot.press("u", "down", "U")
            assert (main_screen(pilot).bench.view.branch, main_screen(pilot).bench.view.unfolded) == ((), frozenset())

    async def test_a_single_path_does_not_unfold(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            await pilot.press("u")
            assert "w1 is a single path: there is nothing to unfold" in picture(pilot)
            assert not main_screen(pilot).bench.view.unfolded

    async def test_a_branch_is_chosen_by_a_click(self) -> None:
        async with XortuiApp(Debugger(load_problem("mazur"))).run_test(size=(100, 30)) as pilot:
            await pilot.press("n", "u")
            await pilot.click("#chain_rule", offset=(12, 3))
            assert main_screen(pilot).bench.view.branch == ("ŷ2",)


class TestPrompts:
    """Names and files are asked for in the line at the bottom."""

    @pytest.mark.parametrize(
        ("typed", "parameter"), [("w37", "w37"), ("h12", "b12"), ("z18", "b18"), ("x3", "w33"), ("yhat", "b33")]
    )
    async def test_every_unit_of_a_wide_network_is_found_by_name(self, typed: str, parameter: str) -> None:
        network = Network((4, 16, 16, 1), ("tanh", "tanh", "sigmoid"))
        samples = (((0.0, 1.0, 0.5, 0.2), (1.0,)),)
        problem = replace(load_problem(), network=network, samples=samples)
        async with XortuiApp(Debugger(problem)).run_test(size=(120, 40)) as pilot:
            await pilot.press("slash", *typed, "enter")
            assert main_screen(pilot).bench.view.parameter == parameter
            assert f"▸{parameter}" in picture(pilot)

    async def test_a_name_that_is_none_is_said_in_one_line(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(120, 40)) as pilot:
            await pilot.press("slash", "q", "enter")
            assert "find: no 'q' here; expected w1 … w6, b1 … b3, h1 … h2, ŷ" in picture(pilot)

    async def test_page_down_goes_on_by_ten_and_stops_at_the_end(self) -> None:
        async with XortuiApp(Debugger(load_problem("spiral"))).run_test(size=(120, 40)) as pilot:
            await pilot.press("pagedown")
            assert main_screen(pilot).bench.view.parameter == "w11"
            await pilot.press(*["pagedown"] * 20)
            assert main_screen(pilot).bench.view.parameter == "b17"
            await pilot.press("pageup")
            assert main_screen(pilot).bench.view.parameter == "b15"

    async def test_a_file_is_written_once_and_never_over_another(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        async with XortuiApp(Debugger(load_problem("mazur"))).run_test(size=(120, 40)) as pilot:
            await pilot.press("n", "x", *"a.md", "enter")
            assert "wrote a.md, markdown at 1.59" in picture(pilot)
            assert "∂C/∂w5" in (tmp_path / "a.md").read_text("utf-8")
            (tmp_path / "a.md").write_text("mine")
            await pilot.press("x", *"a.md", "enter")
            assert "export: a.md already exists; expected a new name" in picture(pilot)
            assert (tmp_path / "a.md").read_text() == "mine"
            await pilot.press("x", *"a.doc", "enter")
            assert "export: expected a file name that ends in one of .py, .tex, .md, .sheet.md, " in picture(pilot)


class TestAbout:
    """What the problem is."""

    async def test_i_tells_the_story_and_what_is_published(self) -> None:
        async with XortuiApp(Debugger(load_problem("mazur"))).run_test(size=(100, 40)) as pilot:
            await pilot.press("i")
            assert isinstance(pilot.app.screen, AboutScreen)
            text = str(pilot.app.screen.query_one(Static).render())
            for part in ("Mazur's step-by-step example", "step 1   h1", "0.593269992", "Erratum: C[1]"):
                assert part in text
            await pilot.press("escape")
            assert not isinstance(pilot.app.screen, AboutScreen)


class TestMappedUnit:
    """The decision map shows any unit."""

    async def test_m_maps_the_next_unit_and_shift_m_the_one_before(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            for key, name in [("m", "h1"), ("m", "h2"), ("m", "ŷ"), ("M", "h2")]:
                await pilot.press(key)
                assert main_screen(pilot).bench.view.mapped == name
                assert f"{name} 0 − ▀" in picture(pilot)
                assert "leads to it" not in picture(pilot)

    async def test_a_map_that_is_not_to_be_seen_is_told_with_the_key_that_leads_to_it(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            await pilot.press("m")
            assert "the Decision map shows h1 now; tab leads to it" in picture(pilot)

    async def test_a_table_of_classes_that_is_not_to_be_seen_is_told_by_its_own_name(self) -> None:
        async with XortuiApp(Debugger("iris")).run_test(size=(80, 24)) as pilot:
            await pilot.press("m")
            assert "the Slice shows ŷ1 now; tab leads to it" in picture(pilot)
            await pilot.press("M")
            assert "tab leads to the Confusion" in picture(pilot)


class TestBreakpoints:
    """Conditions are typed or chosen, and stop the running in either direction."""

    async def test_a_ready_made_one_is_chosen_hit_and_reached_again_from_behind(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            await pilot.press("b", "tab", "enter")
            assert "breakpoint 1: loss < 0.05; c runs to it, C back to it" in picture(pilot)
            debugger = main_screen(pilot).debugger
            await pilot.press(*["plus"] * 10, "c")
            await wait_until(pilot, lambda: not main_screen(pilot).bench.transport.running)
            assert debugger.position == Position(3764, 45)
            assert "breakpoint 1: loss < 0.05" in picture(pilot)
            await pilot.press("n", "n", "C")
            await wait_until(pilot, lambda: not main_screen(pilot).bench.transport.running)
            assert debugger.position == Position(3764, 45)
            await pilot.press("B")
            assert len(debugger.breakpoints) == 0

    async def test_a_mistake_is_said_where_it_was_typed(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            await pilot.press("b", *"w55", "space", "less_than_sign", "1", "enter")
            assert isinstance(pilot.app.screen, BreakpointsScreen)
            said = str(pilot.app.screen.query_one("#mistake", Static).render())
            mark, reason = said.split("\n")
            assert reason == "there is no 'w55' here; did you mean w5? (at character 1)"
            screen = pilot.app.screen
            line = screen.query_one(Input)
            assert screen.query_one("#mistake").content_region.x + mark.index("↑") == line.content_region.x
            assert line.cursor_position == 0
            await pilot.press("escape")
            assert len(main_screen(pilot).debugger.breakpoints) == 0

    async def test_one_that_is_there_is_switched_off_and_removed(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            (made,) = [main_screen(pilot).debugger.breakpoints.add("op 12")]
            await pilot.press("b", "down", "enter")
            assert not made.is_enabled
            await pilot.press("enter", "o", "plus", "plus", "minus")
            assert (made.is_enabled, made.is_once, made.ignore) == (True, True, 1)
            await pilot.press("delete")
            assert len(main_screen(pilot).debugger.breakpoints) == 0
            await pilot.press("minus", "o", "delete", "escape")
            assert not isinstance(pilot.app.screen, BreakpointsScreen)

    async def test_the_operation_that_ran_last_is_broken_at_by_a_key_and_any_by_a_click(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(120, 40)) as pilot:
            debugger = main_screen(pilot).debugger
            await pilot.press("s", "s", "s", "o")
            assert [made.text for made in debugger.breakpoints] == ["op 3"]
            assert "▸  3●" in picture(pilot)
            await pilot.press("c")
            await wait_until(pilot, lambda: not main_screen(pilot).bench.transport.running)
            assert debugger.position == Position(2, 3)
            assert await pilot.click("#program", offset=(10, 6))
            assert [made.text for made in debugger.breakpoints] == ["op 3", "op 6"]
            await pilot.press("o")
            assert [made.text for made in debugger.breakpoints] == ["op 6"]


class TestPalette:
    """ctrl+p offers the commands, but none behind a screen that is open."""

    async def test_what_lies_behind_an_open_screen_is_not_offered(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            app = pilot.app
            main_screen(pilot).debugger.watches.add("loss")
            assert "Remove all watches" in [command.title for command in app.get_system_commands(app.screen)]
            await pilot.press("w")
            assert [*app.get_system_commands(app.screen)] == []


class TestEdits:
    """A value is changed where one stands; what was stays on a fork of its own."""

    async def test_a_weight_is_edited_undone_and_forks_are_gone_along(self) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(80, 24)) as pilot:
            debugger = main_screen(pilot).debugger
            await pilot.press("n", "v", *"w5 = 1.5".replace(" ", ""), "enter")
            assert debugger.snapshot().value("w5") == 1.5
            assert "1.5 at 1.45: on fork 1 now; V undoes, d compares, f switches" in picture(pilot)
            await pilot.press("f")
            assert (debugger.fork.number, debugger.snapshot().value("w5") == 1.5) == (0, False)
            await pilot.press("F", "V")
            assert (debugger.edits, len(debugger.forks)) == ((), 1)

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ("w5", "edit: expected a name, = and a number, such as w5 = 1, got 'w5'"),
            ("yhat=1", "edit: 'yhat' cannot be edited; expected w1 … w6, b1 … b3, η, x1 … x2 or y"),
        ],
    )
    async def test_what_cannot_be_edited_is_said(self, typed: str, message: str) -> None:
        async with XortuiApp(Debugger(load_problem())).run_test(size=(120, 40)) as pilot:
            await pilot.press("n", "v", *typed, "enter")
            assert message in picture(pilot)
            assert main_screen(pilot).debugger.edits == ()
