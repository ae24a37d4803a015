"""A softmax that is computed as exp(log p), with integer labels that pick a cell of each row."""

from __future__ import annotations

from pathlib import Path

from tests.check.written_files import line_of, said

LABELS = """\
import numpy as np
rng = np.random.RandomState(2)
X = rng.randn(8, 3)
y = rng.randint(0, 3, 8)
W1, b1 = rng.randn(3, 4), np.zeros((1, 4))
W2, b2 = rng.randn(4, 3), np.zeros((1, 3))
for i in range(60):
    h = np.tanh(X.dot(W1) + b1)
    s = h.dot(W2) + b2
    s -= s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    ds = np.exp(logp)
    ds[range(8), y] -= 1
    ds /= 8
    dh = ds.dot(W2.T) * (1 - h ** 2)
    W2 -= 0.3 * h.T.dot(ds)
    b2 -= 0.3 * ds.sum(0, keepdims=True)
    W1 -= 0.3 * X.T.dot(dh)
    b1 -= 0.3 * dh.sum(0, keepdims=True)
"""


def test_its_outputs_without_a_label_have_the_target_0(tmp_path: Path) -> None:
    verdict = said(LABELS, tmp_path)
    assert (verdict["verdict"], verdict["loss"]) == ("right", "cross-entropy")
    assert verdict["network"]["activations"] == ["tanh", "softmax"]


def test_a_mistake_below_it_is_named(tmp_path: Path) -> None:
    source = LABELS.replace("(1 - h ** 2)", "(1 - h)")
    found = said(source, tmp_path)["mistakes"]
    assert [(one["id"], one["line"]) for one in found] == [("slope-half", line_of("(1 - h)", source))]
