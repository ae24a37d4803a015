"""Nothing that is typed, clicked or resized breaks it: any dialog at any size, any key while one opens or closes."""

from __future__ import annotations

import random
from itertools import product

import pytest
from textual import events
from textual.pilot import Pilot

from tests.ui.test_main_screen import main_screen, picture
from tests.ui.test_type_ahead import at_rest, mouse, send
from xortui.debugger import Debugger, Position
from xortui.ui.app import XortuiApp
from xortui.ui.prompt import Prompt
from xortui.ui.screens.main import QUITS, MainScreen

DIALOGS = ("b", "w", "<question_mark>", "i", "\x10", "g", "v")
NARROW = [*product((1, 2, 4, 6, 7, 8, 9, 10, 12), (1, 3, 24)), (200, 1), (1, 60), (200, 60), (80, 24)]


async def resize(pilot: Pilot[None], width: int, height: int) -> None:
    await pilot.resize_terminal(width, height)
    await pilot.pause(0.02)


@pytest.mark.parametrize("dialog", DIALOGS)
async def test_any_dialog_at_any_size(dialog: str) -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        send(pilot, dialog)
        await at_rest(pilot)
        # A long text in a narrow column is thousands of lines each time.
        for size in NARROW[::5] if dialog in ("<question_mark>", "i") else NARROW:
            await resize(pilot, *size)
            send(pilot, "<pagedown>", "<down>", "<pageup>", "x", "<backspace>")
            await at_rest(pilot)
        send(pilot, "<escape>")
        await at_rest(pilot)
        await pilot.press("s")
        assert main_screen(pilot).debugger.position == Position(1, 1)


async def test_the_pages_at_any_size() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        for keys in (["p"], ["<down>", "<enter>"]):
            send(pilot, *(["<question_mark>"] if keys == ["p"] else []), *keys)
            await at_rest(pilot)
            for size in NARROW[::5]:
                await resize(pilot, *size)
                send(pilot, "<pagedown>", "<down>", "<pageup>", "x", "<up>")
                await at_rest(pilot)
        send(pilot, "<escape>", "<escape>", "<escape>")
        await at_rest(pilot)
        assert isinstance(pilot.app.screen, MainScreen)


@pytest.mark.parametrize("size", [(1, 1), (4, 9), (8, 24), (30, 5), (40, 12)])
async def test_dialogs_open_where_it_is_narrow(size: tuple[int, int]) -> None:
    async with XortuiApp(Debugger()).run_test(size=size) as pilot:
        for dialog in DIALOGS:
            send(pilot, dialog, "<down>", "<pagedown>", "\r\r", "<escape>", "<escape>")
            await at_rest(pilot)
        await resize(pilot, 80, 24)
        assert isinstance(pilot.app.screen, MainScreen)


async def test_tabs_while_the_window_grows() -> None:
    async with XortuiApp(Debugger()).run_test(size=(30, 5)) as pilot:
        driver = pilot.app._driver
        assert driver is not None
        await pilot.resize_terminal(80, 24)
        send(pilot, "<tab><tab><tab>")
        for _ in range(3):
            send(pilot, "<tab>")
        await at_rest(pilot)
        assert main_screen(pilot).layout_now.pane != "network"


@pytest.mark.parametrize("seed", range(4))
async def test_any_burst_of_keys_clicks_and_sizes(seed: int) -> None:
    generator = random.Random(seed)
    keys = (
        *DIALOGS, "\r", "\r\r", "<escape>", "<escape>", "<tab>", "<shift+tab>", "<pagedown>", "<pageup>", "<up>",
        "<down>", "<home>", "<end>", "<delete>", "<backspace>", "s", "n", "z", "u", "m", "5", "<space>",
        "d", "<ctrl+end>", "o", "x", "k", "<slash>",
    )  # fmt: skip
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        for _ in range(60):
            for _ in range(generator.randrange(1, 8)):
                if generator.random() < 0.25:
                    x, y = generator.randrange(82), generator.randrange(25)
                    kinds = (events.MouseDown, events.MouseUp, events.MouseMove, events.MouseScrollDown)
                    send(pilot, *(mouse(kind, x, y) for kind in generator.sample(kinds, 2)))
                    send(pilot, mouse(events.MouseDown, x, y), mouse(events.MouseUp, x, y))
                else:
                    send(pilot, generator.choice(keys))
            if generator.random() < 0.3:
                await pilot.resize_terminal(generator.randrange(1, 200), generator.randrange(1, 60))
            await at_rest(pilot)
        await resize(pilot, 80, 24)
        for _ in range(6):
            send(pilot, "<escape>")
            await at_rest(pilot)
        assert isinstance(pilot.app.screen, MainScreen)


@pytest.mark.parametrize("pane", ["weights", "decision_map"])
async def test_a_storm_of_sizes_keeps_position_and_focus(pane: str) -> None:
    generator = random.Random(pane)
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        await pilot.press("e", "s")
        while main_screen(pilot).layout_now.pane != pane:
            await pilot.press("tab")
        for _ in range(40):
            await pilot.resize_terminal(generator.randrange(1, 220), generator.randrange(1, 70))
        await resize(pilot, 40, 12)
        assert main_screen(pilot).debugger.position == Position(5, 1)
        assert pilot.app.focused is main_screen(pilot).query_one(f"#{pane}")
        assert pilot.app.focused.display


async def test_where_one_pane_is_seen_the_footer_names_the_next() -> None:
    async with XortuiApp(Debugger()).run_test(size=(40, 12)) as pilot:
        named = []
        for _ in range(8):
            named.append(picture(pilot).splitlines()[-1].partition(" tab ")[2].strip())
            await pilot.press("tab")
        assert named == [
            "weights",
            "chain rule",
            "loss",
            "samples",
            "decision map",
            "error surface",
            "program",
            "network",
        ]


@pytest.mark.parametrize("dialog", ["", *DIALOGS])
async def test_ctrl_q_quits_whatever_is_open(dialog: str) -> None:
    app = XortuiApp(Debugger())
    async with app.run_test(size=(80, 24)) as pilot:
        send(pilot, dialog, "<ctrl+q>")
        await at_rest(pilot)
        await pilot.pause()
    assert app.return_code == 0
    assert app._exit


class TestCtrlC:
    """Ctrl+c interrupts, and quits where nothing is left to be interrupted."""

    async def test_it_pauses_and_says_how_to_quit_and_then_quits(self) -> None:
        app = XortuiApp(Debugger())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("space", "ctrl+c")
            await pilot.pause()
            assert not main_screen(pilot).bench.playback.is_running
            assert QUITS in picture(pilot)
            assert not app._exit
            await pilot.press("ctrl+c")
        assert app._exit
        assert app.return_code == 0

    async def test_another_key_in_between_lets_it_say_so_again(self) -> None:
        app = XortuiApp(Debugger())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("ctrl+c", "n", "ctrl+c")
            assert QUITS in picture(pilot)
            assert not app._exit
            await pilot.press("space", "ctrl+c")
            assert not app._exit

    async def test_it_leaves_the_prompt_and_no_more(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("g", "7", "ctrl+c", "s")
            await pilot.pause()
            assert not main_screen(pilot).query_one(Prompt).display
            assert main_screen(pilot).debugger.position == Position(1, 1)

    @pytest.mark.parametrize("dialog", DIALOGS)
    async def test_it_closes_a_dialog_and_no_more(self, dialog: str) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            at_first = (pilot.app.screen, pilot.app.focused)
            send(pilot, dialog)
            await at_rest(pilot)
            assert (pilot.app.screen, pilot.app.focused) != at_first
            send(pilot, "<ctrl+c>")
            await at_rest(pilot)
            assert (pilot.app.screen, pilot.app.focused) == at_first
            send(pilot, "s")
            await at_rest(pilot)
            assert main_screen(pilot).debugger.position == Position(1, 1)
