"""Where a mistake has no name, the line to look at is told with those parameters alone that it works for."""

from __future__ import annotations

from pathlib import Path

from tests.check.test_lines_of_operations import SCRIPT
from tests.check.written_files import changed, line_of, said


def test_a_line_is_told_with_what_it_works_for(tmp_path: Path) -> None:
    wrong = {
        "gW = h.T @ e": "gW = h.T @ np.cos(e)",
        "gc = b.sum(0, keepdims=True)": "gc = np.cos(b).sum(0, keepdims=True)",
    }
    source = changed(SCRIPT, wrong)
    verdict = said(source, tmp_path)
    assert verdict["parameters"] == {"V": "right", "W": "wrong", "c": "wrong", "d": "right"}
    assert not verdict["mistakes"]
    line = line_of("np.cos(e)", source)
    assert f"Look at line {line}: it is the first on the way back that works for W alone." in verdict["reason"]
