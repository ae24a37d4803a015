"""What is handed in: a Python file that is run, or a JSON file of numbers."""

from __future__ import annotations

from pathlib import Path

from xortui.check.children import Start, StartedChild
from xortui.check.process import checked as checked_program
from xortui.check.running.limits import DEFAULT_LIMITS, Limits
from xortui.check.verdict import Verdict, whole


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
