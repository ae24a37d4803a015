"""Mistakes in the step: the gradients are right, and what is done with them is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from xortui.core.backpropagation import DECAYED_RATE
from xortui.core.expression import Expression, Name, Negative, Product, Quotient, Sum, names, rebuild
from xortui.core.mistake import Fits, Place, Plant, biases_in, changed, names_in, parameters, substituted
from xortui.core.optimizers import VELOCITY
from xortui.core.program import (
    BATCH,
    LEARNING_RATE,
    LOSS,
    Kind,
    Operation,
    Phase,
    Program,
    derivative,
    gradient_sum,
    moment,
)
from xortui.core.settings import L1, WEIGHT_DECAY


def _trained(program: Program, names: Iterable[str]) -> tuple[str, ...]:
    """Return those parameters that the program updates."""
    return tuple(name for name in names if name in program.trained)


def updated_layers(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that has parameters that are updated."""
    trained = _trained(program, names_in(program.network, layer))
    if trained:
        yield Place(layer, trained)


def updated_ends(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer whose last row or column is left out: what leads from the last unit below, or to the last unit."""
    network = program.network
    below = network.units[layer - 1]
    own = network.units[layer]
    trained = _trained(program, names_in(network, layer))
    if len(below) > 1:
        from_last = [p.name for p in parameters(network, layer) if p.source == below[-1] and p.name in trained]
        yield Place(layer, tuple(from_last), f"the weights from {below[-1].name}")
    if len(own) > 1:
        to_last = [p.name for p in parameters(network, layer) if p.target == own[-1] and p.name in trained]
        yield Place(layer, tuple(to_last), f"the parameters of {own[-1].name}")


def updated_layers_and_parts(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that has parameters that are updated, and its weights and its biases alone, if it has both."""
    biases = _trained(program, biases_in(program.network, layer))
    for place in updated_layers(program, layer):
        yield place
        weights = tuple(name for name in place.parameters if name not in biases)
        if weights and biases:
            yield Place(layer, weights, "weights")
            yield Place(layer, biases, "biases")


def batched(fits: Fits) -> Fits:
    """Return the places in a program whose updates learn from several samples."""

    def places(program: Program, layer: int) -> Iterable[Place]:
        return fits(program, layer) if program.batched else ()

    return places


def updated_biases(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that has biases that are updated."""
    trained = _trained(program, biases_in(program.network, layer))
    if trained:
        yield Place(layer, trained)


def without(kind: Kind) -> Plant:
    """Return what takes out the operations of a kind that belong to the parameters of a place."""

    def plant(program: Program, place: Place) -> Program:
        kept = []
        for operation in program.operations:
            if operation.kind is kind and operation.by in place.parameters:
                continue
            kept.append(operation)
        return program.with_operations(kept)

    return plant


def with_lines(kinds: frozenset[Kind], change: Callable[[Operation], Expression]) -> Plant:
    """Return what changes the operations of some kinds that belong to the parameters of a place."""

    def plant(program: Program, place: Place) -> Program:
        def line(operation: Operation) -> Expression | None:
            if operation.kind in kinds and operation.by in place.parameters:
                return change(operation)
            return None

        return changed(program, line)

    return plant


UPDATE = frozenset({Kind.UPDATE})
MOMENT = frozenset({Kind.MOMENT})
ACCUMULATE = frozenset({Kind.ACCUMULATE})
MEAN = frozenset({Kind.MEAN})
LEARNING = frozenset({Kind.UPDATE, Kind.MOMENT, Kind.CORRECTED})
PENALIZING = frozenset({Kind.PENALTY, Kind.UPDATE})
PENALTIES = {"weight decay": WEIGHT_DECAY, "L1": L1}


def uphill(operation: Operation) -> Expression:
    """Return w + η·g for w − η·g."""
    weight = Name(operation.by)
    expression = operation.expression
    if not isinstance(expression, Sum):
        return expression
    terms: list[Expression] = []
    for term in expression.terms:
        if term == weight:
            terms.append(term)
        else:
            terms.append(_turned(term))
    return Sum(tuple(terms))


def assigned(operation: Operation) -> Expression:
    """Return −η·g for w − η·g."""
    weight = Name(operation.by)
    expression = operation.expression
    if not isinstance(expression, Sum):
        return expression
    terms = tuple(term for term in expression.terms if term != weight)
    return terms[0] if len(terms) == 1 else Sum(terms)


def without_rate(operation: Operation) -> Expression:
    """Return w − g for w − η·g."""
    return _without_factors(operation.expression, {LEARNING_RATE, DECAYED_RATE})


def _without_factors(expression: Expression, symbols: set[str]) -> Expression:
    def change(part: Expression) -> Expression:
        if isinstance(part, Product):
            left = tuple(f for f in part.factors if not (isinstance(f, Name) and f.symbol in symbols))
            if 0 < len(left) < len(part.factors):
                return change(left[0]) if len(left) == 1 else Product(tuple(map(change, left)))
        return rebuild(part, change)

    return change(expression)


def rate_twice(operation: Operation) -> Expression:
    """Return w − η·η·g for w − η·g."""
    twice: dict[str, Expression] = {}
    for symbol in (LEARNING_RATE, DECAYED_RATE):
        twice[symbol] = Product((Name(symbol), Name(symbol)))
    return substituted(operation.expression, twice)


def penalized(program: Program, layer: int) -> Iterable[Place]:
    """Yield a place for each penalty that is more than 0 on the parameters of a layer."""
    for words, setting in PENALTIES.items():
        value = getattr(program.training, setting.key)
        if not value:
            continue
        spoilt = []
        for operation in program.operations:
            if operation.kind in PENALIZING and setting.symbol in operation.reads:
                spoilt.append(operation.by)
        spoilt_names = tuple(name for name in names_in(program.network, layer) if name in spoilt)
        if spoilt_names:
            yield Place(layer, spoilt_names, words)


def plant_growing(program: Program, place: Place) -> Program:
    """Turn the sign of a penalty around: g − λ·w for g + λ·w, or w + η·λ·w for w − η·λ·w."""
    symbol = PENALTIES[place.variant].symbol

    def line(operation: Operation) -> Expression | None:
        expression = operation.expression
        is_own = operation.kind in PENALIZING and operation.by in place.parameters
        if not is_own or not isinstance(expression, Sum):
            return None
        return Sum(tuple(_turned(term) if symbol in names(term) else term for term in expression.terms))

    return changed(program, line)


def _turned(term: Expression) -> Expression:
    """Return a term with the other sign."""
    return term.argument if isinstance(term, Negative) else Negative(term)


def overwritten(operation: Operation) -> Expression:
    """Return ∂C/∂w for Σg + ∂C/∂w."""
    return Name(derivative(LOSS, operation.by))


def slowed(operation: Operation) -> Expression:
    """Return −μ·v − η·g for μ·v − η·g."""
    name = moment(VELOCITY, operation.by)
    return substituted(operation.expression, {name: Negative(Name(name))})


def with_momentum(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer whose parameters have a velocity."""
    if program.training.optimizer in ("momentum", "nesterov"):
        yield from updated_layers(program, layer)


def with_rate(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer whose update can be told from that with another rate: not the only one."""
    if len(program.network.layers) > 2:
        yield from updated_layers(program, layer)


def averaged_biases(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that has biases, where a batch's gradients are averaged."""
    if program.batched and program.training.gradients == "mean":
        yield from updated_biases(program, layer)


def plant_mean(program: Program, place: Place) -> Program:
    """Divide the sums of gradients of some parameters by the size of the batch, where they are read.

    Where a batch's gradients are averaged, those are divided by it twice.
    """

    def line(operation: Operation) -> Expression | None:
        if operation.phase is not Phase.UPDATE or operation.kind is Kind.ACCUMULATE:
            return None
        means: dict[str, Expression] = {}
        for name in place.parameters:
            total = Name(gradient_sum(name))
            means[total.symbol] = Quotient(total, Name(BATCH))
        return substituted(operation.expression, means)

    return changed(program, line)


def not_averaged(operation: Operation) -> Expression:
    """Return Σg for Σg/m."""
    return Name(gradient_sum(operation.by))


def updated_before(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that passes something back and could be updated before; the layer below is spoilt."""
    if layer == 1 or program.batched or program.training.clip_norm is not None:
        return
    trained = _trained(program, names_in(program.network, layer))
    first_read = _first_read(program, layer)
    is_known = all(program.by_target[derivative(LOSS, name)].number < first_read for name in trained)
    if trained and is_known and _first_update(program, trained) > first_read:
        yield Place(layer, names_in(program.network, layer - 1))


def _first_read(program: Program, layer: int) -> int:
    """Return the number of the first operation that goes through the weights of a layer back to the layer below."""
    below = {unit.name for unit in program.network.units[layer - 1]}
    above = {unit.weighted_sum for unit in program.network.units[layer]}
    for operation in program.operations:
        if operation.kind is Kind.FACTOR and operation.of in above and operation.by in below:
            return operation.number
    raise ValueError(f"layer {layer} passes nothing back")


def _first_update(program: Program, names: Iterable[str]) -> int:
    """Return the number of the first update of some parameters; 0 if there is none."""
    numbers = [program.assignments[name][0] for name in names if name in program.assignments]
    return min(numbers, default=0)


def plant_updated_before(program: Program, place: Place) -> Program:
    """Update a layer before its weights are read to pass something back."""
    names = names_in(program.network, place.layer)
    first = _first_read(program, place.layer)
    moved = []
    before = []
    after = []
    for operation in program.operations:
        is_own = operation.phase is Phase.UPDATE and operation.by in names
        is_counted = operation.kind in (Kind.COUNT, Kind.RATE)
        if is_own or (is_counted and operation.number > first):
            moved.append(operation)
        elif operation.number < first:
            before.append(operation)
        else:
            after.append(operation)
    return program.with_operations((*before, *moved, *after))
