"""Mistakes in the δ of hidden units: a slope of the error, weights of their own, an activation in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

LISTS = """
import math
import random

random.seed(5)
SIZES = [3, 3, 2]
layers = []
for fan_in, units in zip(SIZES, SIZES[1:]):
    rows = []
    for _ in range(units):
        rows.append([random.uniform(-1, 1) for _ in range(fan_in + 1)])
    layers.append(rows)

def squash(z):
    return SQUASHED

def slope(a):
    return SLOPE

def forward(x):
    seen = [x]
    for rows in layers:
        below = seen[-1]
        seen.append([squash(sum(w * a for w, a in zip(row, below)) + row[-1]) for row in rows])
    return seen

def learn(x, wanted, rate):
    seen = forward(x)
    deltas = [[(o - t) * slope(o) for o, t in zip(seen[-1], wanted)]]
    for number in range(len(layers) - 1, 0, -1):
        below = []
        for i, a in enumerate(seen[number]):
            arriving = 0.0
            for k, row in enumerate(layers[number]):
                arriving += deltas[0][k] * row[i]
            below.append(arriving * slope(a))
        deltas.insert(0, below)
    for number, rows in enumerate(layers):
        for k, row in enumerate(rows):
            for i, a in enumerate(seen[number]):
                row[i] -= rate * deltas[number][k] * a
            row[-1] -= rate * deltas[number][k]

for epoch in range(60):
    for n in range(8):
        bits = [float(n >> k & 1) for k in range(3)]
        learn(bits, [float(sum(bits) > 1), float(bits[0] != bits[1])], 0.4)
"""
CURVES = {
    "sigmoid": {"SQUASHED": "1 / (1 + math.exp(-z))", "SLOPE": "a * (1 - a)"},
    "tanh": {"SQUASHED": "math.tanh(z)", "SLOPE": "1 - a ** 2"},
}
TURNED = {"(o - t)": "(t - o)", "row[i] -=": "row[i] +=", "row[-1] -=": "row[-1] +="}
OF_ERROR = {"arriving * slope(a)": "arriving * slope(arriving)"}
OWN_WEIGHTS = {"deltas[0][k] * row[i]": "deltas[0][k] * layers[number - 1][i][i]"}
VALUE_IN_BIASES = {"row[-1] -= rate * deltas[number][k]": "row[-1] -= rate * seen[number + 1][k]"}


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("turned", [{}, TURNED], ids=["downhill", "turned"])
def test_the_right_program_is_right(curve: str, turned: dict[str, str], tmp_path: Path) -> None:
    assert said(changed(LISTS, {**CURVES[curve], **turned}), tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("turned", [{}, TURNED], ids=["downhill", "turned"])
def test_a_slope_of_what_arrives_at_hidden_units_is_told(curve: str, turned: dict[str, str], tmp_path: Path) -> None:
    source = changed(LISTS, {**CURVES[curve], **turned, **OF_ERROR})
    line = line_of("arriving * slope(arriving)", source)
    assert names_and_lines(source, tmp_path) == {("slope-of-error", line)}


def test_it_is_told_in_each_of_two_hidden_layers(tmp_path: Path) -> None:
    source = changed(LISTS, {**CURVES["sigmoid"], **OF_ERROR, "[3, 3, 2]": "[3, 3, 2, 1]"})
    line = line_of("arriving * slope(arriving)", source)
    assert names_and_lines(source, tmp_path) == {("slope-of-error", line)}


def test_it_is_told_beside_biases_that_go_uphill(tmp_path: Path) -> None:
    source = changed(LISTS, {**CURVES["sigmoid"], **OF_ERROR, "row[-1] -=": "row[-1] +="})
    found = {identity for identity, _ in names_and_lines(source, tmp_path)}
    assert found == {"slope-of-error", "uphill"}


@pytest.mark.parametrize("curve", CURVES)
def test_weights_of_the_unit_itself_at_its_own_number_are_told(curve: str, tmp_path: Path) -> None:
    source = changed(LISTS, {**CURVES[curve], **OWN_WEIGHTS})
    line = line_of("layers[number - 1][i][i]", source)
    assert names_and_lines(source, tmp_path) == {("weights-of-other-layer", line)}


def test_they_are_told_beside_biases_that_never_move(tmp_path: Path) -> None:
    still = {"            row[-1] -= rate * deltas[number][k]\n": ""}
    source = changed(LISTS, {**CURVES["tanh"], **OWN_WEIGHTS, **still})
    found = {identity for identity, _ in names_and_lines(source, tmp_path)}
    assert found == {"weights-of-other-layer", "bias-never-updated"}


ARRAYS = """
import numpy as np

draw = np.random.default_rng(8)
X = draw.uniform(-1, 1, (20, 4))
Y = np.stack([X[:, 0] > X[:, 1], X[:, 2] * X[:, 3] > 0], axis=1).astype(float)
W1, b1 = draw.normal(0, 0.7, (4, 3)), draw.normal(0, 0.1, 3)
W2, b2 = draw.normal(0, 0.7, (3, 2)), draw.normal(0, 0.1, 2)

for epoch in range(80):
    H = 1 / (1 + np.exp(-(X @ W1 + b1)))
    O = 1 / (1 + np.exp(-(H @ W2 + b2)))
    D2 = (O - Y) * O * (1 - O)
    D1 = D2 @ W2.T * H * (1 - H)
    W2 -= 0.3 * H.T @ D2
    b2 -= 0.3 * D2.sum(0)
    W1 -= 0.3 * X.T @ D1
    b1 -= 0.3 * D1.sum(0)
"""
PASSED_BACK = "    D1 = D2 @ W2.T * H * (1 - H)\n"
MOVED = "    W2 -= 0.3 * H.T @ D2\n"
BEFORE = {PASSED_BACK + MOVED: MOVED + PASSED_BACK}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("b1 -= 0.3 * D1.sum(0)", "b1 -= 0.3 * H.sum(0)"),
        ("b2 -= 0.3 * D2.sum(0)", "b2 -= 0.3 * O.sum(0)"),
    ],
)
def test_an_activation_for_delta_in_the_biases_alone_is_told(right: str, wrong: str, tmp_path: Path) -> None:
    source = changed(ARRAYS, {right: wrong})
    verdict = said(source, tmp_path)
    (found,) = verdict["mistakes"]
    assert (found["id"], found["line"]) == ("value-for-delta", line_of(wrong, source))
    assert "in the gradients of its biases" in found["sentence"]
    assert sorted(verdict["parameters"].values()) == ["right", "right", "right", "wrong"]


def test_it_is_told_beside_weights_that_have_been_updated(tmp_path: Path) -> None:
    source = changed(ARRAYS, {**BEFORE, "D1.sum(0)": "H.sum(0)"})
    found = {identity for identity, _ in names_and_lines(source, tmp_path)}
    assert found == {"weights-updated", "value-for-delta"}


def test_it_is_told_in_all_biases_of_nested_lists(tmp_path: Path) -> None:
    source = changed(LISTS, {**CURVES["sigmoid"], **VALUE_IN_BIASES})
    line = line_of("rate * seen[number + 1][k]", source)
    assert names_and_lines(source, tmp_path) == {("value-for-delta", line)}
