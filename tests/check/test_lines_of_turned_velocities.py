"""The line in which a velocity has its sign turned around: in a helper, in a loop, in place, or in a call."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, names_and_lines

PROGRAM = """\
import numpy as np
rng = np.random.default_rng(4)
X = rng.normal(size=(8, 2))
Y = (X[:, :1] * X[:, 1:] > 0).astype(float)
P = {"W1": rng.normal(size=(2, 4)), "b1": np.zeros((1, 4)), "W2": rng.normal(size=(4, 1)), "b2": np.zeros((1, 1))}
V = {k: np.zeros_like(p) for k, p in P.items()}
lr, mu = 0.1, 0.9
HELPER
for epoch in range(40):
    h = np.tanh(X @ P["W1"] + P["b1"])
    o = 1 / (1 + np.exp(-(h @ P["W2"] + P["b2"])))
    d2 = (o - Y) * o * (1 - o)
    d1 = d2 @ P["W2"].T * (1 - h * h)
    g = {"W1": X.T @ d1, "b1": d1.sum(0, keepdims=True), "W2": h.T @ d2, "b2": d2.sum(0, keepdims=True)}
    UPDATE
"""
STEP = """\
def step(w, v, g, mu):
    v = mu * v - lr * g
    return w + v, v
"""
IN_DICTIONARY = """\
def move(k, gradient):
    old = V.get(k, 0.0)
    new = lr * gradient - mu * old
    V[k] = new
    P[k] = P[k] - new
"""
IN_PLACE = """\
def push(p, v, g):
    v *= -mu
    v += lr * g
    p -= v
"""


def _calls(call: str) -> str:
    """Return the lines that call a helper for each array, by a call for the array K."""
    return "\n    ".join(call.replace("K", repr(name)) for name in ("W1", "b1", "W2", "b2"))


STEPS = _calls("P[K], V[K] = step(P[K], V[K], g[K], 0.8)")
SHAPES = (
    # the helper, how it is called, the text of the line
    (STEP.replace("= mu * v", "= -mu * v"), STEPS, "v = -mu * v"),
    (IN_DICTIONARY, _calls("move(K, g[K])"), "new = lr"),
    (IN_PLACE, _calls("push(P[K], V[K], g[K])"), "v *= -mu"),
    (
        "",
        "for p, v, q in zip(*(d.values() for d in (P, V, g))):\n        v *= -mu\n        v += lr * q\n        p -= v",
        "v *=",
    ),
    ("", "for k in P:\n        V[k] = lr * g[k] - mu * V[k]\n        P[k] -= V[k]", "V[k] = lr"),
    ("", "for k in P:\n        V[k] = mu * V[k] + lr * g[k]\n        P[k] -= lr * g[k] - mu * V[k]", "P[k] -="),
    (STEP, STEPS.replace("g['W2'], 0.8", "g['W2'], -0.8"), "P['W2'], V['W2'] ="),
    (STEP, STEPS.replace("0.8", "-0.8"), "P['W1'], V['W1'] ="),
)


@pytest.mark.parametrize(("helper", "update", "line"), SHAPES)
def test_the_line_is_that_of_the_minus(helper: str, update: str, line: str, tmp_path: Path) -> None:
    source = PROGRAM.replace("HELPER", helper).replace("UPDATE", update)
    assert names_and_lines(source, tmp_path) == {("momentum-sign", line_of(line, source))}
