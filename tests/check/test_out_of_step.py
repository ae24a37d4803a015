"""Targets that stand a row before or behind their inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xortui.check.process import checked

ROWS = """\
import numpy as np
rng = np.random.default_rng(1)
X = rng.uniform(0, 1, size=(12, 2))
Y = (X[:, 0] > X[:, 1]).astype(float)
W = rng.normal(size=(2, 5))
b = np.zeros(5)
v = rng.normal(size=5)
c = np.zeros(1)
for epoch in range(300):
    for i in range(FIRST, len(X) - 1):
        x = X[i]
        t = Y[i]
        h = np.tanh(x @ W + b)
        o = 1 / (1 + np.exp(-(h @ v + c)))
        g = (o - t) * o * (1 - o)
        back = g * v * (1 - h**2)
        v -= 0.3 * g * h
        c -= 0.3 * g
        W -= 0.3 * np.outer(x, back)
        b -= 0.3 * back
"""
COLUMNS = """\
import numpy as np
class Net:
    def __init__(self):
        r = np.random.default_rng(3)
        self.W1 = r.normal(size=(4, 2))
        self.b1 = np.zeros((4, 1))
        self.W2 = r.normal(size=(1, 4))
        self.b2 = np.zeros((1, 1))
    def train(self, x, t, rate=0.3):
        h = np.tanh(self.W1 @ x + self.b1)
        o = 1 / (1 + np.exp(-(self.W2 @ h + self.b2)))
        d2 = (o - t) * o * (1 - o)
        d1 = self.W2.T @ d2 * (1 - h * h)
        self.W2 -= rate * d2 @ h.T
        self.b2 -= rate * d2
        self.W1 -= rate * d1 @ x.T
        self.b1 -= rate * d1
r = np.random.default_rng(8)
X = r.uniform(0, 1, size=(2, 10))
Y = (X[:1] > X[1:]).astype(float)
net = Net()
for epoch in range(200):
    for i in range(9):
        net.train(X[:, i:i + 1], Y[:, i:i + 1])
"""
BATCH = """\
import numpy as np
rng = np.random.default_rng(1)
X = rng.uniform(0, 1, size=(12, 2))
Y = (X[:, :1] > X[:, 1:]).astype(float)
W = rng.normal(size=(2, 5))
b = np.zeros(5)
V = rng.normal(size=(5, 1))
c = np.zeros(1)
def forward(x):
    h = np.tanh(x @ W + b)
    return h, 1 / (1 + np.exp(-(h @ V + c)))
for epoch in range(400):
    x, y = X[:-1], Y[:-1]
    h, o = forward(x)
    d = (o - y) * o * (1 - o)
    e = d @ V.T * (1 - h * h)
    V -= 0.2 * h.T @ d
    c -= 0.2 * d.sum(0)
    W -= 0.2 * x.T @ e
    b -= 0.2 * e.sum(0)
"""
SHIFTED = (
    (ROWS.replace("FIRST", "0"), "Y[i]", "Y[i + 1]", "1 row behind its inputs, in Y beside X"),
    (ROWS.replace("FIRST", "0"), "Y[i]", "Y[i - 1]", "1 row before its inputs, in Y beside X"),
    (ROWS.replace("FIRST", "2"), "Y[i]", "Y[i - 2]", "2 rows before its inputs, in Y beside X"),
    (COLUMNS, "Y[:, i:i + 1]", "Y[:, i + 1:i + 2]", "1 column behind its inputs, in Y beside X"),
    (BATCH, "Y[:-1]", "Y[1:]", "1 row behind its inputs, in Y beside X"),
)


def causes(source: str, folder: Path) -> list[dict[str, Any]]:
    path = folder / "net.py"
    path.write_text(source, "utf-8")
    found = checked(path)
    assert found["verdict"] == "right"
    return list(found["causes"])


@pytest.mark.parametrize(("source", "right", "wrong", "told"), SHIFTED)
def test_targets_a_row_off_are_told(source: str, right: str, wrong: str, told: str, tmp_path: Path) -> None:
    assert source.count(right) == 1
    found = causes(source.replace(right, wrong), tmp_path)
    assert [one["id"] for one in found] == ["out-of-step"]
    assert told in found[0]["sentence"]


@pytest.mark.parametrize("source", [ROWS.replace("FIRST", "0"), COLUMNS, BATCH])
def test_targets_beside_their_inputs_are_not(source: str, tmp_path: Path) -> None:
    assert "out-of-step" not in [one["id"] for one in causes(source, tmp_path)]


def test_what_comes_next_is_learnt_without_a_word(tmp_path: Path) -> None:
    follows = ROWS.replace("FIRST", "0").replace("Y = (X[:, 0] > X[:, 1])", "Y = np.roll(X[:, 0] > X[:, 1], 1)")
    found = causes(follows.replace("Y[i]", "Y[i + 1]").replace("300", "3000"), tmp_path)
    assert "out-of-step" not in [one["id"] for one in found]


def test_one_series_that_is_its_own_target_is_no_mistake(tmp_path: Path) -> None:
    series = ROWS.replace("FIRST", "0").replace("t = Y[i]", "t = X[i + 1, 0]")
    assert "out-of-step" not in [one["id"] for one in causes(series, tmp_path)]
