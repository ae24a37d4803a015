"""The loss chart, the status line and the footer."""

from __future__ import annotations

import pytest

from xortui.debugger import Debugger
from xortui.problems import read_problem
from xortui.render.footer import Key, footer_row
from xortui.render.loss_chart import loss_rows
from xortui.render.row import plain
from xortui.render.status import Transport, status_row
from xortui.render.view import View


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
        assert "epoch 2000" in "".join(rows)
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
        assert chart(debugger, logarithmic=True)[0].startswith("    1┤")
        assert "log epoch 10000" in "".join(chart(debugger, logarithmic=True))

    @pytest.mark.parametrize("width", range(1, 60, 7))
    @pytest.mark.parametrize("height", range(1, 20, 3))
    def test_any_size_is_filled(self, width: int, height: int) -> None:
        debugger = Debugger("xor")
        debugger.run(50)
        chart(debugger, width=width, height=height)


class TestStatusLine:
    """Where one stands; what matters least goes first where room is short."""

    def test_at_eighty_columns_it_says_all(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("49.14")
        assert plain(status_row(debugger.snapshot(), Transport(), 80)) == (
            " xor 2-2-1  epoch 13  sample 00  backward  step 49 op 14/45  η 0.5     ‖ paused "
        )

    def test_at_forty_columns_it_still_says_where(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("49.14")
        line = plain(status_row(debugger.snapshot(), Transport(running=True), 40))
        assert "epoch 13" in line
        assert "step 49 op 14/45" in line


def test_the_footer_keeps_help_and_quit_at_any_width_and_says_what_is_off() -> None:
    keys = [
        Key(name, name[0], name[0].upper(), name, True, False, name in ("help", "quit"))
        for name in ("step", "next", "epoch", "help", "quit")
    ]
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
        assert max(plain(row).rfind("●") for row in rows) == 25

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
