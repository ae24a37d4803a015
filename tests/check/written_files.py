"""Programs that tests write into a file, what is said of them, and the line in which a text stands."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

from xortui.check.examine import verdict_on
from xortui.check.process import checked
from xortui.check.verdict import Verdict


def written(source: str, folder: Path) -> Path:
    """Return the file with a program."""
    path = folder / "net.py"
    path.write_text(source, "utf-8")
    return path


def said(source: str, folder: Path) -> dict[str, Any]:
    """Return the verdict on a program that is run in this process; what it prints is not shown."""
    with contextlib.redirect_stdout(io.StringIO()):
        return verdict_on(written(source, folder), source)


def said_of_file(source: str, folder: Path) -> Verdict:
    """Return the verdict on a program that is run in a child process, as the command runs it."""
    return checked(written(source, folder))


def names_and_lines(source: str, folder: Path) -> set[tuple[str, int]]:
    """Return the mistakes that are found in a program, each with its line."""
    return {(one["id"], one["line"]) for one in said(source, folder)["mistakes"]}


def changed(source: str, changes: dict[str, str]) -> str:
    """Return a program with texts exchanged, each of which stands in it."""
    for before, after in changes.items():
        assert before in source
        source = source.replace(before, after)
    return source


def line_of(text: str, source: str) -> int:
    """Return the line in which a text stands first."""
    return source[: source.index(text)].count("\n") + 1
