"""Costs of the file's own whose slope looks like that of an activation at an output that has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said_of_file

LINEAR = """\
import numpy as np
rng = np.random.default_rng(8)
X = rng.normal(size=(10, 2))
T = rng.uniform(0.2, 0.8, size=(10, 1))
V = rng.normal(size=(2, 3)) * 0.5
c = np.zeros(3)
W = rng.normal(size=(3, 1)) * 0.1
b = np.full(1, 0.5)
rate = 0.02
for epoch in range(100):
    h = np.tanh(X @ V + c)
    y = h @ W + b
    cost = np.mean((y - T) ** 2)
    d = (y - T) * y * (1 - y)
    back = d @ W.T * (1 - h ** 2)
    W -= rate * h.T @ d
    b -= rate * d.sum(axis=0)
    V -= rate * X.T @ back
    c -= rate * back.sum(axis=0)
    if epoch % 50 == 0:
        print(epoch, cost)
"""
COST = "    cost = np.mean((y - T) ** 2)\n"
OWN = "np.sum(y ** 3 / 3 - y ** 4 / 4 - T * y ** 2 / 2 + T * y ** 3 / 3)"


def test_beside_another_cost_the_slope_is_a_mistake(tmp_path: Path) -> None:
    assert names_and_lines(LINEAR, tmp_path) == {("slope-of-other", line_of("d = ", LINEAR))}


def test_where_the_cost_has_this_slope_it_is_right(tmp_path: Path) -> None:
    source = changed(LINEAR, {COST: f"    cost = {OWN}\n"})
    assert said_of_file(source, tmp_path)["verdict"] == "right"


def test_so_it_is_not_accused_where_the_cost_is_only_printed(tmp_path: Path) -> None:
    source = changed(LINEAR, {COST: "", "print(epoch, cost)": f"print(epoch, {OWN})"})
    assert said_of_file(source, tmp_path)["verdict"] != "wrong"


@pytest.mark.parametrize("wrong", ["* (1 - h)", "* (1 + h ** 2)"])
def test_a_mistake_behind_it_is_found_alone(wrong: str, tmp_path: Path) -> None:
    source = changed(LINEAR, {COST: f"    cost = {OWN}\n", "* (1 - h ** 2)": wrong})
    verdict = said_of_file(source, tmp_path)
    assert verdict["verdict"] == "wrong"
    assert [one["line"] for one in verdict["mistakes"]] == [line_of("back = ", source)]
