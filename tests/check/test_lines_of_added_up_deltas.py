"""Biases that learn from a loop's sum of δ over a layer: told is the line that adds up, in words without arrays."""

from __future__ import annotations

from pathlib import Path

from tests.check.written_files import changed, line_of, said

LAYERS = """\
from math import exp
from random import random, seed


class Unit:
    def __init__(self, count):
        self.w = [random() - 0.5 for _ in range(count)]
        self.b = random() - 0.5

    def forward(self, x):
        self.x = x
        self.a = 1 / (1 + exp(-(sum(w * v for w, v in zip(self.w, x)) + self.b)))
        return self.a

    def backward(self, error):
        self.d = error * self.a * (1 - self.a)
        return [self.d * w for w in self.w]

    def update(self, of_bias, rate):
        for k, v in enumerate(self.x):
            self.w[k] -= rate * self.d * v
        self.b -= rate * of_bias


class Layer:
    def __init__(self, count, inputs):
        self.units = [Unit(inputs) for _ in range(count)]

    def forward(self, x):
        return [unit.forward(x) for unit in self.units]

    def backward(self, errors):
        parts = [unit.backward(error) for unit, error in zip(self.units, errors)]
        return [sum(column) for column in zip(*parts)]

    def update(self, rate):
        UPDATE


seed(3)
hidden = Layer(3, 2)
out = Layer(1, 3)
cases = [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)]
for epoch in range(60):
    for x, target in cases:
        (a,) = out.forward(hidden.forward(x))
        hidden.backward(out.backward([a - target]))
        hidden.update(0.4)
        out.update(0.4)
"""
OVER_UNITS = """total = 0
        for unit in self.units:
            total += unit.d
        for unit in self.units:
            unit.update(total, rate)"""
OWN = """for unit in self.units:
            unit.update(unit.d, rate)"""


def test_the_line_that_adds_up_is_told_and_not_the_call_of_its_method(tmp_path: Path) -> None:
    wrong = changed(LAYERS, {"UPDATE": OVER_UNITS})
    (found,) = said(wrong, tmp_path)["mistakes"]
    assert (found["id"], found["line"]) == ("bias-over-all-units", line_of("total += unit.d", wrong))
    assert "np." not in found["hint"]
    assert "axis" not in found["hint"]


def test_in_a_file_with_arrays_the_axis_is_told(tmp_path: Path) -> None:
    wrong = changed(LAYERS, {"UPDATE": OVER_UNITS, "from math": "import numpy as np\nfrom math"})
    (found,) = said(wrong, tmp_path)["mistakes"]
    assert "np.sum(δ, axis=0)" in found["hint"]


def test_nothing_is_told_where_each_bias_learns_from_its_own_unit(tmp_path: Path) -> None:
    assert said(changed(LAYERS, {"UPDATE": OWN}), tmp_path)["mistakes"] == []
