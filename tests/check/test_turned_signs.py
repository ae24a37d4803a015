"""A sign or a factor of one gradient alone is told in the line that makes it, not in that of the update."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said

SCRIPT = """\
import numpy as np
rng = np.random.default_rng(2)
X = rng.normal(size=(6, 3))
Y = rng.uniform(0.1, 0.9, (6, 2))
W1, b1 = rng.normal(size=(3, 4)), rng.normal(size=4)
W2, b2 = rng.normal(size=(4, 2)), rng.normal(size=2)
def s(z):
    return 1 / (1 + np.exp(-z))
for epoch in range(40):
    H = s(X @ W1 + b1)
    O = s(H @ W2 + b2)
    d2 = (O - Y) * O * (1 - O)
    d1 = d2.dot(W2.T) * H * (1 - H)
    dW2 = H.T.dot(d2)
    db2 = d2.sum(axis=0)
    dW1 = X.T.dot(d1)
    db1 = d1.sum(axis=0)
    W2 -= 0.3 * dW2
    b2 -= 0.3 * db2
    W1 -= 0.3 * dW1
    b1 -= 0.3 * db1
"""
DICTIONARY = """\
import numpy as np
class Net:
    def __init__(self):
        rng = np.random.default_rng(3)
        self.w1 = rng.normal(size=(4, 3))
        self.c1 = np.zeros((4, 1))
        self.w2 = rng.normal(size=(1, 4))
        self.c2 = np.zeros((1, 1))
    def forward(self, x):
        self.a1 = np.tanh(self.w1 @ x + self.c1)
        self.a2 = 1 / (1 + np.exp(-(self.w2 @ self.a1 + self.c2)))
        return self.a2
    def backward(self, x, y):
        m = x.shape[1]
        dz2 = self.a2 - y
        dw2 = dz2 @ self.a1.T / m
        dc2 = np.sum(dz2, axis=1, keepdims=True) / m
        dz1 = (self.w2.T @ dz2) * (1 - self.a1 ** 2)
        dw1 = dz1 @ x.T / m
        dc1 = np.sum(dz1, axis=1, keepdims=True) / m
        return {"dw1": dw1, "dc1": dc1, "dw2": dw2, "dc2": dc2}
    def update(self, grads, lr):
        self.w1 = self.w1 - lr * grads["dw1"]
        self.c1 = self.c1 - lr * grads["dc1"]
        self.w2 = self.w2 - lr * grads["dw2"]
        self.c2 = self.c2 - lr * grads["dc2"]
X = np.array([[0, 0, 1, 1], [0, 1, 0, 1], [1, 0, 1, 0.5]])
Y = np.array([[0, 1, 1, 0]])
net = Net()
for i in range(500):
    net.forward(X)
    net.update(net.backward(X, Y), 0.5)
"""
LAYERS = """\
import numpy as np
class Tanh:
    def __init__(self, n, m, rng):
        self.W = rng.normal(size=(n, m))
        self.b = np.zeros(m)
    def forward(self, x):
        self.x = x
        self.out = np.tanh(x @ self.W + self.b)
        return self.out
    def backward(self, grad):
        d = grad * (1 - self.out ** 2)
        self.dW = self.x.T @ d
        self.db = d.sum(axis=0)
        return d @ self.W.T
    def step(self, lr):
        self.W -= lr * self.dW
        self.b -= lr * self.db
class Linear(Tanh):
    def forward(self, x):
        self.x = x
        return x @ self.W + self.b
    def backward(self, grad):
        back = grad
        self.dW = self.x.T @ back
        self.db = back.sum(axis=0)
        return back @ self.W.T
rng = np.random.default_rng(0)
X = rng.normal(size=(5, 2))
Y = rng.normal(size=(5, 1))
layers = [Tanh(2, 4, rng), Tanh(4, 3, rng), Linear(3, 1, rng)]
for epoch in range(100):
    out = X
    for layer in layers:
        out = layer.forward(out)
    grad = (out - Y) / 5
    for layer in reversed(layers):
        grad = layer.backward(grad)
    for layer in layers:
        layer.step(0.1)
"""
NUMBERS = """\
data = [([0.2, 0.7], 0.3), ([0.9, 0.1], 0.8), ([0.5, 0.5], 0.4)]
import math
w = [[0.3, -0.2], [0.5, 0.8], [-0.6, 0.1]]
bh = [0.1, -0.1, 0.2]
v = [0.4, -0.3, 0.9]
bo = 0.05
def sig(z):
    return 1 / (1 + math.exp(-z))
for epoch in range(200):
    for x, t in data:
        h = [sig(sum(w[j][i] * x[i] for i in range(2)) + bh[j]) for j in range(3)]
        o = sig(sum(v[j] * h[j] for j in range(3)) + bo)
        do = (o - t) * o * (1 - o)
        gv = [do * h[j] for j in range(3)]
        dh = [do * v[j] * h[j] * (1 - h[j]) for j in range(3)]
        for j in range(3):
            v[j] -= 0.5 * gv[j]
            for i in range(2):
                gw = dh[j] * x[i]
                w[j][i] -= 0.5 * gw
            bh[j] -= 0.5 * dh[j]
        bo -= 0.5 * do
"""
OF_GRADIENT = "Turn one sign: that of this gradient, or that of its update."


def told(source: str, before: str, after: str, folder: Path) -> list[tuple[str, int, list[str], str]]:
    """Return what is told of a program in which one text is replaced: names, lines, parameters, hints."""
    assert before in source
    verdict = said(source.replace(before, after, 1), folder)
    return [(one["id"], one["line"], one["parameters"], one["hint"]) for one in verdict["mistakes"]]


@pytest.mark.parametrize(
    ("source", "before", "after", "names"),
    [
        (SCRIPT, "dW1 = X.T.dot(d1)", "dW1 = -X.T.dot(d1)", ["W1"]),
        (SCRIPT, "dW1 = X.T.dot(d1)", "dW1 = X.T.dot(-d1)", ["W1"]),
        (SCRIPT, "dW1 = X.T.dot(d1)", "dW1 = -1 * X.T.dot(d1)", ["W1"]),
        (SCRIPT, "db2 = d2.sum(axis=0)", "db2 = -d2.sum(axis=0)", ["b2"]),
        (DICTIONARY, "dw1 = dz1", "dw1 = -dz1", ["w1"]),
        (DICTIONARY, 'return {"dw1": dw1', 'return {"dw1": -dw1', ["w1"]),
        (LAYERS, "self.dW = self.x.T @ d", "self.dW = -self.x.T @ d", ["layers[0].W", "layers[1].W"]),
        (LAYERS, "self.dW = self.x.T @ back", "self.dW = -self.x.T @ back", ["layers[2].W"]),
        (NUMBERS, "gv = [do", "gv = [-do", ["v"]),
        (NUMBERS, "gw = dh", "gw = -dh", ["w"]),
    ],
)
def test_a_sign_that_turns_in_one_gradient_is_told_there(
    source: str, before: str, after: str, names: list[str], tmp_path: Path
) -> None:
    line = line_of(before, source)
    assert told(source, before, after, tmp_path) == [("uphill", line, names, OF_GRADIENT)]


@pytest.mark.parametrize("turned", ["dW1 = -dW1", "dW1 *= -1"])
def test_a_sign_that_turns_in_a_line_of_its_own_is_told_there(turned: str, tmp_path: Path) -> None:
    (found,) = told(SCRIPT, "    db1 =", f"    {turned}\n    db1 =", tmp_path)
    assert found[:2] == ("uphill", line_of("    db1 =", SCRIPT))


@pytest.mark.parametrize(
    ("before", "after"),
    [("W1 -= 0.3", "W1 += 0.3"), ("W1 -= 0.3", "W1 -= -0.3"), ("W1 -= 0.3 * dW1", "W1 = W1 - 0.3 * -dW1")],
)
def test_a_sign_that_turns_in_the_update_is_told_there(before: str, after: str, tmp_path: Path) -> None:
    (found,) = told(SCRIPT, before, after, tmp_path)
    assert found == ("uphill", line_of(before, SCRIPT), ["W1"], "Go against the gradient: w − η·g.")


def test_a_minus_that_all_gradients_but_one_have_is_missing_where_that_one_is_made(tmp_path: Path) -> None:
    source = SCRIPT.replace("(O - Y)", "(Y - O)")
    for gradient in ("dW2 = ", "db2 = ", "dW1 = "):
        source = source.replace(gradient, f"{gradient}-")
    (found,) = told(source, "db1 = d1", "db1 = d1", tmp_path)
    assert found == ("uphill", line_of("db1 = d1", SCRIPT), ["b1"], OF_GRADIENT)
    assert told(source, "db1 = d1", "db1 = -d1", tmp_path) == []


def test_two_gradients_of_a_layer_with_a_minus_each_are_not_what_is_passed_back(tmp_path: Path) -> None:
    source = SCRIPT.replace("db1 = d1", "db1 = -d1")
    (found,) = told(source, "dW1 = X", "dW1 = -X", tmp_path)
    assert found[:3] == ("uphill", line_of("dW1 = X", SCRIPT), ["W1", "b1"])


def test_what_is_passed_back_with_the_wrong_sign_is_told_where_it_turns(tmp_path: Path) -> None:
    (found,) = told(SCRIPT, "d1 = d2", "d1 = -d2", tmp_path)
    assert found[:2] == ("passed-back-sign", line_of("d1 = d2", SCRIPT))


def test_an_error_that_the_last_layer_turns_is_told_there(tmp_path: Path) -> None:
    (found,) = told(LAYERS, "back = grad", "back = -grad", tmp_path)
    assert found[:2] == ("uphill", line_of("back = grad", LAYERS))
    assert found[3] == "Turn one sign: that of the error, or that of all updates."


def test_a_division_that_one_gradient_lacks_is_told_where_that_is_made(tmp_path: Path) -> None:
    (found,) = told(DICTIONARY, "dw1 = dz1 @ x.T / m", "dw1 = dz1 @ x.T", tmp_path)
    assert found[:3] == ("stray-factor", line_of("dw1 = ", DICTIONARY), ["w1"])


def test_a_gradient_that_a_number_halves_is_not_said_to_have_the_learning_rate_twice(tmp_path: Path) -> None:
    (found,) = told(DICTIONARY, "dw2 = dz2 @ self.a1.T / m", "dw2 = dz2 @ self.a1.T / (2 * m)", tmp_path)
    assert found[:3] == ("stray-factor", line_of("dw2 = ", DICTIONARY), ["w2"])
    slower = DICTIONARY.replace("Y), 0.5)", "Y), 0.3)")
    (found,) = told(slower, '- lr * grads["dw2"]', '- lr * lr * grads["dw2"]', tmp_path)
    assert found[:3] == ("rate-twice", line_of('- lr * grads["dw2"]', DICTIONARY), ["w2"])


LITERALS = {
    "a dictionary": ("{", '"W1": ', '"b1": ', '"W2": ', '"b2": ', "}", "steps.items()"),
    "a list": ("[", "", "", "", "", "]", 'zip(("W1", "b1", "W2", "b2"), steps)'),
}
OWN_ERROR = """\
import numpy as np
rng = np.random.default_rng(4)
x = rng.normal(size=(24, 3))
t = rng.normal(size=(24, 2))
p = {"W1": rng.normal(size=(3, 5)), "b1": np.zeros(5), "W2": rng.normal(size=(5, 2)), "b2": np.zeros(2)}
v = {k: np.zeros_like(a) for k, a in p.items()}
def backward(x, h, out, t):
    d2 = (out - t) / len(t)
    d1 = d2 @ p["W2"].T * (1 - h ** 2)
    return OPEN
        KEY1x.T @ d1,
        KEY2d1.sum(0),
        KEY3h.T @ d2,
        KEY4(out - t).mean(0),
    CLOSE
for epoch in range(30):
    h = np.tanh(x @ p["W1"] + p["b1"])
    out = h @ p["W2"] + p["b2"]
    steps = backward(x, h, out, t)
    for k, g in ITEMS:
        v[k] = 0.5 * v[k] - 0.1 * g
        p[k] = p[k] + v[k]
"""
NAMES_IN_OWN_ERROR = ("OPEN", "KEY1", "KEY2", "KEY3", "KEY4", "CLOSE", "ITEMS")


@pytest.mark.parametrize("literal", LITERALS)
def test_an_error_that_one_gradient_alone_takes_the_other_way_round_is_told_there(literal: str, tmp_path: Path) -> None:
    source = OWN_ERROR
    for name, text in zip(NAMES_IN_OWN_ERROR, LITERALS[literal], strict=True):
        source = source.replace(name, text)
    line = line_of("(out - t).mean", source)
    assert told(source, "(out - t).mean", "(t - out).mean", tmp_path) == [("uphill", line, ["b2"], OF_GRADIENT)]
    assert told(source, "(out - t).mean", "(out - t).mean", tmp_path) == []
