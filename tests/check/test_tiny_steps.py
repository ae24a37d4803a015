"""Steps so small that rounding beside the weights leaves little of them: right or wrong as others are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said

LAYERS = """\
import numpy as np
rng = np.random.default_rng(5)
X = rng.normal(size=(6, 3))
T = rng.normal(size=(6, 2))
U = rng.normal(size=(3, 4))
V = rng.normal(size=(4, 2))
rate = 3e-11
for turn in range(60):
    Z = X @ U
    H = np.maximum(Z, 0)
    E = H @ V - T
    dV = H.T @ E
    D = (E @ V.T) * (Z > 0)
    dU = X.T @ D
    U -= rate * dU
    V -= rate * dV
"""
SAMPLES = """\
import math, random
random.seed(8)
rows = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]
a = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(2)]
c = [random.uniform(-1, 1) for _ in range(3)]
rate = 1e-15
def s(z):
    return 1 / (1 + math.exp(-z))
for turn in range(60):
    for x, t in rows:
        h = [s(u[0] * x[0] + u[1] * x[1] + u[2]) for u in a]
        y = s(c[0] * h[0] + c[1] * h[1] + c[2])
        e = (y - t) * y * (1 - y)
        for k in range(2):
            d = e * c[k] * h[k] * (1 - h[k])
            a[k][0] -= rate * d * x[0]
            a[k][1] -= rate * d * x[1]
            a[k][2] -= rate * d
        for k in range(2):
            c[k] -= rate * e * h[k]
        c[2] -= rate * e
"""
FLOAT32 = """\
import numpy as np
rng = np.random.default_rng(2)
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
T = np.array([[0], [1], [1], [0]], np.float32)
U = rng.normal(size=(2, 3)).astype(np.float32)
V = rng.normal(size=(3, 1)).astype(np.float32)
rate = np.float32(1e-4)
for turn in range(60):
    H = np.tanh(X @ U)
    E = H @ V - T
    D = E @ V.T * (1 - H ** 2)
    V -= rate * (H.T @ E)
    U -= rate * (X.T @ D)
"""
RIGHT = {
    "arrays": LAYERS,
    "the velocity first": changed(
        LAYERS,
        {
            "rate = 3e-11\n": "rate = 3e-11\nm = np.zeros_like(U)\n",
            "    U -= rate * dU\n": "    m = 0.9 * m - rate * dU\n    U = m + U\n",
        },
    ),
    "weights that decay by a factor": changed(
        LAYERS,
        {
            "U -= rate * dU": "U = U * (1 - rate * 0.01) - rate * dU",
            "V -= rate * dV": "V = V * (1 - rate * 0.01) - rate * dV",
        },
    ),
    "one sample after the other": SAMPLES,
    "float32": FLOAT32,
    "float32, lost to rounding": changed(FLOAT32, {"1e-4": "1e-9"}),
}
LINE_OF_DELTA = "D = (E @ V.T)"
WRONG = {
    "no slope": (changed(LAYERS, {" * (Z > 0)": ""}), "slope-missing", LINE_OF_DELTA),
    "uphill": (changed(LAYERS, {"U -= rate": "U += rate"}), "uphill", "U += rate"),
    "weights updated first": (
        changed(LAYERS, {"    V -= rate * dV\n": "", "    D = (E": "    V -= rate * dV\n    D = (E"}),
        "weights-updated",
        LINE_OF_DELTA,
    ),
    "the activation for its slope": (
        changed(SAMPLES, {"h[k] * (1 - h[k])": "h[k]"}),
        "activation-for-slope",
        "d = e * c[k]",
    ),
    "float32 and no slope": (changed(FLOAT32, {" * (1 - H ** 2)": ""}), "slope-missing", "D = E @ V.T"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_tiny_steps_along_the_gradient_are_right(tmp_path: Path, name: str) -> None:
    verdict = said(RIGHT[name], tmp_path)
    assert verdict["verdict"] == "right"


@pytest.mark.parametrize("name", WRONG)
def test_tiny_steps_along_a_wrong_gradient_are_wrong(tmp_path: Path, name: str) -> None:
    source, mistake, text = WRONG[name]
    verdict = said(source, tmp_path)
    found = [(one["id"], one["line"]) for one in verdict["mistakes"]]
    assert verdict["verdict"] == "wrong"
    assert found == [(mistake, line_of(text, source))]
