from __future__ import annotations

from itertools import product

import pytest
from textual.geometry import Region

from xortui.commands.layout import PANES
from xortui.ui.arrangement import ERROR_SURFACE, FOUR, SOURCE_CODE, TOUR, WATCHES, arrange, is_too_small

LINES = {"status", "sentence", "footer"}


HEIGHTS = [12, 14, 18, 23, 24, 25, 31, 32, 40, 60, 200]


@pytest.mark.parametrize("width", [40, 60, 79, 80, 100, 109, 110, 120, 160, 200, 500])
@pytest.mark.parametrize(("parameters", "table"), [(9, 62), (3, 44), (400, 80), (40, 98)])
@pytest.mark.parametrize("alone", ["", "weights"])
def test_panes_fill_the_screen_without_overlap(width: int, parameters: int, table: int, alone: str) -> None:
    for height, watches in product(HEIGHTS, [0, 2, 50]):
        places = arrange(width, height, parameters=parameters, table=table, watches=watches, alone=alone)
        regions = list(places.values())
        for region in regions:
            assert region.width > 0
            assert region.height > 0
            assert region.x >= 0
            assert region.right <= width
            assert region.bottom <= height
        for place, region in enumerate(regions):
            assert not any(region.overlaps(other) for other in regions[place + 1 :])
        # Nothing is left over but the gaps between panes side by side, at most three cells to a line.
        assert width * height - sum(region.area for region in regions) <= 3 * height


def test_eighty_by_twenty_four_shows_the_four_with_every_parameter() -> None:
    places = arrange(80, 24, parameters=9, table=62)
    assert set(places) == {*FOUR, *LINES}
    assert places["weights"].height == 10  # a header and nine parameters
    assert places["chain_rule"].height == 11  # and the chosen factor
    assert places["chain_rule"].width >= 62


def test_a_large_screen_shows_all_seven_and_a_small_one_shows_one() -> None:
    assert set(arrange(110, 32, parameters=9, table=62)) == {*PANES, *LINES} - {
        WATCHES,
        SOURCE_CODE,
        TOUR,
        ERROR_SURFACE,
    }
    assert set(arrange(110, 32, parameters=9, table=62, watches=1)) == {*PANES, *LINES} - {
        SOURCE_CODE,
        TOUR,
        ERROR_SURFACE,
    }
    assert set(arrange(60, 18, parameters=9, table=62, alone="loss")) == {"loss", *LINES}


def test_the_error_surface_takes_the_place_of_the_network_on_a_large_screen_while_it_is_looked_at() -> None:
    usual = arrange(120, 40, parameters=9, table=62)
    looked_at = arrange(120, 40, parameters=9, table=62, looked_at=ERROR_SURFACE)
    assert looked_at[ERROR_SURFACE] == usual["network"]
    assert set(usual) - set(looked_at) == {"network"}


def test_every_pane_can_be_looked_at_where_only_four_have_a_place() -> None:
    four = arrange(80, 24, parameters=9, table=62, watches=1)
    for pane in (name for name in PANES if name not in (SOURCE_CODE, TOUR)):
        places = arrange(80, 24, parameters=9, table=62, watches=1, looked_at=pane)
        assert pane in places
        assert len(places) == len(four)
        assert {places[name] for name in places} == {four[name] for name in four}


def test_a_long_message_takes_a_line_of_the_panes_and_leaves_the_keys() -> None:
    usual = arrange(80, 24, parameters=9, table=62)
    told = arrange(80, 24, parameters=9, table=62, message_lines=2)
    assert told["footer"] == usual["footer"]
    assert (told["sentence"].y, told["sentence"].height) == (21, 2)
    assert told["network"] == usual["network"]
    assert told["chain_rule"].bottom == 21


def test_a_long_message_takes_the_line_of_a_tour_that_has_no_text() -> None:
    usual = arrange(80, 24, parameters=9, table=62, tour=nine_lines)
    told = arrange(80, 24, parameters=9, table=62, tour=nine_lines, message_lines=2, tour_text=lambda _: 8)
    assert (usual[TOUR].y, usual[TOUR].height) == (13, 9)
    assert (told[TOUR].y, told[TOUR].height) == (13, 8)
    assert told["network"] == usual["network"]
    full = arrange(80, 24, parameters=9, table=62, tour=nine_lines, message_lines=2, tour_text=lambda _: 9)
    assert (full[TOUR].y, full[TOUR].height) == (12, 9)
    assert full["footer"] == usual["footer"]


def test_forty_by_twelve_is_the_least() -> None:
    assert not is_too_small(40, 12)
    assert is_too_small(39, 12)
    assert is_too_small(40, 11)


def test_code_has_a_place_of_its_own_on_a_large_screen_and_the_upper_half_of_a_small_one_while_it_is_looked_at() -> (
    None
):
    large = arrange(120, 40, parameters=9, table=62, has_source=True)
    assert set(large) == {*PANES, *LINES} - {WATCHES, TOUR, ERROR_SURFACE}
    assert large[SOURCE_CODE].width == 57
    assert large[SOURCE_CODE].bottom == large["program"].y
    small = arrange(80, 24, parameters=9, table=62, has_source=True, looked_at=SOURCE_CODE)
    four = arrange(80, 24, parameters=9, table=62, has_source=True)
    assert SOURCE_CODE not in four
    assert small[SOURCE_CODE] == four["network"].union(four["weights"])
    assert set(small) == {SOURCE_CODE, "chain_rule", "loss", *LINES}
    assert set(arrange(60, 18, parameters=9, table=62, has_source=True, alone=SOURCE_CODE)) == {SOURCE_CODE, *LINES}


def nine_lines(width: int) -> int:
    """Return the lines of a tour's text at a width."""
    return 9 if width >= 80 else 9 * 80 // width


def test_a_tour_stands_below_two_panes_on_a_usual_screen() -> None:
    for looked_at, shown in (
        ("chain_rule", {"chain_rule", "loss"}),
        ("weights", {"network", "weights"}),
        ("samples", {"network", "samples"}),
        ("program", {"program", "weights"}),
        ("loss", {"loss", "weights"}),
        (TOUR, {"network", "weights"}),
    ):
        places = arrange(80, 24, parameters=9, table=62, tour=nine_lines, looked_at=looked_at)
        assert set(places) == {*shown, TOUR, *LINES}
        assert places[TOUR] == (0, 13, 80, 9)
        assert {places[name].y for name in shown} == {1}
        assert {places[name].height for name in shown} == {12}


def test_a_tour_stands_above_the_program_on_a_large_screen_or_in_its_place() -> None:
    large = arrange(160, 50, parameters=9, table=62, tour=nine_lines)
    assert large[TOUR].bottom == large["program"].y
    assert large[TOUR].x == large["weights"].x
    narrow = arrange(110, 32, parameters=9, table=62, tour=nine_lines)
    assert "program" not in narrow
    assert narrow[TOUR].y == narrow["weights"].bottom


def test_a_tour_stays_below_the_pane_that_is_presented() -> None:
    for size in ((80, 24), (120, 40)):
        places = arrange(*size, parameters=9, table=62, tour=nine_lines, alone="loss", tour_stays=True)
        assert set(places) == {"loss", TOUR, *LINES}
        assert places["loss"].bottom == places[TOUR].y
        text_alone = arrange(
            *size, parameters=9, table=62, tour=nine_lines, alone=TOUR, looked_at="weights", tour_stays=True
        )
        assert set(text_alone) == {"weights", TOUR, *LINES}


def test_a_tour_has_a_small_screen_to_itself_where_there_is_no_room_for_a_pane_above_it() -> None:
    assert set(arrange(60, 22, parameters=9, table=62, tour=nine_lines, alone="loss")) == {"loss", TOUR, *LINES}
    assert set(arrange(40, 12, parameters=9, table=62, tour=nine_lines, alone=TOUR)) == {TOUR, *LINES}
    assert set(arrange(80, 24, parameters=9, table=62, tour=nine_lines, alone="loss")) == {"loss", *LINES}


@pytest.mark.parametrize("width", range(40, 200, 13))
@pytest.mark.parametrize("height", range(12, 60, 5))
@pytest.mark.parametrize("looked_at", ["network", "chain_rule", "loss", "samples", TOUR])
def test_with_a_tour_no_two_panes_share_a_cell(width: int, height: int, looked_at: str) -> None:
    alone = looked_at if width < 80 or height < 24 else ""
    places = arrange(
        width, height, parameters=9, table=62, tour=nine_lines, watches=2, looked_at=looked_at, alone=alone
    )
    regions = list(places.values())
    for place, region in enumerate(regions):
        assert region.width > 0
        assert region.height > 0
        assert Region(0, 0, width, height).contains_region(region)
        assert not any(region.overlaps(other) for other in regions[:place])
