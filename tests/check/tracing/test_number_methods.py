"""Numbers of arrays have NumPy's methods while they are followed, and errors call them what they are to the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import said_of_file

PROGRAM = """\
import numpy as np

np.random.seed(2)
X = np.array([[0, 1], [1, 2], [2, 1], [3, 5]])
Y = np.array([1, 0, 1, 1])
w = np.random.randn(3, 2)
b = np.zeros(3)
v = np.random.randn(3)
c = 0.0
for epoch in range(20):
    for x, t in zip(X, Y):
        h = 1 / (1 + np.exp(-(w[:, 0] * x[0].T + w[:, 1] * x[1].transpose() + b)))
        o = np.dot(h, v) + c
        d = o.reshape(1).sum() - t.astype(float)
        dh = d * v * h * (1 - h)
        v = v - 0.1 * d * h
        c = c - 0.1 * d.copy()
        w = w - 0.1 * np.outer(dh, x)
        b = b - 0.1 * dh
"""


def test_methods_of_single_numbers_are_followed(tmp_path: Path) -> None:
    found = said_of_file(PROGRAM, tmp_path)
    assert found["verdict"] == "right", found["reason"]


def test_a_mistake_behind_methods_of_single_numbers_is_named(tmp_path: Path) -> None:
    found = said_of_file(PROGRAM.replace(" * h * (1 - h)", ""), tmp_path)
    assert [one["id"] for one in found["mistakes"]] == ["slope-missing"]


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ("X[0, 0].append(1)", "'numpy.int64' object"),
        ("w[0, 0].append(1)", "'numpy.float64' object"),
        ("X.append(1)", "'numpy.ndarray' object"),
    ],
)
def test_an_error_names_kinds_as_the_file_knows_them(wrong: str, kind: str, tmp_path: Path) -> None:
    found = said_of_file(PROGRAM.replace("c = 0.0", wrong), tmp_path)
    assert kind in found["reason"]
    assert "Traced" not in found["reason"]
