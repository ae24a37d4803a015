"""Updates by functions of the file that add lists: the same function may add a bias to a sum, and its step to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, said_of_file

PROGRAM = """\
import math, random
def filled(rows, columns, make):
    return [[make() for _ in range(columns)] for _ in range(rows)]
def plus(a, b):
    return [[p + q for p, q in zip(x, y)] for x, y in zip(a, b)]
def minus(a, b):
    return [[p - q for p, q in zip(x, y)] for x, y in zip(a, b)]
def times(a, b):
    return [[p * q for p, q in zip(x, y)] for x, y in zip(a, b)]
def part(k, a):
    return [[k * p for p in x] for x in a]
def product(a, b):
    return [[sum(p * q for p, q in zip(row, column)) for column in zip(*b)] for row in a]
def turned(a):
    return [list(row) for row in zip(*a)]
def squashed(a):
    return [[1 / (1 + math.exp(-p)) for p in x] for x in a]
def slopes(a):
    return [[p * (1 - p) for p in x] for x in a]
def totals(a):
    return [[sum(x)] for x in a]
def wide(b):
    return [x * 5 for x in b]
random.seed(8)
X = filled(3, 5, lambda: random.gauss(0, 1))
Y = [[1.0, 0.0, 0.0, 1.0, 1.0]]
U = filled(4, 3, lambda: random.gauss(0, 1))
a = filled(4, 1, lambda: 0.0)
V = filled(1, 4, lambda: random.gauss(0, 1))
c = filled(1, 1, lambda: 0.0)
old = [part(0.0, U), part(0.0, a), part(0.0, V), part(0.0, c)]
for epoch in range(200):
    h = squashed(plus(product(U, X), wide(a)))
    o = squashed(plus(wide(c), product(V, h)))
    e = times(minus(o, Y), slopes(o))
    d = times(product(turned(V), e), slopes(h))
    down = [part(-0.3, g) for g in (product(d, turned(X)), totals(d), product(e, turned(h)), totals(e))]
    new = [plus(g, part(0.7, v)) for g, v in zip(down, old)]
    U = plus(U, new[0])
    a = plus(a, new[1])
    V = plus(V, new[2])
    c = plus(c, new[3])
    old = new
"""
RIGHT = {
    "momentum": {},
    "none": {"plus(g, part(0.7, v))": "g"},
    "a share of the last gradient": {"    old = new": "    old = down"},
    "steps taken off": {
        "part(-0.3, g)": "part(0.3, g)",
        "    U = plus": "    U = minus",
        "    a = plus": "    a = minus",
        "    V = plus": "    V = minus",
        "    c = plus": "    c = minus",
    },
}


@pytest.mark.parametrize("changes", RIGHT.values(), ids=RIGHT)
def test_a_function_that_adds_biases_and_steps_is_right(changes: dict[str, str], tmp_path: Path) -> None:
    found = said_of_file(changed(PROGRAM, changes), tmp_path)
    assert found["verdict"] == "right"
    assert list(found["parameters"]) == ["U", "a", "V", "c"]


@pytest.mark.parametrize(
    ("changes", "identity", "names"),
    [
        ({"plus(g, part(0.7, v))": "minus(g, part(0.7, v))"}, "momentum-sign", ["U", "a", "V", "c"]),
        ({"    a = plus(a": "    a = minus(a"}, "uphill", ["a"]),
        ({"    c = plus(c": "    c = minus(c"}, "uphill", ["c"]),
    ],
)
def test_the_sign_of_a_step_that_a_function_adds_is_told(
    changes: dict[str, str], identity: str, names: list[str], tmp_path: Path
) -> None:
    found = said_of_file(changed(PROGRAM, changes), tmp_path)
    assert [(one["id"], one["parameters"]) for one in found["mistakes"]] == [(identity, names)]


def test_the_line_of_a_velocity_is_that_which_calls_the_function(tmp_path: Path) -> None:
    source = changed(PROGRAM, {"plus(g, part(0.7, v))": "minus(g, part(0.7, v))"})
    found = said_of_file(source, tmp_path)
    lines = [number for number, text in enumerate(source.splitlines(), 1) if "minus(g, part(0.7, v))" in text]
    assert [one["line"] for one in found["mistakes"]] == lines
