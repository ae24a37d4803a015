"""Totals that go on from unit to unit, or from parameter to parameter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, said, said_of_file

LISTS = """\
import math, random
random.seed(4)
D = [([0.1, 0.9], [1.0, 0.0]), ([0.8, 0.2], [1.0, 1.0]), ([0.7, 0.9], [0.0, 0.0]), ([0.2, 0.3], [0.0, 1.0])]
w1 = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(3)]
b1 = [random.uniform(-1, 1) for _ in range(3)]
w2 = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(2)]
b2 = [0.1, 0.2]
def s(z): return 1 / (1 + math.exp(-z))
for epoch in range(300):
    for x, t in D:
        h = [s(w1[j][0] * x[0] + w1[j][1] * x[1] + b1[j]) for j in range(3)]
        o = [s(sum(w2[k][j] * h[j] for j in range(3)) + b2[k]) for k in range(2)]
        d2 = [(o[k] - t[k]) * o[k] * (1 - o[k]) for k in range(2)]
        d1 = []
        total = 0.0
        for j in range(3):
            for k in range(2):
                total += d2[k] * w2[k][j]
            d1.append(total * h[j] * (1 - h[j]))
        for k in range(2):
            for j in range(3):
                w2[k][j] -= 0.5 * d2[k] * h[j]
            b2[k] -= 0.5 * d2[k]
        for j in range(3):
            for i in range(2):
                w1[j][i] -= 0.5 * d1[j] * x[i]
            b1[j] -= 0.5 * d1[j]
"""
CLASS = """\
import numpy as np
class Net:
    def __init__(self):
        r = np.random.default_rng(5)
        self.W1 = r.normal(size=(3, 2))
        self.W2 = r.normal(size=(2, 3))
    def train(self, x, t, lr=0.4):
        h = np.tanh(self.W1 @ x)
        o = 1 / (1 + np.exp(-(self.W2 @ h)))
        d2 = (o - t) * o * (1 - o)
        d1 = np.zeros(3)
        error = 0
        for j in range(3):
            for k in range(2):
                error += d2[k] * self.W2[k, j]
            d1[j] = error * (1 - h[j] ** 2)
        self.W2 -= lr * np.outer(d2, h)
        self.W1 -= lr * np.outer(d1, x)
DATA = [([.2, .7], [1, 0]), ([.9, -.3], [0, 1]), ([-.6, .4], [1, 1.0]), ([.5, .6], [0, 0])]
net = Net()
for epoch in range(100):
    for x, t in DATA:
        net.train(np.array(x), np.array(t, float))
"""
ROWS = """\
import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(6, 2)); Y = (X[:, :1] * X[:, 1:] > 0).astype(float)
W1 = rng.normal(size=(2, 3)); b1 = np.zeros(3); W2 = rng.normal(size=(3, 2)); b2 = np.zeros(2)
Y = np.hstack([Y, 1 - Y])
for epoch in range(100):
    h = np.tanh(X @ W1 + b1)
    o = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (o - Y) * o * (1 - o)
    d1 = np.zeros_like(h)
    s = 0
    for j in range(3):
        for k in range(2):
            s = s + d2[:, k] * W2[j, k]
        d1[:, j] = s * (1 - h[:, j] ** 2)
    W2 -= 0.1 * h.T @ d2; b2 -= 0.1 * d2.sum(0)
    W1 -= 0.1 * X.T @ d1; b1 -= 0.1 * d1.sum(0)
"""
NEURONS = """\
import random, math
random.seed(1)
def row():
    return [{'w': [random.uniform(-1, 1) for _ in range(3)]} for _ in range(2)]
net = [row(), row()]
data = [([0.3, 0.8], [1, 0]), ([0.9, 0.1], [0, 1]), ([0.6, 0.7], [0, 1]), ([0.1, 0.2], [1, 0])]
def forward(x):
    for layer in net:
        new = []
        for n in layer:
            z = n['w'][-1] + sum(a * b for a, b in zip(n['w'], x))
            n['out'] = 1 / (1 + math.exp(-z))
            new.append(n['out'])
        x = new
    return x
def backward(t):
    for l in reversed(range(2)):
        error = 0.0
        for j, n in enumerate(net[l]):
            if l == 1:
                error = n['out'] - t[j]
            else:
                for m in net[l + 1]:
                    error += m['w'][j] * m['delta']
            n['delta'] = error * n['out'] * (1 - n['out'])
def update(x, rate):
    for l in range(2):
        inputs = x if l == 0 else [n['out'] for n in net[0]]
        for n in net[l]:
            for j in range(len(inputs)):
                n['w'][j] -= rate * n['delta'] * inputs[j]
            n['w'][-1] -= rate * n['delta']
for epoch in range(100):
    for x, t in data:
        forward(x)
        backward(t)
        update(x, 0.5)
"""
BATCH = """\
import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(5, 2)); Y = (X[:, 0] * X[:, 1] > 0).astype(float)
W1 = rng.normal(size=(2, 3)); b1 = np.zeros(3); W2 = rng.normal(size=3); b2 = 0.0
for epoch in range(100):
    h = np.tanh(X @ W1 + b1)
    o = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (o - Y) * o * (1 - o)
    d1 = d2[:, None] * W2 * (1 - h ** 2)
"""
WEIGHTS = f"""{BATCH}\
    g2 = np.zeros(3)
    g = 0.0
    for j in range(3):
        for n in range(5):
            g += d2[n] * h[n, j]
        g2[j] = g
    g1 = X.T @ d1
    W2 = W2 - 0.1 * g2; b2 -= 0.1 * d2.sum()
    W1 -= 0.1 * g1; b1 -= 0.1 * d1.sum(0)
"""
BIASES = f"""{BATCH}\
    g = 0.0
    for j in range(3):
        for n in range(5):
            g += d1[n, j]
        b1[j] -= 0.1 * g
    W2 = W2 - 0.1 * d2 @ h; b2 -= 0.1 * d2.sum()
    W1 -= 0.1 * X.T @ d1
"""


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (LISTS, "total += d2[k] * w2[k][j]"),
        (CLASS, "error += d2[k] * self.W2[k, j]"),
        (ROWS, "s = s + d2[:, k] * W2[j, k]"),
        (NEURONS, "error += m['w'][j] * m['delta']"),
    ],
)
def test_a_sum_of_errors_that_goes_on_from_unit_to_unit_is_named(source: str, line: str, tmp_path: Path) -> None:
    found = said_of_file(source, tmp_path)
    lines = [number for number, text in enumerate(source.splitlines(), 1) if text.strip() == line]
    assert [one["id"] for one in found["mistakes"]] == ["errors-add-up"]
    assert [one["line"] for one in found["mistakes"]] == lines


@pytest.mark.parametrize(("source", "name"), [(WEIGHTS, "W2"), (BIASES, "b1")])
def test_a_gradient_that_goes_on_from_parameter_to_parameter_is_named(source: str, name: str, tmp_path: Path) -> None:
    found = said_of_file(source, tmp_path)
    assert [(one["id"], one["parameters"]) for one in found["mistakes"]] == [("gradients-add-up", [name])]
    assert [one for one, state in found["parameters"].items() if state == "wrong"] == [name]


@pytest.mark.parametrize(
    ("source", "begins"),
    [
        (LISTS, "total = 0.0"),
        (CLASS, "error = 0"),
        (ROWS, "s = 0"),
        (WEIGHTS, "g = 0.0"),
        (BIASES, "g = 0.0"),
    ],
)
def test_a_sum_that_begins_anew_is_right(source: str, begins: str, tmp_path: Path) -> None:
    lines = source.splitlines()
    place = next(number for number, text in enumerate(lines) if text.strip() == begins)
    lines[place], lines[place + 1] = lines[place + 1], f"    {lines[place]}"
    assert said_of_file("\n".join(lines), tmp_path)["verdict"] == "right"


SUMS_OF_DATA = """
import numpy as np

draw = np.random.default_rng(3)
turns = draw.uniform(-1, 1, (40, 5))
heading = TOTALS
X = np.cos(heading)
Y = np.sin(heading[:, -1:])
W1 = draw.normal(0, 0.5, (5, 4))
W2 = draw.normal(0, 0.5, (4, 1))
for epoch in range(60):
    for part in np.split(draw.permutation(40), 2):
        h = np.tanh(X[part] @ W1)
        e = (h @ W2 - Y[part]) / 20
        d = e @ W2.T * (1 - h**2)
        W2 -= 0.1 * h.T @ e
        W1 -= 0.1 * X[part].T @ d
"""


@pytest.mark.parametrize("totals", ["np.cumsum(turns, axis=1)", "turns.cumsum(axis=1)", "np.add.accumulate(turns, 1)"])
def test_totals_along_the_data_are_nothing_learnt(totals: str, tmp_path: Path) -> None:
    verdict = said(SUMS_OF_DATA.replace("TOTALS", totals), tmp_path)
    assert (verdict["verdict"], list(verdict["parameters"])) == ("right", ["W1", "W2"])


def test_a_sum_that_goes_on_through_a_layer_of_many_units_is_named(tmp_path: Path) -> None:
    wide = changed(
        NEURONS,
        {
            "def row():": "def row(inputs, units):",
            "range(3)]} for _ in range(2)]": "range(inputs + 1)]} for _ in range(units)]",
            "[row(), row()]": "[row(2, 9), row(9, 2)]",
        },
    )
    found = said_of_file(wide, tmp_path)
    assert [one["id"] for one in found["mistakes"]] == ["errors-add-up"]
    assert found["mistakes"][0]["parameters"] == ['net[0][*]["w"]']
