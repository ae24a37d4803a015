"""The axes that losses are drawn on."""

from __future__ import annotations

from itertools import pairwise
from math import inf, nan

import pytest

from xortui.debugger.loss_record import LossCurve
from xortui.render.canvas import Canvas
from xortui.render.curves import Axis, Stretch, cell_of, draw_curve
from xortui.render.glyphs import ascii_text
from xortui.render.row import plain


class TestStretch:
    """Steps and columns of dots stand for each other."""

    @pytest.mark.parametrize("stretch", [Stretch(0, 7), Stretch(0, 80), Stretch(400, 412), Stretch(4000, 90_000)])
    @pytest.mark.parametrize("width", [4, 30, 77])
    def test_columns_grow_with_steps_from_the_first_to_the_last(self, stretch: Stretch, width: int) -> None:
        canvas = Canvas(width, 5)
        steps = range(stretch.first + 1, stretch.last + 1, max((stretch.last - stretch.first) // 500, 1))
        columns = [stretch.column(canvas, step) for step in steps]
        assert all(a <= b for a, b in pairwise(columns))
        assert columns[0] >= 0
        assert stretch.column(canvas, stretch.last) == 2 * width - 1

    def test_a_column_ends_at_the_step_with_which_the_next_begins(self) -> None:
        canvas, stretch = Canvas(20, 5), Stretch(400, 480)
        for x in range(40):
            assert stretch.column(canvas, stretch.step(x + 1, 40)) == x

    def test_a_stretch_of_no_steps_has_one_column(self) -> None:
        assert Stretch(0, 0).column(Canvas(20, 5), 0) == 0

    def test_what_lies_outside_is_at_an_end(self) -> None:
        assert Stretch(400, 480).column(Canvas(20, 5), 3) == 0
        assert Stretch(400, 480).column(Canvas(20, 5), 1000) == 39


class TestAxis:
    """Every loss has a place on it."""

    @pytest.mark.parametrize("logarithmic", [False, True])
    @pytest.mark.parametrize("losses", [[0.3, 0.1, 0.02], [0.0], [], [nan, 0.2], [inf], [1e300, 1e-300], [5e-324]])
    def test_losses_stand_between_its_ends_the_greater_higher(self, losses: list[float], logarithmic: bool) -> None:
        axis = Axis.of(losses, losses, is_logarithmic=logarithmic)
        assert axis.low < axis.high
        shares = [axis.share(loss) for loss in sorted(losses) if loss == loss]
        assert all(0 <= share <= 1 for share in shares)
        assert shares == sorted(shares)

    @pytest.mark.parametrize("logarithmic", [False, True])
    def test_a_loss_and_its_share_stand_for_each_other(self, logarithmic: bool) -> None:
        axis = Axis.of([0.02], [0.3], is_logarithmic=logarithmic)
        for loss in (0.02, 0.1, 0.25):
            assert axis.loss(axis.share(loss)) == pytest.approx(loss)

    def test_what_is_not_finite_is_at_the_top(self) -> None:
        axis = Axis.of([0.1], [0.2], is_logarithmic=False)
        assert [axis.share(loss) for loss in (nan, inf)] == [1.0, 1.0]


def _curve(means: list[float], steps: int | None = None) -> LossCurve:
    return LossCurve(1, 4 * len(means) if steps is None else steps, 4, means, means, means)


def _drawn(*, dotted: bool) -> list[str]:
    canvas, curve = Canvas(20, 5), _curve([0.5] * 20)
    draw_curve(canvas, Axis(0.0, 1.0, False), curve, Stretch(0, 80), "curve", dotted=dotted)
    return [plain(row) for row in canvas.rows()]


def test_a_broken_line_has_gaps_that_are_seen_in_ascii_too() -> None:
    assert set(ascii_text(_drawn(dotted=False)[2])) == {"."}
    assert ascii_text(_drawn(dotted=True)[2]) == ". " * 10


def test_a_curve_is_drawn_as_far_as_it_goes() -> None:
    canvas = Canvas(20, 5)
    draw_curve(canvas, Axis(0.0, 1.0, False), _curve([0.5] * 10), Stretch(0, 80), "curve")
    assert len(plain(canvas.rows()[2]).rstrip()) == 10


def test_a_curve_that_ends_before_the_stretch_is_not_drawn_in_it() -> None:
    canvas = Canvas(20, 5)
    draw_curve(canvas, Axis(0.0, 1.0, False), _curve([0.5] * 10), Stretch(40, 80), "curve")
    assert not "".join(map(plain, canvas.rows())).strip()


def test_the_cell_of_a_step_is_on_the_curve() -> None:
    canvas, axis, curve, stretch = Canvas(20, 8), Axis(0.0, 1.0, False), _curve([0.9, 0.7, 0.4, 0.1]), Stretch(0, 16)
    draw_curve(canvas, axis, curve, stretch, "curve")
    rows = [plain(row) for row in canvas.rows()]
    for step in range(1, 17):
        x, y = cell_of(canvas, axis, curve, step, stretch)
        assert rows[y][x] != " ", step
