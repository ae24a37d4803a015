"""Inputs that are stacked from parts have the name of the array that the steps take them from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, said

BLOBS = """\
import numpy as np

rng = np.random.default_rng(1)
low = rng.normal(-0.5, 0.5, (6, 2))
high = rng.normal(0.6, 0.5, (6, 2))
everything = np.vstack([high, low])
answers = np.array([[1.0]] * 6 + [[0.0]] * 6)
W = rng.normal(0, 1, (2, 3))
V = rng.normal(0, 1, (3, 1))
for epoch in range(60):
    for begin in range(0, 12, 3):
        x = everything[begin:begin + 3]
        t = answers[begin:begin + 3]
        h = 1 / (1 + np.exp(-(x @ W)))
        y = 1 / (1 + np.exp(-(h @ V)))
        e = (y - t) * y * (1 - y)
        f = e @ V.T * h * (1 - h)
        V -= 0.5 * h.T @ e
        W -= 0.5 * x.T @ f
"""
COLUMNS = {
    "(6, 2))\nhigh": "12)\nhigh",
    "0.5, (6, 2))\ne": "0.5, 12)\ne",
    "np.vstack": "np.column_stack",
}
PART = {
    "everything[begin:begin + 3]": "low[begin % 6:begin % 6 + 3]",
    "answers[begin:begin + 3]": "answers[begin % 6:begin % 6 + 3]",
}


@pytest.mark.parametrize(
    ("changes", "told"),
    [({}, "Inputs everything (12×2)"), (COLUMNS, "Inputs everything (12×2)"), (PART, "Inputs low (6×2)")],
)
def test_they_have_the_name_of_the_whole_and_its_shape(changes: dict[str, str], told: str, tmp_path: Path) -> None:
    understood = said(changed(BLOBS, changes), tmp_path)["understood"]
    assert understood.startswith(f"{told} and targets answers (12×1)")
