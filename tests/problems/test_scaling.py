"""Scaled columns: what is learnt, the numbers that the file has, and both shown."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.debugger import Debugger
from xortui.problems import Problem, ProblemError, load_problem
from xortui.problems.problem_document import problem_document
from xortui.problems.problem_file import read_document
from xortui.problems.scaling import Scale, minmax, own_numbers, scaled, scaling_of, standard
from xortui.render.report import about_text
from xortui.render.row import plain
from xortui.render.samples import samples_rows
from xortui.render.view import View

TABLE = "height,mass,fat\n181,3750,10\n186,3800,20\n195,3250,40\n193,3450,30\n"
PROBLEM = """
[network]
layers = [2, 2, 1]
activations = ["tanh", "linear"]
[data]
file = "birds.csv"
SCALING
"""
VALUES = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20)


@pytest.fixture
def birds(tmp_path: Path) -> Path:
    (tmp_path / "birds.csv").write_text(TABLE)
    return tmp_path


def opened(folder: Path, scaling: str) -> Problem:
    path = folder / "birds.toml"
    path.write_text(PROBLEM.replace("SCALING", scaling))
    return load_problem(path)


@given(values=VALUES)
def test_standard_columns_have_mean_0_and_deviation_1(values: list[float]) -> None:
    scale = standard(values)
    found = [scale.scaled(value) for value in values]
    assert math.fsum(found) / len(found) == pytest.approx(0.0, abs=1e-6)
    spread = math.fsum([value**2 for value in found]) / len(found)
    if max(values) - min(values) > 1e-3:
        assert spread == pytest.approx(1.0, rel=1e-6)


@given(values=VALUES)
def test_minmax_columns_go_from_0_to_1_and_back_to_their_own_numbers(values: list[float]) -> None:
    scale = minmax(values)
    found = [scale.scaled(value) for value in values]
    assert min(found) == 0.0
    assert max(found) in (0.0, pytest.approx(1.0))
    size = max(map(abs, values)) or 1.0
    assert own_numbers(found, [scale] * len(found)) == pytest.approx(values, abs=1e-9 * size)


def test_a_column_of_one_value_is_not_divided_by_zero() -> None:
    assert standard([5.0, 5.0]) == Scale(5.0, 1.0)
    assert standard([349525.6419569539] * 3) == Scale(349525.6419569539, 1.0)
    assert minmax([5.0, 5.0]) == Scale(5.0, 1.0)


def test_test_samples_are_scaled_by_those_that_are_trained_with(birds: Path) -> None:
    plain_problem = opened(birds, "test = 0.25")
    problem = opened(birds, 'test = 0.25\nscaling = "standard"')
    assert problem.scaling == scaling_of(plain_problem.samples, "standard", "")
    assert problem.scaling is not None
    assert problem.test == scaled(plain_problem.test, problem.scaling)
    assert len(problem.test) == 1


def test_a_document_keeps_the_scales(birds: Path) -> None:
    problem = opened(birds, 'scaling = { x = "standard", y = "minmax" }')
    assert [y for _, (y,) in problem.samples] == [0.0, 1 / 3, 1.0, 2 / 3]
    again = read_document(problem_document(problem), problem.name, "file")
    assert again == problem
    assert again.scaling == problem.scaling


def test_without_scaling_a_saturated_start_is_told_and_with_it_is_not(birds: Path) -> None:
    told = opened(birds, "").notes
    assert told == (
        "every unit of the first layer is saturated at the first step, as x2 (mass) goes up to 3800: "
        'nothing can be learnt; say data.scaling = "standard" or "minmax"',
    )
    assert opened(birds, 'scaling = "minmax"').notes == ()


@pytest.mark.parametrize(
    ("scaling", "told"),
    [
        ('scaling = "standart"', "data.scaling.x: expected one of standard, minmax, got 'standart'; did you mean stan"),
        ("scaling = 3", "data.scaling: expected one of standard, minmax, got 3"),
        ('scaling = { z = "minmax" }', "data.scaling.z: unknown key; expected one of x, y"),
        ('classes = ["10", "20"]\nscaling = { y = "minmax" }', "data: birds.csv line 4: column 'fat': expected one of"),
    ],
)
def test_what_is_no_scaling_is_told_in_a_line(birds: Path, scaling: str, told: str) -> None:
    with pytest.raises(ProblemError) as caught:
        opened(birds, scaling)
    assert str(caught.value).split("birds.toml: ")[1].startswith(told)


class TestShown:
    def rows(self, folder: Path, width: int) -> list[str]:
        debugger = Debugger(opened(folder, 'scaling = { x = "standard", y = "minmax" }'))
        debugger.go_to(2)
        return [plain(row).rstrip() for row in samples_rows(debugger.snapshot(), View("w1"), width, 8)]

    def test_the_sample_at_hand_stands_in_its_own_numbers_too(self, birds: Path) -> None:
        assert self.rows(birds, 60)[-1] == "▸ is height 186, mass 3800, fat 20"
        assert self.rows(birds, 30)[-1] == "▸ is x1 186, x2 3800, y 20"
        assert self.rows(birds, 20)[-1] == "▸ is 186 3800 20"

    def test_the_story_says_how_columns_are_scaled(self, birds: Path) -> None:
        text = about_text(opened(birds, 'scaling = { x = "minmax", y = "minmax" }'))
        assert "scaled: x1 = (height − 181) / 14, x2 = (mass − 3250) / 550, y = (fat − 10) / 30" in text
