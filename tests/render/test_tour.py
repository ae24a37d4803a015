"""The page of a tour, to the letter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.render.row import plain, row_width
from xortui.render.tour import STEADY_LINES, TourPage, page_lines, page_text, tour_rows, wanted_height

PAGE = TourPage(
    tour="A lesson",
    stop="The first stop",
    place=1,
    count=3,
    paragraphs=("The slope `h1·(1 − h1)` is **never** negative.", "So it is."),
    question="Which is it? Q answers",
    options=("a) `w5`", "b) one"),
    then=(") goes on, ( back", ") on"),
)


def lines(page: TourPage, width: int, height: int) -> list[str]:
    return [plain(row).rstrip() for row in tour_rows(page, width, height)]


def test_marks_take_no_room_and_answers_stand_in_a_row_where_they_fit() -> None:
    assert lines(PAGE, 60, 6) == [
        "     1/3 A lesson: The first stop          ) goes on, ( back",
        "The slope h1·(1 − h1) is never negative.",
        "So it is.",
        "Which is it? Q answers",
        "  a) w5   b) one",
        "",
    ]


def test_what_is_marked_is_not_broken_and_answers_get_rows_of_their_own() -> None:
    assert lines(PAGE, 15, 9) == [
        "     1/3 The …",
        "The slope",
        "h1·(1 − h1) is",
        "never negative.",
        "So it is.",
        "Which is it? Q",
        "answers",
        "  a) w5",
        "  b) one",
    ]


@pytest.mark.parametrize(
    ("width", "header"),
    [
        (59, "     1/3 A lesson: The first stop         ) goes on, ( back"),
        (50, "     1/3 The first stop          ) goes on, ( back"),
        (36, "     1/3 The first stop         ) on"),
        (28, "     1/3 The first …    ) on"),
    ],
)
def test_what_the_keys_do_is_told_before_the_title_of_the_stop_is_whole(width: int, header: str) -> None:
    assert lines(PAGE, width, 6)[0] == header


def header(page: TourPage, width: int = 80) -> str:
    return lines(page, width, 2)[0].strip()


def test_the_header_has_no_colon_behind_a_question() -> None:
    page = replace(PAGE, tour="A bug, or a bad start?", stop="It does not learn")
    assert header(page).startswith(f"{page.place}/{page.count} A bug, or a bad start? It does not learn  ")


def test_what_is_marked_is_strong() -> None:
    (row, *_) = page_lines(PAGE, 60)
    assert [span.text.strip() for span in row if span.role == "strong"] == ["h1·(1 − h1)", "never"]


def test_where_there_is_no_room_for_all_the_last_line_says_so() -> None:
    assert lines(PAGE, 60, 4)[-1] == "… a larger terminal shows the rest"
    assert len(lines(PAGE, 60, 4)) == 4


def test_a_usual_screen_gives_every_stop_as_many_lines() -> None:
    assert wanted_height(PAGE, 80) == STEADY_LINES + 1
    assert wanted_height(PAGE, 60) == 5


def test_the_prompt_tells_it_in_whole_lines_without_marks() -> None:
    assert page_text(PAGE) == [
        "A lesson, stop 1 of 3: The first stop",
        "The slope h1·(1 − h1) is never negative.",
        "So it is.",
        "Which is it? Q answers",
        "a) w5",
        "b) one",
        ") goes on, ( back",
    ]


@pytest.mark.parametrize("height", [1, 2, 5])
@given(text=st.text(max_size=200), width=st.integers(8, 90))
def test_any_text_fills_exactly_its_room(text: str, width: int, height: int) -> None:
    page = TourPage(tour=text[:30], stop=text[:20], place=1, count=2, paragraphs=(text,), options=(text, "b"))
    rows = tour_rows(page, width, height)
    assert [row_width(row) for row in rows] == [width] * height
