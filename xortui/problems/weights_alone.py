"""A file of weights in the place of a problem, with the samples of another file: its shapes tell the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xortui.problems.cells import looks_like_number
from xortui.problems.csv_rows import csv_rows
from xortui.problems.encodings import decoded
from xortui.problems.network_of_weights import network_shape, read_weights
from xortui.problems.problem import Problem
from xortui.problems.problem_file import ProblemError, read_bytes, read_document
from xortui.problems.table import as_text, one_line

MIN_CLASSES = 2


def problem_of_weights(name: str, data: str) -> Problem:
    """Return the problem of training on from weights that a file has, with samples from another.

    The activations are those of a problem file that says none; a note says so.

    Args:
        name: the file of weights.
        data: the CSV file of the samples.

    Raises:
        ProblemError: if the files can't be read, or don't fit each other; one line.
    """
    path = Path(name)
    shown = one_line(name)
    try:
        layers = read_weights(lambda: read_bytes(path, shown), name)
        sizes, rows = network_shape(layers)
    except ValueError as error:
        told = str(error)
        raise ProblemError(told if told.startswith(shown) else f"{shown}: {told}") from None
    # Beside the file of weights it is called as it was typed.
    file = data if path.parent == Path() else str(Path(data).absolute())
    rows_of_data = _rows(data)
    classes = _classes(rows_of_data, sizes[-1])
    columns = sizes[0] + (1 if classes else sizes[-1])
    if rows_of_data and len(rows_of_data[0]) != columns:
        of_outputs = columns - sizes[0]
        sizes_told = f"{_count(sizes[0], 'input')} and {_count(of_outputs, 'output')}"
        expected = f"expected {columns} for {sizes_told}, or a .toml file with data.x and data.y"
        raise ProblemError(f"{shown}: {one_line(data)} has {len(rows_of_data[0])} columns; {expected}")
    document = {
        "title": f"weights of {path.name}",
        "source": f"read from {path.name}",
        "network": {"layers": sizes, "biases": bool(layers.biases)},
        "start": {"weights": path.name, "rows": rows},
        "data": {"file": file, "classes": classes} if classes else {"file": file},
    }
    problem = read_document(document, as_text(path.stem), shown, path.parent)
    activations = ", ".join(problem.network.activations)
    taken = f"its activations: taken as {activations}; else say network.activations"
    if classes:
        taken = (
            f"its activations and classes: taken as {activations}, and {', '.join(classes)} in this order; else say so"
        )
    note = f"{path.name} does not say {taken} in a .toml file"
    return replace(problem, notes=(*problem.notes, one_line(note)))


def _rows(data: str) -> list[list[str]]:
    """Return the cells of a file; none where something is wrong with it, which is told by what reads it."""
    try:
        return [cells for _, cells in csv_rows(decoded(read_bytes(Path(data), data)), data)]
    except ValueError:
        return []


def _classes(rows: Sequence[Sequence[str]], outputs: int) -> list[str]:
    """Return the texts of the last column in the order of the alphabet, if they are as many as classes.

    Libraries that take labels put them in this order, too.
    """
    wanted = max(outputs, MIN_CLASSES)
    for first in (1, 0):  # behind a header, or without one
        texts = sorted({cells[-1].strip() for cells in rows[first:] if cells})
        if len(texts) == wanted and not any(map(looks_like_number, texts)):
            return texts
    return []


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
