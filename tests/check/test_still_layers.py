"""Layers that are never updated, whose biases stand in a column of their weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said
from xortui.check.undecided import UndecidedError

NET = """
import numpy as np

def f(z):
    return 1 / (1 + np.exp(-z))

class Net:
    def __init__(self):
        draw = np.random.RandomState(3)
        self.low = draw.randn(3, 3)
        self.top = draw.randn(1, 4)

    def learn(self, x, y):
        EXTENDED
        h = f(self.low.dot(x1))
        h1 = np.append(h, 1)
        out = f(self.top.dot(h1))
        top_delta = (y - out) * out * (1 - out)
        low_delta = h * (1 - h) * self.top[:, :-1].T.dot(top_delta)
        self.top = self.top + 0.5 * np.outer(top_delta, h1)
        UPDATE

net = Net()
rows = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]
for epoch in range(300):
    for x, y in rows:
        net.learn(np.array(x, float), np.array([y], float))
"""
KEPT = "self.low = self.low + 0.5 * np.outer(low_delta, x1)"
LOST = "low = self.low + 0.5 * np.outer(low_delta, x1)"
EXTENDED = ["x1 = np.append(x, 1)", "x1 = np.array([x[0], x[1], 1.0])", "x1 = np.concatenate((x, [1]))"]


@pytest.mark.parametrize("extended", EXTENDED)
def test_one_whose_new_weights_nobody_reads_is_told(extended: str, tmp_path: Path) -> None:
    source = NET.replace("EXTENDED", extended).replace("UPDATE", LOST)
    verdict = said(source, tmp_path)
    (found,) = verdict["mistakes"]
    assert verdict["network"]["layers"] == [2, 3, 1]
    assert list(verdict["parameters"].values()) == ["never moves", "right"]
    assert (found["id"], found["line"]) == ("layer-never-updated", line_of(f"    {LOST}", source))


@pytest.mark.parametrize("extended", EXTENDED)
def test_one_that_is_updated_is_right(extended: str, tmp_path: Path) -> None:
    assert said(NET.replace("EXTENDED", extended).replace("UPDATE", KEPT), tmp_path)["verdict"] == "right"


SWISH = """
import numpy as np

draw = np.random.RandomState(6)

def logistic(z):
    return 1 / (1 + np.exp(-z))

class Layer:
    def __init__(self, n_in, n_out):
        self.w = draw.randn(n_out, n_in)
        self.b = draw.randn(n_out) * 0.1

    def step(self, delta, x):
        self.w -= 0.05 * np.outer(delta, x)
        self.b -= 0.05 * delta

low, top = Layer(3, 4), Layer(4, 2)
total = 0.0
for _ in range(200):
    x = draw.uniform(-1, 1, 3)
    t = np.array([x[0] * x[1], x[2]])
    z = low.w @ x + low.b
    h = z * logistic(z)
    out = top.w @ h + top.b
    total += 0.5 * ((out - t) ** 2).sum()
    back = top.w.T @ (out - t)
    top.step(out - t, h)
    low.step(back * (logistic(z) + h * (1 - logistic(z))), x)
"""


def test_biases_that_move_are_right_with_an_activation_of_ones_own(tmp_path: Path) -> None:
    assert said(SWISH, tmp_path)["verdict"] == "right"


def test_biases_that_never_move_are_not_called_right(tmp_path: Path) -> None:
    with pytest.raises(UndecidedError):
        said(SWISH.replace("        self.b -= 0.05 * delta\n", ""), tmp_path)
