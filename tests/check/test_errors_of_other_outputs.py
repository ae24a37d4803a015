"""The error of another output, which is passed back too: which mistake it is, and in which line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

PROGRAM = """
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(30, 3))
T = np.eye(3)[rng.integers(0, 3, 30)]
W1 = rng.normal(size=(3, 5))
b1 = rng.normal(size=5)
W2 = rng.normal(size=(5, 3))
b2 = rng.normal(size=3)
for epoch in range(50):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    o = {activation}
    error = o - T
    d2 = error{slope}
    d1 = d2 @ W2.T * (1 - h * h)
    W2 -= 0.1 * h.T @ d2
    b2 -= 0.1 * d2.sum(0)
    W1 -= 0.1 * X.T @ d1
    b1 -= 0.1 * d1.sum(0)
"""
OUTPUTS = {
    "sigmoid": PROGRAM.format(activation="1 / (1 + np.exp(-z))", slope=" * o * (1 - o)"),
    "linear": PROGRAM.format(activation="z", slope=""),
    "softmax": PROGRAM.format(activation="np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)", slope=""),
}
BEHIND = "    d2 = error"
IN_A_LINE = {
    "backwards": "    error = error[:, ::-1]\n",
    "rolled": "    error = np.roll(error, 1, axis=1)\n",
    "the next": "    error = error[:, [1, 2, 0]]\n",
}


@pytest.mark.parametrize("program", OUTPUTS.values(), ids=OUTPUTS)
def test_the_programs_are_right_as_they_stand(program: str, tmp_path: Path) -> None:
    assert said(program, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("line", IN_A_LINE.values(), ids=IN_A_LINE)
@pytest.mark.parametrize("program", OUTPUTS.values(), ids=OUTPUTS)
def test_errors_that_are_picked_in_a_line_are_told_there(program: str, line: str, tmp_path: Path) -> None:
    source = changed(program, {BEHIND: f"{line}{BEHIND}"})
    assert names_and_lines(source, tmp_path) == {("error-of-other-unit", line_of(line.strip(), source))}


def test_errors_that_are_picked_where_they_are_multiplied_are_told_there(tmp_path: Path) -> None:
    source = changed(OUTPUTS["sigmoid"], {BEHIND: "    d2 = error[:, ::-1]"})
    assert names_and_lines(source, tmp_path) == {("error-of-other-unit", line_of("d2 = error", source))}


LAYERS = """
import math
import random

random.seed(5)


class Layer:
    def __init__(self, before, units):
        self.w = [[random.uniform(-1, 1) for _ in range(before)] for _ in range(units)]
        self.b = [random.uniform(-0.5, 0.5) for _ in range(units)]

    def forward(self, x):
        self.x = x
        sums = [b + sum(w * v for w, v in zip(row, x)) for row, b in zip(self.w, self.b)]
        self.out = [math.tanh(z) for z in sums]
        return self.out

    def backward(self, error, rate):
        delta = [error[i] * (1 - self.out[i] ** 2) for i in range(len(self.w))]
        passed = [sum(delta[i] * self.w[i][j] for i in range(len(self.w))) for j in range(len(self.x))]
        for i in range(len(self.w)):
            for j in range(len(self.x)):
                self.w[i][j] -= rate * delta[i] * self.x[j]
            self.b[i] -= rate * delta[i]
        return passed


layers = [Layer(3, 5), Layer(5, 4), Layer(4, 3)]
data = []
for _ in range(6):
    data.append(([random.random() for _ in range(3)], [random.random() for _ in range(3)]))
for epoch in range(60):
    for x, t in data:
        y = x
        for layer in layers:
            y = layer.forward(y)
        back = [y[i] - t[i] for i in range(3)]
        for layer in reversed(layers):
            back = layer.backward(back, 0.1)
"""


def test_an_error_that_a_method_is_handed_is_told_where_it_is_picked(tmp_path: Path) -> None:
    source = changed(LAYERS, {"y[i] - t[i]": "y[i - 1] - t[i - 1]"})
    assert names_and_lines(source, tmp_path) == {("error-of-other-unit", line_of("y[i - 1]", source))}


def test_an_index_in_the_method_of_all_layers_is_told_there_by_both_its_names(tmp_path: Path) -> None:
    source = changed(LAYERS, {"[error[i] *": "[error[i - 1] *"})
    line = line_of("error[i - 1]", source)
    assert names_and_lines(source, tmp_path) == {("error-of-other-unit", line), ("weights-of-other-unit", line)}


def test_weights_of_the_unit_before_are_told_where_they_are_multiplied(tmp_path: Path) -> None:
    source = changed(LAYERS, {"self.w[i][j] for i": "self.w[i][j - 1] for i"})
    assert names_and_lines(source, tmp_path) == {("weights-of-other-unit", line_of("[j - 1]", source))}
