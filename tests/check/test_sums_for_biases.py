"""Biases that learn from a sum over all units of a layer: with softmax such a sum is 0, and hardly moves them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said_of_file

COLUMNS = """\
import numpy as np

np.random.seed(1)
m = 9
X = np.random.randn(2, m)
Y = np.eye(3)[np.random.randint(0, 3, m)].T
W1 = np.random.randn(4, 2)
b1 = np.zeros((4, 1))
W2 = np.random.randn(3, 4)
b2 = np.zeros((3, 1))
for i in range(100):
    Z1 = W1 @ X + b1
    A1 = np.maximum(0, Z1)
    E = np.exp(W2 @ A1 + b2)
    A2 = E / sum(E)
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = W2.T @ dZ2 * (Z1 > 0)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    W1 -= 0.1 * dW1
    b1 -= 0.1 * db1; W2 -= 0.1 * dW2; b2 -= 0.1 * db2
"""
OF_OUTPUTS = ("np.sum(dZ2, axis=1, keepdims=True)", "np.sum(dZ2)")
OF_HIDDEN = ("np.sum(dZ1, axis=1, keepdims=True)", "np.sum(dZ1)")
MEAN_OF_HIDDEN = ("np.sum(dZ1, axis=1, keepdims=True) / m", "np.mean(dZ1)")
OF_OTHERS = ("np.sum(dZ1, axis=1, keepdims=True)", "np.sum(dZ2)")
CASES = {
    "outputs": ([OF_OUTPUTS], [("bias-over-all-units", "db2 =")]),
    "hidden": ([OF_HIDDEN], [("bias-over-all-units", "db1 =")]),
    "hidden, as a mean": ([MEAN_OF_HIDDEN], [("bias-over-all-units", "db1 =")]),
    "of outputs, for the hidden": ([OF_OTHERS], [("bias-of-other-layer", "db1 =")]),
    "both": ([OF_OUTPUTS, OF_OTHERS], [("bias-of-other-layer", "db1 ="), ("bias-over-all-units", "db2 =")]),
}


@pytest.mark.parametrize("name", CASES)
def test_each_sum_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    changes, expected = CASES[name]
    source = COLUMNS
    for before, after in changes:
        assert before in source
        source = source.replace(before, after)
    found = said_of_file(source, tmp_path)
    told = {(one["id"], one["line"]) for one in found["mistakes"]}
    assert told == {(identity, line_of(text, source)) for identity, text in expected}


def test_the_hint_fits_samples_in_columns(tmp_path: Path) -> None:
    found = said_of_file(COLUMNS.replace(*OF_OUTPUTS), tmp_path)
    assert "np.sum(δ, axis=1, keepdims=True) with samples in columns" in found["mistakes"][0]["hint"]
