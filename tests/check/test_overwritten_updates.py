"""A minus sign on the wrong side of the equals sign, in every update: the file is told that it overwrites."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.test_lines_and_names_of_pairs import COLUMNS, ROWS
from tests.check.test_lines_beside_the_same_unit import LISTS, SLOPES, UNITS
from tests.check.written_files import changed, line_of, said, said_of_file
from xortui.check.overwritten_updates import on_overwritten_updates
from xortui.check.process import checked
from xortui.check.undecided import UndecidedError

OVERWRITTEN = {
    "    gW2 = gW2 + (lam / m) * W2\n": "",
    "    gW1 = gW1 + (lam / m) * W1\n": "",
    "W2 -= 0.1 *": "W2 =- 0.1 *",
    "b2 -= 0.1 *": "b2 =- 0.1 *",
    "W1 -= 0.1 *": "W1 =- 0.1 *",
    "b1 -= 0.1 *": "b1 =- 0.1 *",
}
SIGN_LOST = {"p[name] -= 0.2 * grads[name]": "p[name] = 0.2 * grads[name]"}
SOLVED = """\
import numpy as np
rng = np.random.default_rng(1)
X, Y = rng.normal(size=(9, 2)), rng.normal(size=(9, 1))
W = rng.normal(size=(2, 3))
V = np.zeros((3, 1))
for trial in range(5):
    W = 0.5 * rng.normal(size=(2, 3))
    H = np.tanh(X @ W)
    V = 1.0 * np.linalg.pinv(H) @ Y
    print(np.mean((H @ V - Y) ** 2))
"""

SQUARE = """\
import numpy as np

rng = np.random.default_rng(2)
X = rng.random((6, 3))
T = np.tanh(X @ rng.normal(size=(3, 3)))
A = rng.normal(size=(3, 3))
a = np.zeros(3)
B = rng.normal(size=(3, 3))
b = np.zeros(3)
C = rng.normal(size=(3, 3))
c = np.zeros(3)
for epoch in range(100):
    F = np.tanh(X @ A + a)
    G = np.tanh(F @ B + b)
    Y = np.tanh(G @ C + c)
    d3 = (Y - T) * (1 - Y ** 2)
    d2 = d3 @ C.T * (1 - G ** 2)
    d1 = d2 @ B.T * (1 - F ** 2)
    C = C - 0.1 * G.T @ d3
    c = c - 0.1 * d3.sum(axis=0)
    B = B - 0.1 * F.T @ d2
    b = b - 0.1 * d2.sum(axis=0)
    A = A - 0.1 * X.T @ d1
    a = a - 0.1 * d1.sum(axis=0)
"""

CELLS = """\
from math import exp


class Cell:
    def __init__(self, weights, threshold):
        self.weights = weights
        self.threshold = threshold

    def compute(self, xs):
        self.xs = xs
        u = -self.threshold
        for w, x in zip(self.weights, xs):
            u += w * x
        self.y = 1 / (1 + exp(-u))
        return self.y

    def adapt(self, error, rate):
        e = error * self.y * (1 - self.y)
        back = [e * w for w in self.weights]
        for k in range(len(self.weights)):
            self.weights[k] += rate * e * self.xs[k]
        self.threshold -= rate * e
        return back


middle = [Cell([0.3, -0.6], 0.2), Cell([-0.4, 0.7], -0.3), Cell([0.9, 0.1], 0.1)]
top = Cell([0.5, -0.2, 0.8], 0.4)
for turn in range(40):
    for xs, wanted in [((0.1, 0.9), 0.3), ((0.8, 0.2), 0.9), ((0.4, 0.5), 0.1)]:
        got = top.compute([cell.compute(xs) for cell in middle])
        for cell, error in zip(middle, top.adapt(wanted - got, 0.8)):
            cell.adapt(error, 0.8)
"""


@pytest.mark.parametrize(
    ("program", "changes", "first", "others"),
    [
        (ROWS, OVERWRITTEN, "W2 =- ", {}),
        (ROWS, {**OVERWRITTEN, " * (1 - h ** 2)": ""}, "W2 =- ", {"slope-missing": "d1 = "}),
        (COLUMNS, SIGN_LOST, "p[name] =", {}),
    ],
)
def test_updates_that_overwrite_are_named_with_what_else_is_wrong(
    program: str, changes: dict[str, str], first: str, others: dict[str, str], tmp_path: Path
) -> None:
    wrong = changed(program, changes)
    verdict = on_overwritten_updates(wrong, lambda text: said(text, tmp_path))
    assert verdict is not None
    assert verdict["parameters"] == dict.fromkeys(["W1", "b1", "W2", "b2"], "wrong")
    named = {one["id"]: one["line"] for one in verdict["mistakes"]}
    assert named == {
        "assigned": line_of(first, wrong),
        **{name: line_of(text, wrong) for name, text in others.items()},
    }


def test_the_command_asks_for_them_where_no_training_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(changed(ROWS, OVERWRITTEN), "utf-8")
    verdict = checked(path)
    assert verdict["verdict"] == "wrong"
    assert [one["id"] for one in verdict["mistakes"]] == ["assigned"]


def test_weights_that_are_solved_for_or_drawn_anew_overwrite_nothing(tmp_path: Path) -> None:
    assert on_overwritten_updates(SOLVED, lambda text: said(text, tmp_path)) is None


def test_thresholds_of_units_that_are_overwritten_are_told_and_their_weights_are_right(tmp_path: Path) -> None:
    wrong = changed(CELLS, {"self.threshold -=": "self.threshold ="})
    verdict = said_of_file(wrong, tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [
        ("assigned", line_of("self.threshold = rate", wrong))
    ]
    assert set(verdict["parameters"].values()) == {"right", "wrong"}
    assert all((said == "wrong") == name.endswith(".threshold") for name, said in verdict["parameters"].items())


def test_thresholds_that_are_updated_are_right(tmp_path: Path) -> None:
    assert said_of_file(CELLS, tmp_path)["verdict"] == "right"


def test_a_number_that_earlier_steps_made_anew_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(UndecidedError):
        said(changed(CELLS, {"self.threshold -=": "self.threshold ="}), tmp_path)


def test_a_matrix_product_that_overwrites_is_named_though_it_adds_up(tmp_path: Path) -> None:
    wrong = changed(SLOPES, {"V += X.T @ d_in": "V = X.T @ d_in"})
    verdict = said(wrong, tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [("assigned", line_of("V = X.T", wrong))]
    assert verdict["parameters"] == {"V": "wrong", "v": "right", "U": "right", "u": "right"}


@pytest.mark.parametrize(
    ("program", "changes", "first", "wrong_names"),
    [
        (
            LISTS,
            {"outer[k][j] -= rate": "outer[k][j] = -rate", "inner[j][i] -= rate": "inner[j][i] = -rate"},
            "outer[k][j] = ",
            {"inner", "outer"},
        ),
        (
            UNITS,
            {"wire.strength += rate": "wire.strength = rate"},
            "wire.strength = ",
            {"middle[*].coming[*].strength", "motors[*].coming[*].strength"},
        ),
    ],
)
def test_weights_that_are_all_overwritten_are_told_beside_biases_that_are_right(
    program: str, changes: dict[str, str], first: str, wrong_names: set[str], tmp_path: Path
) -> None:
    wrong = changed(program, changes)
    verdict = said_of_file(wrong, tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [("assigned", line_of(first, wrong))]
    assert {name for name, judged in verdict["parameters"].items() if judged == "wrong"} == wrong_names
    assert set(verdict["parameters"].values()) == {"right", "wrong"}


@pytest.mark.parametrize("wrong_line", ["B = A - 0.1", "A = B - 0.1", "b = c - 0.1", "C = B - 0.1"])
def test_steps_from_the_weights_of_another_layer_begin_with_another_array(wrong_line: str, tmp_path: Path) -> None:
    name = wrong_line[0]
    wrong = changed(SQUARE, {f"{name} = {name} - 0.1": wrong_line})
    verdict = said(wrong, tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [
        ("assigned-from-other", line_of(wrong_line, wrong))
    ]
    assert verdict["parameters"] == {one: "wrong" if one == name else "right" for one in "AaBbCc"}


def test_steps_from_their_own_weights_are_right(tmp_path: Path) -> None:
    assert said(SQUARE, tmp_path)["verdict"] == "right"
