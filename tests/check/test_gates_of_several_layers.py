"""The slope of ReLU is missing in every hidden layer of a loop: no gate is told where the file has none."""

from __future__ import annotations

from pathlib import Path

from tests.check.written_files import changed, line_of, said

PROGRAM = """\
import numpy as np

rng = np.random.default_rng(1)
sizes = (2, 5, 4, 3)
W = [rng.normal(size=pair) for pair in zip(sizes, sizes[1:])]
b = [rng.normal(size=size) * 0.3 for size in sizes[1:]]
X = rng.normal(size=(30, 2))
Y = np.eye(3)[rng.integers(0, 3, 30)]
for start in range(0, 3000, 10):
    rows = slice(start % 30, start % 30 + 10)
    a, z = [X[rows]], []
    for k in range(3):
        z.append(a[-1] @ W[k] + b[k])
        a.append(np.maximum(z[-1], 0) if k < 2 else np.exp(z[-1]) / np.exp(z[-1]).sum(axis=1, keepdims=True))
    delta = (a[-1] - Y[rows]) / 10
    dW, db = [None] * 3, [None] * 3
    for k in reversed(range(3)):
        dW[k] = a[k].T @ delta
        db[k] = delta.sum(axis=0)
        if k > 0:
            delta = (delta @ W[k].T) * (z[k - 1] > 0)
    for k in range(3):
        W[k] -= 0.05 * dW[k]
        b[k] -= 0.05 * db[k]
"""


def test_the_missing_slope_is_told_where_it_should_be(tmp_path: Path) -> None:
    wrong = changed(PROGRAM, {"(delta @ W[k].T) * (z[k - 1] > 0)": "delta @ W[k].T"})
    (mistake,) = said(wrong, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("slope-missing", line_of("delta = delta @", wrong))
    assert [one["id"] for one in mistake["or"]] == ["gate-always-open"]


def test_a_gate_that_never_closes_is_told_as_one(tmp_path: Path) -> None:
    wrong = changed(PROGRAM, {"(z[k - 1] > 0)": "(a[k] >= 0)"})
    (mistake,) = said(wrong, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("gate-always-open", line_of("delta = (delta @", wrong))
