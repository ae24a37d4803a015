"""A slope that is given z is told where every use of it passes, and not where its layer is chosen by a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines

DISPATCHED = """
import numpy as np

rng = np.random.default_rng(5)
X = rng.normal(size=(3, 40)) * 0.7
Y = (X[:1] * X[1:2] + X[2:] > 0).astype(float)
sizes = [3, 6, 4, 1]
p = {}
for l in range(1, 4):
    p["W" + str(l)] = rng.normal(size=(sizes[l], sizes[l - 1])) * 0.6
    p["b" + str(l)] = np.zeros((sizes[l], 1))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def through_tanh(d, kept):
    return d * (1 - kept ** 2)


def through_sigmoid(d, kept):
    return d * sigmoid(kept) * (1 - sigmoid(kept))


def gradients(delta, A):
    m = A.shape[1]
    return delta @ A.T / m, delta.sum(axis=1, keepdims=True) / m


def back(d, cache, kind):
    A, W, Z = cache
    if kind == "tanh":
        delta = through_tanh(d, np.tanh(Z))
    else:
        delta = through_sigmoid(d, Z)
    dW, db = gradients(delta, A)
    return W.T @ delta, dW, db


for i in range(60):
    A = X
    caches = []
    for l in range(1, 4):
        W = p["W" + str(l)]
        Z = W @ A + p["b" + str(l)]
        caches.append((A, W, Z))
        A = np.tanh(Z) if l < 3 else sigmoid(Z)
    g = {}
    d = -(Y / A - (1 - Y) / (1 - A))
    d, g["W3"], g["b3"] = back(d, caches[2], "sigmoid")
    for l in (2, 1):
        d, g["W" + str(l)], g["b" + str(l)] = back(d, caches[l - 1], "tanh")
    for name in p:
        p[name] = p[name] - 0.1 * g[name]
"""
IN_A_LOOP = """    for l in (2, 1):
        d, g["W" + str(l)], g["b" + str(l)] = back(d, caches[l - 1], "tanh")
"""
ONE_BY_ONE = """    d, g["W2"], g["b2"] = back(d, caches[1], "tanh")
    d, g["W1"], g["b1"] = back(d, caches[0], "tanh")
"""
PLAIN = "through_tanh(d, np.tanh(Z))"
SHARED = """
import numpy as np

rng = np.random.default_rng(6)
X = rng.normal(size=(30, 3)) * 0.6
Y = np.sin(X[:, :1] + X[:, 1:2])
W1, W2, W3 = rng.normal(size=(3, 5)) * 0.6, rng.normal(size=(5, 4)) * 0.6, rng.normal(size=(4, 1)) * 0.6


def below(delta, W, a, kind):
    arriving = delta @ W.T
    if kind == "tanh":
        return arriving * (1 - a ** 2)
    return arriving


for i in range(60):
    z1 = X @ W1
    a1 = np.tanh(z1)
    z2 = a1 @ W2
    a2 = np.tanh(z2)
    d3 = (a2 @ W3 - Y) / len(X)
    d2 = below(d3, W3, a2, "tanh")
    d1 = below(d2, W2, a1, "tanh")
    W3 -= 0.1 * a2.T @ d3
    W2 -= 0.1 * a1.T @ d2
    W1 -= 0.1 * X.T @ d1
"""


@pytest.mark.parametrize("calls", [IN_A_LOOP, ONE_BY_ONE])
@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ("through_tanh(d, Z)", "slope-formula-of-sum"),
        ("d * (1 - Z ** 2)", "slope-formula-of-sum"),
        ("d * (1 - np.tanh(np.tanh(Z)) ** 2)", "slope-of-activation"),
    ],
)
def test_where_every_use_is_wrong_the_innermost_call_is_told(wrong: str, name: str, calls: str, tmp_path: Path) -> None:
    source = changed(DISPATCHED, {IN_A_LOOP: calls, PLAIN: wrong})
    assert names_and_lines(source, tmp_path) == {(name, line_of(wrong, source))}


def test_the_program_with_slopes_by_words_is_right(tmp_path: Path) -> None:
    assert names_and_lines(DISPATCHED, tmp_path) == set()


@pytest.mark.parametrize(("right", "wrong"), [("W3, a2", "W3, z2"), ("W2, a1", "W2, z1")])
def test_where_one_use_is_right_the_call_of_the_other_is_told(right: str, wrong: str, tmp_path: Path) -> None:
    assert names_and_lines(SHARED, tmp_path) == set()
    source = changed(SHARED, {right: wrong})
    assert names_and_lines(source, tmp_path) == {("slope-formula-of-sum", line_of(wrong, source))}


def test_where_all_uses_of_the_formula_itself_are_wrong_the_formula_is_told(tmp_path: Path) -> None:
    source = changed(SHARED, {"W3, a2": "W3, z2", "W2, a1": "W2, z1"})
    assert names_and_lines(source, tmp_path) == {("slope-formula-of-sum", line_of("return arriving * ", source))}
