"""What is passed back without one unit of the next layer is named, and so is what is passed back by one unit alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said

LISTS = """\
import math
import random

random.seed(3)
IN, HIDDEN, OUT = 3, 4, 3
w = [[random.uniform(-1, 1) for _ in range(HIDDEN)] for _ in range(IN)]
v = [[random.uniform(-1, 1) for _ in range(OUT)] for _ in range(HIDDEN)]
cases = [([random.uniform(-1, 1) for _ in range(IN)], [random.random() for _ in range(OUT)]) for _ in range(6)]


def sigmoid(s):
    return 1 / (1 + math.exp(-s))


for epoch in range(30):
    for x, t in cases:
        h = [sigmoid(sum(x[i] * w[i][j] for i in range(IN))) for j in range(HIDDEN)]
        y = [sigmoid(sum(h[j] * v[j][k] for j in range(HIDDEN))) for k in range(OUT)]
        dy = [(t[k] - y[k]) * y[k] * (1 - y[k]) for k in range(OUT)]
        BACK
        for j in range(HIDDEN):
            for k in range(OUT):
                v[j][k] += 0.4 * dy[k] * h[j]
        for i in range(IN):
            for j in range(HIDDEN):
                w[i][j] += 0.4 * dh[j] * x[i]
"""
LOOPS = """dh = [0.0] * HIDDEN
        for j in range(HIDDEN):
            total = 0.0
            for k in PART:
                total += v[j][k] * dy[k]
            dh[j] = h[j] * (1 - h[j]) * total"""
SUMS = """back = [sum(v[j][k] * dy[k] for k in PART) for j in range(HIDDEN)]
        dh = [b * a * (1 - a) for b, a in zip(back, h)]"""
ARRAYS = """\
import numpy as np

rng = np.random.default_rng(5)
X = rng.normal(size=(6, 2))
Y = rng.normal(size=(6, 4))
W = rng.normal(size=(2, 3))
V = rng.normal(size=(3, 4))
for epoch in range(30):
    H = np.tanh(X @ W)
    D = (H @ V - Y) / 6
    back = D[:, PART] @ V[:, PART].T
    G = back * (1 - H ** 2)
    V -= 0.1 * H.T @ D
    W -= 0.1 * X.T @ G
"""
PARTS = {
    "range(1, OUT)": "all its units but the first",
    "range(OUT - 1)": "all its units but the last",
    "range(1)": "its first unit alone",
    "range(OUT - 1, OUT)": "its last unit alone",
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("back", "text"), [(LOOPS, "for k in PART"), (SUMS, "back = ")], ids=["loops", "sums"])
def test_a_loop_over_a_part_of_the_units_is_named(back: str, text: str, part: str, tmp_path: Path) -> None:
    source = LISTS.replace("BACK", back.replace("PART", part))
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("one-path", line_of(text.replace("PART", part), source))
    assert f"comes from {PARTS[part]}, and is not a sum over all" in mistake["sentence"]


@pytest.mark.parametrize(
    ("part", "told"), [("1:", "all its units but the first"), (":-1", "all its units but the last")]
)
def test_a_slice_that_leaves_one_unit_out_is_named(part: str, told: str, tmp_path: Path) -> None:
    source = ARRAYS.replace("PART", part)
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("one-path", line_of("back = ", source))
    assert told in mistake["sentence"]


@pytest.mark.parametrize("back", [LOOPS, SUMS], ids=["loops", "sums"])
def test_nothing_is_named_where_all_units_pass_back(back: str, tmp_path: Path) -> None:
    source = LISTS.replace("BACK", back.replace("PART", "range(OUT)"))
    assert said(source, tmp_path)["mistakes"] == []
