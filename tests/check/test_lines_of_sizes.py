"""The lines of biases whose update is lost or no gradient, and of functions that return no slope, or a multiple."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines

ADAM = """
import numpy as np

rng = np.random.default_rng(4)
ws = [rng.normal(0, 0.6, (3, 5)), rng.normal(0, 0.6, (5, 2))]
bs = [np.zeros(5), np.zeros(2)]
kept = {}
X = rng.normal(size=(12, 3))
Y = np.tanh(X[:, :2] - X[:, 1:])


def change(key, g, t):
    m, v = kept.get(key, (0 * g, 0 * g))
    kept[key] = m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
    return 0.01 * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)


for t in range(1, 60):
    h = np.tanh(X @ ws[0] + bs[0])
    o = h @ ws[1] + bs[1]
    d2 = 2 * (o - Y) / Y.size
    d1 = d2 @ ws[1].T * (1 - h * h)
    for k, (w, g) in enumerate(zip(ws, [X.T @ d1, h.T @ d2])):
        w -= change(("w", k), g, t)
    for k, (b, g) in enumerate(zip(bs, [d1.sum(0), d2.sum(0)])):
        b -= change(("b", k), g, t)
    print(((np.tanh(X @ ws[0] + bs[0]) @ ws[1] + bs[1] - Y) ** 2).mean())
"""
FUNCTIONS = """
import numpy as np

rng = np.random.default_rng(4)


def moved(p, g):
    return p - 0.1 * g


ws = [rng.normal(0, 0.6, (3, 5)), rng.normal(0, 0.6, (5, 2))]
bs = [np.zeros(5), np.zeros(2)]
X = rng.normal(size=(12, 3))
Y = np.tanh(X[:, :2] - X[:, 1:])
for t in range(60):
    h = np.tanh(X @ ws[0] + bs[0])
    d2 = 2 * (h @ ws[1] + bs[1] - Y) / Y.size
    d1 = d2 @ ws[1].T * (1 - h * h)
    for w, g in zip(ws, [X.T @ d1, h.T @ d2]):
        w[:] = moved(w, g)
    for b, g in zip(bs, [d1.sum(0), d2.sum(0)]):
        b[:] = moved(b, g)
print(bs)
"""
SLOPES = """
import math
import random

random.seed(2)


def wide(z):
    return 1.5 * math.tanh(0.5 * z)


def wide_slope(a):
    return 0.75 * (1 - (a / 1.5) ** 2)


w1 = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(3)]
b1 = [random.uniform(-0.3, 0.3) for _ in range(3)]
w2 = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(3)]
b2 = [random.uniform(-0.3, 0.3) for _ in range(3)]
w3 = [random.uniform(-1, 1) for _ in range(3)]
b3 = 0.1
data = [([0.2, 0.7], 0.5), ([0.9, -0.4], 1.2), ([-0.6, 0.3], 0.1), ([-0.5, -0.8], 0.9)]
for epoch in range(60):
    for x, y in data:
        h = [wide(sum(w * v for w, v in zip(w1[j], x)) + b1[j]) for j in range(3)]
        k = [wide(sum(w * v for w, v in zip(w2[j], h)) + b2[j]) for j in range(3)]
        d = sum(w * v for w, v in zip(w3, k)) + b3 - y
        dk = [d * w3[j] * wide_slope(k[j]) for j in range(3)]
        dh = [sum(dk[i] * w2[i][j] for i in range(3)) * wide_slope(h[j]) for j in range(3)]
        for j in range(3):
            w3[j] -= 0.05 * d * k[j]
            for i in range(3):
                w2[j][i] -= 0.05 * dk[j] * h[i]
            for i in range(2):
                w1[j][i] -= 0.05 * dh[j] * x[i]
            b2[j] -= 0.05 * dk[j]
            b1[j] -= 0.05 * dh[j]
        b3 -= 0.05 * d
print(b3)
"""


@pytest.mark.parametrize(
    ("source", "before", "after"),
    [(ADAM, "b -= change", "b = b - change"), (FUNCTIONS, "b[:] = moved", "b = moved")],
)
def test_an_update_of_biases_that_is_lost_is_told_in_its_own_line(
    source: str, before: str, after: str, tmp_path: Path
) -> None:
    assert names_and_lines(source, tmp_path) == set()
    wrong = changed(source, {before: after})
    assert names_and_lines(wrong, tmp_path) == {("bias-never-updated", line_of(after, wrong))}


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"return 0.75 * (1": "return (1"}, "return (1"),
        ({"return 0.75 * (1": "return 0.5 * (1"}, "return 0.5 * (1"),
        ({"range(3)) * wide_slope(h[j])": "range(3)) * wide_slope(h[j]) / 2"}, "/ 2"),
    ],
)
def test_a_factor_of_a_whole_layer_is_told_where_its_slope_is_computed(
    changes: dict[str, str], line: str, tmp_path: Path
) -> None:
    wrong = changed(SLOPES, changes)
    assert names_and_lines(wrong, tmp_path) == {("stray-factor", line_of(line, wrong))}


@pytest.mark.parametrize(
    ("before", "after"), [("b[:] = moved(b, g)", "b -= 0.1"), ("b[:] = moved(b, g)", "b = b - 0.1")]
)
def test_an_update_of_biases_without_their_gradient_is_told_in_its_own_line(
    before: str, after: str, tmp_path: Path
) -> None:
    wrong = changed(FUNCTIONS, {before: after})
    assert names_and_lines(wrong, tmp_path) == {("bias-never-updated", line_of(after, wrong))}


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"return 0.75 * (1 - (a / 1.5) ** 2)": "return a"}, "return a"),
        (
            {
                "def wide_slope(a):\n    return 0.75 * (1 - (a / 1.5) ** 2)\n": "wide_slope = lambda a: a\n",
                "wide_slope(h[j])": "0.75 * (1 - (h[j] / 1.5) ** 2)",
            },
            "wide_slope = ",
        ),
    ],
)
def test_a_function_for_slopes_that_returns_what_it_is_given_is_told_where_it_does(
    changes: dict[str, str], line: str, tmp_path: Path
) -> None:
    wrong = changed(SLOPES, changes)
    assert names_and_lines(wrong, tmp_path) == {("activation-for-slope", line_of(line, wrong))}


def test_the_program_with_slopes_is_right_as_it_stands(tmp_path: Path) -> None:
    assert names_and_lines(SLOPES, tmp_path) == set()
