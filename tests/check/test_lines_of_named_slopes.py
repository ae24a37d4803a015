"""A slope that is what its function's name says is right: where it is another activation's, its call is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines

PROGRAM = """
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_slope(a):
    return a * (1 - a)


def tanh_slope(a):
    return 1 - a**2


rng = np.random.default_rng(5)
X = rng.normal(size=(9, 2))
T = (X[:, :1] > X[:, 1:]) * 1.0
V = rng.normal(size=(2, 4))
W = rng.normal(size=(4, 1))
for epoch in range(100):
    H = sigmoid(X @ V)
    Y = sigmoid(H @ W)
    DY = (Y - T) * sigmoid_slope(Y)
    DH = DY @ W.T * sigmoid_slope(H)
    W -= 0.5 * H.T @ DY
    V -= 0.5 * X.T @ DH
"""


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"sigmoid_slope(H)": "tanh_slope(H)"}, "DH = "),
        ({"sigmoid_slope(Y)": "tanh_slope(Y)"}, "DY = "),
        ({"H = sigmoid(": "H = np.tanh("}, "DH = "),
        ({"sigmoid_slope(H)": "d_tanh(H)", "tanh_slope(a)": "d_tanh(a)"}, "DH = "),
        ({"sigmoid_slope(H)": "slope(H)", "tanh_slope(a)": "slope(a)"}, "return 1 - a**2"),
        ({"sigmoid_slope(H)": "sigmoid_gradient(H)", "tanh_slope(a)": "sigmoid_gradient(a)"}, "return 1 - a**2"),
    ],
)
def test_the_call_is_told_of_a_slope_that_is_what_its_name_says(
    changes: dict[str, str], line: str, tmp_path: Path
) -> None:
    source = changed(PROGRAM, changes)
    assert names_and_lines(source, tmp_path) == {("slope-of-other", line_of(line, source))}


def test_the_slope_of_a_leaky_relu_without_its_leak_is_told_in_its_formula(tmp_path: Path) -> None:
    source = changed(
        PROGRAM,
        {
            "    return 1 - a**2": "    return np.where(a > 0, 1.0, 0.0)",
            "tanh_slope(a)": "leaky_relu_slope(a)",
            "H = sigmoid(X @ V)": "Z = X @ V\n    H = np.where(Z > 0, Z, 0.1 * Z)",
            "sigmoid_slope(H)": "leaky_relu_slope(H)",
        },
    )
    assert names_and_lines(source, tmp_path) == {("slope-of-other", line_of("return np.where(a", source))}


def test_the_formula_is_told_of_a_slope_that_is_another_s_although_its_function_bears_the_right_name(
    tmp_path: Path,
) -> None:
    source = changed(
        PROGRAM,
        {
            "H = sigmoid(X @ V)": "Z = X @ V\n    H = np.log1p(np.exp(Z))",
            "sigmoid_slope(H)": "softplus_slope(Z)",
            "def tanh_slope(a):\n    return 1 - a**2": (
                "def softplus_slope(z):\n    s = sigmoid(z)\n    return s * (1 - s)"
            ),
        },
    )
    assert names_and_lines(source, tmp_path) == {("slope-of-other", line_of("return s * (1 - s)", source))}


@pytest.mark.parametrize(
    "slope", ["sigmoid_slope = lambda a: a * (1 - a)", "def sigmoid_slope(a):\n    return a * (1 - a)"]
)
def test_the_call_is_told_that_gives_the_formula_of_a_slope_the_sum(slope: str, tmp_path: Path) -> None:
    source = changed(
        PROGRAM,
        {
            "def sigmoid_slope(a):\n    return a * (1 - a)": slope,
            "H = sigmoid(X @ V)": "Z = X @ V\n    H = sigmoid(Z)",
            "(Y - T) * sigmoid_slope(Y)": "Y - T",
            "sigmoid_slope(H)": "sigmoid_slope(Z)",
        },
    )
    assert names_and_lines(source, tmp_path) == {("slope-formula-of-sum", line_of("DH = ", source))}
