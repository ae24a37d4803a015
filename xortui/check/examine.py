"""Examines one file: runs it, watched, and says whether its steps follow the gradient."""

from __future__ import annotations

import runpy
from pathlib import Path

from xortui.check import harmless
from xortui.check.student_line import student_line
from xortui.check.verdict import undecided


def examined(path: Path, step: str | None, output: str | None) -> dict[str, object]:  # noqa: ARG001 -- not read yet
    """Return the verdict on a file.

    Args:
        path: the file.
        step: an expression that takes one training step, if it is given.
        output: an expression that gives the outputs, if it is given.
    """
    harmless.prepare(path)
    try:
        runpy.run_path(str(path), run_name="__main__")
    except BaseException as error:
        return undecided(path.name, student_line(error, path))
    return undecided(path.name, "no network was found in it")
