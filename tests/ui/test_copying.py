"""Copying: a drag over a pane or a text, and a key for a whole pane."""

from __future__ import annotations

import base64
import re

import pytest
from textual import events
from textual.pilot import Pilot

from tests.ui.test_main_screen import main_screen, picture
from tests.ui.test_true_screen import assert_true, on_screen
from tests.ui.test_type_ahead import at_rest, mouse, send
from xortui.debugger import Debugger
from xortui.render.palettes.depth import Depth
from xortui.ui.abilities import Abilities
from xortui.ui.app import XortuiApp
from xortui.ui.clipboard import clipboard_code, told_copied
from xortui.ui.selection import Selection


def drag(pilot: Pilot[None], *points: tuple[int, int], lets_go: bool = True) -> None:
    """Press the button at the first point, move to the others, and let go at the last."""
    send(pilot, mouse(events.MouseDown, *points[0]))
    for point in points[1:]:
        send(pilot, mouse(events.MouseMove, *point))
    if lets_go:
        send(pilot, mouse(events.MouseUp, *points[-1]))


class TestPanes:
    """A drag over a pane."""

    @pytest.mark.parametrize("depth", [Depth.TRUE, Depth.NONE])
    async def test_what_is_copied_is_the_text_of_this_pane_alone(self, depth: Depth) -> None:
        async with XortuiApp(Debugger(), Abilities(depth)).run_test(size=(80, 24)) as pilot:
            await pilot.press("n")
            weights = main_screen(pilot).query_one("#weights").region
            lines = [line[weights.x : weights.right].rstrip() for line in on_screen(pilot)]
            # From the name of w2 to far left of the pane, three lines further down.
            drag(pilot, (weights.x + 1, 3), (weights.x + 20, 4), (2, 6))
            await at_rest(pilot)
            assert pilot.app.clipboard == "\n".join([lines[3][1:], lines[4], lines[5], lines[6][:1].rstrip()])
            assert "copied: 4 lines" in picture(pilot)
            assert_true(pilot)

    async def test_it_is_marked_until_the_button_is_let_go_and_chooses_nothing(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("n")
            before = main_screen(pilot).bench.view
            at_first = marked(pilot)
            drag(pilot, (50, 4), (70, 4), lets_go=False)
            await at_rest(pilot)
            assert marked(pilot) - at_first == {(x, 4) for x in range(50, 71)}
            send(pilot, mouse(events.MouseMove, 52, 4))
            await at_rest(pilot)
            assert marked(pilot) - at_first == {(x, 4) for x in range(50, 53)}
            send(pilot, mouse(events.MouseUp, 52, 4))
            await at_rest(pilot)
            assert marked(pilot) == at_first
            assert main_screen(pilot).bench.view == before

    async def test_a_click_after_a_drag_is_a_click(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            drag(pilot, (50, 4), (70, 4))
            await at_rest(pilot)
            send(pilot, mouse(events.MouseDown, 50, 5), mouse(events.MouseUp, 50, 5))
            await at_rest(pilot)
            assert main_screen(pilot).bench.view.parameter == "w4"

    async def test_a_button_let_go_outside_of_the_terminal_ends_it(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            at_first = marked(pilot)
            drag(pilot, (50, 4), (70, 4), lets_go=False)
            send(pilot, events.MouseMove(None, 3, 3, 0, 0, 0, False, False, False, 3, 3))
            await at_rest(pilot)
            assert marked(pilot) == at_first
            assert pilot.app.mouse_captured is None
            assert pilot.app.clipboard == ""

    async def test_a_pane_that_is_hidden_lets_the_mouse_go(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(60, 18)) as pilot:
            drag(pilot, (10, 4), (30, 6), lets_go=False)
            send(pilot, "<tab>")
            await at_rest(pilot)
            assert pilot.app.mouse_captured is None

    async def test_a_key_copies_the_whole_pane(self) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("n", "tab", "y")
            region = main_screen(pilot).query_one("#weights").region
            lines = [line[region.x : region.right].rstrip() for line in on_screen(pilot)[region.y : region.bottom]]
            assert pilot.app.clipboard == "\n".join(lines)
            assert lines[0].startswith("Weights")


class TestTexts:
    """A drag over what a dialog tells."""

    @pytest.mark.parametrize(("key", "told"), [("i", "xor: Exclusive or"), ("question_mark", "Network")])
    async def test_what_is_read_can_be_copied(self, key: str, told: str) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press(key)
            await at_rest(pilot)
            place = next(line for line in range(24) if told in on_screen(pilot)[line])
            at = on_screen(pilot)[place].index(told)
            drag(pilot, (at, place), (at + 1, place), (at + len(told), place))
            await at_rest(pilot)
            assert pilot.app.clipboard == told
            assert f"copied: {len(told)} characters" in "\n".join(on_screen(pilot))

    @pytest.mark.parametrize("key", ["b", "w", "question_mark", "i", "ctrl+p"])
    async def test_nothing_copies_the_names_of_widgets(self, key: str) -> None:
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press(key)
            await at_rest(pilot)
            for begin, end in (((2, 1), (70, 22)), ((10, 8), (40, 14)), ((30, 3), (30, 10))):
                drag(pilot, begin, end)
                await at_rest(pilot)
                assert not re.search(r"#|Options|Input|Static|Vertical|Screen\(", pilot.app.clipboard)


def marked(pilot: Pilot[None]) -> set[tuple[int, int]]:
    """Return the cells that are shown reversed."""
    found = set()
    for y, strip in enumerate(pilot.app.screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            width = segment.cell_length
            if segment.style is not None and segment.style.reverse:
                found |= {(cell, y) for cell in range(x, x + width)}
            x += width
    return found


class TestSelection:
    """The cells between two points."""

    def test_it_is_the_same_whichever_end_came_first(self) -> None:
        assert Selection((5, 2), (1, 4)).cells(2, 9) == Selection((1, 4), (5, 2)).cells(2, 9) == (5, 9)
        assert Selection((5, 2), (1, 4)).cells(4, 9) == (0, 2)
        assert Selection((5, 2), (1, 2)).cells(2, 9) == (1, 6)

    def test_it_never_reaches_beyond_a_line(self) -> None:
        assert Selection((0, 0), (50, 1)).cells(1, 9) == (0, 9)


class TestClipboard:
    """What the terminal is asked."""

    def test_the_text_is_sent_in_utf_8(self) -> None:
        code = clipboard_code("∂C/∂w1", {})
        assert base64.b64decode(code.removeprefix("\x1b]52;c;").removesuffix("\a")).decode() == "∂C/∂w1"

    def test_screen_is_asked_to_hand_it_on_in_pieces(self) -> None:
        text = "w1 " * 400
        code = clipboard_code(text, {"STY": "4711.pts-0"})
        pieces = re.findall("\x1bP(.*?)\x1b\\\\", code, re.DOTALL)
        assert "".join(pieces) == clipboard_code(text, {})
        assert max(map(len, pieces)) <= 256

    @pytest.mark.parametrize(("text", "told"), [("a", "1 character"), ("abc", "3 characters"), ("a\nb", "2 lines")])
    def test_how_much_it_was_is_told(self, text: str, told: str) -> None:
        assert told_copied(text) == f"copied: {told}"
        assert told_copied(text, "Weights") == f"copied Weights: {told}"
