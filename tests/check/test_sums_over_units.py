"""A bias that learns from the sum over units is named where other mistakes are made besides, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, names_and_lines, said

ROWS = """\
import numpy as np
np.random.seed(6)
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([[0], [1], [1], [0]])
w1, b1 = np.random.randn(2, 4), np.random.randn(4) * 0.1
w2, b2 = np.random.randn(4, 1), np.zeros(1)
v1 = np.zeros_like(w1)
v2 = np.zeros_like(w2)
def sigmoid(t):
    return 1 / (1 + np.exp(-t))
for i in range(60):
    a1 = sigmoid(X.dot(w1) + b1)
    a2 = sigmoid(a1.dot(w2) + b2)
    d2 = (a2 - Y) * a2 * (1 - a2)
    grad_w2 = a1.T.dot(d2)
    grad_b2 = d2.sum(axis=0)
    d1 = d2.dot(w2.T) * a1 * (1 - a1)
    grad_w1 = X.T.dot(d1)
    grad_b1 = d1.sum(axis=0)
    v2 = 0.9 * v2 - 0.2 * grad_w2
    w2 = w2 + v2
    v1 = 0.9 * v1 - 0.2 * grad_w1
    w1 = w1 + v1
    b2 = b2 - 0.2 * grad_b2
    b1 = b1 - 0.2 * grad_b1
"""
COLUMNS = """\
import numpy as np
rng = np.random.default_rng(4)
X, Y = rng.normal(size=(2, 4)), rng.uniform(0.1, 0.9, (4, 4))
W1, b1 = rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
W2, b2 = rng.normal(size=(4, 4)), rng.normal(size=(4, 1))
def s(z):
    return 1 / (1 + np.exp(-z))
for epoch in range(60):
    A1 = s(W1 @ X + b1)
    A2 = s(W2 @ A1 + b2)
    D2 = (A2 - Y) * A2 * (1 - A2)
    D1 = W2.T @ D2 * A1 * (1 - A1)
    W2 -= 0.3 * D2 @ A1.T
    W1 -= 0.3 * D1 @ X.T
    b2 -= 0.3 * D2.sum(axis=1).reshape(-1, 1)
    b1 -= 0.3 * D1.sum(axis=1).reshape(-1, 1)
"""
OVER_UNITS = "d1.sum(axis=1)"


def test_it_is_named_beside_steps_uphill(tmp_path: Path) -> None:
    source = ROWS.replace("d1.sum(axis=0)", OVER_UNITS).replace("w1 + v1", "w1 - v1")
    expected = {("uphill", line_of("w1 - v1", source)), ("bias-over-all-units", line_of(OVER_UNITS, source))}
    assert names_and_lines(source, tmp_path) == expected


def test_it_is_named_where_it_goes_uphill_itself(tmp_path: Path) -> None:
    source = ROWS.replace("d1.sum(axis=0)", OVER_UNITS).replace("b1 - 0.2", "b1 + 0.2")
    expected = {("uphill", line_of("b1 + 0.2", source)), ("bias-over-all-units", line_of(OVER_UNITS, source))}
    assert names_and_lines(source, tmp_path) == expected


def test_it_is_named_where_its_delta_is_wrong_as_well(tmp_path: Path) -> None:
    source = ROWS.replace("d1.sum(axis=0)", OVER_UNITS).replace("(a2 - Y) * a2 * (1 - a2)", "(a2 - Y) * a2")
    expected = {
        ("activation-for-slope", line_of("(a2 - Y) * a2", source)),
        ("bias-over-all-units", line_of(OVER_UNITS, source)),
    }
    assert names_and_lines(source, tmp_path) == expected


@pytest.mark.parametrize("delta", ["D1", "D2"])
def test_it_is_named_of_either_layer_alone(delta: str, tmp_path: Path) -> None:
    wrong = f"{delta}.sum(axis=0)"
    source = COLUMNS.replace(f"{delta}.sum(axis=1)", wrong)
    assert names_and_lines(source, tmp_path) == {("bias-over-all-units", line_of(wrong, source))}


def test_it_is_named_once_where_it_is_made_in_both_layers(tmp_path: Path) -> None:
    source = COLUMNS.replace(".sum(axis=1)", ".sum(axis=0)")
    (found,) = said(source, tmp_path)["mistakes"]
    assert found["id"] == "bias-over-all-units"
    assert found["parameters"] == ["b1", "b2"]


@pytest.mark.parametrize("source", [ROWS, COLUMNS])
def test_sums_over_the_samples_are_right_where_there_are_as_many_units(source: str, tmp_path: Path) -> None:
    assert said(source, tmp_path)["verdict"] == "right"


def test_it_is_named_beside_a_slope_that_is_wrong_in_every_layer(tmp_path: Path) -> None:
    slopes = ROWS.replace("a2 * (1 - a2)", "sigmoid(a2) * (1 - sigmoid(a2))")
    slopes = slopes.replace("a1 * (1 - a1)", "sigmoid(a1) * (1 - sigmoid(a1))")
    found = said(slopes.replace("d1.sum(axis=0)", OVER_UNITS), tmp_path)["mistakes"]
    assert {one["id"] for one in found} == {"slope-of-activation", "bias-over-all-units"}
    (over_units,) = [one for one in found if one["id"] == "bias-over-all-units"]
    assert (over_units["line"], over_units["parameters"]) == (line_of("d1.sum", slopes), ["b1"])
