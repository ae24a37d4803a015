"""A slope with the index that the loop over another layer has left over is that of one unit for all of its layer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

LISTS = """\
import math
import random

random.seed(21)
inputs = 3
middle = 5
outputs = 2
v = [[random.uniform(-1, 1) for a in range(inputs)] for b in range(middle)]
p = [random.uniform(-1, 1) for b in range(middle)]
w = [[random.uniform(-1, 1) for b in range(middle)] for c in range(outputs)]
q = [random.uniform(-1, 1) for c in range(outputs)]
rows = [[random.random() for a in range(inputs)] for n in range(12)]
goals = [[float(sum(row) > 1.5), float(row[0] > row[1])] for row in rows]
for epoch in range(50):
    for start in range(0, 12, 6):
        dv = [[0.0] * inputs for b in range(middle)]
        dp = [0.0] * middle
        dw = [[0.0] * middle for c in range(outputs)]
        dq = [0.0] * outputs
        for n in range(start, start + 6):
            h = [0.0] * middle
            y = [0.0] * outputs
            for b in range(middle):
                s = p[b]
                for a in range(inputs):
                    s += v[b][a] * rows[n][a]
                h[b] = math.tanh(s)
            for c in range(outputs):
                s = q[c]
                for b in range(middle):
                    s += w[c][b] * h[b]
                y[c] = 1 / (1 + math.exp(-s))
            out = [(y[c] - goals[n][c]) * y[c] * (1 - y[c]) for c in range(outputs)]
            for c in range(outputs):
                for b in range(middle):
                    dw[c][b] += out[c] * h[b]
                dq[c] += out[c]
            for b in range(middle):
                total = 0.0
                for c in range(outputs):
                    total += out[c] * w[c][b]
                total *= 1 - h[b] ** 2
                for a in range(inputs):
                    dv[b][a] += total * rows[n][a]
                dp[b] += total
        for b in range(middle):
            p[b] -= 0.4 * dp[b] / 6
            for a in range(inputs):
                v[b][a] -= 0.4 * dv[b][a] / 6
        for c in range(outputs):
            q[c] -= 0.4 * dq[c] / 6
            for b in range(middle):
                w[c][b] -= 0.4 * dw[c][b] / 6
"""
SLOPE = "total *= 1 - h[b] ** 2"
SUMS = {"dq[c] += out[c]": "dq[c] = out[c]", "dp[b] += total": "dp[b] = total"}


@pytest.mark.parametrize(("index", "unit"), [("c", "h2"), ("a", "h3")])
def test_it_is_named_with_the_unit(tmp_path: Path, index: str, unit: str) -> None:
    wrong = f"total *= 1 - h[{index}] ** 2"
    source = changed(LISTS, {SLOPE: wrong})
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("slope-of-other-unit", line_of(wrong, source))
    assert mistake["sentence"] == f"Units of layer 1 get the slope of another unit of theirs: {unit}."


@pytest.mark.parametrize("added", SUMS)
def test_it_is_named_beside_sums_that_are_overwritten(tmp_path: Path, added: str) -> None:
    wrong = "total *= 1 - h[c] ** 2"
    source = changed(LISTS, {SLOPE: wrong, added: SUMS[added]})
    expected = {
        ("slope-of-other-unit", line_of(wrong, source)),
        ("sums-overwritten", line_of(SUMS[added], source)),
    }
    assert names_and_lines(source, tmp_path) == expected


def test_two_mistakes_concern_their_own_parameters(tmp_path: Path) -> None:
    source = changed(LISTS, {SLOPE: "total *= 1 - h[c] ** 2", "dq[c] += out[c]": "dq[c] = out[c]"})
    concerned = {one["id"]: set(one["parameters"]) for one in said(source, tmp_path)["mistakes"]}
    assert concerned == {"slope-of-other-unit": {"v", "p"}, "sums-overwritten": {"q"}}


def test_its_own_index_is_right(tmp_path: Path) -> None:
    assert names_and_lines(LISTS, tmp_path) == set()
