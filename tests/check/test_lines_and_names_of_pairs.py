"""Lines and names that a teacher would point at: loops over layers, weight decay, sums over units, softmax."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said

ROWS = """\
import numpy as np
rng = np.random.default_rng(4)
X = rng.normal(size=(4, 3))
Y = rng.random((4, 3))
Y /= Y.sum(axis=1, keepdims=True)
W1, b1 = rng.normal(size=(3, 4)), np.zeros(4)
W2, b2 = rng.normal(size=(4, 3)), np.zeros(3)
lam, m = 0.3, len(X)
for i in range(20):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z)
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p - Y
    d1 = d2 @ W2.T * (1 - h ** 2)
    gW2 = h.T @ d2 / m
    gW1 = X.T @ d1 / m
    gW2 = gW2 + (lam / m) * W2
    gW1 = gW1 + (lam / m) * W1
    W2 -= 0.1 * gW2
    b2 -= 0.1 * d2.sum(axis=0) / m
    W1 -= 0.1 * gW1
    b1 -= 0.1 * d1.sum(axis=0) / m
"""
COLUMNS = """\
import numpy as np
def s(z):
    return 1 / (1 + np.exp(-z))
def gradients(p, X, Y):
    A1 = s(p["W1"] @ X + p["b1"])
    A2 = s(p["W2"] @ A1 + p["b2"])
    D2 = A2 - Y
    D1 = p["W2"].T @ D2 * A1 * (1 - A1)
    db1 = np.sum(D1, axis=1).reshape(-1, 1)
    return {"W2": D2 @ A1.T, "b2": np.sum(D2, axis=1, keepdims=True), "W1": D1 @ X.T, "b1": db1}
rng = np.random.default_rng(5)
X, Y = rng.normal(size=(2, 5)), rng.uniform(0.1, 0.9, (1, 5))
p = {"W1": rng.normal(size=(5, 2)), "b1": np.zeros((5, 1)), "W2": rng.normal(size=(1, 5)), "b2": np.zeros((1, 1))}
for k in range(30):
    grads = gradients(p, X, Y)
    for name in p:
        p[name] -= 0.2 * grads[name]
"""
NEURONS = """\
import math, random
rnd = random.Random(6)
class Neuron:
    def __init__(self, n):
        self.w = [rnd.uniform(-1.5, 1.5) for _ in range(n)]
        self.bias = rnd.uniform(-1, 1)
    def fire(self, inputs):
        self.out = 1 / (1 + math.exp(-sum(w * x for w, x in zip(self.w, inputs)) - self.bias))
        return self.out
layers = [[Neuron(2) for _ in range(3)], [Neuron(3) for _ in range(3)], [Neuron(3)]]
for epoch in range(20):
    for x, t in [((0.2, 0.9), 0.3), ((0.7, 0.1), 0.8), ((0.4, 0.6), 0.5)]:
        signal = x
        for layer in layers:
            signal = [neuron.fire(signal) for neuron in layer]
        out = layers[2][0]
        out.delta = (t - out.out) * out.out * (1 - out.out)
        for l in (1, 0):
            for j, neuron in enumerate(layers[l]):
                neuron.delta = sum(f.delta * f.w[j] for f in layers[l + 1]) * neuron.out * (1 - neuron.out)
        for l in range(0, len(layers)):
            signal = x if l == 0 else [neuron.out for neuron in layers[l - 1]]
            for neuron in layers[l]:
                for i in range(len(neuron.w)):
                    neuron.w[i] += 0.5 * neuron.delta * signal[i]
                neuron.bias += 0.5 * neuron.delta
"""
WITH_TWO_SLIPS = {"gW2 + (lam": "gW2 - (lam", "d2 @ W2.T * (1 - h ** 2)": "d2 @ W2.T * (1 - h)"}


@pytest.mark.parametrize("program", [ROWS, COLUMNS, NEURONS])
def test_without_a_mistake_they_are_right(program: str, tmp_path: Path) -> None:
    assert said(program, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(
    ("program", "changes", "named"),
    [
        (ROWS, {"gW2 + (lam": "gW2 - (lam"}, {"decay-sign": "gW2 - (lam"}),
        (ROWS, WITH_TWO_SLIPS, {"decay-sign": "gW2 - (lam", "slope-half": "d1 = "}),
        (ROWS, {"d1.sum(axis=0)": "d1.sum(axis=1)"}, {"bias-over-all-units": "d1.sum"}),
        (COLUMNS, {"np.sum(D1, axis=1)": "np.sum(D1, axis=0)"}, {"bias-over-all-units": "db1 = "}),
        (ROWS, {"p - Y": "(p - Y) * p * (1 - p)"}, {"softmax-diagonal": "d2 = "}),
        (ROWS, {"    d2 =": "    cost = -np.sum(Y * np.log(p))\n    d2 =", "p - Y": "(p - Y) * p * (1 - p)"},
         {"softmax-slope-besides": "d2 = "}),
        (NEURONS, {"for l in range(0,": "for l in range(1,"}, {"layer-never-updated": "for l in range(1,"}),
    ],
)  # fmt: skip
def test_mistakes_are_named_in_the_lines_that_make_them(
    program: str, changes: dict[str, str], named: dict[str, str], tmp_path: Path
) -> None:
    wrong = changed(program, changes)
    mistakes: list[dict[str, object]] = said(wrong, tmp_path)["mistakes"]
    assert {one["id"]: one["line"] for one in mistakes} == {name: line_of(text, wrong) for name, text in named.items()}


def test_softmax_diagonal_and_its_slope_besides_are_told_together(tmp_path: Path) -> None:
    wrong = changed(ROWS, {"p - Y": "(p - Y) * p * (1 - p)"})
    mistakes: list[dict[str, object]] = said(wrong, tmp_path)["mistakes"]
    (mistake,) = mistakes
    others: list[dict[str, str]] = mistake["or"]  # type: ignore[assignment]
    assert [other["id"] for other in others] == ["softmax-slope-besides"]
