"""The line that gives two layers one object, whose kept values the second overwrites."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines

LAYERS = """
import numpy as np

rng = np.random.default_rng(4)


class Tanh:
    def forward(self, z):
        self.a = np.tanh(z)
        return self.a

    def backward(self, passed):
        return passed * (1 - self.a ** 2)


class Dense:
    def __init__(self, fan_in, fan_out, act=None):
        self.w, self.b = rng.normal(0, 0.6, (fan_in, fan_out)), np.zeros(fan_out)
        self.act = act

    def forward(self, x):
        self.x = x
        z = x @ self.w + self.b
        return self.act.forward(z) if self.act else z

    def backward(self, passed):
        delta = self.act.backward(passed) if self.act else passed
        below = delta @ self.w.T
        self.w -= 0.1 * self.x.T @ delta
        self.b -= 0.1 * delta.sum(0)
        return below


net = [
    Dense(3, 5, Tanh()),
    Dense(5, 5, Tanh()),
    Dense(5, 2),
]
X = rng.normal(size=(12, 3))
Y = np.tanh(X[:, :2] - X[:, 1:])
for epoch in range(60):
    a = X
    for layer in net:
        a = layer.forward(a)
    passed = (a - Y) / len(X)
    for layer in reversed(net):
        passed = layer.backward(passed)
print(a)
"""
METHODS = """
import numpy as np

rng = np.random.default_rng(6)


class Logistic:
    def of(self, z):
        self.out = 1 / (1 + np.exp(-z))
        return self.out

    def slope(self):
        return self.out * (1 - self.out)


class Net:
    def __init__(self):
        self.first = Logistic()
        self.second = Logistic()
        self.w1, self.w2, self.w3 = rng.normal(size=(2, 4)), rng.normal(size=(4, 4)), rng.normal(size=(4, 1))

    def step(self, x, t):
        h = self.first.of(x @ self.w1)
        k = self.second.of(h @ self.w2)
        d3 = (k @ self.w3 - t) / len(x)
        d2 = d3 @ self.w3.T * self.second.slope()
        d1 = d2 @ self.w2.T * self.first.slope()
        self.w3 -= 0.2 * k.T @ d3
        self.w2 -= 0.2 * h.T @ d2
        self.w1 -= 0.2 * x.T @ d1


net = Net()
X = rng.normal(size=(9, 2))
for epoch in range(60):
    net.step(X, X[:, :1] * X[:, 1:])
"""
SHARED = {
    "net = [": "tanh = Tanh()\nnet = [",
    "Dense(3, 5, Tanh())": "Dense(3, 5, tanh)",
    "Dense(5, 5, Tanh())": "Dense(5, 5, tanh)",
}


@pytest.mark.parametrize(
    ("source", "changes", "line"),
    [
        (LAYERS, SHARED, "Dense(5, 5, tanh)"),
        (LAYERS, {"act=None": "act=Tanh()", ", Tanh())": ")", "Dense(5, 2)": "Dense(5, 2, None)"}, "act=Tanh()"),
        (
            LAYERS,
            {
                "net = [\n": "tanh = Tanh()\nnet = [\n",
                "    Dense(3, 5, Tanh()),\n": "    *(Dense(n, 5, tanh) for n in (3, 5)),\n",
                "    Dense(5, 5, Tanh()),\n": "",
            },
            "*(Dense",
        ),
        (
            METHODS,
            {
                "        self.second = Logistic()\n": "",
                "self.first = ": "self.act = ",
                "self.first.": "self.act.",
                "self.second.": "self.act.",
            },
            "        k = ",
        ),
    ],
)
def test_an_object_that_two_layers_share_is_told_where_it_is_used_again(
    source: str, changes: dict[str, str], line: str, tmp_path: Path
) -> None:
    wrong = changed(source, changes)
    assert names_and_lines(wrong, tmp_path) == {("slope-of-other-layer", line_of(line, wrong))}


def test_a_slope_of_another_objects_values_is_told_where_it_is_computed(tmp_path: Path) -> None:
    wrong = changed(METHODS, {"* self.first.slope()": "* self.second.slope()"})
    assert names_and_lines(wrong, tmp_path) == {("slope-of-other-layer", line_of("        d1 = ", wrong))}


@pytest.mark.parametrize("source", [LAYERS, METHODS])
def test_objects_of_their_own_are_right(source: str, tmp_path: Path) -> None:
    assert names_and_lines(source, tmp_path) == set()
