"""A bias that is updated once for each weight of its unit has a factor in each layer, and the loop is the reason."""

from __future__ import annotations

from pathlib import Path

from tests.check.written_files import line_of, said
from xortui.check.judgement.findings import REPEATED

UNITS = """
import math, random
random.seed(2)


class Unit:
    def __init__(self, n):
        self.w = [random.uniform(-1, 1) for _ in range(n)]
        self.b = random.uniform(-1, 1)

    def __call__(self, values):
        self.values = values
        self.out = 1 / (1 + math.exp(-sum(w * v for w, v in zip(self.w, values)) - self.b))
        return self.out


hidden = [Unit(2) for _ in range(3)]
top = Unit(3)
for epoch in range(50):
    for x, t in (((0, 1), 1), ((1, 1), 0), ((1, 0), 1), ((0, 0), 0)):
        y = top([unit(x) for unit in hidden])
        top.delta = (t - y) * y * (1 - y)
        for unit, w in zip(hidden, top.w):
            unit.delta = top.delta * w * unit.out * (1 - unit.out)
        for unit in (*hidden, top):
            for i, v in enumerate(unit.values):
                unit.w[i] += 0.3 * unit.delta * v
                unit.b += 0.3 * unit.delta
"""


def test_the_inner_loop_is_told(tmp_path: Path) -> None:
    (mistake,) = said(UNITS, tmp_path)["mistakes"]
    assert mistake["line"] == line_of("unit.b +=", UNITS)
    assert "have a factor 2, 3 that" in mistake["sentence"]
    assert mistake["hint"] == REPEATED
