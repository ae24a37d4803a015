"""Files that fail while their numbers are followed: their own errors, and those that are not theirs."""

from __future__ import annotations

from pathlib import Path

from tests.check.written_files import changed, said_of_file
from xortui.check.own_failures import NOT_FOLLOWED

PROGRAM = """import numpy as np

def shown(a):
    if hasattr(a, "nodes"):
        raise ValueError("this array is not shown")
    return a

rng = np.random.default_rng(1)
W = rng.normal(size=(2, 1))
X = rng.normal(size=(5, 2))
T = X @ np.array([[1.0], [2.0]])
for epoch in range(100):
    y = X @ W
    W -= 0.1 * shown(X.T @ (y - T) / 5)
"""


def test_an_error_of_the_followed_run_alone_is_never_told_as_that_of_the_file(tmp_path: Path) -> None:
    verdict = said_of_file(PROGRAM, tmp_path)
    assert verdict["verdict"] == "undecided"
    assert verdict["reason"].startswith("line 5: ")
    assert verdict["reason"].endswith(NOT_FOLLOWED)
    assert "ValueError: " not in verdict["reason"]


def test_an_error_of_the_file_itself_is_told(tmp_path: Path) -> None:
    verdict = said_of_file(changed(PROGRAM, {"return a": "return a[5, 5]"}), tmp_path)
    assert verdict["reason"].startswith("line 6: `return a[5, 5]`: IndexError: ")


def test_a_file_that_ends_itself_is_told_so(tmp_path: Path) -> None:
    verdict = said_of_file(changed(PROGRAM, {"W = rng": "raise SystemExit\nW = rng"}), tmp_path)
    assert verdict["reason"].endswith("the file ends itself here")
