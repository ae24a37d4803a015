"""Mistakes in the slope of an activation: the factor ∂a/∂z of a layer is another one, or is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from xortui.core.activations import SOFTMAX, Activation, activation, plain_name, scale_of_slope
from xortui.core.expression import ONE, ZERO, Call, Expression, Name, Negative, Product, Sum, names
from xortui.core.functions import SQUARE, STEP_OR_ONE
from xortui.core.half_slopes import halves, in_half, with_half
from xortui.core.index_slips import SLIPS, slips
from xortui.core.mistake import (
    Chosen,
    Fits,
    Place,
    Plant,
    biases_in,
    layers,
    names_in,
    parameters,
    rewritten,
    rewritten_later,
    substituted,
    weights_in,
)
from xortui.core.network import Network, Unit
from xortui.core.program import LOSS, Program, derivative

Slope = Callable[[Program, Unit], Expression]
"""A unit → what stands for ∂a/∂z."""
STRAIGHT = frozenset({"linear", "relu", "leaky-relu", "hard-tanh", "step", "perceptron", "bipolar-perceptron"})
"""Activations of straight pieces: the slope at f(z) is the slope at z."""
ONE_OR_ZERO = frozenset({"linear", "relu", "hard-tanh", "step", "perceptron", "bipolar-perceptron"})
"""Activations whose slope is 1 or 0, which is its own square."""
GATED = frozenset({"relu"})
BENT_AT_0 = frozenset({"relu", "leaky-relu"})
"""Activations whose slope asks for the sign of z alone."""
GRADIENT = "∂C/∂a"
NEGATED = "−∂C/∂a"
VALUES_LESS = "e·a − a"
LESS_VALUES = "a − a·e"
LESS_SQUARE = "e − a²"
ONE_LESS = "1 − a²·e"
"""What δ is where the parentheses in e·a·(1 − a), a·(1 − a)·e, e·(1 − a²) or (1 − a²)·e are missing."""
VALUES = "the values"
SUMS = "the weighted sums"
LEFT_OVER = "left over"
"""An index that a loop over another layer has left over."""
TAUGHT = ("sigmoid", "tanh", "relu")
"""The activations whose slopes are mistaken for each other's."""
LEAKY_RELU = "leaky-relu"
OTHER_LEAKS = ("leaky-relu(0.01)", "leaky-relu(0.1)", "leaky-relu(0.2)")
"""The slopes below 0 that leaky ReLU is usually given: one forwards and another backwards is a mistake."""


def family(network: Network, layer: int) -> str:
    """Return the activation of a layer without its constant: 'leaky-relu'."""
    return network.activations[layer - 1].partition("(")[0]


def row_of(network: Network, layer: int) -> Activation:
    """Return the activation of the units of a layer, which is not softmax."""
    return activation(network.activations[layer - 1])


def reads_value(network: Network, layer: int) -> bool:
    """Say whether the formula of a layer's slope is written with the activation a."""
    return "a" in _symbols(network, layer)


def taken_apart(program: Program) -> Program:
    """Return a program whose ∂C/∂z at the outputs are products of ∂C/∂ŷ and ∂ŷ/∂z, though they were in one piece."""
    units = program.network.units[-1]
    changes: dict[str, Expression] = {}
    for unit in units:
        through = units if program.network.is_softmax else (unit,)
        target = derivative(LOSS, unit.weighted_sum)
        factors = [derivative(output.name, unit.weighted_sum) for output in through]
        if set(factors) <= set(program.by_target[target].reads):
            continue
        terms: list[Expression] = []
        for output, factor in zip(through, factors, strict=True):
            terms.append(Product((Name(derivative(LOSS, output.name)), Name(factor))))
        changes[target] = terms[0] if len(terms) == 1 else Sum(tuple(terms))
    return rewritten(program, changes) if changes else program


def with_slopes(slope: Slope) -> Plant:
    """Return what plants another slope in a layer."""

    def plant(program: Program, place: Place) -> Program:
        if place.layer == len(program.network.layers) - 1:
            program = taken_apart(program)
        units = program.network.units[place.layer]
        changes = {}
        for unit in units:
            changes[derivative(unit.name, unit.weighted_sum)] = slope(program, unit)
        if family(program.network, place.layer) == SOFTMAX:
            for of in units:
                for by in units:
                    if of != by:
                        changes[derivative(of.name, by.weighted_sum)] = ZERO
        return rewritten(program, changes)

    return plant


def layers_with(fits: Callable[[Network, int], bool]) -> Fits:
    """Return the places in the layers for which `fits` holds; all their parameters are spoilt."""

    def places(program: Program, layer: int) -> Iterable[Place]:
        if fits(program.network, layer):
            yield Place(layer, names_in(program.network, layer))

    return places


def is_curved(network: Network, layer: int) -> bool:
    """Say whether the slope of a layer's activation depends on more than the sign of z."""
    return plain_name(network.activations[layer - 1]) not in (STRAIGHT | {SOFTMAX})


def has_slope(network: Network, layer: int) -> bool:
    """Say whether leaving the slope of a layer out changes anything."""
    return family(network, layer) != "linear"


def is_not_its_square(network: Network, layer: int) -> bool:
    """Say whether the square of a layer's slope is another number."""
    named = network.activations[layer - 1]
    return scale_of_slope(named) != 1.0 or plain_name(named) not in (ONE_OR_ZERO | {SOFTMAX})


def is_single(network: Network, layer: int) -> bool:
    """Say whether each unit of a layer has an activation of its own."""
    return family(network, layer) != SOFTMAX


def is_output_with_value(network: Network, layer: int) -> bool:
    """Say whether a layer is the outputs, and its slope is written with ŷ."""
    return layer == len(network.layers) - 1 and reads_value(network, layer)


def is_sigmoid_or_tanh(network: Network, layer: int) -> bool:
    """Say whether a layer's slope has a minus sign to be mistaken."""
    return family(network, layer) in ("sigmoid", "tanh")


def is_gated(network: Network, layer: int) -> bool:
    """Say whether a layer's slope is a gate."""
    return family(network, layer) in GATED


def is_bent_at_0(network: Network, layer: int) -> bool:
    """Say whether a layer's slope is one number below 0 and another above."""
    return family(network, layer) in BENT_AT_0


def is_softmax(network: Network, layer: int) -> bool:
    """Say whether a layer is softmax."""
    return family(network, layer) == SOFTMAX


def slope_one(_: Program, __: Unit) -> Expression:
    """Return 1: the slope is left out."""
    return ONE


def value(_: Program, unit: Unit) -> Expression:
    """Return a: the activation itself."""
    return Name(unit.name)


def slope_of_value(program: Program, unit: Unit) -> Expression:
    """Return f′(a): the function of the slope is given the activation."""
    row = row_of(program.network, unit.layer)
    a = Name(unit.name)
    return row.derivative(a, row.value(a))


def formula_of_sum(program: Program, unit: Unit) -> Expression:
    """Return z·(1 − z): the formula for the activation is given the weighted sum."""
    z = Name(unit.weighted_sum)
    return row_of(program.network, unit.layer).derivative(z, z)


def formula_of_target(program: Program, unit: Unit) -> Expression:
    """Return y·(1 − y)."""
    return row_of(program.network, unit.layer).derivative(Name(unit.weighted_sum), target_of(program.network, unit))


OUTPUT_MINUS_TARGET = "ŷ − y"
TARGET_MINUS_OUTPUT = "y − ŷ"
ARRIVING = "Σ δ·w"
ARRIVING_NEGATED = "−Σ δ·w"


def errors_of_units(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer whose slope is written with its activation, once for each sign that its error may have.

    The error of an output is ŷ − y. That of a hidden unit is what arrives there.
    """
    network = program.network
    errors = (ARRIVING, ARRIVING_NEGATED)
    has_slope_of_value = reads_value(network, layer)
    if layer == len(network.layers) - 1:
        errors = (OUTPUT_MINUS_TARGET, TARGET_MINUS_OUTPUT)
        has_slope_of_value = is_output_with_value(network, layer)
    if not has_slope_of_value:
        return
    yield Place(layer, names_in(network, layer), errors[0])
    if family(network, layer) != "tanh":  # (−e)² is e²
        yield Place(layer, names_in(network, layer), errors[1])


def plant_slope_of_error(program: Program, place: Place) -> Program:
    """Take the slope of the error for that of the unit: e·(1 − e) for a·(1 − a)."""

    def formula_of_error(program: Program, unit: Unit) -> Expression:
        error = _error_of(program, unit, place.variant)
        return row_of(program.network, unit.layer).derivative(error, error)

    return with_slopes(formula_of_error)(program, place)


def _error_of(program: Program, unit: Unit, variant: str) -> Expression:
    """Return the error of a unit, of an output or of what arrives at a hidden unit, with the sign that is chosen."""
    if variant == ARRIVING:
        return Name(derivative(LOSS, unit.name))
    if variant == ARRIVING_NEGATED:
        return Negative(Name(derivative(LOSS, unit.name)))
    output = Name(unit.name)
    target = target_of(program.network, unit)
    return output - target if variant == OUTPUT_MINUS_TARGET else target - output


def target_of(network: Network, output: Unit) -> Name:
    """Return the target of an output."""
    return Name(network.targets[network.units[-1].index(output)])


PASSED_BACK = ", for what it passes back alone"
OF_GRADIENTS = ", for its own gradients alone"
OF_WEIGHTS = ", for the gradients of its weights alone"


def slopes_twice(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer whose slope is not its own square, and what of it alone may have the slope twice.

    In the first layer, nothing is passed back, and so its own gradients are all that there is. A δ that is ŷ − y has no
    slope in it that could be there twice.
    """
    network = program.network
    if not is_not_its_square(network, layer):
        return
    yield Place(layer, names_in(network, layer))
    if program.by_target[derivative(LOSS, network.units[layer][0].weighted_sum)].chain:
        return
    if layer > 1:
        yield Place(layer, names_in(network, layer - 1), PASSED_BACK)
        yield Place(layer, names_in(network, layer), OF_GRADIENTS)
    if network.biases:
        yield Place(layer, weights_in(network, layer), OF_WEIGHTS)


def plant_twice(program: Program, place: Place) -> Program:
    """Multiply the slope in twice: in all that follows from it, in what is passed back, or in the gradients."""
    if not place.variant:
        return with_slopes(squared)(program, place)
    network = program.network
    by: dict[str, Expression] = {}
    for unit in network.units[place.layer]:
        delta = derivative(LOSS, unit.weighted_sum)
        by[delta] = Product((Name(delta), Name(derivative(unit.name, unit.weighted_sum))))
    targets = [unit.name for unit in network.units[place.layer - 1]]
    if place.variant in (OF_GRADIENTS, OF_WEIGHTS):
        targets = list(place.parameters)
    return _replaced(program, [derivative(LOSS, name) for name in targets], by)


def squared(program: Program, unit: Unit) -> Expression:
    """Return the square of the slope that is there."""
    there = program.by_target[derivative(unit.name, unit.weighted_sum)].expression
    return Call(SQUARE, there)


def without_value(_: Program, unit: Unit) -> Expression:
    """Return 1 − a for a·(1 − a)."""
    return ONE - Name(unit.name)


def square_of_difference(_: Program, unit: Unit) -> Expression:
    """Return (1 − a)² for a·(1 − a), or for 1 − a²."""
    return Call(SQUARE, ONE - Name(unit.name))


def with_plus(program: Program, unit: Unit) -> Expression:
    """Return a·(1 + a) for a·(1 − a), or 1 + a² for 1 − a²."""
    a = Name(unit.name)
    if family(program.network, unit.layer) == "sigmoid":
        return a * (ONE + a)
    return ONE + Call(SQUARE, a)


def gate_of_value(_: Program, unit: Unit) -> Expression:
    """Return [a ≥ 0], which is 1 everywhere."""
    return Call(STEP_OR_ONE, Name(unit.name))


def inverted_gate(program: Program, unit: Unit) -> Expression:
    """Return f′(−z): what is let through above 0 is held back, and the other way round."""
    return row_of(program.network, unit.layer).derivative(Negative(Name(unit.weighted_sum)), Name(unit.name))


def bent_at_0(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer whose slope depends on the sign of z, with what its gate could look at: ∂C/∂a, or −∂C/∂a."""
    if family(program.network, layer) in BENT_AT_0:
        for looked_at in (GRADIENT, NEGATED):
            yield Place(layer, names_in(program.network, layer), looked_at)


def plant_gate_of_gradient(program: Program, place: Place) -> Program:
    """Plant f′(∂C/∂a) for f′(z); f′(−∂C/∂a) for who passes y − ŷ back."""

    def slope(program: Program, unit: Unit) -> Expression:
        arriving: Expression = Name(derivative(LOSS, unit.name))
        if place.variant == NEGATED:
            arriving = Negative(arriving)
        row = row_of(program.network, unit.layer)
        return row.derivative(arriving, row.value(arriving))

    return with_slopes(slope)(program, place)


def slopes_of_others(program: Program, layer: int) -> Iterable[Place]:
    """Yield a place for each other layer whose values, or weighted sums, the slope could be computed with.

    A layer of one unit serves all units: its one number is broadcast.
    """
    network = program.network
    if not varies(network, layer):
        return
    for other, size in enumerate(network.layers):
        if other == layer or size not in (1, network.layers[layer]):
            continue
        for taken in _taken_from(network, layer, other):
            words = f"{taken} of layer {other}" if other else f"{VALUES} of the inputs"
            yield Place(layer, names_in(network, layer), words, Chosen(other, taken))
        for half in halves(network, layer) if other else ():
            words = f"{VALUES} of layer {other}{in_half(half)}"
            yield Place(layer, names_in(network, layer), words, Chosen(other, VALUES, half=half))


def nearest_slopes(place: Place) -> str:
    """Return the variant of a place at another layer's values where several layers have one that is as near."""
    chosen = place.which
    side = {-1: "below", 1: "above"}.get(chosen.number - place.layer)
    return f"{chosen.part} of the layer {side}{in_half(chosen.half)}" if side else place.variant


def _taken_from(network: Network, layer: int, other: int) -> Iterable[str]:
    """Yield what the slope of a layer can be given of another one, without what gives the same numbers.

    The inputs stand for either: they are below the first layer what the values, or the sums, are below the others.
    """
    of_value = _symbols(network, layer) == {"a"}
    if of_value:
        yield VALUES
    elif not other:
        yield SUMS
    if other and (not of_value or network.activations[other - 1] != network.activations[layer - 1]):
        yield SUMS


def plant_slope_of_other_layer(program: Program, place: Place) -> Program:
    """Plant the slope at the values, or at the weighted sums, of another layer."""
    network = program.network
    units = network.units[place.number]
    own = network.units[place.layer]
    takes_values = place.chosen is not None and place.chosen.part == VALUES

    def slope(_: Program, unit: Unit) -> Expression:
        other = units[own.index(unit) if len(units) > 1 else 0]
        if place.chosen is not None and place.chosen.half:
            return with_half(place.chosen.half, Name(unit.name), Name(other.name))
        row = row_of(network, unit.layer)
        given = Name(other.name if takes_values or not place.number else other.weighted_sum)
        is_of_value = takes_values and _symbols(network, unit.layer) == {"a"}
        return row.derivative(given, given if is_of_value else row.value(given))

    return with_slopes(slope)(program, place)


def varies(network: Network, layer: int) -> bool:
    """Say whether the slope of each unit of a layer depends on its own z."""
    return bool(_symbols(network, layer))


def _symbols(network: Network, layer: int) -> set[str]:
    """Return which of z and a the formula of a layer's slope is written with; none for softmax, which has several."""
    if family(network, layer) == SOFTMAX:
        return set()
    return slope_symbols(row_of(network, layer))


def slope_symbols(row: Activation) -> set[str]:
    """Return which of z and a the formula of an activation's slope is written with."""
    return set(names(row.derivative(Name("z"), Name("a"))))


def slopes_of_other_units(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer of several units, with the unit whose slope the others get, all of it or a half.

    Where a loop over another layer has left its index over, that is the number of the last unit there.
    """
    network = program.network
    if not varies(network, layer):
        return
    units = network.units[layer]
    for number in _numbers_left_over(network, layer):
        spoilt = [one.name for one in parameters(network, layer) if one.target != units[number]]
        for half in ("", *halves(network, layer)):
            name = units[number].name
            yield Place(layer, tuple(spoilt), f"{name}{in_half(half)}", Chosen(number, LEFT_OVER, half))
    for slip in slips(len(units)):
        spoilt = []
        for parameter in parameters(network, layer):
            if _unit_chosen(units, parameter.target, Chosen(part=slip)) != parameter.target:
                spoilt.append(parameter.name)
        for half in ("", *halves(network, layer)) if spoilt else ():
            yield Place(layer, tuple(spoilt), f"{slip}{in_half(half)}", Chosen(part=slip, half=half))


def _numbers_left_over(network: Network, layer: int) -> list[int]:
    """Return the numbers, from 0, of the last units of the layers beside one, without those of slips of an index."""
    beside = network.layers[layer - 1 : layer] + network.layers[layer + 1 : layer + 2]
    return sorted({size - 1 for size in beside if 1 < size < network.layers[layer]})


def _unit_chosen(units: Sequence[Unit], unit: Unit, chosen: Chosen) -> Unit:
    """Return the unit whose slope one gets."""
    if chosen.part == LEFT_OVER:
        return units[chosen.number]
    return units[SLIPS[chosen.part](units.index(unit), len(units))]


def plant_slope_of_other_unit(program: Program, place: Place) -> Program:
    """Plant the slope of another unit of the layer, or a half of it."""
    chosen = place.which

    def slope(program: Program, unit: Unit) -> Expression:
        other = _unit_chosen(program.network.units[unit.layer], unit, chosen)
        if chosen.half:
            return with_half(chosen.half, Name(unit.name), Name(other.name))
        return row_of(program.network, unit.layer).derivative(Name(other.weighted_sum), Name(other.name))

    return with_slopes(slope)(program, place)


SLOPES = "the slopes"
SQUARES = "the squares a²"
DELTAS = "the δ"


def several_slopes(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer of several units, with what np.dot adds up over them where * would go element by element."""
    network = program.network
    if network.layers[layer] == 1 or not varies(network, layer):
        return
    yield Place(layer, names_in(network, layer), SLOPES)
    if family(network, layer) == "tanh":
        yield Place(layer, names_in(network, layer), SQUARES)
    is_chain = program.by_target[derivative(LOSS, network.units[layer][0].weighted_sum)].chain
    if not is_chain and _all_before_readers(program, layer):
        yield Place(layer, names_in(network, layer), DELTAS)


def _all_before_readers(program: Program, layer: int) -> bool:
    """Say whether all δ of a layer are computed before any of them is read: then each can be computed last."""
    deltas = {derivative(LOSS, unit.weighted_sum) for unit in program.network.units[layer]}
    last = max(program.by_target[name].number for name in deltas)
    return all(one.number > last for one in program.operations if not deltas.isdisjoint(one.reads))


def plant_added_up(program: Program, place: Place) -> Program:
    """Give every unit of a layer the sum of all their slopes, of the squares in these, or of all their δ."""
    units = program.network.units[place.layer]
    if place.variant == DELTAS:
        if not _all_before_readers(program, place.layer):
            return program  # another mistake reads one before
        terms = []
        for unit in units:
            slope = Name(derivative(unit.name, unit.weighted_sum))
            terms.append(Product((Name(derivative(LOSS, unit.name)), slope)))
        return rewritten_later(program, {derivative(LOSS, unit.weighted_sum): Sum(tuple(terms)) for unit in units})
    if place.variant == SQUARES:
        total: Expression = ONE - Sum(tuple(Call(SQUARE, Name(unit.name)) for unit in units))
    else:
        row = row_of(program.network, place.layer)
        total = Sum(tuple(row.derivative(Name(unit.weighted_sum), Name(unit.name)) for unit in units))
    return with_slopes(lambda _, __: total)(program, place)


def slopes_in_parentheses(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer whose slope has a difference, and what its δ is without the parentheses around that."""
    network = program.network
    forms = {"sigmoid": (VALUES_LESS, LESS_VALUES), "tanh": (LESS_SQUARE, ONE_LESS)}.get(family(network, layer), ())
    if program.by_target[derivative(LOSS, network.units[layer][0].weighted_sum)].chain:
        return  # ŷ − y has no slope in it
    for form in forms:
        for error in (GRADIENT, NEGATED):
            yield Place(layer, names_in(network, layer), f"{form}, e = {error}", Chosen(part=form, half=error))


def plant_without_parentheses(program: Program, place: Place) -> Program:
    """Give each unit of a layer the δ that it has without the parentheses in a·(1 − a) or 1 − a²."""
    changes: dict[str, Expression] = {}
    is_negated = place.which.half == NEGATED
    for unit in program.network.units[place.layer]:
        a = Name(unit.name)
        e: Expression = Name(derivative(LOSS, unit.name))
        if is_negated:
            e = Negative(e)
        square = Call(SQUARE, a)
        deltas = {VALUES_LESS: e * a - a, LESS_VALUES: a - a * e, LESS_SQUARE: e - square, ONE_LESS: ONE - square * e}
        delta = deltas[place.which.part]
        changes[derivative(LOSS, unit.weighted_sum)] = Negative(delta) if is_negated else delta
    return rewritten(program, changes)


def diagonal(_: Program, unit: Unit) -> Expression:
    """Return ŷ·(1 − ŷ)."""
    a = Name(unit.name)
    return a * (ONE - a)


def others(program: Program, layer: int) -> Iterable[Place]:
    """Yield a place for each activation whose slope a layer could be given instead of its own."""
    own = family(program.network, layer)
    if own == SOFTMAX:
        return
    for name in TAUGHT:
        if name == own:
            continue
        yield Place(layer, names_in(program.network, layer), name)
        # Through a step nothing is learnt; who gives it the slope of another function may mean it.
        if slope_symbols(activation(name)) == {"a"} and own != "step":
            yield Place(layer, names_in(program.network, layer), f"{name}(z)", Chosen(part=name))
    if own in BENT_AT_0:
        for name in OTHER_LEAKS:
            if activation(name).derivative(ZERO, ZERO) != row_of(program.network, layer).derivative(ZERO, ZERO):
                yield Place(layer, names_in(program.network, layer), name)
    named = program.network.activations[layer - 1]
    plain = plain_name(named)
    if plain not in (named, own if own == LEAKY_RELU else "", *TAUGHT):
        yield Place(layer, names_in(program.network, layer), plain)


def plant_other(program: Program, place: Place) -> Program:
    """Plant the slope of another activation, with the unit's own value or with that of the other one."""
    row = activation(place.chosen.part if place.chosen else place.variant)

    def slope(_: Program, unit: Unit) -> Expression:
        z = Name(unit.weighted_sum)
        return row.derivative(z, row.value(z) if place.chosen else Name(unit.name))

    return with_slopes(slope)(program, place)


def plant_besides(program: Program, place: Place) -> Program:
    """Plant ∂C/∂z = (ŷ − y)·ŷ·(1 − ŷ): softmax and cross-entropy give ŷ − y already."""
    changes: dict[str, Expression] = {}
    for unit in program.network.units[place.layer]:
        target = derivative(LOSS, unit.weighted_sum)
        a = Name(unit.name)
        changes[target] = Product((program.by_target[target].expression, a, ONE - a))
    return rewritten(program, changes)


def _deltas_without_slope(program: Program, layer: int) -> dict[str, Expression]:
    """Return for each ∂C/∂z of a layer the ∂C/∂a that it is when the slope is left out."""
    found: dict[str, Expression] = {}
    for unit in program.network.units[layer]:
        found[derivative(LOSS, unit.weighted_sum)] = Name(derivative(LOSS, unit.name))
    return found


def _replaced(program: Program, targets: Iterable[str], by: Mapping[str, Expression]) -> Program:
    changes: dict[str, Expression] = {}
    for target in targets:
        changes[target] = substituted(program.by_target[target].expression, by)
    return rewritten(program, changes)


def above_the_first(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that passes something back, which has a slope: its own parameters alone are spoilt."""
    if layer > 1 and has_slope(program.network, layer):
        yield Place(layer, names_in(program.network, layer))


def plant_missing_in_gradients(program: Program, place: Place) -> Program:
    """Leave the slope out of the gradients of a layer's parameters; what is passed back keeps it."""
    targets = [derivative(LOSS, name) for name in names_in(program.network, place.layer)]
    return _replaced(program, targets, _deltas_without_slope(program, place.layer))


def passing_slopes_back(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that passes something back, which has a slope: the parameters of the layer below are spoilt."""
    if layer > 1 and has_slope(program.network, layer):
        yield Place(layer, names_in(program.network, layer - 1))


def plant_missing_passed_back(program: Program, place: Place) -> Program:
    """Leave the slope out of what a layer passes back; its own gradients keep it."""
    targets = [derivative(LOSS, unit.name) for unit in program.network.units[place.layer - 1]]
    return _replaced(program, targets, _deltas_without_slope(program, place.layer))


def weights_with_slope(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that has biases besides its weights, and a slope."""
    if biases_in(program.network, layer) and has_slope(program.network, layer):
        yield Place(layer, weights_in(program.network, layer))


def plant_missing_in_weights(program: Program, place: Place) -> Program:
    """Leave the slope out of the gradients of a layer's weights alone."""
    targets = [derivative(LOSS, name) for name in weights_in(program.network, place.layer)]
    return _replaced(program, targets, _deltas_without_slope(program, place.layer))


def biases_with_slope(program: Program, layer: int) -> Iterable[Place]:
    """Yield a layer that has biases and a slope."""
    names_of_biases = biases_in(program.network, layer)
    if names_of_biases and has_slope(program.network, layer):
        yield Place(layer, names_of_biases)


def plant_missing_in_biases(program: Program, place: Place) -> Program:
    """Leave the slope out of the gradients of a layer's biases alone."""
    targets = [derivative(LOSS, name) for name in biases_in(program.network, place.layer)]
    return _replaced(program, targets, _deltas_without_slope(program, place.layer))


def output_layer(program: Program, layer: int) -> Iterable[Place]:
    """Yield the output layer."""
    if layer == layers(program.network)[-1]:
        yield Place(layer, names_in(program.network, layer))
