"""A rate that is missing in the update of some arrays, and rates that each array has of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

NET = """
import numpy as np

def f(z):
    return 1 / (1 + np.exp(-z))

draw = np.random.default_rng(5)
X = np.c_[np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.ones(4)].T
Y = np.array([[0, 1, 1, 0]])
U, c = draw.normal(size=(4, 3)), draw.normal(size=(4, 1))
v, d = draw.normal(size=(1, 4)), draw.normal(size=(1, 1))
rate = 0.3
for epoch in range(300):
    H = f(U @ X + c)
    P = f(v @ H + d)
    E = (P - Y) / Y.size
    B = v.T @ E
    G = B * H * (1 - H)
    v -= rate * E @ H.T
    d -= rate * E.sum(axis=1, keepdims=True)
    U -= rate * G @ X.T
    c -= rate * G.sum(axis=1, keepdims=True)
"""
PLAN = changed(
    NET,
    {
        "rate = 0.3": "rate = dict(v=0.3, d=0.2, U=0.5, c=0.4)",
        "v -= rate": "v -= rate['v']",
        "d -= rate": "d -= rate['d']",
        "U -= rate": "U -= rate['U']",
        "c -= rate": "c -= rate['c']",
    },
)


@pytest.mark.parametrize("line", ["d -= rate * E.sum", "c -= rate * G.sum", "v -= rate * E @", "U -= rate * G @"])
def test_it_is_told_in_its_update(line: str, tmp_path: Path) -> None:
    without = line.replace("rate * ", "")
    source = changed(NET, {line: without})
    assert names_and_lines(source, tmp_path) == {("rate-missing", line_of(without, source))}


def test_rates_of_their_own_are_a_plan(tmp_path: Path) -> None:
    assert said(PLAN, tmp_path)["verdict"] == "right"


def test_a_plan_is_no_mistake_beside_one(tmp_path: Path) -> None:
    source = changed(PLAN, {"    v -= rate['v'] * E @ H.T\n": ""})
    ((name, _),) = names_and_lines(source, tmp_path)
    assert name == "layer-never-updated"


def test_what_joins_columns_is_no_line_that_hands_an_error_on(tmp_path: Path) -> None:
    wrong = "U -= rate * B @ X.T"
    source = changed(NET, {"U -= rate * G @ X.T": wrong})
    ((name, line),) = names_and_lines(source, tmp_path)
    assert (name, line) == ("slope-missing-in-weights", line_of(wrong, source))
