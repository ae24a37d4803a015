"""Two forks side by side: exact text at two sizes, and what holds at every size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from tests.debugger.problems import DIVERGING, WIDE
from xortui.debugger import Debugger
from xortui.debugger.comparison import Comparison, compare
from xortui.problems import Problem
from xortui.render.comparison import comparison_rows
from xortui.render.numbers import short
from xortui.render.palette import Palette
from xortui.render.row import Hit, Row, hit_at, plain, row_width
from xortui.render.view import View

VIEW = View("w2")


def text(rows: list[Row]) -> str:
    return "\n".join(plain(row).rstrip() for row in rows)


def edited(at: str, *edits: tuple[str, float], problem: Problem | str = "xor") -> Debugger:
    debugger = Debugger(problem)
    debugger.go_to(at)
    for name, value in edits:
        debugger.edit(name, value)
        debugger.step("sample")
    return debugger


def compared(debugger: Debugger, step: int) -> Comparison:
    return compare(debugger, debugger.fork.number, 0, step)


@cache
def small() -> Comparison:
    return compared(edited("6", ("w5", 1.0)), 40)


@cache
def long_edits() -> Comparison:
    return compared(edited("4", *[(f"w{place}", -1.25 * place) for place in range(1, 7)]), 40)


def _at_the_start() -> Comparison:
    return compared(edited("1.0", ("x1", 0.5)), 40)


def _far_into_a_long_run() -> Comparison:
    return compared(edited("2797.3", ("w5", -3.0)), 3200)


def _diverged() -> Comparison:
    return compared(edited("100", ("eta", 1e6), problem=DIVERGING["tanh, slowly"]), 400)


def _one_much_longer() -> Comparison:
    debugger = edited("6", ("w5", 1.0))
    debugger.go_to("e900")
    debugger.go_to("9")
    return compared(debugger, 9)


def _before_the_parting() -> Comparison:
    return compared(edited("80", ("w5", 1.0)), 3)


def _before_the_first_step() -> Comparison:
    debugger = edited("1.1", ("w5", 1.0))
    debugger.rewind()
    return replace(compared(debugger, 0), steps=(0, 0))


def _coarse_buckets() -> Comparison:
    debugger = edited("e2000", ("w5", 5.0))
    return compared(debugger, 4 * 5000)


def _equal() -> Comparison:
    debugger = edited("6", ("w5", 1.0))
    return compare(debugger, 0, 0, 9)


def _wide() -> Comparison:
    return compared(edited("6", ("w5", 1.0), problem=WIDE), 40)


CASES: dict[str, Callable[[], Comparison]] = {
    "small": small,
    "long edits": long_edits,
    "at the start": _at_the_start,
    "far into a long run": _far_into_a_long_run,
    "diverged": _diverged,
    "one much longer": _one_much_longer,
    "before the parting": _before_the_parting,
    "before the first step": _before_the_first_step,
    "coarse buckets": _coarse_buckets,
    "equal": _equal,
    "wide": _wide,
}


class TestText:
    """A fork on each line, where they part, the chart and the table."""

    def test_at_eighty_columns_the_table_is_beside_the_chart(self) -> None:
        assert (
            text(comparison_rows(small(), VIEW, 80, 21, {"compare": "d", "fork": "f"}.__getitem__))
            == """\
         C: mean of each epoch  d closes, f switches
 ━━ fork 1: w5 0.06482 → 1 at 6.45  epoch 10: mean C 0.1331
 ┅┅ fork 0: the original  epoch 10: mean C 0.1329
 ━━ both: they part after 6.45; compared at step 40
 0.15┤     ┊                                         fork 1    fork 0 difference
     │⠉⠉⠉⢹⡇┊                                 w1   −0.727182 −0.730686  +0.003505
     │   ⢸⡇┊                                ▸w2   +0.687469 +0.687551  −8.209e−5
     │   ⠈⡇┊                                 w3   +0.487173 +0.518064  −0.030891
     │    ⡧┊⠤⡄                               w4   −0.503676 −0.499971  −0.003706
     │    ⠉⠉⠉⡇                               b1   +0.294641 +0.302989  −0.008347
     │     ┊ ⣿                               b2   +0.562682 +0.567166  −0.004484
 0.14┤     ┊ ⡏⠉ ⠉                            w5   +1.019693 +0.228974  +0.790719
     │     ┊ ⡇                               w6   +0.021071 +0.170755  −0.149683
     │     ┊ ⢸    ⠉ ⡇                        b3   −0.609490 −0.371236  −0.238254
     │     ┊ ⢸      ⠸ ⠤ ⡄
     │     ┊ ⢸          ⠧ ⠤ ⡄                ━━ 6.45      w5 0.06482 → 1
     │     ┊ ⢸⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀    ⠓ ⠒ ⣀ ⣀
     │     ┊            ⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠙⠛⠛●
     │     ┊
 0.13┼───┬───┬──┬───┬──┬───┬───┬──┬───┬──┬
epoch 0  1   2  3   4  5   6   7  8   9 10"""
        )

    def test_at_fifty_columns_it_is_below(self) -> None:
        assert (
            text(comparison_rows(small(), VIEW, 50, 13))
            == """\
         C: mean of each epoch
 ━━ fork 1: w5 0.06482 → 1 at 6.45  e10 0.1331
 ┅┅ fork 0: the original  epoch 10: mean C 0.1329
 ━━ both: they part after 6.45; at step 40
 0.15┤⠤⠤⠤⠤⡄ ┊
     │    ⠘⠒⠒⠒⢲ ⣀ ⣀⡀
     │      ┊ ⠈⣆⣀⣀⣀⣈⣉⣉⣉⣉⣧⣤⣤⣤⣤⣤⣤⣤⣄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀●
 0.13┼────┬───┬────┬───┬───┬────┬───┬────┬───┬───┬
epoch 0   1   2    3   4   5    6   7    8   9  10
6↓       fork 1    fork 0 difference
 w1   −0.727182 −0.730686  +0.003505
▸w2   +0.687469 +0.687551  −8.209e−5
 w3   +0.487173 +0.518064  −0.030891"""
        )

    def test_of_many_edits_the_last_is_always_told(self) -> None:
        last = str(long_edits().forks[0].history[-1])
        assert plain(comparison_rows(long_edits(), VIEW, 140, 4)[1]).startswith(" ━━ fork 6: 3 more, w4 ")
        for width in (60, 80, 100, 140):
            line = plain(comparison_rows(long_edits(), VIEW, width, 4)[1])
            assert last in line, width
            assert " more, " in line
            assert "…" not in line

    def test_where_there_is_no_room_an_edit_is_cut_and_the_loss_stays(self) -> None:
        line = plain(comparison_rows(long_edits(), VIEW, 40, 4)[1])
        assert line.startswith(" ━━ fork 6: 5 more, ")
        assert "…  e10 0." in line

    @pytest.mark.parametrize(
        ("comparison", "said"),
        [
            (_at_the_start, "they part after 1.0; compared at step 40"),
            (_equal, "they never part; compared at step 9"),
            (_far_into_a_long_run, "they part after 2797.3; compared at step 3200"),
        ],
    )
    def test_where_they_part_is_said(self, comparison: Callable[[], Comparison], said: str) -> None:
        assert said in plain(comparison_rows(comparison(), VIEW, 80, 21)[3])

    def test_forks_whose_times_end_apart_are_each_at_their_own_step(self) -> None:
        comparison = _diverged()
        first, second = comparison.steps
        assert first < second
        assert f"compared at step {first} and step {second}" in plain(comparison_rows(comparison, VIEW, 100, 21)[3])

    def test_what_is_equal_is_the_same(self) -> None:
        rows = text(comparison_rows(_before_the_parting(), VIEW, 80, 21))
        assert rows.count("     same") == 9


class TestChart:
    """The losses from a little before the parting on."""

    def test_each_fork_has_a_ball_of_its_own_and_the_current_one_is_above(self) -> None:
        assert "○" not in text(comparison_rows(small(), VIEW, 50, 12))
        rows = text(comparison_rows(_far_into_a_long_run(), VIEW, 100, 21))
        assert rows.count("●") == rows.count("○") == 1

    def test_a_long_way_before_the_parting_is_left_out(self) -> None:
        axis = plain(comparison_rows(_far_into_a_long_run(), VIEW, 80, 21)[-1])
        assert axis.split() == ["epoch", "600", "640", "680", "720", "760", "800"]

    def test_the_parting_is_marked_unless_it_is_the_start(self) -> None:
        assert "┊" in text(comparison_rows(small(), VIEW, 80, 21))
        assert "┊" not in text(comparison_rows(_equal(), VIEW, 80, 21))

    def test_the_logarithmic_axis_says_so(self) -> None:
        rows = comparison_rows(small(), replace(VIEW, logarithmic=True), 80, 21)
        assert plain(rows[0]).startswith("         log C: mean of each epoch")
        assert plain(rows[4]).startswith("    1┤")

    @pytest.mark.parametrize("logarithmic", [False, True])
    def test_both_lines_can_be_told_apart_and_what_they_share_has_a_role_of_its_own(self, logarithmic: bool) -> None:
        view = replace(VIEW, logarithmic=logarithmic)
        roles: dict[str, int] = {}
        for row in comparison_rows(_far_into_a_long_run(), view, 80, 21)[4:]:
            for span in row:
                braille = [letter for letter in span.text if "⠀" < letter <= "⣿"]
                roles[span.role] = roles.get(span.role, 0) + len(braille)
        assert {role for role, cells in roles.items() if cells} == {"curve", "negative", "text"}
        legend = comparison_rows(_far_into_a_long_run(), view, 80, 21)[3]
        assert (legend[0].text, legend[0].role) == (" ━━ ", "text")

    def test_it_stands_still_while_one_steps(self) -> None:
        debugger = edited("2797.3", ("w5", -3.0))
        axes = set()
        for step in range(3102, 3142):
            rows = comparison_rows(compared(debugger, step), VIEW, 80, 21)
            axes.add((plain(rows[-1])[:42], tuple(plain(row)[:6] for row in rows[4:])))
        assert len(axes) == 1


class TestLosses:
    """Both losses are means of whole epochs, at one step."""

    def test_going_back_tells_both_at_the_step_where_one_stands(self) -> None:
        debugger = edited("e784", ("w5", 0.0))
        debugger.go_to("13591")
        debugger.go_to("8000")
        comparison = compared(debugger, 8000)
        rows = [plain(row) for row in comparison_rows(comparison, VIEW, 80, 21)]
        for place in (0, 1):
            timeline = comparison.forks[place].timeline
            total, _, _ = timeline.spread(7997, 8000)
            epoch, mean = comparison.mean(place) or (0, 0.0)
            assert epoch == 2000
            assert mean == pytest.approx(total / 4, rel=1e-12)
            assert f"epoch 2000: mean C {short(total / 4)}" in rows[1 + place]
        assert sum("at step 8000" in row for row in rows) == 1

    def test_in_the_middle_of_an_epoch_it_is_the_last_whole_one(self) -> None:
        comparison = compared(edited("6", ("w5", 1.0)), 39)
        assert "epoch 9: mean C " in plain(comparison_rows(comparison, VIEW, 80, 21)[1])

    def test_before_the_first_epoch_is_complete_there_is_none(self) -> None:
        comparison = compared(edited("1.1", ("w5", 1.0)), 3)
        assert comparison.mean(0) is None
        assert "no epoch is complete yet" in plain(comparison_rows(comparison, VIEW, 80, 21)[1])


class TestTable:
    """Every parameter in both forks, the chosen one in sight."""

    @pytest.mark.parametrize("height", [8, 12, 21])
    @pytest.mark.parametrize("width", [50, 80])
    @pytest.mark.parametrize("name", ["w1", "w17", "w100", "w304", "b1", "b33"])
    def test_the_chosen_parameter_of_a_wide_network_is_in_sight(self, width: int, height: int, name: str) -> None:
        rows = text(comparison_rows(_wide_kept(), View(name), width, height))
        assert f"▸{name} " in rows
        assert "↓" in rows or "↑" in rows

    @pytest.mark.parametrize("width", [50, 80])
    def test_a_click_on_a_row_chooses_its_parameter(self, width: int) -> None:
        rows = comparison_rows(small(), VIEW, width, 25)
        found = {hit for row in rows for column in range(width) if (hit := hit_at(row, column))}
        assert found == {Hit("parameter", pair.name) for pair in small().parameters}
        row = next(row for row in rows if "w5   +1" in plain(row))
        assert hit_at(row, plain(row).index("+1.0")) == Hit("parameter", "w5")


@cache
def _wide_kept() -> Comparison:
    return _wide()


@pytest.mark.parametrize("name", CASES)
def test_any_size_is_filled_exactly_and_drawn_in_roles_that_there_are(name: str) -> None:
    comparison = CASES[name]()
    for logarithmic in (False, True):
        view = View("w1", logarithmic=logarithmic)
        for width in range(20, 141, 8):
            for height in (*range(1, 14), 17, 21, 29, 40):
                rows = comparison_rows(comparison, view, width, height)
                assert [row_width(row) for row in rows] == [width] * height
        assert all(Palette().style(span.role) is not None for row in rows for span in row)


def test_every_size_of_one_is_filled_exactly() -> None:
    for width in range(20, 141):
        for height in range(1, 41, 3):
            rows = comparison_rows(small(), VIEW, width, height)
            assert [row_width(row) for row in rows] == [width] * height


class TestEdits:
    """Every edit has a line of its own below the table, if there is room."""

    def test_the_last_ones_are_listed_with_their_positions_and_the_others_counted(self) -> None:
        comparison = long_edits()
        whole = text(comparison_rows(comparison, VIEW, 100, 30))
        assert [f"{edit.position}" in whole for edit in comparison.forks[0].history] == [True] * 6
        assert "━━ 4.45      w1" in whole
        rows = comparison_rows(comparison, VIEW, 100, 4 + 10 + 4)
        below = [plain(row)[-36:].rstrip() for row in rows[-4:]]
        assert below[0] == " 3 edits before these"
        assert [line.split()[2] for line in below[1:]] == ["w4", "w5", "w6"]

    def test_there_is_a_minus_sign_in_what_was_and_what_is(self) -> None:
        (edit,) = edited("6", ("w1", -1.5)).edits
        assert str(edit) == f"w1 −{abs(edit.before):.4g} → −1.5 at 6.45"
