"""The derivation: one step with every formula, its numbers and its value, as plain data for the documents to set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from xortui.core.chain_rule import count_paths, paths, product
from xortui.core.expression import Constant, Expression, Name, Product, Quotient, Sum, names
from xortui.core.losses import LOSSES
from xortui.core.network import Network, Parameter
from xortui.core.program import LOSS, Kind, Operation, Phase, derivative, exponential
from xortui.debugger import Debugger, Snapshot
from xortui.export.digits import digits
from xortui.export.whole_steps import whole_step
from xortui.problems import Problem

MAX_PARAMETERS = 60
"""Derivations on paper; of a larger network so many are chosen, in equal shares from every layer."""
MAX_PATHS = 4
"""Paths of one gradient that are written out; where there are more, it is taken from the δ that they share."""
MAX_TERMS = 12
"""Terms of one sum, in networks of more than `MAX_PARAMETERS`."""
MAX_NAMES = 4
"""Names in a row, of the units of a layer."""
ELLIPSIS = Constant(0.0, "…")
"""Stands in a sum for terms that are left out."""


@dataclass(frozen=True, slots=True)
class Equation:
    """One line: what is computed, how, with which numbers, and what it is."""

    target: str
    """The name of what is computed."""
    expression: Expression
    """How, in symbols."""
    numbers: Mapping[str, str]
    """The digits of every name in it."""
    value: str
    """The digits of the result."""
    assigns: bool = False
    """Whether it changes a value that lives from step to step: w1 ← …."""
    left_out: int = 0
    """How many terms of a long sum are not shown."""

    def number(self, name: str) -> str:
        """Return the digits of a name."""
        return self.numbers[name]


@dataclass(frozen=True, slots=True)
class Gradient:
    """One parameter's gradient by the chain rule."""

    parameter: Parameter
    paths: int
    """How many paths lead from C to the parameter."""
    equation: Equation
    """The sum over the paths; or, where that is long, the product of the shared δ and the last factor."""
    terms: tuple[str, ...] = ()
    """The digits of each path's product, where several are written out."""
    is_shared: bool = False
    """Whether it is the product of δ and the last factor."""


@dataclass(frozen=True, slots=True, eq=False)
class Derivation:
    """One whole step on paper."""

    snapshot: Snapshot
    """The end of the step."""
    start: Mapping[str, str]
    """The digits of the parameters before the step, by name."""
    forward: tuple[Equation, ...]
    loss: tuple[Equation, ...]
    factors: tuple[Equation, ...]
    """The local derivatives that are computed: of C by the outputs, of units by their weighted sums."""
    deltas: tuple[Equation, ...]
    """What the paths of a gradient share, where it is not written out path by path."""
    gradients: tuple[Gradient, ...]
    inputs: tuple[Equation, ...]
    """The derivatives of C by the inputs, where they are computed."""
    updates: tuple[Equation, ...]
    notes: tuple[str, ...]
    """Sentences on what is left out and what is not as usual; with names of parameters, without formulas."""

    @property
    def problem(self) -> Problem:
        """What is learnt."""
        return self.snapshot.problem

    @property
    def heading(self) -> str:
        """Which step it is."""
        sample = (self.snapshot.sample or 0) + 1
        samples = len(self.problem.samples)
        return f"Step {self.snapshot.position.step}: epoch {self.snapshot.epoch}, sample {sample} of {samples}"

    @property
    def sample(self) -> list[tuple[str, str]]:
        """The names and digits of the inputs and targets."""
        snapshot = self.snapshot
        program = snapshot.program
        x, y = snapshot.taken or ((), ())
        values = zip((*program.inputs, *program.targets), (*x, *y), strict=True)
        return [(name, digits(value)) for name, value in values]

    @property
    def settings(self) -> list[tuple[str, str]]:
        """The names and digits of the settings that the update needs."""
        program = self.snapshot.program
        needed = {name for operation in program.operations for name in operation.reads}
        step = self.snapshot.position.step
        values = zip(program.settings, self.snapshot.setup.settings_at(step, self.problem.schedule), strict=True)
        return [(name, digits(value)) for name, value in values if name in needed]


def derive(debugger: Debugger) -> Derivation:
    """Return the derivation of the step that a debugger stands in; of the first, if it stands at the start."""
    return _Derivation(debugger).whole()


class _Derivation:
    """Collects a step's equations."""

    def __init__(self, debugger: Debugger) -> None:
        self._snapshot = whole_step(debugger)
        self._edits = debugger.edits
        self._program = self._snapshot.program
        self._network = self._snapshot.problem.network
        before = debugger.snapshot(debugger.route.end_of(self._snapshot.position.step - 1))
        self._printed = dict(self._snapshot.printed)
        self._printed_before = dict(before.printed)
        self._is_large = len(self._network.parameters) > MAX_PARAMETERS
        self._parameters = _chosen(self._network)
        units = {parameter.target for parameter in self._parameters}
        self._of_units = {name for unit in units for name in (unit.name, unit.weighted_sum)}
        every = [unit for layer in self._network.units[1:] for unit in layer]
        self._layers = {name: unit.layer for unit in every for name in (unit.name, unit.weighted_sum)}
        # What a part of a softmax, or a share of the loss, belongs to.
        self._owners = {exponential(unit): unit.name for unit in self._network.units[-1]}
        self._owners |= {f"{LOSS}{place}": unit.name for place, unit in enumerate(self._network.units[-1], start=1)}

    def whole(self) -> Derivation:
        """Return everything."""
        gradients = tuple(map(self._gradient, self._parameters))
        shared = [gradient.parameter.target.layer for gradient in gradients if gradient.is_shared]
        operations = self._program.operations[: self._snapshot.position.operation]
        # What has no parameter of its own, such as the count of updates, is of all of them.
        names_shown = {"", *(parameter.name for parameter in self._parameters)}
        return Derivation(
            snapshot=self._snapshot,
            start={parameter.name: self._digits(parameter.name, 0) for parameter in self._parameters},
            forward=self._equations(o for o in operations if o.phase is Phase.FORWARD and self._is_shown(o.target)),
            loss=self._equations(o for o in operations if o.phase is Phase.LOSS and self._is_shown(o.target)),
            factors=self._equations(o for o in operations if o.kind is Kind.FACTOR and self._is_computed(o)),
            deltas=self._equations(o for o in operations if shared and self._is_delta(o, min(shared))),
            gradients=gradients,
            inputs=self._equations(o for o in operations if self._is_of_an_input(o)),
            updates=self._equations(o for o in operations if _is_update(o) and o.by in names_shown),
            notes=tuple(self._notes(gradients)),
        )

    def _is_shown(self, target: str) -> bool:
        """Say whether a value of the forward pass or the loss is of a unit that is shown, or of none."""
        name = self._owners.get(target, target)
        return name in self._of_units or name not in self._layers

    def _is_computed(self, factor: Operation) -> bool:
        """Say whether a factor is more than a copy of a weight or a value, and of a unit that is shown."""
        is_local = factor.of == LOSS or factor.by.startswith("z")
        return is_local and {factor.of, factor.by} - {LOSS} <= self._of_units

    def _is_delta(self, operation: Operation, lowest: int) -> bool:
        """Say whether an operation is a derivative of C by a unit that is shown, from a layer on upwards."""
        is_one = operation.kind is Kind.DERIVATIVE and operation.by in self._of_units
        return is_one and self._layers[operation.by] >= lowest

    def _is_of_an_input(self, operation: Operation) -> bool:
        return operation.kind is Kind.DERIVATIVE and operation.by in self._program.inputs

    def _equations(self, operations: Iterable[Operation]) -> tuple[Equation, ...]:
        return tuple(map(self._equation, operations))

    def _equation(self, operation: Operation) -> Equation:
        expression = operation.expression
        left_out = 0
        if self._is_large:
            expression, left_out = _shortened(expression)
        return Equation(
            operation.target,
            expression,
            {name: self._digits(name, operation.number - 1) for name in names(expression)},
            self._digits(operation.target, operation.number),
            operation.assigns,
            left_out,
        )

    def _digits(self, name: str, number: int) -> str:
        """Return the digits of a name's value when operation `number` has run, as many as its source prints."""
        value = self._snapshot.value_at(name, number)
        if value is None:
            raise ValueError(f"{name} is read before it is computed")
        is_before = name in self._program.state_index and all(
            done > number for done in self._program.assignments.get(name, ())
        )
        printed = self._printed_before if is_before else self._printed
        operation = self._program.by_target.get(name)
        if name not in printed and operation and isinstance(operation.expression, Name):
            # A copy, ∂z3/∂w5 = h1, is written as what it is copied from.
            return self._digits(operation.expression.symbol, operation.number - 1)
        return digits(value, printed[name].printed.decimals if name in printed else 0)

    def _gradient(self, parameter: Parameter) -> Gradient:
        operation = self._program.by_target[derivative(LOSS, parameter.name)]
        count = count_paths(self._program, parameter.name)
        found = list(paths(self._program, parameter.name)) if count <= MAX_PATHS else []
        if not found or not all(isfinite(self._value(factor)) for path in found for factor in path):
            return Gradient(parameter, count, self._equation(operation), is_shared=True)
        chains = [Product(tuple(Name(factor.target) for factor in path)) for path in found]
        expression = chains[0] if count == 1 else Sum(tuple(chains))
        numbers = {name: self._digits(name, operation.number) for name in names(expression)}
        equation = Equation(operation.target, expression, numbers, self._digits(operation.target, operation.number))
        terms = [digits(product(path, self._value)) for path in found] if count > 1 else []
        return Gradient(parameter, count, equation, tuple(terms))

    def _value(self, operation: Operation) -> float:
        return self._snapshot.values[operation.number - 1]

    def _notes(self, gradients: Sequence[Gradient]) -> Iterator[str]:
        network = self._network
        training = self._snapshot.problem.training
        every = len(network.parameters)
        shown = len(self._parameters)
        if shown < every:
            units = sum(network.layers[1:])
            seen = len({parameter.target.name for parameter in self._parameters})
            yield (
                f"The network has {every:,} parameters and {units:,} units after the inputs. Shown are {shown} "
                f"parameters, as many from each layer as there is room for, and the {seen} units they lead to; left "
                f"out are {every - shown:,} parameters and {units - seen:,} units. In long sums an ellipsis stands for "
                "what is left out."
            )
        if any(gradient.is_shared for gradient in gradients):
            yield (
                f"A gradient of more than {MAX_PATHS} paths, or with a factor that is not finite, is written as the "
                "product of what its paths share and the last factor."
            )
        if LOSSES[network.loss].through_activation is not None:
            yield _through_activation(network)
        frozen = sorted(network.frozen, key=network.parameter_names.index)
        if frozen:
            yield f"Frozen, and never updated: {', '.join(frozen)}."
        if not training.simultaneous:
            yield (
                "Each layer is updated before the gradients of the layer below are computed, which then see weights "
                "that have moved: a common mistake, made here on purpose."
            )
        done = [edit.change for edit in self._edits if edit.position <= self._snapshot.position]
        if done:
            yield f"Edited on the way here: {few(done)}."
        if not self._snapshot.problem.schedule.ends_batch(self._snapshot.position.step):
            yield "The batch goes on after this step: its gradients are only added up, and no parameter moves yet."


def _is_update(operation: Operation) -> bool:
    """Say whether an operation moves a parameter, or prepares that."""
    return operation.phase is Phase.UPDATE and operation.kind is not Kind.RESET


def few(names: Sequence[str], ellipsis: str = "…") -> str:
    """Return some names in a row; of more than `MAX_NAMES` the first two and the last."""
    return ", ".join(names if len(names) <= MAX_NAMES else (*names[:2], ellipsis, names[-1]))


def signed_sum(terms: Iterable[str], minus: str) -> str:
    """Return numbers as a sum, in which the minus sign of a negative one stands for the plus."""
    first, *others = terms
    signed = (f"{minus} {term.removeprefix(minus)}" if term.startswith(minus) else f"+ {term}" for term in others)
    return " ".join([first, *signed])


def _through_activation(network: Network) -> str:
    """Return what ∂C/∂z of an output comes to, where the loss and the activation are made for each other."""
    result = f"the output less its target{', divided by the number of outputs' if network.averages_outputs else ''}"
    if network.is_softmax:
        return (
            "Through softmax each weighted sum reaches every output. With this loss the products of the first two "
            f"factors, summed over all outputs, are {result}, and the sum is computed so; the first factor alone grows "
            "without bound as an output nears 0."
        )
    return (
        f"With this loss the product of the first two factors is {result}, and it is computed so; the first factor "
        "alone grows without bound as an output nears 0 or 1."
    )


def _chosen(network: Network) -> tuple[Parameter, ...]:
    """Return the parameters to derive: all, or as many from each layer, unit by unit, as `MAX_PARAMETERS` allow."""
    if len(network.parameters) <= MAX_PARAMETERS:
        return network.parameters
    room = MAX_PARAMETERS
    chosen: set[str] = set()
    by_layer = [[p for unit in layer for p in network.incoming[unit.name]] for layer in network.units[1:]]
    # The smallest layers first: what they don't need is left for the others.
    for place, layer in enumerate(sorted(by_layer, key=len)):
        share = max(room // (len(by_layer) - place), 1)
        chosen.update(parameter.name for parameter in layer[:share])
        room -= min(share, len(layer))
    return tuple(parameter for parameter in network.parameters if parameter.name in chosen)


def _shortened(expression: Expression) -> tuple[Expression, int]:
    """Return a long sum with an ellipsis in its middle, and how many terms that stands for."""
    match expression:
        case Sum(terms) if len(terms) > MAX_TERMS:
            kept = MAX_TERMS // 2
            return Sum((*terms[:kept], ELLIPSIS, *terms[-1:])), len(terms) - kept - 1
        case Quotient(Sum(terms) as total, denominator) if len(terms) > MAX_TERMS:
            shorter, left_out = _shortened(total)
            return Quotient(shorter, denominator), left_out
    return expression, 0
