"""The program: a network's training step as a straight line of scalar operations; the one source of every formula.

For 2-2-1 with sigmoids and half the squared error it begins

    z1 = w1·x1 + w3·x2 + b1        forward
    h1 = σ(z1)
    …
    C = ½(ŷ − y)²                  loss
    ∂C/∂ŷ = ŷ − y                  backward: a local derivative, a factor of the chain rule
    ∂ŷ/∂z3 = ŷ·(1 − ŷ)
    ∂C/∂z3 = ∂C/∂ŷ · ∂ŷ/∂z3        backward: a product of factors
    …
    w1 ← w1 − η·∂C/∂w1             update
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from xortui.core.activations import ACTIVATIONS, SOFTMAX
from xortui.core.expression import (
    ONE,
    Call,
    Constant,
    Expression,
    Greatest,
    Name,
    Negative,
    Product,
    Sum,
    formula,
    names,
)
from xortui.core.functions import EXP, LN
from xortui.core.losses import LOSSES
from xortui.core.network import Network, Unit
from xortui.core.training import Training

LOSS = "C"
LEARNING_RATE, MOMENTUM, BATCH = "η", "μ", "m"
CHANGE = "Δ"
GREATEST_SUM, EXPONENTIALS = "zmax", "Σe"


class Phase(StrEnum):
    """The part of a step that an operation belongs to."""

    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


class Kind(StrEnum):
    """What an operation does."""

    WEIGHTED_SUM = "weighted sum"
    SHIFT = "shift"
    """Softmax: the greatest weighted sum, which is taken off all of them."""
    EXPONENTIAL = "exponential"
    """Softmax: a part, e^(z − zmax)."""
    EXPONENTIAL_SUM = "sum of exponentials"
    """Softmax: the whole."""
    ACTIVATION = "activation"
    SHARE = "share of the loss"
    """One output's share of C, where there are several."""
    LOSS = "loss"
    FACTOR = "factor"
    """One local derivative, ∂h1/∂z1."""
    DERIVATIVE = "derivative"
    """A derivative of the loss, ∂C/∂z1: products of factors, summed over what the value goes into."""
    ACCUMULATE = "accumulate"
    """A batch's sum of gradients grows by one sample's."""
    MEAN = "mean gradient"
    """A batch's sum of gradients, divided by its number of samples."""
    VELOCITY = "velocity"
    UPDATE = "update"
    RESET = "reset"
    """A batch's sum of gradients starts again from 0."""


_PHASES = {Kind.SHARE: Phase.LOSS, Kind.LOSS: Phase.LOSS, Kind.FACTOR: Phase.BACKWARD, Kind.DERIVATIVE: Phase.BACKWARD}
_PHASES |= dict.fromkeys((Kind.WEIGHTED_SUM, Kind.SHIFT, Kind.EXPONENTIAL), Phase.FORWARD)
_PHASES |= dict.fromkeys((Kind.EXPONENTIAL_SUM, Kind.ACTIVATION), Phase.FORWARD)


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the program."""

    number: int
    """Its place in the program, from 1."""
    target: str
    """The name of the value it computes."""
    expression: Expression
    """How."""
    kind: Kind
    """What it does."""
    of: str = ""
    """For a derivative ∂a/∂b: a."""
    by: str = ""
    """For a derivative ∂a/∂b: b. For an update and what prepares it: the parameter."""
    chain: str = ""
    """For a product that is computed in one piece: the product it stands for, in symbols."""

    @property
    def phase(self) -> Phase:
        """The part of the step it belongs to."""
        return _PHASES.get(self.kind, Phase.UPDATE)

    @property
    def assigns(self) -> bool:
        """Whether it changes a value that lives from step to step: w1 ← …, unlike z1 = …."""
        return self.phase is Phase.UPDATE and self.kind is not Kind.MEAN

    @property
    def reads(self) -> tuple[str, ...]:
        """The names of the values it reads."""
        return tuple(dict.fromkeys(names(self.expression)))

    @property
    def symbols(self) -> str:
        """Its formula in symbols, 'w1·x1 + w3·x2 + b1'."""
        return formula(self.expression)

    def numbers(self, write: Callable[[str], str]) -> str:
        """Return its formula with a number in place of each name, as `write` writes it."""
        return formula(self.expression, write)

    def __str__(self) -> str:
        """Return the whole line in symbols."""
        return f"{self.target} {'←' if self.assigns else '='} {self.symbols}"


def derivative(of: str, by: str) -> str:
    """Return the name of a derivative: ∂a/∂b."""
    return f"∂{of}/∂{by}"


def velocity(parameter: str) -> str:
    """Return the name of a parameter's velocity under momentum."""
    return f"v({parameter})"


def gradient_sum(parameter: str) -> str:
    """Return the name of a batch's sum of a parameter's gradients."""
    return f"Σg({parameter})"


def mean_gradient(parameter: str) -> str:
    """Return the name of a batch's mean of a parameter's gradients."""
    return f"ḡ({parameter})"


def change(parameter: str) -> str:
    """Return the name of what a step's update adds to a parameter."""
    return f"{CHANGE}{parameter}"


def exponential(output: Unit) -> str:
    """Return the name of an output's part of a softmax: e4 for z4."""
    return f"e{output.weighted_sum[1:]}"


class Program:
    """The operations of one training step of a network, in the order they run.

    The state that lives from step to step is a flat vector: the parameters in the network's order, then — with
    momentum — their velocities, then — with one update for several samples — their batch's gradient sums.
    """

    def __init__(self, network: Network, training: Training) -> None:
        """Write the program."""
        self.network = network
        self.training = training
        self._hash = hash((network, training))
        self.batched = training.update != "sample"
        """Whether an update learns from several samples: then only a batch's last step runs `update_operations`."""
        trained = [name for name in network.parameter_names if name not in network.frozen]
        self.trained: tuple[str, ...] = tuple(trained)
        """The names of the parameters that are updated."""
        self.state: tuple[str, ...] = (
            *network.parameter_names,
            *(velocity(name) for name in trained if training.momentum),
            *(gradient_sum(name) for name in trained if self.batched),
        )
        """The names of the values that live from step to step, in the order of the state vector."""
        self.inputs: tuple[str, ...] = tuple(unit.name for unit in network.units[0])
        self.targets: tuple[str, ...] = network.targets
        self.settings: tuple[str, ...] = (LEARNING_RATE, MOMENTUM, BATCH)
        self._operations: list[Operation] = []
        self._forward()
        self._backward()
        self._accumulate()
        self._short = len(self._operations)
        if training.simultaneous:
            self._update(self.trained)
        self.operations: tuple[Operation, ...] = tuple(self._operations)
        """Every operation, in the order it runs."""

    def __eq__(self, other: object) -> bool:
        """Say whether another program is of the same network and training."""
        if not isinstance(other, Program):
            return NotImplemented
        return (self.network, self.training) == (other.network, other.training)

    def __hash__(self) -> int:
        """Return a hash of what it trains."""
        return self._hash

    def __reduce__(self) -> tuple[type[Program], tuple[Network, Training]]:
        """Pickle what it is written from."""
        return Program, (self.network, self.training)

    def length(self, *, ends_batch: bool) -> int:
        """Return how many operations a step has: all of them, or all but the updates inside a batch."""
        return len(self.operations) if ends_batch else self._short

    @cached_property
    def by_target(self) -> dict[str, Operation]:
        """The operation that computes each value; for one that is assigned twice, the first."""
        return {operation.target: operation for operation in reversed(self.operations)}

    @cached_property
    def state_index(self) -> dict[str, int]:
        """Where each name stands in the state vector."""
        return {name: index for index, name in enumerate(self.state)}

    @cached_property
    def assignments(self) -> dict[str, tuple[int, ...]]:
        """For each name that is assigned in the update: the numbers of the operations that do so, in order."""
        found: dict[str, tuple[int, ...]] = {}
        for operation in self.operations:
            if operation.assigns:
                found[operation.target] = (*found.get(operation.target, ()), operation.number)
        return found

    @cached_property
    def first_read(self) -> dict[str, int]:
        """For each name that an operation reads: the number of the first one that does."""
        found: dict[str, int] = {}
        for operation in self.operations:
            for name in operation.reads:
                found.setdefault(name, operation.number)
        return found

    def is_of_the_sample(self, name: str) -> bool:
        """Say whether a name is an input or a target."""
        return name in self.inputs or name in self.targets

    def is_given(self, name: str) -> bool:
        """Say whether a step has the value of a name before it computes anything: from its sample or its state."""
        return name in self.state_index or self.is_of_the_sample(name)

    @cached_property
    def trains_with(self) -> frozenset[int]:
        """The numbers of the operations that the loss or an update depends on; the others are there to be read."""
        live = {LOSS}
        found = set()
        for operation in reversed(self.operations):
            if operation.assigns or operation.target in live:
                found.add(operation.number)
                live.update(operation.reads)
        return frozenset(found)

    def derivatives(self, of: str) -> Sequence[Operation]:
        """Return the local derivatives ∂of/∂… that the program computes, in its order."""
        return self._factors_of.get(of, ())

    @cached_property
    def _factors_of(self) -> dict[str, list[Operation]]:
        found: dict[str, list[Operation]] = {}
        for operation in self.operations:
            if operation.kind is Kind.FACTOR:
                found.setdefault(operation.of, []).append(operation)
        return found

    def _add(
        self, target: str, expression: Expression, kind: Kind, *, of: str = "", by: str = "", chain: str = ""
    ) -> None:
        self._operations.append(Operation(len(self._operations) + 1, target, expression, kind, of, by, chain))

    def _forward(self) -> None:
        network = self.network
        for layer, activation in zip(network.units[1:], network.activations, strict=True):
            for unit in layer:
                terms = [
                    Name(p.name) * Name(p.source.name) if p.source else Name(p.name)
                    for p in network.incoming[unit.name]
                ]
                self._add(unit.weighted_sum, Sum(tuple(terms)), Kind.WEIGHTED_SUM)
                if activation != SOFTMAX:
                    self._add(unit.name, ACTIVATIONS[activation].value(Name(unit.weighted_sum)), Kind.ACTIVATION)
        if network.is_softmax:
            self._softmax(network.units[-1])
        self._loss()

    def _softmax(self, units: Sequence[Unit]) -> None:
        """Add ŷi = e^zi / Σ e^zj. Taking the greatest z off all of them leaves ŷ as it is, and no e^z overflows."""
        sums = [Name(unit.weighted_sum) for unit in units]
        self._add(GREATEST_SUM, Greatest(tuple(sums)), Kind.SHIFT)
        parts = [exponential(unit) for unit in units]
        for part, z in zip(parts, sums, strict=True):
            self._add(part, Call(EXP, z - Name(GREATEST_SUM)), Kind.EXPONENTIAL)
        self._add(EXPONENTIALS, Sum(tuple(map(Name, parts))), Kind.EXPONENTIAL_SUM)
        for unit, part in zip(units, parts, strict=True):
            self._add(unit.name, Name(part) / Name(EXPONENTIALS), Kind.ACTIVATION)

    def _loss(self) -> None:
        network, loss = self.network, LOSSES[self.network.loss]
        shares = []
        for unit, y in zip(network.units[-1], self.targets, strict=True):
            z: Expression = Name(unit.weighted_sum)
            if network.is_softmax:
                z = z - Name(GREATEST_SUM) - Call(LN, Name(EXPONENTIALS))
            shares.append(loss.term(Name(unit.name), Name(y), z))
        if len(shares) == 1:
            self._add(LOSS, shares[0], Kind.LOSS)
            return
        for number, share in enumerate(shares, start=1):
            self._add(f"{LOSS}{number}", share, Kind.SHARE)
        total = Sum(tuple(Name(f"{LOSS}{number}") for number in range(1, len(shares) + 1)))
        self._add(LOSS, self._reduced(total), Kind.LOSS)

    def _reduced(self, expression: Expression) -> Expression:
        """Return an expression divided by the number of outputs, where C is their losses' mean."""
        count = self.network.layers[-1]
        return expression / Constant(float(count), str(count)) if self._is_mean else expression

    @property
    def _is_mean(self) -> bool:
        return self.network.reduction == "mean" and self.network.layers[-1] > 1

    def _backward(self) -> None:
        """Go back from C: each derivative of C is computed once, from those of the values it goes into."""
        network = self.network
        loss = LOSSES[network.loss]
        outputs = list(zip(network.units[-1], self.targets, strict=True))
        for unit, y in outputs:
            self._factor(LOSS, unit.name, self._reduced(loss.derivative(Name(unit.name), Name(y))))
            if not network.is_softmax:
                self._activation_factor(unit)
                self._output_delta(unit, y, [unit])
        if network.is_softmax:
            units = network.units[-1]
            for of, by in ((of, by) for of in units for by in units):
                a, b = Name(of.name), Name(by.name)
                entry = a * (ONE - b) if of == by else Product((Negative(a), b))
                self._factor(of.name, by.weighted_sum, entry)
            for unit, y in outputs:
                self._output_delta(unit, y, units)
        for depth in range(len(network.layers) - 1, 0, -1):
            for unit in network.units[depth]:
                for parameter in network.incoming[unit.name]:
                    local = Name(parameter.source.name) if parameter.source else ONE
                    self._factor(unit.weighted_sum, parameter.name, local)
                    self._derivative(parameter.name, [unit.weighted_sum])
            if not self.training.simultaneous:
                owned = {p.name for unit in network.units[depth] for p in network.incoming[unit.name]}
                self._update([name for name in self.trained if name in owned])
            for s, source in enumerate(network.units[depth - 1] if depth > 1 else ()):
                sums = []
                for unit in network.units[depth]:
                    self._factor(unit.weighted_sum, source.name, Name(network.incoming[unit.name][s].name))
                    sums.append(unit.weighted_sum)
                self._derivative(source.name, sums)
                self._activation_factor(source)
                self._derivative(source.weighted_sum, [source.name])

    def _factor(self, of: str, by: str, expression: Expression) -> None:
        self._add(derivative(of, by), expression, Kind.FACTOR, of=of, by=by)

    def _activation_factor(self, unit: Unit) -> None:
        activation = ACTIVATIONS[self.network.activations[unit.layer - 1]]
        self._factor(unit.name, unit.weighted_sum, activation.derivative(Name(unit.weighted_sum), Name(unit.name)))

    def _output_delta(self, unit: Unit, y: str, through: Sequence[Unit]) -> None:
        """Add ∂C/∂z of an output, summed over the outputs that depend on it."""
        chains = [self._chain(output.name, unit.weighted_sum) for output in through]
        chain = chains[0] if len(chains) == 1 else Sum(tuple(chains))
        fused = LOSSES[self.network.loss].through_activation
        if fused is None:
            self._add(derivative(LOSS, unit.weighted_sum), chain, Kind.DERIVATIVE, of=LOSS, by=unit.weighted_sum)
            return
        expression = self._reduced(fused(Name(unit.name), Name(y)))
        target = derivative(LOSS, unit.weighted_sum)
        self._add(target, expression, Kind.DERIVATIVE, of=LOSS, by=unit.weighted_sum, chain=formula(chain))

    def _chain(self, through: str, by: str) -> Product:
        first = Name(derivative(LOSS, through))
        return Product((first, Name(derivative(through, by))))

    def _derivative(self, by: str, through: list[str]) -> None:
        """Add ∂C/∂by = Σ ∂C/∂t · ∂t/∂by over the values t that `by` goes into."""
        chains = [self._chain(t, by) for t in through]
        expression = chains[0] if len(chains) == 1 else Sum(tuple(chains))
        self._add(derivative(LOSS, by), expression, Kind.DERIVATIVE, of=LOSS, by=by)

    def _accumulate(self) -> None:
        for name in self.trained if self.batched else ():
            total = gradient_sum(name)
            self._add(total, Name(total) + Name(derivative(LOSS, name)), Kind.ACCUMULATE, by=name)

    def _update(self, parameters: Sequence[str]) -> None:
        for name in parameters:
            gradient: Expression = Name(derivative(LOSS, name))
            if self.batched:
                self._add(mean_gradient(name), Name(gradient_sum(name)) / Name(BATCH), Kind.MEAN, by=name)
                gradient = Name(mean_gradient(name))
            change = Name(LEARNING_RATE) * gradient
            if self.training.momentum:
                speed = velocity(name)
                self._add(speed, Name(MOMENTUM) * Name(speed) - change, Kind.VELOCITY, by=name)
                self._add(name, Name(name) + Name(speed), Kind.UPDATE, by=name)
            else:
                self._add(name, Name(name) - change, Kind.UPDATE, by=name)
        for name in parameters if self.batched else ():
            self._add(gradient_sum(name), Constant(0.0, "0"), Kind.RESET, by=name)
