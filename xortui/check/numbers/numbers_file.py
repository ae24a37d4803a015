"""A JSON file of numbers from any language: a network's parameters, samples, and its gradients or its next parameters.

`xortui help check` shows one, and says what each key is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from xortui.core.activations import SOFTMAX
from xortui.core.losses import LOSSES
from xortui.core.network import Network, count_parameters
from xortui.core.training import Training
from xortui.problems.problem import Problem, Start
from xortui.problems.problem_file import MAX_PARAMETERS
from xortui.problems.table import Table, as_number, as_table, kind, one_line, show

UNITS = ("rows", "columns")
MAX_FILE_SIZE = 20_000_000
"""Bytes of a file that is read."""
MAX_SAMPLES = 10_000
"""Samples of a file."""
MAX_GRADIENTS = 2_000_000
"""Parameters times samples: some seconds."""
_DEFAULT_LOSSES = {"sigmoid": "half-squared-error", SOFTMAX: "cross-entropy"}


class Written(float):
    """A number with the size of the last digit that was written of it."""

    last_digit: float

    def __new__(cls, text: str) -> Written:
        """Read a number as JSON has it."""
        number = super().__new__(cls, text)
        number.last_digit = _last_digit(text)
        return number


def _last_digit(text: str) -> float:
    mantissa, _, exponent = text.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    try:
        return float(10.0 ** (int(exponent or 0) - decimals))
    except OverflowError:
        return 0.0


@dataclass(frozen=True, slots=True)
class Array:
    """A parameter, or something of its shape: one number for each of the program's parameters."""

    name: str
    """As the file calls it."""
    cells: tuple[str, ...]
    """What each number is called: 'W1[0][1]'."""
    values: tuple[float, ...]
    last_digit: float
    """The size of the last digit of the number that is written with the most; 0 if all are whole."""
    parameters: tuple[str, ...] = ()
    """The program's parameter for each number."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a file of numbers says."""

    problem: Problem
    """The network, its samples and its parameters."""
    parameters: tuple[Array, ...]
    """In the order of the layers, weights before biases."""
    theirs: Mapping[str, Array]
    """By the parameter's name: their gradient, or the parameter after the step."""
    is_step: bool
    """Whether they are the parameters after a step."""
    outputs: tuple[tuple[float, ...], ...]
    """Their outputs for each sample; empty if they are not given."""
    learning_rate: float | None
    loss: str | None
    """The loss that the file names."""
    units: str
    """Whether rows or columns of weights belong to one unit."""


def read_numbers(path: Path) -> Numbers:
    """Read a file of numbers.

    Raises:
        ValueError: if something in it is not as expected; one line says what.
    """
    try:
        if path.stat().st_size > MAX_FILE_SIZE:
            raise ValueError(f"expected a file of at most {MAX_FILE_SIZE:,} bytes")
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"it can't be read: {getattr(error, 'strerror', None) or error}") from None
    return numbers_in(text)


def numbers_in(text: str) -> Numbers:
    """Read the text of a file of numbers.

    Raises:
        ValueError: if something in it is not as expected; one line says what.
    """
    try:
        document = json.loads(text, parse_float=Written, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}: this is not JSON: {error.msg}") from None
    except RecursionError:
        raise ValueError("expected lists within lists, and found thousands") from None
    if not isinstance(document, dict):
        raise ValueError(f"expected an object with the key parameters, got {kind(document)}")
    return _Reader(Table(document, "")).numbers()


def _whole(text: str) -> float:
    """Read a whole number: 1 stands for exactly 1."""
    number = Written(text)
    number.last_digit = 0.0
    return number


class _Reader:
    """Takes the keys of the document one by one."""

    def __init__(self, document: Table) -> None:
        self._document = document

    def numbers(self) -> Numbers:
        """Return what the document says."""
        document = self._document
        shapes = {name: _grid(value, f"parameters.{name}") for name, value in self._named("parameters").items()}
        if not shapes:
            raise ValueError("parameters: missing; expected an object of arrays, by their names")
        samples = self._samples()
        roles = self._layers(shapes)
        units, sizes = self._sizes(shapes, roles, len(samples[0][0]), len(samples[0][1]))
        network, loss = self._network(sizes, has_biases=any(bias for _, bias in roles))
        if len(network.parameter_names) * len(samples) > MAX_GRADIENTS:
            raise ValueError(
                f"samples: expected at most {MAX_GRADIENTS // len(network.parameter_names):,} for so many parameters"
            )
        is_step, given = self._theirs(shapes)
        rate = document.number("learning_rate", 0.0) if "learning_rate" in document else None
        if rate is not None and rate <= 0:
            raise ValueError(f"learning_rate: expected a number above 0, got {rate:g}")
        outputs = self._outputs(len(samples), sizes[-1])
        document.close()
        arrays = _arrays(shapes, roles, network, units)
        start = {p: v for array in arrays for p, v in zip(array.parameters, array.values, strict=True)}
        if network.biases:  # a layer that has none has biases of 0
            start = {**dict.fromkeys(network.parameter_names, 0.0), **start}
        problem = Problem("numbers", "numbers", "", network, Training(), Start(parameters=start), samples)
        return Numbers(
            problem=problem,
            parameters=arrays,
            theirs={array.name: _like(array, given[array.name]) for array in arrays},
            is_step=is_step,
            outputs=outputs,
            learning_rate=rate,
            loss=loss,
            units=units,
        )

    def _named(self, key: str) -> dict[str, Any]:
        value = self._document.take(key, {})
        if not isinstance(value, dict):
            raise ValueError(f"{key}: expected an object of arrays, by their names, got {kind(value)}")
        return value

    def _samples(self) -> tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]:
        items = self._document.items("samples")
        if not items:
            raise ValueError('samples: missing; expected a list such as [{"x": [0, 1], "y": [1]}]')
        if len(items) > MAX_SAMPLES:
            raise ValueError(f"samples: expected at most {MAX_SAMPLES:,}, got {len(items):,}")
        samples = []
        for number, item in enumerate(items, start=1):
            table = as_table(item, f"samples: sample {number}")
            x = table.numbers("x")
            y = table.numbers("y")
            table.close()
            samples.append((x, y))
        if not samples[0][0] or not samples[0][1]:
            raise ValueError("samples: sample 1: expected at least one number in x, and in y")
        return tuple(samples)

    def _layers(self, shapes: Mapping[str, list[list[float]]]) -> list[tuple[str, str]]:
        """Return the names of each layer's weights and biases; '' where it has no biases."""
        if "layers" not in self._document:
            self._document.take("layers")
            return _guessed_layers(shapes)
        layers = []
        named: list[str] = []
        for number, item in enumerate(self._document.items("layers"), start=1):
            table = as_table(item, f"layers: layer {number}")
            weights = table.choice("weights", "", tuple(shapes))
            biases = table.choice("biases", "", ("", *shapes))
            table.close()
            layers.append((weights, biases))
            named += [weights, biases]
        names = [name for name in named if name]
        if sorted(names) != sorted(shapes):
            raise ValueError(f"layers: expected every parameter once: {', '.join(map(one_line, shapes))}")
        return layers

    def _sizes(
        self, shapes: Mapping[str, list[list[float]]], roles: Sequence[tuple[str, str]], inputs: int, outputs: int
    ) -> tuple[str, tuple[int, ...]]:
        """Return whether rows or columns are units, and the sizes of the layers."""
        asked = self._document.choice("units", "", ("", *UNITS))
        found = {}
        reasons = {}
        for units in [asked] if asked else UNITS:
            try:
                found[units] = _chain(shapes, roles, units, inputs, outputs)
            except ValueError as error:
                reasons[units] = str(error)
        if not found:
            raise ValueError(next(iter(reasons.values())))
        is_open = any(_is_square(shapes[weights]) and len(shapes[weights]) > 1 for weights, _ in roles)
        if len(found) > 1 and is_open:
            raise ValueError('units: expected "rows" or "columns", what of the weights belongs to one unit: both fit')
        return next(iter(found.items()))

    def _network(self, sizes: tuple[int, ...], *, has_biases: bool) -> tuple[Network, str | None]:
        value = self._document.take("activations", "sigmoid")
        names = [value] * (len(sizes) - 1) if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ValueError(f"activations: expected a name, or a list of one for each layer, got {show(value)}")
        asked = self._document.take("loss")
        if asked is not None and asked not in LOSSES:
            raise ValueError(f"loss: expected one of {', '.join(LOSSES)}, got {show(asked)}")
        last = names[-1] if names else ""
        loss = asked or _DEFAULT_LOSSES.get(last, "half-squared-error")
        count = count_parameters(sizes, skips=False, biases=has_biases)
        if count > MAX_PARAMETERS:
            raise ValueError(f"parameters: expected at most {MAX_PARAMETERS:,} numbers")
        return Network(sizes, tuple(names), loss, biases=has_biases), asked

    def _theirs(self, shapes: Mapping[str, list[list[float]]]) -> tuple[bool, dict[str, list[list[float]]]]:
        """Return whether a step is given rather than gradients, and the arrays that are given."""
        has_gradients = "gradients" in self._document
        if has_gradients == ("after" in self._document):
            raise ValueError("expected either gradients or after, the parameters after one step")
        key = "gradients" if has_gradients else "after"
        self._document.take("after" if has_gradients else "gradients")
        given = self._named(key)
        if sorted(given) != sorted(shapes):
            raise ValueError(f"{key}: expected the names of the parameters: {', '.join(map(one_line, shapes))}")
        grids = {}
        for name, value in given.items():
            grids[name] = _grid(value, f"{key}.{name}")
            if _shape(grids[name]) != _shape(shapes[name]):
                expected = "×".join(map(str, _shape(shapes[name])))
                raise ValueError(f"{one_line(f'{key}.{name}')}: expected the shape of the parameter, {expected}")
        return not has_gradients, grids

    def _outputs(self, samples: int, size: int) -> tuple[tuple[float, ...], ...]:
        rows = self._document.items("outputs")
        if rows and len(rows) != samples:
            raise ValueError(f"outputs: expected one list for each of {samples} samples, got {len(rows)}")
        outputs = []
        for row in rows:
            values = row if isinstance(row, list) else [row]
            if len(values) != size:
                raise ValueError(f"outputs: expected {size} numbers for each sample, got {len(values)}")
            outputs.append(tuple(as_number(value, "outputs") for value in values))
        return tuple(outputs)


def _grid(value: Any, key: str) -> list[list[float]]:
    """Return a number, a list of numbers or a list of lists as rows; a plain list is one row."""
    shown = one_line(key)
    rows = value if isinstance(value, list) else [value]
    if not rows:
        raise ValueError(f"{shown}: expected numbers, got an empty list")
    if not any(isinstance(row, list) for row in rows):
        return [[_cell(cell, shown) for cell in rows]]
    grid = []
    for row in rows:
        if not isinstance(row, list) or not row:
            raise ValueError(f"{shown}: expected a list of numbers, or a list of such lists")
        grid.append([_cell(cell, shown) for cell in row])
    if len({len(row) for row in grid}) > 1:
        raise ValueError(f"{shown}: expected rows of the same length")
    return grid


def _cell(value: Any, key: str) -> float:
    """Return a finite number as it is written."""
    as_number(value, key)
    number: float = value
    return number


def _shape(grid: list[list[float]]) -> tuple[int, int]:
    return len(grid), len(grid[0])


def _is_square(grid: list[list[float]]) -> bool:
    return len(grid) == len(grid[0])


def _guessed_layers(shapes: Mapping[str, list[list[float]]]) -> list[tuple[str, str]]:
    """Return each layer's weights and biases by the order of the parameters and the letter they begin with."""
    layers: list[tuple[str, str]] = []
    for name in shapes:
        if not name.lower().startswith("b"):
            layers.append((name, ""))
        elif layers and not layers[-1][1]:
            layers[-1] = (layers[-1][0], name)
        else:
            layers = []
            break
    if not layers:
        raise ValueError(
            'layers: missing; expected [{"weights": NAME, "biases": NAME}, …], as the parameters are not '
            "W1, b1, W2, b2 … in this order"
        )
    return layers


def _chain(
    shapes: Mapping[str, list[list[float]]], roles: Sequence[tuple[str, str]], units: str, inputs: int, outputs: int
) -> tuple[int, ...]:
    """Return the sizes of the layers, if the arrays fit one another.

    Raises:
        ValueError: if they do not.
    """
    sizes = [inputs]
    for weights, biases in roles:
        rows, columns = _shape(shapes[weights])
        fan_in, size = (columns, rows) if units == "rows" else (rows, columns)
        if fan_in != sizes[-1]:
            raise ValueError(
                f"{one_line(f'parameters.{weights}')}: expected weights for {sizes[-1]} inputs, got {rows}×{columns}"
            )
        if biases:
            count = len(shapes[biases]) * len(shapes[biases][0])
            if count != size or 1 not in _shape(shapes[biases]):
                raise ValueError(f"{one_line(f'parameters.{biases}')}: expected {size} biases, got {count}")
        sizes.append(size)
    if sizes[-1] != outputs:
        raise ValueError(f"parameters: expected {outputs} outputs, as the samples have targets y, got {sizes[-1]}")
    return tuple(sizes)


def _arrays(
    shapes: Mapping[str, list[list[float]]], roles: Sequence[tuple[str, str]], network: Network, units: str
) -> tuple[Array, ...]:
    """Return the parameters with the program's name for each number."""
    arrays = []
    places = {(p.source.name if p.source else "", p.target.name): p.name for p in network.parameters}
    for (weights, biases), (before, layer) in zip(roles, pairwise(network.units), strict=True):
        rows, columns = (layer, before) if units == "rows" else (before, layer)
        names = []
        for row in rows:
            for column in columns:
                source, target = (column, row) if units == "rows" else (row, column)
                names.append(places[source.name, target.name])
        arrays.append(_array(weights, shapes[weights], tuple(names)))
        if biases:
            arrays.append(_array(biases, shapes[biases], tuple(unit.bias for unit in layer)))
    return tuple(arrays)


def _array(name: str, grid: list[list[float]], parameters: tuple[str, ...]) -> Array:
    is_bias = len(parameters) > 0 and parameters[0].startswith("b")
    cells = []
    values = []
    for row, numbers in enumerate(grid):
        for column, number in enumerate(numbers):
            cells.append(f"{name}[{row + column}]" if is_bias else f"{name}[{row}][{column}]")
            values.append(float(number))
    return Array(name, tuple(cells), tuple(values), _last_written(grid), parameters)


def _like(array: Array, grid: list[list[float]]) -> Array:
    """Return numbers that are given for each number of a parameter."""
    return _array(array.name, grid, array.parameters)


def _last_written(grid: list[list[float]]) -> float:
    """Return the size of the last digit of the number that is written with the most: zeros at the end are left out."""
    sizes = [getattr(number, "last_digit", 0.0) for row in grid for number in row]
    return min((size for size in sizes if size > 0), default=0.0)
