"""Digits: `>` and `<` show more and fewer of every number, in every pane and at any size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.test_main_screen import main_screen, picture
from tests.ui.test_true_screen import assert_true, on_screen
from xortui.commands.layout import PANES
from xortui.debugger import Debugger
from xortui.render.digits import next_digits, told_digits
from xortui.render.numbers import MAX_DIGITS, MIN_DIGITS, choose_digits, chosen_digits
from xortui.render.paths import Line, branch_detail
from xortui.render.row import plain
from xortui.render.sentence import factor_row, sentence_rows
from xortui.render.view import View
from xortui.ui.app import XortuiApp

PLAIN = re.compile(r"(?<![\w.])[+−]?\d+\.(\d+)(?![\w.])")


@pytest.fixture(autouse=True)
def _as_by_default() -> Iterator[None]:
    yield
    choose_digits(None)


def weights(pilot: Pilot[None]) -> list[str]:
    """Return the lines of the pane Weights but its header."""
    region = main_screen(pilot).query_one("#weights").region
    return [line[region.x : region.right] for line in on_screen(pilot)[region.y + 1 : region.bottom]]


async def test_each_press_is_one_digit_and_is_remembered(settings_file: Path) -> None:
    async with XortuiApp(Debugger()).run_test(size=(120, 40)) as pilot:
        await pilot.press("n", *["greater_than_sign"] * 2)
        assert "digits after the point: 8" in picture(pilot)
        assert settings_file.read_text() == "digits = 8\n"
        decimals = {len(found) for line in weights(pilot) for found in PLAIN.findall(line)}
        assert decimals == {8}
        await pilot.press(*["less_than_sign"] * 6)
        assert "digits after the point: 2 " in picture(pilot)
        assert settings_file.read_text() == "digits = 2\n"
        await pilot.press("less_than_sign")
        assert "as many as fit" in picture(pilot)
        assert settings_file.read_text() == 'digits = "fit"\n'
        assert_true(pilot)


@pytest.mark.parametrize("size", [(40, 12), (60, 18), (80, 24), (120, 40), (200, 60)])
async def test_every_press_changes_the_numbers_until_there_are_as_many_as_fit_again(size: tuple[int, int]) -> None:
    async with XortuiApp(Debugger()).run_test(size=size) as pilot:
        await pilot.press("tab", "n")
        for key in ("greater_than_sign", "less_than_sign"):
            before = on_screen(pilot)[1:-2]
            await pilot.press(key)
            while chosen_digits() is not None:
                assert on_screen(pilot)[1:-2] != before
                before = on_screen(pilot)[1:-2]
                await pilot.press(key)
            assert "as many as fit" in picture(pilot)


async def test_a_pane_without_columns_of_numbers_says_so() -> None:
    async with XortuiApp(Debugger()).run_test(size=(60, 18)) as pilot:
        await pilot.press("tab", "tab", "tab", "greater_than_sign")
        assert "no columns of numbers here; tab leads to some" in picture(pilot)
        assert chosen_digits() is None


@pytest.mark.parametrize("size", [(40, 12), (60, 18), (80, 24), (120, 40), (200, 60)])
async def test_no_number_is_cut_at_any_size_however_many_are_wanted(size: tuple[int, int]) -> None:
    debugger = Debugger("xor")
    debugger.go_to("301.45")
    snapshot = debugger.snapshot()
    known = {abs(value) for value in (*snapshot.values, *snapshot.begun_with, *snapshot.state)}
    known |= {abs(snapshot.change(name) or 0.0) for name in debugger.problem.network.parameter_names}
    async with XortuiApp(debugger).run_test(size=size) as pilot:
        for digits in (2, 9, MAX_DIGITS):
            choose_digits(digits)
            seen = 0
            for _ in PANES[:6]:
                await pilot.press("tab")
                pane = main_screen(pilot).query_one("#weights")
                for text in re.findall(r"\d+\.\d+(?:e[−+]?\d+)?", "\n".join(weights(pilot)) if pane.display else ""):
                    seen += 1
                    assert any(is_rounded(text, number) for number in known), text
            assert seen >= 3


def is_rounded(text: str, number: float) -> bool:
    """Say whether a text is a number, rounded to the digits that it has."""
    mantissa, _, power = text.replace("−", "-").partition("e")
    unit = 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
    return abs(float(text.replace("−", "-")) - number) <= 0.51 * unit + 1e-16


async def test_where_there_is_no_room_for_so_many_it_says_for_how_many() -> None:
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "greater_than_sign")
        *_, message, footer = picture(pilot).splitlines()
        assert message.strip() == "digits after the point: as many as fit; Network 3, Weights 5, Chain rule 4"
        assert footer.startswith(" s/S op")
        await pilot.press("less_than_sign")
        assert "digits after the point: 4; room for Network 3" in picture(pilot)
        await pilot.press("tab", "z", "greater_than_sign", "greater_than_sign")
        assert "room" not in picture(pilot)
        assert {len(found) for line in weights(pilot) for found in PLAIN.findall(line)} == {6}


async def test_points_stand_below_each_other() -> None:
    async with XortuiApp(Debugger()).run_test(size=(120, 40)) as pilot:
        await pilot.press("n", *["greater_than_sign"] * 3)
        places = [[match.start() for match in re.finditer(r"\.", line)] for line in weights(pilot)[:9]]
        assert all(above == below for above, below in pairwise(places))
        assert len(places[0]) == 3


def test_beyond_the_most_and_below_the_fewest_there_are_as_many_as_fit() -> None:
    assert next_digits(MAX_DIGITS, 17, back=False) is None
    assert next_digits(MIN_DIGITS, 2, back=True) is None
    assert next_digits(None, 5, back=False) == 6
    assert next_digits(12, 5, back=True) == 4
    assert told_digits(17, {"Weights": 17}) == "digits after the point: 17"


@pytest.mark.parametrize(
    ("digits", "width", "told"),
    [
        (None, 80, "∂h1/∂z1 = h1·(1 − h1) = 0.5752·(1 − 0.5752) = 0.2443"),
        (2, 80, "∂h1/∂z1 = h1·(1 − h1) = 0.58·(1 − 0.58) = 0.24"),
        (10, 80, "∂h1/∂z1 = h1·(1 − h1) = 0.5752211623·(1 − 0.5752211623) = 0.2443417767"),
        (17, 80, "∂h1/∂z1 = h1·(1 − h1) = 0.5752·(1 − 0.5752) = 0.2443"),
        (10, 30, "∂h1/∂z1 = 0.2443417767"),
        (10, 20, "∂h1/∂z1 = 0.2443"),
    ],
)
def test_the_line_below_the_chain_rule_has_the_digits_that_are_wanted_where_they_fit(
    digits: int | None, width: int, told: str
) -> None:
    debugger = Debugger("xor")
    debugger.go_to("1.19")
    snapshot = debugger.snapshot()
    choose_digits(digits)
    assert plain(factor_row(snapshot, snapshot.program.by_target["∂h1/∂z1"], width)) == told


def test_the_sentence_and_what_a_path_adds_have_the_digits_that_are_wanted_where_they_fit() -> None:
    debugger = Debugger("mazur")
    debugger.go_to("1")
    snapshot = debugger.snapshot()
    choose_digits(8)
    line = Line("w2", ("ŷ1",))
    snapshot = replace(snapshot, printed=())
    assert branch_detail(snapshot, line, 100) == (
        "its share of ∂C/∂w2 = 0.13849856 · 0.40000000 · 0.24130071 · 0.10000000 = 0.00133679"
    )
    debugger.go_to("1.4")
    answer = sentence_rows(replace(debugger.snapshot(), printed=()), View("w1"), 80, 2)[1]
    assert plain(answer).rstrip() == "h2 = σ(z2) = σ(0.39250000) = 0.59688438"
