"""Points from a CSV file, a line each, which a network is asked about."""

from __future__ import annotations

import sys
from pathlib import Path

from xortui.problems.asking import read_numbers
from xortui.problems.csv_rows import csv_rows
from xortui.problems.data import MAX_SAMPLES
from xortui.problems.encodings import decoded
from xortui.problems.problem import Problem
from xortui.problems.problem_file import read_bytes
from xortui.problems.table import one_line

INPUT = "-"
"""Stands for the standard input in place of a file."""


def read_points(problem: Problem, name: str) -> list[tuple[float, ...]]:
    """Return the points of a CSV file: in its first columns, or in those that are called like the inputs.

    Raises:
        ValueError: if there is no such file, or it has no points; one line that says where and what was expected.
    """
    shown = one_line(name)
    text = sys.stdin.read() if name == INPUT else _text(Path(name), shown)
    rows = list(csv_rows(text, shown))
    if not rows:
        raise ValueError(f"{shown}: expected lines of numbers, got none")
    size = problem.given_inputs
    columns = list(range(size))
    first = rows[0][1]
    if not all(map(_is_number, first[:size])):
        names = problem.names.inputs[:size] or [f"x{number + 1}" for number in range(size)]
        if all(name in first for name in names):
            columns = [first.index(name) for name in names]
        rows = rows[1:]
    points = []
    for line, cells in rows[: MAX_SAMPLES + 1]:
        try:
            points.append(read_numbers(problem, [cells[column] for column in columns if column < len(cells)]))
        except ValueError as error:
            raise ValueError(f"{shown} line {line}: {error}") from None
    if len(points) > MAX_SAMPLES:
        raise ValueError(f"{shown}: expected at most {MAX_SAMPLES:,} points, got more")
    if not points:
        raise ValueError(f"{shown}: expected points after the header, got none")
    return points


def _text(path: Path, shown: str) -> str:
    raw = read_bytes(path, shown)
    try:
        return decoded(raw, "")
    except ValueError as error:
        raise ValueError(f"{shown}: {error}") from None


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
