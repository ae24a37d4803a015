"""A file of weights in the place of a problem: it tells the network's shape, and lacks the samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xortui.problems.cells import looks_like_number
from xortui.problems.csv_rows import csv_rows
from xortui.problems.encodings import decoded
from xortui.problems.problem import Problem
from xortui.problems.problem_file import UNREAD_WEIGHTS, ProblemError, read_bytes, read_document
from xortui.problems.table import as_text, one_line
from xortui.problems.weight_files import ROWS, Layers, Matrix, read_layers

MIN_CLASSES = 2


def problem_of_weights(name: str, data: str) -> Problem:
    """Return the problem of training on from weights that a file has, with samples from another.

    The activations are those of a problem file that says none; a note says so.

    Args:
        name: the file of weights.
        data: the CSV file of the samples; '' if nobody has given one.

    Raises:
        ProblemError: if the files can't be read, or don't fit each other, or there are no samples; one line.
    """
    path = Path(name)
    shown = one_line(name)
    if path.name.lower().endswith(UNREAD_WEIGHTS):
        instead = 'numpy.savez("net.npz", W1=W1, b1=b1, …)'
        raise ProblemError(f"{shown}: expected weights as .npz, which {instead} writes, or as .safetensors")
    try:
        layers = read_layers(read_bytes(path, shown), path.name)
        sizes, rows = _shape(layers)
    except ValueError as error:
        told = str(error)
        raise ProblemError(told if told.startswith(shown) else f"{shown}: {told}") from None
    network = "-".join(map(str, sizes))
    if not data:
        in_rows = f', start.rows = "{rows}"' if rows != ROWS[0] else ""
        keys = f'network.layers = {sizes}, start.weights = "{path.name}"{in_rows} and data.file = "…csv"'
        raise ProblemError(
            f"{shown} has the weights of a {network} network, and no samples: "
            f"add --data FILE.csv, or open a .toml file with {one_line(keys)}"
        )
    # Beside the file of weights it is called as it was typed.
    file = data if path.parent == Path() else str(Path(data).absolute())
    rows_of_data = _rows(data)
    classes = _classes(rows_of_data, sizes[-1])
    columns = sizes[0] + (1 if classes else sizes[-1])
    if rows_of_data and len(rows_of_data[0]) != columns:
        sizes_told = f"{_count(sizes[0], 'input')} and {_count(1 if classes else sizes[-1], 'output')}"
        expected = f"expected {columns} for {sizes_told}, or a .toml file with data.x and data.y"
        raise ProblemError(f"{shown}: {one_line(data)} has {len(rows_of_data[0])} columns; {expected}")
    document = {
        "title": f"weights of {path.name}",
        "source": f"read from {path.name}",
        "network": {"layers": sizes, "biases": bool(layers.biases)},
        "start": {"weights": path.name, "rows": rows},
        "data": {"file": file, **({"classes": classes} if classes else {})},
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


def _shape(layers: Layers) -> tuple[list[int], str]:
    """Return the units of every layer, inputs first, and what a row of the matrices belongs to.

    Raises:
        ValueError: if the matrices don't fit each other.
    """
    if not layers.weights:
        raise ValueError("expected a matrix of weights for each layer, got none")
    found = {rows: _chain(layers.weights, rows) for rows in ROWS}
    possible = [rows for rows, sizes in found.items() if sizes and _takes(layers.biases, sizes)]
    if not possible:
        shapes = [f"{matrix.where.rpartition(': ')[2]} {_shown(matrix)}" for matrix in layers.weights]
        biases = [f"{vector.where.rpartition(': ')[2]} {vector.size}" for vector in layers.biases]
        raise ValueError(f"expected matrices and biases that fit each other, got {', '.join((*shapes, *biases)[:8])}")
    is_torch = all(matrix.where.endswith(".weight") for matrix in layers.weights)
    rows = ROWS[1] if ROWS[1] in possible and (is_torch or len(possible) == 1) else ROWS[0]
    return found[rows], rows


def _chain(weights: Sequence[Matrix], rows: str) -> list[int]:
    """Return the units of every layer if a row belongs to its inputs or to its outputs; none if they don't fit so."""
    sizes: list[int] = []
    for matrix in weights:
        below, above = matrix.shape if rows == ROWS[0] else matrix.shape[::-1]
        if sizes and sizes[-1] != below:
            return []
        sizes += [above] if sizes else [below, above]
    return sizes


def _takes(biases: Sequence[Matrix], sizes: Sequence[int]) -> bool:
    """Say whether there is one bias for each unit, or no biases at all."""
    return not biases or [vector.size for vector in biases] == list(sizes[1:])


def _shown(matrix: Matrix) -> str:
    return " × ".join(map(str, matrix.shape))
