"""Each of two mistakes is named in its own line, also where they meet on the way back or in one gradient."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said

SUMS = """\
import numpy as np
def s(z):
    return 1 / (1 + np.exp(-z))
class Net:
    def __init__(self):
        rng = np.random.default_rng(3)
        self.W1, self.b1 = rng.normal(size=(3, 2)), rng.normal(size=3)
        self.W2, self.b2 = rng.normal(size=(3, 3)), rng.normal(size=3)
        self.none = {name: 0 * getattr(self, name) for name in ("W1", "b1", "W2", "b2")}
    def add(self, x, t):
        h = s(self.W1 @ x + self.b1)
        o = s(self.W2 @ h + self.b2)
        error = o - t
        d2 = error * o * (1 - o)
        d1 = self.W2.T @ d2 * h * (1 - h)
        dW2 = np.outer(d2, h)
        db2 = d2
        dW1 = np.outer(d1, x)
        db1 = d1
        self.sum_W2 += dW2
        self.sum_b2 += db2
        self.sum_W1 += dW1
        self.sum_b1 += db1
    def batch(self, X, Y):
        self.sum_W1 = self.none["W1"].copy()
        self.sum_b1 = self.none["b1"].copy()
        self.sum_W2 = self.none["W2"].copy()
        self.sum_b2 = self.none["b2"].copy()
        for x, t in zip(X, Y):
            self.add(x, t)
        self.W1 -= 0.3 * self.sum_W1
        self.b1 -= 0.3 * self.sum_b1
        self.W2 -= 0.3 * self.sum_W2
        self.b2 -= 0.3 * self.sum_b2
rng = np.random.default_rng(7)
X, Y = rng.normal(size=(4, 2)), rng.uniform(0.1, 0.9, (4, 3))
net = Net()
for epoch in range(30):
    net.batch(X, Y)
"""
WITHOUT_BIASES = "\n".join(
    line for line in SUMS.replace(" + self.b1", "").replace(" + self.b2", "").split("\n") if "_b" not in line
)
BATCH = """\
import numpy as np
rng = np.random.default_rng(1)
X, Y = rng.normal(size=(5, 2)), rng.uniform(0.1, 0.9, (5, 2))
W1, b1 = rng.normal(size=(2, 3)), rng.normal(size=3)
W2, b2 = rng.normal(size=(3, 2)), rng.normal(size=2)
def s(z):
    return 1 / (1 + np.exp(-z))
for epoch in range(30):
    z1 = X @ W1 + b1
    h = np.tanh(z1)
    z2 = h @ W2 + b2
    o = s(z2)
    error = o - Y
    d2 = error * o * (1 - o)
    d1 = d2 @ W2.T * (1 - h ** 2)
    W1 -= 0.3 * X.T @ d1
    b1 -= 0.3 * d1.sum(axis=0)
    W2 -= 0.3 * h.T @ d2
    b2 -= 0.3 * d2.sum(axis=0)
"""
LISTS = """\
import math, random
random.seed(5)
w = [[[random.uniform(-1, 1) for _ in range(m)] for _ in range(n)] for n, m in ((2, 3), (3, 3), (3, 1))]
def train(x, t):
    acts = [x]
    for l in range(3):
        sums = [sum(w[l][i][j] * acts[l][i] for i in range(len(acts[l]))) for j in range(len(w[l][0]))]
        acts.append([math.tanh(z) for z in sums])
    deltas = []
    for k in range(1):
        deltas.append((acts[3][k] - t[k]) * (1 - acts[3][k] ** 2))
    for l in (2, 1, 0):
        below = []
        if l > 0:
            for i in range(3):
                back = 0.0
                for j in range(len(deltas)):
                    back += w[l][i][j] * deltas[j]
                below.append(back * (1 - acts[l][i] ** 2))
        for j in range(len(deltas)):
            for i in range(len(acts[l])):
                w[l][i][j] -= 0.3 * deltas[j] * acts[l][i]
        deltas = below
for epoch in range(30):
    for x, t in [([0.2, 0.9], [0.3]), ([0.7, 0.1], [0.8]), ([0.4, 0.6], [0.5])]:
        train(x, t)
"""
SCALARS = """\
import math, random
random.seed(4)
w1, w2, w3, w4, w5, w6, b1, b2, b3 = [random.uniform(-1, 1) for _ in range(9)]
lr = 0.3
for epoch in range(30):
    for x1, x2, t in [(0.2, 0.9, 0.3), (0.7, 0.1, 0.8), (0.4, 0.6, 0.5)]:
        h1 = 1 / (1 + math.exp(-(w1 * x1 + w2 * x2 + b1)))
        h2 = 1 / (1 + math.exp(-(w3 * x1 + w4 * x2 + b2)))
        o = 1 / (1 + math.exp(-(w5 * h1 + w6 * h2 + b3)))
        d_o = (o - t) * o * (1 - o)
        d_1 = d_o * w5 * h1 * (1 - h1)
        d_2 = d_o * w6 * h2 * (1 - h2)
        w1 -= lr * d_1 * x1
        w2 -= lr * d_1 * x2
        w3 -= lr * d_2 * x1
        w4 -= lr * d_2 * x2
        b1 -= lr * d_1
        b2 -= lr * d_2
        w5 -= lr * d_o * h1
        w6 -= lr * d_o * h2
        b3 -= lr * d_o
"""
WITHOUT_SLOPE_IN_LISTS = {"back * (1 - acts[l][i] ** 2)": "back"}


def named(program: str, folder: Path) -> set[tuple[str, int]]:
    """Return the names of what is wrong, with the lines."""
    mistakes: list[dict[str, object]] = said(program, folder)["mistakes"]
    return {(str(one["id"]), int(str(one["line"]))) for one in mistakes}


@pytest.mark.parametrize("program", [SUMS, WITHOUT_BIASES, BATCH, LISTS, SCALARS])
def test_without_a_mistake_they_are_right(program: str, tmp_path: Path) -> None:
    assert said(program, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(
    ("program", "changes", "lines"),
    [
        (SUMS, {"dW2 = np.outer(d2, h)": "dW2 = np.outer(d2, np.ones(3))"}, [("input-missing", "dW2 = ")]),
        (SUMS, {" * h * (1 - h)": "", "0.3 * self.sum_W2": "0.3 * 0.3 * self.sum_W2"},
         [("slope-missing", "d1 = "), ("rate-twice", "self.W2 -= ")]),
        (SUMS, {"dW2 = np.outer(d2, h)": "dW2 = np.outer(d2, h).T"}, [("gradient-transposed", "dW2 = ")]),
        (SUMS, {"db1 = d1": "db1 = d2"}, [("bias-of-other-layer", "db1 = ")]),
        (SUMS, {"db2 = d2": "db2 = error"}, [("slope-missing-in-biases", "db2 = ")]),
        (WITHOUT_BIASES, {"np.outer(d1, x)": "np.outer(d1, np.ones(2))", "h * (1 - h)": "(1 - h)"},
         [("input-missing", "dW1 = "), ("slope-half", "d1 = ")]),
        (SUMS, {f"{name}\"].copy()": f"{name}\"]" for name in ("W1", "b1", "W2", "b2")},
         [("sums-never-reset", "self.sum_W1 = ")]),
        (BATCH, {"error * o * (1 - o)": "error * (1 - o)", "h.T @ d2": "h.T @ error",
                 "d2.sum": "error.sum"},
         [("slope-half", "d2 = "), ("slope-missing-in-gradients", "h.T @ error")]),
        (BATCH, {"h ** 2": "z1 ** 2", "o * (1 - o)": "z2 * (1 - z2)"},
         [("slope-formula-of-sum", "d1 = "), ("slope-formula-of-sum", "d2 = ")]),
        (BATCH, {"b1 -= ": "b1 = -", "b2 -= ": "b2 = -"}, [("assigned", "b1 = -"), ("assigned", "b2 = -")]),
        (BATCH, {"o - Y": "Y - o", "0.3 * h.T": "h.T", "0.3 * d2": "d2"},
         [("error-reversed", "error = "), ("rate-missing", "W2 -= ")]),
        (LISTS, WITHOUT_SLOPE_IN_LISTS, [("slope-missing", "below.append")]),
        (LISTS, {**WITHOUT_SLOPE_IN_LISTS, "(1 - acts[3][k] ** 2)": "(1 - acts[3][k])"},
         [("slope-missing", "below.append"), ("slope-half", "deltas.append")]),
        (LISTS, {"w[l][i][j] * deltas[j]": "deltas[j]"}, [("weights-missing", "back += ")]),
        (SCALARS, {**{f"{name} -= lr *": f"{name} -=" for name in ("w1", "w2", "w3", "w4", "b1", "b2")},
                   "        b3 -= lr * d_o\n": ""},
         [("rate-missing", "w1 -= "), ("bias-never-updated", "w5 -= ")]),
        (SCALARS, {"w5 -= lr * ": "w5 -= ", "w6 -= lr * ": "w6 -= ", "b3 -= lr * ": "b3 -= ",
                   " * h1 * (1 - h1)": "", " * h2 * (1 - h2)": ""},
         [("rate-missing", "w5 -= "), ("slope-missing", "d_1 = ")]),
    ],
)  # fmt: skip
def test_mistakes_are_named_in_the_lines_that_make_them(
    program: str, changes: dict[str, str], lines: list[tuple[str, str]], tmp_path: Path
) -> None:
    wrong = changed(program, changes)
    assert named(wrong, tmp_path) == {(name, line_of(text, wrong)) for name, text in lines}


def test_the_first_factor_that_is_wrong_is_told_in_the_line_of_the_last_layer(tmp_path: Path) -> None:
    wrong = changed(BATCH, {"h ** 2": "z1 ** 2", "o * (1 - o)": "z2 * (1 - z2)", "0.3": "0.01"})
    factors: list[dict[str, object]] = said(wrong, tmp_path)["factors"]
    first = next(one for one in factors if not one["is_right"])
    assert first["line"] == line_of("d2 = ", wrong)


CHAIN = """import math
import random
random.seed(3)
data = [(0.1 * k, k % 2) for k in range(1, 10)]
w1, b1, w2, b2 = 0.4, 0.1, -0.7, 0.2
def sig(z):
    return 1 / (1 + math.exp(-z))
for epoch in range(300):
    x, t = random.choice(data)
    h = sig(x * w1 + b1)
    o = sig(h * w2 + b2)
    e = o - t
    back = e * w2
    g2 = e * o * (1 - o) * w2
    g1 = back * h * (1 - h) * w1
    b2 -= 0.1 * e * o * (1 - o)
    b1 -= 0.1 * back * h * (1 - h)
    w2 -= 0.1 * g2
    w1 -= 0.1 * g1
"""


def test_a_weight_for_an_input_is_told_in_each_line_that_takes_it(tmp_path: Path) -> None:
    told = {(one["line"], tuple(one["parameters"])) for one in said(CHAIN, tmp_path)["mistakes"]}
    assert told == {
        (line_of("back = e * w2", CHAIN), ("w1", "b1")),
        (line_of("g2 =", CHAIN), ("w2",)),
        (line_of("g1 =", CHAIN), ("w1",)),
    }
