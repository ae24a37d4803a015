"""New weights that are copied from the old ones for every unit anew: the last unit's update alone is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said

LISTS = """\
import copy
import math
import random
random.seed(5)
def fire(z):
    return 1 / (1 + math.exp(-z))
inner = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(4)]
lift = [random.uniform(-1, 1) for _ in range(4)]
outer = [[random.uniform(-1, 1) for _ in range(4)] for _ in range(2)]
cases = []
for k in range(12):
    x = [random.gauss(0, 1) for _ in range(3)]
    cases.append((x, [float(x[0] > x[1]), float(x[1] + x[2] > 0)]))
for sweep in range(50):
    for x, t in cases:
        h = [fire(lift[j] + sum(inner[j][i] * x[i] for i in range(3))) for j in range(4)]
        o = [fire(sum(outer[k][j] * h[j] for j in range(4))) for k in range(2)]
        e = [o[k] - t[k] for k in range(2)]
        d = [h[j] * (1 - h[j]) * sum(e[k] * outer[k][j] for k in range(2)) for j in range(4)]
        for k in range(2):
            for j in range(4):
                outer[k][j] -= 0.3 * e[k] * h[j]
        fresh = [row[:] for row in inner]
        for j in range(4):
            for i in range(3):
                fresh[j][i] = inner[j][i] - 0.3 * d[j] * x[i]
            lift[j] -= 0.3 * d[j]
        inner = fresh
"""
BEFORE = "        fresh = [row[:] for row in inner]\n        for j in range(4):\n"
COPIES = ["[row[:] for row in inner]", "copy.deepcopy(inner)", "[list(row) for row in inner]"]


@pytest.mark.parametrize("made", COPIES)
def test_a_copy_before_the_loop_is_right(made: str, tmp_path: Path) -> None:
    source = changed(LISTS, {"[row[:] for row in inner]": made})
    assert said(source, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("made", COPIES)
def test_a_copy_for_every_unit_is_found(made: str, tmp_path: Path) -> None:
    within = f"        for j in range(4):\n            fresh = {made}\n"
    source = changed(LISTS, {BEFORE: within})
    verdict = said(source, tmp_path)
    assert verdict["parameters"] == {"inner": "wrong", "lift": "right", "outer": "right"}
    found = [(one["id"], one["line"]) for one in verdict["mistakes"]]
    assert found == [("part-never-updated", line_of("fresh = ", source))]


def test_rows_that_are_left_out_are_told_at_their_loop(tmp_path: Path) -> None:
    source = changed(LISTS, {BEFORE: BEFORE.replace("range(4)", "range(1, 4)")})
    verdict = said(source, tmp_path)
    found = [(one["id"], one["line"]) for one in verdict["mistakes"]]
    assert found == [("part-never-updated", line_of("for j in range(1, 4)", source))]
