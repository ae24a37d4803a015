"""A dense network as one frozen value: its layers, activations and loss, and the names of its units and parameters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from xortui.core.activations import ACTIVATIONS
from xortui.core.losses import LOSSES

NUMBERINGS = ("by-source", "by-target")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a network."""

    name: str
    """Its value's name: x1 for an input, h1 for a hidden unit, ŷ (or ŷ1, ŷ2 …) for an output."""
    layer: int
    """0 for inputs."""
    weighted_sum: str
    """The name of what goes into its activation, z1; empty for an input."""
    bias: str
    """The name of its bias, b1; empty for an input."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One weight or bias."""

    name: str
    """w1, w2 … or b1, b2 …"""
    source: Unit | None
    """The unit a weight comes from; None for a bias."""
    target: Unit
    """The unit it leads to."""


@dataclass(frozen=True)
class Network:
    """A dense feed-forward network.

    Hidden units are numbered through all layers (h1, h2 …); weighted sums and biases through hidden and output units,
    so that z3 and b3 belong to the output of a 2-2-1 network. Weights are numbered layer by layer.

    Raises:
        ValueError: if a size, a name or a combination is not possible; the message says what was expected.
    """

    layers: tuple[int, ...] = (2, 2, 1)
    """Units per layer, inputs first."""
    activations: tuple[str, ...] = ("sigmoid", "sigmoid")
    """One for each layer after the inputs."""
    loss: str = "half-squared-error"
    """How wrong the outputs are, as one number C; summed over the outputs."""
    numbering: str = "by-source"
    """by-source: w1 is x1→h1, w2 is x1→h2; by-target: w1 is x1→h1, w2 is x2→h1."""
    frozen: frozenset[str] = frozenset()
    """Names of parameters that are never updated."""

    def __post_init__(self) -> None:
        """Check that the parts fit each other."""
        if len(self.layers) < 2 or any(size < 1 for size in self.layers):
            raise ValueError(f"layers: expected two or more sizes of at least 1, got {list(self.layers)}")
        if len(self.activations) != len(self.layers) - 1:
            raise ValueError(
                f"activations: expected {len(self.layers) - 1}, one for each layer after the inputs, "
                f"got {len(self.activations)}"
            )
        for name in self.activations:
            if name not in ACTIVATIONS:
                raise ValueError(f"activations: expected one of {', '.join(ACTIVATIONS)}, got {name!r}")
        if self.loss not in LOSSES:
            raise ValueError(f"loss: expected one of {', '.join(LOSSES)}, got {self.loss!r}")
        needed = LOSSES[self.loss].output_activation
        if needed and self.activations[-1] != needed:
            raise ValueError(
                f"loss: {self.loss} needs outputs between 0 and 1: "
                f"expected {needed!r} as the last activation, got {self.activations[-1]!r}"
            )
        if self.numbering not in NUMBERINGS:
            raise ValueError(f"numbering: expected one of {', '.join(NUMBERINGS)}, got {self.numbering!r}")
        for name in sorted(self.frozen):
            if name not in self.parameter_names:
                raise ValueError(f"frozen: {name!r} is not a parameter; expected {self.parameter_range}")

    @cached_property
    def units(self) -> tuple[tuple[Unit, ...], ...]:
        """The units of every layer, inputs first."""
        inputs = tuple(Unit(f"x{i + 1}", 0, "", "") for i in range(self.layers[0]))
        rows = [inputs]
        number = 0
        last = len(self.layers) - 1
        for layer, size in enumerate(self.layers[1:], start=1):
            row = []
            for i in range(size):
                number += 1
                name = f"h{number}" if layer < last else "ŷ" if size == 1 else f"ŷ{i + 1}"
                row.append(Unit(name, layer, f"z{number}", f"b{number}"))
            rows.append(tuple(row))
        return tuple(rows)

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The names of the wanted outputs: y, or y1, y2 and so on."""
        return ("y",) if self.layers[-1] == 1 else tuple(f"y{i + 1}" for i in range(self.layers[-1]))

    @cached_property
    def incoming(self) -> dict[str, tuple[Parameter, ...]]:
        """For each hidden and output unit, by name: its weights in the order of their sources, then its bias."""
        number = 0
        incoming: dict[str, tuple[Parameter, ...]] = {}
        for sources, targets in zip(self.units, self.units[1:], strict=False):
            for t, target in enumerate(targets):
                weights = []
                for s, source in enumerate(sources):
                    place = s * len(targets) + t if self.numbering == "by-source" else t * len(sources) + s
                    weights.append(Parameter(f"w{number + 1 + place}", source, target))
                incoming[target.name] = (*weights, Parameter(target.bias, None, target))
            number += len(sources) * len(targets)
        return incoming

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every parameter: layer by layer, in a layer the weights by number, then the biases."""
        ordered: list[Parameter] = []
        for targets in self.units[1:]:
            layer = [parameter for unit in targets for parameter in self.incoming[unit.name]]
            ordered += sorted((p for p in layer if p.source), key=lambda p: int(p.name[1:]))
            ordered += [p for p in layer if not p.source]
        return tuple(ordered)

    @cached_property
    def parameter_names(self) -> tuple[str, ...]:
        """The names of `parameters`, in their order: the order of every vector of parameters in this package."""
        return tuple(parameter.name for parameter in self.parameters)

    @property
    def parameter_range(self) -> str:
        """What the parameters are called, for messages: 'w1 … w6, b1 … b3'."""
        weights = sum(a * b for a, b in zip(self.layers, self.layers[1:], strict=False))
        return f"w1 … w{weights}, b1 … b{sum(self.layers[1:])}"

    @property
    def title(self) -> str:
        """The sizes of the layers, '2-2-1'."""
        return "-".join(map(str, self.layers))
