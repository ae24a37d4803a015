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

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from xortui.core.expression import Expression, formula, names
from xortui.core.network import Network, Unit
from xortui.core.training import Training

LOSS = "C"
LEARNING_RATE = "η"
BATCH = "m"
"""How many samples the batch has that an update learns from."""
CHANGE = "Δ"


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
    DRAW = "random number"
    """Dropout: the random number, or the turn, that the next masks follow from."""
    MASK = "mask"
    """Dropout: whether a unit is kept, and how much larger it is made then."""
    ACTIVATION = "activation"
    MASKED = "masked activation"
    """Dropout: what a unit gives on, its activation times its mask."""
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
    TIED = "gradient of tied parameters"
    """The sum of the gradients of parameters that are one."""
    COUNT = "count"
    """The number of updates grows by one."""
    RATE = "learning rate"
    """The learning rate of this update, where it decays."""
    NORM = "length"
    """The length of all gradients together, and by how much it is too long."""
    CLIPPED = "clipped gradient"
    PENALTY = "gradient with penalty"
    """A gradient to which weight decay or L1 is added."""
    MOMENT = "moment"
    """What an optimizer keeps of the gradients so far: a velocity, a running mean."""
    CORRECTED = "corrected moment"
    """What an optimizer makes of a moment for this update alone."""
    UPDATE = "update"
    RESET = "reset"
    """A batch's sum of gradients starts again from 0."""


_PHASES = {
    Kind.WEIGHTED_SUM: Phase.FORWARD,
    Kind.SHIFT: Phase.FORWARD,
    Kind.EXPONENTIAL: Phase.FORWARD,
    Kind.EXPONENTIAL_SUM: Phase.FORWARD,
    Kind.DRAW: Phase.FORWARD,
    Kind.MASK: Phase.FORWARD,
    Kind.ACTIVATION: Phase.FORWARD,
    Kind.MASKED: Phase.FORWARD,
    Kind.SHARE: Phase.LOSS,
    Kind.LOSS: Phase.LOSS,
    Kind.FACTOR: Phase.BACKWARD,
    Kind.DERIVATIVE: Phase.BACKWARD,
    Kind.ACCUMULATE: Phase.UPDATE,
    Kind.MEAN: Phase.UPDATE,
    Kind.TIED: Phase.UPDATE,
    Kind.COUNT: Phase.UPDATE,
    Kind.RATE: Phase.UPDATE,
    Kind.NORM: Phase.UPDATE,
    Kind.CLIPPED: Phase.UPDATE,
    Kind.PENALTY: Phase.UPDATE,
    Kind.MOMENT: Phase.UPDATE,
    Kind.CORRECTED: Phase.UPDATE,
    Kind.UPDATE: Phase.UPDATE,
    Kind.RESET: Phase.UPDATE,
}
_ASSIGNING = frozenset({Kind.DRAW, Kind.ACCUMULATE, Kind.COUNT, Kind.MOMENT, Kind.UPDATE, Kind.RESET})


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
    question: str = ""
    """What it finds out, in words, where its kind alone does not say it."""
    reads: tuple[str, ...] = field(init=False, compare=False, repr=False)
    """The names of the values it reads."""

    def __post_init__(self) -> None:
        """Find what it reads."""
        object.__setattr__(self, "reads", tuple(dict.fromkeys(names(self.expression))))

    @property
    def phase(self) -> Phase:
        """The part of the step it belongs to."""
        return _PHASES[self.kind]

    @property
    def assigns(self) -> bool:
        """Whether it changes a value that lives from step to step: w1 ← …, unlike z1 = …."""
        return self.kind in _ASSIGNING

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


def moment(slot: str, parameter: str) -> str:
    """Return the name of what an optimizer keeps of a parameter's gradients: v(w1), m(w1)."""
    return f"{slot}({parameter})"


def gradient_sum(parameter: str) -> str:
    """Return the name of a batch's sum of a parameter's gradients."""
    return f"Σg({parameter})"


def mean_gradient(parameter: str) -> str:
    """Return the name of a batch's mean of a parameter's gradients."""
    return f"ḡ({parameter})"


def tied_gradient(parameter: str) -> str:
    """Return the name of the sum of the gradients of all parameters that are one with a parameter."""
    return f"τ({parameter})"


def clipped_gradient(parameter: str) -> str:
    """Return the name of a parameter's gradient after it has been clipped."""
    return f"ĝ({parameter})"


def learnt_gradient(parameter: str) -> str:
    """Return the name of a parameter's gradient with weight decay and L1 added."""
    return f"g({parameter})"


def parameter_of(name: str) -> str:
    """Return the parameter that a value belongs to: v(w1) → w1."""
    return name.partition("(")[2].removesuffix(")")


def change(parameter: str) -> str:
    """Return the name of what a step's update adds to a parameter."""
    return f"{CHANGE}{parameter}"


def exponential(output: Unit) -> str:
    """Return the name of an output's part of a softmax: e4 for z4."""
    return f"e{output.weighted_sum[1:]}"


class Program:
    """The operations of one training step of a network, in the order they run; nothing else says what a step does.

    The state that lives from step to step is a flat vector: the parameters in the network's order, then what the
    optimizer keeps of each, then — with one update for several samples — their batch's gradient sums, then what is
    counted or drawn.
    """

    def __init__(
        self,
        network: Network,
        training: Training,
        operations: Iterable[Operation],
        *,
        given: Sequence[str] = (),
        written_by: Callable[[Network, Training], Program] | None = None,
        before: Program | None = None,
    ) -> None:
        """Take the operations.

        Args:
            network: what is trained.
            training: how.
            operations: in the order they run; they are numbered anew.
            given: the names of values that a step is given besides its sample, its state and the training's settings.
            written_by: what has written them, if it writes the same ones again for this network and training.
            before: a program of which these are the operations, some of them with other expressions.

        Raises:
            ValueError: if an operation reads a name that has no value there, or there is no loss.
        """
        self.network = network
        self.training = training
        self.operations = _numbered(operations)
        """Every operation, in the order it runs."""
        self.is_as_written = written_by is not None
        """Whether they are what backpropagation in this network writes: matrices then compute the same."""
        self._written_by = written_by
        self.inputs: tuple[str, ...] = tuple(unit.name for unit in network.units[0])
        self.targets: tuple[str, ...] = network.targets
        self.settings: tuple[str, ...] = (*(setting.symbol for setting in training.read), BATCH, *given)
        """The names of what a step is given besides its sample: the training's settings, and the size of the batch."""
        self._given = tuple(given)
        self._hash = hash((network, training, len(self.operations)))
        if written_by is not None:
            return
        if before is not None and self.has_places_of(before):
            self._check_beside(before)
        else:
            self._check()

    def with_operations(self, operations: Iterable[Operation], *, given: Sequence[str] = ()) -> Program:
        """Return the program of other operations for the same network; they are numbered anew.

        Args:
            operations: in the order they run.
            given: the names of further values that a step is given, after the settings there are.

        Raises:
            ValueError: if an operation reads a name that has no value there, or there is no loss.
        """
        changed = tuple(operations)
        return Program(
            self.network,
            self.training,
            changed,
            given=(*self._given, *given),
            written_by=self._written_by if changed == self.operations else None,
            before=None if given else self,
        )

    def __eq__(self, other: object) -> bool:
        """Say whether another program runs the same operations on the same network."""
        if not isinstance(other, Program):
            return NotImplemented
        same = (self.network, self.training) == (other.network, other.training)
        return same and ((self.is_as_written and other.is_as_written) or self.operations == other.operations)

    def __hash__(self) -> int:
        """Return a hash of what it trains."""
        return self._hash

    def __reduce__(self) -> tuple[Callable[..., Program], tuple[object, ...]]:
        """Pickle what it is written from, or its operations if they were changed."""
        if self._written_by is not None:
            return self._written_by, (self.network, self.training)
        return _changed, (self.network, self.training, self.operations, self._given)

    def _check(self) -> None:
        known = {*self.state, *self.inputs, *self.targets, *self.settings}
        for operation in self.operations:
            for name in operation.reads:
                if name not in known:
                    raise ValueError(f"operation {operation.number}: {operation}: {name} has no value there")
            known.add(operation.target)
        if LOSS not in self.by_target:
            raise ValueError(f"expected an operation that computes {LOSS}")

    def has_places_of(self, before: Program) -> bool:
        """Say whether the operations compute the same names in the same order as those of another program."""
        if len(self.operations) != len(before.operations):
            return False
        for operation, other in zip(self.operations, before.operations, strict=True):
            is_same = operation is other or (operation.target, operation.kind) == (other.target, other.kind)
            if not is_same:
                return False
        return True

    def _check_beside(self, before: Program) -> None:
        """Check the operations that another program has otherwise, and take over what the others say."""
        self.__dict__["state"] = before.state
        self.__dict__["batched"] = before.batched
        known = {*self.state, *self.inputs, *self.targets, *self.settings}
        for operation, other in zip(self.operations, before.operations, strict=True):
            if operation is other:
                continue
            for name in operation.reads:
                if name not in known and before.first_number.get(name, operation.number) >= operation.number:
                    raise ValueError(f"operation {operation.number}: {operation}: {name} has no value there")

    @cached_property
    def first_number(self) -> dict[str, int]:
        """The number of the operation that first computes each value."""
        return {operation.target: operation.number for operation in reversed(self.operations)}

    @cached_property
    def trained(self) -> tuple[str, ...]:
        """The names of the parameters that are updated."""
        return tuple(name for name in self.network.parameter_names if name in self.assignments)

    @cached_property
    def batched(self) -> bool:
        """Whether an update learns from several samples: then only a batch's last step runs all operations."""
        return any(operation.kind is Kind.ACCUMULATE for operation in self.operations)

    @cached_property
    def state(self) -> tuple[str, ...]:
        """The names of the values that live from step to step, in the order of the state vector."""
        parameters = self.network.parameter_names
        kept: dict[str, list[str]] = {}
        sums: list[str] = []
        counts: list[str] = []
        for operation in self.operations:
            name = operation.target
            match operation.kind:
                case Kind.MOMENT:
                    kept.setdefault(name.partition("(")[0], []).append(name)
                case Kind.ACCUMULATE:
                    sums.append(name)
                case Kind.COUNT | Kind.DRAW:
                    counts.append(name)
        places = {name: place for place, name in enumerate(parameters)}

        def place(name: str) -> int:
            return places.get(parameter_of(name), 0)

        moments: list[str] = []
        for slot in kept.values():
            moments += sorted(slot, key=place)
        return tuple(dict.fromkeys((*parameters, *moments, *sorted(sums, key=place), *counts)))

    @cached_property
    def moments(self) -> tuple[str, ...]:
        """The letters of what the optimizer keeps of each parameter's gradients: ('m', 'v') with Adam."""
        slots = [o.target.partition("(")[0] for o in self.operations if o.kind is Kind.MOMENT]
        return tuple(dict.fromkeys(slots))

    @cached_property
    def short_length(self) -> int:
        """How many operations a step has inside a batch: those before the first that belongs to the update alone."""
        for operation in self.operations:
            if operation.phase is Phase.UPDATE and operation.kind is not Kind.ACCUMULATE:
                return operation.number - 1
        return len(self.operations)

    def length(self, *, ends_batch: bool) -> int:
        """Return how many operations a step has: all of them, or all but the updates inside a batch."""
        return len(self.operations) if ends_batch else self.short_length

    def ends_batches(self, operation: Operation) -> bool:
        """Say whether an operation runs only in a step that ends a batch."""
        return self.batched and operation.number > self.short_length

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


def _changed(network: Network, training: Training, operations: Sequence[Operation], given: Sequence[str]) -> Program:
    """Return a program of changed operations, for a pickle."""
    return Program(network, training, operations, given=given)


def _numbered(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    """Return operations with the numbers of their places, from 1."""
    given = tuple(operations)
    for number, operation in enumerate(given, start=1):
        if operation.number != number:
            return tuple(_renumbered(given))
    return given


def _renumbered(operations: Iterable[Operation]) -> Iterator[Operation]:
    """Yield operations with the numbers of their places, from 1."""
    for number, operation in enumerate(operations, start=1):
        yield operation if operation.number == number else replace(operation, number=number)
