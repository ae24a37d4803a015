"""Biases whose gradients are not the sums over the samples, in networks with many units."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines

PROGRAM = """\
import numpy as np

rng = np.random.default_rng(6)
X = rng.normal(size=(12, 2))
T = np.eye(3)[rng.integers(0, 3, 12)]
A, a = rng.normal(size=(2, 13)) * 0.8, np.zeros(13)
B, b = rng.normal(size=(13, 7)) * 0.4, np.zeros(7)
C, c = rng.normal(size=(7, 3)) * 0.4, np.zeros(3)
for step in range(60):
    p = np.maximum(X @ A + a, 0)
    q = np.maximum(p @ B + b, 0)
    e = np.exp(q @ C + c)
    y = e / e.sum(axis=1, keepdims=True)
    d3 = (y - T) / len(X)
    d2 = d3 @ C.T * (q > 0)
    d1 = d2 @ B.T * (p > 0)
    dc = d3.sum(axis=0)
    db = d2.sum(axis=0)
    da = d1.sum(axis=0)
    C -= 0.3 * q.T @ d3
    B -= 0.3 * p.T @ d2
    A -= 0.3 * X.T @ d1
    c -= 0.3 * dc
    b -= 0.3 * db
    a -= 0.3 * da
"""
WRONG = {
    "all units": ({"db = d2.sum(axis=0)": "db = d2.sum()"}, "bias-over-all-units"),
    "the last sample": ({"db = d2.sum(axis=0)": "db = d2[-1]"}, "sums-overwritten"),
    "the last sample in all layers": (
        {"d1.sum(axis=0)": "d1[-1, :]", "d2.sum(axis=0)": "d2[-1, :]", "d3.sum(axis=0)": "d3[-1, :]"},
        "sums-overwritten",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_taken_for_the_sum_is_named(wrong: str, tmp_path: Path) -> None:
    changes, identity = WRONG[wrong]
    source = changed(PROGRAM, changes)
    first = next(iter(changes.values())) if len(changes) == 1 else "d3[-1, :]"
    assert names_and_lines(source, tmp_path) == {(identity, line_of(first, source))}
