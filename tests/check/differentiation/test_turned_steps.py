"""Arrays of a network without a name whose steps go uphill are named, alone and beside a path that is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said

HEADS = """\
import math
import random

draw = random.Random(8)
H, K = 5, 3
a = [[draw.gauss(0, 0.6) for _ in range(2)] for _ in range(H)]
a0 = [0.1] * H
u = [draw.gauss(0, 0.6) for _ in range(H)]
u0 = [0.0]
v = [[draw.gauss(0, 0.6) for _ in range(H)] for _ in range(K)]
v0 = [0.0] * K
cases = []
for n in range(24):
    x = [draw.uniform(-1, 1), draw.gauss(0.3 * (n % K), 0.5)]
    cases.append((x, x[0] * 0.5 - x[1] * x[1] * 0.2, n % K))
for epoch in range(30):
    for x, number, kind in cases:
        h = [math.tanh(a[j][0] * x[0] + a[j][1] * x[1] + a0[j]) for j in range(H)]
        y = sum(u[j] * h[j] for j in range(H)) + u0[0]
        s = [sum(v[k][j] * h[j] for j in range(H)) + v0[k] for k in range(K)]
        e = [math.exp(one) for one in s]
        p = [one / sum(e) for one in e]
        loss = 0.5 * (y - number) ** 2 - math.log(p[kind])
        dy = y - number
        ds = [p[k] - (1.0 if k == kind else 0.0) for k in range(K)]
        dv0 = [one for one in ds]
        dh = [0.0] * H
        for j in range(H):
            dh[j] += dy * u[j]
        for j in range(H):
            dh[j] += sum(ds[k] * v[k][j] for k in range(K))
        for j in range(H):
            dz = dh[j] * (1 - h[j] * h[j])
            u[j] -= 0.03 * dy * h[j]
            for k in range(K):
                v[k][j] -= 0.03 * ds[k] * h[j]
            for i in range(2):
                a[j][i] -= 0.03 * dz * x[i]
            a0[j] -= 0.03 * dz
        u0[0] -= 0.03 * dy
        for k in range(K):
            v0[k] -= 0.03 * dv0[k]
"""
OVERWRITTEN = {"dh[j] += sum(": "dh[j] = sum("}
ADDED = {"v0[k] -= 0.03": "v0[k] += 0.03"}
ADDED_TWICE = {"v0[k] -= 0.03": "v0[k] += 0.06"}
NEGATED = {"[one for one in ds]": "[-one for one in ds]"}
WRONG_WAY = {"a0[j] -= 0.03 * dz": "a0[j] -= 0.03 * dz * h[j]"}


def named(changes: dict[str, str], folder: Path) -> set[tuple[str, int, tuple[str, ...]]]:
    """Return each mistake that is named in the changed program, with its line and what it spoils."""
    found = said(changed(HEADS, changes), folder)["mistakes"]
    return {(one["id"], one["line"], tuple(one["parameters"])) for one in found}


def test_the_program_is_right(tmp_path: Path) -> None:
    assert said(HEADS, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(("changes", "line"), [(ADDED, "v0[k] -= "), (NEGATED, "dv0 = ")])
def test_an_array_that_goes_uphill_is_named(changes: dict[str, str], line: str, tmp_path: Path) -> None:
    assert named(changes, tmp_path) == {("uphill", line_of(line, HEADS), ("v0",))}


@pytest.mark.parametrize(("changes", "line"), [(ADDED, "v0[k] -= "), (NEGATED, "dv0 = ")])
def test_it_is_named_beside_a_path_that_is_left_out(changes: dict[str, str], line: str, tmp_path: Path) -> None:
    assert named({**OVERWRITTEN, **changes}, tmp_path) == {
        ("one-path", line_of("dh[j] += sum(", HEADS), ("a", "a0")),
        ("uphill", line_of(line, HEADS), ("v0",)),
    }


def test_a_step_uphill_that_goes_too_far_has_a_factor_as_well(tmp_path: Path) -> None:
    line = line_of("v0[k] -= ", HEADS)
    assert named(ADDED_TWICE, tmp_path) == {("uphill", line, ("v0",)), ("stray-factor", line, ("v0",))}


def test_it_is_not_named_beside_what_is_not_explained(tmp_path: Path) -> None:
    found = said(changed(HEADS, {**ADDED, **WRONG_WAY}), tmp_path)
    assert found["mistakes"] == []
    assert {name for name, told in found["parameters"].items() if told != "right"} == {"a0", "v0"}
