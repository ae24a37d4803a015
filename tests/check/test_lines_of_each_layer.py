"""A mistake that each layer's gradient makes in a line of its own: every one of the lines is told."""

from __future__ import annotations

from pathlib import Path

from tests.check.written_files import changed, line_of, names_and_lines

NUMBERS = """\
import math
import random

random.seed(2)
w1 = 2 * random.random() - 1
w2 = 2 * random.random() - 1
b1 = 0
b2 = 0


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


for epoch in range(300):
    for x, y in [(0.1, 0), (0.3, 1), (0.6, 0), (0.9, 1)]:
        h = sigmoid(x * w1 + b1)
        out = sigmoid(h * w2 + b2)
        d2 = 2 * (out - y) * out * (1 - out)
        d1 = d2 * w2 * h * (1 - h)
        gw2 = d2 * h
        gw1 = d1 * x
        w2 -= 0.1 * gw2
        w1 -= 0.1 * gw1
        b2 -= 0.1 * d2
        b1 -= 0.1 * d1
"""


def test_both_lines_are_told_though_one_number_is_that_which_is_passed_back(tmp_path: Path) -> None:
    wrong = changed(NUMBERS, {"gw2 = d2 * h": "gw2 = d2 * w2", "gw1 = d1 * x": "gw1 = d1 * w1"})
    lines = {("weight-for-input", line_of("gw2 =", wrong)), ("weight-for-input", line_of("gw1 =", wrong))}
    assert names_and_lines(wrong, tmp_path) == lines


def test_nothing_is_told_where_both_are_right(tmp_path: Path) -> None:
    assert names_and_lines(NUMBERS, tmp_path) == set()
