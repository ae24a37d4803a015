"""The line of sums of gradients that are never reset: of the reset that is missing, or of the sum."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines

OF_OBJECTS = """
import numpy as np

rng = np.random.default_rng(5)


class Dense:
    def __init__(self, fan_in, fan_out):
        self.w = rng.normal(0, 0.6, (fan_out, fan_in))
        self.b = rng.normal(0, 0.2, fan_out)
        self.sum_w = np.zeros((fan_out, fan_in))
        self.sum_b = np.zeros(fan_out)

    def forward(self, x):
        self.x = x
        self.a = np.tanh(self.w @ x + self.b)
        return self.a

    def backward(self, passed):
        delta = passed * (1 - self.a ** 2)
        self.sum_w += np.outer(delta, self.x)
        self.sum_b += delta
        return self.w.T @ delta

    def step(self, rate, count):
        self.w -= rate * self.sum_w / count
        self.b -= rate * self.sum_b / count

    def clear(self):
        self.sum_w.fill(0)
        self.sum_b.fill(0)


layers = [Dense(3, 4), Dense(4, 2)]
xs = rng.uniform(-1, 1, (6, 3))
ts = np.tanh(xs[:, :2] - xs[:, 1:])
for epoch in range(40):
    for layer in layers:
        layer.clear()
    for x, t in zip(xs, ts):
        a = x
        for layer in layers:
            a = layer.forward(a)
        passed = a - t
        for layer in reversed(layers):
            passed = layer.backward(passed)
    for layer in layers:
        layer.step(0.2, len(xs))
print(passed)
"""
CLEARED = """    for layer in layers:
        layer.clear()
"""
OF_LISTS = """
import random

random.seed(3)
w1 = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(3)]
b1 = [random.uniform(-0.3, 0.3) for _ in range(3)]
w2 = [random.uniform(-1, 1) for _ in range(3)]
b2 = 0.1
data = [([0.3, 0.8], 0.4), ([0.9, -0.2], 0.7), ([-0.5, 0.4], -0.2), ([-0.7, -0.6], -0.6)]
for epoch in range(60):
    g1 = [[0.0] * 2 for _ in range(3)]
    k1 = [0.0] * 3
    g2 = [0.0] * 3
    k2 = 0.0
    for x, t in data:
        h = [max(0.0, sum(w * v for w, v in zip(w1[j], x)) + b1[j]) for j in range(3)]
        d = sum(w * v for w, v in zip(w2, h)) + b2 - t
        for j in range(3):
            e = d * w2[j] * (1.0 if h[j] > 0 else 0.0)
            k1[j] += e
            for i in range(2):
                g1[j][i] += e * x[i]
            g2[j] += d * h[j]
        k2 += d
    for j in range(3):
        w2[j] -= 0.05 * g2[j]
        b1[j] -= 0.05 * k1[j]
        for i in range(2):
            w1[j][i] -= 0.05 * g1[j][i]
    b2 -= 0.05 * k2
print(b2)
"""


@pytest.mark.parametrize(
    ("source", "changes", "line"),
    [
        (OF_OBJECTS, {"        self.sum_b.fill(0)\n": ""}, "self.sum_w.fill(0)"),
        (OF_OBJECTS, {"        self.sum_w.fill(0)\n": ""}, "self.sum_b.fill(0)"),
        (OF_OBJECTS, {".fill(0)": "[:] = 0", "        self.sum_b[:] = 0\n": ""}, "self.sum_w[:] = 0"),
        (OF_OBJECTS, {CLEARED: ""}, "self.sum_w.fill(0)"),
        (OF_OBJECTS, {CLEARED: "", "    def clear": "    def __post_init__"}, "self.sum_w += "),
        (OF_OBJECTS, {CLEARED: "    for layer in layers:\n        layer.sum_b[:] = 0\n"}, "layer.sum_b[:] = 0"),
        (
            OF_LISTS,
            {
                "    g1 = [[0.0] * 2 for _ in range(3)]\n": "",
                "for epoch": "g1 = [[0.0] * 2 for _ in range(3)]\nfor epoch",
            },
            "g1 = [",
        ),
        (OF_LISTS, {"    k2 = 0.0\n": "", "for epoch": "k2, rounds = 0.0, 1\nfor epoch"}, "k2, rounds ="),
        (
            OF_LISTS,
            {"    k1 = [0.0] * 3\n": "", "for epoch": "k1 = [0.0] * 3\ng1 = [[0.0] * 2 for _ in range(3)]\nfor epoch"},
            "    g1 = [",
        ),
    ],
)  # fmt: skip
def test_a_sum_that_is_never_reset_is_told_in_the_line_of_its_reset_or_of_that_beside_which_it_is_missing(
    source: str, changes: dict[str, str], line: str, tmp_path: Path
) -> None:
    mistaken = changed(source, changes)
    assert names_and_lines(mistaken, tmp_path) == {("sums-never-reset", line_of(line, mistaken))}


@pytest.mark.parametrize("source", [OF_OBJECTS, OF_LISTS])
def test_the_programs_are_right_as_they_stand(source: str, tmp_path: Path) -> None:
    assert names_and_lines(source, tmp_path) == set()
