"""A dense network as one frozen value: its layers, activations and loss, and the names of its units and parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from xortui.core.activations import SOFTMAX, activation
from xortui.core.losses import LOSSES

NUMBERINGS = ("by-source", "by-target")
REDUCTIONS = ("sum", "mean")


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
    """The name of its bias, b1; empty for an input, and in a network without biases."""


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
    """A dense feed-forward network, with or without direct connections from the inputs to the outputs.

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
    """How wrong the outputs are, as one number C."""
    numbering: str = "by-source"
    """by-source: w1 is x1→h1, w2 is x1→h2; by-target: w1 is x1→h1, w2 is x2→h1."""
    frozen: frozenset[str] = frozenset()
    """Names of parameters that are never updated."""
    skips: bool = False
    """Whether the inputs lead to the output layer directly, too, after the units of the last hidden layer."""
    reduction: str = "sum"
    """sum: C is the sum of the outputs' losses; mean: their mean."""
    biases: bool = True
    """Whether hidden and output units have a bias."""
    tied: tuple[tuple[str, str], ...] = ()
    """Parameters that are one and the same as others: (b2, b1) says that b2 is b1. Both learn from the sum of their
    gradients, and so stay equal."""

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
            if name != SOFTMAX:
                _check_activation(name)
        if self.loss not in LOSSES:
            raise ValueError(f"loss: expected one of {', '.join(LOSSES)}, got {self.loss!r}")
        self._check_outputs()
        if self.numbering not in NUMBERINGS:
            raise ValueError(f"numbering: expected one of {', '.join(NUMBERINGS)}, got {self.numbering!r}")
        if self.reduction not in REDUCTIONS:
            raise ValueError(f"reduction: expected one of {', '.join(REDUCTIONS)}, got {self.reduction!r}")
        if self.skips and len(self.layers) < 3:
            raise ValueError(f"skips: expected a hidden layer to lead past, got layers {list(self.layers)}")
        known = set(self.parameter_names) if self.frozen else set()
        for name in sorted(self.frozen):
            if name not in known:
                raise ValueError(f"frozen: {name!r} is not a parameter; expected {self.parameter_range}")

        self._check_tied()

    def _check_tied(self) -> None:
        leaders = dict(self.tied)
        for name, leader in self.tied:
            for each in (name, leader):
                if each not in self.parameter_names:
                    raise ValueError(f"tied: {each!r} is not a parameter; expected {self.parameter_range}")
            if leader in leaders or name == leader:
                raise ValueError(f"tied: {name} = {leader!r}: expected a parameter that has a value of its own")
            if (name in self.frozen) != (leader in self.frozen):
                raise ValueError(f"tied: {name} = {leader!r}: expected both to be frozen, or none")

    @cached_property
    def tied_groups(self) -> dict[str, tuple[str, ...]]:
        """For each parameter that is tied to others: all that are one with it, itself among them, in their order."""
        members: dict[str, list[str]] = {}
        for name, leader in self.tied:
            members.setdefault(leader, [leader]).append(name)
        found = {}
        for group in members.values():
            ordered = tuple(sorted(group, key=self.parameter_names.index))
            found.update(dict.fromkeys(ordered, ordered))
        return found

    def _check_outputs(self) -> None:
        needed = LOSSES[self.loss].output_activation
        if needed and self.activations[-1] != needed:
            raise ValueError(
                f"loss: {self.loss} needs outputs between 0 and 1: "
                f"expected {needed!r} as the last activation, got {self.activations[-1]!r}"
            )
        if SOFTMAX in self.activations[:-1]:
            raise ValueError("activations: softmax is for the output layer only")
        if self.activations[-1] == SOFTMAX and self.layers[-1] < 2:
            raise ValueError("activations: softmax needs two outputs or more; expected 'sigmoid' for one")
        if self.activations[-1] == SOFTMAX and needed != SOFTMAX:
            raise ValueError(f"loss: expected 'cross-entropy' with softmax outputs, got {self.loss!r}")

    @property
    def is_softmax(self) -> bool:
        """Whether each output depends on every weighted sum of its layer."""
        return self.activations[-1] == SOFTMAX

    @property
    def averages_outputs(self) -> bool:
        """Whether C is the mean of several outputs' losses, so that each is divided by their number."""
        return self.reduction == "mean" and self.layers[-1] > 1

    @cached_property
    def units(self) -> tuple[tuple[Unit, ...], ...]:
        """The units of every layer, inputs first."""
        inputs = tuple(Unit(f"x{i + 1}", 0, "", "") for i in range(self.layers[0]))
        outputs = ("ŷ",) if self.layers[-1] == 1 else tuple(f"ŷ{i + 1}" for i in range(self.layers[-1]))
        rows = [inputs]
        number = 0
        last = len(self.layers) - 1
        for layer, size in enumerate(self.layers[1:], start=1):
            row = []
            for i in range(size):
                number += 1
                name = f"h{number}" if layer < last else outputs[i]
                row.append(Unit(name, layer, f"z{number}", f"b{number}" if self.biases else ""))
            rows.append(tuple(row))
        return tuple(rows)

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The names of the wanted outputs: y, or y1, y2 and so on."""
        return ("y",) if self.layers[-1] == 1 else tuple(f"y{i + 1}" for i in range(self.layers[-1]))

    def sources(self, layer: int) -> tuple[Unit, ...]:
        """Return the units that lead to a layer: those of the layer before, and to the outputs any skips."""
        direct = self.units[0] if self.skips and layer == len(self.layers) - 1 else ()
        return (*self.units[layer - 1], *direct)

    @cached_property
    def incoming(self) -> dict[str, tuple[Parameter, ...]]:
        """For each hidden and output unit, by name: its weights in the order of their sources, then any bias."""
        number = 0
        incoming: dict[str, tuple[Parameter, ...]] = {}
        for layer, targets in enumerate(self.units[1:], start=1):
            sources = self.sources(layer)
            for t, target in enumerate(targets):
                weights = []
                for s, source in enumerate(sources):
                    place = s * len(targets) + t if self.numbering == "by-source" else t * len(sources) + s
                    weights.append(Parameter(f"w{number + 1 + place}", source, target))
                biases = [Parameter(target.bias, None, target)] if self.biases else []
                incoming[target.name] = (*weights, *biases)
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

    def parameter(self, name: str) -> Parameter:
        """Return a parameter by its name.

        Raises:
            KeyError: if there is none of that name.
        """
        return self._by_name[name]

    def has_parameter(self, name: str) -> bool:
        """Say whether a parameter has this name."""
        return name in self._by_name

    @cached_property
    def _by_name(self) -> dict[str, Parameter]:
        return {parameter.name: parameter for parameter in self.parameters}

    @property
    def parameter_range(self) -> str:
        """What the parameters are called, for messages: 'w1 … w6, b1 … b3'."""
        weights = f"w1 … w{count_parameters(self.layers, skips=self.skips, biases=False)}"
        return f"{weights}, b1 … b{sum(self.layers[1:])}" if self.biases else weights

    @property
    def title(self) -> str:
        """The sizes of the layers, '2-2-1'."""
        return "-".join(map(str, self.layers))


def count_parameters(layers: Sequence[int], *, skips: bool, biases: bool) -> int:
    """Return how many weights and biases a network of some layers has, without making it."""
    direct = layers[0] * layers[-1] if skips else 0
    return sum((below + biases) * size for below, size in pairwise(layers)) + direct


def _check_activation(name: str) -> None:
    """Refuse an activation that there is not.

    Raises:
        ValueError: if there is none of that name; the line says what was expected.
    """
    try:
        activation(name)
    except ValueError as error:
        raise ValueError(f"activations: {error}") from None


def parameter_named(network: Network, text: str) -> str:
    """Return the parameter that a person means by a name: its own, or a unit's, whose bias or first weight it is.

    Raises:
        ValueError: if there is nothing of that name; the message says what was expected.
    """
    name = text.strip().lower().replace("yhat", "ŷ")
    if name in network.parameter_names:
        return name
    if name in {unit.name for unit in network.units[0]}:
        return next(p.name for p in network.parameters if p.source and p.source.name == name)
    for layer in network.units[1:]:
        for unit in layer:
            if name in (unit.name, unit.weighted_sum):
                return unit.bias or network.incoming[unit.name][0].name
    inner = network.units[1:-1]
    last = network.units[-1]
    hidden = f"h1 … {inner[-1][-1].name}, " if inner else ""
    outputs = last[0].name if len(last) == 1 else f"{last[0].name} … {last[-1].name}"
    shown = text.strip() if len(text.strip()) <= 20 else f"{text.strip()[:19]}…"
    raise ValueError(f"no {shown!r} here; expected {network.parameter_range}, {hidden}{outputs}")
