"""Digits: `>` and `<` show more and fewer of every number, in every pane and at any size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.test_main_screen import main_screen, picture
from tests.ui.test_true_screen import assert_true, on_screen
from xortui.commands.layout import PANES
from xortui.debugger import Debugger
from xortui.render.digits import LADDER, next_digits, told_digits
from xortui.render.numbers import MAX_DIGITS, MIN_DIGITS, choose_digits
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
        await pilot.press("n", *["greater_than_sign"] * 3)
        assert "digits after the point: 7" in picture(pilot)
        assert settings_file.read_text() == "digits = 7\n"
        decimals = {len(found) for line in weights(pilot) for found in PLAIN.findall(line)}
        assert decimals == {7}
        await pilot.press(*["less_than_sign"] * 3)
        assert "as many as fit" in picture(pilot)
        assert settings_file.read_text() == 'digits = "fit"\n'
        await pilot.press(*["less_than_sign"] * 9)
        assert "digits after the point: 2, the fewest" in picture(pilot)
        assert_true(pilot)


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
        await pilot.press("n", *["greater_than_sign"] * 2)
        *_, message, footer = picture(pilot).splitlines()
        assert message.strip() == "digits after the point: 6; room for Network 3, Weights 5, Chain rule 4"
        assert footer.startswith(" s/S op")
        await pilot.press("tab", "z", "greater_than_sign", "less_than_sign")
        assert "room" not in picture(pilot)
        assert {len(found) for line in weights(pilot) for found in PLAIN.findall(line)} == {6}


async def test_points_stand_below_each_other() -> None:
    async with XortuiApp(Debugger()).run_test(size=(120, 40)) as pilot:
        await pilot.press("n", *["greater_than_sign"] * 5)
        places = [[match.start() for match in re.finditer(r"\.", line)] for line in weights(pilot)[:9]]
        assert all(above == below for above, below in pairwise(places))
        assert len(places[0]) == 3


def test_the_ladder_goes_from_the_fewest_to_the_most() -> None:
    assert (LADDER[0], LADDER[-1]) == (MIN_DIGITS, MAX_DIGITS)
    assert next_digits(None, back=False) == 5
    assert next_digits(None, back=True) == 4
    assert next_digits(MAX_DIGITS, back=False) == MAX_DIGITS
    assert next_digits(MIN_DIGITS, back=True) == MIN_DIGITS
    assert told_digits(17, {}) == "digits after the point: 17, the most"
