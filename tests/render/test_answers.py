"""The pictures of the answers: the curve of one input, the table of classes, and which of them is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from xortui.debugger import Debugger, Snapshot
from xortui.debugger.prediction import predict
from xortui.problems import Problem, load_problem
from xortui.problems.problem_file import read_problem
from xortui.render.answers import answers_rows
from xortui.render.decision_map_unit import CONFUSION, answers_title, neighbour, pictured
from xortui.render.glyphs import ascii_row
from xortui.render.row import Row, plain, row_width
from xortui.render.view import View

VIEW = View("w1")
SIZES = [(20, 8), (30, 12), (42, 9), (80, 20), (16, 4), (4, 3), (1, 1), (60, 14)]


def at(position: str, problem: Problem | str) -> Snapshot:
    debugger = Debugger(problem)
    debugger.go_to(position)
    return debugger.snapshot()


def lines(rows: list[Row]) -> list[str]:
    return [plain(row).rstrip() for row in rows]


@pytest.mark.parametrize(
    ("problem", "title"),
    [("xor", "Decision map"), ("sine", "Curve"), ("parity-3", "Confusion"), ("iris", "Confusion")],
)
def test_every_problem_has_a_picture_of_its_answers(problem: str, title: str) -> None:
    assert answers_title(load_problem(problem), "") == title
    for width, height in SIZES:
        for coloured in (True, False):
            for position in ("0", "1", "e3"):
                rows = answers_rows(at(position, problem), VIEW, width, height, coloured=coloured)
                assert [row_width(row) for row in rows] == [width] * height
    assert any(line for line in lines(answers_rows(at("e3", problem), VIEW, 30, 12)))


def test_a_regression_of_many_inputs_has_a_slice() -> None:
    problem = read_problem('[network]\nlayers = [4, 2, 1]\n[data]\nshape = "bump"\nsamples = 9\n', "b", "b.toml")
    assert answers_title(problem, "") == "Slice"
    assert "x1 →" in "\n".join(lines(answers_rows(at("2", problem), VIEW, 40, 12)))


def test_the_next_picture_comes_round_and_the_table_of_classes_is_among_them() -> None:
    iris = load_problem("iris")
    seen = [pictured(iris, "")]
    while (following := neighbour(iris, seen[-1], 1)) not in seen:
        seen.append(following)
    assert seen[:4] == [CONFUSION, "ŷ1", "ŷ2", "ŷ3"]
    assert neighbour(iris, seen[0], -1) == seen[-1]
    assert CONFUSION not in [neighbour(load_problem("xor"), "", step) for step in range(3)]


@pytest.mark.parametrize("problem", ["sine", "iris", "overfitting", "parity-3"])
def test_every_sign_has_a_character_in_ascii(problem: str) -> None:
    snapshot = at("e3", problem)
    for mapped in ("", "ŷ", "ŷ1", "h1", CONFUSION):
        for row in answers_rows(snapshot, replace(VIEW, mapped=mapped), 44, 14, coloured=False):
            assert "?" not in "".join(ascii_row([span.text for span in row]))


class TestConfusion:
    """Rows are what samples are, columns what they are taken for."""

    def test_it_counts_the_test_samples_and_those_of_the_training(self) -> None:
        snapshot = at("e50", "overfitting")
        rows = lines(answers_rows(snapshot, replace(VIEW, mapped=CONFUSION), 30, 9))
        told = {"test": [[0, 0], [0, 0]], "trained": [[0, 0], [0, 0]]}
        for name, samples in (("test", snapshot.problem.test), ("trained", snapshot.samples)):
            for x, (y,) in samples:
                told[name][int(y)][int(predict(snapshot, x).outputs[0] > 0.5)] += 1
        for first, name in ((0, "test"), (4, "trained")):
            right = told[name][0][0] + told[name][1][1]
            assert rows[first].startswith(f"{name}: {right} of 30 right")
            for place in (0, 1):
                shown = rows[first + 2 + place].split()[1:]
                assert [0 if count == "·" else int(count) for count in shown] == told[name][place]

    def test_names_of_classes_are_cut_where_there_is_no_room_and_stay_different(self) -> None:
        snapshot = at("e20", "iris")
        assert re.search(r"setosa +versicolor +virginica", lines(answers_rows(snapshot, VIEW, 60, 12))[1])
        narrow = lines(answers_rows(snapshot, VIEW, 22, 12))
        assert narrow[1].split()[-2:] == ["vers", "virg"]

    def test_where_even_that_has_no_room_what_is_mistaken_is_listed(self) -> None:
        snapshot = at("e3", "iris")
        told = snapshot.answered.told
        most = max(told[right][said] for right in range(3) for said in range(3) if right != said)
        listed = lines(answers_rows(snapshot, VIEW, 9, 12))
        assert listed[0] == f"{snapshot.answered.right}/150"
        assert listed[1].startswith(f"{most} ")


class TestCurve:
    """One input to the right, ŷ upwards."""

    def test_the_line_goes_through_what_the_network_answers(self) -> None:
        snapshot = at("e300", "sine")
        bare = replace(snapshot.problem, samples=(((-1.0,), (-1.0,)), ((1.0,), (1.0,))), test=())
        debugger = Debugger(bare)
        names = bare.network.parameter_names
        debugger.edit_together(dict(zip(names, snapshot.state, strict=False)))
        here = debugger.snapshot()
        rows = answers_rows(here, VIEW, 60, 23)
        assert plain(rows[0]).startswith(" 1.30│")
        assert plain(rows[19]).startswith("−1.30│")
        for column in range(4, 50):
            x = -1.2 + 2.4 * (2 * column) / (2 * 54 - 1)
            (yhat,) = predict(here, (x,)).outputs
            row = round((1.3 - yhat) / 2.6 * (4 * 20 - 1)) // 4
            roles = [span.role for span in rows[row] for _ in span.text]
            assert roles[6 + column] in ("curve", "strong"), column

    def test_shares_of_hidden_units_are_dotted_and_coloured_by_their_sign(self) -> None:
        rows = answers_rows(at("e300", "sine"), VIEW, 60, 23)
        roles = {span.role for row in rows for span in row}
        assert {"curve", "positive", "negative"} <= roles
        chosen = answers_rows(at("e300", "sine"), replace(VIEW, mapped="h2"), 60, 23)
        assert "path" in {span.role for row in chosen for span in row}

    def test_samples_test_samples_and_this_sample_have_signs_of_their_own(self) -> None:
        text = "\n".join(lines(answers_rows(at("3", "sine"), VIEW, 80, 20)))
        assert text.count("●") == 2
        assert text.count("×") > 5
        assert text.endswith("• samples, × test, ● this sample")

    def test_scaled_columns_stand_beside_it_in_their_own_numbers(self, tmp_path: Path) -> None:
        rows = [f"{area},{3000 * area + 40_000}" for area in (30, 60, 90, 120, 150)]
        (tmp_path / "flats.csv").write_text("\n".join(["area,price", *rows]) + "\n")
        text = "[network]\nlayers = [1, 2, 1]\nactivations = ['tanh', 'linear']\n[data]\nfile = 'flats.csv'\n"
        problem = read_problem(text + "scaling = { x = 'standard', y = 'minmax' }\n", "f", "f.toml", tmp_path)
        shown = lines(answers_rows(at("2", problem), VIEW, 80, 12))
        assert shown[0].startswith("5.4e5│")  # 490,000 and 15 % of 360,000
        assert shown[8].startswith("76000│")
        assert shown[9].split() == ["18", "(−1.70)", "x1", "area", "→", "162", "(1.70)"]
        assert shown[-1].endswith("; ŷ price ↑ 76000…544000 (−0.15…1.15)")
        hidden = lines(answers_rows(at("2", problem), replace(VIEW, mapped="h1"), 80, 12))
        assert hidden[8].startswith("−1.30│")
