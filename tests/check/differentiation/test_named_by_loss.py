"""Losses that a file computes itself, and that its outputs are compared by in no way that is known: what is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said_of_file

PROGRAM = """\
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(6, 3))
T = TARGETS
W = rng.normal(size=(3, 4))
b = rng.normal(size=4) * 0.1
v = rng.normal(size=(4, 1))

def s(z):
    return 1 / (1 + np.exp(-z))

for epoch in range(40):
    h = np.tanh(X @ W + b)
    y = OUTPUT
    loss = LOSS
    d = SLOPE
    back = d @ v.T * (1 - h * h)
    v -= 0.1 * h.T @ d
    W -= 0.1 * X.T @ back
    b -= 0.1 * back.sum(0)
"""
SIGNS = "np.where(rng.random((6, 1)) > 0.5, 1.0, -1.0)"
CLASSES = "(rng.random((6, 1)) > 0.5).astype(float)"
LOSSES = {
    "hinge": (SIGNS, "h @ v", "np.maximum(0, 1 - T * y).sum()", "np.where(1 - T * y > 0, -T, 0)"),
    "cross-entropy from 0 and 1": (
        CLASSES,
        "s(h @ v); p = np.clip(y, 1e-7, 1 - 1e-7)",
        "-np.sum(T * np.log(p) + (1 - T) * np.log(1 - p))",
        "((1 - T) / (1 - p) - T / p) * y * (1 - y)",
    ),
    "cross-entropy with ε": (
        CLASSES,
        "s(h @ v)",
        "-np.sum(T * np.log(y + 1e-8) + (1 - T) * np.log(1 - y + 1e-8))",
        "((1 - T) / (1 - y + 1e-8) - T / (y + 1e-8)) * y * (1 - y)",
    ),
    "focal": (
        CLASSES,
        "s(h @ v); p = np.where(T == 1, y, 1 - y)",
        "-np.sum((1 - p) ** 2 * np.log(p))",
        "(2 * (1 - p) * np.log(p) - (1 - p) ** 2 / p) * np.where(T == 1, 1, -1) * y * (1 - y)",
    ),
}


def program(name: str) -> str:
    source = PROGRAM
    for word, text in zip(("TARGETS", "OUTPUT", "LOSS", "SLOPE"), LOSSES[name], strict=True):
        source = source.replace(word, text)
    return source


@pytest.mark.parametrize("name", LOSSES)
def test_steps_along_it_are_right(name: str, tmp_path: Path) -> None:
    assert said_of_file(program(name), tmp_path)["verdict"] == "right"


FOLLOWED = {"hinge": "follow the hinge loss", "focal": "follow the loss that the file computes"}


@pytest.mark.parametrize(
    ("wrong", "identity"),
    [
        ("back = d @ v.T", "slope-missing"),
        ("back = d @ v.T * (1 - h)", "slope-half"),
        ("back = d @ v.T * h * (1 - h)", "slope-of-other"),
    ],
)
@pytest.mark.parametrize("name", LOSSES)
def test_a_mistake_behind_it_is_named_with_its_line(name: str, wrong: str, identity: str, tmp_path: Path) -> None:
    source = program(name)
    line = line_of("back = ", source)
    verdict = said_of_file(source.replace("back = d @ v.T * (1 - h * h)", wrong), tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [(identity, line)]
    assert verdict["parameters"] == {"W": "wrong", "b": "wrong", "v": "right"}
    assert FOLLOWED.get(name, "") in verdict["understood"]
