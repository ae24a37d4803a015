"""Programs that tests write into a file, what is said of them, and the line in which a text stands."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

from xortui.check.examine import verdict_on


def written(source: str, folder: Path) -> Path:
    """Return the file with a program."""
    path = folder / "net.py"
    path.write_text(source, "utf-8")
    return path


def said(source: str, folder: Path) -> dict[str, Any]:
    """Return the verdict on a program that is run in this process; what it prints is not shown."""
    with contextlib.redirect_stdout(io.StringIO()):
        return verdict_on(written(source, folder), source)


def line_of(text: str, source: str) -> int:
    """Return the line in which a text stands first."""
    return source[: source.index(text)].count("\n") + 1
