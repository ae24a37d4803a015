"""A slope that is missing is named in the line that leaves it out, through lists, loops and comprehensions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said_of_file

LISTS = """\
import random

random.seed(5)

def leaky(z):
    return z if z > 0 else 0.17 * z

W = [[random.gauss(0, 1) for _ in range(2)] for _ in range(4)]
B = [random.gauss(0, 0.3) for _ in range(4)]
V = [random.gauss(0, 1) for _ in range(4)]
data = [([random.uniform(-1, 1), random.uniform(-1, 1)], random.uniform(-1, 1)) for _ in range(6)]

for epoch in range(40):
    for x, t in data:
        zs = [sum(w * xi for w, xi in zip(row, x)) + b for row, b in zip(W, B)]
        hs = [leaky(z) for z in zs]
        err = sum(v * h for v, h in zip(V, hs)) - t
        deltas = [err * v * (1.0 if z > 0 else 0.17) for v, z in zip(V, zs)]
        V = [v - 0.05 * err * h for v, h in zip(V, hs)]
        UPDATE
"""
UPDATES = {
    "enumerate": """
        for j, dj in enumerate(deltas):
            B[j] -= 0.05 * dj
            for i, xi in enumerate(x):
                W[j][i] -= 0.05 * dj * xi""",
    "comprehensions": """
        W = [[w - 0.05 * dj * xi for w, xi in zip(row, x)] for row, dj in zip(W, deltas)]
        B = [b - 0.05 * dj for b, dj in zip(B, deltas)]""",
    "map": """
        W = [list(map(lambda w, xi: w - 0.05 * deltas[j] * xi, W[j], x)) for j in range(4)]
        B = list(map(lambda b, dj: b - 0.05 * dj, B, deltas))""",
}
LAYERS = """\
import numpy as np

r = np.random.RandomState(1)
W = [r.uniform(-1, 1, (m, n)) for n, m in ((2, 4), (4, 3), (3, 1))]
b = [r.uniform(-1, 1, (m, 1)) for m in (4, 3, 1)]
samples = [([0.2, 0.9], 0.3), ([-0.5, 0.4], -0.7), ([0.8, -0.3], 0.6)]
for epoch in range(50):
    for x, t in samples:
        ys = [np.array(x).reshape(2, 1)]
        for k in range(3):
            ys.append(np.tanh(W[k] @ ys[-1] + b[k]))
        delta = (t - ys[-1]) * (1 - ys[-1] ** 2)
        steps = []
        for k in (2, 1, 0):
            steps.insert(0, (delta @ ys[k].T, delta))
            if k > 0:
                delta = (W[k].T @ delta) * (1 - ys[k] ** 2)
        for k, (dW, db) in enumerate(steps):
            W[k] += 0.1 * dW
            b[k] += 0.1 * db
"""


def missing(source: str, slope: str, folder: Path) -> tuple[list[tuple[str, int]], int]:
    """Return what is named where a slope is left out, and the line that it is left out in."""
    line = line_of(slope, source)
    verdict = said_of_file(source.replace(slope, "", 1), folder)
    return [(one["id"], one["line"]) for one in verdict["mistakes"]], line


@pytest.mark.parametrize("name", UPDATES)
def test_a_slope_missing_in_a_list_is_named_where_the_list_is_made(name: str, tmp_path: Path) -> None:
    source = LISTS.replace("\n        UPDATE", UPDATES[name])
    found, line = missing(source, " * (1.0 if z > 0 else 0.17)", tmp_path)
    assert found == [("slope-missing", line)]


@pytest.mark.parametrize("slope", [" * (1 - ys[k] ** 2)", " * (1 - ys[-1] ** 2)"])
def test_a_slope_missing_in_a_round_of_a_loop_is_named_in_its_line(slope: str, tmp_path: Path) -> None:
    found, line = missing(LAYERS, slope, tmp_path)
    assert found == [("slope-missing", line)]
