"""Layers that are never updated, whose biases stand in a column of their weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said
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


DEEP = """
import numpy as np

draw = np.random.RandomState(12)
X = draw.uniform(-1, 1, (30, 3))
Y = (X[:, :1] * X[:, 1:2] > 0) * 1.0
SIZES = [3, 5, 4, 1]
W = []
B = []
for n_in, n_out in zip(SIZES, SIZES[1:]):
    W.append(draw.randn(n_in, n_out))
    B.append(draw.randn(1, n_out) * 0.1)

for epoch in range(200):
    a = [X]
    for w, b in zip(W, B):
        a.append(1 / (1 + np.exp(-(a[-1] @ w + b))))
    delta = (a[-1] - Y) * a[-1] * (1 - a[-1]) / len(X)
    for k in reversed(range(len(W))):
        dw = a[k].T @ delta
        db = delta.sum(0, keepdims=True)
        if k > 0:
            delta = delta @ W[k].T * a[k] * (1 - a[k])
        W[k] -= 0.5 * dw
        B[k] -= 0.5 * db
"""
SHORT = {"if k > 0:": "if k > 1:", "in reversed(range(len(W)))": "in range(len(W) - 1, 0, -1)"}
AVERAGED = {"db = delta.sum(0, keepdims=True)": "db = delta.sum(keepdims=True)"}
SHALLOW = {"[3, 5, 4, 1]": "[3, 5, 1]"}


def test_a_first_layer_that_rests_below_two_that_learn_is_told(tmp_path: Path) -> None:
    assert said(DEEP, tmp_path)["verdict"] == "right"
    verdict = said(changed(DEEP, SHORT), tmp_path)
    assert [one["id"] for one in verdict["mistakes"]] == ["layer-never-updated"]
    assert list(verdict["parameters"].values()).count("never moves") == 2


def test_it_is_told_beside_another_mistake(tmp_path: Path) -> None:
    verdict = said(changed(DEEP, {**SHORT, **AVERAGED}), tmp_path)
    assert {one["id"] for one in verdict["mistakes"]} == {"layer-never-updated", "bias-over-all-units"}


def test_one_that_the_file_calls_frozen_is_not_told(tmp_path: Path) -> None:
    frozen = changed(DEEP, {**SHORT, "W = []": "W = []  # the first one stays frozen"})
    with pytest.raises(UndecidedError, match="the other steps are right"):
        said(frozen, tmp_path)


def test_the_others_are_not_called_right_if_they_are_wrong(tmp_path: Path) -> None:
    wrong = {**SHALLOW, **SHORT, "W[k] -= 0.5 * dw": "W[k] += 0.5 * dw"}
    with pytest.raises(UndecidedError, match=r"as in an extreme learning machine$"):
        said(changed(DEEP, wrong), tmp_path)
