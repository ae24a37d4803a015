"""Slopes without the parentheses around their difference: e * a * 1 - a."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

PROGRAM = """\
import numpy as np

rng = np.random.default_rng(3)
X = rng.uniform(-1, 1, (5, 2))
T = rng.uniform(0.1, 0.9, 5)
U, u = rng.normal(size=(3, 2)), rng.normal(size=3)
V, v = rng.normal(size=3), 0.1
for epoch in range(40):
    for x, t in zip(X, T):
        h = np.tanh(U @ x + u)
        y = 1 / (1 + np.exp(-(V @ h + v)))
        e = ERROR
        d = e * y * (1 - y)
        b = d * V
        g = b * (1 - h * h)
        V = V SIGN 0.3 * d * h
        v = v SIGN 0.3 * d
        U = U SIGN 0.3 * np.outer(g, x)
        u = u SIGN 0.3 * g
"""
SIGNS = {"y less t": ("y - t", "-"), "t less y": ("t - y", "+")}
FORMS = {
    "d = e * y * 1 - y": "d = e * y * (1 - y)",
    "d = y * 1 - y * e": "d = e * y * (1 - y)",
    "g = b * 1 - h * h": "g = b * (1 - h * h)",
    "g = 1 - h * h * b": "g = b * (1 - h * h)",
}


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("form", FORMS)
def test_they_are_named_in_their_line(form: str, sign: str, tmp_path: Path) -> None:
    error, moves = SIGNS[sign]
    wrong = changed(PROGRAM, {"ERROR": error, "SIGN": moves, FORMS[form]: form})
    assert names_and_lines(wrong, tmp_path) == {("parentheses-missing", line_of(form, wrong))}


@pytest.mark.parametrize("sign", SIGNS)
def test_with_them_it_is_right(sign: str, tmp_path: Path) -> None:
    error, moves = SIGNS[sign]
    assert said(changed(PROGRAM, {"ERROR": error, "SIGN": moves}), tmp_path)["verdict"] == "right"
