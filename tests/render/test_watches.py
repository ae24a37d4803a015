"""The watches: exact text at three widths, and what holds at every size."""

from __future__ import annotations

from math import inf, nan

import pytest

from xortui.debugger import Debugger
from xortui.render.row import plain, row_width
from xortui.render.spark import spark
from xortui.render.status import MAX_WATCH, Transport, status_row
from xortui.render.watches import watches_rows


def watching(at: str, *texts: str) -> Debugger:
    debugger = Debugger()
    for text in texts:
        debugger.watches.add(text)
    debugger.go_to(at)
    return debugger


def lines(debugger: Debugger, width: int, height: int) -> list[str]:
    return [plain(row).rstrip() for row in watches_rows(debugger.snapshot(), width, height)]


TEXTS = ("loss", "dC/dw3", "h1 > 0.5")


def test_with_room_there_is_the_history() -> None:
    assert lines(watching("40.9", *TEXTS), 70, 5) == [
        "                  now    before history",
        " loss       +0.133135 +0.133556 █▅▄▃▂▁▁▁▁▁",
        " dC/dw3             ∙  0.000000 ▁▂▃▄▅▆▆▇█",
        " h1 > 0.5        true     false ██████████",
        "",
    ]


def test_with_less_room_there_is_the_value_alone_and_how_many_more_there_are() -> None:
    debugger = watching("40.9", *TEXTS)
    assert lines(debugger, 24, 4) == [
        "                  now",
        " loss       +0.133135",
        " dC/dw3             ∙",
        " h1 > 0.5        true",
    ]
    assert lines(debugger, 17, 3) == ["           1↓ now", " loss     +0.1331", " dC/dw3         ∙"]


@pytest.mark.parametrize("at", ["0", "1.1", "40.9", "400"])
def test_every_row_is_as_wide_as_the_pane(at: str) -> None:
    snapshot = watching(at, *TEXTS, "w1 + w2 + w3 + w4 + w5 + w6 + b1 + b2 + b3 > 0", "change(w5) / 3").snapshot()
    for width in range(10, 120):
        for height in (1, 2, 5, 9):
            rows = watches_rows(snapshot, width, height)
            assert [row_width(row) for row in rows] == [width] * height


def test_no_number_is_cut() -> None:
    debugger = watching("400", "w1", "w1 * 1e-9", "w2 * 1e200", "w5 * 12345")
    for width in range(12, 90):
        for row, reading in zip(
            watches_rows(debugger.snapshot(), width, 5)[1:], debugger.snapshot().readings, strict=True
        ):
            assert float(row[1].text.replace("−", "-")) == pytest.approx(reading.now, rel=0.1)


class TestBars:
    """A history of some values in as many cells."""

    def test_from_the_least_to_the_greatest(self) -> None:
        assert spark([0, 1, 2, 3, 4, 5, 6, 7], 8) == "▁▂▃▄▅▆▇█"
        assert spark([-1e308, 0, 1e307], 4) == "▁▇█ "

    def test_the_newest_if_there_is_no_room_for_all(self) -> None:
        assert spark([9, 9, 0, 1], 2) == "▁█"
        assert spark([1, 2], 0) == ""

    def test_what_is_not_there_or_not_finite_is_blank(self) -> None:
        assert spark([0, None, nan, inf, 1], 5) == "▁   █"
        assert spark([None, nan], 3) == "   "
        assert spark([], 3) == "   "

    def test_what_never_changes_is_low_unless_there_is_a_scale(self) -> None:
        assert spark([2.5, 2.5], 2) == "▁▁"
        assert spark([1, 1, 0], 3, (0, 1)) == "██▁"


class TestStatusLine:
    """The first watch is on hand in any arrangement."""

    def test_it_has_the_first_watch(self) -> None:
        line = plain(status_row(watching("40.9", *TEXTS).snapshot(), Transport(), 80))
        assert "loss: 0.1331" in line
        assert "dC/dw3" not in line

    def test_a_long_one_is_cut_and_a_truth_is_said(self) -> None:
        debugger = watching("40", "w1 + w2 + w3 + w4 + w5 + w6 > 0")
        line = plain(status_row(debugger.snapshot(), Transport(), 120))
        assert f"{'w1 + w2 + w3 + w4 + w5 + w6'[: MAX_WATCH - 1]}…: true" in line

    def test_the_position_stays_in_a_narrow_one(self) -> None:
        line = plain(status_row(watching("40.9", *TEXTS).snapshot(), Transport(), 40))
        assert "step 40 op 9/45" in line
        assert len(line) == 40


def test_two_that_begin_alike_can_be_told_apart_where_they_are_cut() -> None:
    rows = lines(watching("1", "abs(change(w5)) + 1", "abs(change(w5)) + 2"), 19, 3)
    assert [row[1:11] for row in rows[1:]] == ["abs(c… + 1", "abs(c… + 2"]
