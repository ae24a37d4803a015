"""The tours that are built in: each holds, and is played to its end by keys and at the prompt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.geometry import Region
from textual.pilot import Pilot

from tests.tours.test_broken import COMMAND_NAMES
from tests.ui.test_main_screen import main_screen
from xortui.commands.beginning import Beginning
from xortui.commands.layout import PANES
from xortui.exercises.choice import LETTERS
from xortui.exercises.exercise import solve
from xortui.language.messages_file import ENGLISH
from xortui.language.phrase import choose_language
from xortui.prompt.interpreter import Interpreter
from xortui.render.row import plain
from xortui.render.tour import page_lines, page_text
from xortui.tours.checking import faults_of
from xortui.tours.opening import built_in_tours, debugger_of, load_tour, tour_text
from xortui.ui.app import XortuiApp
from xortui.ui.panes.pane import Pane
from xortui.ui.screens.main import MainScreen

TOURS = built_in_tours()
MIN_STOPS, MAX_STOPS = 5, 9


def right_answer(screen: MainScreen) -> str:
    """Return what answers the question that is open."""
    practice = screen.bench.practice
    if practice.choice is not None:
        return LETTERS[practice.choice.right]
    assert practice.exercise is not None
    value = solve(practice.exercise, screen.debugger).value
    if practice.exercise.course is not None:
        return "falls" if value < 0 else "rises"
    return f"{value:.4g}"


def shown(pilot: Pilot[None]) -> dict[str, str]:
    """Return the text of each pane that is shown, as far as it can be seen."""
    found = {}
    for pane in main_screen(pilot).query(Pane):
        if pane.display:
            found[pane.id or ""] = "\n".join(pane.render_line(y).text.rstrip() for y in range(pane.size.height))
    return found


def assert_nothing_is_covered(pilot: Pilot[None]) -> None:
    """Assert that no two panes share a cell, and that all are on the screen."""
    width, height = pilot.app.size
    seen: list[Region] = []
    for pane in main_screen(pilot).query(Pane):
        if not pane.display:
            continue
        region = pane.region
        assert Region(0, 0, width, height).contains_region(region)
        assert not any(region.overlaps(other) for other in seen), f"{pane.id} covers another pane"
        seen.append(region)


@pytest.mark.parametrize("name", TOURS)
def test_every_number_holds(name: str) -> None:
    stem, text, folder = tour_text(name)
    assert faults_of(stem, text, folder, PANES, COMMAND_NAMES) == []


@pytest.mark.parametrize("name", TOURS)
def test_it_is_short_and_asks_something(name: str) -> None:
    tour = load_tour(name)
    assert MIN_STOPS <= len(tour.stops) <= MAX_STOPS
    assert any(stop.asked is not None for stop in tour.stops)


def test_every_file_is_in_the_order() -> None:
    folder = Path(tour_text(TOURS[0])[2])
    assert {path.stem for path in folder.glob("*.md")} == set(TOURS)
    assert len(TOURS) == 8


@pytest.fixture(params=[ENGLISH, "de"])
def _in_each_language(request: pytest.FixtureRequest) -> Iterator[None]:
    choose_language(request.param)
    yield
    choose_language(ENGLISH)


@pytest.mark.usefixtures("_in_each_language")
@pytest.mark.parametrize("name", TOURS)
async def test_it_is_played_by_keys_and_nothing_is_covered_or_cut(name: str) -> None:
    tour = load_tour(name)
    app = XortuiApp(debugger_of(tour), begin=Beginning("tour", name))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        player = screen.bench.tour
        assert player is not None
        for place, stop in enumerate(tour.stops):
            if place:
                await pilot.press("right_parenthesis")
            assert player.place == place
            assert_nothing_is_covered(pilot)
            page = screen.bench.tour_page()
            assert page is not None
            panes = shown(pilot)
            assert [plain(row).rstrip() for row in page_lines(page, 80)] == panes["tour"].split("\n")[1:][
                : len(page_lines(page, 80))
            ]
            assert stop.title.text in panes["tour"]
            if stop.look is not None:
                assert stop.look.text.split(" ")[0] in panes
            assert not screen.bench.is_refusal
            if stop.asked is not None:
                await pilot.press("Q", *right_answer(screen), "enter")
                assert screen.bench.message.startswith(("✓ Right", "✓ Richtig")), screen.bench.message
                assert not player.has_question
                assert_nothing_is_covered(pilot)
                answered = screen.bench.tour_page()
                assert answered is not None
                assert "✓" in answered.question + "".join(answered.options)
                lines = page_lines(answered, 80)
                seen = shown(pilot)["tour"].split("\n")[1:]
                assert [plain(row).rstrip() for row in lines] == seen[: len(lines)]
        await pilot.press("right_parenthesis")
        assert screen.bench.is_refusal  # it was the last
        await pilot.press("left_parenthesis")
        assert player.place == len(tour.stops) - 2


@pytest.mark.usefixtures("_in_each_language")
@pytest.mark.parametrize("name", ["adam", "mazur"])
async def test_the_sign_of_a_published_number_is_explained_where_it_first_stands(name: str) -> None:
    tour = load_tour(name)
    app = XortuiApp(debugger_of(tour), begin=Beginning("tour", name))
    explained = stood = False
    async with app.run_test(size=(120, 40)) as pilot:
        screen = main_screen(pilot)
        for place, stop in enumerate(tour.stops):
            if place:
                await pilot.press("right_parenthesis")
            told = shown(pilot)
            explained = explained or "°" in told.pop("tour")
            stood = stood or "°" in "".join(told.values())
            assert explained or not stood, stop.title.text
            if stop.asked is not None:
                await pilot.press("Q", *right_answer(screen), "enter")
                told = shown(pilot)
                explained = explained or "°" in told.pop("tour")
                stood = stood or "°" in "".join(told.values())
                assert explained or not stood, stop.title.text
    assert stood


@pytest.mark.parametrize("name", TOURS)
def test_it_is_played_at_the_prompt(name: str) -> None:
    tour = load_tour(name)
    told: list[str] = []
    interpreter = Interpreter(debugger_of(tour), told.append)
    assert not interpreter.obey(f"tour {name}")
    for stop in tour.stops:
        page = interpreter.bench.tour_page()
        assert page is not None
        assert page.stop == stop.title.text
        assert told[-len(page_text(page)) :] == page_text(page)
        if stop.asked is not None:
            assert not interpreter.obey("guess ?")
        trouble = interpreter.obey("tour")
        assert bool(trouble) == (stop is tour.stops[-1])


@pytest.mark.parametrize("size", [(120, 40), (40, 12), (60, 20), (200, 60)])
@pytest.mark.parametrize("name", [TOURS[0], TOURS[2]])
async def test_it_has_its_place_on_every_screen(name: str, size: tuple[int, int]) -> None:
    app = XortuiApp(debugger_of(load_tour(name)), begin=Beginning("tour", name))
    async with app.run_test(size=size) as pilot:
        for _ in range(3):
            assert_nothing_is_covered(pilot)
            assert "tour" in shown(pilot)
            await pilot.press("right_parenthesis")
        await pilot.press("ampersand")
        assert "tour" not in shown(pilot)
        await pilot.press("right_parenthesis")
        assert "tour" in shown(pilot)


async def test_looking_at_the_text_leaves_the_other_panes_as_they_are() -> None:
    name = TOURS[0]
    app = XortuiApp(debugger_of(load_tour(name)), begin=Beginning("tour", name))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right_parenthesis", "right_parenthesis")
        assert set(shown(pilot)) >= {"chain_rule", "loss", "tour"}
        await pilot.click("#tour")
        assert set(shown(pilot)) >= {"chain_rule", "loss", "tour"}
        await pilot.press("tab")
        assert set(shown(pilot)) >= {"network", "weights", "tour"}
