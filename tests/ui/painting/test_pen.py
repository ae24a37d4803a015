"""The shortest way between two cells, and between two styles."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.ui.painting.pen import CursorPlace, change_of_style, shortest_move

PLACES = st.builds(CursorPlace, st.integers(0, 119), st.integers(0, 39))
ATTRIBUTES = st.sets(st.sampled_from(["1", "3", "4", "7", "9"])).map(sorted)
COLOURS = st.sampled_from(["", "1", "95", "8;5;231", "8;2;1;2;3"])


@st.composite
def styles(draw: st.DrawFn) -> str:
    """Return codes as Rich writes them."""
    text = draw(COLOURS)
    ground = draw(COLOURS)
    codes = [*draw(ATTRIBUTES), *_coloured(text, "3", "9"), *_coloured(ground, "4", "10")]
    return ";".join(codes)


def _coloured(colour: str, dark: str, bright: str) -> list[str]:
    if not colour:
        return []
    return [bright + colour[1:]] if colour == "95" else [dark + colour]


class TestMoves:
    """Moves of the cursor."""

    @given(PLACES, PLACES)
    def test_a_move_leads_where_it_shall_and_is_never_longer_than_naming_the_place(
        self, old: CursorPlace, new: CursorPlace
    ) -> None:
        screen = pyte.Screen(120, 40)
        stream = pyte.Stream(screen)
        stream.feed(shortest_move(None, old))
        assert (screen.cursor.x, screen.cursor.y) == old
        stream.feed(shortest_move(old, new))
        assert (screen.cursor.x, screen.cursor.y) == new
        assert len(shortest_move(old, new)) <= len(shortest_move(None, new))

    @pytest.mark.parametrize(
        ("old", "new", "move"),
        [
            (CursorPlace(5, 3), CursorPlace(5, 3), ""),
            (CursorPlace(5, 3), CursorPlace(6, 3), "\x1b[C"),
            (CursorPlace(5, 3), CursorPlace(4, 3), "\b"),
            (CursorPlace(5, 3), CursorPlace(0, 3), "\r"),
            (CursorPlace(5, 3), CursorPlace(5, 4), "\x1b[B"),
            (CursorPlace(70, 20), CursorPlace(0, 0), "\x1b[H"),
            (CursorPlace(70, 20), CursorPlace(0, 11), "\x1b[12H"),
            (None, CursorPlace(11, 0), "\x1b[;12H"),
        ],
    )
    def test_the_shortest_of_all_ways_is_taken(self, old: CursorPlace | None, new: CursorPlace, move: str) -> None:
        assert shortest_move(old, new) == move


class TestStyles:
    """Changes of style."""

    @given(st.none() | styles(), styles(), st.booleans())
    def test_a_change_leads_to_the_style_and_is_never_longer_than_beginning_anew(
        self, old: str | None, new: str, ends_one_by_one: bool
    ) -> None:
        changed = pyte.Screen(2, 1)
        stream = pyte.Stream(changed)
        stream.feed(change_of_style(None, old, ends_one_by_one) if old is not None else "\x1b[5;35m")
        change = change_of_style(old, new, ends_one_by_one)
        stream.feed(f"{change}x")
        fresh = pyte.Screen(2, 1)
        pyte.Stream(fresh).feed(f"\x1b[{new}mx")
        assert changed.buffer[0][0] == fresh.buffer[0][0]
        assert len(change) <= len(change_of_style(None, new, ends_one_by_one))

    @pytest.mark.parametrize(
        ("old", "new", "change"),
        [
            ("1;38;5;231;48;5;233", "1;38;5;231;48;5;233", ""),
            ("1;38;5;231;48;5;233", "38;5;231;48;5;233", "\x1b[22m"),
            ("38;5;231;48;5;233", "38;5;17;48;5;233", "\x1b[38;5;17m"),
            ("31", "", "\x1b[m"),
            ("1;2", "2", "\x1b[0;2m"),
        ],
    )
    def test_only_what_differs_is_said(self, old: str, new: str, change: str) -> None:
        assert change_of_style(old, new, True) == change

    def test_a_terminal_that_may_not_know_how_to_end_one_attribute_is_told_all_anew(self) -> None:
        assert change_of_style("1;31", "31", False) == "\x1b[0;31m"
