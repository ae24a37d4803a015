"""The table of factors of what is wrong: at a sample that shows the mistake, and no further than it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.check.written_files import said

SLOPE_OF_RELU_MISSING = """\
import numpy as np

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([[0], [1], [1], [0]])
rng = np.random.default_rng(1)
W1 = rng.normal(size=(2, 2))
W2 = rng.normal(size=(2, 1))
b1 = np.zeros(2)
b2 = np.zeros(1)

for epoch in range(3000):
    h = np.maximum(X @ W1 + b1, 0)
    out = h @ W2 + b2
    d = (out - Y) / 4
    dh = d @ W2.T
    W2 -= 0.1 * h.T @ d
    b2 -= 0.1 * d.sum(0)
    W1 -= 0.1 * X.T @ dh
    b1 -= 0.1 * dh.sum(0)
"""
"""Live units have a slope of 1, so that only a sample at which a unit is dead shows the mistake."""
INPUTS_OF_ZERO_ALONE = """\
import numpy as np

rng = np.random.default_rng(1)
W1 = rng.normal(size=(2, 2))
W2 = rng.normal(size=2)

def s(t):
    return 1 / (1 + np.exp(-t))

for epoch in range(1000):
    for x, y in [(np.array([0.0, 0.0]), 0.0)]:
        h = s(x @ W1)
        out = s(h @ W2)
        d = (out - y) * out * (1 - out)
        dh = d * W2
        W2 -= 0.5 * d * h
        W1 -= 0.5 * np.outer(x, dh)
"""
"""The mistake is in δ, and every gradient that it spoils is 0 all the same."""


def factors(source: str, folder: Path) -> list[dict[str, Any]]:
    verdict = said(source, folder)
    assert verdict["verdict"] == "wrong"
    found = verdict["factors"]
    assert isinstance(found, list)
    return found


def test_the_factors_are_those_of_a_sample_that_shows_the_mistake(tmp_path: Path) -> None:
    rows = factors(SLOPE_OF_RELU_MISSING, tmp_path)
    first = next(row for row in rows if not row["is_right"])
    assert first["name"].startswith("∂h")
    assert (first["theirs"], first["right"]) == (1.0, 0.0)
    assert not rows[-1]["is_right"]


def test_the_table_ends_where_an_input_of_zero_would_hide_the_mistake(tmp_path: Path) -> None:
    rows = factors(INPUTS_OF_ZERO_ALONE, tmp_path)
    assert rows[0]["is_right"]
    assert not rows[-1]["is_right"]
    assert rows[-1]["name"].startswith("∂C/∂z")


WITH_A_SCALE = """\
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(5, 3))
Y = rng.uniform(0.1, 0.9, (5, 2))
W1 = rng.normal(size=(3, 4))
W2 = rng.normal(size=(4, 2))
seen = []

def s(t):
    return 1 / (1 + np.exp(-t))

for epoch in range(40):
    h = s(X @ W1)
    out = s(h @ W2)
    d2 = SCALE * (out - Y) * out * (1 - out)
    d1 = d2 @ W2.T * (1 - h)
    seen.append(d2)
    W2 -= 0.3 * h.T @ d2
    W1 -= 0.3 * X.T @ d1
"""
"""What a file has for ∂C/∂z of its outputs is a multiple of that of ½(ŷ − y)²."""


@pytest.mark.parametrize("scale", ["1", "2", "(1 / len(X))", "(2 / X.size)"])
def test_the_factors_are_numbers_that_the_file_computes(scale: str, tmp_path: Path) -> None:
    source = WITH_A_SCALE.replace("SCALE", scale)
    values = {row["name"]: row["theirs"] for row in factors(source, tmp_path)}
    names: dict[str, Any] = {}
    exec(source, names)
    own = [float(delta) for deltas in names["seen"] for delta in deltas[:, 0]]
    assert min(abs(values["∂C/∂z5"] - delta) for delta in own) < 1e-12


ONE_HIDDEN_LAYER = """\
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(6, 3))
Y = rng.uniform(0.1, 0.9, (6, 2))
W1 = rng.normal(size=(3, 3))
c1 = rng.normal(size=3)
W2 = rng.normal(size=(3, 2))
c2 = rng.normal(size=2)
for epoch in range(30):
    h = np.tanh(X @ W1 + c1)
    out = 1 / (1 + np.exp(-(h @ W2 + c2)))
    d2 = (out - Y) * out * (1 - out)
    back = d2 @ W2.T
    d1 = back * (1 - h ** 2)
    g2 = h.T @ d2
    g1 = X.T @ d1
    b2 = d2.sum(axis=0)
    b1 = d1.sum(axis=0)
    W2 -= 0.2 * g2
    c2 -= 0.2 * b2
    W1 -= 0.2 * g1
    c1 -= 0.2 * b1
"""
"""A right file, in which each value has a line of its own."""


def wrong_rows(folder: Path, *changes: tuple[str, str]) -> dict[str, int]:
    """Return the wrong rows of the file with some changes, each with the line that is told for it."""
    source = ONE_HIDDEN_LAYER
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    rows = factors(source, folder)
    return {row["name"].partition("[")[0]: row["line"] for row in rows if not row["is_right"]}


@pytest.mark.parametrize(
    ("name", "line", "old", "new"),
    [
        ("W2", 20, "W2 -= 0.2 * g2", "W2 += 0.2 * g2"),
        ("c2", 21, "c2 -= 0.2 * b2", "c2 += 0.2 * b2"),
        ("c1", 22, "c1 -= 0.2 * b1", "pass"),
        ("W1", 17, "g1 = X.T @ d1", "g1 = X.T @ d1 / 6"),
    ],
)
def test_a_mistake_in_the_size_of_a_step_stands_in_the_last_row_alone(
    name: str, line: int, old: str, new: str, tmp_path: Path
) -> None:
    assert wrong_rows(tmp_path, (old, new)) == {f"∂C/∂{name}": line}


def test_where_a_whole_layer_is_never_updated_its_delta_is_right_as_the_layer_below_learns_from_it(
    tmp_path: Path,
) -> None:
    rows = wrong_rows(tmp_path, ("W2 -= 0.2 * g2", "pass"), ("c2 -= 0.2 * b2", "pass"))
    assert len(rows) == 1
    assert next(iter(rows)) in ("∂C/∂W2", "∂C/∂c2")


def test_where_all_updates_go_uphill_the_last_row_alone_has_the_other_sign(tmp_path: Path) -> None:
    rows = wrong_rows(tmp_path, ("-= 0.2", "+= 0.2"))
    assert len(rows) == 1
    assert next(iter(rows)).startswith(("∂C/∂W", "∂C/∂c"))


@pytest.mark.parametrize("new", ["d1 = 3 * back * (1 - h ** 2)", "d1 = -back * (1 - h ** 2)"])
def test_a_factor_that_the_file_has_in_delta_already_stands_there(new: str, tmp_path: Path) -> None:
    rows = wrong_rows(tmp_path, ("d1 = back * (1 - h ** 2)", new))
    assert next(iter(rows)).startswith("∂C/∂z")
    assert len(rows) == 2
    assert set(rows.values()) == {15}


def test_a_row_that_a_second_mistake_spoils_has_the_line_of_that_one(tmp_path: Path) -> None:
    rows = wrong_rows(
        tmp_path,
        ("    back = d2 @ W2.T\n", "    W2 -= 0.2 * (h.T @ d2)\n    back = d2 @ W2.T\n"),
        ("    W2 -= 0.2 * g2\n", ""),
        ("(1 - h ** 2)", "(1 + h ** 2)"),
    )
    slopes = [line for name, line in rows.items() if name.startswith("∂h")]
    passed = [line for name, line in rows.items() if name.startswith("∂C/∂h")]
    assert slopes == [16]
    assert passed == [15]


def test_a_gradient_with_a_mistake_of_its_own_has_its_line_beside_one_that_spoils_delta(tmp_path: Path) -> None:
    rows = wrong_rows(
        tmp_path,
        ("    back = d2 @ W2.T\n", "    W2 -= 0.2 * (h.T @ d2)\n    back = d2 @ W2.T\n"),
        ("    W2 -= 0.2 * g2\n", ""),
        ("b1 = d1.sum(axis=0)", "b1 = d1.sum()"),
    )
    before = {line for name, line in rows.items() if name != "∂C/∂c1"}
    assert before == {15}
    assert rows["∂C/∂c1"] == 20
