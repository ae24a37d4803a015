"""Batches that are drawn with replacement, and so have some samples twice, taken one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

ONE_BY_ONE = """\
import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(12, 3))
T = np.column_stack([np.sin(X[:, 0]), X[:, 1] - 0.4 * X[:, 0]])
W1 = rng.normal(size=(4, 3)) * 0.5
b1 = np.zeros(4)
W2 = rng.normal(size=(2, 4)) * 0.5
b2 = np.zeros(2)
rate = 0.1
for epoch in range(60):
    g1, gb1, g2, gb2 = 0 * W1, 0 * b1, 0 * W2, 0 * b2
    rows = rng.integers(0, 12, 8)
    for x, t in zip(X[rows], T[rows]):
        h = 1 / (1 + np.exp(-(W1 @ x + b1)))
        y = W2 @ h + b2
        error = t - y
        d2 = error
        back = W2.T @ d2
        d1 = back * h * (1 - h)
        g2 += np.outer(d2, h)
        gb2 += d2
        g1 += np.outer(d1, x)
        gb1 += d1
    W2 += rate * g2 / 8
    b2 += rate * gb2 / 8
    W1 += rate * g1 / 8
    b1 += rate * gb1 / 8
"""
ERROR = "d2 = error"
SLOPE = "d1 = back * h * (1 - h)"
SIGMOID_SLOPE = "d2 = error * y * (1 - y)"
TANH_SLOPE = "d2 = error * (1 - y ** 2)"
PLAIN = """\
import math
import random
random.seed(5)
data = [([random.gauss(0, 1), random.gauss(0, 1)], random.random()) for _ in range(6)]
w = [[random.gauss(0, 1) for _ in range(2)] for _ in range(3)]
v = [random.gauss(0, 1) for _ in range(3)]
rate = 0.2
for epoch in range(60):
    gw = [[0.0] * 2 for _ in range(3)]
    gv = [0.0] * 3
    for x, t in random.choices(data, k=5):
        h = [math.tanh(w[j][0] * x[0] + w[j][1] * x[1]) for j in range(3)]
        y = sum(v[j] * h[j] for j in range(3))
        d = y - t
        for j in range(3):
            gv[j] += d * h[j]
            back = d * v[j] * (1 - h[j] ** 2)
            for i in range(2):
                gw[j][i] += back * x[i]
    for j in range(3):
        v[j] -= rate * gv[j]
        for i in range(2):
            w[j][i] -= rate * gw[j][i]
"""
AGAIN_FOR_EACH_WEIGHT = """\
import numpy as np
rng = np.random.default_rng(7)
X = rng.normal(size=(9, 2))
T = rng.uniform(size=9)
W = rng.normal(size=(3, 2))
v = rng.normal(size=3)
rate = 0.1
def forward(x):
    h = np.tanh(W @ x)
    return h, v @ h
for epoch in range(20):
    for x, t in zip(X, T):
        gW, gv = np.zeros((3, 2)), np.zeros(3)
        for j in range(3):
            h, y = forward(x)
            gv[j] = (y - t) * h[j]
            gW[j] = (y - t) * v[j] * (1 - h[j] ** 2) * x
        v = v - rate * gv
        W = W - rate * gW
"""


def test_a_sample_that_a_batch_has_twice_counts_twice(tmp_path: Path) -> None:
    verdict = said(ONE_BY_ONE, tmp_path)
    assert verdict["verdict"] == "right"
    assert "a network 3-4-2" in verdict["understood"]
    assert "8 samples a step" in verdict["understood"]


def test_so_it_does_without_arrays(tmp_path: Path) -> None:
    verdict = said(PLAIN, tmp_path)
    assert verdict["verdict"] == "right"
    assert "5 samples a step" in verdict["understood"]


def test_a_pass_that_is_computed_again_for_each_unit_is_one_sample(tmp_path: Path) -> None:
    verdict = said(AGAIN_FOR_EACH_WEIGHT, tmp_path)
    assert verdict["verdict"] == "right"
    assert "one sample a step" in verdict["understood"]


@pytest.mark.parametrize("slope", [SIGMOID_SLOPE, TANH_SLOPE])
def test_a_slope_at_an_output_that_has_none_is_found(slope: str, tmp_path: Path) -> None:
    source = changed(ONE_BY_ONE, {ERROR: slope})
    assert names_and_lines(source, tmp_path) == {("slope-of-other", line_of(slope, source))}


@pytest.mark.parametrize("slope", [SIGMOID_SLOPE, TANH_SLOPE])
@pytest.mark.parametrize(
    ("identity", "right", "wrong"),
    [
        ("slope-half", SLOPE, "d1 = back * (1 - h)"),
        ("slope-missing", SLOPE, "d1 = back"),
        ("slope-with-plus", SLOPE, "d1 = back * h * (1 + h)"),
        ("weights-missing", "back = W2.T @ d2", "back = d2.sum()"),
    ],
)
def test_so_is_another_mistake_beside_it(identity: str, right: str, wrong: str, slope: str, tmp_path: Path) -> None:
    source = changed(ONE_BY_ONE, {ERROR: slope, right: wrong})
    found = names_and_lines(source, tmp_path)
    assert found == {("slope-of-other", line_of(slope, source)), (identity, line_of(wrong, source))}


def test_a_bias_that_rests_is_found_beside_it(tmp_path: Path) -> None:
    source = changed(ONE_BY_ONE, {ERROR: SIGMOID_SLOPE, "    b1 += rate * gb1 / 8\n": ""})
    assert {identity for identity, _ in names_and_lines(source, tmp_path)} == {"slope-of-other", "bias-never-updated"}
