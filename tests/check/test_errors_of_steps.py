"""An error that is taken of labels, where the slope of the output comes with it, is named; a rule of steps is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said

ROWS = """
import numpy as np

rng = np.random.default_rng(5)
X = rng.normal(size=(12, 2))
T = (X[:, :1] > X[:, 1:]) * 1.0
W1 = rng.normal(size=(2, 3))
b1 = np.zeros(3)
W2 = rng.normal(size=(3, 1))
b2 = np.zeros(1)
for epoch in range(200):
    h = 1 / (1 + np.exp(-(X @ W1 + b1)))
    out = 1 / (1 + np.exp(-(h @ W2 + b2)))
    label = np.where(out > 0.5, 1.0, 0.0)
    error = T - label
    d2 = error * out * (1 - out)
    d1 = d2 @ W2.T * h * (1 - h)
    W2 += 0.5 * h.T @ d2
    b2 += 0.5 * d2.sum(axis=0)
    W1 += 0.5 * X.T @ d1
    b1 += 0.5 * d1.sum(axis=0)
"""
NUMBERS = """
import math
import random

random.seed(2)
DATA = [((0, 0), -1), ((0, 1), 1), ((1, 0), 1), ((1, 1), -1)]
w = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(2)]
v = [random.uniform(-1, 1) for _ in range(3)]
for epoch in range(50):
    for x, t in DATA:
        h = [math.tanh(u[0] * x[0] + u[1] * x[1] + u[2]) for u in w]
        y = math.tanh(v[0] * h[0] + v[1] * h[1] + v[2])
        answer = 1 if y > 0 else -1
        delta = (answer - t) * (1 - y * y)
        back = [delta * v[j] * (1 - h[j] ** 2) for j in range(2)]
        for j in range(2):
            v[j] -= 0.1 * delta * h[j]
            for i in range(2):
                w[j][i] -= 0.1 * back[j] * x[i]
            w[j][2] -= 0.1 * back[j]
        v[2] -= 0.1 * delta
"""


@pytest.mark.parametrize("label", ["np.where(out > 0.5, 1.0, 0.0)", "(out >= 0.5).astype(float)", "(out > 0.5) * 1"])
def test_an_error_of_labels_is_named_in_its_line(label: str, tmp_path: Path) -> None:
    source = changed(ROWS, {"np.where(out > 0.5, 1.0, 0.0)": label})
    verdict = said(source, tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [
        ("error-of-step", line_of("T - label", source))
    ]
    assert set(verdict["parameters"].values()) == {"wrong"}


def test_an_error_of_labels_is_named_in_a_program_of_plain_numbers(tmp_path: Path) -> None:
    verdict = said(NUMBERS, tmp_path)
    assert [one["id"] for one in verdict["mistakes"]] == ["error-of-step"]


def test_a_mistake_behind_it_is_named_besides(tmp_path: Path) -> None:
    source = changed(ROWS, {"d2 @ W2.T * h * (1 - h)": "d2 @ W2.T"})
    assert {one["id"] for one in said(source, tmp_path)["mistakes"]} == {"error-of-step", "slope-missing"}


def test_mended_it_is_right(tmp_path: Path) -> None:
    assert said(changed(ROWS, {"T - label": "T - out"}), tmp_path)["verdict"] == "right"


def test_a_rule_of_steps_without_a_slope_is_not_accused(tmp_path: Path) -> None:
    assert said(changed(ROWS, {"error * out * (1 - out)": "error"}), tmp_path)["verdict"] == "right"
