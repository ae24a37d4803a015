from __future__ import annotations

from xortui.render.row import Hit, Span, fitted, hit_at, more_above_or_below, plain, scrolled


def test_a_row_is_cut_or_filled_to_its_width() -> None:
    row = (Span("abc"), Span("def", "good"))
    assert plain(fitted(row, 4)) == "abcd"
    assert fitted(row, 4)[1].role == "good"
    assert plain(fitted(row, 8)) == "abcdef  "
    assert fitted(row, 3) == (Span("abc"),)


def test_a_click_finds_the_span_under_it() -> None:
    row = (Span("ab"), Span("cd", hit=Hit("parameter", "w1")))
    assert hit_at(row, 1) is None
    assert hit_at(row, 2) == Hit("parameter", "w1")
    assert hit_at(row, 9) is None


def test_a_list_scrolls_to_show_the_chosen_line() -> None:
    assert [scrolled(20, 5, chosen) for chosen in (0, 2, 3, 10, 19)] == [0, 0, 1, 8, 15]
    assert scrolled(3, 5, 2) == 0
    assert more_above_or_below(3, 5, 20) == "3↑ 12↓"
    assert more_above_or_below(0, 5, 5) == ""
