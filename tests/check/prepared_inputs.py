"""Programs whose inputs are prepared before they go forward, or come from shuffled samples, in several styles."""

from __future__ import annotations

from typing import NamedTuple

NORMALISED_CLASS = """\
import numpy as np
class Net:
    def __init__(self, rng):
        self.W1 = rng.normal(0, 0.5, (3, 5))
        self.b1 = np.zeros(5)
        self.W2 = rng.normal(0, 0.5, (5, 2))
        self.b2 = np.zeros(2)
    def ready(self, X):
        return (X - self.mean) / self.std
    def forward(self, X):
        Xn = self.ready(X)
        self.h = np.tanh(Xn @ self.W1 + self.b1)
        self.o = self.h @ self.W2 + self.b2
    def backward(self, X, Y):
        d2 = 2 * (self.o - Y) / len(X)
        d1 = d2 @ self.W2.T * (1 - self.h ** 2)
        self.W2 -= 0.1 * self.h.T @ d2
        self.b2 -= 0.1 * d2.sum(axis=0)
        self.W1 -= 0.1 * INPUTS.T @ d1
        self.b1 -= 0.1 * d1.sum(axis=0)
    def fit(self, X, Y):
        self.mean = X.mean(axis=0)
        self.std = X.std(axis=0)
        for epoch in range(40):
            self.forward(X)
            self.backward(X, Y)
rng = np.random.default_rng(3)
X = rng.normal(2, 3, (9, 3))
Net(rng).fit(X, rng.normal(size=(9, 2)))
"""
NORMALISED_IN_FUNCTION = """\
import numpy as np
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
def forward(X, p):
    mean = X.mean(axis=1, keepdims=True)
    spread = X.max(axis=1, keepdims=True) - X.min(axis=1, keepdims=True)
    A0 = (X - mean) / spread
    A1 = sigmoid(p["W1"] @ A0 + p["b1"])
    A2 = sigmoid(p["W2"] @ A1 + p["b2"])
    return A0, A1, A2
def backward(X, Y, p, A0, A1, A2):
    m = X.shape[1]
    dZ2 = A2 - Y
    dZ1 = p["W2"].T @ dZ2 * A1 * (1 - A1)
    grads = {"W2": dZ2 @ A1.T / m, "b2": dZ2.sum(axis=1, keepdims=True) / m}
    grads["W1"] = dZ1 @ INPUTS.T / m
    grads["b1"] = dZ1.sum(axis=1, keepdims=True) / m
    return grads
rng = np.random.default_rng(4)
X = rng.uniform(1, 5, (2, 7))
Y = (X[:1] > X[1:]).astype(float)
p = {"W1": rng.normal(size=(4, 2)), "b1": np.zeros((4, 1)), "W2": rng.normal(size=(1, 4)), "b2": np.zeros((1, 1))}
for step in range(40):
    grads = backward(X, Y, p, *forward(X, p))
    for key in p:
        p[key] -= 0.5 * grads[key]
"""
SCALED_LISTS = """\
import math
import random
random.seed(5)
pixels = [[0, 255, 31, 80], [12, 7, 99, 200], [255, 1, 60, 140], [90, 180, 20, 3], [44, 66, 88, 11]]
labels = [0, 1, 1, 0, 1]
w = [[random.uniform(-1, 1) for _ in range(4)] for _ in range(3)]
b = [0.0] * 3
v = [random.uniform(-1, 1) for _ in range(3)]
c = 0.1
def sigmoid(z):
    return 1 / (1 + math.exp(-z))
for epoch in range(20):
    for x, t in zip(pixels, labels):
        a = [p / 255 for p in x]
        h = [sigmoid(b[j] + sum(w[j][i] * a[i] for i in range(4))) for j in range(3)]
        o = sigmoid(c + sum(v[j] * h[j] for j in range(3)))
        d = (o - t) * o * (1 - o)
        for j in range(3):
            e = d * v[j] * h[j] * (1 - h[j])
            v[j] -= 0.3 * d * h[j]
            b[j] -= 0.3 * e
            for i in range(4):
                w[j][i] -= 0.3 * e * INPUTS[i]
        c -= 0.3 * d
"""
COLUMN_OF_ONES = """\
import numpy as np
rng = np.random.default_rng(6)
X = rng.uniform(0, 9, (6, 2))
Y = rng.uniform(0.1, 0.9, (6, 1))
W1 = rng.normal(0, 0.5, (3, 4))
W2 = rng.normal(0, 0.5, (4, 1))
def with_ones(X):
    return np.hstack([np.ones((len(X), 1)), (X - 4.5) / 4.5])
for i in range(40):
    A = with_ones(X)
    H = 1 / (1 + np.exp(-A @ W1))
    O = 1 / (1 + np.exp(-H @ W2))
    d2 = (O - Y) * O * (1 - O)
    d1 = d2 @ W2.T * H * (1 - H)
    W2 -= 0.2 * H.T @ d2
    W1 -= 0.2 * INPUTS.T @ d1
"""
SHUFFLED_BATCHES = """\
import numpy as np
rng = np.random.default_rng(7)
X = rng.uniform(-1.5, 1.5, (24, 2))
T = np.stack([np.sin(X[:, 0]) * X[:, 1], X[:, 0] ** 2 / 2], axis=1)
W1 = rng.normal(size=(2, 5))
b1 = np.zeros(5)
W2 = rng.normal(size=(5, 2))
b2 = np.zeros(2)
for epoch in range(10):
    order = rng.permutation(24)
    for start in range(0, 24, 8):
        batch = order[start:start + 8]
        h = np.tanh(X[batch] @ W1 + b1)
        o = h @ W2 + b2
        e2 = 2 * (o - T[batch]) / 8
        e1 = e2 @ W2.T * (1 - h ** 2)
        W2 -= 0.05 * h.T @ e2
        b2 -= 0.05 * e2.sum(axis=0)
        W1 -= 0.05 * INPUTS.T @ e1
        b1 -= 0.05 * e1.sum(axis=0)
"""
LAST_SAMPLE = """\
import math
data = [([0.2, 0.9], 0.3), ([0.7, 0.1], 0.8), ([0.4, 0.6], 0.5), ([0.9, 0.8], 0.2)]
w = [[0.3, -0.4], [0.5, 0.6], [-0.7, 0.2]]
b = [0.1, -0.2, 0.3]
v = [0.4, -0.5, 0.6]
c = 0.05
def f(z):
    return 1 / (1 + math.exp(-z))
for epoch in range(60):
    kept = []
    for x, t in data:
        h = [f(b[j] + w[j][0] * x[0] + w[j][1] * x[1]) for j in range(3)]
        o = f(c + v[0] * h[0] + v[1] * h[1] + v[2] * h[2])
        kept.append((x, h, (o - t) * o * (1 - o)))
    old = list(v)
    for sample, h, d in kept:
        for j in range(3):
            e = d * old[j] * h[j] * (1 - h[j])
            v[j] -= 0.4 * d * h[j]
            b[j] -= 0.4 * e
            for i in range(2):
                w[j][i] -= 0.4 * e * INPUTS[i]
        c -= 0.4 * d
"""
SAMPLE_BEFORE = """\
import numpy as np
class Net:
    def __init__(self):
        rng = np.random.default_rng(8)
        self.V = rng.normal(size=(4, 2))
        self.a = rng.normal(size=4)
        self.W = rng.normal(size=(1, 4))
        self.c = rng.normal(size=1)
    def step(self, x, t, other):
        h = np.tanh(self.V @ x + self.a)
        o = self.W @ h + self.c
        delta = o - t
        back = self.W.T @ delta * (1 - h * h)
        self.W -= 0.05 * np.outer(delta, h)
        self.c -= 0.05 * delta
        self.V -= 0.05 * np.outer(back, INPUTS)
        self.a -= 0.05 * back
rng = np.random.default_rng(9)
X = rng.normal(size=(6, 2))
T = rng.normal(size=(6, 1))
net = Net()
for epoch in range(12):
    for k in range(6):
        net.step(X[k], T[k], X[k - 1])
"""


class Prepared(NamedTuple):
    """A program, and what its first gradient can be made with in the place of INPUTS."""

    source: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    weights: str
    """The name of the weights of the first layer."""

    @property
    def line(self) -> int:
        """The line of that gradient."""
        before, _, _ = self.source.partition("INPUTS")
        return before.count("\n") + 1


PREPARED = {
    "normalised in a class": Prepared(NORMALISED_CLASS, ("self.ready(X)",), ("X",), "W1"),
    "normalised in a function": Prepared(NORMALISED_IN_FUNCTION, ("A0",), ("X",), "W1"),
    "scaled by a constant": Prepared(SCALED_LISTS, ("a", "[p / 255 for p in x]"), ("x",), "w"),
    "with a column of ones": Prepared(
        COLUMN_OF_ONES,
        ("A", "with_ones(X)"),
        ("np.hstack([np.ones((len(X), 1)), X])",),
        "W1",
    ),
}
"""Inputs that are prepared in the step."""
OTHER_SAMPLES = {
    "shuffled batches": Prepared(
        SHUFFLED_BATCHES, ("X[batch]",), ("X[start:start + 8]", "X[:8]", "X[batch[::-1]]"), "W1"
    ),
    "last sample after a loop": Prepared(LAST_SAMPLE, ("sample",), ("x", "data[0][0]"), "w"),
    "sample before": Prepared(SAMPLE_BEFORE, ("x",), ("other",), "V"),
}
"""Samples of which others may stand in the gradient."""

TWO_MISTAKES = Prepared(SHUFFLED_BATCHES.replace("1 - h ** 2", "1 - np.tanh(h) ** 2"), (), (), "W1")
"""Shuffled batches with a mistake besides."""
