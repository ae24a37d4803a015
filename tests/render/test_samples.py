"""The truth table: exact text at notable positions, scrolling, and what holds at every size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xortui.core.compiler import Values
from xortui.debugger import Debugger, Snapshot
from xortui.problems import Problem, load_problem
from xortui.problems.problem import Names
from xortui.render.numbers import short
from xortui.render.palette import Palette
from xortui.render.row import Row, plain, row_width
from xortui.render.samples import samples_rows
from xortui.render.view import View

VIEW = View("w1")


def at(position: str, problem: Problem | str = "xor") -> Snapshot:
    debugger = Debugger(problem)
    debugger.go_to(position)
    return debugger.snapshot()


def text(rows: list[Row]) -> str:
    return "\n".join(plain(row).rstrip() for row in rows)


def problem_with(layers: tuple[int, ...], count: int) -> Problem:
    xor = load_problem("xor")
    network = replace(xor.network, layers=layers, activations=("sigmoid",) * (len(layers) - 1))
    samples = tuple(
        (tuple((n >> i & 1) / 2.2 for i in range(layers[0])), tuple(float(n % 2) for _ in range(layers[-1])))
        for n in range(count)
    )
    return replace(xor, network=network, samples=samples)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by each sample that is evaluated."""
    evaluated: list[int] = []
    evaluate = Snapshot.evaluate

    def counting(snapshot: Snapshot, state: Sequence[float], sample: int) -> Values:
        evaluated.append(sample)
        return evaluate(snapshot, state, sample)

    monkeypatch.setattr(Snapshot, "evaluate", counting)
    return evaluated


class TestDefaultNetwork:
    """2-2-1: four samples."""

    def test_at_the_start_no_sample_is_marked(self) -> None:
        assert (
            text(samples_rows(at("0"), VIEW, 30, 7))
            == """\
  x1 x2 y    ŷ now    ŷ − y
   0  0 0  0.29272 +0.29272
   0  1 1  0.29497 −0.70503
   1  0 1  0.29012 −0.70988
   1  1 0  0.29185 +0.29185
0 of 4 within 0.1
mean C now 0.1465"""
        )

    def test_the_sample_of_this_step_is_marked(self) -> None:
        rows = samples_rows(at("3"), VIEW, 30, 6)
        assert [plain(row)[0] for row in rows] == list("   ▸ 0")
        assert all("chosen" in span.role for span in rows[3] if span.text.strip())

    def test_what_is_learnt_has_a_mark_and_the_last_row_says_so(self) -> None:
        assert (
            text(samples_rows(at("40000"), VIEW, 46, 6))
            == """\
  x1 x2 y     ŷ now     ŷ − y
   0  0 0  0.018965 +0.018965 ✓
   0  1 1  0.983720 −0.016280 ✓
   1  0 1  0.983629 −0.016371 ✓
▸  1  1 0  0.016959 +0.016959 ✓
learnt ✓ 4 of 4 within 0.1  mean C now 1.5e−4"""
        )

    def test_the_answers_are_those_of_this_position(self) -> None:
        debugger = Debugger("xor")
        debugger.run(500)
        snapshot = debugger.snapshot()
        rows = samples_rows(snapshot, VIEW, 26, 6)
        for sample in range(4):
            assert f"{snapshot.outputs(sample + 1)[0]:.3f}" in plain(rows[1 + sample])

    def test_where_rows_are_few_the_samples_come_first(self) -> None:
        assert text(samples_rows(at("1"), VIEW, 26, 2)).splitlines()[1].startswith("▸  0  0 0")
        assert text(samples_rows(at("1"), VIEW, 26, 1)).startswith("▸  0  0 0")


class TestManySamples:
    """More than there are rows."""

    def test_the_current_one_is_in_sight_and_the_others_are_counted(self) -> None:
        for step in (1, 2, 20, 39, 40):
            rows = samples_rows(at(str(step), problem_with((6, 2, 1), 40)), VIEW, 60, 8)
            assert sum(plain(row).startswith("▸") for row in rows[1:7]) == 1
        assert "13↑ 20↓" in plain(samples_rows(at("17", problem_with((6, 2, 1), 39)), VIEW, 60, 8)[7])

    def test_only_samples_in_sight_are_evaluated_one_by_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        evaluated = counted(monkeypatch)
        rows = samples_rows(at("30", problem_with((7, 2, 1), 100)), VIEW, 60, 8)
        assert evaluated == list(range(26, 32))
        assert "26↑ 68↓" in text(rows)

    def test_all_are_counted_however_many(self) -> None:
        for count in (64, 4000):
            assert f"of {count} within 0.1" in text(samples_rows(at("30", problem_with((7, 2, 1), count)), VIEW, 60, 8))

    @pytest.mark.parametrize("width", range(24, 60))
    def test_no_count_is_cut(self, width: int) -> None:
        rows = [plain(row).rstrip() for row in samples_rows(at("30", problem_with((2, 2, 1), 60)), VIEW, width, 8)]
        assert any("26↑ 28↓" in row for row in rows)

    def test_what_would_take_too_long_to_ask_is_not_counted(self) -> None:
        assert "within" not in text(samples_rows(at("1", problem_with((7, 200, 1), 2600)), VIEW, 60, 8))


class TestManyColumns:
    """What has no room is left out, the least important first."""

    @pytest.mark.parametrize(
        ("width", "header"),
        [
            (80, "     x1    x2    x3 y1 y2    ŷ1 now    ŷ2 now     ŷ1−y1     ŷ2−y2"),
            (56, "     x1    x2    x3 y1 y2 ŷ1 now ŷ2 now  ŷ1−y1  ŷ2−y2"),
            (53, "     x1    x2    x3 y1 y2 ŷ1 now ŷ2 now  worst"),
            (45, "     x1    x2    x3 y1 y2 ŷ1 now ŷ2 now"),
            (36, "     x1 … y1 y2 ŷ1 now ŷ2 now"),
            (30, "  … y1 y2 ŷ1 now ŷ2 now"),
            (23, "     x1 … y1 ŷ1 now"),
            (17, "  … y1 ŷ1 now"),
        ],
    )
    def test_columns(self, width: int, header: str) -> None:
        rows = samples_rows(at("1", problem_with((3, 2, 2), 8)), VIEW, width, 8)
        assert plain(rows[0]).rstrip() == header


class TestClasses:
    """Softmax outputs stand for classes, which have names."""

    @pytest.mark.parametrize(
        ("width", "header", "row"),
        [
            (48, "   x1  x2  x3  x4 y          ŷ          ŷ of y", "▸ 5.1 3.5 1.4 0.2 setosa     versicolor  0.137"),
            (40, "   x1  x2  x3  x4 y      ŷ      ŷ of y", "▸ 5.1 3.5 1.4 0.2 setosa versic  0.137"),
            (30, "   x1  x2  x3  x4 y    ŷ", "▸ 5.1 3.5 1.4 0.2 seto vers"),
            (26, "   x1  x2  x3  x4  y  ŷ", "▸ 5.1 3.5 1.4 0.2  1  2"),
            (22, "   x1 … y    ŷ", "▸ 5.1 … seto vers"),
            (18, "  …  y  ŷ ŷ of y", "▸ …  1  2  0.137"),
        ],
    )
    def test_they_are_named_where_there_is_room_and_all_inputs_are_shown_first(
        self, width: int, header: str, row: str
    ) -> None:
        iris = load_problem("iris")
        fixed = replace(iris, training=replace(iris.training, order="fixed"))
        lines = [plain(line).rstrip() for line in samples_rows(at("1", fixed), VIEW, width, 5)]
        assert lines[0] == header
        assert lines[1] == row

    def test_names_that_would_be_the_same_are_not_cut(self) -> None:
        iris = load_problem("iris")
        alike = replace(iris, names=replace(iris.names, classes=("flower a", "flower b", "flower c")))
        assert "flow" not in text(samples_rows(at("1", alike), VIEW, 30, 5))
        assert "flower a flower b" in text(samples_rows(at("149", alike), VIEW, 44, 60))

    def test_what_columns_are_called_is_told_where_there_is_room_for_it(self) -> None:
        rows = samples_rows(at("1", "iris"), VIEW, 78, 12)
        assert "\n".join(plain(row).rstrip() for row in rows[-2:]) == (
            "x1 sepal length, x2 sepal width, x3 petal length, x4 petal width; classes\nsetosa, versicolor, virginica"
        )
        assert "sepal" not in text(samples_rows(at("1", "iris"), VIEW, 78, 11))
        assert "sepal" not in text(samples_rows(at("1", "iris"), VIEW, 26, 14))
        xor = load_problem("xor")
        named = replace(xor, names=Names(("rain", "sun"), ("y",)))
        assert text(samples_rows(at("1", named), VIEW, 30, 8)).splitlines()[-1] == "x1 rain, x2 sun"


@settings(max_examples=100, deadline=None)
@given(
    layers=st.lists(st.integers(1, 5), min_size=2, max_size=4),
    count=st.integers(1, 80),
    width=st.integers(0, 100),
    height=st.integers(0, 30),
    step=st.integers(0, 90),
)
def test_any_samples_fit_any_size(layers: list[int], count: int, width: int, height: int, step: int) -> None:
    debugger = Debugger(problem_with(tuple(layers), count))
    debugger.run(step)
    rows = samples_rows(debugger.snapshot(), VIEW, width, height)
    assert [row_width(row) for row in rows] == [width] * height
    for row in rows:
        for span in row:
            Palette().style(span.role)


def test_a_training_that_has_diverged_is_written() -> None:
    xor = load_problem("xor")
    linear = replace(xor, network=replace(xor.network, activations=("linear", "linear")))
    debugger = Debugger(linear.with_overrides(learning_rate=1e100))
    debugger.run(20)
    assert debugger.snapshot().is_end
    assert "✓" not in text(samples_rows(debugger.snapshot(), VIEW, 40, 7))


@pytest.mark.parametrize("name", ["sine", "moons"])
def test_the_points_of_a_column_of_the_data_are_below_each_other(name: str) -> None:
    rows = [plain(row) for row in samples_rows(Debugger(name).snapshot(), View("w1"), 60, 18)]
    assert len({row.index(".") for row in rows[1:10]}) == 1


@given(st.lists(st.floats(-1e7, 1e7).map(lambda value: float(f"{value:.3g}")) | st.floats(-2, 2), min_size=1))
@settings(max_examples=100, deadline=None)
def test_a_column_of_the_data_has_room_for_each_of_its_numbers(numbers: list[float]) -> None:
    xor = load_problem("xor")
    problem = replace(xor, samples=tuple(((number, 1.0), (1.0,)) for number in numbers))
    snapshot = Debugger(problem).snapshot()
    header, *rows = samples_rows(snapshot, VIEW, 60, len(numbers) + 2)[:-1]
    end = plain(header).index(" x2")
    points = set()
    for number, row in zip(numbers, rows, strict=True):
        cell, other = plain(row)[1:end], plain(row)[end:]
        assert other.startswith("  1 1 ")
        written = short(number, 3)
        is_long = "." in written and "e" not in written
        assert cell.strip() == (written.rstrip("0").rstrip(".") if is_long else written)
        points |= {cell.index(".")} if "." in cell and "e" not in cell else set()
    assert len(points) <= 1
