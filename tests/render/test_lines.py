"""The loss chart, the status line and the footer."""

from __future__ import annotations

import random

import pytest

from xortui.debugger import Debugger
from xortui.problems import read_problem
from xortui.render.footer import FooterKey, footer_row
from xortui.render.loss_chart import cursor_moved, loss_rows, shown_epochs
from xortui.render.numbers import short
from xortui.render.row import plain
from xortui.render.sentence import sentence_rows
from xortui.render.status import Transport, status_row
from xortui.render.view import View
from xortui.ui.keys import name_of


def chart(debugger: Debugger, *, logarithmic: bool = False, width: int = 40, height: int = 12) -> list[str]:
    rows = loss_rows(debugger.snapshot(), View("w1", logarithmic=logarithmic), width, height)
    assert [len(plain(row)) for row in rows] == [width] * height
    return [plain(row) for row in rows]


class TestLossChart:
    """The mean of every epoch, the band of its samples, and where one stands."""

    def test_before_the_first_step_there_is_an_empty_frame(self) -> None:
        assert not any("●" in row for row in chart(Debugger("xor")))

    def test_the_present_is_marked_also_in_the_past(self) -> None:
        debugger = Debugger("xor")
        debugger.run(8000)
        late = max(row.find("●") for row in chart(debugger))
        debugger.go_to("2000")
        rows = chart(debugger)
        assert 0 < max(row.find("●") for row in rows) < late
        assert rows[-2].endswith(" 2000")
        assert "future" in {span.role for row in loss_rows(debugger.snapshot(), View("w1"), 40, 12) for span in row}

    def test_a_step_that_is_taken_back_leaves_no_trace(self) -> None:
        debugger = Debugger("xor")
        debugger.step("epoch")
        before = chart(debugger)
        debugger.step("epoch")
        debugger.back("epoch")
        assert chart(debugger) == before

    def test_the_logarithmic_axis_ends_in_powers_of_ten(self) -> None:
        debugger = Debugger("xor")
        debugger.run(40_000)
        rows = chart(debugger, logarithmic=True)
        assert rows[0].startswith("     log C")
        assert rows[1].startswith("    1┤")
        assert rows[-2].startswith("epoch 0 ")
        assert rows[-2].endswith(" 10000")

    @pytest.mark.parametrize("width", range(1, 60, 7))
    @pytest.mark.parametrize("height", range(1, 20, 3))
    def test_any_size_is_filled(self, width: int, height: int) -> None:
        debugger = Debugger("xor")
        debugger.run(50)
        chart(debugger, width=width, height=height)


class TestWholeEpochs:
    """The line is made of whole epochs; the numbers below it say which the last one is."""

    def test_an_epoch_that_has_begun_leaves_the_line_as_it_is(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("8")
        before = "".join(chart(debugger, width=17, height=11)[:-1])
        for _ in range(3):
            debugger.step("sample")
            now = "".join(chart(debugger, width=17, height=11)[:-1])
            assert {(a, b) for a, b in zip(before, now, strict=True) if a != b and "●" not in (a, b)} == set()

    def test_at_eighty_columns_the_chart_of_a_long_run_says_all_in_seventeen_cells(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("e2000")
        debugger.go_to("3137")
        assert "\n".join(row.rstrip() for row in chart(debugger, width=17, height=11)) == (
            """\
     mean, range
  0.3┤
     │⠄
  0.2┤
     │    ⡀
     │⠲⠶⠶⡪●
  0.1┤   ⠐⢱⠂
     │⠄   ⠡⣧⣀⣀⣀⣀⣀
    0┼──┬──┬──┬─┬
epoch 0 1000 2000
e784 mean 0.1137"""
        )

    @pytest.mark.parametrize(
        ("position", "width", "told"),
        [
            ("0", 60, "the start: no loss yet"),
            ("1.1", 60, "no epoch is complete yet"),
            ("1.1", 17, "no mean yet"),
            ("2", 60, "no epoch is complete yet; this sample: C 0.2562"),
            ("2", 17, "C 0.2562"),
            ("4", 60, "epoch 1: mean C 0.1492; this sample: C 0.0561"),
            ("5.6", 60, "epoch 1: mean C 0.1492"),
            ("6", 60, "last whole epoch 1: mean C 0.1492; this sample: C 0.2376"),
            ("6", 17, "e1 mean 0.1492"),
        ],
    )
    def test_the_mean_is_told_with_its_epoch(self, position: str, width: int, told: str) -> None:
        debugger = Debugger("xor")
        debugger.go_to(position)
        assert chart(debugger, width=width)[-1].rstrip() == told

    def test_it_is_the_mean_of_the_steps_of_that_epoch(self) -> None:
        debugger = Debugger("xor")
        for position in ("e37", "150", "e5000", "20003"):
            debugger.go_to(position)
            epoch = debugger.position.step // 4
            total, _, _ = debugger.timeline.spread(4 * epoch - 3, 4 * epoch)
            assert chart(debugger, width=17)[-1].startswith(f"e{epoch} mean {short(total / 4)}"[:17])

    def test_while_the_first_epoch_runs_its_samples_are_dots_without_a_line(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("3")
        rows = loss_rows(debugger.snapshot(), View("w1"), 40, 12)
        spans = [span for row in rows for span in row]
        assert "curve" not in {span.role for span in spans}
        dots = sum(span.text != " " for span in spans if span.role == "band")
        balls = sum(span.text.count("●") for span in spans)
        assert (dots, balls) == (2, 1)

    def test_a_loss_of_zero_has_an_axis_up_to_one(self) -> None:
        debugger = Debugger("goodfellow")
        debugger.step("epoch")
        assert chart(debugger)[1].startswith("    1┤")
        assert chart(debugger, logarithmic=True)[1].startswith("    1┤")


class TestStill:
    """The axes stand still while one steps."""

    @pytest.mark.parametrize("logarithmic", [False, True])
    @pytest.mark.parametrize("name", ["xor", "mazur", "parity-3", "xor-bce"])
    def test_forty_operations_from_anywhere_and_back_move_no_axis(self, name: str, logarithmic: bool) -> None:
        draw = random.Random(name)
        debugger = Debugger(name)
        for _ in range(6):
            epoch = draw.choice([draw.randrange(6, 70), draw.randrange(101, 190)])
            debugger.go_to(f"e{epoch}")
            debugger.step("operation")
            axes = {_axes(debugger, logarithmic=logarithmic)}
            for _ in range(40):
                debugger.step("operation")
                axes.add(_axes(debugger, logarithmic=logarithmic))
            for _ in range(40):
                debugger.back("operation")
                axes.add(_axes(debugger, logarithmic=logarithmic))
            assert len(axes) == 1, epoch

    @pytest.mark.parametrize("name", ["xor", "mazur", "iris", "spiral"])
    def test_the_first_steps_move_none(self, name: str) -> None:
        debugger = Debugger(name)
        axes = {_axes(debugger)}
        for unit in ("operation", "sample", "sample", "operation"):
            debugger.step(unit)
            axes.add(_axes(debugger))
        assert len(axes) == 1

    def test_more_than_half_of_the_width_is_in_use_from_the_fifth_epoch_on(self) -> None:
        debugger = Debugger("xor")
        for epoch in (5, 6, 9, 11, 21, 31, 51, 81, 101, 999, 1001):
            debugger.go_to(f"e{epoch}")
            assert shown_epochs(debugger.snapshot()) / 2 < epoch <= shown_epochs(debugger.snapshot())


def _axes(debugger: Debugger, *, logarithmic: bool = False) -> tuple[str, ...]:
    rows = chart(debugger, logarithmic=logarithmic, width=17, height=11)
    return (*(row[:6] for row in rows[:-1]), rows[-2], rows[-3])


class TestCursor:
    """It marks a column, and moves by round numbers of epochs."""

    def test_it_is_a_line_and_a_sign_on_the_curve(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("e2000")
        rows = loss_rows(debugger.snapshot(), View("w1", cursor=1000), 46, 12)
        columns = {plain(row).find(sign) for row in rows for sign in "┊◆" if sign in plain(row)}
        assert columns == {6 + 19}
        assert sum("◆" in plain(row) for row in rows) == 1
        assert {span.role for row in rows for span in row if "◆" in span.text or "┊" in span.text} == {"marker"}

    def test_one_beyond_what_is_shown_is_not_drawn(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("e20")
        rows = loss_rows(debugger.snapshot(), View("w1", cursor=21), 46, 12)
        assert not any("┊" in plain(row) for row in rows)

    @pytest.mark.parametrize(
        ("position", "cursor", "back", "moved"),
        [
            ("e2000", None, True, 1980),
            ("e2000", None, False, 2000),
            ("e2000", 1980, False, 2000),
            ("e2000", 20, True, 1),
            ("e2000", 1, True, 1),
            ("e2000", 1, False, 20),
            ("3137", None, False, 790),
            ("3137", None, True, 780),
            ("e12", None, True, 11),
            ("e12", 3, False, 4),
        ],
    )
    def test_it_moves_to_the_next_round_epoch_and_stays_on_the_curve(
        self, position: str, cursor: int | None, back: bool, moved: int
    ) -> None:
        debugger = Debugger("xor")
        debugger.go_to(position)
        if position == "3137":
            debugger.go_to("e1000")
            debugger.go_to(position)
        assert cursor_moved(debugger.snapshot(), cursor, back=back) == moved


class TestStatusLine:
    """Where one stands; what matters least goes first where room is short."""

    def test_at_eighty_columns_it_says_all(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("49.14")
        assert plain(status_row(debugger.snapshot(), Transport(), 80)) == (
            " xor 2-2-1  epoch 13  sample (0,0)  backward  step 49 op 14/45  η 0.5  ‖ paused "
        )

    def test_at_forty_columns_it_still_says_where(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("49.14")
        line = plain(status_row(debugger.snapshot(), Transport(running=True), 40))
        assert "epoch 13" in line
        assert "step 49 op 14/45" in line

    @pytest.mark.parametrize(
        ("width", "told"),
        [
            (120, "✗ slope-missing ✗ weights-updated"),
            (80, "✗ slope-missing ✗ weights-updated"),
            (60, "✗ slope-missing +1"),
        ],
    )
    def test_the_first_of_several_mistakes_is_named_where_there_is_no_room_for_all(self, width: int, told: str) -> None:
        debugger = Debugger("xor")
        debugger.go_to("49.14")
        transport = Transport(mistakes="✗ slope-missing ✗ weights-updated", short_mistakes="✗ slope-missing +1")
        line = plain(status_row(debugger.snapshot(), transport, width))
        assert f"{told} " in line
        assert "step 49 op 14/45" in line

    @pytest.mark.parametrize("width", range(40, 121))
    def test_while_it_runs_the_pace_stands_still_as_phases_change(self, width: int) -> None:
        debugger = Debugger("xor")
        transport = Transport(running=True, pace="4 operations/s", short_pace="4 op/s")
        told = set()
        for operation in (11, 17, 18, 45):
            debugger.go_to(f"49.{operation}")
            row = status_row(debugger.snapshot(), transport, width)
            told.add(row[-1].text)
        assert len(told) == 1

    def test_the_pace_names_its_unit_where_room_is_short(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("49.14")
        slow = Transport(running=True, pace="4 operations/s", short_pace="4 op/s")
        assert plain(status_row(debugger.snapshot(), slow, 80)).endswith("▸ 4 op/s ")
        debugger.go_to("4")
        stepping = Transport(running=True, pace="1 step/s", short_pace="1/s")
        assert plain(status_row(debugger.snapshot(), stepping, 80)).endswith("▸ 1 step/s ")


class TestShortOfRoom:
    """No sentence ends in the middle of a word or a number."""

    def test_at_forty_columns_the_first_one_is_whole(self) -> None:
        (row,) = sentence_rows(Debugger("xor").snapshot(), View("w1"), 40, 1, name_of)
        assert plain(row).rstrip() == "start: s runs one op, n a whole step"

    @pytest.mark.parametrize("width", range(8, 40))
    def test_what_has_no_room_ends_with_a_whole_word_and_a_sign(self, width: int) -> None:
        whole = "start: operation runs one op, sample a whole step"
        (row,) = sentence_rows(Debugger("xor").snapshot(), View("w1"), width, 1)
        assert len(plain(row)) == width
        kept = plain(row).rstrip().removesuffix(" …")
        assert whole.startswith(f"{kept} ") or kept == whole


class TestLeftSession:
    """At the start, the line says what there is to go on with."""

    @pytest.mark.parametrize(
        ("width", "told"),
        [
            (120, "xortui resume goes on with xor at 12.45  η 0.5"),
            (80, "xortui resume goes on with xor at 12.45  "),
            (60, "xortui resume goes on with xor at 12.45  "),
            (40, "xortui resume  "),
        ],
    )
    def test_as_much_as_there_is_room_for(self, width: int, told: str) -> None:
        line = plain(status_row(Debugger("xor").snapshot(), Transport(left_session="xor at 12.45"), width))
        assert told in line
        assert "‖ start" in line

    def test_from_the_first_operation_on_it_is_gone(self) -> None:
        debugger = Debugger("xor")
        debugger.step("operation")
        assert "resume" not in plain(status_row(debugger.snapshot(), Transport(left_session="xor at 12.45"), 120))


def test_the_footer_keeps_help_and_quit_at_any_width_and_says_what_is_off() -> None:
    keys = tuple(
        FooterKey(name, name[0], name[0].upper(), name, True, False, name in ("help", "quit"))
        for name in ("step", "next", "epoch", "help", "quit")
    )
    wide = footer_row(keys, 80)
    assert plain(wide).strip() == "s/S step  n/N next  e/E epoch  h/H help  q/Q quit"
    assert {span.text: span.role for span in wide}["S"] == "faint"
    narrow = plain(footer_row(keys, 30))
    assert "help" in narrow
    assert "quit" in narrow


class TestLossMarker:
    """The ball stands where one stands."""

    def test_at_the_end_nothing_is_ahead(self) -> None:
        debugger = Debugger("xor")
        debugger.step("epoch")
        rows = loss_rows(debugger.snapshot(), View("w1"), 26, 8)
        assert "future" not in {span.role for row in rows for span in row}
        assert max(plain(row).rfind("●") for row in rows) == 6 + 20 // 5 - 1  # the first of five epochs

    def test_it_is_as_high_as_its_own_epoch(self) -> None:
        debugger = Debugger("xor")
        debugger.run(40_000)
        debugger.go_to("e10000")
        late = next(y for y, row in enumerate(loss_rows(debugger.snapshot(), View("w1"), 60, 20)) if "●" in plain(row))
        debugger.go_to("e2")
        early = next(y for y, row in enumerate(loss_rows(debugger.snapshot(), View("w1"), 60, 20)) if "●" in plain(row))
        assert early < late

    def test_a_loss_near_the_largest_float_has_an_axis(self) -> None:
        problem = read_problem(
            "[network]\nlayers = [1, 1]\nactivations = 'linear'\nloss = 'squared-error'\n"
            "[training]\nlearning_rate = 0.0\n"
            "[start.parameters]\nw1 = 1.3e154\nb1 = 0.0\n[[samples]]\nx = [1]\ny = [0]\n",
            "large",
            "large",
        )
        debugger = Debugger(problem)
        debugger.step("sample")
        for logarithmic in (False, True):
            assert len(chart(debugger, logarithmic=logarithmic)) == 12
