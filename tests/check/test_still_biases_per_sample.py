"""Biases that never move and are other numbers for each sample are told where nothing else can be said of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said, said_of_file
from xortui.check.undecided import UndecidedError

ROWS = """\
import numpy as np

np.random.seed(1)
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
y = np.array([[0], [1], [1], [0]], float)
W1 = np.random.randn(2, 3)
b1 = np.random.randn(4, 3)
W2 = np.random.randn(3, 1)
b2 = np.random.randn(4, 1)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


for i in range(60):
    h = sigmoid(X @ W1 + b1)
    o = sigmoid(h @ W2 + b2)
    d2 = (o - y) * (1 - o)
    d1 = d2 @ W2.T
    W2 -= 0.5 * h.T @ d2
    W1 -= 0.5 * X.T @ d1
"""
OF_COLUMNS = {
    "]], float)": "]], float).T",
    "randn(2, 3)": "randn(3, 2)",
    "randn(4, 3)": "randn(3, 4)",
    "randn(3, 1)": "randn(1, 3)",
    "randn(4, 1)": "randn(1, 4)",
    "X @ W1": "W1 @ X",
    "h @ W2": "W2 @ h",
    "d2 @ W2.T": "W2.T @ d2",
    "h.T @ d2": "d2 @ h.T",
    "X.T @ d1": "d1 @ X.T",
}


@pytest.mark.parametrize("is_in_columns", [False, True])
def test_their_names_shapes_and_lines_are_told(is_in_columns: bool, tmp_path: Path) -> None:
    source = changed(ROWS, OF_COLUMNS) if is_in_columns else ROWS
    shapes = ("(3, 4)", "(1, 4)") if is_in_columns else ("(4, 3)", "(4, 1)")
    reason = str(said_of_file(source, tmp_path)["reason"])
    for name, shape, text in zip(("b1", "b2"), shapes, ("h = ", "o = "), strict=True):
        told = f"{name} never moves, and has the shape {shape}: line {line_of(text, source)} adds numbers of its own"
        assert told in reason
    assert f"(axis={int(is_in_columns)})" in reason


def test_inputs_that_are_added_again_are_no_biases(tmp_path: Path) -> None:
    source = changed(ROWS, {"randn(2, 3)": "randn(2, 2)", "randn(3, 1)": "randn(2, 1)", "+ b1": "+ X", " + b2": ""})
    with pytest.raises(UndecidedError) as problem:
        said(source, tmp_path)
    assert "never moves" not in str(problem.value)


def test_one_bias_for_all_samples_that_never_moves_is_none_of_them(tmp_path: Path) -> None:
    source = changed(ROWS, {"randn(4, 3)": "randn(1, 3)", "randn(4, 1)": "randn(1, 1)"})
    assert "shape" not in str(said_of_file(source, tmp_path)["reason"])
