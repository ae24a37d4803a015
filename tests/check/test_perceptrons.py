"""Single layers that learn by the perceptron's rule: a step has no slope, and the rule is right as such."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said_of_file
from xortui.render.verdict import conclusion

DATA = """\
import numpy as np

np.random.seed(3)
X = np.array([[0.0, 0.2], [0.1, 1.0], [1.0, 0.3], [1.2, 1.1]])
y = np.array([0, 0, 1, 1])
"""
BATCH = (
    DATA
    + """\
y = y.reshape(-1, 1)
w = np.random.randn(2, 1)
b = np.zeros((1, 1))
for epoch in range(20):
    out = np.where(X @ w + b >= 0, 1, 0)
    e = y - out
    w += 0.1 * X.T @ e
    b += 0.1 * e.sum(axis=0, keepdims=True)
"""
)
SAMPLE = (
    DATA
    + """\
w = np.zeros(2)
b = 0
for epoch in range(20):
    for x, t in zip(X, y):
        if np.dot(w, x) + b >= 0:
            out = 1
        else:
            out = 0
        w = w + 0.1 * (t - out) * x
        b = b + 0.1 * (t - out)
"""
)
BRANCH = """\
        if np.dot(w, x) + b >= 0:
            out = 1
        else:
            out = 0
"""
CLASS = (
    DATA
    + """\

class Perceptron:
    def __init__(self, n, lr=0.1):
        self.w = np.random.normal(size=n + 1)
        self.lr = lr

    def predict(self, x):
        activation = np.dot(self.w, x)
        return 1 if activation > 0 else -1

    def fit(self, X, y):
        for _ in range(20):
            for i in range(len(y)):
                x = np.insert(X[i], 0, 1)
                error = y[i] - self.predict(x)
                if error != 0:
                    self.w = self.w + self.lr * error * x

Perceptron(2).fit(X, 2 * y - 1)
"""
)
LISTS = """\
data = [([0.1, 0], 1), ([0.6, 2], 0), ([0.2, 1], 1), ([0.5, 3], 0)]
w = [-0.3, 0.2]
b = 0.1
for epoch in range(20):
    for x, t in data:
        z = w[0] * x[0] + w[1] * x[1] + b
        out = 1 if z >= 0 else 0
        e = t - out
        w[0] += 0.1 * e * x[0]
        w[1] += 0.1 * e * x[1]
        b += 0.1 * e
"""
STEP = "np.where(X @ w + b >= 0, 1, 0)"
SIGNED = BATCH.replace("y.reshape(-1, 1)", "(2 * y - 1).reshape(-1, 1)")
RIGHT = {
    "batch": BATCH,
    "mask": BATCH.replace(STEP, "(X @ w + b > 0).astype(int)"),
    "mask times one": BATCH.replace(STEP, "(X @ w + b > 0) * 1"),
    "heaviside": BATCH.replace(STEP, "np.heaviside(X @ w + b, 1)"),
    "sign": SIGNED.replace(STEP, "np.sign(X @ w + b)"),
    "plus and minus one": SIGNED.replace("1, 0)", "1, -1)"),
    "mean": BATCH.replace("X.T @ e", "X.T @ e / len(X)").replace("e.sum(", "e.mean("),
    "sample": SAMPLE,
    "sample, taken away": SAMPLE.replace("+ 0.1 * (t - out)", "- 0.1 * (out - t)"),
    "sample where": SAMPLE.replace(BRANCH, "        out = np.where(np.dot(w, x) + b >= 0, 1, 0)\n"),
    "sample heaviside": SAMPLE.replace(BRANCH, "        out = np.heaviside(np.dot(w, x) + b, 1)\n"),
    "class": CLASS,
    "lists": LISTS,
}
WRONG = {
    "uphill": (BATCH.replace("+=", "-="), "error-reversed", "e = y - out"),
    "error turned around": (BATCH.replace("y - out", "out - y"), "uphill", "e = out - y"),
    "bias at rest": (
        BATCH.replace("    b += 0.1 * e.sum(axis=0, keepdims=True)\n", ""),
        "bias-never-updated",
        "w += 0.1",
    ),
    "no input": (SAMPLE.replace("(t - out) * x", "(t - out)"), "input-missing", "w = w +"),
    "another input": (LISTS.replace("e * x[1]", "e * x[0]"), "activation-of-other-unit", "w[1] +="),
}
NAMES_OF_OURS = ("perceptron(", "hard-tanh", "scaled(", "bipolar")


@pytest.mark.parametrize("name", RIGHT)
def test_the_rule_is_right_and_is_called_by_its_name(name: str, tmp_path: Path) -> None:
    found = said_of_file(RIGHT[name], tmp_path)
    assert found["verdict"] == "right", found["reason"]
    assert set(found["parameters"].values()) == {"right"}
    assert "the perceptron's rule (t − ŷ)·x" in found["understood"]
    assert "step in its layer" in found["understood"]
    assert not [one for one in NAMES_OF_OURS if one in found["understood"]]
    assert conclusion(found).startswith("Right: every step follows the perceptron's rule")


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_in_the_rule_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    source, identity, text = WRONG[name]
    found = said_of_file(source, tmp_path)
    assert [one["id"] for one in found["mistakes"]] == [identity]
    assert found["mistakes"][0]["line"] == line_of(text, source)


def test_targets_that_a_step_never_gives_are_told(tmp_path: Path) -> None:
    found = said_of_file(LISTS.replace(", 0), ([0.2", ", -1), ([0.2").replace("3], 0)", "3], -1)"), tmp_path)
    assert found["verdict"] == "right"
    assert "the outputs of step lie between 0 and 1" in found["causes"][0]["sentence"]


HIDDEN = """\
import numpy as np

np.random.seed(1)
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([[0], [1], [1], [0]])
W1 = np.random.randn(2, 3)
b1 = np.zeros((1, 3))
W2 = np.random.randn(3, 1)
b2 = np.zeros((1, 1))
for epoch in range(30):
    h = 1 / (1 + np.exp(-(X @ W1 + b1)))
    o = 1 / (1 + np.exp(-(h @ W2 + b2)))
    p = np.where(o > 0.5, 1, 0)
    d2 = (p - y) * o * (1 - o)
    d1 = (d2 @ W2.T) * h * (1 - h)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
"""


def test_what_goes_back_from_steps_to_hidden_layers_without_a_slope_is_not_accused(tmp_path: Path) -> None:
    found = said_of_file(HIDDEN.replace(" * o * (1 - o)", " * 2"), tmp_path)
    assert found["verdict"] == "right"


@pytest.mark.parametrize("error", ["p - y", "-(y - p)"])
def test_what_goes_back_from_steps_with_the_slope_of_before_is_named(error: str, tmp_path: Path) -> None:
    found = said_of_file(HIDDEN.replace("(p - y)", f"({error})"), tmp_path)
    assert [one["id"] for one in found["mistakes"]] == ["error-of-step"]


CHOSEN = """\
import numpy as np

np.random.seed(1)
X = np.random.rand(12, 2)
W = np.random.randn(2)
b = 0.0
for epoch in range(30):
    for i, x in enumerate(X):
        if TEST:
            t = 1
        else:
            t = 0
        o = 1 / (1 + np.exp(-(x @ W + b)))
        d = (o - t) * o * (1 - o)
        W = W - 0.5 * d * x
        b = b - 0.5 * d
"""


@pytest.mark.parametrize("test", ["x[0] > 0.5", "x[0] + x[1] > 1", "i > 5"])
def test_targets_may_be_chosen_by_comparing_data(test: str, tmp_path: Path) -> None:
    assert said_of_file(CHOSEN.replace("TEST", test), tmp_path)["verdict"] == "right"


ELSEWHERE = {
    "batch": BATCH.replace(">= 0", ">= 0.5"),
    "mask": BATCH.replace(STEP, "(X @ w + b > 0.5).astype(int)"),
    "plus and minus one": SIGNED.replace("1, 0)", "1, -1)").replace(">= 0", "> 0.3"),
    "sample": SAMPLE.replace(">= 0", "> 0.5"),
    "no bias": SAMPLE.replace(" + b >= 0", " > 0.5").replace("        b = b + 0.1 * (t - out)\n", ""),
    "lists": LISTS.replace("z >= 0", "z > 0.5"),
}
"""Steps that jump elsewhere than at 0."""


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_step_may_be_elsewhere_than_at_0(name: str, tmp_path: Path) -> None:
    found = said_of_file(ELSEWHERE[name], tmp_path)
    assert found["verdict"] == "right", found["reason"]
    assert "the perceptron's rule (t − ŷ)·x" in found["understood"]
    assert "at a rate of 0.1." in found["understood"]
    assert "step in its layer" in found["understood"]
    assert conclusion(found).startswith("Right: every step follows the perceptron's rule")


@pytest.mark.parametrize(
    ("right", "wrong", "identity"),
    [("e * x[1]", "e * x[0]", "activation-of-other-unit"), ("b += 0.1", "b -= 0.1", "uphill")],
)
def test_a_mistake_behind_such_a_step_is_named(right: str, wrong: str, identity: str, tmp_path: Path) -> None:
    source = ELSEWHERE["lists"]
    found = said_of_file(source.replace(right, wrong), tmp_path)
    assert [(one["id"], one["line"]) for one in found["mistakes"]] == [(identity, line_of(right, source))]


def test_what_goes_back_to_hidden_layers_from_such_a_step_is_not_accused(tmp_path: Path) -> None:
    found = said_of_file(HIDDEN.replace("o > 0.5", "o > 0.6"), tmp_path)
    assert found["mistakes"] == []
