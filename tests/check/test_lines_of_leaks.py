"""The line of a slope of ReLU that gives a closed unit another number than the forward pass does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines

SCALARS = """
import random

random.seed(7)


def relu(z):
    if z > 0:
        return z
    return 0.0


def relu_slope(z):
    return 1.0 if z > 0 else 0.0


w1 = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(4)]
b1 = [random.uniform(-0.3, 0.3) for _ in range(4)]
w2 = [random.uniform(-1, 1) for _ in range(4)]
b2 = 0.1
data = [([0.2, 0.7], 0.5), ([0.9, -0.4], 1.2), ([-0.6, 0.3], 0.1), ([-0.5, -0.8], 0.9)]
for epoch in range(80):
    for x, y in data:
        z1 = [sum(w * v for w, v in zip(w1[j], x)) + b1[j] for j in range(4)]
        h = [relu(z) for z in z1]
        d = sum(w * v for w, v in zip(w2, h)) + b2 - y
        for j in range(4):
            dh = d * w2[j] * relu_slope(z1[j])
            w2[j] -= 0.05 * d * h[j]
            b1[j] -= 0.05 * dh
            for i in range(2):
                w1[j][i] -= 0.05 * dh * x[i]
        b2 -= 0.05 * d
print(d)
"""
ARRAYS = """
import numpy as np

rng = np.random.default_rng(4)
w1, b1 = rng.normal(0, 0.6, (3, 5)), np.zeros(5)
w2, b2 = rng.normal(0, 0.6, (5, 2)), np.zeros(2)
X = rng.normal(size=(12, 3))
Y = np.tanh(X[:, :2] - X[:, 1:])
for epoch in range(60):
    z = X @ w1 + b1
    h = np.maximum(z, 0)
    d2 = (h @ w2 + b2 - Y) / len(X)
    slope = np.where(z > 0, 1.0, 0.0)
    d1 = d2 @ w2.T * slope
    w2 -= 0.1 * h.T @ d2
    b2 -= 0.1 * d2.sum(0)
    w1 -= 0.1 * X.T @ d1
    b1 -= 0.1 * d1.sum(0)
print(h)
"""
CHOICE = "    return 1.0 if z > 0 else 0.0\n"


@pytest.mark.parametrize(
    ("source", "before", "after", "line"),
    [
        (SCALARS, CHOICE, "    if z > 0:\n        return 1.0\n    return 0.01\n", "return 0.01"),
        (SCALARS, CHOICE, "    if z <= 0:\n        return 0.01\n    return 1.0\n", "return 0.01"),
        (SCALARS, CHOICE, "    if z > 0:\n        s = 1.0\n    else:\n        s = 0.01\n    return s\n", "s = 0.01"),
        (SCALARS, CHOICE, "    if 0 < z:\n        return 1.0\n    else:\n        return 0.01\n", "return 0.01"),
        (SCALARS, CHOICE, "    return (\n        1.0\n        if z > 0\n        else 0.01\n    )\n", "else 0.01"),
        (SCALARS, "else 0.0", "else 0.01", "else 0.01"),
        (ARRAYS, "1.0, 0.0)", "1.0, 0.01)", "slope = "),
        (ARRAYS, "1.0, 0.0)", "1.0,\n        0.01,\n    )", "        0.01,"),
    ],
)  # fmt: skip
def test_another_leak_is_told_in_the_line_that_gives_it(
    source: str, before: str, after: str, line: str, tmp_path: Path
) -> None:
    wrong = changed(source, {before: after})
    assert names_and_lines(wrong, tmp_path) == {("slope-of-other", line_of(line, wrong))}


def test_an_inverted_gate_is_told_where_it_asks(tmp_path: Path) -> None:
    wrong = changed(SCALARS, {CHOICE: "    if z <= 0:\n        return 1.0\n    return 0.0\n"})
    assert names_and_lines(wrong, tmp_path) == {("gate-inverted", line_of("if z <= 0", wrong))}


@pytest.mark.parametrize("source", [SCALARS, ARRAYS])
def test_the_same_leak_is_right(source: str, tmp_path: Path) -> None:
    assert names_and_lines(source, tmp_path) == set()
