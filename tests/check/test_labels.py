"""A sample may have a label for its targets: however a file compares outputs with it, right steps are called right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import said

PROGRAM = """\
import math
import random
import numpy as np
random.seed(3)
W = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(2)]
b = [random.uniform(-1, 1) for _ in range(2)]
V = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(3)]
c = [random.uniform(-1, 1) for _ in range(3)]
def s(z):
    return 1 / (1 + math.exp(-z))
for epoch in range(30):
    for x, label in [([0.2, 0.7], 0), ([0.9, 0.1], 1), ([0.5, 0.5], 2)]:
        h = [s(sum(W[j][i] * x[i] for i in range(2)) + b[j]) for j in range(2)]
        o = [s(sum(V[k][j] * h[j] for j in range(2)) + c[k]) for k in range(3)]
        {prepare}
        do = []
        for k in range(3):
            do.append(({error}) * o[k] * (1 - o[k]))
        dh = [h[j] * (1 - h[j]) * sum(do[k] * V[k][j] for k in range(3)) for j in range(2)]
        for k in range(3):
            for j in range(2):
                V[k][j] -= 0.4 * do[k] * h[j]
            c[k] -= 0.4 * do[k]
        for j in range(2):
            for i in range(2):
                W[j][i] -= 0.4 * dh[j] * x[i]
            b[j] -= 0.4 * dh[j]
"""
WAYS = {
    "a truth taken off": ("pass", "o[k] - (k == label)"),
    "1 taken off one output": ("pass", "o[k] - 1 if k == label else o[k]"),
    "a comprehension": ("t = [0 for _ in range(3)]; t[label] = 1", "o[k] - t[k]"),
    "a dictionary": ("t = {q: 0 for q in range(3)}; t[label] = 1", "o[k] - t[k]"),
    "truths in an array": ("t = np.arange(3) == label", "o[k] - t[k]"),
    "whole numbers of an array": ("t = np.int64(np.arange(3) == label)", "o[k] - t[k]"),
}


@pytest.mark.parametrize("way", WAYS)
def test_right_steps_towards_a_label_are_called_right(way: str, tmp_path: Path) -> None:
    prepare, error = WAYS[way]
    verdict = said(PROGRAM.replace("{prepare}", prepare).replace("{error}", error), tmp_path)
    assert verdict["verdict"] == "right", verdict
    assert verdict["parameters"] == dict.fromkeys(["W", "b", "V", "c"], "right")


def test_a_missing_slope_beside_a_label_is_named(tmp_path: Path) -> None:
    program = PROGRAM.replace("h[j] * (1 - h[j]) * sum", "sum").replace("{prepare}", "pass")
    verdict = said(program.replace("{error}", "o[k] - (k == label)"), tmp_path)
    assert verdict["parameters"] == {"W": "wrong", "b": "wrong", "V": "right", "c": "right"}
    assert [mistake["id"] for mistake in verdict["mistakes"]] == ["slope-missing"]
