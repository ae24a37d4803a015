"""Completion: words, topics, names and files, in the letters that are typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.prompt.talks import Talk
from xortui.prompt.completion import completed


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("comp", ["compare"]),
        ("info w", ["watches", "weights"]),
        ("p dC/dw", [f"dC/dw{number}" for number in range(1, 7)]),
        ("p ∂C/∂b", ["∂C/∂b1", "∂C/∂b2", "∂C/∂b3"]),
        ("b loss < 1 and er", ["error"]),
        ("watch yh", ["yhat"]),
        ("g di", ["dip"]),
        ("forget d", ["dip"]),
        ("fork ", ["0", "1"]),
        ("delete ", ["1"]),
        ("find h", ["h1", "h2"]),
        ("help boo", ["bookmark"]),
        ("back ep", ["epoch"]),
        ("co ", []),
        ("zzz", []),
        ("n ", []),
    ],
)
def test_what_is_typed_is_completed(line: str, offered: list[str]) -> None:
    talk = Talk()
    talk.type("n", "bookmark dip", "v w5 = 1", "b op 3")
    assert completed(talk.interpreter.bench, line) == offered


def test_a_file_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "xor.md").touch()
    assert completed(Talk().interpreter.bench, "export ") == ["folder/", "xor.md"]
