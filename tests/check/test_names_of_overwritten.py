"""Numbers that are overwritten are called what they are called in the file, with their place in a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import said

NUMBERS = """\
import math
data = [([0.2, 0.7], [0.3, 0.6]), ([0.9, 0.1], [0.8, 0.2]), ([0.5, 0.5], [0.4, 0.9])]
w = [[[0.3, -0.2], [0.5, 0.8], [-0.6, 0.1]], [[0.4, -0.3, 0.9], [0.2, 0.7, -0.5]]]
b = [[0.1, -0.1, 0.2], [0.05, 0.3]]
def sig(z):
    return 1 / (1 + math.exp(-z))
for epoch in range(200):
    for x, t in data:
        h = [sig(sum(w[0][j][i] * x[i] for i in range(2)) + b[0][j]) for j in range(3)]
        o = [sig(sum(w[1][k][j] * h[j] for j in range(3)) + b[1][k]) for k in range(2)]
        do = [(o[k] - t[k]) * o[k] * (1 - o[k]) for k in range(2)]
        dh = [sum(do[k] * w[1][k][j] for k in range(2)) * h[j] * (1 - h[j]) for j in range(3)]
        deltas = [dh, do]
        ins = [x, h]
        for l in range(2):
            for j in range(len(b[l])):
                for i in range(len(ins[l])):
                    w[l][j][i] = w[l][j][i] - 0.5 * deltas[l][j] * ins[l][i]
                b[l][j] = UPDATE * deltas[l][j]
"""
ARRAYS = """\
import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(6, 2))
Y = rng.uniform(0.1, 0.9, (6, 2))
W = [rng.normal(size=(2, 3)), rng.normal(size=(3, 2))]
b = [np.zeros(3), np.zeros(2)]
for epoch in range(100):
    a = [X]
    for Wl, bl in zip(W, b):
        a.append(1 / (1 + np.exp(-(a[-1] @ Wl + bl))))
    d = (a[2] - Y) * a[2] * (1 - a[2])
    for l in (1, 0):
        back = d @ W[l].T
        W[l] = W[l] - 0.5 * a[l].T @ d
        b[l] = UPDATE * d.sum(axis=0)
        if l:
            d = back * a[l] * (1 - a[l])
"""
BY_LINES = NUMBERS.replace(
    NUMBERS[NUMBERS.index("        for l in") :],
    """\
        for j in range(3):
            for i in range(2):
                w[0][j][i] -= 0.5 * dh[j] * x[i]
            b[0][j] = -0.5 * dh[j]
        for k in range(2):
            for j in range(3):
                w[1][k][j] -= 0.5 * do[k] * h[j]
            b[1][k] = UPDATE * do[k]
""",
)


@pytest.mark.parametrize(
    ("source", "update", "overwritten"),
    [
        (NUMBERS, "-0.5", {"b[0]", "b[1]"}),
        (ARRAYS, "-0.5", {"b[0]", "b[1]"}),
        (BY_LINES, "-0.5", {"b[0]", "b[1]"}),
        (BY_LINES, "b[1][k] - 0.5", {"b[0]"}),
    ],
)
def test_biases_in_a_list_that_are_overwritten_have_the_names_of_the_file(
    source: str, update: str, overwritten: set[str], tmp_path: Path
) -> None:
    verdict = said(source.replace("UPDATE", update), tmp_path)
    names = [name for one in verdict["mistakes"] for name in one["parameters"]]
    letter = "W" if source is ARRAYS else "w"
    assert {one["id"] for one in verdict["mistakes"]} == {"assigned"}
    assert set(names) == overwritten
    assert {name for name, said_of in verdict["parameters"].items() if said_of == "wrong"} == overwritten
    assert set(verdict["parameters"]) == {f"{letter}[0]", f"{letter}[1]", "b[0]", "b[1]"}


def test_an_array_of_a_list_is_not_called_by_the_name_of_a_loop(tmp_path: Path) -> None:
    verdict = said(ARRAYS.replace("UPDATE", "b[l] - 0.5"), tmp_path)
    assert verdict["parameters"] == dict.fromkeys(("W[0]", "b[0]", "W[1]", "b[1]"), "right")
