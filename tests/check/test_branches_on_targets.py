"""Files that count their hits while they train: what they ask of their targets changes no step."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, names_and_lines, said

PROGRAM = """\
import math
import random

rng = random.Random(3)
N, H = 3, 4
v = [[rng.uniform(-0.8, 0.8) for _ in range(N)] for _ in range(H)]
a = [rng.uniform(-0.3, 0.3) for _ in range(H)]
w = [rng.uniform(-0.8, 0.8) for _ in range(H)]
b = 0.1
table = []
for k in range(2**N):
    bits = [(k >> i) & 1 for i in range(N)]
    table.append(([2.0 * bit - 1.0 for bit in bits], 1.0 if sum(bits) % 2 else LOW))


def outputs(x):
    h = [math.tanh(sum(p * q for p, q in zip(row, x)) + c) for row, c in zip(v, a)]
    return h, sum(p * q for p, q in zip(w, h)) + b


hits = 0
for epoch in range(30):
    gv = [[0.0] * N for _ in range(H)]
    ga = [0.0] * H
    gw = [0.0] * H
    gb = 0.0
    for x, t in table:
        h, y = outputs(x)
        if HIT:
            hits += 1
        d = y - t
        gb += d
        for j in range(H):
            dh = d * w[j] * (1 - h[j] * h[j])
            gw[j] += d * h[j]
            ga[j] += dh
            for i in range(N):
                gv[j][i] += dh * x[i]
    b -= 0.01 * gb
    for j in range(H):
        w[j] -= 0.01 * gw[j]
        a[j] -= 0.01 * ga[j]
        for i in range(N):
            v[j][i] -= 0.01 * gv[j][i]
    print(epoch, sum((outputs(x)[1] > 0) == (t > 0) for x, t in table))
"""
HITS = {
    "signs": ("-1.0", "(y > 0) == (t > 0)"),
    "halves": ("0.0", "(y > 0.5) == (t > 0.5)"),
    "ones": ("0.0", "t == 1.0 and y > 0.5"),
    "near": ("-1.0", "abs(y - t) < 0.5"),
}


@pytest.mark.parametrize("hit", HITS)
def test_they_are_right(hit: str, tmp_path: Path) -> None:
    low, condition = HITS[hit]
    assert said(changed(PROGRAM, {"LOW": low, "HIT": condition}), tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("hit", HITS)
def test_what_is_wrong_is_named(hit: str, tmp_path: Path) -> None:
    low, condition = HITS[hit]
    wrong = changed(PROGRAM, {"LOW": low, "HIT": condition, "(1 - h[j] * h[j])": "(1 - h[j])"})
    assert {name for name, _ in names_and_lines(wrong, tmp_path)} == {"slope-half"}
