"""Steps made without the error are told uphill or downhill by the way round in which the file takes its errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said

NET = """\
import numpy as np
rng = np.random.default_rng(2)
X, Y = rng.normal(size=(5, 3)), rng.uniform(0.1, 0.9, (5, 2))
W1, b1 = rng.normal(size=(3, 4)), rng.normal(size=4)
W2, b2 = rng.normal(size=(4, 2)), rng.normal(size=2)
def s(z):
    return 1 / (1 + np.exp(-z))
for epoch in range(40):
    H = s(X @ W1 + b1)
    O = s(H @ W2 + b2)
    error = Y - O
    D2 = error * O * (1 - O)
    D1 = O @ W2.T * H * (1 - H)
    W2 += 0.3 * H.T @ D2
    b2 += 0.3 * D2.sum(axis=0)
    W1 += 0.3 * X.T @ D1
    b1 += 0.3 * D1.sum(axis=0)
"""
VALUE = ("value-for-delta", "D1 = ")
OTHER_WAY_ROUND = {"error = Y - O": "error = O - Y", "+= ": "-= "}
NEGATED = {"error = Y - O": "error = -(Y - O)", "+= ": "-= "}


@pytest.mark.parametrize("changes", [{}, OTHER_WAY_ROUND, NEGATED])
def test_nothing_is_uphill_where_all_go_the_way_of_the_errors(changes: dict[str, str], tmp_path: Path) -> None:
    assert told(changes, tmp_path) == [VALUE]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"W1 += ": "W1 -= "}, "W1 -= "),
        ({"b1 += ": "b1 -= ", "b2 += ": "b2 -= "}, "b1 -= "),
        ({**OTHER_WAY_ROUND, "W1 -= ": "W1 += "}, "W1 += "),
        ({"error = Y - O": "error = O - Y"}, "error = "),
    ],
)
def test_the_updates_that_go_the_other_way_are_uphill(changes: dict[str, str], text: str, tmp_path: Path) -> None:
    names = dict(told(changes, tmp_path, {"uphill": text}))
    assert names == dict([VALUE, ("uphill", text)])


def told(changes: dict[str, str], folder: Path, texts: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """Return the mistakes that are named in a changed file, each with the beginning of its line if that is expected."""
    source = NET
    for before, after in changes.items():
        assert before in source
        source = source.replace(before, after)
    expected = {VALUE[0]: VALUE[1], **(texts or {})}
    found = []
    for one in said(source, folder)["mistakes"]:
        text = expected.get(one["id"], "")
        is_there = text and line_of(text, source) == one["line"]
        found.append((one["id"], text if is_there else f"line {one['line']}"))
    return found
