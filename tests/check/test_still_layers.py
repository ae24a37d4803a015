"""Layers that are never updated, whose biases stand in a column of their weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said

NET = """
import numpy as np

def f(z):
    return 1 / (1 + np.exp(-z))

class Net:
    def __init__(self):
        draw = np.random.RandomState(3)
        self.low = draw.randn(3, 3)
        self.top = draw.randn(1, 4)

    def learn(self, x, y):
        EXTENDED
        h = f(self.low.dot(x1))
        h1 = np.append(h, 1)
        out = f(self.top.dot(h1))
        top_delta = (y - out) * out * (1 - out)
        low_delta = h * (1 - h) * self.top[:, :-1].T.dot(top_delta)
        self.top = self.top + 0.5 * np.outer(top_delta, h1)
        UPDATE

net = Net()
rows = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]
for epoch in range(300):
    for x, y in rows:
        net.learn(np.array(x, float), np.array([y], float))
"""
KEPT = "self.low = self.low + 0.5 * np.outer(low_delta, x1)"
LOST = "low = self.low + 0.5 * np.outer(low_delta, x1)"
EXTENDED = ["x1 = np.append(x, 1)", "x1 = np.array([x[0], x[1], 1.0])", "x1 = np.concatenate((x, [1]))"]


@pytest.mark.parametrize("extended", EXTENDED)
def test_one_whose_new_weights_nobody_reads_is_told(extended: str, tmp_path: Path) -> None:
    source = NET.replace("EXTENDED", extended).replace("UPDATE", LOST)
    verdict = said(source, tmp_path)
    (found,) = verdict["mistakes"]
    assert verdict["network"]["layers"] == [2, 3, 1]
    assert list(verdict["parameters"].values()) == ["never moves", "right"]
    assert (found["id"], found["line"]) == ("layer-never-updated", line_of(f"    {LOST}", source))


@pytest.mark.parametrize("extended", EXTENDED)
def test_one_that_is_updated_is_right(extended: str, tmp_path: Path) -> None:
    assert said(NET.replace("EXTENDED", extended).replace("UPDATE", KEPT), tmp_path)["verdict"] == "right"
