"""What is handed in: a Python file that is run, a JSON file of numbers, or a folder of Python files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from xortui.check.children import Start, StartedChild
from xortui.check.process import checked as checked_program
from xortui.check.running.limits import DEFAULT_LIMITS, Limits
from xortui.check.verdict import Verdict, undecided, whole

ENVIRONMENT = "pyvenv.cfg"
"""A folder with such a file holds installed packages, and nobody hands them in."""


def hand_ins(path: Path) -> list[Path]:
    """Return the files that a path stands for: of a folder the Python files in it and in its folders, by name.

    Hidden folders and environments are passed over. A folder without a Python file stands for itself, and a path that
    is no folder does, too.
    """
    if not path.is_dir():
        return [path]
    return sorted(_python_files(path)) or [path]


def _python_files(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        if ENVIRONMENT in names:
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.endswith(".py") and not name.startswith("."):
                yield Path(here, name)


def checked(
    path: Path,
    step: str | None = None,
    output: str | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
    start: Start = StartedChild,
) -> Verdict:
    """Return the verdict on a file.

    Args:
        path: the file.
        step: an expression that takes one training step of a program, if it is given.
        output: an expression that gives its outputs, if it is given.
        limits: what a program may use.
        start: starts the child process that a program runs in.
    """
    if path.is_dir():
        return undecided(str(path), "this folder has no Python file in it")
    if path.suffix.lower() == ".json":
        from xortui.check.numbers.numbers_verdict import verdict_on_numbers

        return whole(verdict_on_numbers(path), str(path))
    return checked_program(path, step, output, limits=limits, start=start)


def source_lines(file: str) -> list[str]:
    """Return the lines of a file, to quote from; none if it can't be read."""
    if not Path(file).is_file():
        return []
    try:
        return Path(file).read_text("utf-8", errors="replace").splitlines()
    except (OSError, ValueError):
        return []
