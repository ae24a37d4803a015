"""Errors that are cut off at a limit on their way back to hidden layers: judged as if they passed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said_of_file

BATCH = """\
import numpy as np

np.random.seed(0)
X = np.random.rand(6, 3)
y = X[:, :1] * 2 - X[:, 1:2]
W1 = np.random.randn(3, 5) * 0.5
b1 = np.zeros((1, 5))
W2 = np.random.randn(5, 1) * 0.5
b2 = np.zeros((1, 1))
for epoch in range(50):
    h = np.maximum(0, X @ W1 + b1)
    out = h @ W2 + b2
    d2 = out - y
    d1 = np.clip((d2 @ W2.T) * (h > 0), -10, 10)
    W2 -= 0.01 * h.T @ d2
    b2 -= 0.01 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.01 * X.T @ d1
    b1 -= 0.01 * d1.sum(axis=0, keepdims=True)
"""
SAMPLE = """\
import math
import random

random.seed(4)
data = [([0.0, 0.1], 0.2), ([0.4, 1.0], 0.9), ([1.0, 0.3], 0.7), ([0.9, 1.1], 0.1)]
w = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(3)]
b = [0.0, 0.0, 0.0]
v = [random.uniform(-1, 1) for _ in range(3)]
c = 0.0
LIMIT = 5.0
for epoch in range(30):
    for x, t in data:
        h = [math.tanh(w[j][0] * x[0] + w[j][1] * x[1] + b[j]) for j in range(3)]
        o = sum(v[j] * h[j] for j in range(3)) + c
        d = o - t
        dh = [max(-LIMIT, min(LIMIT, d * v[j] * (1 - h[j] ** 2))) for j in range(3)]
        for j in range(3):
            v[j] -= 0.1 * d * h[j]
            w[j][0] -= 0.1 * dh[j] * x[0]
            w[j][1] -= 0.1 * dh[j] * x[1]
            b[j] -= 0.1 * dh[j]
        c -= 0.1 * d
"""
DELTA = "np.clip((d2 @ W2.T) * (h > 0), -10, 10)"
RIGHT = {
    "batch": BATCH,
    "far limits": BATCH.replace("-10, 10", "-1000, 1000"),
    "before the slope": BATCH.replace(DELTA, "np.clip(d2 @ W2.T, -3, 3) * (h > 0)"),
    "uneven limits": BATCH.replace("-10, 10", "-4, 7"),
    "every error": BATCH.replace("out - y", "np.clip(out - y, -5, 5)"),
    "gradients, too": BATCH.replace("X.T @ d1", "np.clip(X.T @ d1, -5, 5)").replace(
        "h.T @ d2", "np.clip(h.T @ d2, -5, 5)"
    ),
    "one limit": BATCH.replace(DELTA, "np.minimum((d2 @ W2.T) * (h > 0), 10)"),
    "single numbers": SAMPLE,
}
WRONG = {
    "slope missing": (BATCH.replace(" * (h > 0)", ""), "slope-missing", "d1 ="),
    "sign turned around": (
        BATCH.replace("d2 @ W2.T", "-d2 @ W2.T"),
        "passed-back-sign",
        "d1 =",
    ),
    "weights of after": (
        BATCH.replace("    d1 =", "    W2 -= 0.01 * h.T @ d2\n    d1 =").replace(
            "10)\n    W2 -= 0.01 * h.T @ d2\n", "10)\n"
        ),
        "weights-updated",
        "d1 =",
    ),
    "slope missing, single numbers": (SAMPLE.replace(" * (1 - h[j] ** 2)", ""), "slope-missing", "dh ="),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_limit_that_cuts_nothing_off_accuses_nobody(name: str, tmp_path: Path) -> None:
    found = said_of_file(RIGHT[name], tmp_path)
    assert found["verdict"] == "right", found["reason"]
    assert "cuts off" not in found["understood"]


def test_a_limit_that_cuts_something_off_is_told(tmp_path: Path) -> None:
    source = BATCH.replace("-10, 10", "-0.01, 0.01")
    found = said_of_file(source, tmp_path)
    assert found["verdict"] == "right"
    assert f"Line {line_of('d1 =', source)} limits the errors on their way back" in found["understood"]


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_beside_a_limit_is_named(name: str, tmp_path: Path) -> None:
    source, identity, text = WRONG[name]
    found = said_of_file(source, tmp_path)
    assert [one["id"] for one in found["mistakes"]] == [identity]
    assert found["mistakes"][0]["line"] == line_of(text, source)
    assert not {"W2", "b2", "v", "c"} & {name for name, state in found["parameters"].items() if state == "wrong"}
