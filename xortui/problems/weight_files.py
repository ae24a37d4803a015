"""Files of weights: matrices and vectors from CSV, .npz or .safetensors, and the layers they belong to."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from xortui.core.network import Network
from xortui.problems.cells import found_decimal, number
from xortui.problems.csv_rows import csv_rows
from xortui.problems.encodings import decoded
from xortui.problems.table import one_line

ROWS = ("inputs", "outputs")
"""What a row of a matrix may belong to: a unit that the weights come from, or one that they lead to."""
WITHIN = ("last-row", "first-row", "last-column", "first-column")
"""Where the biases of a layer may stand in its matrix."""
TEXT_FILES = (".csv", ".tsv", ".txt")
ARRAY_FILES = (".npz", ".safetensors")
_BIAS = re.compile(r"(?:^|[^a-z])(?:b|bias|biases|intercepts?|beta)[^a-z]*$", re.IGNORECASE)
"""What arrays of biases are called: b1, layers.0.bias, intercepts_0."""
_NUMBERS = re.compile(r"(\d+)")


class Matrix(NamedTuple):
    """Numbers in rows; a vector is one row."""

    rows: tuple[tuple[float, ...], ...]
    where: str
    """Where it stands, for messages."""

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns it has."""
        return len(self.rows), len(self.rows[0]) if self.rows else 0

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return sum(map(len, self.rows))

    @property
    def flat(self) -> tuple[float, ...]:
        """Its numbers, row by row."""
        return tuple([value for row in self.rows for value in row])

    def turned(self) -> Matrix:
        """Return it with rows and columns exchanged."""
        return Matrix(tuple(zip(*self.rows, strict=True)), self.where)


class Layers(NamedTuple):
    """The matrices of a network, layer by layer, and the biases where they are known."""

    weights: tuple[Matrix, ...]
    biases: tuple[Matrix, ...] = ()


def read_layers(raw: bytes, name: str) -> Layers:
    """Return the matrices in a file, in the order of the layers, and its biases if it has some.

    In a text, an empty line stands between two matrices. In a file of arrays, what is called like biases, or has one
    dimension, is biases; names with numbers are ordered by those.

    Args:
        raw: what the file holds.
        name: what it is called, whose ending says how it is read. Behind a colon the name of one array may stand.

    Raises:
        ValueError: if it holds no matrices; one line with the file's name, and what was expected.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in ARRAY_FILES:
        return _layers_of_arrays(raw, name)
    if suffix not in TEXT_FILES:
        raise ValueError(f"{one_line(name)}: expected a file that ends in {', '.join((*TEXT_FILES, *ARRAY_FILES))}")
    return Layers(tuple(_matrices_of_text(raw, one_line(name))))


def parameters_in(raw: bytes, name: str, network: Network, rows: str = ROWS[0]) -> dict[str, float]:
    """Return the parameters that a file gives values to: matrices, or a text with a name and a number in each line.

    Args:
        raw: what the file holds.
        name: what it is called, whose ending says how it is read.
        network: whose parameters they are.
        rows: what a row of a matrix belongs to, one of ROWS.

    Raises:
        ValueError: if it holds neither; one line with the file's name, and what was expected.
    """
    if PurePath(name).suffix.lower() in TEXT_FILES:
        named = _named_values(raw, one_line(name), network)
        if named:
            return named
    try:
        found = parameters_of(network, read_layers(raw, name), rows)
    except ValueError as error:
        told = str(error)
        raise ValueError(told if told.startswith(one_line(name)) else f"{one_line(name)}: {told}") from None
    return {parameter: found[parameter] for parameter in network.parameter_names if parameter in found}


def _named_values(raw: bytes, name: str, network: Network) -> dict[str, float]:
    """Return the values of a text with a name and a number in each line; none if it begins otherwise.

    Raises:
        ValueError: if a line is of another kind than the first.
    """
    try:
        rows = list(csv_rows(decoded(raw), name))
    except ValueError as error:
        told = str(error)
        raise ValueError(told if told.startswith(name) else f"{name}: {told}") from None
    if rows and len(rows[0][1]) == 2 and not network.has_parameter(rows[0][1][0]):
        rows = rows[1:]  # a header
    if not rows or not network.has_parameter(rows[0][1][0]):
        return {}
    found: dict[str, float] = {}
    decimal = found_decimal([cells[-1] for _, cells in rows]) or ","
    for line, cells in rows:
        value = number(cells[1], decimal) if len(cells) == 2 else None
        if value is None or not math.isfinite(value) or not network.has_parameter(cells[0]):
            expected = f"expected the name of a parameter and a number, {network.parameter_range}"
            raise ValueError(f"{name} line {line}: {expected}, got {one_line(' '.join(cells)[:30])!r}")
        if cells[0] in found:
            raise ValueError(f"{name} line {line}: {cells[0]} is given twice")
        found[cells[0]] = value
    return found


def _layers_of_arrays(raw: bytes, name: str) -> Layers:
    # NumPy is loaded for these files alone.
    from xortui.core.array_files import read_arrays

    weights: list[tuple[str, Matrix]] = []
    biases: list[tuple[str, Matrix]] = []
    try:
        arrays = read_arrays(raw, one_line(name))
    except ValueError as error:
        raise ValueError(one_line(str(error))) from None
    for key, array in arrays.items():
        where = one_line(f"{name}: {key}"[:80])
        if array.ndim not in (1, 2) or not array.size:
            raise ValueError(f"{where}: expected a matrix or a vector, got the shape {array.shape}")
        rows = array.tolist() if array.ndim == 2 else [array.tolist()]
        is_bias = array.ndim == 1 or bool(_BIAS.search(key))
        (biases if is_bias else weights).append((key, Matrix(tuple(map(tuple, rows)), where)))
    return Layers(_in_order(weights), _in_order(biases))


def _in_order(named: Sequence[tuple[str, Matrix]]) -> tuple[Matrix, ...]:
    """Return matrices in the order of the numbers in their names; as they stand where a name has none."""
    if all(_NUMBERS.search(name) for name, _ in named):
        named = sorted(named, key=lambda pair: [int(digits) for digits in _NUMBERS.findall(pair[0])])
    return tuple([matrix for _, matrix in named])


def _matrices_of_text(raw: bytes, name: str) -> list[Matrix]:
    try:
        text = decoded(raw)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    rows = list(csv_rows(text, name))
    if not rows:
        raise ValueError(f"{name}: expected rows of numbers, got none")
    decimal = found_decimal([cell for _, cells in rows for cell in cells]) or ","
    found: list[list[tuple[float, ...]]] = []
    first_lines: list[int] = []
    before = -1
    for line, cells in rows:
        values = []
        for cell in cells:
            value = number(cell, decimal)
            if value is None or not math.isfinite(value):
                raise ValueError(f"{name} line {line}: expected finite numbers, got {one_line(cell[:30])!r}")
            values.append(value)
        if line != before + 1 or not found:
            found.append([])
            first_lines.append(line)
        elif len(values) != len(found[-1][0]):
            told = f"expected {len(found[-1][0])} numbers as in the row above, or an empty line between two matrices"
            raise ValueError(f"{name} line {line}: {told}, got {len(values)}")
        found[-1].append(tuple(values))
        before = line
    return [Matrix(tuple(matrix), f"{name} line {line}") for matrix, line in zip(found, first_lines, strict=True)]


def matrix_of_lists(value: object, where: str) -> Matrix:
    """Return a list of rows, or a single list of numbers, as a matrix.

    Raises:
        ValueError: if it is neither; one line with where it stands.
    """
    rows = value if isinstance(value, list) else []
    if rows and not any(isinstance(row, list) for row in rows):
        rows = [rows]
    if not rows or not all(isinstance(row, list) and row and len(row) == len(rows[0]) for row in rows):
        raise ValueError(f"{where}: expected rows of as many numbers each, such as [[0.15, 0.25], [0.2, 0.3]]")
    numbers = []
    for row in rows:
        for entry in row:
            is_number = isinstance(entry, int | float) and not isinstance(entry, bool)
            if not is_number or not abs(entry) <= 1e300:
                raise ValueError(f"{where}: expected finite numbers, got {str(entry)[:30]!r}")
        numbers.append(tuple([float(entry) for entry in row]))
    return Matrix(tuple(numbers), where)


def parameters_of(network: Network, layers: Layers, rows: str = ROWS[0], within: str = "") -> dict[str, float]:
    """Return the parameters that matrices and vectors give values to, by name.

    Args:
        network: whose they are.
        layers: one matrix for each layer after the inputs, and as many vectors of biases, or none.
        rows: one of ROWS: what a row of a matrix belongs to.
        within: one of WITHIN: where the biases stand in the matrices; '' if they don't.

    Raises:
        ValueError: if their shapes are not those of the network; one line with what was expected.
    """
    found: dict[str, float] = {}
    count = len(network.layers) - 1
    for what, given in (("weights", layers.weights), ("biases", layers.biases)):
        if given and len(given) != count:
            what_for = f"{count} for a {network.title} network, one for each layer after the inputs"
            raise ValueError(f"{what}: expected {what_for}, got {len(given)}")
    if (within or layers.biases) and not network.biases:
        raise ValueError("biases: expected none, as network.biases = false")
    biases = list(layers.biases)
    for depth, matrix in enumerate(layers.weights, start=1):
        inner = matrix
        if within:
            inner, bias = _parted(matrix, within)
            biases.append(bias)
        if rows == ROWS[1]:
            inner = inner.turned()
        _check_shape(network, depth, inner, matrix, rows, within)
        sources = [unit.name for unit in network.sources(depth)]
        for place, unit in enumerate(network.units[depth]):
            for parameter in network.incoming[unit.name]:
                if parameter.source is not None:
                    found[parameter.name] = inner.rows[sources.index(parameter.source.name)][place]
    for depth, vector in enumerate(biases, start=1):
        units = network.units[depth]
        if vector.size != len(units):
            raise ValueError(f"{vector.where}: expected {len(units)} biases, got {vector.size}")
        for unit, value in zip(units, vector.flat, strict=True):
            found[unit.bias] = value
    return found


_PARTED: Mapping[str, Callable[[Matrix], tuple[Matrix, Matrix]]] = {
    "last-row": lambda m: (m._replace(rows=m.rows[:-1]), m._replace(rows=m.rows[-1:])),
    "first-row": lambda m: (m._replace(rows=m.rows[1:]), m._replace(rows=m.rows[:1])),
    "last-column": lambda m: (
        m._replace(rows=tuple([row[:-1] for row in m.rows])),
        m._replace(rows=tuple([row[-1:] for row in m.rows])),
    ),
    "first-column": lambda m: (
        m._replace(rows=tuple([row[1:] for row in m.rows])),
        m._replace(rows=tuple([row[:1] for row in m.rows])),
    ),
}
"""Where biases stand → the matrix without them, and they alone."""


def _parted(matrix: Matrix, within: str) -> tuple[Matrix, Matrix]:
    height, width = matrix.shape
    if (height if within.endswith("row") else width) < 2:
        raise ValueError(f"{matrix.where}: expected weights and, as its {within.replace('-', ' ')}, biases")
    return _PARTED[within](matrix)


def _check_shape(network: Network, depth: int, inner: Matrix, given: Matrix, rows: str, within: str) -> None:
    """Refuse a matrix of another shape than its layer's.

    Raises:
        ValueError: with the shape that was expected, and the key to write if the other order of rows fits.
    """
    below = len(network.sources(depth))
    size = network.layers[depth]
    if inner.shape == (below, size):
        return
    more_rows = int(within.endswith("row"))
    more_columns = int(within.endswith("column"))
    height, width = (below, size) if rows == ROWS[0] else (size, below)
    expected = f"{height + more_rows} × {width + more_columns} numbers"
    other = ROWS[1] if rows == ROWS[0] else ROWS[0]
    hint = f'; if a row belongs to one of its {other}, say rows = "{other}"' if inner.shape == (size, below) else ""
    got = " × ".join(map(str, given.shape))
    raise ValueError(f"{given.where}: expected {expected}, a row for each of its {rows}, got {got}{hint}")
