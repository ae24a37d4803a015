"""Mistakes in what is passed back: the error it begins with, the weight in ∂z/∂h, the δ, the sum over all paths."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable

from xortui.core.expression import ONE, TWO, ZERO, Expression, Name, Negative, Product, Sum
from xortui.core.index_slips import FIRST as FIRST_UNIT
from xortui.core.index_slips import LAST as LAST_UNIT
from xortui.core.index_slips import NUMBER_OF_TARGET, RESHAPED, SLIPS, in_reshaped, slips
from xortui.core.mistake import (
    Chosen,
    Place,
    Plant,
    are_oblong,
    biases_in,
    names_in,
    parameters,
    rewritten,
    substituted,
)
from xortui.core.mistaken_slopes import family, taken_apart, target_of
from xortui.core.network import Network, Parameter, Unit
from xortui.core.program import LOSS, Program, derivative

FIRST = "its first unit alone"
LAST = "its last unit alone"
ALL_BUT_FIRST = "all its units but the first"
ALL_BUT_LAST = "all its units but the last"
OWN_NUMBER = "the unit with its own number alone"
FROM_THE_END = "the unit with its number from the end alone"
THAT_THEY_REACH = "the unit that they reach"
OF_OWN_NUMBER = "the unit that they reach, at the place of its own number"
IN_WHAT_GOES_BACK = "what it passes back"
IN_BIASES = "the gradients of its biases"
LAYER_BELOW = "the layer below"
LAYER_ABOVE = "the layer above"
OWN_GRADIENTS = "the gradients of its own weights"
ALL_GRADIENTS = "the gradients of all weights of the layer"
LAST_FOR_FIRST = "the last column instead of the first"
LAST_OF_DELTAS = "the last column of δ instead of the first"
FIRST_OF_DELTAS = "the first column of δ instead of the last"
CONSTANT_OF_MINUS_1 = -1
MAX_WRITTEN_OUT = 6
"""Weights of a layer that somebody writes out, each with a name of its own."""
OF_DELTAS_DROPPED = (LAST_OF_DELTAS, FIRST_OF_DELTAS)


def with_errors(chosen: Callable[[Program, Unit], Expression]) -> Plant:
    """Return what plants another ∂C/∂ŷ."""

    def plant(program: Program, _: Place) -> Program:
        program = taken_apart(program)
        changes: dict[str, Expression] = {}
        for unit in program.network.units[-1]:
            changes[derivative(LOSS, unit.name)] = chosen(program, unit)
        return rewritten(program, changes)

    return plant


OF_BIASES = ", for the biases alone"
OF_DELTAS = ", for all of ŷ − y"


def errors_and_those_of_biases(program: Program, layer: int) -> Iterable[Place]:
    """Yield the outputs, those whose δ is ŷ − y as well, and their biases alone, if there are any."""
    network = program.network
    if layer != len(network.layers) - 1:
        return
    yield Place(layer, names_in(network, layer))
    if program.by_target[derivative(LOSS, network.units[-1][0].weighted_sum)].chain:
        yield Place(layer, names_in(network, layer), OF_DELTAS)
    if network.biases and not network.is_softmax:
        yield Place(layer, biases_in(network, layer), OF_BIASES)


def plant_output_for_error(program: Program, place: Place) -> Program:
    """Plant ŷ for ∂C/∂ŷ, or for ŷ − y: in all that follows from it, or in the gradients of the biases alone."""
    changes: dict[str, Expression] = {}
    if not place.variant:
        return with_errors(output_itself)(program, place)
    if place.variant == OF_DELTAS:
        for unit in program.network.units[-1]:
            changes[derivative(LOSS, unit.weighted_sum)] = Name(unit.name)
        return rewritten(program, changes)
    for unit in program.network.units[-1]:
        slope = Name(derivative(unit.name, unit.weighted_sum))
        changes[derivative(LOSS, unit.bias)] = Product((Name(unit.name), slope))
    return rewritten(program, changes)


def output_itself(_: Program, unit: Unit) -> Expression:
    """Return ŷ: the target is left out."""
    return Name(unit.name)


def cost_itself(program: Program, unit: Unit) -> Expression:
    """Return C, or the share of it that the output has."""
    units = program.network.units[-1]
    return Name(LOSS if len(units) == 1 else f"{LOSS}{units.index(unit) + 1}")


def reversed_error(program: Program, unit: Unit) -> Expression:
    """Return −∂C/∂ŷ."""
    there = program.by_target[derivative(LOSS, unit.name)].expression
    return Negative(there)


def with_weights(chosen: Callable[[Program, Parameter, Place], Expression | None]) -> Plant:
    """Return what plants other factors ∂z/∂h for what a layer passes back, where `chosen` gives one."""

    def plant(program: Program, place: Place) -> Program:
        changes: dict[str, Expression] = {}
        for parameter in parameters(program.network, place.layer):
            source = parameter.source
            if source is None or source.layer != place.layer - 1:
                continue
            expression = chosen(program, parameter, place)
            if expression is not None:
                changes[derivative(parameter.target.weighted_sum, source.name)] = expression
        return rewritten(program, changes)

    return plant


def passing_back(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that passes something back; the parameters of the layer below are spoilt."""
    if layer > 1:
        yield Place(layer, names_in(program.network, layer - 1))


def no_weight(_: Program, __: Parameter, ___: Place) -> Expression:
    """Return 1: the weight is left out."""
    return ONE


def square_passing_back(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that passes something back to as many units as it has."""
    if layer > 1 and 1 < program.network.layers[layer] == program.network.layers[layer - 1]:
        yield Place(layer, names_in(program.network, layer - 1))


def transposed_weight(program: Program, parameter: Parameter, place: Place) -> Expression:
    """Return the weight that has this one's place in the transposed matrix."""
    above = program.network.units[place.layer]
    column = above.index(parameter.target)
    mirrored = above[_row(program, parameter)]
    return Name(program.network.incoming[mirrored.name][column].name)


def oblong_passing_back(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer of several units that passes something back to several others, more or less than it has."""
    if layer > 1 and are_oblong(program.network, layer):
        for order in RESHAPED:
            yield Place(layer, names_in(program.network, layer - 1), order)


def reshaped_weight(program: Program, parameter: Parameter, place: Place) -> Expression:
    """Return the weight that has this one's place in the matrix that is reshaped, and not transposed."""
    network = program.network
    above = network.units[place.layer]
    sizes = (network.layers[place.layer - 1], network.layers[place.layer])
    row, column = in_reshaped(place.variant, _row(program, parameter), above.index(parameter.target), *sizes)
    return Name(network.incoming[above[column].name][row].name)


def _row(program: Program, parameter: Parameter) -> int:
    """Return the place of a weight's source in its layer, from 0."""
    assert parameter.source is not None
    return program.network.units[parameter.source.layer].index(parameter.source)


def other_units(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that passes something back to several units."""
    below = program.network.layers[layer - 1]
    if layer > 1 and below > 1:
        for slip in slips(below):
            if slip in (FIRST_UNIT, LAST_UNIT):
                continue  # each unit alone follows below
            spoilt = []
            for row, unit in enumerate(program.network.units[layer - 1]):
                if SLIPS[slip](row, below) != row:
                    spoilt += [parameter.name for parameter in program.network.incoming[unit.name]]
            yield Place(layer, tuple([name for name in names_in(program.network, layer - 1) if name in spoilt]), slip)
        if program.network.layers[layer] <= below:
            yield Place(layer, tuple(names_in(program.network, layer - 1)), NUMBER_OF_TARGET)
    if layer > 1 and below > 1:
        for row, unit in enumerate(program.network.units[layer - 1]):
            kept = {parameter.name for parameter in program.network.incoming[unit.name]}
            spoilt = [name for name in names_in(program.network, layer - 1) if name not in kept]
            yield Place(layer, tuple(spoilt), f"those of {unit.name} alone", Chosen(row))
        yield from _single_weights(program.network, layer)


def _single_weights(network: Network, layer: int) -> Iterable[Place]:
    """Yield a layer of several units for each weight that stands for another one, if its weights are few.

    Where each has a name of its own, one of them is easily copied and not changed.
    """
    passing = [one for one in parameters(network, layer) if one.source and one.source.layer == layer - 1]
    if network.layers[layer] == 1 or len(passing) > MAX_WRITTEN_OUT:
        return
    for number, parameter in enumerate(passing):
        assert parameter.source is not None
        spoilt = tuple([one.name for one in network.incoming[parameter.source.name]])
        for other in passing:
            if other is not parameter:
                yield Place(layer, spoilt, f"{other.name} for {parameter.name}", Chosen(number, other.name))


def weight_of_other_unit(program: Program, parameter: Parameter, place: Place) -> Expression | None:
    """Return the weight of the unit that comes as far from the end as this one from the beginning, or of one for all.

    None where one weight alone stands for another one, and this is not that other one.

    An index that is left over from another loop is the same for all units: w[i][k] for w[j][k].
    """
    if place.chosen is not None and place.chosen.part:
        return Name(place.chosen.part) if place.variant.endswith(f" for {parameter.name}") else None
    if place.variant == NUMBER_OF_TARGET:
        row = program.network.units[place.layer].index(parameter.target)
    elif place.variant in SLIPS:
        row = SLIPS[place.variant](_row(program, parameter), program.network.layers[place.layer - 1])
    else:
        row = place.number
    return Name(program.network.incoming[parameter.target.name][row].name)


def other_layers(program: Program, layer: int) -> Iterable[Place]:
    """Yield a place for each other layer whose weight matrix is large enough to be taken for this one's.

    Also the weights of the units below themselves, which are those by which they are reached: n.w[k] for above[k].w[n],
    or n.w[n].
    """
    if layer == 1:
        return
    network = program.network
    if network.layers[layer - 2] >= network.layers[layer]:
        yield Place(layer, names_in(network, layer - 1), THAT_THEY_REACH)
    if network.layers[layer - 2] >= network.layers[layer - 1] > 1:
        yield Place(layer, names_in(network, layer - 1), OF_OWN_NUMBER)
    for other in range(1, len(network.layers)):
        fits = network.layers[other - 1] == network.layers[layer - 1]
        if other != layer and fits and network.layers[other] >= network.layers[layer]:
            yield Place(layer, names_in(network, layer - 1), f"layer {other}", Chosen(other))


def weight_of_other_layer(program: Program, parameter: Parameter, place: Place) -> Expression:
    """Return the weight that has this one's place in the matrix of another layer, or in that of the layer below."""
    network = program.network
    column = network.units[place.layer].index(parameter.target)
    if place.variant in (THAT_THEY_REACH, OF_OWN_NUMBER):
        assert parameter.source is not None
        number = column if place.variant == THAT_THEY_REACH else _row(program, parameter)
        return Name(network.incoming[parameter.source.name][number].name)
    return Name(network.incoming[network.units[place.number][column].name][_row(program, parameter)].name)


def nearest_layer(place: Place) -> str:
    """Return the variant of a place at another layer's values where several layers have one that is as near."""
    distance = place.number - place.layer if place.chosen else 0
    return {-1: LAYER_BELOW, 1: LAYER_ABOVE}.get(distance, place.variant)


def gradients_passed_back(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that passes something back, with the gradients that could stand for it."""
    if layer > 1:
        spoilt = names_in(program.network, layer - 1)
        yield Place(layer, spoilt, OWN_GRADIENTS)
        if program.network.layers[layer - 1] > 1:
            yield Place(layer, spoilt, ALL_GRADIENTS)


def gradient_of_weight(program: Program, parameter: Parameter, place: Place) -> Expression:
    """Return the activation that a weight is multiplied with, or those of all units of its layer: δ·a for δ·w."""
    source = parameter.source
    assert source is not None
    if place.variant == OWN_GRADIENTS:
        return Name(source.name)
    return Sum(tuple(Name(unit.name) for unit in program.network.units[source.layer]))


def columns(program: Program, layer: int) -> Iterable[Place]:
    """Yield a place for each column that can be dropped for the column of the biases.

    With the biases in the last column, dropping column k gives unit k the weight of the next one, and so on; the last
    unit gets the bias. With the biases in the first column, dropping the last gives the first unit the bias.
    """
    network = program.network
    if layer == 1 or not network.biases:
        return
    below = network.units[layer - 1]
    for dropped in range(len(below), 0, -1):
        spoilt: set[str] = set()
        for unit in below[dropped - 1 :]:
            spoilt.update(parameter.name for parameter in network.incoming[unit.name])
        ordered = [name for name in names_in(network, layer - 1) if name in spoilt]
        yield Place(layer, tuple(ordered), f"column {dropped}", Chosen(dropped - 1))
    if len(below) > 1:
        yield Place(layer, names_in(network, layer - 1), LAST_FOR_FIRST)
        for variant in OF_DELTAS_DROPPED:
            yield Place(layer, names_in(network, layer - 1), variant)
            if family(network, layer - 1) == "sigmoid":  # the slope of −1 is −1·(1 + 1)
                yield Place(layer, names_in(network, layer - 1), variant, Chosen(CONSTANT_OF_MINUS_1))


def plant_wrong_column(program: Program, place: Place) -> Program:
    """Drop a column of the weights before δ is made of what goes back through them, or a column of δ after that."""
    if place.variant in OF_DELTAS_DROPPED:
        return _with_shifted_deltas(program, place)
    return with_weights(weight_of_other_column)(program, place)


def _with_shifted_deltas(program: Program, place: Place) -> Program:
    """Give each unit of the layer below δ of the unit beside it, and the last one that of the constant input.

    The slope of a constant input of 1 is 1·(1 − 1), which is 0. That of −1 is −2, and −b the weight that goes from it.
    """
    network = program.network
    layer = place.layer - 1
    below = network.units[layer]
    step = -1 if place.variant == LAST_OF_DELTAS else 1
    of_constant: Expression = ZERO
    if place.chosen is not None:
        terms = [
            Product((Name(derivative(LOSS, unit.weighted_sum)), Name(unit.bias))) for unit in network.units[layer + 1]
        ]
        of_constant = Product((TWO, Sum(tuple(terms)) if len(terms) > 1 else terms[0]))
    instead: dict[str, Expression] = {}
    for index, unit in enumerate(below):
        is_inside = 0 <= index + step < len(below)
        other = Name(derivative(LOSS, below[index + step].weighted_sum)) if is_inside else of_constant
        instead[derivative(LOSS, unit.weighted_sum)] = other
    targets = [derivative(LOSS, parameter.name) for parameter in parameters(network, layer)]
    if layer > 1:
        targets += [derivative(LOSS, source.name) for source in network.units[layer - 1]]
    changes = {target: substituted(program.by_target[target].expression, instead) for target in targets}
    return rewritten(program, changes)


def weight_of_other_column(program: Program, parameter: Parameter, place: Place) -> Expression | None:
    """Return what stands in this weight's column when the wrong one has been dropped."""
    row = _row(program, parameter)
    below = program.network.layers[place.layer - 1]
    incoming = program.network.incoming[parameter.target.name]
    weights = [Name(weight.name) for weight in incoming[:below]]
    bias = Name(parameter.target.bias)
    if place.variant == LAST_FOR_FIRST:
        return [bias, *weights][row]
    return None if row < place.number else [*weights, bias][row + 1]


def with_deltas(chosen: Callable[[Program, Unit, Place], Expression]) -> Plant:
    """Return what plants another value for each ∂C/∂z in the sums ∂C/∂h that a layer passes back."""

    def plant(program: Program, place: Place) -> Program:
        instead: dict[str, Expression] = {}
        for unit in program.network.units[place.layer]:
            instead[derivative(LOSS, unit.weighted_sum)] = chosen(program, unit, place)
        changes: dict[str, Expression] = {}
        for source in program.network.units[place.layer - 1]:
            target = derivative(LOSS, source.name)
            changes[target] = substituted(program.by_target[target].expression, instead)
        return rewritten(program, changes)

    return plant


def values_for_deltas(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer whose activation may stand for its δ: in what it passes back, or in the gradients of its biases."""
    if layer > 1:
        yield Place(layer, names_in(program.network, layer - 1), IN_WHAT_GOES_BACK)
    biases = biases_in(program.network, layer)
    if biases:
        yield Place(layer, biases, IN_BIASES)


def plant_value_for_delta(program: Program, place: Place) -> Program:
    """Plant the activation of a layer for its δ, in what it passes back or in the gradients of its biases."""
    if place.variant == IN_WHAT_GOES_BACK:
        return with_deltas(value_of_next)(program, place)
    changes: dict[str, Expression] = {}
    for unit in program.network.units[place.layer]:
        changes[derivative(LOSS, unit.bias)] = Name(unit.name)
    return rewritten(program, changes)


def value_of_next(_: Program, unit: Unit, __: Place) -> Expression:
    """Return the activation of the next layer for its δ."""
    return Name(unit.name)


def no_delta(_: Program, __: Unit, ___: Place) -> Expression:
    """Return 1: the δ is left out."""
    return ONE


def error_of(program: Program, unit: Unit, _: Place) -> Expression:
    """Return ŷ − y."""
    return Name(unit.name) - target_of(program.network, unit)


def several_passing_back(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer of several units that passes something back, with whose δ stands for that of a unit."""
    if layer > 1:
        for slip in slips(program.network.layers[layer]):
            yield Place(layer, names_in(program.network, layer - 1), slip)


def delta_of_other_unit(program: Program, unit: Unit, place: Place) -> Expression:
    """Return δ of another unit of the layer."""
    units = program.network.units[place.layer]
    other = units[SLIPS[place.variant](units.index(unit), len(units))]
    return Name(derivative(LOSS, other.weighted_sum))


def outputs_passing_back(program: Program, layer: int) -> Iterable[Place]:
    """Yield the output layer, if it passes something back and ŷ − y is not its δ."""
    network = program.network
    is_output = layer > 1 and layer == len(network.layers) - 1
    delta = program.by_target[derivative(LOSS, network.units[-1][0].weighted_sum)]
    if is_output and not delta.chain and network.activations[-1] != "linear":
        yield Place(layer, names_in(network, layer - 1))


def several_paths(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer of several units that passes something back, with the paths that are left."""
    count = program.network.layers[layer]
    if layer <= 1 or count == 1:
        return
    # Of two units, all but the first are the last alone.
    parts = (FIRST, LAST) if count == 2 else (FIRST, LAST, ALL_BUT_FIRST, ALL_BUT_LAST)
    for left in parts:
        yield Place(layer, names_in(program.network, layer - 1), left)
    if 1 < program.network.layers[layer - 1] <= count:
        yield Place(layer, names_in(program.network, layer - 1), OWN_NUMBER)
        yield Place(layer, names_in(program.network, layer - 1), FROM_THE_END)


def plant_one_path(program: Program, place: Place) -> Program:
    """Leave one term of each sum ∂C/∂h that a layer passes back, or all but one."""
    changes: dict[str, Expression] = {}
    for row, source in enumerate(program.network.units[place.layer - 1]):
        target = derivative(LOSS, source.name)
        expression = program.by_target[target].expression
        if isinstance(expression, Sum):
            changes[target] = _part_of_sum(expression.terms, place.variant, row)
    return rewritten(program, changes)


def _part_of_sum(terms: tuple[Expression, ...], left: str, row: int) -> Expression:
    """Return the terms of a sum that are left, as a variant says; `row` is the number of the unit that gets them."""
    kept = {
        FIRST: terms[:1],
        LAST: terms[-1:],
        ALL_BUT_FIRST: terms[1:],
        ALL_BUT_LAST: terms[:-1],
        OWN_NUMBER: terms[row : row + 1],
        FROM_THE_END: terms[len(terms) - 1 - row : len(terms) - row],
    }[left]
    return kept[0] if len(kept) == 1 else Sum(kept)


def several_units_below(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that passes something back to several units, of which the first gets what it should."""
    if layer > 1 and program.network.layers[layer - 1] > 1:
        first = program.network.units[layer - 1][0].name
        below = parameters(program.network, layer - 1)
        yield Place(layer, tuple([one.name for one in below if one.target.name != first]))


def plant_adding_up(program: Program, place: Place) -> Program:
    """Add to what a layer passes back to each unit what it has passed back to the unit before."""
    changes: dict[str, Expression] = {}
    for before, source in itertools.pairwise(program.network.units[place.layer - 1]):
        target = derivative(LOSS, source.name)
        own = program.by_target[target].expression
        terms = own.terms if isinstance(own, Sum) else (own,)
        changes[target] = Sum((Name(derivative(LOSS, before.name)), *terms))
    return rewritten(program, changes)


def plant_sign(program: Program, place: Place) -> Program:
    """Negate what a layer passes back."""
    changes: dict[str, Expression] = {}
    for source in program.network.units[place.layer - 1]:
        target = derivative(LOSS, source.name)
        changes[target] = Negative(program.by_target[target].expression)
    return rewritten(program, changes)
