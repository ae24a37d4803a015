"""The cost that a file prints is told beside a mistake, too, if it is not the one that its steps follow."""

from __future__ import annotations

from pathlib import Path

from tests.check.written_files import changed, said

NET = """\
import numpy as np
rng = np.random.default_rng(8)
X = rng.normal(size=(12, 3))
T = (X[:, :1] > 0).astype(float)
W, b = rng.normal(size=(3, 4)), np.zeros(4)
V, c = rng.normal(size=(4, 1)), np.zeros(1)
for epoch in range(60):
    h = np.tanh(X @ W + b)
    o = 1 / (1 + np.exp(-(h @ V + c)))
    d = o - T
    back = d @ V.T * (1 - h ** 2)
    V -= 0.1 * h.T @ d
    c -= 0.1 * d.sum(0)
    W -= 0.1 * X.T @ back
    b -= 0.1 * back.sum(0)
    print(np.mean((o - T) ** 2))
"""
WITHOUT_SLOPE = {" * (1 - h ** 2)": ""}


def causes(program: str, folder: Path) -> list[str]:
    found = said(program, folder)
    assert found["mistakes"]
    return [one["id"] for one in found["causes"]]


def test_another_cost_is_told_beside_a_mistake(tmp_path: Path) -> None:
    assert causes(changed(NET, WITHOUT_SLOPE), tmp_path) == ["other-cost-printed"]


def test_the_cost_that_the_steps_follow_is_not_told(tmp_path: Path) -> None:
    followed = {"np.mean((o - T) ** 2)": "-np.mean(T * np.log(o) + (1 - T) * np.log(1 - o))"}
    assert causes(changed(NET, {**WITHOUT_SLOPE, **followed}), tmp_path) == []


def test_nothing_is_told_of_it_where_the_last_layer_is_wrong(tmp_path: Path) -> None:
    assert causes(changed(NET, {"c -= 0.1 * d": "c += 0.1 * d", **WITHOUT_SLOPE}), tmp_path) == []
