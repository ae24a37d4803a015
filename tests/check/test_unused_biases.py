"""Biases that are learnt and that no weighted sum has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.test_hidden_mistakes import BATCH
from tests.check.test_single_slips import SCALARS
from tests.check.written_files import line_of, said_of_file

PLAIN = BATCH.replace(" + 0.01 * W2", "").replace(" + 0.01 * W1", "")


@pytest.mark.parametrize(
    ("source", "right", "wrong", "name"),
    [
        (SCALARS, "a2 * q + a0)", "a2 * q)", "a0"),
        (SCALARS, "c2 * k + c0)", "c2 * k)", "c0"),
        (PLAIN, "X @ W1 + b1", "X @ W1", "b1"),
        (PLAIN, "h @ W2 + b2", "h @ W2", "b2"),
    ],
    ids=["hidden number", "output number", "hidden array", "output array"],
)
def test_a_sum_without_its_bias_is_named_with_its_line(
    source: str, right: str, wrong: str, name: str, tmp_path: Path
) -> None:
    line = line_of(right, source)
    verdict = said_of_file(source.replace(right, wrong), tmp_path)
    assert [(one["id"], one["line"], one["parameters"]) for one in verdict["mistakes"]] == [
        ("bias-not-in-sum", line, [name])
    ]
    assert verdict["parameters"][name] == "wrong"


@pytest.mark.parametrize("added", ["sums += d1.sum(0)", "sums = sums + 0.1 * d1", "sums -= 0.3 * d1.sum(0)"])
def test_sums_that_are_only_kept_are_no_biases(added: str, tmp_path: Path) -> None:
    source = PLAIN.replace("X @ W1 + b1", "X @ W1").replace("    b1 -= 0.1 * d1.sum(0)\n", f"    {added}\n")
    verdict = said_of_file(source.replace("b1 = np.zeros(4)", "sums = np.zeros(4)"), tmp_path)
    assert verdict["verdict"] == "right", verdict
