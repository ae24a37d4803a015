"""Names of biases that begin as one number of the file, and are never updated."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, said
from xortui.check.found_training import debugger_on

OBJECTS = """\
import math
import random

random.seed(2)


class Cell:
    def __init__(self, size):
        self.w = [random.uniform(-1, 1) for _ in range(size)]
        self.shift = 0.0
        self.err = 0.0
        self.value = 0.0

    def run(self, inputs):
        self.inputs = inputs
        self.value = math.tanh(sum(a * b for a, b in zip(self.w, inputs)) + self.shift)
        return self.value


class Net:
    def __init__(self):
        self.rows = [[Cell(2), Cell(2), Cell(2)], [Cell(3)]]

    def run(self, x):
        for row in self.rows:
            x = [cell.run(x) for cell in row]
        return x[0]


data = [([0.1, 0.9], 0.5), ([0.8, 0.3], -0.4), ([0.7, 0.6], 0.1), ([0.2, 0.4], 0.7)]
net = Net()
for epoch in range(60):
    for x, y in data:
        out = net.run(x)
        last = net.rows[1][0]
        last.err = (out - y) * (1 - out ** 2)
        for j, cell in enumerate(net.rows[0]):
            cell.err = last.err * last.w[j] * (1 - cell.value ** 2)
        for row in net.rows:
            for cell in row:
                for i in range(len(cell.w)):
                    cell.w[i] -= 0.2 * cell.err * cell.inputs[i]
"""
OF_CONSTANT = {"self.shift = 0.0": "self.shift = START", "\n\nclass Cell": "\nSTART = 0.3\n\n\nclass Cell"}


@pytest.mark.parametrize("changes", [{}, OF_CONSTANT])
def test_each_bias_has_the_name_of_its_own_neuron(changes: dict[str, str], tmp_path: Path) -> None:
    verdict = said(changed(OBJECTS, changes), tmp_path)
    assert [mistake["id"] for mistake in verdict["mistakes"]] == ["bias-never-updated"]
    assert verdict["mistakes"][0]["parameters"] == ["rows[0][*].shift", "rows[1][*].shift"]
    assert verdict["parameters"]["rows[0][*].shift"] == "never moves"
    names = verdict["debugger"]["names"]
    assert {names[bias] for bias in ("b1", "b2", "b3")} == {"rows[0][*].shift"}
    assert names["b4"] == "rows[1][*].shift"
    last = verdict["factors"][-1]["name"]
    assert last == "∂C/∂rows[1][0].shift"
    planted = debugger_on(verdict).mistakes
    assert [placed.place.parameters for placed in planted] == [("b1", "b2", "b3", "b4")]
