"""Activations with constants, such as 1.7159·tanh(2/3·z): they are recognised, and what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.check.written_files import line_of, said_of_file
from xortui.check.recognition.fitted_activations import fitted_activations

PROGRAM = """\
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(6, 3))
T = rng.uniform(-0.9, 0.9, size=(6, 2))
W = rng.normal(size=(3, 4))
b = rng.normal(size=4) * 0.1
V = rng.normal(size=(4, 2))
c = np.zeros(2)

def s(z):
    return 1 / (1 + np.exp(-z))

for epoch in range(40):
    z = X @ W + b
    a = ACTIVATION
    y = a @ V + c
    d = y - T
    back = d @ V.T * (SLOPE)
    V -= 0.005 * a.T @ d
    c -= 0.005 * d.sum(0)
    W -= 0.005 * X.T @ back
    b -= 0.005 * back.sum(0)
"""
LINE = line_of("back = d", PROGRAM)

KINDS = {
    "scaled(tanh, 1.7159, 2/3)": ("1.7159 * np.tanh(2 * z / 3)", "2 / 3 / 1.7159 * (1.7159 - a) * (1.7159 + a)"),
    "scaled(sigmoid, 3, 1, -1)": ("3 * s(z) - 1", "3 * s(z) * (1 - s(z))"),
    "bipolar-sigmoid": ("2 * s(z) - 1", "0.5 * (1 - a) * (1 + a)"),
    "softsign": ("z / (1 + np.abs(z))", "1 / (1 + np.abs(z)) ** 2"),
    "scaled(hard-tanh, 0.5, 0.4, 0.5)": ("np.clip(0.2 * z + 0.5, 0, 1)", "np.where(np.abs(z) < 2.5, 0.2, 0)"),
    "scaled(leaky-relu(2/3), -1.5, -1)": ("np.where(z > 0, z, 1.5 * z)", "np.where(z > 0, 1, 1.5)"),
    "scaled(relu, 2)": ("2 * np.maximum(0, z)", "np.where(z > 0, 2, 0)"),
    "elu(1.3)": ("np.where(z > 0, z, 1.3 * (np.exp(z) - 1))", "np.where(z > 0, 1, a + 1.3)"),
    "scaled(elu(1.67326), 1.0507)": (
        "1.0507 * np.where(z > 0, z, 1.67326 * (np.exp(z) - 1))",
        "1.0507 * np.where(z > 0, 1, 1.67326 * np.exp(z))",
    ),
    "scaled(silu, 10/17, 1.7)": ("z * s(1.7 * z)", "s(1.7 * z) * (1 + 1.7 * z * (1 - s(1.7 * z)))"),
    "scaled(softplus, 0.5, 2)": ("np.log(1 + np.exp(2 * z)) / 2", "1 - np.exp(-2 * a)"),
    "sine": ("np.sin(z)", "np.cos(z)"),
    "arctan": ("np.arctan(z)", "1 / (1 + z ** 2)"),
    "scaled(arctan, 0.5, 2, 0.25)": ("0.5 * np.arctan(2 * z) + 0.25", "1 / (1 + 4 * z * z)"),
    "gaussian": ("np.exp(-z ** 2)", "-2 * z * a"),
    "scaled(gaussian, 3, 0.5)": ("3 * np.exp(-z * z / 4)", "-z * a / 2"),
}
"""What the activation is called → its value, and its slope."""


def program(name: str) -> str:
    value, slope = KINDS[name]
    return PROGRAM.replace("ACTIVATION", value).replace("SLOPE", slope)


@pytest.mark.parametrize("name", KINDS)
def test_it_is_recognised_by_what_it_computes(name: str, tmp_path: Path) -> None:
    verdict = said_of_file(program(name), tmp_path)
    assert verdict["verdict"] == "right"
    assert verdict["network"]["activations"] == [name, "linear"]


@pytest.mark.parametrize("name", KINDS)
def test_its_missing_slope_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    slope = KINDS[name][1]
    verdict = said_of_file(program(name).replace(f" * ({slope})", ""), tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [("slope-missing", LINE)]


@pytest.mark.parametrize(
    ("name", "wrong", "identity"),
    [
        ("scaled(tanh, 1.7159, 2/3)", "(1.7159 - a) * (1.7159 + a)", "stray-factor"),
        ("scaled(hard-tanh, 0.5, 0.4, 0.5)", "np.where(np.abs(z) < 2.5, 1, 0)", "stray-factor"),
        ("bipolar-sigmoid", "a * (1 - a)", "slope-of-other"),
        ("softsign", "1 / (1 + np.abs(a)) ** 2", "slope-of-activation"),
        ("sine", "-np.cos(z)", "passed-back-sign"),
        ("arctan", "1 / (1 + a ** 2)", "slope-of-activation"),
        ("arctan", "(1 - a ** 2)", "slope-of-other"),
        ("gaussian", "2 * z * a", "passed-back-sign"),
        ("elu(1.3)", "np.where(z > 0, 1, np.exp(z))", "slope-of-other"),
    ],
)
def test_another_slope_is_named_with_its_line(name: str, wrong: str, identity: str, tmp_path: Path) -> None:
    verdict = said_of_file(program(name).replace(KINDS[name][1], wrong), tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [(identity, LINE)]


def test_a_constant_with_a_name_is_no_target(tmp_path: Path) -> None:
    source = program("elu(1.3)").replace("1.3", "ALPHA").replace("def s(z)", "ALPHA = 1.3\n\ndef s(z)")
    assert said_of_file(source, tmp_path)["network"]["activations"] == ["elu(1.3)", "linear"]


@pytest.mark.parametrize(
    ("slope", "verdict"),
    [
        ("1.14393 * (1 - np.tanh(2 * z / 3) ** 2)", "right"),
        ("0.388 * (1.7159 - a) * (1.7159 + a)", "right"),
        ("2 / 3 / 1.7159 * (1.716 ** 2 - a * a)", "undecided"),
    ],
)
def test_constants_with_few_digits_accuse_nobody(slope: str, verdict: str, tmp_path: Path) -> None:
    name = "scaled(tanh, 1.7159, 2/3)"
    found = said_of_file(program(name).replace(KINDS[name][1], slope), tmp_path)
    assert found["verdict"] == verdict
    assert found["mistakes"] == []


def test_a_sign_beside_a_constant_with_few_digits_is_named(tmp_path: Path) -> None:
    name = "scaled(tanh, 1.7159, 2/3)"
    source = program(name).replace(KINDS[name][1], "0.388 * (1.7159 - a) * (1.7159 + a)").replace("W -=", "W +=")
    assert [one["id"] for one in said_of_file(source, tmp_path)["mistakes"]] == ["uphill"]


def test_values_that_are_not_finite_are_no_activations() -> None:
    z = np.linspace(-1.0, 1.0, 20)
    with np.errstate(invalid="ignore"):
        assert list(fitted_activations(z, np.sqrt(z))) == []
