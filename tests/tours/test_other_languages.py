"""Built-in tours in other languages: the same stops and questions, in other words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import xortui.tours
from xortui.commands.layout import PANES
from xortui.language.messages_file import ENGLISH
from xortui.language.phrase import choose_language, in_english
from xortui.tours.checking import faults_of
from xortui.tours.opening import built_in_tours, load_tour, tour_text
from xortui.tours.tour import Stop
from xortui.ui.keys import default_keys

FOLDER = Path(xortui.tours.__file__).parent / "built_in"
FILES = [path for folder in sorted(FOLDER.iterdir()) if folder.is_dir() for path in sorted(folder.glob("*.md"))]


@pytest.fixture(params=FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def name(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the name of a tour, told in its language."""
    choose_language(request.param.parent.name)
    yield request.param.stem
    choose_language(ENGLISH)


def where_and_what(stop: Stop) -> object:
    """Return all of a stop but its words."""
    asked = stop.asked
    question = None if asked is None else (asked.kind, len(asked.options), asked.right)
    wanted = asked.written.text if asked is not None and asked.kind == "value" else ""
    moves = [(move.kind, move.written.text) for move in stop.moves]
    look = None if stop.look is None else stop.look.text
    covers = asked.covers.text if asked is not None and asked.covers is not None else ""
    return moves, look, covers, [claim.text for claim in stop.claims], question, wanted


def test_it_has_the_stops_of_the_english_one(name: str) -> None:
    assert name in built_in_tours()
    with in_english():
        english = load_tour(name)
    other = load_tour(name)
    assert other.title != english.title
    assert list(map(where_and_what, other.stops)) == list(map(where_and_what, english.stops))


def test_every_number_in_it_holds(name: str) -> None:
    assert faults_of(*tour_text(name), PANES, default_keys()) == []


def test_every_tour_is_there_in_german() -> None:
    assert {path.stem for path in FILES if path.parent.name == "de"} == set(built_in_tours())
