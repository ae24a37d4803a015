"""Guessing on the screen: what is asked is covered, and stays so until it is answered or something moves on."""

from __future__ import annotations

from tests.ui.test_main_screen import main_screen, picture
from xortui.commands.beginning import Beginning
from xortui.debugger import Debugger, Position
from xortui.tours.opening import debugger_of, load_tour
from xortui.ui.app import XortuiApp
from xortui.ui.prompt import Prompt

OPERATIONS = 7


async def test_a_key_asks_and_covers_and_the_answer_uncovers() -> None:
    async with XortuiApp(Debugger("xor")).run_test(size=(80, 24)) as pilot:
        await pilot.press(*["s"] * OPERATIONS)
        await pilot.press("Q")
        screen = main_screen(pilot)
        assert screen.query_one(Prompt).display
        assert screen.query_one(Prompt).placeholder.startswith("a number, h1*(1-h1), + or −")
        assert "What is ∂C/∂ŷ? How much does C change when ŷ changes?" in picture(pilot)
        assert "? · ∂ŷ/∂z3" in picture(pilot)
        await pilot.press(*"0.29", "enter")
        assert "✓ Right, 0.0027 too low (0.93 %). ∂C/∂ŷ = ŷ − y" in picture(pilot)
        assert "0.2927 · ∂ŷ/∂z3" in picture(pilot)
        assert screen.debugger.position == Position(1, OPERATIONS + 1)


async def test_escape_leaves_the_question_open_and_other_panes_can_be_looked_at() -> None:
    async with XortuiApp(Debugger("xor")).run_test(size=(120, 40)) as pilot:
        await pilot.press("e", "Q", "escape")
        screen = main_screen(pilot)
        assert "What is z1? Add up the weighted inputs and the bias." in picture(pilot)
        await pilot.press("tab")
        assert "asked: what is z1? Q answers" in picture(pilot)
        await pilot.press("down", "right_square_bracket", "greater_than_sign")
        assert screen.debugger.cover is not None
        text = picture(pilot)
        assert text.count("covered") == 2  # samples and decision map
        await pilot.press("Q")
        assert screen.query_one(Prompt).display
        await pilot.press("escape", "s")
        assert screen.debugger.cover is None
        assert "covered" not in picture(pilot)


async def test_what_is_no_answer_is_told_and_can_be_mended() -> None:
    async with XortuiApp(Debugger("xor")).run_test(size=(80, 24)) as pilot:
        await pilot.press("Q", *"h9", "enter")
        screen = main_screen(pilot)
        assert "guess: " in screen.bench.message
        assert screen.bench.is_refusal
        assert screen.query_one(Prompt).value == "h9"
        assert screen.debugger.cover is not None


async def test_a_loss_is_guessed() -> None:
    async with XortuiApp(Debugger("xor")).run_test(size=(80, 24)) as pilot:
        await pilot.press("e", "L", "f", "enter")
        assert "✓ Right. The mean of C falls: 0.1492, then 0.1446" in picture(pilot)


async def test_a_quiz_begins_with_its_first_question_and_goes_on() -> None:
    app = XortuiApp(Debugger("xor"), begin=Beginning("quiz", "2 1"))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "1 of 2: What is ŷ? What comes out of the unit? Q answers" in picture(pilot)
        screen = main_screen(pilot)
        for _ in range(6):
            if screen.bench.practice.sheet is None:
                break
            await pilot.press("Q", "question_mark", "enter")
        assert "the sheet is done: 0 of 6 right, weakest C: 0 of 3" in screen.bench.message


async def test_a_comparison_is_closed_for_a_question() -> None:
    async with XortuiApp(Debugger("xor")).run_test(size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        await pilot.press("n")
        screen.debugger.edit("w1", 1.0)
        await pilot.press("d")
        assert screen.bench.is_comparing
        await pilot.press("Q")
        assert not screen.bench.is_comparing
        assert "What is z1?" in picture(pilot)


async def test_a_digit_begins_the_answer_where_something_is_asked() -> None:
    async with XortuiApp(Debugger("xor")).run_test(size=(80, 24)) as pilot:
        await pilot.press(*["s"] * OPERATIONS)
        await pilot.press("Q", "escape", *"0.29")
        screen = main_screen(pilot)
        assert screen.query_one(Prompt).value == "0.29"
        await pilot.press("enter")
        assert "✓ Right, 0.0027 too low" in picture(pilot)


async def test_the_letter_of_an_answer_begins_it_at_a_stop_and_is_a_command_again_behind_it() -> None:
    beginning = Beginning("tour", "zero-gradient")
    app = XortuiApp(debugger_of(load_tour("zero-gradient")), begin=beginning)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right_parenthesis", "c")
        screen = main_screen(pilot)
        assert screen.query_one(Prompt).value == "c"
        assert not screen.bench.playback.is_running
        await pilot.press("enter")
        assert "✓ Right, c: " in picture(pilot)
        await pilot.press("c")
        assert screen.bench.playback.is_running
