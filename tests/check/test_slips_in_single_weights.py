"""A slip in the gradient of one weight, where each is written out by itself: the weight and the line are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines

ONE_LIST = """\
import math
import random

random.seed(1234)
w = [random.uniform(-1, 1) for _ in range(13)]


def s(v):
    return 1.0 / (1.0 + math.exp(-v))


def train_one(x, y):
    h = [s(w[2 * j] * x[0] + w[2 * j + 1] * x[1] + w[6 + j]) for j in range(3)]
    o = s(sum(w[9 + j] * h[j] for j in range(3)) + w[12])
    d = o - y
    e = [d * w[9 + j] * h[j] * (1 - h[j]) for j in range(3)]
    g = [0.0] * 13
    g[0] = e[0] * x[0]
    g[1] = e[0] * x[1]
    g[2] = e[1] * x[0]
    g[3] = e[1] * x[1]
    g[4] = e[2] * x[0]
    g[5] = e[2] * x[1]
    g[6], g[7], g[8] = e
    g[9] = d * h[0]
    g[10] = d * h[1]
    g[11] = d * h[2]
    g[12] = d
    for i in range(13):
        w[i] -= 0.5 * g[i]


points = [(random.uniform(-1, 1), random.uniform(-1, 1)) for _ in range(30)]
for epoch in range(50):
    for x in points:
        train_one(x, 1 if x[0] * x[1] > 0 else 0)
"""
DELTA = "delta-of-other-unit"
VALUE = "activation-of-other-unit"


@pytest.mark.parametrize(
    "slips",
    [
        [("g[3] = e[1] * x[1]", "g[3] = e[0] * x[1]", DELTA)],
        [("g[1] = e[0] * x[1]", "g[1] = e[0] * x[0]", VALUE)],
        [("g[5] = e[2] * x[1]", "g[5] = e[2] * x[0]", VALUE)],
        [("g[10] = d * h[1]", "g[10] = d * h[0]", VALUE)],
        [("g[3] = e[1] * x[1]", "g[3] = e[0] * x[1]", DELTA), ("g[11] = d * h[2]", "g[11] = d * h[1]", VALUE)],
    ],
)
def test_it_is_told_in_its_line(slips: list[tuple[str, str, str]], tmp_path: Path) -> None:
    source = changed(ONE_LIST, {right: wrong for right, wrong, _ in slips})
    assert names_and_lines(source, tmp_path) == {(name, line_of(wrong, source)) for _, wrong, name in slips}
