"""Weights that learn from the value of one unit for all, or from a row of inputs in which the 1 stands elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

LISTS = """\
import math
import random

random.seed(2)
I, H, K = 3, 4, 2
v = [[random.uniform(-1, 1) for _ in range(H)] for _ in range(I)]
w = [[random.uniform(-1, 1) for _ in range(K)] for _ in range(H)]
data = [([random.random() for _ in range(I)], [random.random() for _ in range(K)]) for _ in range(6)]


def squash(z):
    return 1 / (1 + math.exp(-z))


for epoch in range(40):
    for x, t in data:
        h = [squash(sum(v[i][j] * x[i] for i in range(I))) for j in range(H)]
        y = [squash(sum(w[j][k] * h[j] for j in range(H))) for k in range(K)]
        dy = [(t[k] - y[k]) * y[k] * (1 - y[k]) for k in range(K)]
        dh = [sum(dy[k] * w[j][k] for k in range(K)) * h[j] * (1 - h[j]) for j in range(H)]
        for i in range(I):
            for j in range(H):
                v[i][j] += 0.5 * dh[j] * x[i]
        for j in range(H):
            for k in range(K):
                w[j][k] += 0.5 * dy[k] * h[j]
"""
NEURONS = """\
import math
import random

random.seed(4)


class Neuron:
    def __init__(self, count):
        self.weights = [random.uniform(-1, 1) for _ in range(count + 1)]

    def fire(self, inputs):
        self.row = FORWARDS
        self.output = math.tanh(sum(w * v for w, v in zip(self.weights, self.row)))
        self.inputs = list(inputs)
        return self.output

    def learn(self, delta):
        row = BACK
        self.weights = [w - 0.2 * delta * v for w, v in zip(self.weights, row)]


hidden = [Neuron(2) for _ in range(3)]
out = Neuron(3)
data = [([random.random(), random.random()], random.random()) for _ in range(5)]
for epoch in range(60):
    for x, t in data:
        y = out.fire([unit.fire(x) for unit in hidden])
        d = (y - t) * (1 - y * y)
        deltas = [d * out.weights[POSITION] * (1 - unit.output**2) for k, unit in enumerate(hidden)]
        for unit, delta in zip([*hidden, out], [*deltas, d]):
            unit.learn(delta)
"""
FIRST = "[1.0, *inputs]"
LAST = "[*inputs, 1.0]"
ROWS = {"in front": (LAST, "[1.0, *self.inputs]", "k"), "at the end": (FIRST, "[*self.inputs, 1.0]", "k + 1")}


@pytest.mark.parametrize("index", ["0", "1", "i", "3"])
def test_the_value_of_one_unit_for_all_is_named(index: str, tmp_path: Path) -> None:
    wrong = changed(LISTS, {"dy[k] * h[j]\n": f"dy[k] * h[{index}]\n"})
    assert names_and_lines(wrong, tmp_path) == {("activation-of-other-unit", line_of("w[j][k] += ", wrong))}


@pytest.mark.parametrize("where", ROWS)
def test_a_row_with_the_1_at_the_other_end_is_named(where: str, tmp_path: Path) -> None:
    forwards, back, position = ROWS[where]
    wrong = changed(NEURONS, {"FORWARDS": forwards, "BACK": back, "POSITION": position})
    (mistake,) = said(wrong, tmp_path)["mistakes"]
    assert mistake["id"] == "activation-of-other-unit"
    assert f"with the 1 of the biases {where}." in mistake["sentence"]


@pytest.mark.parametrize("where", ROWS)
def test_the_same_row_both_ways_is_right(where: str, tmp_path: Path) -> None:
    forwards, _, position = ROWS[where]
    right = changed(NEURONS, {"FORWARDS": forwards, "BACK": "self.row", "POSITION": position})
    assert said(right, tmp_path)["verdict"] == "right"
