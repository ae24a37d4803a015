"""A value that a statement computes and nothing keeps, `dW / m`: the mistake is made in that line."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said
from xortui.check.recognition.discarded_values import discarded_values

RIGHT = """\
import numpy as np

rng = np.random.default_rng(5)
X = rng.normal(size=(20, 4))
T = (X[:, :2] * X[:, 2:] > 0).astype(float)
p = {"W1": rng.normal(size=(4, 6)) * 0.5, "b1": np.zeros(6)}
p.update(W2=rng.normal(size=(6, 6)) * 0.5, b2=np.zeros(6), W3=rng.normal(size=(6, 2)) * 0.5, b3=np.zeros(2))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def slope(h):
    return h * (1 - h)


def take_step(x, t, rate):
    m = len(x)
    h1 = sigmoid(x @ p["W1"] + p["b1"])
    h2 = sigmoid(h1 @ p["W2"] + p["b2"])
    out = sigmoid(h2 @ p["W3"] + p["b3"])
    g = {}
    d3 = out - t
    g["W3"] = h2.T @ d3
    g["W3"] = g["W3"] / m
    g["b3"] = d3.sum(axis=0) / m
    d2 = d3 @ p["W3"].T
    d2 = d2 * slope(h2)
    g["W2"] = h1.T @ d2
    g["W2"] = g["W2"] / m
    g["b2"] = d2.sum(axis=0)
    g["b2"] = g["b2"] / m
    d1 = d2 @ p["W2"].T
    d1 = d1 * slope(h1)
    g["W1"] = x.T @ d1
    g["W1"] = g["W1"] / m
    g["b1"] = d1.sum(axis=0) / m
    for key in p:
        p[key] = p[key] - rate * g[key]


for epoch in range(100):
    take_step(X, T, 0.5)
"""
DISCARDED = {
    "factor of a layer": ("stray-factor", 'g["W1"] = g["W1"] / m', 'g["W1"] / m'),
    "factor by a function": ("stray-factor", 'g["W3"] = g["W3"] / m', 'np.divide(g["W3"], m)'),
    "factor in a comparison": ("stray-factor", 'g["W2"] = g["W2"] / m', 'g["W2"] == g["W2"] / m'),
    "factor of biases": ("bias-not-averaged", 'g["b2"] = g["b2"] / m', 'g["b2"] / m'),
    "slope": ("slope-missing", "d1 = d1 * slope(h1)", "d1 * slope(h1)"),
    "slope by a function": ("slope-missing", "d2 = d2 * slope(h2)", "np.multiply(d2, slope(h2))"),
    "transposed": ("gradient-transposed", 'g["W2"] = h1.T @ d2\n', 'g["W2"] = d2.T @ h1\n    g["W2"].T\n'),
    "sign": ("error-reversed", "d3 = out - t\n", "d3 = t - out\n    -d3\n"),
    "target": ("output-for-error", "d3 = out - t\n", "d3 = out\n    d3 - t\n"),
    "slope beside another name": (
        "slope-missing",
        'd1 = d1 * slope(h1)\n    g["W1"] = x.T @ d1\n',
        'e1 = d1\n    d1 * slope(h1)\n    d1 = e1\n    g["W1"] = x.T @ d1\n',
    ),
}
IN_ONE_ARRAY = """\
import numpy as np

np.random.seed(4)
X = np.random.randn(24, 3)
Y = (X[:, :2] + X[:, 1:] > 0).astype(float)
W1 = np.random.randn(5, 4) * 0.5
W2 = np.random.randn(2, 6) * 0.5


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def gradients(W1, W2, X, Y):
    G1 = np.zeros(W1.shape)
    G2 = np.zeros(W2.shape)
    for x, y in zip(X, Y):
        a0 = np.append(1, x)
        a1 = np.append(1, sigmoid(W1 @ a0))
        a2 = sigmoid(W2 @ a1)
        d2 = a2 - y
        d1 = (W2.T @ d2)[1:] * a1[1:] * (1 - a1[1:])
        G2 = G2 + np.outer(d2, a1)
        G1 = G1 + np.outer(d1, a0)
    G1 = G1 / len(X)
    G2 = G2 / len(X)
    return G1, G2


for i in range(100):
    G1, G2 = gradients(W1, W2, X, Y)
    W1 = W1 - 0.5 * G1
    W2 = W2 - 0.5 * G2
"""
WITH_DROPOUT = """\
import numpy as np

rng = np.random.default_rng(6)
X = rng.normal(size=(16, 3))
Y = (X[:, :1] * X[:, 1:2] > 0) * 1.0
W1 = rng.normal(size=(3, 6)) * 0.6
b1 = np.zeros(6)
W2 = rng.normal(size=(6, 1)) * 0.6
b2 = np.zeros(1)
for i in range(200):
    z1 = X @ W1 + b1
    a1 = np.maximum(0, z1)
    mask = (rng.random(a1.shape) < 0.8) / 0.8
    a1 = a1 * mask
    out = 1 / (1 + np.exp(-(a1 @ W2 + b2)))
    d2 = (out - Y) / len(X)
    d1 = d2 @ W2.T
    d1 = d1 * mask
    d1 = d1 * (z1 > 0)
    W2 -= 0.3 * a1.T @ d2
    b2 -= 0.3 * d2.sum(axis=0)
    W1 -= 0.3 * X.T @ d1
    b1 -= 0.3 * d1.sum(axis=0)
"""


def line_of_discarded(written: str, program: str) -> int:
    """Return the line of the last statement of a text in a program, but for those that only name a number again."""
    statements = [one.strip() for one in written.strip().splitlines()]
    computing = [one for one in statements if " = " not in one]
    return line_of(f"    {computing[-1]}\n", program)


@pytest.mark.parametrize("kind", DISCARDED)
def test_a_mistake_is_told_in_the_line_whose_value_nothing_keeps(kind: str, tmp_path: Path) -> None:
    name, before, after = DISCARDED[kind]
    wrong = changed(RIGHT, {before: after})
    assert names_and_lines(wrong, tmp_path) == {(name, line_of_discarded(after, wrong))}


def test_the_hint_tells_what_the_value_is_for(tmp_path: Path) -> None:
    wrong = changed(RIGHT, {"d1 = d1 * slope(h1)": "d1 * slope(h1)"})
    (mistake,) = said(wrong, tmp_path)["mistakes"]
    assert mistake["hint"] == "Nothing keeps the value that this line computes: give it to d1."


def test_another_mistake_beside_it_keeps_its_own_line(tmp_path: Path) -> None:
    wrong = changed(RIGHT, {'g["W1"] = g["W1"] / m': 'g["W1"] / m', "    d2 = d2 * slope(h2)\n": ""})
    assert names_and_lines(wrong, tmp_path) == {
        ("stray-factor", line_of('    g["W1"] / m', wrong)),
        ("slope-missing", line_of("d2 = d3", wrong)),
    }


def test_each_of_two_values_is_told_in_its_own_line(tmp_path: Path) -> None:
    wrong = changed(RIGHT, {'g["W1"] = g["W1"] / m': 'g["W1"] / m', "d2 = d2 * slope(h2)": "d2 * slope(h2)"})
    assert names_and_lines(wrong, tmp_path) == {
        ("stray-factor", line_of('    g["W1"] / m', wrong)),
        ("slope-missing", line_of("    d2 * slope(h2)", wrong)),
    }


def test_a_value_that_nobody_needs_changes_nothing(tmp_path: Path) -> None:
    fine = changed(RIGHT, {"d1 = d1 * slope(h1)": "d1 = d1 * slope(h1)\n    d1 / m\n    d1.T"})
    assert said(fine, tmp_path)["verdict"] == "right"
    wrong = changed(fine, {"    d2 = d2 * slope(h2)\n": ""})
    assert names_and_lines(wrong, tmp_path) == {("slope-missing", line_of("d2 = d3", wrong))}


def test_a_mistake_without_a_name_is_looked_for_in_that_line(tmp_path: Path) -> None:
    wrong = changed(RIGHT, {'d1 = d2 @ p["W2"].T': 'd1 = d2\n    np.dot(d1, p["W2"].T)'})
    verdict = said(wrong, tmp_path)
    line = line_of("    np.dot(d1", wrong)
    assert verdict["verdict"] == "wrong"
    assert not verdict["mistakes"]
    assert verdict["look at"] == line
    assert verdict["reason"] == f"Look at line {line}: nothing keeps the value that it computes."


def test_weights_and_biases_of_one_array_have_one_factor(tmp_path: Path) -> None:
    assert said(IN_ONE_ARRAY, tmp_path)["verdict"] == "right"
    wrong = changed(IN_ONE_ARRAY, {"    G1 = G1 / len(X)\n": ""})
    assert names_and_lines(wrong, tmp_path) == {("stray-factor", line_of("G1 = G1 + np", wrong))}
    discarded = changed(IN_ONE_ARRAY, {"G1 = G1 / len(X)": "G1 / len(X)"})
    assert names_and_lines(discarded, tmp_path) == {("stray-factor", line_of("    G1 / len", discarded))}


def test_biases_alone_in_an_array_of_weights_are_not_averaged(tmp_path: Path) -> None:
    wrong = changed(IN_ONE_ARRAY, {"    G1 = G1 / len(X)\n": "    G1[:, 1:] = G1[:, 1:] / len(X)\n"})
    assert {name for name, _ in names_and_lines(wrong, tmp_path)} == {"bias-not-averaged"}


@pytest.mark.parametrize("discarded", ["G1 + np.outer(d1, a0)", "np.outer(d1, a0)"])
def test_a_sum_that_nothing_keeps_is_told_in_its_line(discarded: str, tmp_path: Path) -> None:
    wrong = changed(IN_ONE_ARRAY, {"G1 = G1 + np.outer(d1, a0)": discarded})
    assert names_and_lines(wrong, tmp_path) == {("layer-never-updated", line_of(f"    {discarded}", wrong))}


def test_a_mask_or_a_gate_that_nothing_keeps_is_told_in_its_line(tmp_path: Path) -> None:
    masked = changed(WITH_DROPOUT, {"d1 = d1 * mask": "d1 * mask"})
    assert names_and_lines(masked, tmp_path) == {("mask-not-passed-back", line_of("    d1 * mask", masked))}
    gated = changed(WITH_DROPOUT, {"d1 = d1 * (z1 > 0)": "np.where(z1 > 0, d1, 0)"})
    assert names_and_lines(gated, tmp_path) == {("slope-missing", line_of("    np.where", gated))}


def test_only_statements_that_do_nothing_else_are_discarded_values() -> None:
    source = """\
import numpy as np
def scaled(d):
    return d / 2
def kept(d):
    seen.append(d)
    return d
def step(d, dW, m):
    '''d / m'''
    dW / m
    np.clip(d, -1, 1)
    np.clip(d, -1, 1, out=d)
    np.fill_diagonal(dW, 0)
    np.random.shuffle(d)
    dW.sum(axis=0)
    dW.sort()
    scaled(d)
    kept(d)
    print(d)
    d[1:]
    dW.shape
    dW
"""
    found = {one.line: one.names for one in discarded_values(ast.parse(source))}
    assert found == {9: ("dW", "m"), 10: ("d",), 14: ("dW",), 16: ("d",), 19: ("d",)}


def test_a_value_is_kept_in_its_own_line() -> None:
    source = "def step(dW, b, m):\n    é = 1; dW / (\n        m)\n    b == b / m\n"
    first, second = discarded_values(ast.parse(source))
    assert first.kept(source, "dW") == "def step(dW, b, m):\n    é = 1; dW = dW / (\n        m)\n    b == b / m\n"
    assert second.kept(source, "b") == "def step(dW, b, m):\n    é = 1; dW / (\n        m)\n    b = b / m\n"


def test_what_draws_keeps_no_value() -> None:
    source = """\
import matplotlib.pyplot as plt
def show(x, y):
    plt.plot(x, y)
"""
    assert discarded_values(ast.parse(source)) == []


def test_a_method_that_calls_one_that_changes_something_keeps_no_value() -> None:
    source = """\
class Layer:
    def forward(self, x):
        self.x = x
        return x * 2
class Net:
    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x
for epoch in range(3):
    y = net.predict(x)
    net.predict(x)
"""
    assert discarded_values(ast.parse(source)) == []


def test_a_part_of_a_library_computes_values_too() -> None:
    source = "import numpy.linalg as la\ndef step(dW):\n    dW = dW * 2\n    la.pinv(dW)\n"
    assert [one.line for one in discarded_values(ast.parse(source))] == [4]
