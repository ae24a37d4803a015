"""Losses that are known by their slope alone: Huber's, log-cosh, the absolute error, weighted samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said_of_file
from xortui.check.found_training import can_be_opened, why_not_opened

PROGRAM = """\
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(6, 3))
T = rng.uniform(0.1, 0.9, size=(6, 1))
weights = np.array([1.0, 3.0, 1.0, 2.0, 1.0, 3.0])[:, None]
W = rng.normal(size=(3, 4))
b = rng.normal(size=4) * 0.1
V = rng.normal(size=(4, 1))
c = np.zeros(1)

for epoch in range(40):
    h = np.tanh(X @ W + b)
    y = h @ V + c
    error = y - T
    g = SLOPE
    back = g @ V.T * (1 - h * h)
    V -= 0.02 * h.T @ g
    c -= 0.02 * g.sum(0)
    W -= 0.02 * X.T @ back
    b -= 0.02 * back.sum(0)
"""
LINE_OF_SLOPE = line_of("SLOPE", PROGRAM)
SLOPES = {
    "huber": "np.clip(error, -0.5, 0.5) / len(X)",
    "huber by cases": "np.where(np.abs(error) < 0.5, error, 0.5 * np.sign(error))",
    "log-cosh": "np.tanh(error)",
    "absolute error": "np.sign(error)",
    "fourth power": "error ** 3 / len(X)",
    "weighted samples": "weights * error / len(X)",
    "y − ŷ": "-np.tanh(T - y)",
}


def program(name: str) -> str:
    return PROGRAM.replace("SLOPE", SLOPES[name])


@pytest.mark.parametrize("name", SLOPES)
def test_steps_along_such_a_loss_are_right(name: str, tmp_path: Path) -> None:
    verdict = said_of_file(program(name), tmp_path)
    assert verdict["verdict"] == "right", verdict
    assert verdict["loss"] == "of-its-own"
    assert f"whose slope at the outputs is computed in line {LINE_OF_SLOPE}" in verdict["understood"]


@pytest.mark.parametrize("name", ["log-cosh", "fourth power"])
def test_nobody_knows_whether_a_loss_of_which_only_the_slope_is_known_is_a_sum_or_a_mean(
    name: str, tmp_path: Path
) -> None:
    verdict = said_of_file(program(name), tmp_path)
    assert "batch" not in verdict["understood"]
    assert "at a rate of 0.02" in verdict["understood"]


def test_a_file_with_such_a_loss_is_not_opened_and_its_network_is_not_blamed(tmp_path: Path) -> None:
    verdict = said_of_file(program("log-cosh"), tmp_path)
    assert not can_be_opened(verdict)
    assert why_not_opened(verdict).startswith("its loss is none that is known here")


@pytest.mark.parametrize(
    ("right", "wrong", "identity"),
    [
        (" * (1 - h * h)", "", "slope-missing"),
        ("(1 - h * h)", "(1 - h)", "slope-half"),
        ("(1 - h * h)", "(1 - h) ** 2", "slope-of-difference"),
        ("c -= 0.02 * g.sum(0)", "c += 0.02 * g.sum(0)", "uphill"),
        ("b -= 0.02 * back.sum(0)", "b -= 0.02 * back.mean(0)", "bias-averaged"),
    ],
)
@pytest.mark.parametrize("name", SLOPES)
def test_a_mistake_behind_such_a_loss_is_named_with_its_line(
    name: str, right: str, wrong: str, identity: str, tmp_path: Path
) -> None:
    verdict = said_of_file(program(name).replace(right, wrong), tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [(identity, line_of(right, PROGRAM))]


@pytest.mark.parametrize(
    ("slope", "identity"),
    [
        ("error * (1 - error ** 2)", "slope-of-error"),
        ("error ** 2", "cost-for-error"),
        ("np.abs(error)", ""),
        ("error * X[:, :1]", ""),
    ],
)
def test_what_is_no_slope_of_a_loss_is_not_taken_for_one(slope: str, identity: str, tmp_path: Path) -> None:
    source = PROGRAM.replace("y = h @ V + c", "y = np.tanh(h @ V + c)").replace("SLOPE", slope)
    verdict = said_of_file(source, tmp_path)
    assert verdict["verdict"] != "right"
    assert verdict["loss"] != "of-its-own"
    if identity:
        assert identity in {one["id"] for one in verdict["mistakes"]}


WHOLE_ERRORS = """\
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
        g = -t * (t * o < 1)
        back = g * v * (1 - h**2)
        v -= 0.1 * g * h
        c -= 0.1 * g
        W -= 0.1 * np.outer(x, back)
        b -= 0.1 * back
"""


def test_errors_that_are_whole_numbers_accuse_nobody(tmp_path: Path) -> None:
    assert said_of_file(WHOLE_ERRORS, tmp_path)["verdict"] != "wrong"


COSTS = {
    "log cosh": ("np.mean(np.log(np.cosh(error)))", "np.tanh(error)", "log cosh"),
    "huber": (
        "np.mean(np.where(np.abs(error) < 0.5, error ** 2 / 2, 0.5 * np.abs(error) - 0.125))",
        "np.clip(error, -0.5, 0.5)",
        "Huber's loss",
    ),
    "pseudo-huber": ("np.sum(np.sqrt(1 + error ** 2) - 1)", "error / np.sqrt(1 + error ** 2)", "the pseudo-Huber loss"),
    "fourth power": ("np.mean(error ** 4)", "error ** 3", "a power of the error"),
    "weighted": ("np.mean(weights * error ** 2)", "weights * error", "the squared error, weighted"),
}
"""Loss → its cost, its slope, and what it is called."""
WRONG_SLOPES = [
    ("log cosh", "np.tanh(2 * error)"),
    ("log cosh", "np.sinh(error)"),
    ("huber", "np.clip(error, -1, 1)"),
    ("huber", "np.where(np.abs(error) < 0.5, error, np.sign(error))"),
    ("pseudo-huber", "error * np.sqrt(1 + error ** 2)"),
    ("fourth power", "error ** 5"),
    ("weighted", "weights ** 2 * error"),
]


def with_cost(cost: str, slope: str) -> str:
    source = PROGRAM.replace("    g = SLOPE\n", f"    cost = {cost}\n    g = {slope}\n")
    return f"{source}    if epoch % 10 == 0:\n        print(cost)\n"


@pytest.mark.parametrize("factor", ["", " / len(X)", " * 3"])
@pytest.mark.parametrize("name", COSTS)
def test_the_slope_of_the_cost_is_right_whatever_it_is_multiplied_with(name: str, factor: str, tmp_path: Path) -> None:
    cost, slope, _ = COSTS[name]
    verdict = said_of_file(with_cost(cost, f"({slope}){factor}"), tmp_path)
    assert verdict["verdict"] == "right", verdict["reason"]
    assert verdict["causes"] == []
    assert f"computed in line {LINE_OF_SLOPE + 1}, at a rate of 0.02." in verdict["understood"]


@pytest.mark.parametrize(("name", "slope"), WRONG_SLOPES)
def test_a_slope_that_is_not_that_of_the_cost_is_a_mistake(name: str, slope: str, tmp_path: Path) -> None:
    verdict = said_of_file(with_cost(COSTS[name][0], slope), tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [("slope-of-other-loss", LINE_OF_SLOPE + 1)]
    assert f"is not the slope of the cost that line {LINE_OF_SLOPE} computes" in verdict["mistakes"][0]["sentence"]
    assert set(verdict["parameters"].values()) == {"wrong"}


@pytest.mark.parametrize("name", COSTS)
def test_steps_that_follow_the_squared_error_are_right_and_the_other_cost_is_told(name: str, tmp_path: Path) -> None:
    cost, _, called = COSTS[name]
    verdict = said_of_file(with_cost(cost, "error / len(X)"), tmp_path)
    assert verdict["verdict"] == "right"
    assert verdict["causes"][0]["id"] == "other-cost-computed"
    told = f"Your steps follow the squared error; the cost that line {LINE_OF_SLOPE} computes is {called}."
    assert verdict["causes"][0]["sentence"].startswith(told)


@pytest.mark.parametrize(
    "slope",
    ["np.tanh(error)", "np.clip(error, -0.5, 0.5)", "np.sign(error)", "error / (1 + error ** 2)", "weights * error"],
)
@pytest.mark.parametrize("cost", ["np.mean(error ** 2)", "np.sqrt(np.mean(error ** 2))", "np.mean(np.abs(error))"])
def test_a_measure_that_is_printed_beside_a_known_loss_accuses_nobody(cost: str, slope: str, tmp_path: Path) -> None:
    verdict = said_of_file(with_cost(cost, slope), tmp_path)
    assert verdict["verdict"] == "right", verdict["reason"]
    assert verdict["mistakes"] == verdict["causes"] == []


def test_the_slope_of_the_cost_may_be_cut_off(tmp_path: Path) -> None:
    verdict = said_of_file(with_cost("np.sum(np.log(np.cosh(error)))", "np.clip(np.tanh(error), -0.4, 0.4)"), tmp_path)
    assert verdict["verdict"] == "right"


def test_one_of_several_costs_may_be_the_one_that_is_followed(tmp_path: Path) -> None:
    costs = "np.mean(np.log(np.cosh(error))), np.mean(error ** 4), np.mean(error ** 2)"
    verdict = said_of_file(with_cost(costs, "np.tanh(error)"), tmp_path)
    assert (verdict["verdict"], verdict["causes"]) == ("right", [])


def test_a_slope_of_no_known_loss_beside_a_mere_measure_is_undecided(tmp_path: Path) -> None:
    verdict = said_of_file(with_cost("np.mean(error ** 2)", "np.sinh(3 * error)"), tmp_path)
    assert verdict["verdict"] == "undecided"
    assert f"not the slope of the cost that line {LINE_OF_SLOPE} computes" in verdict["reason"]


SAMPLES = """\
import math
import random

random.seed(4)
data = [([0.3, 0.8], 0.2), ([0.9, -0.4], 0.9), ([-0.7, 0.5], 0.6), ([0.2, 0.1], 1.3)]
W = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(3)]
v = [random.uniform(-1, 1) for _ in range(3)]
for epoch in range(60):
    total = 0.0
    for x, t in data:
        h = [math.tanh(W[j][0] * x[0] + W[j][1] * x[1]) for j in range(3)]
        r = sum(v[j] * h[j] for j in range(3)) - t
        total += COST
        g = SLOPE
        for j in range(3):
            d = g * v[j] * (1 - h[j] ** 2)
            v[j] -= 0.1 * g * h[j]
            for i in range(2):
                W[j][i] -= 0.1 * d * x[i]
    print(epoch, total / len(data))
"""


@pytest.mark.parametrize(
    ("cost", "slope", "verdict"),
    [
        ("math.log(math.cosh(r))", "math.tanh(r)", "right"),
        ("math.log(math.cosh(r))", "math.tanh(2 * r)", "wrong"),
        ("r ** 4", "4 * r ** 3", "right"),
        ("r ** 4", "r ** 5", "wrong"),
        ("0.5 * r * r if abs(r) <= 0.5 else 0.5 * (abs(r) - 0.25)", "max(-0.5, min(0.5, r))", "right"),
        ("0.5 * r * r if abs(r) <= 0.5 else 0.5 * (abs(r) - 0.25)", "r if abs(r) <= 0.5 else r / abs(r) / 2", "right"),
        ("np_huber(r)", "r if abs(r) <= 0.5 else r / abs(r) / 2", "right"),
    ],
)
def test_samples_one_by_one_are_told_with_the_rate_of_the_file(
    cost: str, slope: str, verdict: str, tmp_path: Path
) -> None:
    huber = "def np_huber(r):\n    return max(-0.5, min(0.5, r)) * (r - max(-0.5, min(0.5, r)) / 2)\n"
    source = huber + SAMPLES.replace("COST", cost).replace("SLOPE", slope)
    found = said_of_file(source, tmp_path)
    assert found["verdict"] == verdict, found["reason"]
    assert "at a rate of 0.1." in found["understood"]
    assert found["causes"] == []
    if verdict == "wrong":
        assert found["mistakes"][0]["line"] == line_of("g = ", source)
