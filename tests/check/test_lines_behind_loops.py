"""An update that stands behind the loop over its numbers is told in its own line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said
from xortui.check.judgement.findings import BEHIND_LOOP

PROGRAM = """
import math
import random

random.seed(6)
DATA = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]
w = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(4)]
b = [random.uniform(-1, 1) for _ in range(4)]
v = [random.uniform(-1, 1) for _ in range(4)]
c = 0.1


def squash(z):
    return 1 / (1 + math.exp(-z))


for epoch in range(60):
    for x, t in DATA:
        h = [squash(b[j] + sum(w[j][i] * x[i] for i in range(2))) for j in range(4)]
        y = squash(c + sum(v[j] * h[j] for j in range(4)))
        d = (t - y) * y * (1 - y)
        e = [d * v[j] * h[j] * (1 - h[j]) for j in range(4)]
        for j in range(4):
            v[j] += 0.5 * d * h[j]
        c += 0.5 * d
        for j in range(4):
            for i in range(2):
                w[j][i] += 0.5 * e[j] * x[i]
            b[j] += 0.5 * e[j]
"""


@pytest.mark.parametrize(
    ("update", "spaces"), [("            b[j] += 0.5 * e[j]\n", 8), ("            v[j] += 0.5 * d * h[j]\n", 8)]
)
def test_the_line_behind_the_loop_is_told(update: str, spaces: int, tmp_path: Path) -> None:
    moved = " " * spaces + update.lstrip()
    # A loop without anything in it is no program.
    source = changed(PROGRAM, {update: moved if "b[j]" in update else f"            pass\n{moved}"})
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"], mistake["hint"]) == (
        "part-never-updated",
        line_of(update.strip(), source),
        BEHIND_LOOP,
    )


def test_within_the_loop_all_is_right(tmp_path: Path) -> None:
    assert said(PROGRAM, tmp_path)["verdict"] == "right"
