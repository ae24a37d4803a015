"""What a file of weights tells of its network, and what it lacks to be a problem."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from xortui.problems.table import one_line
from xortui.problems.weight_files import ARRAY_FILES, ROWS, Layers, Matrix, read_layers


def without_samples(read: Callable[[], bytes], name: str) -> str:
    """Return the line that says what a file of weights is, and how to give it samples.

    Args:
        read: returns what the file holds.
        name: what it is called.

    Raises:
        ValueError: if it has no weights of a network.
    """
    sizes, rows = network_shape(read_weights(read, name))
    network = "-".join(map(str, sizes))
    in_rows = f', start.rows = "{rows}"' if rows != ROWS[0] else ""
    keys = f'network.layers = {sizes}, start.weights = "{PurePath(name).name}"{in_rows} and data.file = "…csv"'
    return one_line(
        f"{name} has the weights of a {network} network, and no samples: "
        f"add --data FILE.csv, or open a .toml file with {keys}"
    )


def read_weights(read: Callable[[], bytes], name: str) -> Layers:
    """Return the matrices and biases that a file has.

    Args:
        read: returns what the file holds.
        name: what it is called; its ending says how it is read.

    Raises:
        ValueError: if that can't be read.
    """
    if not name.lower().endswith(ARRAY_FILES):
        instead = 'numpy.savez("net.npz", W1=W1, b1=b1, …)'
        raise ValueError(f"expected weights as .npz, which {instead} writes, or as .safetensors")
    return read_layers(read(), PurePath(name).name)


def network_shape(layers: Layers) -> tuple[list[int], str]:
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
    rows = possible[0]
    if len(possible) > 1 and all(matrix.where.endswith(".weight") for matrix in layers.weights):
        rows = ROWS[1]  # as PyTorch has them
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
