"""Gradients that are divided with // are rounded down to whole numbers: no rule of an update does so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said

PROGRAM = """\
import numpy as np

rng = np.random.default_rng(21)
xs = np.linspace(-1, 1, 9)
ys = xs**2
a, c, v, d = rng.normal(size=4), rng.normal(size=4), rng.normal(size=4), 0.3
for step in range(80):
    rate = 0.1 * 0.5 ** (step // 20)
    ga, gc, gv, gd = np.zeros(4), np.zeros(4), np.zeros(4), 0.0
    for x, y in zip(xs, ys):
        t = np.tanh(a * x + c)
        e = v @ t + d - y
        gv += e * t
        gd += e
        back = e * v * (1 - t**2)
        ga += back * x
        gc += back
    a -= rate * (ga / len(xs))
    c -= rate * (gc / len(xs))
    v -= rate * (gv / len(xs))
    d -= rate * (gd / len(xs))
"""


@pytest.mark.parametrize("gradient", ["gd", "ga", "gv"])
def test_the_line_that_rounds_is_told(gradient: str, tmp_path: Path) -> None:
    wrong = changed(PROGRAM, {f"({gradient} / len(xs))": f"({gradient} // len(xs))"})
    verdict = said(wrong, tmp_path)
    name = gradient.removeprefix("g")
    line = line_of(f"{gradient} // ", wrong)
    assert verdict["parameters"][name] == "wrong"
    assert verdict["reason"].startswith(f"Line {line} rounds the gradient of {name} down to a whole number")


def test_a_rate_that_falls_in_stairs_is_right(tmp_path: Path) -> None:
    assert said(PROGRAM, tmp_path)["verdict"] == "right"
