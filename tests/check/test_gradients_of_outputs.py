"""Parameters whose steps lack the error ∂C/∂ŷ, and follow the gradient of the output, are named with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

SCALARS = """\
import math
import random
random.seed(21)
def f(z):
    return 1 / (1 + math.exp(-z))
def slope(z):
    return f(z) * (1 - f(z))
p, q, r, s, u, v = [random.gauss(0, 1) for _ in range(6)]
c1, c2, c3 = 0.1, -0.2, 0.3
data = [((0.2, -1.1), 1), ((1.4, 0.3), 0), ((-0.7, 0.9), 0), ((0.6, 1.2), 1)]
for epoch in range(50):
    for (x1, x2), t in data:
        z1 = p * x1 + q * x2 + c1
        z2 = r * x1 + s * x2 + c2
        h1 = f(z1)
        h2 = f(z2)
        z3 = u * h1 + v * h2 + c3
        y = f(z3)
        dL_dy = 2 * (y - t)
        dy_du = h1 * slope(z3)
        dy_dv = h2 * slope(z3)
        dy_dc3 = slope(z3)
        dy_dh1 = u * slope(z3)
        dy_dh2 = v * slope(z3)
        p -= 0.3 * dL_dy * dy_dh1 * x1 * slope(z1)
        q -= 0.3 * dL_dy * dy_dh1 * x2 * slope(z1)
        c1 -= 0.3 * dL_dy * dy_dh1 * slope(z1)
        r -= 0.3 * dL_dy * dy_dh2 * x1 * slope(z2)
        s -= 0.3 * dL_dy * dy_dh2 * x2 * slope(z2)
        c2 -= 0.3 * dL_dy * dy_dh2 * slope(z2)
        u -= 0.3 * dL_dy * dy_du
        v -= 0.3 * dL_dy * dy_dv
        c3 -= 0.3 * dL_dy * dy_dc3
"""
OTHER_UNIT = {
    "x1 * slope(z2)": "x1 * slope(z1)",
    "x2 * slope(z2)": "x2 * slope(z1)",
    "dy_dh2 * slope(z2)": "dy_dh2 * slope(z1)",
}

ARRAYS = """\
import numpy as np
rng = np.random.default_rng(31)
X = rng.normal(size=(5, 2))
T = rng.uniform(0.1, 0.9, (5, 3))
V, b = rng.normal(size=(2, 4)), np.zeros(4)
W, c = rng.normal(size=(4, 3)), np.zeros(3)
for epoch in range(40):
    H = np.tanh(X @ V + b)
    Y = 1 / (1 + np.exp(-(H @ W + c)))
    slope = Y * (1 - Y)
    delta = (Y - T) * slope
    grad_W = H.T @ delta
    grad_c = delta.sum(axis=0)
    below = delta @ W.T * (1 - H ** 2)
    W -= 0.1 * grad_W
    c -= 0.1 * grad_c
    V -= 0.1 * X.T @ below
    b -= 0.1 * below.sum(axis=0)
"""


def test_steps_with_the_error_are_right(tmp_path: Path) -> None:
    assert said(SCALARS, tmp_path)["verdict"] == "right"
    assert said(ARRAYS, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("name", ["c3", "u", "p", "c2"])
def test_a_step_that_lacks_the_error_is_named_at_its_update(name: str, tmp_path: Path) -> None:
    source = changed(SCALARS, {f"        {name} -= 0.3 * dL_dy": f"        {name} -= 0.3"})
    verdict = said(source, tmp_path)
    (mistake,) = verdict["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("value-for-delta", line_of(f" {name} -=", source))
    assert "the error ∂C/∂ŷ is missing" in mistake["sentence"]
    assert [one for one, told in verdict["parameters"].items() if told != "right"] == [name]


@pytest.mark.parametrize("name", ["c3", "v"])
def test_it_is_named_beside_the_slope_of_another_unit(name: str, tmp_path: Path) -> None:
    source = changed(SCALARS, {**OTHER_UNIT, f"        {name} -= 0.3 * dL_dy": f"        {name} -= 0.3"})
    expected = {
        ("slope-of-other-unit", line_of("r -=", source)),
        ("value-for-delta", line_of(f" {name} -=", source)),
    }
    assert names_and_lines(source, tmp_path) == expected


@pytest.mark.parametrize(
    "wrong", [{"grad_c = delta": "grad_c = slope"}, {"grad_W = H.T @ delta": "grad_W = H.T @ slope"}]
)
def test_a_gradient_of_an_array_that_lacks_the_error_is_named_where_it_is_made(
    wrong: dict[str, str], tmp_path: Path
) -> None:
    source = changed(ARRAYS, wrong)
    (text,) = wrong.values()
    assert names_and_lines(source, tmp_path) == {("value-for-delta", line_of(text, source))}


def test_no_error_is_said_to_be_missing_where_another_value_stands_for_it(tmp_path: Path) -> None:
    source = changed(ARRAYS, {"grad_c = delta.sum": "grad_c = (slope * np.sin(Y)).sum"})
    verdict = said(source, tmp_path)
    assert (verdict["verdict"], verdict["mistakes"]) == ("wrong", [])
