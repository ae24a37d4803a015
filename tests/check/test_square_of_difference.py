"""The slope written as (1 − a)², in several shapes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.momentum_programs import CLASS, DICTS, LISTS, ROWS
from xortui.check.process import checked

SLOPES = (
    (ROWS, "(1 - a1 ** 2)", "(1 - a1) ** 2"),
    (CLASS, "(1 - self.h ** 2)", "(1 - self.h) ** 2"),
    (CLASS, "self.o * (1 - self.o)", "(1 - self.o) ** 2"),
    (DICTS, "(1 - A2 ** 2)", "np.square(1 - A2)"),
    (LISTS, "h[j] * (1 - h[j]) for j", "(1 - h[j]) * (1 - h[j]) for j"),
    (LISTS, "(o - t) * o * (1 - o)", "(o - t) * (1 - o) ** 2"),
)


@pytest.mark.parametrize(("source", "right", "wrong"), SLOPES)
def test_it_is_named_with_its_line(source: str, right: str, wrong: str, tmp_path: Path) -> None:
    assert source.count(right) == 1
    path = tmp_path / "net.py"
    path.write_text(source.replace(right, wrong), "utf-8")
    line = source[: source.index(right)].count("\n") + 1
    found = checked(path)
    assert [(one["id"], one["line"]) for one in found["mistakes"]] == [("slope-of-difference", line)]
