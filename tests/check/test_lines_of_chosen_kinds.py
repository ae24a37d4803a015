"""A helper that chooses a slope by the word it is given: told is the call with the wrong word, not the helper."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines

KINDS = """\
import numpy as np

rng = np.random.default_rng(5)
X = rng.normal(size=(3, 20))
Y = (rng.uniform(size=(1, 20)) > 0.5) * 1.0
W1 = rng.normal(size=(5, 3)) * 0.7
b1 = np.zeros((5, 1))
W2 = rng.normal(size=(4, 5)) * 0.7
b2 = np.zeros((4, 1))
W3 = rng.normal(size=(1, 4)) * 0.7
b3 = np.zeros((1, 1))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_backward(dA, z):
    s = sigmoid(z)
    return dA * s * (1 - s)


def tanh_backward(dA, z):
    return dA * (1 - np.tanh(z) ** 2)


def layer_backward(dA, z, before, W, kind):
    m = before.shape[1]
    CHOICE
    return W.T @ dz, dz @ before.T / m, dz.sum(axis=1, keepdims=True) / m


for epoch in range(40):
    z1 = W1 @ X + b1
    a1 = np.tanh(z1)
    z2 = W2 @ a1 + b2
    a2 = np.tanh(z2)
    z3 = W3 @ a2 + b3
    a3 = sigmoid(z3)
    dA3 = (1 - Y) / (1 - a3) - Y / a3
    dA2, dW3, db3 = layer_backward(dA3, z3, a2, W3, "sigmoid")
    dA1, dW2, db2 = layer_backward(dA2, z2, a1, W2, "tanh")
    dA0, dW1, db1 = layer_backward(dA1, z1, X, W1, "tanh")
    W1 -= 0.3 * dW1
    b1 -= 0.3 * db1
    W2 -= 0.3 * dW2
    b2 -= 0.3 * db2
    W3 -= 0.3 * dW3
    b3 -= 0.3 * db3
"""
CHOICES = {
    "conditions": """if kind == "sigmoid":
        dz = sigmoid_backward(dA, z)
    elif kind == "tanh":
        dz = tanh_backward(dA, z)""",
    "cases": """match kind:
        case "sigmoid":
            dz = sigmoid_backward(dA, z)
        case "tanh":
            dz = tanh_backward(dA, z)""",
    "table": """dz = {"sigmoid": sigmoid_backward, "tanh": tanh_backward}[kind](dA, z)""",
}


@pytest.mark.parametrize("choice", CHOICES)
def test_the_call_with_the_wrong_word_is_told(choice: str, tmp_path: Path) -> None:
    right = changed(KINDS, {"CHOICE": CHOICES[choice]})
    wrong = changed(right, {'a1, W2, "tanh"': 'a1, W2, "sigmoid"'})
    assert names_and_lines(wrong, tmp_path) == {("slope-of-other", line_of("dA1, dW2", wrong))}


def test_the_line_in_the_helper_is_told_where_one_call_goes_through_all_layers(tmp_path: Path) -> None:
    loop = """dA = dA3
    steps = {}
    for number, z, before, W in ((3, z3, a2, W3), (2, z2, a1, W2), (1, z1, X, W1)):
        dA, *steps[number] = layer_backward(dA, z, before, W, number)
    (dW3, db3), (dW2, db2), (dW1, db1) = steps[3], steps[2], steps[1]"""
    calls = KINDS[KINDS.index("dA2, dW3") : KINDS.index("    W1 -=")].rstrip()
    choice = """if kind >= 2:
        dz = sigmoid_backward(dA, z)
    else:
        dz = tanh_backward(dA, z)"""
    wrong = changed(KINDS, {"CHOICE": choice, calls: loop})
    assert names_and_lines(wrong, tmp_path) == {("slope-of-other", line_of("dz = sigmoid_backward", wrong))}


@pytest.mark.parametrize("choice", CHOICES)
def test_nothing_is_told_where_all_words_are_right(choice: str, tmp_path: Path) -> None:
    assert names_and_lines(changed(KINDS, {"CHOICE": CHOICES[choice]}), tmp_path) == set()
