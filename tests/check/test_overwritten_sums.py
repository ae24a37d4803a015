"""Sums of gradients over a batch that keep the last sample alone, in lists that are made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

NET = """
import numpy as np

def f(z):
    return 1 / (1 + np.exp(-z))

draw = np.random.default_rng(5)
ws = [draw.normal(size=(3, 2)), draw.normal(size=(1, 3))]
bs = [draw.normal(size=(3, 1)), draw.normal(size=(1, 1))]

def gradients(x, y):
    h = f(ws[0] @ x + bs[0])
    o = f(ws[1] @ h + bs[1])
    top = (o - y) * o * (1 - o)
    low = ws[1].T @ top * h * (1 - h)
    return [low @ x.T, top @ h.T], [low, top]

rows = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]
for epoch in range(200):
    sum_w = [np.zeros(w.shape) for w in ws]
    sum_b = [np.zeros(b.shape) for b in bs]
    for x, y in rows:
        gw, gb = gradients(np.array([x], float).T, y)
        sum_w = [s + g for s, g in zip(sum_w, gw)]
        sum_b = [s + g for s, g in zip(sum_b, gb)]
    ws = [w - 0.5 * s for w, s in zip(ws, sum_w)]
    bs = [b - 0.5 * s for b, s in zip(bs, sum_b)]
"""


def test_sums_are_right(tmp_path: Path) -> None:
    assert said(NET, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("name", ["w", "b"])
def test_a_list_that_takes_the_gradient_alone_is_told(name: str, tmp_path: Path) -> None:
    overwritten = f"sum_{name} = [g for s, g in"
    source = changed(NET, {f"sum_{name} = [s + g for s, g in": overwritten})
    assert names_and_lines(source, tmp_path) == {("sums-overwritten", line_of(overwritten, source))}
