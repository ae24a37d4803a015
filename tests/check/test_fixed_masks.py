"""Weights under a mask that stays as it is, and arrays with rates of their own, are no mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import said

LOCAL = """\
import numpy as np
rng = np.random.RandomState(4)
seen = np.zeros((6, 4))
for unit in range(4):
    seen[unit:unit + 3, unit] = 1
W1 = rng.randn(6, 4){start}
b1 = rng.randn(4) * 0.2
W2 = rng.randn(4, 2)
b2 = rng.randn(2) * 0.2
rate = {{"W1": 0.4, "b1": 0.8, "W2": 0.2, "b2": 0.4}}
X = rng.rand(5, 6)
T = rng.rand(5, 2)
for epoch in range(20):
    for x, t in zip(X, T):
        h = np.tanh(x @ {used} + b1)
        o = 1 / (1 + np.exp(-(h @ W2 + b2)))
        d2 = (t - o) * o * (1 - o)
        d1 = (W2 @ d2) * {slope}
        W2 += rate["W2"] * np.outer(h, d2)
        b2 += rate["b2"] * d2
        W1 += rate["W1"] * np.outer(x, d1){change}
        b1 += rate["b1"] * {factor}d1
"""
LOOPS = """\
import math, random
random.seed(2)
mask = [[1, 0, 1], [1, 1, 0], [0, 1, 1]]
w = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(3)]
c = [0.1, -0.2, 0.3]
v = [random.uniform(-1, 1) for _ in range(3)]
for epoch in range(40):
    for x, t in (([0.2, 0.1, 0.3], 0.0), ([0.9, 0.1, 0.7], 1.0), ([0.2, 0.8, 0.7], 1.0)):
        h = []
        for j in range(3):
            z = c[j]
            for i in range(3):
                z += x[i] * (mask[j][i] * w[j][i])
            h.append(math.tanh(z))
        o = sum(v[j] * h[j] for j in range(3))
        delta = o - t
        dh = [delta * v[j]SLOPE for j in range(3)]
        for j in range(3):
            v[j] -= 0.1 * delta * h[j]
            c[j] -= 0.1 * dh[j]
            for i in range(3):
                w[j][i] -= 0.1 * dh[j] * x[i] * mask[j][i]
"""


def local(
    start: str = " * seen",
    used: str = "(W1 * seen)",
    change: str = " * seen",
    slope: str = "(1 - h * h)",
    factor: str = "",
) -> str:
    """Return a program whose units see a part of the inputs each."""
    return LOCAL.format(start=start, used=used, change=change, slope=slope, factor=factor)


RIGHT = {
    "in all places": local(),
    "forwards alone": local(start="", change=""),
    "at the start and in the gradients": local(used="W1"),
    "in loops": LOOPS.replace("SLOPE", " * (1 - h[j] ** 2)"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_weights_under_a_fixed_mask_are_right(name: str, tmp_path: Path) -> None:
    assert said(RIGHT[name], tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("source", [local(slope="1"), LOOPS.replace("SLOPE", "")], ids=["arrays", "loops"])
def test_a_mistake_beside_a_fixed_mask_is_the_only_one_named(source: str, tmp_path: Path) -> None:
    verdict = said(source, tmp_path)
    (mistake,) = verdict["mistakes"]
    assert mistake["id"] == "slope-missing"
    assert source.splitlines()[mistake["line"] - 1].lstrip().startswith(("d1 = ", "dh = "))


def test_a_factor_beside_rates_of_their_own_is_named(tmp_path: Path) -> None:
    verdict = said(local(factor="3 * "), tmp_path)
    assert verdict["verdict"] == "wrong"
    assert "stray-factor" in {mistake["id"] for mistake in verdict["mistakes"]}


def test_part_of_an_array_that_never_moves_and_is_not_0_is_named(tmp_path: Path) -> None:
    verdict = said(local(start="", used="W1"), tmp_path)
    assert "part-never-updated" in {mistake["id"] for mistake in verdict["mistakes"]}
