"""A method that updates its weights before it reads them to pass back: the line is its own, not that of a caller."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines

UNITS = """\
import numpy as np


class Unit:
    def __init__(self, count):
        self.w = np.random.uniform(-1, 1, count)
        self.b = np.random.rand()

    def forward(self, x):
        self.x = x
        self.a = 1 / (1 + np.exp(-(np.dot(x, self.w) + self.b)))
        return self.a

    def backward(self, error, rate):
        d = error * self.a * (1 - self.a)
        BODY


np.random.seed(1)
hidden = [Unit(2) for _ in range(3)]
out = Unit(3)
cases = [([0.1, 0.9], 0.3), ([0.8, 0.2], 0.9), ([-0.4, 0.5], 0.1), ([0.6, -0.7], 0.6)]
for epoch in range(40):
    for x, target in cases:
        x = np.array(x)
        h = np.array([unit.forward(x) for unit in hidden])
        a = out.forward(h)
        back = out.backward(target - a, 0.5)
        for unit, error in zip(hidden, back):
            unit.backward(error, 0.5)
"""
BODIES = {
    "returned": """self.w += rate * d * self.x
        self.b += rate * d
        return d * self.w""",
    "named": """self.w = self.w + rate * d * self.x
        self.b = self.b + rate * d
        passed = d * self.w
        return passed""",
}
RIGHT = """passed = d * self.w
        self.w += rate * d * self.x
        self.b += rate * d
        return passed"""


@pytest.mark.parametrize("body", BODIES)
def test_the_line_that_reads_updated_weights_is_told(body: str, tmp_path: Path) -> None:
    wrong = changed(UNITS, {"BODY": BODIES[body]})
    assert names_and_lines(wrong, tmp_path) == {("weights-updated", line_of("d * self.w\n", wrong))}


def test_a_function_of_the_right_formula_is_told_where_it_is_called_too_late(tmp_path: Path) -> None:
    late = """self.w += rate * d * self.x
        self.b += rate * d
        return passed(d, self.w)"""
    wrong = changed(UNITS, {"BODY": late, "class Unit": "def passed(d, w):\n    return d * w\n\n\nclass Unit"})
    assert names_and_lines(wrong, tmp_path) == {("weights-updated", line_of("return passed(", wrong))}


def test_nothing_is_told_where_the_old_weights_are_read(tmp_path: Path) -> None:
    assert names_and_lines(changed(UNITS, {"BODY": RIGHT}), tmp_path) == set()
