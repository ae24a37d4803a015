"""Where a mistake has no name, the line to look at is told with those parameters alone that it works for."""

from __future__ import annotations

from pathlib import Path

from tests.check.written_files import changed, line_of, said

PROGRAM = """\
import numpy as np

rng = np.random.default_rng(6)
x = rng.normal(size=(9, 2))
t = (x[:, :1] * x[:, 1:] > 0) * 1.0
V, W = rng.normal(size=(2, 4)), rng.normal(size=(4, 1))
c, d = np.ones((1, 4)), np.ones((1, 1))
for epoch in range(60):
    h = np.tanh(x @ V + c)
    o = 1 / (1 + np.exp(-(h @ W + d)))
    e = (o - t) / len(x)
    gW = h.T @ e
    gd = e.sum(0, keepdims=True)
    b = e @ W.T * (1 - h * h)
    gV = x.T @ b
    gc = b.sum(0, keepdims=True)
    W -= 0.3 * gW
    d -= 0.3 * gd
    V -= 0.3 * gV
    c -= 0.3 * gc
"""


def test_a_line_is_told_with_what_it_works_for(tmp_path: Path) -> None:
    wrong = {
        "gW = h.T @ e": "gW = h.T @ np.cos(e)",
        "gc = b.sum(0, keepdims=True)": "gc = np.cos(b).sum(0, keepdims=True)",
    }
    source = changed(PROGRAM, wrong)
    verdict = said(source, tmp_path)
    assert verdict["parameters"] == {"V": "right", "W": "wrong", "c": "wrong", "d": "right"}
    assert not verdict["mistakes"]
    line = line_of("np.cos(e)", source)
    assert f"Look at line {line}: it is the first on the way back that works for W alone." in verdict["reason"]
