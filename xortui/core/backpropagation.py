"""Backpropagation, written down: the operations of a network's training step, in the order they run."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.core.activations import SOFTMAX, activation
from xortui.core.dropout import STREAM, TURN, activated_name, hidden_places, mask_name
from xortui.core.expression import (
    ONE,
    ZERO,
    Call,
    Constant,
    Expression,
    Greatest,
    Least,
    Name,
    Negative,
    Product,
    Sum,
    formula,
    names,
)
from xortui.core.functions import EXP, FLOOR, LN, SIGN, SQRT, SQUARE
from xortui.core.losses import LOSSES
from xortui.core.network import Network, Parameter, Unit
from xortui.core.optimizers import DECAYS, UPDATES, Operands
from xortui.core.program import (
    BATCH,
    LEARNING_RATE,
    LOSS,
    Kind,
    Operation,
    Program,
    clipped_gradient,
    derivative,
    exponential,
    gradient_sum,
    learnt_gradient,
    mean_gradient,
    moment,
    tied_gradient,
)
from xortui.core.settings import CLIP_NORM, CLIP_VALUE, DECAY_EVERY, L1, WEIGHT_DECAY
from xortui.core.training import Training

GREATEST_SUM = "zmax"
"""The greatest weighted sum of a softmax."""
EXPONENTIALS = "Σe"
"""The sum of a softmax's exponentials."""
DECAYED_RATE = "ηt"
"""The learning rate of one update, where it decays."""
LENGTH = "‖g‖"
"""The length of all gradients together."""
SHORTENING = "s"
"""What every gradient is multiplied by, so that together they are not too long."""


def write_program(network: Network, training: Training) -> Program:
    """Return the program of a network's training step."""
    return Program(network, training, _Writer(network, training).operations, written_by=write_program)


class _Writer:
    """Writes the operations one after the other."""

    def __init__(self, network: Network, training: Training) -> None:
        self.network = network
        self.training = training
        self.trained = [name for name in network.parameter_names if name not in network.frozen]
        self.batched = training.update != "sample"
        self.operations: list[Operation] = []
        self._tied: dict[str, Expression] = {}
        self._outgoing: dict[str, list[Parameter]] = {}
        for incoming in network.incoming.values():
            for parameter in incoming:
                if parameter.source:
                    self._outgoing.setdefault(parameter.source.name, []).append(parameter)
        self._forward()
        self._backward()
        if self.batched:
            self._accumulate()
        if training.simultaneous:
            self._update(self.trained)

    def _add(
        self,
        target: str,
        expression: Expression,
        kind: Kind,
        *,
        of: str = "",
        by: str = "",
        chain: str = "",
        question: str = "",
    ) -> None:
        number = len(self.operations) + 1
        self.operations.append(Operation(number, target, expression, kind, of, by, chain, question))

    def _forward(self) -> None:
        network = self.network
        for layer, name in zip(network.units[1:], network.activations, strict=True):
            for unit in layer:
                terms = [
                    Name(p.name) * Name(p.source.name) if p.source else Name(p.name)
                    for p in network.incoming[unit.name]
                ]
                self._add(unit.weighted_sum, Sum(tuple(terms)), Kind.WEIGHTED_SUM)
                if self._is_masked(unit):
                    self._mask(unit, activation(name).value(Name(unit.weighted_sum)))
                elif name != SOFTMAX:
                    self._add(unit.name, activation(name).value(Name(unit.weighted_sum)), Kind.ACTIVATION)
        if network.is_softmax:
            self._softmax(network.units[-1])
        self._loss()

    def _is_masked(self, unit: Unit) -> bool:
        """Say whether dropout may leave a unit out."""
        dropout = self.training.dropout
        is_hidden = 0 < unit.layer < len(self.network.layers) - 1
        return dropout is not None and is_hidden and dropout.masks_layer(unit.layer)

    def _mask(self, unit: Unit, value: Expression) -> None:
        """Add a hidden unit's activation, its mask, and what both make of the unit."""
        dropout = self.training.dropout
        if dropout is None:
            return
        self._add(activated_name(unit), value, Kind.ACTIVATION)
        if not dropout.masks:
            self._add(STREAM, dropout.drawn(), Kind.DRAW)
        elif dropout.counts and not any(operation.target == TURN for operation in self.operations):
            self._add(TURN, dropout.turn(), Kind.DRAW)
        place = hidden_places(self.network)[unit.name]
        self._add(mask_name(unit), dropout.mask(unit.layer, place), Kind.MASK)
        self._add(unit.name, Name(mask_name(unit)) * Name(activated_name(unit)), Kind.MASKED)

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
        network = self.network
        loss = LOSSES[network.loss]
        shares = []
        for unit, y in zip(network.units[-1], network.targets, strict=True):
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
        return expression / Constant(float(count), str(count)) if self.network.averages_outputs else expression

    def _backward(self) -> None:
        """Go back from C: each derivative of C is computed once, from those of the values it goes into."""
        network = self.network
        self._output_deltas()
        for depth in range(len(network.layers) - 1, 0, -1):
            self._gradients(network.units[depth])
            if depth > 1:
                self._deltas(network.units[depth - 1])
        if self.training.input_gradients:
            for source in network.units[0]:
                self._derivative(source.name, self._factors_by(source))

    def _output_deltas(self) -> None:
        """Add ∂C/∂z of every output: through its own value, or with softmax through those of all."""
        network = self.network
        loss = LOSSES[network.loss]
        units = network.units[-1]
        outputs = list(zip(units, network.targets, strict=True))
        for unit, y in outputs:
            self._factor(LOSS, unit.name, self._reduced(loss.derivative(Name(unit.name), Name(y))))
            if not network.is_softmax:
                self._activation_factor(unit)
                self._output_delta(unit, y, [unit])
        if network.is_softmax:
            self._softmax_factors(units)
            for unit, y in outputs:
                self._output_delta(unit, y, units)

    def _softmax_factors(self, units: Sequence[Unit]) -> None:
        """Add ∂ŷi/∂zj of all pairs: ŷi·(1 − ŷi) where they are the same, and −ŷi·ŷj where not."""
        for of in units:
            for by in units:
                a = Name(of.name)
                b = Name(by.name)
                entry = a * (ONE - b) if of == by else Product((Negative(a), b))
                self._factor(of.name, by.weighted_sum, entry)

    def _gradients(self, units: Sequence[Unit]) -> None:
        """Add the gradients of a layer's parameters, and their updates where these come at once."""
        owned = set()
        for unit in units:
            for parameter in self.network.incoming[unit.name]:
                owned.add(parameter.name)
                local = Name(parameter.source.name) if parameter.source else ONE
                self._factor(unit.weighted_sum, parameter.name, local)
                self._derivative(parameter.name, [unit.weighted_sum])
        if not self.training.simultaneous:
            self._update([name for name in self.trained if name in owned])

    def _deltas(self, units: Sequence[Unit]) -> None:
        """Add ∂C/∂z of a hidden layer's units."""
        for unit in units:
            self._derivative(unit.name, self._factors_by(unit))
            self._activation_factor(unit)
            self._derivative(unit.weighted_sum, [unit.name])

    def _factors_by(self, source: Unit) -> list[str]:
        """Add ∂z/∂a for every weighted sum that a unit's value a goes into; return the names of the sums."""
        sums = []
        for parameter in self._outgoing[source.name]:
            weighted_sum = parameter.target.weighted_sum
            self._factor(weighted_sum, source.name, Name(parameter.name))
            sums.append(weighted_sum)
        return sums

    def _factor(self, of: str, by: str, expression: Expression) -> None:
        self._add(derivative(of, by), expression, Kind.FACTOR, of=of, by=by)

    def _activation_factor(self, unit: Unit) -> None:
        row = activation(self.network.activations[unit.layer - 1])
        if not self._is_masked(unit):
            self._factor(unit.name, unit.weighted_sum, row.derivative(Name(unit.weighted_sum), Name(unit.name)))
            return
        slope = row.derivative(Name(unit.weighted_sum), Name(activated_name(unit)))
        self._factor(unit.name, unit.weighted_sum, Name(mask_name(unit)) * slope)

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
        for name in self.trained:
            total = gradient_sum(name)
            self._add(total, Name(total) + Name(derivative(LOSS, name)), Kind.ACCUMULATE, by=name)

    def _update(self, parameters: Sequence[str]) -> None:
        """Add how some parameters learn from their gradients."""
        if not parameters:
            return
        self._count()
        self._tie(parameters)
        if self.training.clip_norm is None:
            for name in parameters:
                self._learn(name, self._gradient(name))
        else:
            gradients = {name: self._gradient(name) for name in parameters}
            tied = dict(self.network.tied)
            self._measure([gradient for name, gradient in gradients.items() if name not in tied])
            for name, gradient in gradients.items():
                target = clipped_gradient(name)
                self._add(target, Name(SHORTENING) * gradient, Kind.CLIPPED, by=name)
                self._learn(name, Name(target))
        if self.batched:
            for name in parameters:
                self._add(gradient_sum(name), ZERO, Kind.RESET, by=name)

    def _count(self) -> None:
        """Count this update and find its learning rate, where something depends on that; once in a step."""
        if any(operation.kind is Kind.COUNT for operation in self.operations):
            return
        lines = self.training.rule.lines(self._operands(self.trained[0], Name("g")))
        reads_count = any(UPDATES in names(line.expression) for line in lines)
        if reads_count or self.training.decay:
            self._add(UPDATES, Name(UPDATES) + ONE, Kind.COUNT)
        if self.training.decay:
            periods: Expression = Name(UPDATES) - ONE
            if DECAY_EVERY in self.training.read:
                periods = Call(FLOOR, periods / DECAY_EVERY.name)
            rate = DECAYS[self.training.decay].rate(Name(LEARNING_RATE), periods)
            self._add(DECAYED_RATE, rate, Kind.RATE)

    def _tie(self, parameters: Sequence[str]) -> None:
        """Add the sums of the gradients of parameters that are one."""
        groups = {name: group for name, group in self.network.tied_groups.items() if name in parameters}
        own = {name: self._own_gradient(name) for name in groups}
        for name, group in groups.items():
            total = Sum(tuple([own[member] for member in group]))
            self._add(tied_gradient(name), total, Kind.TIED, by=name)
            self._tied[name] = Name(tied_gradient(name))

    def _own_gradient(self, name: str) -> Expression:
        """Add a batch's mean of a parameter's gradients, if that is learnt from; return its gradient."""
        if self.batched and self.training.gradients == "mean":
            self._add(mean_gradient(name), Name(gradient_sum(name)) / Name(BATCH), Kind.MEAN, by=name)
            return Name(mean_gradient(name))
        return Name(gradient_sum(name) if self.batched else derivative(LOSS, name))

    def _gradient(self, name: str) -> Expression:
        """Add what comes before a parameter's own rule; return its gradient so far."""
        gradient = self._tied[name] if name in self._tied else self._own_gradient(name)
        if self.training.clip_value is not None:
            target = clipped_gradient(name)
            low = Greatest((gradient, Negative(CLIP_VALUE.name)))
            self._add(target, Least((low, CLIP_VALUE.name)), Kind.CLIPPED, by=name)
            gradient = Name(target)
        return gradient

    def _measure(self, gradients: Sequence[Expression]) -> None:
        """Add the length of all gradients together, and what they are shortened by."""
        squares = Sum(tuple(Call(SQUARE, gradient) for gradient in gradients))
        self._add(LENGTH, Call(SQRT, squares), Kind.NORM)
        self._add(SHORTENING, Least((ONE, CLIP_NORM.name / Name(LENGTH))), Kind.NORM)

    def _learn(self, name: str, gradient: Expression) -> None:
        """Add the lines of the optimizer for one parameter."""
        training = self.training
        weight = Name(name)
        terms = [gradient]
        if self._decays(name):
            if training.weight_decay is not None and not training.rule.is_decoupled:
                terms.append(WEIGHT_DECAY.name * weight)
            if training.l1 is not None:
                terms.append(L1.name * Call(SIGN, weight))
        if len(terms) > 1:
            target = learnt_gradient(name)
            self._add(target, Sum(tuple(terms)), Kind.PENALTY, by=name)
            gradient = Name(target)
        for line in training.rule.lines(self._operands(name, gradient)):
            question = line.question.format(name)
            if not line.target:
                self._add(name, line.expression, Kind.UPDATE, by=name, question=question)
                continue
            target = moment(line.target, name)
            kind = Kind.MOMENT if target in names(line.expression) else Kind.CORRECTED
            self._add(target, line.expression, kind, by=name, question=question)

    def _decays(self, name: str) -> bool:
        """Say whether weight decay and L1 hold for a parameter."""
        return self.training.decays_biases or self.network.parameter(name).source is not None

    def _operands(self, name: str, gradient: Expression) -> Operands:
        """Return what the optimizer's lines are written with."""
        decay: Expression | None = None
        if self.training.rule.is_decoupled and self._decays(name):
            decay = WEIGHT_DECAY.name * Name(name)
        rate = DECAYED_RATE if self.training.decay else LEARNING_RATE
        return Operands(
            weight=Name(name),
            gradient=gradient,
            rate=Name(rate),
            decay=decay,
            of=lambda letter: Name(moment(letter, name)),
        )
