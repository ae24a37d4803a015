"""Printed matrices: weights or gradients as a source prints them, and the parameter that each number is of."""

from __future__ import annotations

from typing import Any

from xortui.core.network import Network
from xortui.problems.weight_files import WITHIN, Layers, Matrix, parameters_of


def printed_parameters(network: Network, weights: Any, biases: Any, matrices: tuple[str, str]) -> dict[str, str]:
    """Return the digits that are printed of each parameter, by its name.

    Args:
        network: whose parameters they are.
        weights: a matrix of digits in quotes for each layer; None if there is none.
        biases: a vector of them for each layer; None if there is none, or they stand in the matrices.
        matrices: what a row of a matrix belongs to, and where the biases stand in it.

    Raises:
        ValueError: if they are not texts, or not in the shapes of the network's; one line.
    """
    digits: list[str] = []
    rows, within = matrices
    given = [_numbered(value, digits) for value in (weights, biases)]
    has_within = within in WITHIN and biases is None and weights is not None
    places = parameters_of(network, Layers(*given), rows, within if has_within else "")
    return {name: digits[int(place)] for name, place in places.items()}


def _numbered(value: Any, digits: list[str]) -> tuple[Matrix, ...]:
    """Return matrices with the place of each text in a list, to which the texts are added."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ValueError("expected a matrix of printed digits for each layer")
    found = []
    for number, matrix in enumerate(value, start=1):
        rows = matrix if isinstance(matrix, list) else []
        if rows and not any(isinstance(row, list) for row in rows):
            rows = [rows]
        if not rows or not all(isinstance(row, list) and row and len(row) == len(rows[0]) for row in rows):
            raise ValueError(f"layer {number}: expected rows of as many numbers each")
        numbered = []
        for row in rows:
            if not all(isinstance(text, str) for text in row):
                raise ValueError(f"layer {number}: expected the digits as printed, in quotes such as '0.4321'")
            numbered.append(tuple([float(len(digits) + place) for place in range(len(row))]))
            digits += row
        found.append(Matrix(tuple(numbered), f"layer {number}"))
    return tuple(found)
