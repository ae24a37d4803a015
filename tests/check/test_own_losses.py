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
