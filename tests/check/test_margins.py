"""Hinge losses: outputs that are compared with their targets by a margin."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, said_of_file

ROWS = """\
import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(20, 2))
Y = np.where(X[:, :1] * X[:, 1:] > 0, 1.0, -1.0)
W = rng.normal(size=(2, 5))
b = np.zeros(5)
V = rng.normal(size=(5, 1))
c = np.zeros(1)
for epoch in range(100):
    h = np.tanh(X @ W + b)
    o = h @ V + c
    g = SLOPE
    back = g @ V.T * (1 - h * h)
    V -= 0.1 * h.T @ g
    c -= 0.1 * g.sum(0)
    W -= 0.1 * X.T @ back
    b -= 0.1 * back.sum(0)
"""
COLUMNS = """\
import numpy as np
class Machine:
    def __init__(self):
        r = np.random.default_rng(4)
        self.W1 = r.normal(size=(4, 2))
        self.b1 = np.zeros((4, 1))
        self.W2 = r.normal(size=(1, 4))
    def forward(self, X):
        self.A1 = np.maximum(0, self.W1 @ X + self.b1)
        return self.W2 @ self.A1
    def train(self, X, Y, rate):
        scores = self.forward(X)
        margins = 1 - Y * scores
        dS = np.where(margins > 0, -Y, 0.0) / X.shape[1]
        dZ = self.W2.T @ dS * (self.A1 > 0)
        self.W2 = self.W2 - rate * dS @ self.A1.T
        self.W1 = self.W1 - rate * dZ @ X.T
        self.b1 = self.b1 - rate * dZ.sum(axis=1, keepdims=True)
r = np.random.default_rng(2)
X = r.normal(size=(2, 12))
Y = np.sign(X[:1] * X[1:])
machine = Machine()
for epoch in range(60):
    machine.train(X, Y, 0.2)
"""
SAMPLES = """\
import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(20, 2))
T = np.where(X[:, 0] * X[:, 1] > 0, 1, -1)
W = rng.normal(size=(2, 5))
b = np.zeros(5)
v = rng.normal(size=5)
c = 0.0
for epoch in range(30):
    for x, t in zip(X, T):
        h = np.tanh(x @ W + b)
        o = h @ v + c
        if t * o < 1:
            g = -GRADIENT
        else:
            g = 0.0
        back = g * v * (1 - h**2)
        v -= 0.1 * g * h
        c -= 0.1 * g
        W -= 0.1 * np.outer(x, back)
        b -= 0.1 * back
"""
HINGES = {
    "a mask": "-Y * (Y * o < 1) / len(X)",
    "a choice": "np.where(Y * o < 1, -Y, 0.0)",
    "cells set to 0": "-Y.copy()\n    g[Y * o >= 1] = 0",
}
SQUARED = "-2 * Y * np.maximum(0, 1 - Y * o)"


@pytest.mark.parametrize("name", HINGES)
def test_a_hinge_loss_is_right_and_told(name: str, tmp_path: Path) -> None:
    found = said_of_file(ROWS.replace("SLOPE", HINGES[name]), tmp_path)
    assert found["verdict"] == "right"
    assert "the hinge loss max(0, 1 − y·ŷ)" in found["understood"]


def test_a_squared_hinge_loss_is_right_and_told(tmp_path: Path) -> None:
    found = said_of_file(ROWS.replace("SLOPE", SQUARED), tmp_path)
    assert found["verdict"] == "right"
    assert "the squared hinge loss max(0, 1 − y·ŷ)²" in found["understood"]


@pytest.mark.parametrize(
    ("right", "wrong", "identity"),
    [
        (" * (1 - h * h)", "", "slope-missing"),
        ("* (1 - h * h)", "* (1 - h)", "slope-half"),
        ("c -= 0.1", "c += 0.1", "uphill"),
        ("b -= 0.1 * back.sum(0)", "b -= 0.1 * back.mean(0)", "bias-averaged"),
    ],
)
@pytest.mark.parametrize("slope", [*HINGES.values(), SQUARED])
def test_a_mistake_behind_it_is_named(slope: str, right: str, wrong: str, identity: str, tmp_path: Path) -> None:
    source = ROWS.replace("SLOPE", slope)
    assert source.count(right) == 1
    found = said_of_file(source.replace(right, wrong), tmp_path)
    line = source[: source.index(right)].count("\n") + 1
    assert [(one["id"], one["line"]) for one in found["mistakes"]] == [(identity, line)]


def test_samples_in_columns_are_judged_too(tmp_path: Path) -> None:
    assert said_of_file(COLUMNS, tmp_path)["verdict"] == "right"
    found = said_of_file(COLUMNS.replace(" * (self.A1 > 0)", ""), tmp_path)
    assert [one["id"] for one in found["mistakes"]] == ["slope-missing"]


def test_a_branch_for_each_sample_is_right(tmp_path: Path) -> None:
    assert said_of_file(SAMPLES.replace("GRADIENT", "float(t)"), tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(("slope", "verdict"), [("(1 - h**2)", "right"), ("h", "undecided")])
def test_labels_that_are_whole_numbers_accuse_nobody(slope: str, verdict: str, tmp_path: Path) -> None:
    source = SAMPLES.replace("GRADIENT", "t").replace("(1 - h**2)", slope)
    assert said_of_file(source, tmp_path)["verdict"] == verdict


def test_a_choice_between_whole_numbers_accuses_nobody(tmp_path: Path) -> None:
    branch = "        if t * o < 1:\n            g = -GRADIENT\n        else:\n            g = 0.0\n"
    source = SAMPLES.replace(branch, "        g = -t if t * o < 1 else 0.0\n")
    assert said_of_file(source, tmp_path)["verdict"] != "wrong"


LOGISTIC = {
    "logistic": ("-Y / (1 + np.exp(Y * o)) / len(X)", "the logistic loss ln(1 + exp(−y·ŷ)), mean over the batch"),
    "logistic by a function": ("-Y * sigmoid(-Y * o)", "the logistic loss ln(1 + exp(−y·ŷ)), summed over the batch"),
    "exponential": ("-Y * np.exp(-Y * o)", "the exponential loss exp(−y·ŷ), summed over the batch"),
}
"""Slopes at the outputs for targets of 1 and −1, and what their steps follow."""


def logistic(name: str) -> str:
    source = ROWS.replace("SLOPE", LOGISTIC[name][0])
    return source.replace("rng =", "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\nrng =", 1).replace(
        "0.1 *", "0.02 *"
    )


@pytest.mark.parametrize("name", LOGISTIC)
def test_a_loss_of_the_exponential_of_a_margin_is_right_and_told(name: str, tmp_path: Path) -> None:
    found = said_of_file(logistic(name), tmp_path)
    assert found["verdict"] == "right", found["reason"]
    assert f"Its steps follow {LOGISTIC[name][1]}, at a rate of 0.02." in found["understood"]


@pytest.mark.parametrize(
    ("right", "wrong", "identity"),
    [
        (" * (1 - h * h)", "", "slope-missing"),
        ("c -= 0.02", "c += 0.02", "uphill"),
        ("b -= 0.02 * back.sum(0)", "b -= 0.02 * back.mean(0)", "bias-averaged"),
    ],
)
@pytest.mark.parametrize("name", LOGISTIC)
def test_a_mistake_behind_the_exponential_of_a_margin_is_named(
    name: str, right: str, wrong: str, identity: str, tmp_path: Path
) -> None:
    source = logistic(name)
    assert source.count(right) == 1
    found = said_of_file(source.replace(right, wrong), tmp_path)
    line = source[: source.index(right)].count("\n") + 1
    assert [(one["id"], one["line"]) for one in found["mistakes"]] == [(identity, line)]


@pytest.mark.parametrize("slope", ["-Y / (1 + np.exp(-Y * o))", "-Y * np.exp(Y * o)", "Y * sigmoid(Y * o) ** 2"])
def test_another_slope_of_such_a_margin_is_not_called_right(slope: str, tmp_path: Path) -> None:
    source = logistic("logistic").replace(LOGISTIC["logistic"][0], slope)
    assert said_of_file(source, tmp_path)["verdict"] == "undecided"


ONE_UNIT = """\
import math
data = [([0.3, 0.8], 1), ([0.9, -0.4], -1), ([-0.7, 0.5], 1), ([0.2, -0.1], -1)]
w = [0.1, -0.2]
b = 0.0
for epoch in range(50):
    for x, y in data:
        s = w[0] * x[0] + w[1] * x[1] + b
        g = -y / (1 + math.exp(y * s))
        w[0] -= 0.2 * g * x[0]
        w[1] -= 0.2 * g * x[1]
        b -= 0.2 * g
"""


def test_one_linear_output_with_the_logistic_loss_is_judged(tmp_path: Path) -> None:
    found = said_of_file(ONE_UNIT, tmp_path)
    assert found["verdict"] == "right", found["reason"]
    assert "the logistic loss ln(1 + exp(−y·ŷ)), at a rate of 0.2." in found["understood"]
    found = said_of_file(ONE_UNIT.replace("w[1] -= 0.2 * g * x[1]", "w[1] -= 0.2 * g"), tmp_path)
    assert found["verdict"] != "right"


MACHINE_OF_WEIGHTS = """\
import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(40, 3))
y = np.where(X @ [1, -2, 0.5] + 0.3 > 0, 1, -1)
w = rng.normal(size=3)
b = 0.0
for epoch in range(20):
    for i in range(len(X)):
        f = X[i] @ w + b
        if y[i] * f < 1:
            w = w - 0.01 * (0.1 * w - y[i] * X[i])
            b = b + 0.01 * y[i]
        else:
            w = w - 0.01 * 0.1 * w
"""


@pytest.mark.parametrize("changes", [{}, {"b + 0.01": "b - 0.01"}])
def test_weight_decay_beside_a_target_is_no_error_of_an_output(changes: dict[str, str], tmp_path: Path) -> None:
    assert said_of_file(changed(MACHINE_OF_WEIGHTS, changes), tmp_path)["verdict"] == "undecided"
