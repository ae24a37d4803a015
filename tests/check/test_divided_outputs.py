"""Outputs that are divided by the number of samples before targets are taken off them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

CLASSES = """\
import numpy as np
rng = np.random.default_rng(12)
label = rng.integers(0, 3, 18)
X = rng.normal(size=(18, 2)) + 2.0 * np.array([[1, 0], [0, 1], [-1, -1]])[label]
T = np.eye(3)[label]
n = len(X)
V = rng.normal(size=(2, 5)) * 0.6
c = np.zeros(5)
U = rng.normal(size=(5, 3)) * 0.6
d = np.zeros(3)
rate = 0.4
for sweep in range(60):
    hidden = np.tanh(X @ V + c)
    powers = np.exp(hidden @ U + d)
    chance = powers / powers.sum(axis=1, keepdims=True)
    back = chance / n
    back[np.arange(n), label] -= 1 / n
    lower = back @ U.T * (1 - hidden ** 2)
    U -= rate * hidden.T @ back
    d -= rate * back.sum(axis=0)
    V -= rate * X.T @ lower
    c -= rate * lower.sum(axis=0)
"""
OFF = "back[np.arange(n), label] -= 1 / n"
RIGHT_WAYS = [OFF, "back -= T / n", "back = back - T / n", "back -= T * (1 / n)"]
WRONG_WAYS = ["back[np.arange(n), label] -= 1", "back -= T", "back = back - T"]


@pytest.mark.parametrize("way", RIGHT_WAYS)
def test_targets_that_are_divided_too_are_right(way: str, tmp_path: Path) -> None:
    verdict = said(changed(CLASSES, {OFF: way}), tmp_path)
    assert verdict["verdict"] == "right"
    assert verdict["learning_rate"] == pytest.approx(0.4)
    assert "mean over the batch" in verdict["understood"]


def test_targets_that_were_divided_before_are_right(tmp_path: Path) -> None:
    source = changed(CLASSES, {OFF: "back -= T", "T = np.eye(3)[label]": "T = np.eye(3)[label] / len(X)"})
    assert said(source, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("way", WRONG_WAYS)
def test_targets_that_are_not_divided_are_found(way: str, tmp_path: Path) -> None:
    source = changed(CLASSES, {OFF: way})
    verdict = said(source, tmp_path)
    assert verdict["verdict"] == "wrong"
    assert set(verdict["parameters"].values()) == {"wrong"}
    assert "follow" not in verdict["understood"]
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [("output-alone-divided", line_of(way, source))]
    assert "ŷ/18 − y" in verdict["mistakes"][0]["sentence"]


def test_a_mistake_behind_it_is_found_too(tmp_path: Path) -> None:
    source = changed(CLASSES, {OFF: "back -= T", " * (1 - hidden ** 2)": ""})
    found = names_and_lines(source, tmp_path)
    assert ("output-alone-divided", line_of("back -= T", source)) in found
    assert ("slope-missing", line_of("lower =", source)) in found


def test_chances_of_one_output_are_right_where_targets_are_divided_too(tmp_path: Path) -> None:
    source = changed(
        CLASSES,
        {
            "U = rng.normal(size=(5, 3)) * 0.6": "U = rng.normal(size=(5, 1)) * 0.6",
            "d = np.zeros(3)": "d = np.zeros(1)",
            "chance = powers / powers.sum(axis=1, keepdims=True)": "chance = powers / (1 + powers)",
            OFF: "back -= T[:, :1] / n",
        },
    )
    verdict = said(source, tmp_path)
    assert verdict["verdict"] == "right"
    assert verdict["learning_rate"] == pytest.approx(0.4)
