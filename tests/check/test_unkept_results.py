"""A file that keeps nothing of what its updates return is told the line, and what to write there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said_of_file

PROGRAM = """
import copy

import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(2, 40))
Y = (X[:1] * X[1:] > 0) * 1.0


def forward(p):
    A1 = np.tanh(p["W1"] @ X + p["b1"])
    return A1, 1 / (1 + np.exp(-(p["W2"] @ A1 + p["b2"])))


def backward(p, A1, A2):
    d2 = (A2 - Y) / 40
    d1 = p["W2"].T @ d2 * (1 - A1**2)
    return {"W1": d1 @ X.T, "b1": d1.sum(1, keepdims=True), "W2": d2 @ A1.T, "b2": d2.sum(1, keepdims=True)}


def update(p, g, lr=1.0):
    p = copy.deepcopy(p)
    for k in p:
        p[k] -= lr * g[k]
    return p


p = {"W1": rng.normal(size=(6, 2)), "b1": np.zeros((6, 1)), "W2": rng.normal(size=(1, 6)), "b2": np.zeros((1, 1))}
for i in range(100):
    A1, A2 = forward(p)
    g = backward(p, A1, A2)
    update(p, g)
"""
IN_PLACE_OF_COPY = """    p = copy.deepcopy(p)
    for k in p:
        p[k] -= lr * g[k]
    return p
"""
WAYS = (
    IN_PLACE_OF_COPY,
    "    return {k: p[k] - lr * g[k] for k in p}\n",
    '    W1 = p["W1"]\n    W1 = W1 - lr * g["W1"]\n    return {k: W1 if k == "W1" else p[k] - lr * g[k] for k in p}\n',
    "    new = {}\n    for k in p:\n        new[k] = p[k] - lr * g[k]\n    return new\n",
)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("call", ["update(p, g)", "new_p = update(p, g, 0.5)", "update(dict(p), g)"])
def test_the_line_is_told_and_what_to_write_in_it(way: str, call: str, tmp_path: Path) -> None:
    source = changed(PROGRAM, {IN_PLACE_OF_COPY: way, "    update(p, g)": f"    {call}"})
    verdict = said_of_file(source, tmp_path)
    assert set(verdict["parameters"].values()) == {"never moves"}
    (mistake,) = verdict["mistakes"]
    assert mistake["line"] == line_of(f"    {call}", source)
    assert mistake["hint"].startswith("Nothing keeps what update returns: write p = update(")


def test_results_that_are_kept_are_right(tmp_path: Path) -> None:
    assert said_of_file(changed(PROGRAM, {"    update(p, g)": "    p = update(p, g)"}), tmp_path)["verdict"] == "right"


METHODS = """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(30, 2))
T = (X[:, :1] > X[:, 1:]) * 1.0


class Net:
    def __init__(self):
        self.W1 = rng.normal(size=(2, 4))
        self.W2 = rng.normal(size=(4, 1))

    def updated(self, w, g):
        return w - 0.5 * g

    def train(self):
        h = np.tanh(X @ self.W1)
        y = 1 / (1 + np.exp(-(h @ self.W2)))
        d = (y - T) / 30
        dh = d @ self.W2.T * (1 - h * h)
        self.updated(self.W2, h.T @ d)
        self.updated(self.W1, X.T @ dh)


net = Net()
for epoch in range(100):
    net.train()
"""


def test_each_array_may_have_an_update_of_its_own(tmp_path: Path) -> None:
    (mistake,) = said_of_file(METHODS, tmp_path)["mistakes"]
    assert mistake["line"] == line_of("self.updated(self.W2", METHODS)
    assert mistake["parameters"] == ["W1", "W2"]
    assert mistake["hint"].endswith("write self.W2 = self.updated(self.W2, h.T @ d).")


def test_several_results_take_the_places_of_their_arguments(tmp_path: Path) -> None:
    source = changed(
        METHODS,
        {
            "    def updated(self, w, g):\n        return w - 0.5 * g": (
                "    def both(self, w, v, g, k):\n        w = w - 0.5 * g\n        v = v - 0.5 * k\n        return w, v"
            ),
            "        self.updated(self.W2, h.T @ d)\n        self.updated(self.W1, X.T @ dh)": (
                "        self.both(self.W1, self.W2, X.T @ dh, h.T @ d)"
            ),
        },
    )
    (mistake,) = said_of_file(source, tmp_path)["mistakes"]
    assert mistake["line"] == line_of("self.both(self.W1", source)
    assert "write self.W1, self.W2 = self.both(" in mistake["hint"]


ONE_STEP = changed(
    PROGRAM, {"for i in range(100):": "if True:", "    update(p, g)": "    new = update(p, g)\n    print(new)"}
)


def test_one_step_that_is_shown_is_not_accused(tmp_path: Path) -> None:
    assert said_of_file(ONE_STEP, tmp_path)["verdict"] != "wrong"
