"""Targets that are True and False stand for 1 and 0, also in a list beside numbers that are followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, said

PROGRAM = """
import numpy as np


class Layer:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.normal(size=(n_out, n_in))
        self.b = rng.normal(size=n_out)
        self.sum_W = np.zeros_like(self.W)
        self.sum_b = np.zeros_like(self.b)

    def forward(self, x):
        self.x = x
        self.a = 1 / (1 + np.exp(-(self.W @ x + self.b)))
        return self.a

    def backward(self, back):
        delta = back * self.a * (1 - self.a)
        self.sum_W += np.outer(delta, self.x)
        self.sum_b += delta
        return self.W.T @ delta

    def step(self):
        self.W -= 0.1 * self.sum_W
        self.b -= 0.1 * self.sum_b
        self.sum_W[:] = 0
        self.sum_b[:] = 0


rng = np.random.default_rng(3)
data = []
for number in range(8):
    bits = np.array([(number >> place) & 1 for place in range(3)], dtype=float)
    data.append((bits, np.array([number % 2, number >= 5, number in (2, 3)], dtype=float)))
layers = [Layer(3, 4, rng), Layer(4, 3, rng)]
for epoch in range(60):
    for x, t in data:
        for layer in layers:
            x = layer.forward(x)
        back = x - t
        for layer in reversed(layers):
            back = layer.backward(back)
    for layer in layers:
        layer.step()
"""


def test_a_right_program_with_truths_for_targets_is_right(tmp_path: Path) -> None:
    verdict = said(PROGRAM, tmp_path)
    assert verdict["verdict"] == "right"
    assert verdict["network"]["layers"] == [3, 4, 3]


@pytest.mark.parametrize("forgotten", ["sum_b", "sum_W"])
def test_sums_that_are_never_reset_spoil_their_own_arrays_alone(forgotten: str, tmp_path: Path) -> None:
    verdict = said(changed(PROGRAM, {f"        self.{forgotten}[:] = 0\n": ""}), tmp_path)
    array = forgotten.removeprefix("sum_")
    assert verdict["parameters"] == {
        f"layers[{number}].{name}": "wrong" if name == array else "right" for number in (0, 1) for name in ("W", "b")
    }
