"""Networks that are written out with a name for each number, in one of which another name stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said

PROGRAM = """\
import math
import random

random.seed(7)
a1, a2, a3, a4, a5, a6, a7, a8, a9, a10 = (random.uniform(-1, 1) for _ in range(10))
k1, k2, k3, k4, k5 = (random.uniform(-1, 1) for _ in range(5))
data = [(random.random(), random.random(), random.random()) for _ in range(6)]


def squash(z):
    return 1 / (1 + math.exp(-z))


for epoch in range(100):
    for x1, x2, t in data:
        p = squash(a1 * x1 + a2 * x2 + k1)
        q = squash(a3 * x1 + a4 * x2 + k2)
        u = squash(a5 * p + a6 * q + k3)
        v = squash(a7 * p + a8 * q + k4)
        y = squash(a9 * u + a10 * v + k5)
        dy = (y - t) * y * (1 - y)
        du = dy * a9 * u * (1 - u)
        dv = dy * a10 * v * (1 - v)
        dp = (du * a5 + dv * a7) * p * (1 - p)
        dq = (du * a6 + dv * a8) * q * (1 - q)
        a9 -= 0.5 * dy * u
        a10 -= 0.5 * dy * v
        k5 -= 0.5 * dy
        a5 -= 0.5 * du * p
        a6 -= 0.5 * du * q
        k3 -= 0.5 * du
        a7 -= 0.5 * dv * p
        a8 -= 0.5 * dv * q
        k4 -= 0.5 * dv
        a1 -= 0.5 * dp * x1
        a2 -= 0.5 * dp * x2
        k1 -= 0.5 * dp
        a3 -= 0.5 * dq * x1
        a4 -= 0.5 * dq * x2
        k2 -= 0.5 * dq
"""
WEIGHTS = {
    "of the unit beside": ("dq = (du * a6 + dv * a8)", "dq = (du * a6 + dv * a7)", "a7 for a8"),
    "to the unit beside": ("dq = (du * a6 + dv * a8)", "dq = (du * a6 + dv * a6)", "a6 for a8"),
    "of the other unit": ("dp = (du * a5 + dv * a7)", "dp = (du * a8 + dv * a7)", "a8 for a5"),
}


@pytest.mark.parametrize("slip", WEIGHTS)
def test_a_weight_for_another_is_named_by_both(slip: str, tmp_path: Path) -> None:
    right, wrong, told = WEIGHTS[slip]
    source = changed(PROGRAM, {right: wrong})
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("weights-of-other-unit", line_of(wrong, source))
    assert f"{told}." in mistake["sentence"]


def test_delta_of_the_unit_beside_is_named_in_one_bias(tmp_path: Path) -> None:
    source = changed(PROGRAM, {"k4 -= 0.5 * dv": "k4 -= 0.5 * du"})
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("delta-of-other-unit", line_of("k4 -= ", source))


def test_both_are_named_together(tmp_path: Path) -> None:
    source = changed(PROGRAM, {"dv * a8)": "dv * a7)", "k4 -= 0.5 * dv": "k4 -= 0.5 * du"})
    found = {(one["id"], one["line"]) for one in said(source, tmp_path)["mistakes"]}
    assert found == {
        ("weights-of-other-unit", line_of("dq = ", source)),
        ("delta-of-other-unit", line_of("k4 -= ", source)),
    }
