"""What a mistake concerns: what it spoils first, and the layers below that it spoils by what is passed back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import said_of_file

PROGRAM = """\
import numpy as np

np.random.seed(5)
X = np.random.rand(8, 2)
y = np.random.rand(8, 1)
W1 = np.random.randn(2, 4)
W2 = np.random.randn(4, 3)
W3 = np.random.randn(3, 1)
for epoch in range(40):
    h1 = np.tanh(X @ W1)
    h2 = np.tanh(h1 @ W2)
    o = 1 / (1 + np.exp(-(h2 @ W3)))
    d3 = (o - y) * o * (1 - o)
    d2 = (d3 @ W3.T) * (1 - h2 ** 2)
    d1 = (d2 @ W2.T) * (1 - h1 ** 2)
    W3 -= 0.1 * h2.T @ d3
    W2 -= 0.1 * h1.T @ d2
    W1 -= 0.1 * X.T @ d1
"""
CASES = {
    "at the output": ("o * (1 - o)", "(1 - o ** 2)", ["W3", "W1", "W2"]),
    "in the middle": ("(1 - h2 ** 2)", "h2 * (1 - h2)", ["W2", "W1"]),
    "in the first layer": ("(1 - h1 ** 2)", "h1 * (1 - h1)", ["W1"]),
    "in a gradient": ("h1.T @ d2", "h1.T ** 2 @ d2", ["W2"]),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_concerns_all_that_it_makes_wrong(name: str, tmp_path: Path) -> None:
    before, after, expected = CASES[name]
    assert before in PROGRAM
    found = said_of_file(PROGRAM.replace(before, after), tmp_path)
    assert {one for one, state in found["parameters"].items() if state == "wrong"} == set(expected)
    for mistake in found["mistakes"]:
        assert mistake["parameters"] == expected
