"""A gradient that lacks the factor of the others is told where it is taken as it is, beside their multiplication."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said
from xortui.check.judgement.findings import NOT_AVERAGED

LOOP = """
import numpy as np

rng = np.random.default_rng(4)
X = rng.normal(size=(30, 3))
T = (X[:, :1] * X[:, 1:2] + X[:, 2:] > 0.2).astype(float)
W1 = rng.normal(size=(3, 5)) * 0.6
b1 = np.zeros(5)
W2 = rng.normal(size=(5, 1)) * 0.6
b2 = np.zeros(1)
n = len(X)


def gradients():
    sum1, bias1 = np.zeros_like(W1), np.zeros_like(b1)
    sum2, bias2 = np.zeros_like(W2), np.zeros_like(b2)
    for x, t in zip(X, T):
        h = np.tanh(x @ W1 + b1)
        d2 = 1 / (1 + np.exp(-(h @ W2 + b2))) - t
        d1 = (W2 @ d2) * (1 - h ** 2)
        sum2 += np.outer(h, d2)
        bias2 += d2
        sum1 += np.outer(x, d1)
        bias1 += d1
    return taken


for epoch in range(60):
    g = gradients()
    W1 -= 0.5 * g["W1"]
    b1 -= 0.5 * g["b1"]
    W2 -= 0.5 * g["W2"]
    b2 -= 0.5 * g["b2"]
"""
RETURNED = """return {
        "W1": sum1 / n,
        "b1": bias1 / n,
        "W2": sum2 / n,
        "b2": bias2 / n,
    }"""
KEPT = """g = {}
    g["W1"] = sum1 / n
    g["b1"] = bias1 / n
    g["W2"] = sum2 / n
    g["b2"] = bias2 / n
    return g"""
NAMED = """mean1 = sum1 / n
    mean_bias1 = bias1 / n
    mean2 = (1 / n) * sum2
    mean_bias2 = bias2 / n
    return {"W1": mean1, "b1": mean_bias1, "W2": mean2, "b2": mean_bias2}"""
WITHOUT_BIASES = """
import numpy as np

rng = np.random.default_rng(4)
X = np.c_[rng.normal(size=(30, 3)), np.ones(30)]
T = (X[:, :1] * X[:, 1:2] + X[:, 2:3] > 0.2).astype(float)
W1 = rng.normal(size=(4, 5)) * 0.6
W2 = rng.normal(size=(5, 1)) * 0.6
n = len(X)

for epoch in range(60):
    G1 = np.zeros_like(W1)
    G2 = np.zeros_like(W2)
    for x, t in zip(X, T):
        h = np.tanh(x @ W1)
        d2 = h @ W2 - t
        G2 += np.outer(h, d2)
        G1 += np.outer(x, (W2 @ d2) * (1 - h ** 2))
    W1 -= 0.05 * G1 / n
    W2 -= 0.05 * G2 / n
"""


@pytest.mark.parametrize(
    ("taken", "before", "after", "name"),
    [
        (RETURNED, '"W1": sum1 / n', '"W1": sum1', "stray-factor"),
        (KEPT, 'g["W1"] = sum1 / n', 'g["W1"] = sum1', "stray-factor"),
        (KEPT, 'g["W2"] = sum2 / n', 'g["W2"] = sum2', "stray-factor"),
        (KEPT, 'g["b1"] = bias1 / n', 'g["b1"] = bias1', "bias-not-averaged"),
        (NAMED, "mean1 = sum1 / n", "mean1 = sum1.copy()", "stray-factor"),
        (NAMED, "mean2 = (1 / n) * sum2", "mean2 = sum2", "stray-factor"),
    ],
)
def test_a_sum_that_is_taken_as_it_is_beside_means_is_told_there(
    taken: str, before: str, after: str, name: str, tmp_path: Path
) -> None:
    right = changed(LOOP, {"return taken": taken})
    assert names_and_lines(right, tmp_path) == set()
    wrong = changed(right, {before: after})
    (mistake,) = said(wrong, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == (name, line_of(after, wrong))


def test_a_sum_among_others_that_are_divided_in_place_is_told_where_it_is_made(tmp_path: Path) -> None:
    taken = """sum2 /= n
    bias2 /= n
    bias1 /= n
    return {"W1": sum1, "b1": bias1, "W2": sum2, "b2": bias2}"""
    wrong = changed(LOOP, {"return taken": taken})
    assert names_and_lines(wrong, tmp_path) == {("stray-factor", line_of("sum1 += ", wrong))}


@pytest.mark.parametrize(
    "changes",
    [
        {"W1 -= 0.05 * G1 / n": "W1 -= 0.05 * G1"},
        {
            "W1 -= 0.05 * G1 / n": "M1 = G1\n    W1 -= 0.05 * M1",
            "W2 -= 0.05 * G2 / n": "M2 = G2 / n\n    W2 -= 0.05 * M2",
        },
    ],
)
def test_a_layer_without_biases_that_is_not_averaged_has_no_rate_of_its_own(
    changes: dict[str, str], tmp_path: Path
) -> None:
    assert names_and_lines(WITHOUT_BIASES, tmp_path) == set()
    wrong = changed(WITHOUT_BIASES, changes)
    (mistake,) = said(wrong, tmp_path)["mistakes"]
    line = line_of(next(iter(changes.values())), wrong)
    assert (mistake["id"], mistake["line"], mistake["hint"]) == ("stray-factor", line, NOT_AVERAGED)


def test_a_gradient_without_the_rate_of_the_others_is_told_where_it_is_taken_as_it_is(tmp_path: Path) -> None:
    changes = {
        "W1 -= 0.05 * G1 / n": "step1 = G1\n    W1 -= step1",
        "W2 -= 0.05 * G2 / n": "step2 = 0.005 * G2\n    W2 -= step2",
    }
    wrong = changed(WITHOUT_BIASES, changes)
    assert names_and_lines(wrong, tmp_path) == {("rate-missing", line_of("step1 = G1", wrong))}
