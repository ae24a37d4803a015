"""Slips in one unit, one index or one row of a file; and the same files without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said_of_file

SCALARS = """\
import math

def s(t):
    return 1 / (1 + math.exp(-t))

a1, a2, a0 = 0.3, -0.7, 0.2
b1, b2, b0 = -0.4, 0.6, -0.1
c1, c2, c0 = 0.8, -0.5, 0.3

for epoch in range(200):
    for p, q, t in [(0, 0, 0.1), (0, 1, 0.9), (1, 0, 0.9), (1, 1, 0.1)]:
        h = s(a1 * p + a2 * q + a0)
        k = s(b1 * p + b2 * q + b0)
        y = s(c1 * h + c2 * k + c0)
        d = (y - t) * y * (1 - y)
        dh = d * c1 * h * (1 - h)
        dk = d * c2 * k * (1 - k)
        c1, c2, c0 = c1 - 0.5 * d * h, c2 - 0.5 * d * k, c0 - 0.5 * d
        a1, a2, a0 = a1 - 0.5 * dh * p, a2 - 0.5 * dh * q, a0 - 0.5 * dh
        b1, b2, b0 = b1 - 0.5 * dk * p, b2 - 0.5 * dk * q, b0 - 0.5 * dk
"""
LISTS = """\
import math
import random

random.seed(3)
W = [[random.uniform(-1, 1) for i in range(4)] for j in range(3)]
V = [random.uniform(-1, 1) for j in range(4)]

def s(t):
    return 1 / (1 + math.exp(-t))

def learn(x, t, rate):
    x = x + [-1.0]
    h = []
    for j in range(3):
        net = 0.0
        for i in range(4):
            net += W[j][i] * x[i]
        h.append(s(net))
    h.append(-1.0)
    net = 0.0
    for j in range(4):
        net += V[j] * h[j]
    y = s(net)
    d = (t - y) * y * (1 - y)
    back = [d * V[j] * h[j] * (1 - h[j]) for j in range(3)]
    for j in range(4):
        V[j] += rate * d * h[j]
    for j in range(3):
        for i in range(4):
            W[j][i] += rate * back[j] * x[i]

data = [([a, b, c], float((a + b + c) % 2)) for a in (0.0, 1.0) for b in (0.0, 1.0) for c in (0.0, 1.0)]
for n in range(400):
    learn(*random.choice(data), 0.5)
"""
LABELS = """\
import numpy as np

rng = np.random.default_rng(5)
W = rng.normal(size=(4, 2)) * 0.5
b = np.zeros(4)
V = rng.normal(size=(3, 4)) * 0.5
c = np.zeros(3)
samples = [(rng.normal(size=2), int(rng.integers(3))) for _ in range(9)]

for epoch in range(60):
    for x, label in samples:
        h = np.tanh(W @ x + b)
        e = np.exp(V @ h + c)
        p = e / e.sum()
        d = p.copy()
        d[label] -= 1
        back = (V.T @ d) * (1 - h * h)
        V -= 0.1 * np.outer(d, h)
        c -= 0.1 * d
        W -= 0.1 * np.outer(back, x)
        b -= 0.1 * back
"""
DECAY = """\
import numpy as np

rng = np.random.default_rng(8)
X = rng.normal(size=(12, 2))
T = rng.uniform(0.1, 0.9, size=(12, 1))
W = rng.normal(size=(2, 4)) * 0.5
V = rng.normal(size=(4, 1)) * 0.5

def slope_times(error, a):
    return error * a * (1 - a)

for epoch in range(60):
    H = 1 / (1 + np.exp(-X @ W))
    Y = 1 / (1 + np.exp(-H @ V))
    cost = 0.5 * (Y - T) ** 2
    error = Y - T
    D = slope_times(error, Y)
    E = (D @ V.T) * H * (1 - H)
    gW = X.T @ E + 0.01 * W
    gV = H.T @ D + 0.01 * V
    W -= 0.2 * gW
    V -= 0.2 * gV
"""
REGRESSION = """\
import numpy as np

rng = np.random.default_rng(4)
X = rng.normal(size=(15, 2))
T = rng.normal(size=(15, 1))
W, b = rng.normal(size=(2, 5)), np.zeros(5)
V, c = rng.normal(size=(5, 1)), np.zeros(1)

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def slope(z):
    return sigmoid(z) * (1 - sigmoid(z))

for epoch in range(80):
    z = X @ W + b
    h = sigmoid(z)
    y = h @ V + c
    d = (y - T) / len(X)
    back = d @ V.T * slope(z)
    V -= 0.1 * h.T @ d
    c -= 0.1 * d.sum(axis=0)
    W -= 0.1 * X.T @ back
    b -= 0.1 * back.sum(axis=0)
"""
GATED = REGRESSION.replace("h = sigmoid(z)", "h = np.maximum(z, 0)").replace("* slope(z)", "* (z > 0)")

NO_DECAY = DECAY.replace(" + 0.01 * W", "").replace(" + 0.01 * V", "")
RIGHT = {
    "scalars": SCALARS,
    "lists": LISTS,
    "labels": LABELS,
    "decay": DECAY,
    "regression": REGRESSION,
    "gated": GATED,
}


@pytest.mark.parametrize("source", RIGHT.values(), ids=RIGHT)
def test_a_file_without_a_slip_is_right(source: str, tmp_path: Path) -> None:
    verdict = said_of_file(source, tmp_path)
    assert verdict["verdict"] == "right", verdict


SLIPS = {
    "a slope in one unit": (SCALARS, "dk = d * c2 * k * (1 - k)", "dk = d * c2 * (1 - k)", "slope-half"),
    "the other unit's slope": (
        SCALARS,
        "dk = d * c2 * k * (1 - k)",
        "dk = d * c2 * h * (1 - h)",
        "slope-of-other-unit",
    ),
    "no error in one unit": (SCALARS, "dk = d * c2 * k * (1 - k)", "dk = c2 * k * (1 - k)", "delta-missing"),
    "a loop that begins late": (
        LISTS,
        "for j in range(4):\n        V[j]",
        "for j in range(1, 4):\n        V[j]",
        "part-never-updated",
    ),
    "a diagonal for a label": (
        LABELS,
        "d[label] -= 1",
        "d = np.zeros(3); d[label] = -1 / p[label]; d = d * p * (1 - p)",
        "softmax-diagonal",
    ),
    "decay in a line of its own": (DECAY, "H.T @ D + 0.01 * V", "H.T @ D - 0.01 * V", "decay-sign"),
    "a sigmoid's slope at a linear output": (REGRESSION, "/ len(X)\n", "/ len(X) * slope(y)\n", "slope-of-other"),
    "a sigmoid's slope in a layer of ReLU": (GATED, "* (z > 0)", "* slope(z)", "slope-of-other"),
    "the cost under another name": (NO_DECAY, "error = Y - T", "error = cost", "cost-for-error"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    source, right, wrong, identity = SLIPS[name]
    assert source.count(right) == 1
    line = line_of(right, source)
    verdict = said_of_file(source.replace(right, wrong), tmp_path)
    found = [(one["id"], one["line"]) for one in verdict["mistakes"]]
    assert found == [(identity, line)], verdict


def test_a_slip_that_no_mistake_explains_is_looked_for_where_the_wrong_numbers_part(tmp_path: Path) -> None:
    verdict = said_of_file(
        SCALARS.replace("dk = d * c2 * k * (1 - k)", "dk = d * c2 * k * (1 - k) * (1 + h)"), tmp_path
    )
    assert verdict["verdict"] == "wrong"
    assert verdict["mistakes"] == []
    line = line_of("dk = d", SCALARS)
    assert verdict["reason"].startswith(f"Look at line {line}: ")


def test_the_table_shows_a_step_that_goes_too_far(tmp_path: Path) -> None:
    verdict = said_of_file(SCALARS.replace("dk = d * c2", "dk = 2 * d * c2"), tmp_path)
    assert [one["id"] for one in verdict["mistakes"]] == ["stray-factor"]
    last = verdict["factors"][-1]
    assert last["theirs"] == pytest.approx(2 * last["right"])
    assert last["right"] != 0
    assert not last["is_right"]
