"""Dropout: the mask of the forward pass goes back as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.check import written_files
from xortui.check.process import checked

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
    return written_files.said(source, folder)


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


IN_PLACE = """\
import numpy as np
rng = np.random.default_rng(17)
X = rng.normal(size=(8, 2))
Y = rng.normal(size=(8, 1))
W1 = rng.normal(0, 0.8, (2, 5))
b1 = np.full((1, 5), 0.1)
W2 = rng.normal(0, 0.8, (5, 1))
for epoch in range(60):
    z = X @ W1 + b1
    DROPPED
    e = (h @ W2 - Y) / len(X)
    back = e @ W2.T
    BACK
    dz = back * SLOPE
    W2 -= 0.1 * h.T @ e
    W1 -= 0.1 * X.T @ dz
    b1 -= 0.1 * dz.sum(0, keepdims=True)
"""
CELLS = {
    "put into cells": (
        "h = np.tanh(z); m = rng.integers(0, 3, h.shape); h[m == 0] = 0",
        "back[m == 0] = 0",
        "(1 - h * h)",
    ),
    "chosen": (
        "a = np.tanh(z); m = rng.random(a.shape) < 0.7; h = np.where(m, a, 0)",
        "back = np.where(m, back, 0)",
        "(1 - a * a)",
    ),
    "chosen and scaled": (
        "a = np.maximum(0, z); m = rng.random(a.shape) < 0.8; h = np.where(m, a / 0.8, 0)",
        "back = np.where(m, back / 0.8, 0)",
        "(z > 0)",
    ),
    "dropped ones are chosen": (
        "a = np.maximum(0, z); m = rng.random(a.shape) < 0.3; h = np.where(m, 0, a)",
        "back = np.where(m, 0, back)",
        "(z > 0)",
    ),
}
"""Dropout in cells of an array → the forward pass, the way back, and the slope."""
OTHERS = {
    "put into cells": "m = rng.integers(0, 3, h.shape); back[m == 0] = 0",
    "chosen": "m = rng.random(a.shape) < 0.7; back = np.where(m, back, 0)",
    "chosen and scaled": "m = rng.random(a.shape) < 0.8; back = np.where(m, back / 0.8, 0)",
    "dropped ones are chosen": "back = np.where(m, back, 0)",
}
"""The way back with other masks."""


def said_of_cells(folder: Path, way: str, *, back: str | None = None, slope: str = "") -> dict[str, Any]:
    dropped, right_back, right_slope = CELLS[way]
    source = IN_PLACE.replace("DROPPED", dropped).replace("BACK", right_back if back is None else back)
    return checked(written_files.written(source.replace("SLOPE", slope or right_slope), folder))


@pytest.mark.parametrize("way", CELLS)
def test_dropout_in_cells_is_right(way: str, tmp_path: Path) -> None:
    assert said_of_cells(tmp_path, way)["verdict"] == "right"


@pytest.mark.parametrize("way", CELLS)
def test_another_mask_on_the_way_back_is_named(way: str, tmp_path: Path) -> None:
    found = said_of_cells(tmp_path, way, back=OTHERS[way])
    assert [(one["id"], one["line"]) for one in found["mistakes"]] == [("other-mask-passed-back", 13)]


@pytest.mark.parametrize("way", [way for way in CELLS if way != "chosen and scaled"])
def test_a_missing_mask_in_cells_is_named(way: str, tmp_path: Path) -> None:
    found = said_of_cells(tmp_path, way, back="pass")
    assert [(one["id"], one["line"]) for one in found["mistakes"]] == [("mask-not-passed-back", 12)]


@pytest.mark.parametrize("way", CELLS)
def test_a_missing_slope_beside_dropout_in_cells_is_named(way: str, tmp_path: Path) -> None:
    found = said_of_cells(tmp_path, way, slope="1")
    assert [one["id"] for one in found["mistakes"]] == ["slope-missing"]


def test_a_slope_of_values_after_dropout_is_named(tmp_path: Path) -> None:
    mask, dropped, _ = WAYS["scaled afterwards"]
    source = PROGRAM.replace("MASK", mask).replace("DROPPED", dropped).replace("VALUES", "D")
    source = source.replace("BACK", "(e @ W2.T) * M").replace("(1 - H * H)", "(1 - D * D)")
    found = written_files.said(source, tmp_path)
    (mistake,) = found["mistakes"]
    assert mistake["id"] == "slope-of-masked"
    assert mistake["sentence"].startswith("The slope in layer 1 is taken of the values after dropout")
    assert mistake["line"] == written_files.line_of("(1 - D * D)", source)


def test_a_slope_of_values_that_are_dropped_and_not_scaled_is_right(tmp_path: Path) -> None:
    mask, dropped, back = WAYS["kept ones are not scaled"]
    source = PROGRAM.replace("MASK", mask).replace("DROPPED", dropped).replace("VALUES", "D")
    source = source.replace("BACK", back).replace("(1 - H * H)", "(1 - D * D)")
    assert written_files.said(source, tmp_path)["verdict"] == "right"


def test_the_slope_of_the_plain_function_of_a_scaled_one_has_nothing_to_do_with_dropout(tmp_path: Path) -> None:
    source = PROGRAM.replace("MASK", "1").replace("DROPPED", "H").replace("VALUES", "D").replace("BACK", "e @ W2.T")
    source = source.replace("H = np.tanh(X @ W1 + b1)", "H = 1.7 * np.tanh(X @ W1 + b1)")
    assert "slope-of-masked" not in [one["id"] for one in written_files.said(source, tmp_path)["mistakes"]]


SHARES = """\
import numpy as np
rng = np.random.default_rng(23)
X = rng.normal(size=(12, 2))
Y = (X.prod(axis=1, keepdims=True) > 0).astype(float)


class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def forward(self, x):
        self.mask = MASK
        return x * self.mask

    def backward(self, d):
        return d * self.mask


W1, b1 = rng.normal(0, 0.8, (2, 6)), np.zeros(6)
W2, b2 = rng.normal(0, 0.8, (6, 5)), np.zeros(5)
W3, b3 = rng.normal(0, 0.8, (5, 1)), np.zeros(1)
first, second = Dropout(0.4), Dropout(0.2)
for epoch in range(60):
    h1 = np.tanh(X @ W1 + b1)
    a1 = first.forward(h1)
    h2 = np.tanh(a1 @ W2 + b2)
    a2 = second.forward(h2)
    e = (1 / (1 + np.exp(-(a2 @ W3 + b3))) - Y) / len(X)
    d2 = second.backward(e @ W3.T) * (1 - h2 ** 2)
    d1 = FIRST * (1 - h1 ** 2)
    W3 -= 0.3 * a2.T @ e; b3 -= 0.3 * e.sum(0)
    W2 -= 0.3 * a1.T @ d2; b2 -= 0.3 * d2.sum(0)
    W1 -= 0.3 * X.T @ d1; b1 -= 0.3 * d1.sum(0)
"""
MASKS_OF_SHARES = {
    "kept ones are scaled": "(rng.random(x.shape) >= self.rate) / (1 - self.rate)",
    "drawn as numbers": "rng.binomial(1, 1 - self.rate, x.shape) / (1 - self.rate)",
}


@pytest.mark.parametrize("mask", MASKS_OF_SHARES)
def test_layers_may_keep_different_shares_by_the_same_line(mask: str, tmp_path: Path) -> None:
    source = SHARES.replace("MASK", MASKS_OF_SHARES[mask]).replace("FIRST", "first.backward(d2 @ W2.T)")
    assert written_files.said(source, tmp_path)["verdict"] == "right"


def test_a_mask_of_one_of_them_that_does_not_go_back_is_named(tmp_path: Path) -> None:
    source = SHARES.replace("MASK", MASKS_OF_SHARES["kept ones are scaled"]).replace("FIRST", "d2 @ W2.T")
    found = written_files.said(source, tmp_path)
    assert [one["id"] for one in found["mistakes"]] == ["mask-not-passed-back"]
    wrong = {name for name, verdict in found["parameters"].items() if verdict != "right"}
    assert wrong == {"W1", "b1"}
