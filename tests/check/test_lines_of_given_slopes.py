"""Slopes that a layer is given, or that its method returns: a mistake stands where that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

GIVEN = """
import numpy as np

rng = np.random.default_rng(7)


class Layer:
    def __init__(self, before, units, act, slope):
        self.W = rng.normal(size=(before, units)) * 0.6
        self.b = rng.normal(size=units) * 0.2
        self.act = act
        self.slope = slope

    def forward(self, x):
        self.x = x
        self.z = x @ self.W + self.b
        return self.act(self.z)

    def backward(self, passed):
        d = passed * self.slope(self.z)
        below = d @ self.W.T
        self.W -= 0.2 * self.x.T @ d
        self.b -= 0.2 * d.sum(axis=0)
        return below


def softplus(z):
    return np.log1p(np.exp(z))


def d_softplus(z):
    return 1 / (1 + np.exp(-z))


def d_tanh(z):
    return 1 - np.tanh(z) ** 2


net = [
    Layer(3, 5, np.tanh, d_tanh),
    Layer(5, 4, softplus, d_softplus),
    Layer(4, 2, np.tanh, d_tanh),
]
X = rng.normal(size=(12, 3))
Y = np.tanh(X[:, :2])
for epoch in range(60):
    out = X
    for layer in net:
        out = layer.forward(out)
    back = (out - Y) / len(X)
    for layer in reversed(net):
        back = layer.backward(back)
"""
RETURNED = """
import numpy as np

rng = np.random.default_rng(8)


class Layer:
    def __init__(self, before, units, kind):
        self.W = rng.normal(size=(units, before)) * 0.6
        self.b = np.zeros((units, 1))
        self.kind = kind

    def forward(self, x):
        self.x = x
        z = self.W @ x + self.b
        self.out = np.tanh(z) if self.kind == "tanh" else 1 / (1 + np.exp(-z))
        return self.out

    def slope(self):
        if self.kind == "tanh":
            return 1 - self.out**2
        return self.out * (1 - self.out)

    def backward(self, passed):
        d = passed * self.slope()
        below = self.W.T @ d
        self.W -= 0.3 * d @ self.x.T
        self.b -= 0.3 * d.sum(axis=1, keepdims=True)
        return below


net = [Layer(3, 5, "sigmoid"), Layer(5, 2, "tanh")]
X = rng.normal(size=(3, 12))
Y = np.tanh(X[:2])
for epoch in range(60):
    out = net[1].forward(net[0].forward(X))
    net[0].backward(net[1].backward((out - Y) / 12))
"""


@pytest.mark.parametrize("program", [GIVEN, RETURNED])
def test_the_programs_are_right_as_they_stand(program: str, tmp_path: Path) -> None:
    assert said(program, tmp_path)["verdict"] == "right"


def test_the_slope_of_another_activation_is_told_where_a_layer_is_given_it(tmp_path: Path) -> None:
    source = changed(GIVEN, {"softplus, d_softplus)": "softplus, d_tanh)"})
    assert names_and_lines(source, tmp_path) == {("slope-of-other", line_of("softplus, d_tanh", source))}


def test_an_activation_that_a_method_returns_for_its_slope_is_told_there(tmp_path: Path) -> None:
    wrong = "        return self.out\n\n    def backward"
    source = changed(RETURNED, {"        return self.out * (1 - self.out)\n\n    def backward": wrong})
    line = source[: source.index(wrong)].count("\n") + 1
    assert names_and_lines(source, tmp_path) == {("activation-for-slope", line)}
