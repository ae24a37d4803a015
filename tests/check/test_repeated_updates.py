"""An update that is done again and again in one step: it is one update, and no weight decay is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, said_of_file

NEURONS = """\
import math
import random

random.seed(11)


class Neuron:
    def __init__(self, n):
        self.w = [random.uniform(-1, 1) for _ in range(n)]
        self.b = random.uniform(-1, 1)

    def fire(self, inputs):
        self.inputs = inputs
        self.out = math.tanh(self.b + sum(w * v for w, v in zip(self.w, inputs)))
        return self.out

    def learn(self):
        for i in range(len(self.w)):
            self.w[i] -= 0.05 * self.delta * self.inputs[i]
        self.b -= 0.05 * self.delta


hidden = [Neuron(2) for _ in range(UNITS)]
top = Neuron(UNITS)
points = [([0.1, 0.9], 0.3), ([0.8, -0.2], 0.9), ([-0.4, 0.5], 0.1), ([0.6, 0.7], -0.5)]
for epoch in range(60):
    for x, t in points:
        top.fire([one.fire(x) for one in hidden])
        top.delta = (top.out - t) * (1 - top.out ** 2)
        for j, one in enumerate(hidden):
            one.delta = top.w[j] * top.delta * (1 - one.out ** 2)
        for one in hidden:
            one.learn()
            top.learn()
"""
EARLY = {
    "(1 - one.out ** 2)\n": "(1 - one.out ** 2)\n            top.learn()\n",
    "one.learn()\n            top.learn()": "one.learn()",
}


@pytest.mark.parametrize("units", ["2", "5", "9"])
@pytest.mark.parametrize("changes", [{}, EARLY], ids=["late", "early"])
def test_no_decay_is_told(units: str, changes: dict[str, str], tmp_path: Path) -> None:
    found = said_of_file(changed(NEURONS.replace("UNITS", units), changes), tmp_path)
    assert "decay-sign" not in {one["id"] for one in found["mistakes"]}
    assert changes or "wrong" not in found["parameters"].values()
    assert not changes or found["verdict"] != "right"
