"""A mistake in the slope of every hidden layer, beside a layer that never moves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

PROGRAM = """import numpy as np

rng = np.random.default_rng(12)
sizes = [2, 5, 5, 4, 1]
n = len(sizes) - 1
W = [rng.normal(0, 1 / np.sqrt(a), (a, b)) for a, b in zip(sizes, sizes[1:])]
B = [rng.normal(0, 0.1, b) for b in sizes[1:]]
VW = [np.zeros_like(w) for w in W]
VB = [np.zeros_like(b) for b in B]
X = rng.uniform(-1, 1, (30, 2))
Y = X[:, :1] * X[:, 1:] + 0.2


def slope(a):
    return 1 - a ** 2


def backward(a):
    delta = (a[-1] - Y) / len(Y)
    dW = [None] * n
    dB = [None] * n
    for k in range(n - 1, -1, -1):
        dW[k] = a[k].T @ delta
        dB[k] = delta.sum(axis=0)
        delta = delta @ W[k].T * slope(a[k])
    return dW, dB


for epoch in range(60):
    a = [X]
    for k in range(n):
        z = a[k] @ W[k] + B[k]
        a.append(np.tanh(z) if k < n - 1 else z)
    dW, dB = backward(a)
    for k in range(n):
        if dW[k] is None:
            continue
        VW[k] = 0.8 * VW[k] - 0.05 * dW[k]
        VB[k] = 0.8 * VB[k] - 0.05 * dB[k]
        W[k] += VW[k]
        B[k] += VB[k]
"""
SIGMOID = {"return 1 - a ** 2": "return a * (1 - a)"}
ENDS_ABOVE = {"range(n - 1, -1, -1)": "range(n - 1, 0, -1)"}
UPDATE = "    for k in range(n):\n        if dW"
GRADIENTS = {"range(n - 1, -1, -1)": "reversed(range(1, n))"}
SKIPPED = {"if dW[k] is None:": "if k == 1:"}
COUNTED = {"    for k in range(n - 1, -1, -1):": "    k = n\n    while k > 1:\n        k -= 1"}


def test_the_program_is_right(tmp_path: Path) -> None:
    assert said(PROGRAM, tmp_path)["verdict"] == "right"


def test_the_slope_of_another_activation_in_three_hidden_layers_is_one_mistake(tmp_path: Path) -> None:
    wrong = changed(PROGRAM, SIGMOID)
    assert names_and_lines(wrong, tmp_path) == {("slope-of-other", line_of("return a *", wrong))}


@pytest.mark.parametrize(
    ("changes", "still"),
    [
        (ENDS_ABOVE, "for k in range(n - 1, 0, -1)"),
        (GRADIENTS, "for k in reversed"),
        (COUNTED, "while k > 1"),
        (SKIPPED, "if k == 1"),
        ({UPDATE: UPDATE.replace("range(n)", "range(1, n)")}, "for k in range(1, n)"),
        ({UPDATE: UPDATE.replace("range(n)", "range(n - 1)")}, "for k in range(n - 1):"),
    ],
)
def test_both_mistakes_are_named_with_their_lines(changes: dict[str, str], still: str, tmp_path: Path) -> None:
    wrong = changed(PROGRAM, {**SIGMOID, **changes})
    assert names_and_lines(wrong, tmp_path) == {
        ("slope-of-other", line_of("return a *", wrong)),
        ("layer-never-updated", line_of(still, wrong)),
    }


def test_the_slope_of_a_layer_that_never_moves_is_not_accused(tmp_path: Path) -> None:
    found = said(changed(PROGRAM, {**SIGMOID, **ENDS_ABOVE}), tmp_path)
    spoilt = next(one["parameters"] for one in found["mistakes"] if one["id"] == "slope-of-other")
    assert set(spoilt) == {"W[1]", "B[1]", "W[2]", "B[2]"}
