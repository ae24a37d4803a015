"""Errors that are written as sums of products: t·(1 − p) − (1 − t)·p is t − p."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said, said_of_file

BATCH = """\
import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(14, 3))
t = (X[:, :1] + 0.5 * X[:, 1:2] > 0).astype(float)
W1 = rng.normal(size=(3, 4)) * 0.7
b1 = np.zeros(4)
W2 = rng.normal(size=(4, 1)) * 0.7
b2 = np.zeros(1)
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
rate = 0.1
for epoch in range(100):
    h = sigmoid(X @ W1 + b1)
    p = sigmoid(h @ W2 + b2)
    up = t - p
    back = up @ W2.T * h * (1 - h)
    W2 = W2 + rate * h.T @ up
    b2 = b2 + rate * up.sum(axis=0)
    W1 = W1 + rate * X.T @ back
    b1 = b1 + rate * back.sum(axis=0)
"""
SINGLE = """\
import math
import random
random.seed(4)
data = []
for _ in range(14):
    x = [random.gauss(0, 1) for _ in range(3)]
    data.append((x, 1.0 if x[0] + 0.5 * x[1] > 0 else 0.0))
W = [[random.gauss(0, 0.7) for _ in range(3)] for _ in range(4)]
c = [0.0] * 4
v = [random.gauss(0, 0.7) for _ in range(4)]
threshold = 0.1
def fire(u):
    return 0.5 * (1 + math.tanh(u / 2))
def steepness(u):
    return 1 / (2 + 2 * math.cosh(u))
rate = 0.1
for epoch in range(40):
    for x, t in data:
        u = [sum(w * value for w, value in zip(W[j], x)) + c[j] for j in range(4)]
        h = [fire(one) for one in u]
        p = fire(sum(v[j] * h[j] for j in range(4)) - threshold)
        up = t - p
        back = [up * v[j] * steepness(u[j]) for j in range(4)]
        for j in range(4):
            v[j] += rate * up * h[j]
            c[j] += rate * back[j]
            for i in range(3):
                W[j][i] += rate * back[j] * x[i]
        threshold -= rate * up
"""
SHAPES = [BATCH, SINGLE]
ERROR = "up = t - p"
WAYS = [
    "t * (1 - p) - (1 - t) * p",
    "-((1 - t) * p - t * (1 - p))",
    "(1 - p) * t - p * (1 - t)",
    "-(p * (1 - t) + (p - 1) * t)",
    "-p * (1 - t) + t * (1 - p)",
    "t - t * p - p + t * p",
    "t - p * t - (p - p * t)",
]


@pytest.mark.parametrize("source", SHAPES)
@pytest.mark.parametrize("way", WAYS)
def test_an_error_in_products_is_recognised(way: str, source: str, tmp_path: Path) -> None:
    verdict = said(changed(source, {ERROR: f"up = {way}"}), tmp_path)
    assert verdict["verdict"] == "right"
    assert "a network 3-4-1" in verdict["understood"]
    assert "sigmoid in both layers" in verdict["understood"]
    assert "cross-entropy" in verdict["understood"]


@pytest.mark.parametrize("way", WAYS[:2])
def test_a_mistake_behind_it_is_found(way: str, tmp_path: Path) -> None:
    source = changed(BATCH, {ERROR: f"up = {way}", "* h * (1 - h)": "* (1 - h)"})
    assert names_and_lines(source, tmp_path) == {("slope-half", line_of("back =", source))}


@pytest.mark.parametrize("source", SHAPES)
def test_its_opposite_goes_uphill(source: str, tmp_path: Path) -> None:
    source = changed(source, {ERROR: "up = (1 - t) * p - t * (1 - p)"})
    assert {identity for identity, _ in names_and_lines(source, tmp_path)} == {"uphill"}


def test_a_bias_that_rests_is_found_beside_it(tmp_path: Path) -> None:
    source = changed(BATCH, {ERROR: f"up = {WAYS[0]}", "    b1 = b1 + rate * back.sum(axis=0)\n": ""})
    assert {identity for identity, _ in names_and_lines(source, tmp_path)} == {"bias-never-updated"}


WRONG_WAYS = [
    ("error-away-from-target", "t * (1 - p) + (1 - t) * p"),
    ("error-away-from-target", "t * (1 - p) - t * p"),
    ("error-away-from-target", "t - t * p - p"),
    ("error-least-where-far", "t * p - (1 - t) * (1 - p)"),
]


@pytest.mark.parametrize("source", SHAPES)
@pytest.mark.parametrize(("identity", "way"), WRONG_WAYS)
def test_products_that_make_no_error_are_found(identity: str, way: str, source: str, tmp_path: Path) -> None:
    source = changed(source, {ERROR: f"up = {way}"})
    verdict = said(source, tmp_path)
    assert verdict["verdict"] == "wrong"
    assert set(verdict["parameters"].values()) == {"wrong"}
    assert "follow" not in verdict["understood"]
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [(identity, line_of("up = ", source))]


def test_a_mistake_behind_a_wrong_error_is_found_too(tmp_path: Path) -> None:
    source = changed(BATCH, {ERROR: "up = t * (1 - p) + (1 - t) * p", "* h * (1 - h)": "* (1 - h)"})
    found = names_and_lines(source, tmp_path)
    assert found == {("error-away-from-target", line_of("up =", source)), ("slope-half", line_of("back =", source))}


@pytest.mark.parametrize("source", SHAPES)
@pytest.mark.parametrize("way", ["3 * t * (1 - p) - (1 - t) * p", "t * (1 - p) ** 3 - (1 - t) * p ** 3"])
def test_a_weighted_error_is_not_accused(way: str, source: str, tmp_path: Path) -> None:
    assert said_of_file(changed(source, {ERROR: f"up = {way}"}), tmp_path)["verdict"] != "wrong"


def test_numbers_that_are_no_labels_are_not_accused(tmp_path: Path) -> None:
    source = changed(
        BATCH, {ERROR: "up = t * (1 - p) + (1 - t) * p", "t = (X[:, :1] + 0.5 * X[:, 1:2] > 0)": "t = X[:, :1]"}
    )
    assert said_of_file(source, tmp_path)["verdict"] == "undecided"


CHOICES = [
    "up = np.where(t == 1, 1 - p, -p)",
    "up = np.where(t != 0, 1 - p, 0 - p)",
    "up = np.where(t > 0.5, 1 - p, -p)",
    "up = -np.where(t == 0, p, p - 1)",
]


@pytest.mark.parametrize("choice", CHOICES)
def test_an_error_that_the_target_chooses_in_arrays_is_recognised(choice: str, tmp_path: Path) -> None:
    verdict = said(changed(BATCH, {ERROR: choice}), tmp_path)
    assert verdict["verdict"] == "right"
    assert "cross-entropy" in verdict["understood"]


@pytest.mark.parametrize(
    "choice",
    [
        "up = 1 - p if t == 1 else -p",
        "up = -(p if t == 0 else p - 1)",
        "up = 1 - p if t else -p",
        "up = 1 - p if t > 0.5 else -p",
    ],
)
def test_so_it_is_in_single_numbers(choice: str, tmp_path: Path) -> None:
    verdict = said(changed(SINGLE, {ERROR: choice}), tmp_path)
    assert verdict["verdict"] == "right"
    assert "cross-entropy" in verdict["understood"]


def test_whole_numbers_choose_it_too(tmp_path: Path) -> None:
    source = changed(
        SINGLE, {ERROR: "up = 1 - p if t == 1 else -p", "1.0 if x[0] + 0.5 * x[1] > 0 else 0.0": "int(x[0] > 0)"}
    )
    assert said(source, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(
    ("source", "choice"),
    [
        (BATCH, "up = np.where(t == 1, 1 - p, p)"),
        (SINGLE, "up = 1 - p if t == 1 else p"),
        (SINGLE, "up = p if t == 0 else 1 - p"),
    ],
)
def test_a_choice_with_a_wrong_sign_is_found(source: str, choice: str, tmp_path: Path) -> None:
    source = changed(source, {ERROR: choice})
    assert names_and_lines(source, tmp_path) == {("error-away-from-target", line_of(choice, source))}


def test_the_branch_with_the_wrong_sign_is_named(tmp_path: Path) -> None:
    branches = """\
if t == 1:
            up = 1 - p
        else:
            up = p"""
    source = changed(SINGLE, {ERROR: branches})
    assert names_and_lines(source, tmp_path) == {("error-away-from-target", line_of("up = p", source))}
    source = changed(SINGLE, {ERROR: branches.replace("up = p", "up = -p")})
    assert said(source, tmp_path)["verdict"] == "right"
