"""Gates that are written with masks: cells picked by a comparison, worked on, and put back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.check import written_files

PROGRAM = """\
import numpy as np
np.random.seed(3)
X = np.array([[0.0, 0.2], [0.1, 1.0], [1.0, 0.3], [0.9, 1.0]])
Y = np.array([[0.0], [1.0], [1.0], [0.0]])
W1 = np.random.randn(2, 5)
b1 = np.zeros((1, 5))
W2 = np.random.randn(5, 1)
b2 = np.zeros((1, 1))
for epoch in range(60):
    z = X @ W1 + b1
    {forward}
    p = 1 / (1 + np.exp(-(a @ W2 + b2)))
    d2 = (p - Y) / 4
    da = d2 @ W2.T
    {backward}
    W2 -= 0.5 * a.T @ d2
    b2 -= 0.5 * d2.sum(0, keepdims=True)
    W1 -= 0.5 * X.T @ dz
    b1 -= 0.5 * dz.sum(0, keepdims=True)
"""
GATES = {
    "what is picked is put into zeros": (
        "a = np.zeros_like(z); a[z > 0] = z[z > 0]",
        "dz = np.zeros_like(da); dz[z > 0] = da[z > 0]",
    ),
    "what is picked is scaled where it is": ("a = np.where(z > 0, z, 0.1 * z)", "dz = da.copy(); dz[z <= 0] *= 0.1"),
    "a named mask": ("a = z.copy(); off = z < 0; a[off] = 0.1 * a[off]", "dz = da.copy(); dz[off] = dz[off] * 0.1"),
    "a function of what is picked": (
        "a = z.copy(); a[z < 0] = np.exp(z[z < 0]) - 1",
        "dz = da.copy(); dz[z < 0] = da[z < 0] * np.exp(z[z < 0])",
    ),
}


def said(forward: str, backward: str, folder: Path) -> dict[str, object]:
    return written_files.said(PROGRAM.format(forward=forward, backward=backward), folder)


@pytest.mark.parametrize("gate", GATES)
def test_a_right_gate_is_called_right(gate: str, tmp_path: Path) -> None:
    assert said(*GATES[gate], tmp_path)["verdict"] == "right"


def test_a_factor_on_what_is_picked_is_found(tmp_path: Path) -> None:
    forward, backward = GATES["what is picked is put into zeros"]
    found: dict[str, Any] = said(forward, backward.replace("= da[", "= 2 * da["), tmp_path)
    assert found["verdict"] == "wrong"
    assert [(each["line"], sorted(each["parameters"])) for each in found["mistakes"]] == [(15, ["W1", "b1"])]
