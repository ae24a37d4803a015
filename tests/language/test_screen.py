"""The screen in German: nothing is cut, and which words stay English."""

from __future__ import annotations

import re
from functools import cache

import pytest
from textual.pilot import Pilot

from tests.ui.test_main_screen import main_screen, picture
from xortui.commands.layout import PANES
from xortui.debugger import Debugger
from xortui.language.messages_file import read_messages
from xortui.language.phrase import in_english, phrase
from xortui.problems import load_problem
from xortui.ui.app import XortuiApp
from xortui.ui.panes.pane import Pane

pytestmark = pytest.mark.usefixtures("german")
SIZES = [(80, 24), (60, 18), (120, 40)]
_WORD = re.compile(r"[A-Za-zäöüÄÖÜß]{3,}")
STAYS = {"xor", "tab"}
"""What is no word of any language: the names of problems, and of keys."""


@cache
def words_of_german() -> frozenset[str]:
    """Return every word that a German text has."""
    messages = read_messages("de")
    texts = [*messages.phrases.values(), *(form for forms in messages.plurals.values() for form in forms)]
    return frozenset(word.lower() for text in texts for word in _WORD.findall(re.sub(r"\{[a-z_.]+\}", "", text)))


def shown_panes(pilot: Pilot[None]) -> list[Pane]:
    """Return the panes that are on the screen."""
    panes = [main_screen(pilot).query_one(f"#{name}", Pane) for name in PANES]
    return [pane for pane in panes if pane.display and pane.size.height]


async def commands_in_footer(size: tuple[int, int]) -> list[str]:
    """Return the commands that the footer names."""
    async with XortuiApp(Debugger(load_problem("xor"))).run_test(size=size) as pilot:
        await pilot.pause()
        (row,) = main_screen(pilot).query_one("#footer", Pane).rows
        return list(dict.fromkeys(span.hit.name for span in row if span.hit is not None))


@pytest.mark.parametrize("size", SIZES)
async def test_the_main_screen_is_german_but_for_names_and_symbols(size: tuple[int, int]) -> None:
    async with XortuiApp(Debugger(load_problem("xor"))).run_test(size=size) as pilot:
        seen: set[str] = set()
        for keys in (["n"], ["s"] * 3, ["e"], ["tab"], ["tab"], ["tab"], ["tab"], ["N"], ["c", "c"], ["w", "enter"]):
            await pilot.press(*keys)
            await pilot.pause()
            seen |= {word.lower() for word in _WORD.findall(picture(pilot))}
    assert seen - words_of_german() - STAYS == set()


@pytest.mark.parametrize("size", SIZES)
async def test_every_pane_has_its_whole_title_and_no_line_is_cut(size: tuple[int, int]) -> None:
    async with XortuiApp(Debugger(load_problem("xor"))).run_test(size=size) as pilot:
        await pilot.press("n", "s", "s")
        for _ in PANES:
            await pilot.pause()
            for pane in shown_panes(pilot):
                first, *rest = pane.text.split("\n")
                title = pane.heading(pane.scene) if pane.scene is not None else ""
                assert re.match(rf"{re.escape(title)}( |$)", first), pane.id
                assert all(not line.endswith("…") for line in (first, *rest)), pane.id
            await pilot.press("tab")


@pytest.mark.parametrize("size", SIZES)
async def test_the_footer_names_the_same_keys_as_in_english(size: tuple[int, int]) -> None:
    told = await commands_in_footer(size)
    with in_english():
        assert told == await commands_in_footer(size)


async def test_the_help_is_german_to_the_last_key() -> None:
    async with XortuiApp(Debugger(load_problem("xor"))).run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        told = pilot.app.screen.text()  # type: ignore[attr-defined]
    assert told.startswith("Netz\n\nNeuronen mit ihren Werten")
    assert phrase("Letters") in told
    assert "Zum Start, mit denselben Startgewichten" in " ".join(told.split())


@pytest.mark.parametrize("size", [(80, 24), (60, 18)])
@pytest.mark.parametrize("problem", ["mazur", "iris", "sine"])
async def test_panes_of_other_networks_have_their_whole_titles(problem: str, size: tuple[int, int]) -> None:
    async with XortuiApp(Debugger(load_problem(problem))).run_test(size=size) as pilot:
        await pilot.press("n", "s")
        for _ in PANES:
            await pilot.pause()
            for pane in shown_panes(pilot):
                title = pane.heading(pane.scene) if pane.scene is not None else ""
                assert re.match(rf"{re.escape(title)}( |$)", pane.text.split("\n")[0]), pane.id
            await pilot.press("tab")


async def test_a_question_its_answer_and_a_break_are_german() -> None:
    async with XortuiApp(Debugger(load_problem("xor"))).run_test(size=(80, 24)) as pilot:
        await pilot.press("s", "Q")
        await pilot.pause()
        assert "Was ist h1?" in picture(pilot)
        await pilot.press(*"0.5", "enter")
        await pilot.pause()
        assert "Nicht richtig" in picture(pilot)
        await pilot.press("c", "c")
        await pilot.pause()
        assert "läuft" in picture(pilot) or "Pause" in picture(pilot)
