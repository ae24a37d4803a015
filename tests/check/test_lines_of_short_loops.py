"""Loops over the parts of an array, one of which ends too early: the line is that loop's, whichever is inside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, names_and_lines

PROGRAM = """\
import math
import random

random.seed(4)
I, H, K = 2, 4, 3
v = [[random.uniform(-1, 1) for _ in range(I)] for _ in range(H)]
c = [random.uniform(-1, 1) for _ in range(H)]
w = [[random.uniform(-1, 1) for _ in range(K)] for _ in range(H)]
d = [random.uniform(-1, 1) for _ in range(K)]
data = [([random.random(), random.random()], [random.random() for _ in range(K)]) for _ in range(5)]


def squash(z):
    return 1 / (1 + math.exp(-z))


for epoch in range(30):
    for x, t in data:
        h = [squash(sum(v[j][i] * x[i] for i in range(I)) + c[j]) for j in range(H)]
        y = [squash(sum(w[j][k] * h[j] for j in range(H)) + d[k]) for k in range(K)]
        dy = [(t[k] - y[k]) * y[k] * (1 - y[k]) for k in range(K)]
        dh = [sum(dy[k] * w[j][k] for k in range(K)) * h[j] * (1 - h[j]) for j in range(H)]
        for j in range(H):
            for i in range(I):
                v[j][i] += 0.5 * dh[j] * x[i]
            c[j] += 0.5 * dh[j]
LOOPS
        for k in range(K):
            d[k] += 0.5 * dy[k]
"""
UPDATE = "w[j][k] += 0.5 * dy[k] * h[j]"
LOOPS = {
    "of units around": ("for j in range(H - 1):", "for k in range(K):"),
    "of units within": ("for k in range(K):", "for j in range(H - 1):"),
    "of outputs around": ("for k in range(1, K):", "for j in range(H):"),
    "of outputs within": ("for j in range(H):", "for k in range(1, K):"),
}


@pytest.mark.parametrize("loops", LOOPS)
def test_the_loop_that_leaves_a_part_out_is_told(loops: str, tmp_path: Path) -> None:
    around, within = LOOPS[loops]
    wrong = PROGRAM.replace("LOOPS", f"        {around}\n            {within}\n                {UPDATE}")
    short = next(loop for loop in LOOPS[loops] if "1" in loop)
    assert names_and_lines(wrong, tmp_path) == {("part-never-updated", line_of(short, wrong))}


def test_cells_of_an_array_are_told_as_those_of_lists(tmp_path: Path) -> None:
    around, within = LOOPS["of units around"]
    wrong = PROGRAM.replace("LOOPS", f"        {around}\n            {within}\n                {UPDATE}")
    wrong = wrong.replace("w[j][k]", "w[j, k]").replace("import random\n", "import random\n\nimport numpy as np\n")
    wrong = wrong.replace("w = [[", "w = np.array([[").replace(
        "range(K)] for _ in range(H)]\nd", "range(K)] for _ in range(H)])\nd"
    )
    assert names_and_lines(wrong, tmp_path) == {("part-never-updated", line_of(around, wrong))}


def test_weights_of_a_last_unit_that_are_no_more_than_a_scaled_random_number_stand_still(tmp_path: Path) -> None:
    loops = """\
        for j in range(H):
            for k in range(K):
                w[j][k] += 0.5 * dy[k] * h[j]
"""
    short = PROGRAM.replace("LOOPS\n", loops).replace("random.uniform(-1, 1)", "(1.2 - 0.2) * random.random() + -0.6")
    for line in ("        for j in range(H):\n            for i in range(I):", "                v[j][i] +="):
        assert line in short
    short = short.replace("for j in range(H):\n            for i", "for j in range(H - 1):\n            for i", 1)
    told = names_and_lines(short, tmp_path)
    assert told == {("part-never-updated", line_of("for j in range(H - 1):", short))}
