"""Networks in which a value is used at several places further on: residual blocks, cascades, dense nets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said
from xortui.check.undecided import UndecidedError

BLOCKS = """\
import numpy as np

rng = np.random.default_rng(1)
D, B = 3, 2
X = rng.normal(size=(24, D))
T = np.sin(X[:, :1]) + 0.3 * X[:, 1:2] * X[:, 2:]
W = [rng.normal(0, 0.5, (D, D)) for _ in range(B)]
V = [rng.normal(0, 0.5, (D, D)) for _ in range(B)]
o = rng.normal(0, 0.5, (D, 1))
for epoch in range(60):
    order = rng.permutation(len(X))
    for s in range(0, len(X), 6):
        x, t = X[order[s:s + 6]], T[order[s:s + 6]]
        hs, branches = [x], []
        for i in range(B):
            branches.append(np.tanh(hs[-1] @ W[i]))
            hs.append(hs[-1] + branches[-1] @ V[i])
        d = (hs[-1] @ o - t) / len(x)
        do = hs[-1].T @ d
        g = d @ o.T
        dW, dV = [None] * B, [None] * B
        for i in reversed(range(B)):
            dV[i] = branches[i].T @ g
            da = g @ V[i].T * (1 - branches[i] ** 2)
            dW[i] = hs[i].T @ da
            g = BACK
        o -= 0.05 * do
        for i in range(B):
            W[i] -= 0.05 * dW[i]
            V[i] -= 0.05 * dV[i]
"""
SCALAR_BLOCKS = """\
import math
import random

random.seed(4)
data = [(random.uniform(-1, 1), random.uniform(-1, 1)) for _ in range(8)]
u = [random.uniform(-1, 1) for _ in range(3)]
w = [[random.uniform(-1, 1), random.uniform(-1, 1)] for _ in range(2)]
v = [random.uniform(-1, 1), 0.1]
for epoch in range(200):
    for p, q in data:
        t = 1.0 if p * q > 0 else 0.0
        h = [math.tanh(u[0] * p + u[1] * q + u[2])]
        f = []
        for a, c in w:
            f.append(math.tanh(a * h[-1] + c))
            h.append(h[-1] + f[-1])
        d = 1 / (1 + math.exp(-(v[0] * h[-1] + v[1]))) - t
        g = d * v[0]
        v[0] -= 0.2 * d * h[-1]
        v[1] -= 0.2 * d
        for k in (1, 0):
            e = g * (1 - f[k] ** 2)
            g = BACK
            w[k][0] -= 0.2 * e * h[k]
            w[k][1] -= 0.2 * e
        g *= 1 - h[0] ** 2
        u[0] -= 0.2 * g * p
        u[1] -= 0.2 * g * q
        u[2] -= 0.2 * g
"""
CASCADE = """\
import math
import random

random.seed(8)
N, H = 2, 3
w = [[random.uniform(-1, 1) for _ in range(1 + N + k)] for k in range(H + 1)]
cases = [([a, b], 0.8 * a * b) for a in (-1.0, 1.0) for b in (-1.0, 1.0)]
for epoch in range(200):
    for x, t in cases:
        v = [1.0] + x
        for k in range(H + 1):
            v.append(math.tanh(sum(wi * vi for wi, vi in zip(w[k], v))))
        delta = [0.0] * (H + 1)
        delta[H] = (v[-1] - t) * (1 - v[-1] ** 2)
        for k in reversed(range(H)):
            back = BACK
            delta[k] = back * (1 - v[1 + N + k] ** 2)
        for k in range(H + 1):
            for i in range(1 + N + k):
                w[k][i] -= 0.1 * delta[k] * v[i]
"""
MATRIX = """\
import numpy as np

r = np.random.default_rng(3)
I, H = 2, 3
M = 1 + I + H + 1
mask = np.tril(np.ones((M, M)), -1)
mask[:1 + I] = 0
A = r.normal(0, 0.7, (M, M)) * mask
points = r.uniform(-1, 1, (10, I))
wanted = 0.5 + 0.3 * points[:, 0] * points[:, 1]
for epoch in range(100):
    for x, t in zip(points, wanted):
        a = np.concatenate([[1.0], x, np.zeros(H + 1)])
        for j in range(1 + I, M):
            a[j] = 1 / (1 + np.exp(-(A[j] @ a)))
        e = np.zeros(M)
        e[-1] = (a[-1] - t) * a[-1] * (1 - a[-1])
        for j in range(M - 2, I, -1):
            e[j] = a[j] * (1 - a[j]) * BACK
        A -= 0.3 * mask * np.outer(e, a)
"""
DENSE = """\
import numpy as np

rng = np.random.RandomState(5)
X = rng.rand(16, 3)
T = (X.sum(1, keepdims=True) > 1.5) * 1.0
L = 3
Ws = [rng.randn(3 + 2 * i, 2) * 0.6 for i in range(L)]
U = rng.randn(3 + 2 * L, 1) * 0.6
for step in range(200):
    feats, outs = [X], []
    for W in Ws:
        outs.append(np.tanh(feats[-1] @ W))
        feats.append(np.concatenate([feats[-1], outs[-1]], axis=1))
    p = 1 / (1 + np.exp(-(feats[-1] @ U)))
    d = (p - T) / len(X)
    gU = feats[-1].T @ d
    g = d @ U.T
    gW = [0] * L
    for i in range(L - 1, -1, -1):
        n = feats[i].shape[1]
        dz = g[:, n:] * (1 - outs[i] ** 2)
        gW[i] = feats[i].T @ dz
        g = BACK
    U -= 0.5 * gU
    for i in range(L):
        Ws[i] -= 0.5 * gW[i]
"""
OBJECTS = """\
import numpy as np

rng = np.random.default_rng(0)


class Dense:
    def __init__(self, n, m):
        self.W = rng.normal(0, 0.5, (n, m))

    def forward(self, x):
        self.x = x
        return x @ self.W

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T

    def step(self):
        self.W -= 0.05 * self.dW


class Block:
    def __init__(self, n):
        self.a = Dense(n, n)
        self.c = Dense(n, n)

    def forward(self, x):
        self.h = np.tanh(self.a.forward(x))
        return x + self.c.forward(self.h)

    def backward(self, g):
        d = self.c.backward(g) * (1 - self.h ** 2)
        return BACK

    def step(self):
        self.a.step()
        self.c.step()


X = rng.normal(size=(8, 3))
T = np.sin(X[:, :1] + X[:, 1:2])
net = [Block(3), Block(3), Dense(3, 1)]
for epoch in range(60):
    y = X
    for layer in net:
        y = layer.forward(y)
    g = (y - T) / len(X)
    for layer in reversed(net):
        g = layer.backward(g)
    for layer in net:
        layer.step()
"""
NETS = {
    "objects": OBJECTS,
    "blocks": BLOCKS,
    "scalar blocks": SCALAR_BLOCKS,
    "cascade": CASCADE,
    "matrix": MATRIX,
    "dense": DENSE,
}
RIGHT = [
    ("objects", "g + self.a.backward(d)"),
    ("blocks", "g + da @ W[i].T"),
    ("scalar blocks", "g + e * w[k][0]"),
    ("cascade", "sum(w[j][1 + N + k] * delta[j] for j in range(k + 1, H + 1))"),
    ("matrix", "(A[:, j] @ e)"),
    ("matrix", "(A[j + 1:, j] @ e[j + 1:])"),
    ("dense", "g[:, :n] + dz @ Ws[i].T"),
]
WRONG = [
    ("objects", "self.a.backward(d)", {"net[0].a.W", "net[0].c.W"}, "return self.a"),
    ("blocks", "da @ W[i].T", {"W[0]", "V[0]"}, "            g = "),
    ("scalar blocks", "e * w[k][0]", {"u", "w[0]"}, "            g = "),
    ("cascade", "w[H][1 + N + k] * delta[H]", None, "back = "),
    ("cascade", "w[k + 1][1 + N + k] * delta[k + 1]", None, "back = "),
    ("cascade", "sum(w[j][1 + N + k] * delta[j] for j in range(k + 1, max(H, k + 2)))", None, "back = "),
    ("matrix", "A[-1, j] * e[-1]", {"A"}, "e[j] = "),
    ("matrix", "A[j + 1, j] * e[j + 1]", {"A"}, "e[j] = "),
    ("dense", "dz @ Ws[i].T", {"Ws[0]", "Ws[1]"}, "        g = "),
    ("dense", "g[:, :n]", {"Ws[0]", "Ws[1]"}, "        g = "),
]


@pytest.mark.parametrize(("name", "back"), RIGHT)
def test_steps_down_all_paths_are_right(name: str, back: str, tmp_path: Path) -> None:
    found = said(NETS[name].replace("BACK", back), tmp_path)
    assert (found["verdict"], found["mistakes"]) == ("right", [])
    assert set(found["parameters"].values()) == {"right"}


@pytest.mark.parametrize(("name", "back", "spoilt", "line"), WRONG)
def test_the_line_that_leaves_a_path_out_is_told(
    name: str, back: str, spoilt: set[str] | None, line: str, tmp_path: Path
) -> None:
    source = NETS[name].replace("BACK", back)
    found = said(source, tmp_path)
    (mistake,) = found["mistakes"]
    at = source[: source.rindex(line)].count("\n") + 1
    assert (mistake["id"], mistake["line"]) == ("one-path", at)
    wrong = {key for key, verdict in found["parameters"].items() if verdict != "right"}
    assert wrong == {*mistake["parameters"]}
    if spoilt is not None:
        assert wrong == spoilt


def test_a_residual_network_with_nothing_wrong_but_its_rate_is_left_alone(tmp_path: Path) -> None:
    source = BLOCKS.replace("BACK", "g + da @ W[i].T").replace("W[i] -= 0.05", "W[i] -= 0.02")
    with pytest.raises(UndecidedError):
        said(source, tmp_path)


def test_a_sum_that_is_not_of_the_paths_is_no_path_that_is_left_out(tmp_path: Path) -> None:
    source = BLOCKS.replace("BACK", "0.5 * g + da @ W[i].T")
    found = said(source, tmp_path)
    assert (found["verdict"], found["mistakes"]) == ("wrong", [])
    assert found["look at"] == line_of("g = 0.5 * g", source)
