"""The axes that losses are drawn on."""

from __future__ import annotations

from itertools import pairwise
from math import inf, nan

import pytest

from xortui.debugger.loss_record import LossCurve
from xortui.render.canvas import Canvas
from xortui.render.curves import Axis, Stretch, cell_of, draw_curve, with_axes
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
    def test_losses_that_are_all_zero_have_an_axis_up_to_one(self, logarithmic: bool) -> None:
        axis = Axis.of([0.0, 0.0], [0.0], is_logarithmic=logarithmic)
        assert (axis.low, axis.high) == ((0.1, 1.0) if logarithmic else (0.0, 1.0))

    def test_a_single_zero_does_not_stretch_a_logarithmic_axis(self) -> None:
        axis = Axis.of([0.0, 0.02], [0.3], is_logarithmic=True)
        assert (axis.low, axis.high, axis.share(0.0)) == (0.01, 1.0, 0.0)

    @pytest.mark.parametrize(
        ("losses", "low", "high"),
        [
            ([0.1331, 0.1384, 0.147], 0.13, 0.15),
            ([0.1331, 0.1332], 0.13, 0.14),
            ([0.13], 0.13, 0.14),
            ([0.06, 0.15], 0.0, 0.2),
            ([41.0, 38.5, inf], 38.0, 41.0),
            ([0.0, 0.2], 0.0, 0.2),
            ([nan], 0.0, 1.0),
            ([], 0.0, 1.0),
        ],
    )
    def test_an_axis_close_to_losses_leaves_out_a_half_in_which_there_are_none(
        self, losses: list[float], low: float, high: float
    ) -> None:
        axis = Axis.close_to(losses)
        assert (axis.low, axis.high, axis.is_logarithmic) == (low, high, False)

    @pytest.mark.parametrize("loss", [5e-324, 1e-307, 1e-13, 0.3, 7.0, 9.99, 1.7e308])
    def test_an_axis_close_to_any_loss_holds_it_between_its_ends(self, loss: float) -> None:
        axis = Axis.close_to([loss, 0.9 * loss])
        assert axis.low <= 0.9 * loss <= loss <= axis.high < inf
        for rows in range(1, 40):
            ticks = axis.ticks(rows)
            assert all(axis.low < tick < axis.high for tick in ticks)
            assert len(ticks) == len({f"{tick:.2g}" for tick in ticks})

    @pytest.mark.parametrize(
        ("axis", "rows", "ticks"),
        [
            (Axis(0.0, 0.3, False), 7, [0.1, 0.2]),
            (Axis(0.0, 0.3, False), 20, [0.05, 0.1, 0.15, 0.2, 0.25]),
            (Axis(0.0, 0.8, False), 7, [0.5]),
            (Axis(0.0, 5e100, False), 12, [1e100, 2e100, 3e100, 4e100]),
            (Axis(0.0, 0.3, False), 3, []),
            (Axis(0.13, 0.16, False), 30, [0.14, 0.15]),
            (Axis(0.5, 0.9, False), 5, [0.6, 0.8]),
            (Axis(0.001, 1.0, True), 7, [0.01, 0.1]),
            (Axis(1e-12, 1.0, True), 7, [1e-8, 1e-4]),
            (Axis(0.1, 1.0, True), 7, [0.2, 0.5]),
        ],
    )
    def test_its_ticks_are_round_and_as_many_as_there_is_room_for(
        self, axis: Axis, rows: int, ticks: list[float]
    ) -> None:
        assert axis.ticks(rows) == pytest.approx(ticks)

    @pytest.mark.parametrize("logarithmic", [False, True])
    @pytest.mark.parametrize("loss", [5e-324, 1e-13, 0.3, 7.0, 1.7e308])
    def test_any_axis_has_ticks_between_its_ends(self, loss: float, logarithmic: bool) -> None:
        axis = Axis.of([loss], [loss], is_logarithmic=logarithmic)
        for rows in range(1, 40):
            assert all(axis.low < tick < axis.high for tick in axis.ticks(rows))

    def test_what_is_not_finite_is_at_the_top(self) -> None:
        axis = Axis.of([0.1], [0.2], is_logarithmic=False)
        assert [axis.share(loss) for loss in (nan, inf)] == [1.0, 1.0]


def _curve(means: list[float], steps: int | None = None) -> LossCurve:
    return LossCurve(
        bucket=1,
        steps=4 * len(means) if steps is None else steps,
        samples=4,
        means=means,
        lows=means,
        highs=means,
        begun=(),
    )


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


def test_a_column_stands_for_a_step_as_the_curve_does() -> None:
    for epochs, whole in ((5, 3), (5, 5), (8, 7), (3000, 2399), (5000, 4000)):
        canvas, stretch = Canvas(42, 5), Stretch(0, 4 * epochs)
        draw_curve(canvas, Axis(0.0, 1.0, False), _curve([0.5] * whole), stretch, "curve")
        drawn = len(plain(canvas.rows()[2]).rstrip())
        assert drawn - 1 == stretch.column(canvas, 4 * whole) // 2


class TestSharedCells:
    """A cell in which two lines run has a role of its own, and the broken one has no gap there."""

    def test_two_lines_in_one_cell_are_drawn_in_a_third_role(self) -> None:
        canvas, axis, stretch = Canvas(20, 5, shared="text"), Axis(0.0, 1.0, False), Stretch(0, 80)
        draw_curve(canvas, axis, _curve([0.5] * 10 + [0.9] * 10), stretch, "curve")
        draw_curve(canvas, axis, _curve([0.5] * 10 + [0.1] * 10), stretch, "negative", dotted=True)
        rows = canvas.rows()
        assert (rows[2][0].role, len(rows[2][0].text)) == ("text", 10)  # and then they part
        assert {span.role for span in rows[0] if span.text.strip()} == {"curve"}
        assert ascii_text(plain(rows[4])[12:]) == ". " * 4

    def test_without_it_the_latest_dot_decides(self) -> None:
        canvas = Canvas(1, 1)
        canvas.dot(0, 0, "curve")
        canvas.dot(1, 1, "band")
        assert [span.role for span in canvas.rows()[0]] == ["band"]


class TestAxes:
    """Ticks on both axes, with numbers as there is room."""

    @staticmethod
    def _below(epochs: tuple[int, int], cells: int) -> list[str]:
        stretch = Stretch(4 * epochs[0], 4 * epochs[1])
        rows = with_axes(Canvas(cells, 3), Axis(0.0, 1.0, False), stretch, 4, cells + 6)
        return [plain(row) for row in rows[3:]]

    @pytest.mark.parametrize(
        ("epochs", "line", "numbers"),
        [
            ((0, 2000), "    0┼──┬──┬──┬─┬", "epoch 0 1000 2000"),
            ((0, 5), "    0┼────┬───┬─┬", "epoch 0   2     5"),
        ],
    )
    def test_at_eleven_cells(self, epochs: tuple[int, int], line: str, numbers: str) -> None:
        assert self._below(epochs, 11) == [line, numbers]


@pytest.mark.parametrize("height", range(1, 24))
@pytest.mark.parametrize(
    "axis", [Axis(0.0, 0.3, False), Axis(0.13, 0.16, False), Axis(1e-4, 1.0, True), Axis(0.1, 1.0, True)]
)
def test_a_number_on_the_axis_stands_where_that_loss_is_drawn(axis: Axis, height: int) -> None:
    stretch = Stretch(0, 40)
    rows = [plain(row) for row in with_axes(Canvas(20, height), axis, stretch, 4, 26)][:height]
    labelled = {y: float(row[:5]) for y, row in enumerate(rows) if row[:5].strip()}
    assert labelled[0] == axis.high
    for y, value in labelled.items():
        curve = LossCurve(1, 4, 4, (value,), (value,), (value,), ())
        assert cell_of(Canvas(20, height), axis, curve, 4, stretch)[1] == y
