"""Layers whose gradients stay 0, as the loop on the way back ends too early."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said
from xortui.check.undecided import UndecidedError

NET = """
import numpy as np

def f(z):
    return 1 / (1 + np.exp(-z))

draw = np.random.default_rng(5)
sizes = SIZES
layers = len(sizes)
ws = [draw.normal(size=(n, m)) for m, n in zip(sizes[:-1], sizes[1:])]
bs = [draw.normal(size=(n, 1)) for n in sizes[1:]]

def gradients(x, y):
    gw = [np.zeros(w.shape) for w in ws]
    gb = [np.zeros(b.shape) for b in bs]
    acts = [x]
    for w, b in zip(ws, bs):
        acts.append(f(w @ acts[-1] + b))
    delta = (acts[-1] - y) * acts[-1] * (1 - acts[-1])
    gw[-1] = delta @ acts[-2].T
    gb[-1] = delta
    for l in range(2, layers):
        delta = ws[-l + 1].T @ delta * acts[-l] * (1 - acts[-l])
        gw[-l] = delta @ acts[-l - 1].T
        gb[-l] = delta
    return gw, gb

rows = [((0, 0), (0, 1)), ((0, 1), (1, 0)), ((1, 0), (1, 0)), ((1, 1), (0, 1))]
for epoch in range(200):
    for x, y in rows:
        gw, gb = gradients(np.array([x], float).T, np.array([y], float).T)
        ws = [w - 0.5 * g for w, g in zip(ws, gw)]
        bs = [b - 0.5 * g for b, g in zip(bs, gb)]
"""
SIZES = ["[2, 3, 2]", "[2, 4, 3, 2]"]


@pytest.mark.parametrize("sizes", SIZES)
def test_the_loop_is_told(sizes: str, tmp_path: Path) -> None:
    loop = "for l in range(2, layers - 1):"
    source = NET.replace("SIZES", sizes).replace("for l in range(2, layers):", loop)
    verdict = said(source, tmp_path)
    (found,) = verdict["mistakes"]
    assert (found["id"], found["line"]) == ("layer-never-updated", line_of(loop, source))
    assert list(verdict["parameters"].values()).count("never moves") == 2


@pytest.mark.parametrize("sizes", SIZES)
def test_the_whole_way_back_is_right(sizes: str, tmp_path: Path) -> None:
    assert said(NET.replace("SIZES", sizes), tmp_path)["verdict"] == "right"


def test_a_layer_that_nothing_is_added_to_may_be_left_at_random(tmp_path: Path) -> None:
    source = NET.replace("SIZES", SIZES[0]).replace("for l in range(2, layers):", "for l in range(2, layers - 1):")
    left = source.replace("[w - 0.5 * g for w, g in zip(ws, gw)]", "[ws[0], ws[1] - 0.5 * gw[1]]")
    left = left.replace("[b - 0.5 * g for b, g in zip(bs, gb)]", "[bs[0], bs[1] - 0.5 * gb[1]]")
    with pytest.raises(UndecidedError, match="as in an extreme learning machine"):
        said(left, tmp_path)
