"""Mistakes that take a number beside the one that is meant: of another layer, of another unit, another factor."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said

TWO_OUTPUTS = """\
import math
import random
random.seed(8)
p = [random.uniform(-1, 1) for _ in range(12)]
a11, a12, a21, a22, c1, c2, v11, v12, v21, v22, d1, d2 = p
samples = [((0.2, 0.7), (0.1, 0.8)), ((0.9, 0.4), (0.7, 0.3)), ((0.5, 0.1), (0.4, 0.9)), ((0.3, 0.6), (0.6, 0.2))]
def f(z):
    return 1 / (1 + math.exp(-z))
for sweep in range(30):
    for (x1, x2), (t1, t2) in samples:
        h1 = f(a11 * x1 + a21 * x2 + c1)
        h2 = f(a12 * x1 + a22 * x2 + c2)
        y1 = f(v11 * h1 + v21 * h2 + d1)
        y2 = f(v12 * h1 + v22 * h2 + d2)
        s1 = (y1 - t1) * y1 * (1 - y1)
        s2 = (y2 - t2) * y2 * (1 - y2)
        g1 = s1 * v11 + s2 * v12
        g2 = s1 * v21 + s2 * v22
        r1 = g1 * h1 * (1 - h1)
        r2 = g2 * h2 * (1 - h2)
        v11 -= 0.4 * s1 * h1
        v21 -= 0.4 * s1 * h2
        v12 -= 0.4 * s2 * h1
        v22 -= 0.4 * s2 * h2
        d1 -= 0.4 * s1
        d2 -= 0.4 * s2
        a11 -= 0.4 * r1 * x1
        a21 -= 0.4 * r1 * x2
        a12 -= 0.4 * r2 * x1
        a22 -= 0.4 * r2 * x2
        c1 -= 0.4 * r1
        c2 -= 0.4 * r2
"""
VECTORS = """\
import numpy as np
draw = np.random.default_rng(3)
inputs = draw.uniform(-1, 1, (6, 2))
wanted = draw.uniform(0.2, 0.8, (6, 2))
V = draw.normal(size=(2, 3))
b = np.zeros(3) + 0.1
U = draw.normal(size=(3, 2))
c = np.zeros(2) + 0.2
for sweep in range(20):
    for x, t in zip(inputs, wanted):
        h = np.tanh(x @ V + b)
        y = 1 / (1 + np.exp(-(h @ U + c)))
        top = (y - t) * y * (1 - y)
        low = (U @ top) * (1 - h * h)
        U -= 0.3 * np.outer(h, top)
        c -= 0.3 * top
        V -= 0.3 * np.outer(x, low)
        b -= 0.3 * low
"""
DEEP = """\
import numpy as np
draw = np.random.default_rng(5)
X = draw.uniform(-1, 1, (20, 4))
T = X[:, :2] * X[:, 2:]
sizes = [4, 4, 4, 4, 2]
W = [draw.normal(size=(m, n)) / 2 for m, n in zip(sizes, sizes[1:])]
B = [draw.normal(size=n) / 9 for n in sizes[1:]]
for sweep in range(20):
    a = [X]
    for k in range(4):
        z = a[-1] @ W[k] + B[k]
        a.append(np.tanh(z) if k < 3 else z)
    d = (a[-1] - T) / len(X)
    grads = []
    for k in range(3, -1, -1):
        grads.insert(0, (a[k].T @ d, d.sum(axis=0)))
        if k > 0:
            d = (d @ W[k].T) * (1 - a[k] ** 2)
    for k in range(4):
        W[k] -= 0.1 * grads[k][0]
        B[k] -= 0.1 * grads[k][1]
"""
OBJECTS = """\
import math
import random
random.seed(11)
class Neuron:
    def __init__(self, n):
        self.w = [random.uniform(-1, 1) for _ in range(n)]
        self.bias = random.uniform(-1, 1)
    def fire(self, values):
        self.out = 1 / (1 + math.exp(-(sum(w * v for w, v in zip(self.w, values)) + self.bias)))
        return self.out
low = [Neuron(2) for _ in range(3)]
top = [Neuron(3) for _ in range(2)]
samples = [([0.3, 0.8], [0.2, 0.6]), ([0.9, 0.1], [0.7, 0.4]), ([0.4, 0.5], [0.9, 0.3]), ([0.7, 0.2], [0.1, 0.5])]
for sweep in range(25):
    for x, t in samples:
        mid = [n.fire(x) for n in low]
        out = [n.fire(mid) for n in top]
        for k, n in enumerate(top):
            n.delta = (n.out - t[k]) * n.out * (1 - n.out)
        for j, n in enumerate(low):
            back = 0
            for k, above in enumerate(top):
                back += above.delta * above.w[j]
            n.delta = back * n.out * (1 - n.out)
        for layer, values in ((top, mid), (low, x)):
            for n in layer:
                for i in range(len(values)):
                    n.w[i] -= 0.5 * n.delta * values[i]
                n.bias -= 0.5 * n.delta
"""
ONE_INPUT = """\
import math
import random
random.seed(2)
n = 4
w = [random.gauss(0, 1) for _ in range(n)]
b = [random.gauss(0, 1) for _ in range(n)]
v = [random.gauss(0, 1) for _ in range(n)]
c = 0.3
points = [(i * 0.3, math.cos(i * 0.3)) for i in range(-5, 6)]
for sweep in range(20):
    for x, t in points:
        h = [math.tanh(w[j] * x + b[j]) for j in range(n)]
        e = sum(v[j] * h[j] for j in range(n)) + c - t
        d = [e * v[j] * (1 - h[j] ** 2) for j in range(n)]
        for j in range(n):
            v[j] -= 0.05 * e * h[j]
            w[j] -= 0.05 * d[j] * x
            b[j] -= 0.05 * d[j]
        c -= 0.05 * e
"""
NO_SLOPES = {"back * n.out * (1 - n.out)": "back"}


@pytest.mark.parametrize("source", [TWO_OUTPUTS, VECTORS, DEEP, OBJECTS, ONE_INPUT])
def test_without_a_mistake_it_is_right(source: str, tmp_path: Path) -> None:
    assert said(source, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(
    ("source", "changes", "named"),
    [
        (TWO_OUTPUTS, {"s1 * v11 + s2 * v12": "s1 * v11", "s1 * v21 + s2 * v22": "s2 * v22"}, [("one-path", "g1 =")]),
        (TWO_OUTPUTS, {"s1 * v11 + s2 * v12": "s2 * v12", "s1 * v21 + s2 * v22": "s1 * v21"}, [("one-path", "g1 =")]),
        (VECTORS, {"c -= 0.3 * top": "c -= 0.3 * top * h[-1]"}, [("bias-with-input", "c -=")]),
        (VECTORS, {"b -= 0.3 * low": "b -= 0.3 * low * x.sum()"}, [("bias-with-input", "b -=")]),
        (VECTORS, {"c -= 0.3 * top": "c -= 0.3 * top * y"}, [("bias-with-input", "c -=")]),
        (VECTORS, {"(1 - h * h)": "(1 - np.dot(h, h))"}, [("slopes-added-up", "low =")]),
        (VECTORS, {"(U @ top) * (1 - h * h)": "np.ones(3) * np.dot(U @ top, 1 - h * h)"},
         [("slopes-added-up", "low =")]),
        (VECTORS, {"(y - t) * y * (1 - y)": "(y - t) * np.dot(y, 1 - y)"}, [("slopes-added-up", "top =")]),
        (VECTORS, {"(U @ top)": "np.outer(h, top).sum(axis=1)"}, [("gradient-passed-back", "low =")]),
        (VECTORS, {"(U @ top)": "np.outer(h, top).sum()"}, [("gradient-passed-back", "low =")]),
        (DEEP, {"(1 - a[k] ** 2)": "(1 - a[k - 1] ** 2)"}, [("slope-of-other-layer", "d = (d @")]),
        (DEEP, {"W[k].T": "W[k - 1].T", "[4, 4, 4, 4, 2]": "[4, 4, 4, 4, 4]", "X[:, :2] * X[:, 2:]": "X * X[:, ::-1]"},
         [("weights-of-other-layer", "d = (d @")]),
        (OBJECTS, {"above.w[j]": "n.w[k]"}, [("weights-of-other-layer", "back +=")]),
        (OBJECTS, {"n.bias -= 0.5 * n.delta": "n.bias -= 0.5 * n.delta * values[-1]"},
         [("bias-with-input", "n.bias -")]),
        (ONE_INPUT, {"e * h[j]": "e * x"}, [("other-activation", "v[j] -=")]),
    ],
)  # fmt: skip
def test_it_is_named_with_its_line(
    source: str, changes: dict[str, str], named: list[tuple[str, str]], tmp_path: Path
) -> None:
    wrong = changed(source, changes)
    found = said(wrong, tmp_path)["mistakes"]
    assert [(one["id"], one["line"]) for one in found] == [(name, line_of(text, wrong)) for name, text in named]


@pytest.mark.parametrize(
    ("source", "changes", "named"),
    [
        (OBJECTS, {**NO_SLOPES, "n.bias -= 0.5 * n.delta": "n.bias -= 0.5 * n.delta * values[-1]"},
         {"slope-missing": "n.delta = back", "bias-with-input": "n.bias -"}),
        (OBJECTS, {**NO_SLOPES, "above.w[j]": "n.w[k]"},
         {"slope-missing": "n.delta = back", "weights-of-other-layer": "back +="}),
        (OBJECTS, {"t[k]) * n.out * (1 - n.out)": "t[k]) * n.out * (1 + n.out)",
                   "above.delta * above.w[j]": "top[1 - k].delta * above.w[j]"},
         {"slope-with-plus": "n.delta = (n.out", "delta-of-other-unit-passed-back": "back +="}),
        (ONE_INPUT, {"e * h[j]": "e * x", "b[j] -= 0.05 * d[j]": "b[j] -= 0.05 * e"},
         {"other-activation": "v[j] -=", "bias-of-other-layer": "b[j] -="}),
        (VECTORS, {" * (1 - h * h)": "", "c -= 0.3 * top": "c -= 0.3 * top * h[0]"},
         {"slope-missing": "low =", "bias-with-input": "c -="}),
        (DEEP, {"(1 - a[k] ** 2)": "(1 - a[k - 1] ** 2)", "a[k].T @ d, d.sum(axis=0)": "a[k].T @ d, -d.sum(axis=0)"},
         {"slope-of-other-layer": "d = (d @", "uphill": "grads.insert"}),
        (TWO_OUTPUTS, {"s1 * v11 + s2 * v12": "s1 * v11", "s1 * v21 + s2 * v22": "s2 * v22",
                       "d1 -= 0.4 * s1": "d1 -= 0.4 * r1", "d2 -= 0.4 * s2": "d2 -= 0.4 * r2"},
         {"one-path": "g1 =", "bias-of-other-layer": "d1 -="}),
    ],
)  # fmt: skip
def test_two_of_them_are_named(source: str, changes: dict[str, str], named: dict[str, str], tmp_path: Path) -> None:
    wrong = changed(source, changes)
    found = {one["id"]: one["line"] for one in said(wrong, tmp_path)["mistakes"]}
    assert found == {name: line_of(text, wrong) for name, text in named.items()}
