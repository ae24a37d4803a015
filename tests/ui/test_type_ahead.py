"""Keys that come all at once go where they were meant, in order."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.test_main_screen import main_screen, wait_until
from xortui.debugger import Debugger, Position
from xortui.ui import type_ahead
from xortui.ui.app import XortuiApp
from xortui.ui.screens.breakpoints import BreakpointsScreen
from xortui.ui.screens.main import MainScreen

NAMES = {" ": "space", "\r": "enter", "=": "equals_sign", "<": "less_than_sign", ".": "full_stop", "\x10": "ctrl+p"}


def send(pilot: Pilot[None], *typed: str | events.Event) -> None:
    """Have letters, keys by name and events arrive in one burst: `<tab>` is a name."""
    assert pilot.app._driver is not None
    for piece in typed:
        if isinstance(piece, events.Event):
            pilot.app._driver.send_message(piece)
            continue
        letters = [piece[1:-1]] if piece.startswith("<") and piece.endswith(">") else list(piece)
        for letter in letters:
            key = events.Key(NAMES.get(letter, letter), letter if len(letter) == 1 and letter.isprintable() else None)
            pilot.app._driver.send_message(key)


async def at_rest(pilot: Pilot[None]) -> None:
    """Let the program do all that was typed."""
    app = pilot.app
    assert isinstance(app, XortuiApp)
    for _ in range(10):  # what the driver was sent is on its way
        await asyncio.sleep(0)
    await wait_until(pilot, lambda: app._type_ahead._task is None)


def mouse(kind: type[events.MouseEvent], x: int, y: int) -> events.MouseEvent:
    return kind(None, x, y, 0, 0, 1, False, False, False, x, y)


@pytest.mark.parametrize(
    ("typed", "position"),
    [
        ("ge300\rs", (1201, 1)),
        ("snsSge3\rN", (11, 45)),
        ("g478.12\rg7\rg", (7, 45)),
        ("gnonsense\r", (0, 0)),
        ("bloss < 0.01\rss", (1, 2)),
        ("wloss\rss", (1, 2)),
        ("nvw5=1\rssV", (2, 2)),
        ("nkdip\rge3\rgdip\rs", (2, 1)),
        ("\x10one operation\rss", (1, 3)),
        ("\x10\x10one operation\rnn", (2, 45)),
    ],
)
async def test_every_key_goes_where_it_was_meant(typed: str, position: tuple[int, int]) -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        send(pilot, typed)
        await at_rest(pilot)
        assert main_screen(pilot).debugger.position == Position(*position)


async def test_at_full_pace_too() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        await pilot.press(*["plus"] * 10, "space")
        send(pilot, "ge300\rs")
        await at_rest(pilot)
        assert main_screen(pilot).debugger.position == Position(1201, 1)


async def test_what_opens_and_closes_in_one_burst_is_closed() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        for key in ("b", "w", "?", "i", "\x10", "g", "v", "x"):
            send(pilot, key.replace("?", "<question_mark>"), "<escape>", "s")
            await at_rest(pilot)
            assert isinstance(pilot.app.screen, MainScreen)
        assert main_screen(pilot).debugger.position == Position(1, 8)


async def test_two_enters_at_once_choose_once() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        for key in ("b", "w"):
            send(pilot, key, "\r\r\r")
            await at_rest(pilot)
            await pilot.press("escape")
        assert len(main_screen(pilot).debugger.breakpoints) == 1
        assert len(main_screen(pilot).debugger.watches) == 1


async def test_a_paste_into_what_is_opening_lands_there() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        send(pilot, "b", events.Paste("h1 > 0.9"))
        await at_rest(pilot)
        assert isinstance(pilot.app.screen, BreakpointsScreen)
        assert pilot.app.screen.query_one(Input).value == "h1 > 0.9"
        send(pilot, "\rg", events.Paste("e7"), "\r")
        await at_rest(pilot)
        assert main_screen(pilot).debugger.position == Position(28, 45)
        assert [made.text for made in main_screen(pilot).debugger.breakpoints] == ["h1 > 0.9"]


async def test_a_click_behind_a_key_comes_after_it() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        send(pilot, "g3", mouse(events.MouseDown, 1, 3), mouse(events.MouseUp, 1, 3), "s")
        await at_rest(pilot)
        assert main_screen(pilot).debugger.position == Position(1, 1)


async def test_a_flood_of_mouse_moves_is_only_its_newest() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        app = pilot.app
        assert isinstance(app, XortuiApp)
        send(pilot, "s", *(mouse(events.MouseMove, x % 80, 3) for x in range(1000)), "s")
        for _ in range(3):
            await asyncio.sleep(0)
        assert len(app._type_ahead._waiting) < 5
        await at_rest(pilot)
        assert main_screen(pilot).debugger.position == Position(1, 2)


async def test_a_key_at_rest_waits_for_nothing() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        app = pilot.app
        assert isinstance(app, XortuiApp)
        await at_rest(pilot)
        key = events.Key("s", "s")
        assert not app._type_ahead.keeps(key)
        assert app._type_ahead.keeps(events.Key("s", "s"))


async def test_what_never_comes_to_rest_holds_no_key_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type_ahead, "is_at_rest", lambda _: False)
    monkeypatch.setattr(type_ahead, "MAX_LOOKS", 60)
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        send(pilot, "sss")
        await at_rest(pilot)
        assert main_screen(pilot).debugger.position == Position(1, 3)


async def test_looking_at_another_window_leaves_the_prompt_open() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        send(pilot, "ge3")
        await at_rest(pilot)
        send(pilot, events.AppBlur())
        await pilot.pause()
        send(pilot, events.AppFocus(), "0\r")
        await at_rest(pilot)
        assert main_screen(pilot).debugger.position == Position(120, 45)


async def test_another_window_in_the_midst_of_a_burst_loses_nothing() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        for blurs_after in range(4):
            typed = [*"g7\r"]
            typed[blurs_after:blurs_after] = [events.AppBlur(), events.AppFocus()]
            send(pilot, "r", *typed, "s")
            await at_rest(pilot)
            assert main_screen(pilot).debugger.position == Position(8, 1), blurs_after


class LateApp:
    """An app that does not look at its queue while it is busy with something else."""

    def __init__(self) -> None:
        self.queue: list[events.Event] = []

    def post_message(self, event: events.Event) -> bool:
        self.queue.append(event)
        return True


async def test_keys_keep_their_order_where_the_app_takes_longer_than_they_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(type_ahead, "MAX_LOOKS", 2)
    monkeypatch.setattr(type_ahead, "is_at_rest", lambda _: False)
    monkeypatch.setattr(type_ahead, "has_exited", lambda _: False)
    app = LateApp()
    keys = type_ahead.TypeAhead(cast("App[None]", app))
    typed = [events.Key(letter, letter) for letter in "ge100"]
    assert [keys.keeps(key) for key in typed] == [False, True, True, True, True]
    while keys.is_busy:
        await asyncio.sleep(0)
    assert app.queue == typed[1:]
    # They come again long after all of them have been handed on, and none has to wait once more.
    assert [keys.keeps(key) for key in app.queue] == [False] * 4
