"""A slope that is multiplied in once more, on the way back or in a layer's own gradients, in a loop over layers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, names_and_lines, said

LOOP = """\
import numpy as np
def slope(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)
class Net:
    def __init__(self, *sizes):
        rng = np.random.RandomState(3)
        self.W = [rng.randn(b, a) for a, b in zip(sizes, sizes[1:])]
        self.B = [rng.randn(b) for b in sizes[1:]]
        self.rate = 0.8
    def forward(self, a):
        self.A, self.Z = [np.array(a, float)], []
        for W, B in zip(self.W, self.B):
            self.Z.append(W @ self.A[-1] + B)
            self.A.append(1 / (1 + np.exp(-self.Z[-1])))
    def gradients(self, y):
        n = len(self.W)
        dW, dB = [0] * n, [0] * n
        error = 2 * (self.A[-1] - y)
        for L in range(n - 1, -1, -1):
            s = slope(self.Z[L])
            dB[L] = s * error
            dW[L] = np.outer(dB[L], self.A[L])
            if L == n - 1:
                dW[L] = dW[L] * 1
            error = self.W[L].T @ dB[L]
        return dW, dB
    def learn(self, batch):
        sumW = [np.zeros_like(W) for W in self.W]
        sumB = [np.zeros_like(B) for B in self.B]
        for x, y in batch:
            self.forward(x)
            for total, one in zip(sumW, self.gradients(y)[0]):
                total += one
            for total, one in zip(sumB, self.gradients(y)[1]):
                total += one
        for L in range(len(self.W)):
            self.W[L] -= self.rate * sumW[L] / len(batch)
            self.B[L] -= self.rate * sumB[L] / len(batch)
rng = np.random.RandomState(1)
batch = [(rng.randn(3), rng.rand(2)) for _ in range(3)]
net = Net(3, 4, 3, 2)
for epoch in range(30):
    net.learn(batch)
"""
PASSED = "error = self.W[L].T @ dB[L]"
PASSED_TWICE = "error = self.W[L].T @ (s * dB[L])"
PASSED_WITHOUT = "error = self.W[L].T @ error"
MATRICES = """\
import numpy as np
rng = np.random.default_rng(2)
X, Y = rng.normal(size=(6, 3)), rng.uniform(0.1, 0.9, (6, 2))
W1, W2 = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
b1, b2 = rng.normal(size=4), rng.normal(size=2)
def s(z):
    return 1 / (1 + np.exp(-z))
for epoch in range(40):
    H = s(X @ W1 + b1)
    O = s(H @ W2 + b2)
    D2 = (O - Y) * O * (1 - O)
    D1 = D2 @ W2.T * H * (1 - H)
    W2 -= 0.3 * H.T @ D2
    b2 -= 0.3 * D2.sum(axis=0)
    W1 -= 0.3 * X.T @ D1
    b1 -= 0.3 * D1.sum(axis=0)
"""


def test_it_is_named_where_a_loop_passes_it_back_once_more(tmp_path: Path) -> None:
    source = LOOP.replace(PASSED, PASSED_TWICE)
    (found,) = said(source, tmp_path)["mistakes"]
    assert (found["id"], found["line"]) == ("slope-twice", line_of(PASSED_TWICE, source))
    assert found["sentence"].endswith(", for what it passes back alone.")


@pytest.mark.parametrize(("factor", "name"), [("self.rate", "rate-twice"), ("3", "stray-factor")])
def test_it_is_named_beside_a_factor_in_the_last_layer(factor: str, name: str, tmp_path: Path) -> None:
    scaled = f"dW[L] = dW[L] * {factor}"
    source = LOOP.replace(PASSED, PASSED_TWICE).replace("dW[L] = dW[L] * 1", scaled)
    assert names_and_lines(source, tmp_path) == {
        ("slope-twice", line_of(PASSED_TWICE, source)),
        (name, line_of(scaled, source)),
    }


def test_a_backward_pass_that_is_called_twice_in_the_same_words_has_the_line_itself(tmp_path: Path) -> None:
    source = LOOP.replace(PASSED, PASSED_WITHOUT)
    assert names_and_lines(source, tmp_path) == {("slope-missing-passed-back", line_of(PASSED_WITHOUT, source))}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("D1 = (D2 * O * (1 - O)) @ W2.T * H * (1 - H)", ", for what it passes back alone."),
        ("W2 -= 0.3 * H.T @ (D2 * O * (1 - O))", ", for the gradients of its weights alone."),
        ("D2 = (O - Y) * (O * (1 - O)) ** 2", "in layer 2."),
    ],
)
def test_it_is_told_of_what_it_is_part_of(wrong: str, words: str, tmp_path: Path) -> None:
    line = next(line for line in MATRICES.split("\n") if line.strip().startswith(wrong.partition("=")[0]))
    source = MATRICES.replace(line, f"    {wrong}")
    verdict = said(source, tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [("slope-twice", line_of(wrong, source))]
    assert words in verdict["mistakes"][0]["sentence"]


@pytest.mark.parametrize("source", [LOOP, MATRICES])
def test_the_same_files_with_one_slope_are_right(source: str, tmp_path: Path) -> None:
    assert said(source, tmp_path)["verdict"] == "right"
