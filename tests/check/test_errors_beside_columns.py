"""An error that stands for δ in the gradients of the last layer, beside a mistake that a loop makes in those below."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

PROGRAM = """\
import numpy as np

rng = np.random.default_rng(6)
X = rng.uniform(-1, 1, (9, 2))
T = np.column_stack([X[:, 0] * X[:, 1] > 0, X[:, 0] > X[:, 1]]).astype(float)
W = [rng.normal(size=(3, 5)), rng.normal(size=(6, 4)), rng.normal(size=(5, 2))]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def with_one(a):
    return np.hstack([a, np.ones((len(a), 1))])


for epoch in range(60):
    a0 = with_one(X)
    h1 = sigmoid(a0 @ W[0])
    a1 = with_one(h1)
    h2 = sigmoid(a1 @ W[1])
    a2 = with_one(h2)
    out = sigmoid(a2 @ W[2])
    error = out - T
    delta3 = error * out * (1 - out)
    gradient3 = a2.T @ delta3
    back2 = (delta3 @ W[2].T)[:, :-1]
    delta2 = back2 * h2 * (1 - h2)
    gradient2 = a1.T @ delta2
    back1 = (delta2 @ W[1].T)[:, :-1]
    delta1 = back1 * h1 * (1 - h1)
    gradient1 = a0.T @ delta1
    W = [W[0] - 0.1 * gradient1, W[1] - 0.1 * gradient2, W[2] - 0.1 * gradient3]
"""
ERROR = {"a2.T @ delta3": "a2.T @ error"}
COLUMNS = {"[:, :-1]": "[:, 1:]"}
SLOPES = {"h2 * (1 - h2)": "(1 - h2 * h2)", "h1 * (1 - h1)": "(1 - h1 * h1)"}
OWN = {"h1 * (1 - h1)": "h1 * (1.3 - h1)"}


def test_the_program_is_right(tmp_path: Path) -> None:
    assert said(PROGRAM, tmp_path)["verdict"] == "right"


def test_the_columns_that_are_dropped_are_named_beside_the_error(tmp_path: Path) -> None:
    assert names_and_lines(changed(PROGRAM, {**ERROR, **COLUMNS}), tmp_path) == {
        ("slope-missing-in-gradients", line_of("gradient3 =", PROGRAM)),
        ("wrong-column", line_of("back2 =", PROGRAM)),
        ("wrong-column", line_of("back1 =", PROGRAM)),
    }


@pytest.mark.parametrize(
    ("changes", "identities"),
    [({}, {"slope-of-other"}), (ERROR, {"slope-of-other", "slope-missing-in-gradients"})],
)
def test_the_slopes_of_both_layers_are_named_alone_and_beside_the_error(
    changes: dict[str, str], identities: set[str], tmp_path: Path
) -> None:
    found = names_and_lines(changed(PROGRAM, {**changes, **SLOPES}), tmp_path)
    assert {name for name, _ in found} == identities


def test_what_has_no_name_leaves_the_last_layer_right(tmp_path: Path) -> None:
    """Its gradient is that of cross-entropy, and the file computes no loss."""
    found = said(changed(PROGRAM, {"delta3 = error * out * (1 - out)": "delta3 = error", **OWN}), tmp_path)
    assert (found["mistakes"], found["parameters"]["W[2]"]) == ([], "right")
