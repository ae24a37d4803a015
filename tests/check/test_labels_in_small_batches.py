"""Labels of batches so small that some classes are missing: nothing is compared with their outputs.

What an update keeps of earlier steps is added to their gradients all the same, and is no target.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said

PROGRAM = """\
import numpy as np
rng = np.random.default_rng(4)
X, labels = rng.normal(size=(40, 3)), rng.integers(0, 6, 40)
P = {"W1": rng.normal(size=(3, 5)), "b1": np.zeros(5), "W2": rng.normal(size=(5, 6)), "b2": np.zeros(6)}
V = {name: np.zeros_like(p) for name, p in P.items()}
S = {name: np.zeros_like(p) for name, p in P.items()}
for epoch in range(8):
    order = rng.permutation(40)
    for start in range(0, 40, 4):
        x, y = X[order[start:start + 4]], labels[order[start:start + 4]]
        h = np.maximum(x @ P["W1"] + P["b1"], 0)
        scores = np.exp(h @ P["W2"] + P["b2"])
        probs = scores / scores.sum(axis=1, keepdims=True)
        d2 = probs.copy()
        d2[np.arange(4), y] -= 1
        d2 /= 4
        d1 = d2 @ P["W2"].T * (h > 0)
        grads = {"W1": x.T @ d1, "b1": d1.sum(0), "W2": h.T @ d2, "b2": d2.sum(0)}
        for name in P:
            g = grads[name]
            UPDATE
"""
UPDATES = {
    "plain": "P[name] -= 0.1 * g",
    "momentum": "V[name] = 0.9 * V[name] - 0.1 * g; P[name] += V[name]",
    "in place": "V[name] *= 0.9; V[name] += g; P[name] -= 0.1 * V[name]",
    "Adagrad": "S[name] += g ** 2; P[name] -= 0.1 * g / (np.sqrt(S[name]) + 1e-8)",
    "RMSProp": "S[name] = 0.9 * S[name] + 0.1 * g * g; P[name] -= 0.01 * g / np.sqrt(S[name] + 1e-8)",
    "Adam": (
        "V[name] = 0.9 * V[name] + 0.1 * g; S[name] = 0.99 * S[name] + 0.01 * g ** 2; "
        "P[name] -= 0.01 * V[name] / (np.sqrt(S[name]) + 1e-8)"
    ),
}


@pytest.mark.parametrize("update", UPDATES.values(), ids=list(UPDATES))
def test_they_are_right_whatever_the_update_keeps(update: str, tmp_path: Path) -> None:
    found = said(PROGRAM.replace("UPDATE", update), tmp_path)
    assert (found["verdict"], found["loss"]) == ("right", "cross-entropy")


@pytest.mark.parametrize("update", UPDATES.values(), ids=list(UPDATES))
def test_a_mistake_is_named_whatever_the_update_keeps(update: str, tmp_path: Path) -> None:
    source = PROGRAM.replace("UPDATE", update).replace(" * (h > 0)", "")
    (found,) = said(source, tmp_path)["mistakes"]
    assert found["id"] in ("slope-missing", "gate-always-open")
    assert found["line"] == line_of("d1 = ", source)
