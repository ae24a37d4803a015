"""Targets that a step computes of its own inputs, beside the call or in the loop: the network is recognised."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said

ROWS = """\
import numpy as np
rng = np.random.default_rng(3)
W, b = rng.normal(size=(2, 5)), rng.normal(size=5)
V, c = rng.normal(size=(5, 1)), np.zeros(1)
for step in range(60):
    X = rng.uniform(-1, 1, (6, 2))
    T = TARGETS
    H = np.tanh(X @ W + b)
    Y = H @ V + c
    D = (Y - T) / len(X)
    back = D @ V.T * (1 - H ** 2)
    V -= 0.1 * H.T @ D
    c -= 0.1 * D.sum(0)
    W -= 0.1 * X.T @ back
    b -= 0.1 * back.sum(0)
"""
SCALARS = """\
import math
w1, w2, b1, b2 = 0.4, -0.7, 0.1, 0.2
v1, v2, c = 0.5, 0.3, -0.1
def train(x, wanted):
    global w1, w2, b1, b2, v1, v2, c
    h1, h2 = math.tanh(w1 * x + b1), math.tanh(w2 * x + b2)
    y = v1 * h1 + v2 * h2 + c
    e = wanted - y
    d1, d2 = e * v1 * (1 - h1 * h1), e * v2 * (1 - h2 * h2)
    v1, v2, c = v1 + 0.1 * e * h1, v2 + 0.1 * e * h2, c + 0.1 * e
    w1, w2, b1, b2 = w1 + 0.1 * d1 * x, w2 + 0.1 * d2 * x, b1 + 0.1 * d1, b2 + 0.1 * d2
points = [-1.0 + 0.25 * i for i in range(9)]
for epoch in range(50):
    for x in points:
        train(x, TARGET)
"""
OF_BOTH = ["X[:, :1] * X[:, 1:]", "np.sin(3 * X[:, :1])", "np.exp(-(X ** 2).sum(1, keepdims=True))", "0.5 * X[:, 1:]"]
OF_ONE = ["math.sin(x) / 2", "0.3 * x", "x ** 2 - x", "1.0 if x > 0 else -1.0", "abs(x)"]


@pytest.mark.parametrize(
    "program",
    [*(changed(ROWS, {"TARGETS": one}) for one in OF_BOTH), *(changed(SCALARS, {"TARGET": one}) for one in OF_ONE)],
    ids=[*OF_BOTH, *OF_ONE],
)
def test_such_a_file_is_right_and_its_layers_are_told(program: str, tmp_path: Path) -> None:
    found = said(program, tmp_path)
    assert found["verdict"] == "right"
    assert found["network"]["activations"] == ["tanh", "linear"]
    assert found["loss"] == "half-squared-error"


@pytest.mark.parametrize("target", OF_BOTH)
def test_a_mistake_in_it_is_named(target: str, tmp_path: Path) -> None:
    wrong = changed(ROWS, {"TARGETS": target, " * (1 - H ** 2)": ""})
    (mistake,) = said(wrong, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("slope-missing", line_of("back = ", wrong))


def test_a_bias_that_never_moves_is_told_in_it(tmp_path: Path) -> None:
    wrong = changed(ROWS, {"TARGETS": OF_BOTH[1], "    b -= 0.1 * back.sum(0)\n": ""})
    assert said(wrong, tmp_path)["parameters"]["b"] == "never moves"
