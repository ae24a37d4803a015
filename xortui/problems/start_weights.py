"""The keys of a problem file that state the weights it starts with as matrices, as a sheet or a file has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xortui.core.network import Network
from xortui.problems.table import Table, kind
from xortui.problems.weight_files import ROWS, WITHIN, Layers, Matrix, matrix_of_lists, parameters_of, read_layers


def take_weights(table: Table, network: Network, read: Callable[[str], bytes]) -> dict[str, float]:
    """Take start.weights, start.biases and start.rows; return the parameters that they give, by name.

    Args:
        table: the table start.
        network: whose parameters they are.
        read: returns what a file beside the problem's holds.

    Raises:
        ValueError: if they are not right; one line with the key, and what was expected.
    """
    weights = table.take("weights")
    biases = table.take("biases")
    rows = table.choice("rows", ROWS[0], ROWS)
    if weights is None and biases is None:
        return {}
    try:
        within = biases if isinstance(biases, str) and biases in WITHIN else ""
        if weights is not None:
            weights = _upright(weights, network, rows, within)
        found = _layers(weights, table.path("weights"), read) if weights is not None else Layers(())
        if within:
            found = found._replace(biases=())
        elif biases is not None:
            found = found._replace(biases=_vectors(biases, table.path("biases"), read))
        return parameters_of(network, found, rows, within)
    except ValueError as error:
        told = str(error).replace("say rows =", f"say {table.path('rows')} =")
        raise ValueError(_with_key(table, told)) from None


def _upright(weights: Any, network: Network, rows: str, within: str) -> Any:
    """Return weights in which the plain list of a layer with one unit is a column, if a row belongs to an input.

    Such a list has one weight for each input: what a row belongs to can't matter.
    """
    if rows != ROWS[0] or within.endswith("column") or not isinstance(weights, list):
        return weights
    if weights and all(map(_is_number, weights)):
        is_a_chain = set(network.layers) == {1}
        weights = [[number] for number in weights] if is_a_chain else [weights]
    if len(weights) != len(network.layers) - 1:
        return weights  # one matrix for the only layer, or too many of them
    layers = []
    for size, layer in zip(network.layers[1:], weights, strict=True):
        is_plain = isinstance(layer, list) and bool(layer) and all(map(_is_number, layer))
        layers.append([[number] for number in layer] if is_plain and size == 1 else layer)
    return layers


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _with_key(table: Table, told: str) -> str:
    """Return what is told of a matrix, with the key that it belongs to."""
    if told.startswith(table.path("")):
        return told
    if told.startswith(("weights:", "biases:")):
        return table.path(told)
    return f"{table.path('weights')}: {told}"


def _layers(value: Any, key: str, read: Callable[[str], bytes]) -> Layers:
    """Return the matrices that a value gives: a file for all, or a list with one for each layer."""
    if isinstance(value, str):
        return _read_at(key, lambda: read_layers(read(value), value))
    if not isinstance(value, list) or not value:
        raise ValueError(f"{key}: expected a matrix for each layer, or the name of a file, got {kind(value)}")
    if _is_matrix(value):
        value = [value]
    found: list[Matrix] = []
    for number, matrix in enumerate(value, start=1):
        where = f"{key}: layer {number}"
        if isinstance(matrix, str):
            found += _read_at(where, lambda name=matrix: read_layers(read(name), name)).weights  # type: ignore[misc]
        else:
            found.append(matrix_of_lists(matrix, where))
    return Layers(tuple(found))


def _vectors(value: Any, key: str, read: Callable[[str], bytes]) -> tuple[Matrix, ...]:
    """Return the vectors of biases that a value gives: a file for all, or a list with one for each layer."""
    if isinstance(value, str):
        try:
            found = read_layers(read(value), value)
        except ValueError as error:
            words = ", ".join(WITHIN)
            raise ValueError(f"{key}: expected vectors, a file of them, or one of {words}: {error}") from None
        return found.biases or found.weights
    if _is_number(value):
        value = [[value]]
    if not isinstance(value, list) or not value:
        raise ValueError(f"{key}: expected a vector for each layer, got {kind(value)}")
    if not any(isinstance(vector, list) for vector in value):
        value = [value] if len(value) > 1 or not isinstance(value[0], str) else value
    return tuple([matrix_of_lists(vector, f"{key}: layer {number}") for number, vector in enumerate(value, start=1)])


def _is_matrix(value: list[Any]) -> bool:
    """Say whether a list is one matrix, for a network without hidden units, rather than a list of them."""
    return all(isinstance(row, list) and row and not any(isinstance(entry, list) for entry in row) for row in value)


def _read_at(where: str, reading: Callable[[], Layers]) -> Layers:
    """Return what is read, and say where it stands if it can't be."""
    try:
        return reading()
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
