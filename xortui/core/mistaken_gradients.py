"""Mistakes in the gradients of a layer's parameters: the input in ∂z/∂w, a factor, a sum over the biases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from xortui.core.activations import activation
from xortui.core.expression import HALF, ONE, TWO, Constant, Expression, Name, Product, Sum, names
from xortui.core.index_slips import NUMBER_OF_TARGET, RESHAPED, SLIPS, in_reshaped, slips
from xortui.core.mistake import (
    ADDED_UP,
    Chosen,
    Place,
    Plant,
    are_oblong,
    biases_in,
    names_in,
    parameters,
    rewritten,
    rewritten_later,
    weights_in,
)
from xortui.core.network import Network, Parameter, Unit
from xortui.core.program import LOSS, Program, derivative

OWN_UNIT = "of its own unit"
IN_OWN_GRADIENTS = "its own gradients"
"""Where a mistake is made in the gradients of a layer alone, and not in what it passes back."""
SAME_ROW = "row by row"
ONE_FIRST = "with the 1 of the biases in front"
ONE_LAST = "with the 1 of the biases at the end"
"""Where the 1 stands among the inputs by mistake, where biases lie in one row with the weights."""
MAX_CHOSEN = 8
"""Units of a layer, one of which may stand for all by an index that is left over."""
FACTORS = {"2": TWO, "½": HALF}
"""Stray factors."""


def factor_name(factor: float) -> str:
    """Return the name of a stray factor, as a place has it."""
    name = f"{factor:.6g}"
    return next((known for known, row in FACTORS.items() if f"{row.value:.6g}" == name), name)


def with_inputs(chosen: Callable[[Program, Parameter, Place], Expression | None]) -> Plant:
    """Return what plants other factors ∂z/∂w for the weights of a layer, where `chosen` gives one."""

    def plant(program: Program, place: Place) -> Program:
        changes: dict[str, Expression] = {}
        for parameter in parameters(program.network, place.layer):
            if parameter.source is None:
                continue
            expression = chosen(program, parameter, place)
            if expression is not None:
                changes[derivative(parameter.target.weighted_sum, parameter.name)] = expression
        return rewritten(program, changes)

    return plant


def every_layer(program: Program, layer: int) -> Iterable[Place]:
    """Yield every layer; its weights are spoilt."""
    yield Place(layer, weights_in(program.network, layer))


def after_a_hidden_layer(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer whose inputs are hidden units; their weights are spoilt."""
    if layer > 1:
        inner = [p.name for p in parameters(program.network, layer) if p.source and p.source.layer == layer - 1]
        yield Place(layer, tuple(inner))


def no_input(_: Program, __: Parameter, ___: Place) -> Expression:
    """Return 1: the input is left out."""
    return ONE


def weight_itself(_: Program, parameter: Parameter, __: Place) -> Expression:
    """Return w."""
    return Name(parameter.name)


def sum_of_source(_: Program, parameter: Parameter, __: Place) -> Expression | None:
    """Return z for a = f(z)."""
    if parameter.source is None or not parameter.source.weighted_sum:
        return None
    return Name(parameter.source.weighted_sum)


def slope_of_source(program: Program, parameter: Parameter, _: Place) -> Expression | None:
    """Return the slope of the source, which a = f(z) has at its z.

    A slope that is made of what arrives at the source, by another mistake, is not there yet.
    """
    source = parameter.source
    if source is None or not source.weighted_sum:
        return None
    expression = program.by_target[derivative(source.name, source.weighted_sum)].expression
    if derivative(LOSS, source.name) in names(expression):
        row = activation(program.network.activations[source.layer - 1])
        return row.derivative(Name(source.weighted_sum), Name(source.name))
    return expression


def own_values(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer whose own activations can be taken for its inputs."""
    network = program.network
    yield Place(layer, weights_in(network, layer), OWN_UNIT)
    if 1 < network.layers[layer] == network.layers[layer - 1]:
        inner = [p.name for p in parameters(network, layer) if p.source and p.source.layer == layer - 1]
        yield Place(layer, tuple(inner), SAME_ROW)


def own_value(program: Program, parameter: Parameter, place: Place) -> Expression | None:
    """Return the activation of the layer itself for its input."""
    if place.variant == OWN_UNIT:
        return Name(parameter.target.name)
    return _unit_beside(program, parameter, place.layer)


def _unit_beside(program: Program, parameter: Parameter, layer: int) -> Expression | None:
    """Return the unit of a layer that has the place of a weight's source in the source's own."""
    source = parameter.source
    if source is None or source.layer != parameter.target.layer - 1:
        return None
    row = program.network.units[source.layer].index(source)
    units = program.network.units[layer]
    return Name(units[row if len(units) > 1 else 0].name)


def nearest_values(place: Place) -> str:
    """Return the variant of a place at another layer's values where several layers have one that is as near."""
    distance = place.number - place.layer if place.chosen else 0
    return {-2: "of the layer below the one below", 1: "of the layer above"}.get(distance, place.variant)


def values_of_others(program: Program, layer: int) -> Iterable[Place]:
    """Yield a place for each further layer of as many units as this one's inputs have, or of one for all of them."""
    network = program.network
    inner = [p.name for p in parameters(network, layer) if p.source and p.source.layer == layer - 1]
    for other, size in enumerate(network.layers):
        if other not in (layer - 1, layer) and size in (1, network.layers[layer - 1]):
            words = f"of layer {other}" if other else "of the inputs"
            yield Place(layer, tuple(inner), words, Chosen(other))


def value_of_other(program: Program, parameter: Parameter, place: Place) -> Expression | None:
    """Return the activation of another layer for the input."""
    return _unit_beside(program, parameter, place.number)


def values_of_other_units(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer of several inputs, with which of their values stands for that of a weight's own source."""
    network = program.network
    chosen = list(slips(network.layers[layer - 1]))
    if network.layers[layer] <= network.layers[layer - 1]:
        chosen.insert(0, NUMBER_OF_TARGET)
    for variant in chosen:
        spoilt = []
        for parameter in parameters(network, layer):
            if _other_unit_below(program, parameter, variant) not in (None, parameter.source):
                spoilt.append(parameter.name)
        if spoilt:
            yield Place(layer, tuple(spoilt), variant)
    yield from _one_unit_for_all(network, layer)
    yield from _beside_biases(network, layer)


def _one_unit_for_all(network: Network, layer: int) -> Iterable[Place]:
    """Yield a layer with each unit below, but the first and the last, whose index may be left over from a loop."""
    below = network.units[layer - 1]
    for row, unit in enumerate(below[1:-1] if len(below) <= MAX_CHOSEN else (), start=1):
        sources = {one.name: one.source for one in parameters(network, layer)}
        spoilt = [name for name, source in sources.items() if source and source.layer == layer - 1 and source != unit]
        yield Place(layer, tuple(spoilt), f"those of {unit.name} alone", Chosen(row))


def _beside_biases(network: Network, layer: int) -> Iterable[Place]:
    """Yield a layer whose biases lie in one row with its weights, at the other end than the 1 that is their input."""
    has_skips = any(one.source and one.source.layer < layer - 1 for one in parameters(network, layer))
    if biases_in(network, layer) and not has_skips:
        for variant in (ONE_FIRST, ONE_LAST) if network.layers[layer - 1] > 1 else (ONE_FIRST,):
            yield Place(layer, names_in(network, layer), variant)


def _other_unit_below(program: Program, parameter: Parameter, variant: str) -> Unit | None:
    """Return the unit of the layer below that a weight's index leads to by mistake; None if it comes from elsewhere."""
    source = parameter.source
    target = parameter.target
    if source is None or source.layer != target.layer - 1:
        return None
    units = program.network.units
    below = units[source.layer]
    if variant == NUMBER_OF_TARGET:
        return below[units[target.layer].index(target)]
    return below[SLIPS[variant](below.index(source), len(below))]


def plant_value_of_other_unit(program: Program, place: Place) -> Program:
    """Give weights the activations of others below for their inputs, and biases where they lie in one row with them."""
    program = with_inputs(_value_of_other_unit)(program, place)
    if place.variant not in (ONE_FIRST, ONE_LAST):
        return program
    units = program.network.units
    value = Name(units[place.layer - 1][-1 if place.variant == ONE_FIRST else 0].name)
    return rewritten(program, {derivative(one.weighted_sum, one.bias): value for one in units[place.layer]})


def _value_of_other_unit(program: Program, parameter: Parameter, place: Place) -> Expression | None:
    """Return the activation of another unit of the layer below for the input, or the 1 of the biases."""
    if place.variant in (ONE_FIRST, ONE_LAST):
        below = program.network.units[place.layer - 1]
        assert parameter.source is not None
        row = below.index(parameter.source) + (-1 if place.variant == ONE_FIRST else 1)
        return Name(below[row].name) if 0 <= row < len(below) else ONE
    if place.chosen is not None:
        return Name(program.network.units[place.layer - 1][place.number].name)
    unit = _other_unit_below(program, parameter, place.variant)
    return None if unit is None else Name(unit.name)


def square_layers(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer of as many units as the layer below; its weights from one to another unit are spoilt."""
    if 1 < program.network.layers[layer] == program.network.layers[layer - 1]:
        spoilt = [own.name for own, other in _mirrored(program, layer) if own != other]
        yield Place(layer, tuple(spoilt))


def _mirrored(program: Program, layer: int) -> Iterator[tuple[Parameter, Parameter]]:
    """Yield each weight between two layers of one size with the weight that has its place in the transposed matrix."""
    network = program.network
    above = network.units[layer]
    below = network.units[layer - 1]
    for t, target in enumerate(above):
        for s in range(len(below)):
            yield network.incoming[target.name][s], network.incoming[above[s].name][t]


def plant_transposed_gradient(program: Program, place: Place) -> Program:
    """Give each weight of a layer the gradient of the one that stands in its place in the transposed matrix."""
    changes: dict[str, Expression] = {}
    for own, other in _mirrored(program, place.layer):
        if own != other:
            z = derivative(LOSS, other.target.weighted_sum)
            source = other.source
            assert source is not None
            changes[derivative(LOSS, own.name)] = Product((Name(z), Name(source.name)))
    return rewritten(program, changes)


def oblong_layers(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer of several units and of several inputs, more or less than it has units."""
    if not are_oblong(program.network, layer):
        return
    for order in RESHAPED:
        spoilt = [own.name for own, *others in _reshaped(program, layer, order) if [own.source, own.target] != others]
        yield Place(layer, tuple([name for name in weights_in(program.network, layer) if name in spoilt]), order)


def _reshaped(program: Program, layer: int, order: str) -> Iterator[tuple[Parameter, Unit, Unit]]:
    """Yield each weight of a layer with the units of the weight whose gradient comes to its place by reshaping."""
    network = program.network
    below, above = network.units[layer - 1 : layer + 1]
    for column, target in enumerate(above):
        for row in range(len(below)):
            source, unit = in_reshaped(order, row, column, len(below), len(above))
            yield network.incoming[target.name][row], below[source], above[unit]


def plant_reshaped_gradient(program: Program, place: Place) -> Program:
    """Give each weight of a layer the gradient that comes to its place if the matrix is reshaped."""
    changes: dict[str, Expression] = {}
    for own, source, target in _reshaped(program, place.layer, place.variant):
        if (own.source, own.target) != (source, target):
            changes[derivative(LOSS, own.name)] = Product(
                (Name(derivative(LOSS, target.weighted_sum)), Name(source.name))
            )
    return rewritten(program, changes)


def several_units(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer of several units, with whose δ stands for that of a unit."""
    network = program.network
    size = network.layers[layer]
    for slip in slips(size):
        spoilt = []
        for index, unit in enumerate(network.units[layer]):
            if SLIPS[slip](index, size) != index:
                spoilt += [parameter.name for parameter in network.incoming[unit.name]]
        yield Place(layer, tuple([name for name in names_in(network, layer) if name in spoilt]), slip)


def plant_delta_of_other_unit(program: Program, place: Place) -> Program:
    """Give the parameters of each unit of a layer the δ of another unit of it."""
    network = program.network
    units = network.units[place.layer]
    changes: dict[str, Expression] = {}
    for index, unit in enumerate(units):
        other = units[SLIPS[place.variant](index, len(units))]
        if other is unit:
            continue
        for parameter in network.incoming[unit.name]:
            changes[derivative(LOSS, parameter.name)] = _gradient(parameter, other)
    return rewritten(program, changes)


def several_outputs(program: Program, layer: int) -> Iterable[Place]:
    """Yield the output layer, if it has several units: as it is passed back, too, and in its own gradients alone.

    Those alone are another mistake's where δ of an output is its error.
    """
    network = program.network
    is_linear = network.activations[-1] == "linear"
    is_softmax = network.activations[-1] == "softmax"
    is_chain = _has_chain(program)
    if layer != len(network.layers) - 1 or (is_softmax and not is_chain):
        return
    is_error = is_chain or is_linear
    if layer > 1 or not is_error:
        yield from several_units(program, layer)
    if layer > 1 and not is_error:
        yield from (place._replace(chosen=Chosen(part=IN_OWN_GRADIENTS)) for place in several_units(program, layer))


def _has_chain(program: Program) -> bool:
    """Say whether δ of the outputs is computed in one piece, with no error of its own."""
    return bool(program.by_target[derivative(LOSS, program.network.units[-1][0].weighted_sum)].chain)


def plant_error_of_other_unit(program: Program, place: Place) -> Program:
    """Give each output the error of another one, with the slope of its own: δ, or its parameters' gradients alone."""
    units = program.network.units[place.layer]
    changes: dict[str, Expression] = {}
    for index, unit in enumerate(units):
        other = units[SLIPS[place.variant](index, len(units))]
        if other is unit:
            continue
        delta = _with_error_of(program, unit, other)
        if place.chosen is None:
            changes[derivative(LOSS, unit.weighted_sum)] = delta
            continue
        for parameter in program.network.incoming[unit.name]:
            source = () if parameter.source is None else (Name(parameter.source.name),)
            changes[derivative(LOSS, parameter.name)] = Product((delta, *source)) if source else delta
    return rewritten(program, changes)


def _with_error_of(program: Program, unit: Unit, other: Unit) -> Expression:
    """Return δ of an output with the error of another one."""
    if _has_chain(program):
        return program.by_target[derivative(LOSS, other.weighted_sum)].expression
    # The error of a unit behind this one has no value yet where its δ is computed.
    error = program.by_target[derivative(LOSS, other.name)].expression
    return Product((error, Name(derivative(unit.name, unit.weighted_sum))))


def _gradient(parameter: Parameter, unit: Unit) -> Expression:
    """Return the gradient of a parameter with δ of a unit."""
    delta = Name(derivative(LOSS, unit.weighted_sum))
    return delta if parameter.source is None else Product((delta, Name(parameter.source.name)))


def with_factors(program: Program, layer: int) -> Iterable[Place]:
    """Yield a place for each stray factor in the gradients of a layer, if it is not the only one."""
    if len(program.network.layers) > 2:
        for factor in FACTORS:
            yield Place(layer, names_in(program.network, layer), factor)


def plant_factor(program: Program, place: Place) -> Program:
    """Multiply the gradients of a layer's parameters by a factor."""
    changes: dict[str, Expression] = {}
    for name in names_in(program.network, place.layer):
        target = derivative(LOSS, name)
        changes[target] = _times(FACTORS[place.variant], program.by_target[target].expression)
    return rewritten(program, changes)


def _times(factor: Expression, expression: Expression) -> Product:
    inner = expression.factors if isinstance(expression, Product) else (expression,)
    return Product((factor, *inner))


def several_biases(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that has several biases, with what is taken over all of them."""
    biases = biases_in(program.network, layer)
    if len(biases) > 1:
        for taken in ("sum", "mean"):
            yield Place(layer, biases, taken)


def plant_bias_sum(program: Program, place: Place) -> Program:
    """Give every bias of a layer the sum, or the mean, of all their gradients."""
    units = program.network.units[place.layer]
    total: Expression = Sum(tuple(Name(derivative(LOSS, unit.weighted_sum)) for unit in units))
    if place.variant == "mean":
        total = total / Constant(float(len(units)), str(len(units)))
    changes = {derivative(LOSS, unit.bias): total for unit in units}
    return rewritten(program, changes)


def deltas_of_others(program: Program, layer: int) -> Iterable[Place]:
    """Yield a place for each layer whose δ fits the biases of this one: of as many units, of one, or added up.

    δ of a layer below is computed later, and so it has to be there before the biases are updated.
    """
    network = program.network
    biases = biases_in(network, layer)
    if not biases:
        return
    for below in _layers_below_of_as_many(program, layer, biases):
        yield Place(layer, biases, f"layer {below}", Chosen(below))
    for above in range(layer + 1, len(network.layers)):
        if network.layers[above] in (1, network.layers[layer]):
            yield Place(layer, biases, f"layer {above}", Chosen(above))
        if network.layers[above] > 1:
            yield Place(layer, biases, f"layer {above}{ADDED_UP}", Chosen(above, "sum"))


def deltas_of_others_for_weights(program: Program, layer: int) -> Iterable[Place]:
    """Yield a place for each layer whose δ fits the units of this one: of as many units, or of one."""
    network = program.network
    weights = weights_in(network, layer)
    for below in _layers_below_of_as_many(program, layer, weights):
        yield Place(layer, weights, f"layer {below}", Chosen(below))
    for above in range(layer + 1, len(network.layers)):
        if network.layers[above] in (1, network.layers[layer]):
            yield Place(layer, weights_in(network, layer), f"layer {above}", Chosen(above))


def _layers_below_of_as_many(program: Program, layer: int, updated: Sequence[str]) -> Iterator[int]:
    """Yield the layers below of as many units, or of one, whose δ is known before some parameters are updated."""
    network = program.network
    updates = [program.assignments[name][0] for name in updated if name in program.assignments]
    first_update = min(updates, default=len(program.operations) + 1)
    for below in range(layer - 1, 0, -1):
        deltas = [program.by_target[derivative(LOSS, unit.weighted_sum)].number for unit in network.units[below]]
        if network.layers[below] in (1, network.layers[layer]) and max(deltas) < first_update:
            yield below


def plant_delta_of_other_for_weights(program: Program, place: Place) -> Program:
    """Give the weights of a layer the δ of another one; that of a single unit is broadcast."""
    network = program.network
    above = network.units[place.number]
    changes: dict[str, Expression] = {}
    for number, unit in enumerate(network.units[place.layer]):
        other = above[number if len(above) > 1 else 0]
        for parameter in network.incoming[unit.name]:
            if parameter.source is not None:
                changes[derivative(LOSS, parameter.name)] = _gradient(parameter, other)
    return rewritten_later(program, changes)


def plant_delta_of_other(program: Program, place: Place) -> Program:
    """Give the biases of a layer the δ of another one; that of a single unit, or of all together, is broadcast."""
    units = program.network.units
    above = units[place.number]
    changes: dict[str, Expression] = {}
    if place.which.part == "sum":
        total = Sum(tuple(Name(derivative(LOSS, other.weighted_sum)) for other in above))
        changes.update({derivative(LOSS, unit.bias): total for unit in units[place.layer]})
        return rewritten(program, changes)
    for number, unit in enumerate(units[place.layer]):
        other = above[number if len(above) > 1 else 0]
        changes[derivative(LOSS, unit.bias)] = Name(derivative(LOSS, other.weighted_sum))
    return rewritten_later(program, changes)


def nearest_deltas(place: Place) -> str:
    """Return the variant of a place at δ of another layer where several layers have one that is as near."""
    chosen = place.which
    distance = chosen.number - place.layer
    added = ADDED_UP if chosen.part else ""
    return {-1: "the layer below", 1: f"the layer above{added}"}.get(distance, place.variant)


FIRST_BELOW = "the first value below"
LAST_BELOW = "the last value below"
SUM_BELOW = "the sum of the values below"
ONE_BY_ONE = "the values below, one by one"
OWN_ACTIVATION = "the activation of its own unit"


def factors_of_biases(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that has biases, with what their gradients could be multiplied with as those of weights are."""
    network = program.network
    biases = biases_in(network, layer)
    if not biases:
        return
    below = network.layers[layer - 1]
    factors = [FIRST_BELOW]
    if below > 1:
        factors += [LAST_BELOW, SUM_BELOW]
    if 1 < below == network.layers[layer]:
        factors.append(ONE_BY_ONE)
    for factor in (*factors, OWN_ACTIVATION):
        yield Place(layer, biases, factor)


def plant_factor_of_biases(program: Program, place: Place) -> Program:
    """Multiply the gradients of a layer's biases with values of the layer below, or with the unit's own."""
    network = program.network
    below = [Name(unit.name) for unit in network.units[place.layer - 1]]
    changes: dict[str, Expression] = {}
    for number, unit in enumerate(network.units[place.layer]):
        factors: dict[str, Expression] = {
            FIRST_BELOW: below[0],
            LAST_BELOW: below[-1],
            SUM_BELOW: Sum(tuple(below)) if len(below) > 1 else below[0],
            ONE_BY_ONE: below[number % len(below)],
            OWN_ACTIVATION: Name(unit.name),
        }
        changes[derivative(unit.weighted_sum, unit.bias)] = factors[place.variant]
    return rewritten(program, changes)
