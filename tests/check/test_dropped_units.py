"""Dropout: the mask of the forward pass goes back as well."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import pytest

from xortui.check.examine import verdict_on

PROGRAM = """\
import numpy as np
rng = np.random.default_rng(17)
X = rng.normal(size=(8, 2))
Y = (X.prod(axis=1, keepdims=True) > 0).astype(float)
W1 = rng.normal(0, 0.8, (2, 5))
b1 = np.full((1, 5), 0.1)
W2 = rng.normal(0, 0.8, (5, 1))
b2 = np.zeros((1, 1))
keep = 0.7
for epoch in range(60):
    H = np.tanh(X @ W1 + b1)
    M = MASK
    D = DROPPED
    e = (1 / (1 + np.exp(-(D @ W2 + b2))) - Y) / len(X)
    back = BACK
    dW2 = VALUES.T @ e
    W2 -= 0.5 * dW2
    b2 -= 0.5 * e.sum(0, keepdims=True)
    W1 -= 0.5 * X.T @ (back * (1 - H * H))
    b1 -= 0.5 * (back * (1 - H * H)).sum(0, keepdims=True)
"""
WAYS = {
    "kept ones are scaled": ("(rng.random(H.shape) < keep) / keep", "H * M", "(e @ W2.T) * M"),
    "kept ones are not scaled": ("rng.binomial(1, keep, H.shape)", "H * M", "(e @ W2.T) * M"),
    "scaled afterwards": ("(rng.random(H.shape) < keep).astype(float)", "H * M / keep", "(e @ W2.T) * M / keep"),
}


def said(way: str, folder: Path, *, back: str = "", values: str = "D") -> dict[str, Any]:
    mask, dropped, right_back = WAYS[way]
    source = PROGRAM.replace("MASK", mask).replace("DROPPED", dropped)
    source = source.replace("BACK", back or right_back).replace("VALUES", values)
    path = folder / "net.py"
    path.write_text(source, "utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        return verdict_on(path, source)


@pytest.mark.parametrize("way", WAYS)
def test_dropout_is_right(way: str, tmp_path: Path) -> None:
    assert said(way, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("way", ["kept ones are scaled", "kept ones are not scaled"])
def test_a_mask_that_does_not_go_back_is_named(way: str, tmp_path: Path) -> None:
    found = said(way, tmp_path, back="e @ W2.T")
    assert [(one["id"], one["line"]) for one in found["mistakes"]] == [("mask-not-passed-back", 15)]
    assert found["parameters"] == {"W1": "wrong", "b1": "wrong", "W2": "right", "b2": "right"}


def test_values_before_dropout_in_a_gradient_are_named(tmp_path: Path) -> None:
    found = said("kept ones are scaled", tmp_path, values="H")
    assert [(one["id"], one["line"]) for one in found["mistakes"]] == [("mask-not-in-gradient", 16)]
    assert found["parameters"] == {"W1": "right", "b1": "right", "W2": "wrong", "b2": "right"}
