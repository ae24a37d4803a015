"""Parameters as arrays: a weight matrix and a bias vector for each layer, in the shapes that their owner gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np

from xortui.core.arrays import Floats
from xortui.core.network import Network, Parameter


@dataclass(frozen=True, slots=True)
class LayerLayout:
    """How one layer's parameters stand in arrays."""

    weight: str
    """The name of the matrix: 'W1', '0.weight'."""
    is_outputs_first: bool
    """Whether the matrix has a row for each unit of the layer; else it has a column for each."""
    bias: str
    """The name of the biases; '' if the layer has none."""
    bias_shape: tuple[int, ...]
    """(units,), (1, units) or (units, 1)."""


Layout = tuple[LayerLayout, ...]
"""One for each layer after the inputs."""


class LayerArrays(NamedTuple):
    """The arrays of one layer, of its parameters or of what belongs to each of them."""

    weight: Floats
    """The matrix: inputs × units, or units × inputs where its owner has it so."""
    bias: Floats | None
    """One number for each unit; None for a layer without biases."""


class NetworkArrays(Sequence[LayerArrays]):
    """The arrays of every layer, first to last: `for W, b in arrays`."""

    def __init__(self, layers: Sequence[LayerArrays], layout: Layout) -> None:
        """Keep the arrays, and what they are called."""
        self._layers = tuple(layers)
        self._layout = layout

    @overload
    def __getitem__(self, index: int) -> LayerArrays: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[LayerArrays]: ...

    def __getitem__(self, index: int | slice) -> LayerArrays | Sequence[LayerArrays]:
        """Return one layer's arrays, from 0, or those of several."""
        return self._layers[index]

    def __len__(self) -> int:
        """Return how many layers there are after the inputs."""
        return len(self._layers)

    def __repr__(self) -> str:
        """Say which arrays there are."""
        shown = ", ".join(f"{name} {array.shape}" for name, array in self.named.items())
        return f"<{shown}>"

    @property
    def flat(self) -> list[Floats]:
        """The arrays one after the other, each layer's matrix before its biases: as parameters are listed elsewhere."""
        return list(self.named.values())

    @property
    def named(self) -> dict[str, Floats]:
        """The arrays by their names, in the same order."""
        found: dict[str, Floats] = {}
        for layout, (weight, bias) in zip(self._layout, self._layers, strict=True):
            found[layout.weight] = weight
            if bias is not None:
                found[layout.bias] = bias
        return found


def plain_layout(network: Network) -> Layout:
    """Return the layout of a network that nobody has given arrays for: W1, b1, W2 …, inputs × units, and vectors."""
    layers = []
    for number, units in enumerate(network.layers[1:], start=1):
        bias = f"b{number}" if network.biases else ""
        layers.append(LayerLayout(f"W{number}", False, bias, (units,)))
    return tuple(layers)


def check_layout(network: Network, layout: Layout) -> None:
    """Check that arrays hold the parameters of a network.

    Raises:
        ValueError: if they do not; the line says which and what was expected.
    """
    if len(layout) != len(network.layers) - 1:
        raise ValueError(f"expected {len(network.layers) - 1} layers for a {network.title} network, got {len(layout)}")
    names: list[str] = []
    for place, units in zip(layout, network.layers[1:], strict=True):
        names += [place.weight, place.bias] if place.bias else [place.weight]
        if place.bias and not network.biases:
            raise ValueError(f"{place.bias}: expected no biases, as the network has none")
        possible = [(units,), (1, units), (units, 1)]
        if units == 1:
            possible.append(())
        if place.bias_shape not in possible:
            shape = " × ".join(map(str, place.bias_shape))
            raise ValueError(f"{place.bias or place.weight}: expected a shape for {units} biases, got {shape}")
    if len(set(names)) < len(names):
        raise ValueError("expected arrays with names that differ")


def places_in_arrays(network: Network, layout: Layout) -> dict[str, str]:
    """Return by the name of each parameter that stands in an array where it stands: w2 → 'W1[0,1]', b1 → 'b1[0]'.

    It is what Python prints for the array's own entry: `W1[0,1]` is in the row 0 and the column 1. An array with a
    single number and no axis has no such place: '0.bias[()]'.
    """
    found: dict[str, str] = {}
    for layer, place in enumerate(layout, start=1):
        for column, unit in enumerate(network.units[layer]):
            row = 0
            for parameter in network.incoming[unit.name]:
                if parameter.source is None:
                    if place.bias:
                        found[parameter.name] = f"{place.bias}{_bias_place(place.bias_shape, column)}"
                    continue
                first, second = (column, row) if place.is_outputs_first else (row, column)
                found[parameter.name] = f"{place.weight}[{first},{second}]"
                row += 1
    return found


def _bias_place(shape: tuple[int, ...], unit: int) -> str:
    if not shape:
        return "[()]"
    if len(shape) == 1:
        return f"[{unit}]"
    return f"[0,{unit}]" if shape[0] == 1 else f"[{unit},0]"


def network_arrays(network: Network, layout: Layout, value: Callable[[str], float | None]) -> NetworkArrays:
    """Return numbers that belong to the parameters as arrays.

    Args:
        network: whose parameters they are.
        layout: how the arrays stand; `plain_layout` if it is empty.
        value: the name of a parameter → its number; None, which becomes NaN, if there is none.
    """
    layout = layout or plain_layout(network)
    layers = []
    for layer, place in enumerate(layout, start=1):
        incoming = [network.incoming[unit.name] for unit in network.units[layer]]
        weights = [[_number(value, p) for p in unit if p.source is not None] for unit in incoming]
        matrix = np.array(weights, dtype=np.float64)
        if not place.is_outputs_first:
            matrix = np.ascontiguousarray(matrix.T)
        bias = None
        if place.bias:
            biases = [_number(value, p) for unit in incoming for p in unit if p.source is None]
            bias = np.array(biases, dtype=np.float64).reshape(place.bias_shape)
        layers.append(LayerArrays(matrix, bias))
    return NetworkArrays(layers, layout)


def _number(value: Callable[[str], float | None], parameter: Parameter) -> float:
    found = value(parameter.name)
    return np.nan if found is None else found


def named_parameters(network: Network, layout: Layout, arrays: Mapping[str, Floats]) -> dict[str, float]:
    """Return the value of every parameter, by its name, from arrays; 0 for the biases of a layer that has none.

    Args:
        network: whose parameters they are.
        layout: how the arrays stand.
        arrays: by the names that the layout gives them, in the shapes that it says.
    """
    found: dict[str, float] = {}
    for layer, place in enumerate(layout, start=1):
        matrix = arrays[place.weight]
        if not place.is_outputs_first:
            matrix = matrix.T
        biases = arrays[place.bias].ravel() if place.bias else np.zeros(len(matrix))
        for unit, row, bias in zip(network.units[layer], matrix, biases, strict=True):
            found.update(_of_unit(network.incoming[unit.name], row, float(bias)))
    return found


def _of_unit(incoming: Sequence[Parameter], row: Floats, bias: float) -> Iterator[tuple[str, float]]:
    weights = iter(row)
    for parameter in incoming:
        yield parameter.name, bias if parameter.source is None else float(next(weights))
