"""A slope or a gate that is computed and that no step uses: the line to tell is the one that takes what lacks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines

RIGHT = """\
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(12, 4))
Y = rng.normal(size=(12, 2))
W1 = rng.normal(size=(4, 6)) * 0.5
b1 = np.zeros(6)
W2 = rng.normal(size=(6, 2)) * 0.5
b2 = np.zeros(2)

for epoch in range(40):
    z1 = X @ W1 + b1
    a1 = ACTIVATION
    out = a1 @ W2 + b2
    d2 = (out - Y) / len(X)
    e1 = d2 @ W2.T
    DELTA
    gW1 = X.T @ d1
    gb1 = d1.sum(0)
    W2 -= 0.1 * a1.T @ d2
    b2 -= 0.1 * d2.sum(0)
    W1 -= 0.1 * gW1
    b1 -= 0.1 * gb1
"""
DELTAS = {
    "gate in a copy": ("np.maximum(z1, 0)", "d1 = e1.copy()\n    d1[z1 < 0] = 0"),
    "gate as a factor": ("np.maximum(z1, 0)", "d1 = e1 * (z1 > 0)"),
    "slope": ("np.tanh(z1)", "d1 = e1 * (1 - a1 ** 2)"),
    "slope with a name": ("np.tanh(z1)", "slope = 1 - a1 ** 2\n    d1 = e1 * slope"),
}


def program(delta: str) -> str:
    """Return a right program with one form of the hidden δ."""
    activation, lines = DELTAS[delta]
    return changed(RIGHT, {"ACTIVATION": activation, "DELTA": lines})


@pytest.mark.parametrize("delta", DELTAS)
def test_the_line_that_takes_what_lacks_the_slope_is_told(delta: str, tmp_path: Path) -> None:
    wrong = changed(program(delta), {"X.T @ d1": "X.T @ e1", "d1.sum": "e1.sum"})
    assert names_and_lines(wrong, tmp_path) == {("slope-missing", line_of("gW1 =", wrong))}


def test_a_slope_that_nothing_reads_is_told_where_it_is_left_out(tmp_path: Path) -> None:
    wrong = changed(program("slope with a name"), {"e1 * slope": "e1"})
    assert names_and_lines(wrong, tmp_path) == {("slope-missing", line_of("d1 =", wrong))}


def test_a_gate_that_is_used_and_never_closes_is_told_itself(tmp_path: Path) -> None:
    wrong = changed(program("gate in a copy"), {"d1[z1 < 0]": "d1[a1 < 0]"})
    assert names_and_lines(wrong, tmp_path) == {("gate-always-open", line_of("d1[a1 < 0]", wrong))}


@pytest.mark.parametrize("delta", DELTAS)
def test_nothing_is_told_where_the_slope_is_used(delta: str, tmp_path: Path) -> None:
    assert names_and_lines(program(delta), tmp_path) == set()
