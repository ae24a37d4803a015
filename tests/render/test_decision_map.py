"""The decision map: exact text without colours, the colours, and what holds at every size."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xortui.core.engines import Sample
from xortui.debugger import Debugger, Snapshot
from xortui.debugger.prediction import predictor
from xortui.problems import Problem, load_problem
from xortui.problems.problem_file import read_problem
from xortui.render.decision_map import RAMP, decision_map_rows
from xortui.render.palette import Palette
from xortui.render.palettes.depth import Depth
from xortui.render.row import Row, plain, row_width
from xortui.render.view import View

VIEW = View("w1")


def at(position: str, problem: Problem | str = "xor") -> Snapshot:
    debugger = Debugger(problem)
    debugger.go_to(position)
    return debugger.snapshot()


def text(rows: list[Row]) -> str:
    return "\n".join(plain(row) for row in rows)


def problem_with(samples: tuple[Sample, ...] | None = None, activation: str = "sigmoid") -> Problem:
    xor = load_problem("xor")
    layers = (2, 2, len(samples[0][1]) if samples else 1)
    network = replace(xor.network, layers=layers, activations=(activation, activation))
    return replace(xor, network=network, samples=samples or xor.samples)


def level_at(rows: list[Row], column: int, line: int) -> int:
    """The level of the upper pixel of a cell."""
    roles = [span.role for span in rows[line] for _ in span.text]
    return int(roles[column].split("/")[0].removeprefix("map"))


class TestDefaultNetwork:
    """XOR: opposite corners belong together."""

    def test_without_colours_it_is_a_ramp_of_characters(self) -> None:
        rows = decision_map_rows(at("40000"), VIEW, 30, 14, coloured=False)
        assert [plain(row).rstrip() for row in rows] == [
            "@@@@@@@@@@@@@@%#*=:..",
            "@@@@@1@@@@@%%*+-:.      [0]",
            "@@@@@@@@@%#+=:.",
            "@@@@@@%#*=:..               ..",
            "@@@%%*+-:.                .:-+",
            "@%#+=:.                .:-+*%%",
            "*=:..               .:-=*#%@@@",
            ":.               ..-=*#%@@@@@@",
            "              ..:=*#%@@@@@@@@@",
            "     0     ..:=+#%%@@@@@@1@@@@",
            "         .:-+#%%@@@@@@@@@@@@@@",
            "−0.25      x1 → x2 ↑      1.25",
            "ŷ 0  .:-=+*#%@ 1",
            "0 1: targets, [ ]: now",
        ]

    def test_in_colours_the_corners_differ(self) -> None:
        rows = decision_map_rows(at("40000"), VIEW, 30, 16)
        assert [level_at(rows, 0, 0), level_at(rows, 29, 12)] == [8, 8]
        assert [level_at(rows, 29, 0), level_at(rows, 0, 12)] == [0, 0]

    def test_the_sample_of_this_step_is_in_brackets(self) -> None:
        for coloured in (True, False):
            assert text(decision_map_rows(at("2"), VIEW, 30, 15, coloured=coloured)).count("[1]") == 1
            assert "]" not in text(decision_map_rows(at("0"), VIEW, 30, 15, coloured=coloured)[:-1])

    def test_no_sign_stands_beside_a_sample(self) -> None:
        for width in range(20, 70):
            for row in decision_map_rows(at("2"), VIEW, width, 15)[:12]:
                assert not re.search(r"[+−]▀?[\[01]|[\]01]▀?[+−]", plain(row)), width

    def test_x2_goes_upwards(self) -> None:
        lines = text(decision_map_rows(at("2"), VIEW, 30, 15)).splitlines()
        assert next(y for y, line in enumerate(lines) if "[1]" in line) < 6
        lines = text(decision_map_rows(at("3"), VIEW, 30, 15)).splitlines()
        assert next(y for y, line in enumerate(lines) if "[1]" in line) > 6

    def test_the_numbers_are_those_of_this_position(self) -> None:
        snapshot = at("8000.20")
        rows = decision_map_rows(snapshot, VIEW, 30, 14, coloured=False)
        lines = text(rows).splitlines()
        for sample, (column, line) in enumerate([(5, 9), (5, 1), (25, 9), (25, 1)]):
            shown = {lines[line - 1][column], lines[line + 1][column]}
            level = min(int(snapshot.outputs(sample + 1)[0] * 10), 9)
            assert {" .:-=+*#%@".index(letter) for letter in shown} <= set(range(level - 2, level + 3))

    def test_a_small_size_keeps_the_map(self) -> None:
        assert "x1" in text(decision_map_rows(at("1"), VIEW, 20, 5))
        assert "x1" not in text(decision_map_rows(at("1"), VIEW, 20, 4))
        assert "ŷ" in text(decision_map_rows(at("1"), VIEW, 20, 4))
        assert "ŷ" not in text(decision_map_rows(at("1"), VIEW, 20, 3))


CLUB = """
[network]
layers = [2, 2, 1]
activations = ["tanh", "ENDS"]
[data]
file = "club.csv"
scaling = { x = "standard", y = "SCALED" }
test = "held.csv"
"""


def club(tmp_path: Path, targets: str = "0 1 0 1", ends: str = "sigmoid", scaled: str = "") -> Problem:
    """Return a problem with two scaled columns, whose test samples lie beyond the others."""
    heights = (160, 170, 180, 190)
    weights = (55.5, 70, 62.5, 90)
    rows = [f"{h},{w},{y}" for h, w, y in zip(heights, weights, targets.split(), strict=True)]
    (tmp_path / "club.csv").write_text("\n".join(["height,weight,jump", *rows]) + "\n")
    low, *_, high = sorted(targets.split(), key=float)
    (tmp_path / "held.csv").write_text(f"height,weight,jump\n150,50,{low}\n200,100,{high}\n")
    text = CLUB.replace("ENDS", ends)
    text = text.replace("SCALED", scaled) if scaled else text.replace(', y = "SCALED"', "")
    return read_problem(text, "club", "club.toml", tmp_path)


class TestScaledColumns:
    """Axes stand in the numbers of the data file; where there is room, in those that are learnt, too."""

    def test_the_axes_have_the_names_and_the_numbers_of_the_columns(self, tmp_path: Path) -> None:
        problem = club(tmp_path)
        wide = text(decision_map_rows(at("1", problem), VIEW, 70, 12, coloured=False)).splitlines()
        assert wide[-3].split("  ")[0] == "137.5 (−3.35)"
        assert "x1 height →" in wide[-3]
        assert wide[-3].endswith("212.5 (3.35)")
        assert "x2 weight ↑ 37.5…112.5 (−2.48…3.33)" in wide[-2]
        scale_x, scale_y = problem.scaling.x if problem.scaling else ()
        assert [round(scale_x.scaled(own), 2) for own in (137.5, 212.5)] == [-3.35, 3.35]
        assert [round(scale_y.scaled(own), 2) for own in (37.5, 112.5)] == [-2.48, 3.33]

    def test_with_less_room_the_axes_keep_the_numbers_of_the_data_file(self, tmp_path: Path) -> None:
        snapshot = at("1", club(tmp_path))
        narrow = text(decision_map_rows(snapshot, VIEW, 32, 12)).splitlines()
        assert narrow[-3].rstrip() == "x1 → 137.5…212.5 x2 ↑ 37.5…112.5"
        for width in range(20, 80):
            below = text(decision_map_rows(snapshot, VIEW, width, 12)).splitlines()[-3:]
            assert "137.5" in below[0] or "37.5…112.5" in below[0]
            assert "−3.35…" not in "".join(below)

    def test_the_levels_of_a_scaled_output_are_those_of_its_column(self, tmp_path: Path) -> None:
        problem = club(tmp_path, "20 30 26 36", "linear", "minmax")
        shown = text(decision_map_rows(at("1", problem), VIEW, 40, 12)).splitlines()
        assert shown[-2].startswith("jump 20 − ")
        assert " + 36" in shown[-2]


class TestTestSamples:
    """They have letters where the others have digits, and the map is wide enough for them."""

    def test_each_is_drawn_where_it_lies_with_the_letter_of_its_target(self, tmp_path: Path) -> None:
        rows = text(decision_map_rows(at("0", club(tmp_path)), VIEW, 60, 15, coloured=False)).splitlines()
        assert [row.find("a") for row in rows[:12] if "a" in row] == [10]
        assert [row.find("b") for row in rows[:12] if "b" in row] == [50]
        assert rows[-1].rstrip() == "0 1: targets y, a b: test; [ ]: this sample"
        assert sum(row.count("0") + row.count("1") for row in rows[:12]) == 4

    def test_low_and_high_targets_of_a_regression_are_a_and_b(self, tmp_path: Path) -> None:
        rows = text(decision_map_rows(at("0", club(tmp_path, "20 30 26 36", "linear")), VIEW, 60, 15, coloured=False))
        assert "l h: low and high targets y, a b: test; [ ]: this sample" in rows
        assert "a" in "".join(rows.splitlines()[8:12])
        assert "b" in "".join(rows.splitlines()[:4])

    def test_of_several_outputs_the_greatest_target_gives_the_letter(self) -> None:
        samples: tuple[Sample, ...] = (((0.0, 0.0), (1.0, 0.0)), ((1.0, 1.0), (0.0, 1.0)))
        problem = replace(problem_with(samples), test=(((0.0, 1.0), (0.0, 1.0)),))
        rows = text(decision_map_rows(at("0", problem), replace(VIEW, mapped="h1"), 60, 15, coloured=False))
        assert "b" in "".join(rows.splitlines()[:4])
        assert "1 2 …: place of the greatest y, a b: test" in rows

    def test_their_letters_are_explained_at_every_width(self, tmp_path: Path) -> None:
        snapshot = at("0", club(tmp_path))
        for width in range(20, 80):
            assert "a b: test" in text(decision_map_rows(snapshot, VIEW, width, 12)), width
        assert "test" not in text(decision_map_rows(at("0"), VIEW, 60, 12))

    def test_a_sample_of_the_training_is_drawn_over_them(self) -> None:
        problem = replace(load_problem("xor"), test=(((1.0, 1.0), (1.0,)),))
        rows = text(decision_map_rows(at("0", problem), VIEW, 40, 15, coloured=False)).splitlines()
        assert "b" not in "".join(rows[:12])


class TestOtherProblems:
    """Other ranges, other targets, other inputs."""

    def test_the_axes_say_what_they_span(self) -> None:
        samples: tuple[Sample, ...] = (((-2.0, 0.0), (-1.0,)), ((2.0, 10.0), (1.0,)))
        lines = text(
            decision_map_rows(at("1", problem_with(samples, "tanh")), VIEW, 54, 12, coloured=False)
        ).splitlines()
        assert lines[-3].split() == ["−3", "x1", "→", "3"]
        assert lines[-2].rstrip() == "ŷ −1  .:-=+*#%@ 1  x2 ↑ −2.50…12.5"
        assert lines[-1].rstrip() == "l h: low and high targets y; [ ]: this sample"
        assert "h" in "".join(lines[:5])

    def test_of_several_outputs_the_first_is_shown(self) -> None:
        samples: tuple[Sample, ...] = (((0.0, 0.0), (1.0, 0.0)), ((1.0, 1.0), (0.0, 1.0)))
        assert "ŷ1 0 " in text(decision_map_rows(at("1", problem_with(samples)), VIEW, 30, 12))

    def test_more_inputs_have_a_slice_through_the_sample_of_this_step(self) -> None:
        snapshot = at("2404", "parity-3")
        assert snapshot.x is not None
        rows = decision_map_rows(snapshot, replace(VIEW, axes=(2, 0)), 30, 14, coloured=False)
        assert "x3 → x1 ↑" in text(rows)
        predictor_ = predictor(snapshot.problem, snapshot.program, snapshot.state)
        for column, line in ((0, 0), (29, 0), (0, 10), (29, 10)):
            x3 = -0.25 + 1.5 * (column + 0.5) / 30
            x1 = -0.25 + 1.5 * (11 - line - 0.5) / 11
            (yhat,) = predictor_((x1, snapshot.x[1], x3)).outputs
            drawn = plain(rows[line])[column]
            assert drawn == RAMP[min(int(yhat * len(RAMP)), len(RAMP) - 1)]

    def test_made_inputs_follow_those_that_are_mapped(self) -> None:
        made = read_problem(
            'features = ["x1*x2"]\n[network]\nlayers = [3, 2, 1]\n[data]\nshape = "xor"\nsamples = 8\n', "m", "m.toml"
        )
        snapshot = at("e40", made)
        rows = decision_map_rows(snapshot, VIEW, 20, 12, coloured=False)
        assert "x3" not in text(rows)

    def test_what_is_not_finite_is_a_question_mark(self) -> None:
        problem = problem_with(None, "linear")
        largest = dict.fromkeys(("w1", "w2", "w3", "w4"), 1.7e308) | {"w5": 1.0, "w6": -1.0}
        problem = replace(problem, start=replace(problem.start, parameters=largest))
        assert "?" in text(decision_map_rows(at("0", problem), VIEW, 30, 12))

    def test_a_training_that_has_diverged_is_drawn(self) -> None:
        debugger = Debugger(problem_with(None, "linear").with_overrides(learning_rate=1e100))
        debugger.run(20)
        assert debugger.snapshot().is_end
        assert len(decision_map_rows(debugger.snapshot(), VIEW, 30, 12)) == 12


@settings(max_examples=100, deadline=None)
@given(
    points=st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1)), min_size=1, max_size=8),
    activation=st.sampled_from(["sigmoid", "tanh", "relu", "linear"]),
    width=st.integers(0, 70),
    height=st.integers(0, 30),
    step=st.integers(0, 5),
    coloured=st.booleans(),
)
def test_any_problem_with_two_inputs_fits_any_size(
    points: list[tuple[float, float, float]], activation: str, width: int, height: int, step: int, coloured: bool
) -> None:
    samples = tuple(((x1, x2), (y,)) for x1, x2, y in points)
    debugger = Debugger(problem_with(samples, activation))
    debugger.run(step)
    rows = decision_map_rows(debugger.snapshot(), VIEW, width, height, coloured=coloured)
    assert [row_width(row) for row in rows] == [width] * height
    for row in rows:
        for span in row:
            Palette().style(span.role)
            assert coloured or "map" not in span.role


@pytest.mark.parametrize("depth", list(Depth))
def test_every_depth_has_the_roles_of_the_map(depth: Depth) -> None:
    for row in decision_map_rows(at("8000"), VIEW, 30, 15, coloured=depth > Depth.NONE):
        for span in row:
            Palette(depth=depth).style(span.role)
