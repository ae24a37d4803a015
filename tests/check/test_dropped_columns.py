"""Which column of δ is dropped where the biases stand in a column of the weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, names_and_lines, said

LAST = """
import numpy as np

def f(z):
    return 1 / (1 + np.exp(-z))

def one(a):
    return np.hstack((a, np.ones((len(a), 1))))

draw = np.random.default_rng(5)
X = draw.normal(size=(12, 3))
Y = (X[:, :1] * X[:, 1:2] > 0) * 1.0
A = draw.normal(size=(4, 4))
B = draw.normal(size=(5, 4))
C = draw.normal(size=(5, 1))
for epoch in range(300):
    x1 = one(X)
    h1 = one(f(x1 @ A))
    g1 = one(f(h1 @ B))
    o = f(g1 @ C)
    dc = (o - Y) * o * (1 - o)
    db = (dc @ C.T) * g1 * (1 - g1)
    db = db[:, :-1]
    da = ((db @ B.T) * h1 * (1 - h1))[:, :-1]
    C -= 0.3 * g1.T @ dc
    B -= 0.3 * h1.T @ db
    A -= 0.3 * x1.T @ da
"""
FIRST = LAST.replace("(a, np.ones((len(a), 1)))", "(np.ones((len(a), 1)), a)").replace("[:, :-1]", "[:, 1:]")


@pytest.mark.parametrize("program", [LAST, FIRST], ids=["last", "first"])
def test_the_column_of_the_biases_is_dropped_rightly(program: str, tmp_path: Path) -> None:
    assert said(program, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("statement", ["db = db", "da = ((db @ B.T) * h1 * (1 - h1))"], ids=["second", "first"])
@pytest.mark.parametrize(
    ("program", "right", "wrong"),
    [(LAST, "[:, :-1]", "[:, 1:]"), (FIRST, "[:, 1:]", "[:, :-1]")],
    ids=["last", "first"],
)
def test_another_column_is_told_where_it_is_dropped(
    program: str, right: str, wrong: str, statement: str, tmp_path: Path
) -> None:
    source = program.replace(statement + right, statement + wrong)
    assert names_and_lines(source, tmp_path) == {("wrong-column", line_of(statement + wrong, source))}


def of_minus_1(program: str) -> str:
    """Return a program whose constant input is −1."""
    return program.replace("np.ones", "-np.ones")


@pytest.mark.parametrize("program", [LAST, FIRST], ids=["last", "first"])
def test_with_a_constant_of_minus_1_it_is_dropped_rightly(program: str, tmp_path: Path) -> None:
    assert said(of_minus_1(program), tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(
    ("program", "right", "wrong"),
    [(LAST, "[:, :-1]", "[:, 1:]"), (FIRST, "[:, 1:]", "[:, :-1]")],
    ids=["last", "first"],
)
@pytest.mark.parametrize("outputs", [1, 2])
def test_with_a_constant_of_minus_1_another_column_is_told(
    program: str, right: str, wrong: str, outputs: int, tmp_path: Path
) -> None:
    statement = "da = ((db @ B.T) * h1 * (1 - h1))"
    source = of_minus_1(program).replace(statement + right, statement + wrong)
    source = source.replace("(X[:, :1] * X[:, 1:2] > 0)", f"(X[:, :{outputs}] * X[:, 1:{outputs + 1}] > 0)")
    source = source.replace("size=(5, 1)", f"size=(5, {outputs})")
    assert names_and_lines(source, tmp_path) == {("wrong-column", line_of(statement + wrong, source))}


def test_it_is_told_beside_the_slope_of_a_sigmoid_at_linear_outputs(tmp_path: Path) -> None:
    statement = "da = ((db @ B.T) * h1 * (1 - h1))"
    source = of_minus_1(LAST).replace(f"{statement}[:, :-1]", f"{statement}[:, 1:]")
    source = source.replace("o = f(g1 @ C)", "o = g1 @ C").replace("0.3", "0.03")
    found = names_and_lines(source, tmp_path)
    assert {identity for identity, _ in found} == {"wrong-column", "slope-of-other"}
