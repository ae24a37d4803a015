"""What is said to do about a slope: with the formula of the layer's own activation, and in the layers concerned."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said
from xortui.language.messages_file import ENGLISH
from xortui.language.phrase import choose_language
from xortui.render.verdict import LEFT_OUT, verdict_lines

NET = """import numpy as np
rng = np.random.RandomState(5)
X = rng.randn(6, 3)
T = rng.rand(6, 1)
W1, b1 = rng.randn(3, 4), np.zeros(4)
W2, b2 = rng.randn(4, 4), np.zeros(4)
W3, b3 = rng.randn(4, 1), np.zeros(1)
def act(z):
    return {activation}
def slope(z):
    return {slope}
for epoch in range(200):
    h1 = act(X @ W1 + b1)
    h2 = act(h1 @ W2 + b2)
    o = h2 @ W3 + b3
    d3 = o - T
    d2 = d3 @ W3.T * {second}
    d1 = d2 @ W2.T * {first}
    W3 -= 0.01 * h2.T @ d3
    b3 -= 0.01 * d3.sum(axis=0)
    W2 -= 0.01 * h1.T @ d2
    b2 -= 0.01 * d2.sum(axis=0)
    W1 -= 0.01 * X.T @ d1
    b1 -= 0.01 * d1.sum(axis=0)
"""
TANH = ("np.tanh(z)", "1 - np.tanh(z) ** 2")
SIGMOID = ("1 / (1 + np.exp(-z))", "act(z) * (1 - act(z))")
RELU = ("np.maximum(0, z)", "(z > 0).astype(float)")


def program(activation: tuple[str, str], first: str, second: str) -> str:
    return NET.format(activation=activation[0], slope=activation[1], first=first, second=second)


@pytest.mark.parametrize(
    ("activation", "first", "second", "hints"),
    [
        (
            TANH,
            "slope(h1)",
            "slope(h2)",
            {"Give the function z; or write the slope in terms of the activation a: 1 − a² for tanh."},
        ),
        (SIGMOID, "slope(h1)", "slope(h2)", {"Give the function z; or write the slope as a·(1 − a), and give that a."}),
        (
            RELU,
            "1",
            "slope(h2)",
            {"Multiply what arrives at each unit by the slope of its activation: [a > 0] for relu."},
        ),
        (
            TANH,
            "h1",
            "slope(h2 * 0 + h1 @ W2 + b2)",
            {"Multiply by the slope of the activation, and not by a: 1 − a² for tanh."},
        ),
    ],
)
def test_the_hint_has_the_slope_of_the_layers_own_activation(
    activation: tuple[str, str], first: str, second: str, hints: set[str], tmp_path: Path
) -> None:
    found = said(program(activation, first, second), tmp_path)
    assert {one["hint"] for one in found["mistakes"]} == hints


@pytest.mark.parametrize("leak", ["0.01", "0.2"])
def test_the_slope_of_leaky_relu_for_relu_is_named(leak: str, tmp_path: Path) -> None:
    wrong = program((RELU[0], f"np.where(z > 0, 1, {leak})"), "slope(h1 * 0 + X @ W1 + b1)", "(h2 > 0)")
    (mistake,) = said(wrong, tmp_path)["mistakes"]
    assert mistake["id"] == "slope-of-other"
    assert f"leaky-relu({leak})" in mistake["sentence"]
    assert mistake["line"] == line_of(f"1, {leak})", wrong)


def test_a_mistake_of_all_hidden_layers_is_told_of_them_alone(tmp_path: Path) -> None:
    source = program(TANH, "slope(h1)", "slope(h2)")
    loop = source.replace("    d2 = d3 @ W3.T * slope(h2)\n    d1 = d2 @ W2.T * slope(h1)\n", LOOP)
    (mistake,) = said(loop, tmp_path)["mistakes"]
    assert mistake["sentence"].startswith("The function of the slope is given the activation in every hidden layer,")


LOOP = """    deltas = [d3]
    for W, h in ((W3, h2), (W2, h1)):
        deltas.append(deltas[-1] @ W.T * slope(h))
    d2, d1 = deltas[1], deltas[2]
"""


def test_a_long_table_is_shown_around_the_first_wrong_factor(tmp_path: Path) -> None:
    found = said(program(TANH, "slope(h1)", "slope(h2)"), tmp_path)
    lines = verdict_lines(found, [])
    table = lines[next(number for number, line in enumerate(lines) if "theirs" in line) :]
    assert len(found["factors"]) > 14
    assert len(table) <= 13
    assert any(line.strip() == LEFT_OUT for line in table)
    assert any(line.startswith("▸") for line in table)
    assert table[-1].strip().startswith(found["factors"][-1]["name"])


def test_the_hint_is_retold(tmp_path: Path) -> None:
    found = said(program(TANH, "slope(h1)", "slope(h2)"), tmp_path)
    choose_language("de")
    told = " ".join(" ".join(verdict_lines(found, [])).split())
    choose_language(ENGLISH)
    assert "bekommt in jeder verdeckten Schicht die Aktivierung" in told
    assert "oder schreibe die Ableitung mit der Aktivierung a: 1 − a² bei tanh." in told
