"""What is on the screen is the scene of now, however it came there: read from the compositor, which keeps lines."""

from __future__ import annotations

import random

import pytest
from rich.segment import Segment
from textual.pilot import Pilot

from tests.ui.test_main_screen import main_screen, wait_until
from xortui.debugger import Debugger
from xortui.render.palette import Palette
from xortui.ui.app import XortuiApp
from xortui.ui.panes.pane import Pane
from xortui.ui.prompt import Prompt

FORK = ("n", "v", *"w5=1", "enter")


def on_screen(pilot: Pilot[None]) -> list[str]:
    """Return the lines that the terminal is sent."""
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


def assert_true(pilot: Pilot[None]) -> None:
    """See that every pane on the screen is what its picture of the current scene is."""
    screen = main_screen(pilot)
    lines = on_screen(pilot)
    for pane in screen.query(Pane):
        is_covered = pane.id == "footer" and screen.query_one(Prompt).display
        if not pane.display or screen.scene is None or is_covered:
            continue
        x, y, width, height = pane.region
        fresh = ["".join(span.text for span in row) for row in pane._framed(screen.scene, width, height)]
        assert [line[x : x + width] for line in lines[y : y + height]] == fresh, pane.id


def lit(pilot: Pilot[None]) -> list[str]:
    """Return the panes whose header is lit on the screen."""
    found = []
    strips = pilot.app.screen._compositor.render_strips()
    colour = Palette().style("header focused").color
    for pane in main_screen(pilot).query(Pane):
        if pane.display and pane.title:
            x, y, _, _ = pane.region
            (first, *_) = [segment for segment in strips[y].crop(x, x + 1) if isinstance(segment, Segment)]
            if first.style and first.style.color == colour:
                found.append(pane.id or "")
    return found


class TestLight:
    """The lit header is the pane that keys act on."""

    @pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
    async def test_it_is_lit_from_the_start_and_after_every_tab(self, size: tuple[int, int]) -> None:
        async with XortuiApp(Debugger()).run_test(size=size) as pilot:
            await pilot.pause()
            assert lit(pilot) == ["network"]
            for key in (*["tab"] * 9, *["shift+tab"] * 4):
                await pilot.press(key)
                await pilot.pause()
                assert lit(pilot) == [main_screen(pilot).layout_now.pane]

    async def test_the_lit_pane_is_the_one_that_fills_the_screen(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("tab", "tab")
            await pilot.pause()
            (name,) = lit(pilot)
            await pilot.press("z")
            await pilot.pause()
            assert lit(pilot) == [name]

    async def test_a_click_lights_the_pane_that_is_clicked(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.click("#loss", offset=(3, 3))
            await pilot.pause()
            assert lit(pilot) == ["loss"]


class TestNoStalePane:
    """A pane that was hidden shows the scene of now when it comes back."""

    @pytest.mark.parametrize(
        ("size", "keys"),
        [
            ((120, 40), ("z", "e", "e", "z")),
            ((80, 24), ("tab", "z", "e", "down", "z")),
            ((60, 18), ("tab", "n", "n", "n", "s", "shift+tab")),
            ((80, 24), (*FORK, "d", "e", "e", "d")),
            ((120, 40), (*FORK, "e", "d", "tab")),
        ],
    )
    async def test_after_keys(self, size: tuple[int, int], keys: tuple[str, ...]) -> None:
        async with XortuiApp(Debugger()).run_test(size=size) as pilot:
            await pilot.pause()
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
                assert_true(pilot)

    async def test_after_resizing(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            for size in ((60, 18), (80, 24), (10, 3), (120, 40), (80, 24), (60, 18)):
                await pilot.press("n")
                await pilot.resize_terminal(*size)
                await pilot.pause()
                assert_true(pilot)
                await pilot.press("n", "tab")
                await pilot.pause()
                assert_true(pilot)

    @pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 18)])
    async def test_after_any_keys_and_sizes(self, size: tuple[int, int]) -> None:
        generator = random.Random(size[0])
        async with XortuiApp(Debugger()).run_test(size=size) as pilot:
            await pilot.press(*FORK)
            for _ in range(60):
                if generator.random() < 0.1:
                    await pilot.resize_terminal(*generator.choice([(80, 24), (60, 18), (120, 40), (30, 5), (1, 1)]))
                key = generator.choice(["s", "n", "e", "S", "N", "E", "tab", "shift+tab", "z", "d", "f", "down", "l"])
                await pilot.press(key)
                await pilot.pause()
                assert_true(pilot)

    async def test_a_pane_drawn_while_nobody_sees_it_is_painted_no_more_than_needed(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(60, 18)) as pilot:
            await pilot.press("tab", "n", "n")
            assert main_screen(pilot).query_one("#network", Pane)._drawn_for is None


async def test_what_was_compared_catches_up_without_a_key() -> None:
    debugger = Debugger()
    async with XortuiApp(debugger).run_test(size=(80, 24)) as pilot:
        await pilot.press("v", *"w5=0", "enter", "d")
        layout = main_screen(pilot).layout_now
    debugger.go_to("30000")
    assert layout.is_comparing
    async with XortuiApp(debugger, layout=layout).run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: not main_screen(pilot).bench.is_catching_up)
        await pilot.pause()
        assert_true(pilot)
        assert debugger.fork_numbered(0).timeline.recorded == 30_000
