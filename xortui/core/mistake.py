"""A mistake in backpropagation: what is said of it, where it can be made, and how it is planted in a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from xortui.core.expression import Expression, Name, names, rebuild
from xortui.core.network import Network, Parameter
from xortui.core.program import Operation, Program
from xortui.language.phrase import phrase

EVERY_LAYER = 0
"""The layer of a place that is in all layers where the mistake can be made."""
MAX_NAMES = 4
"""How many parameters a sentence names one by one."""


class Chosen(NamedTuple):
    """Which one of several a mistake takes, as the words of its variant say."""

    number: int = 0
    """That of a layer, or of a unit in its layer from 0, or of a column from 0."""
    part: str = ""
    """What of it, if there are several parts; or the slip of an index."""
    half: str = ""
    """The half of a slope in which alone it is, if it is not in all of it."""


ADDED_UP = ", added up"
"""What follows the name of a layer whose values are taken together."""


class Place(NamedTuple):
    """Where a mistake sits."""

    layer: int
    """The layer, from 1 (the first after the inputs); `EVERY_LAYER` for all of them at once."""
    parameters: tuple[str, ...]
    """The parameters that it spoils first; those of the layers below may be spoilt through them."""
    variant: str = ""
    """Which one it is, in words, where there are several: 'column 2'."""
    chosen: Chosen | None = None
    """The same as data, where the words have a number or a name in them."""
    units: tuple[str, ...] = ()
    """The units, or the parameters, for which alone it is made; () where it is for all of the layer."""

    @property
    def which(self) -> Chosen:
        """Which one of several it takes.

        Raises:
            ValueError: if there are not several.
        """
        if self.chosen is None:
            raise ValueError(f"{self.variant!r}: this variant has nothing to choose")
        return self.chosen

    @property
    def number(self) -> int:
        """The number in its variant.

        Raises:
            ValueError: if it has none.
        """
        return self.which.number


VARIANTS = (
    "of its own unit",
    "of the inputs",
    "the values of the inputs",
    "row by row",
    "in reverse order",
    "the first",
    "the last",
    "the next one",
    "the one before",
    "the one with the number of the target",
    "with the 1 of the biases in front",
    "with the 1 of the biases at the end",
    "the last column instead of the first",
    "the last column of δ instead of the first",
    "the first column of δ instead of the last",
    "input by input",
    "unit by unit",
    "its first unit alone",
    "its last unit alone",
    "all its units but the first",
    "all its units but the last",
    "mean",
    "sum",
    ", for all of ŷ − y",
    ", for the biases alone",
    ", for what it passes back alone",
    ", for its own gradients alone",
    ", for the gradients of its weights alone",
    "the unit with its own number alone",
    "the unit with its number from the end alone",
    "the values of the layer below",
    "the values of the layer above",
    "the weighted sums of the layer below",
    "the weighted sums of the layer above",
    "of the layer below the one below",
    "of the layer above",
    "the layer below",
    "the layer above",
    "the layer above, added up",
    "the unit that they reach",
    "the unit that they reach, at the place of its own number",
    "what it passes back",
    "the gradients of its biases",
    "the first value below",
    "the last value below",
    "the sum of the values below",
    "the values below, one by one",
    "the activation of its own unit",
    "the slopes",
    "the squares a²",
    "the δ",
    "the gradients of its own weights",
    "the gradients of all weights of the layer",
)
"""Ways in which mistakes are made that are words, and no names."""


class Mistake(NamedTuple):
    """One kind of mistake."""

    id: str
    """Its name, in kebab-case."""
    sentence: str
    """What is wrong, with {layer}, {below} (the layer below), {parameters} and {variant} for the place."""
    hint: str
    """What to do instead."""
    source: str
    """Where it has been made in public."""
    places: Callable[[Program], tuple[Place, ...]]
    """Where it can be made in a program, the places of one layer first."""
    plant: Callable[[Program, Place], Program]
    """The program with the mistake at a place."""
    together: Callable[[Place], str]
    """A place in one layer → its variant where several layers have it at once: 'the layer above' for 'layer 3'."""

    def told(self, place: Place) -> str:
        """Return the sentence for a place."""
        told = phrase(
            self.sentence,
            layer=layer_told(place.layer),
            below=layer_told(place.layer - 1) if place.layer else phrase("the layer below"),
            parameters=_listed(place.parameters),
            variant=variant_told(place.variant),
        )
        sentence = capitalized(told)
        return f"{sentence} {alone(_listed(place.units))}" if place.units else sentence

    @property
    def general(self) -> str:
        """The sentence for no place in particular: in a layer l, with parameters θ."""
        layer = phrase("layer {number}", number="l")
        below = phrase("layer {number}", number="l − 1")
        return capitalized(phrase(self.sentence, layer=layer, below=below, parameters="θ", variant="…"))


class PlacedMistake(NamedTuple):
    """A mistake at a place."""

    mistake: Mistake
    place: Place

    def __str__(self) -> str:
        """Say what is wrong."""
        return self.mistake.told(self.place)


def with_mistakes(program: Program, mistakes: Iterable[PlacedMistake]) -> Program:
    """Return a program with mistakes planted, one after the other."""
    for placed in mistakes:
        program = placed.mistake.plant(program, placed.place)
    return program


def capitalized(sentence: str) -> str:
    """Return a sentence that begins with a capital letter."""
    return f"{sentence[0].upper()}{sentence[1:]}"


def layer_told(number: int) -> str:
    """Return a layer in words; all of them at once, too."""
    return phrase("every layer") if number == EVERY_LAYER else phrase("layer {number}", number=number)


def variant_told(variant: str) -> str:
    """Return in which way a mistake is made, in words; the name of a value or a layer stays as it is."""
    number = variant.removeprefix("layer ").removesuffix(ADDED_UP)
    if variant.startswith("layer ") and number.isdigit():
        layer = layer_told(int(number))
        return phrase("{layer}, added up", layer=layer) if variant.endswith(ADDED_UP) else layer
    number = variant.removeprefix("of layer ")
    if variant.startswith("of layer ") and number.isdigit():
        return phrase("of layer {number}", number=number)
    if variant in VARIANTS:
        return phrase(variant)
    taken, separator, meant = variant.partition(" for ")
    return phrase("{taken} for {meant}", taken=taken, meant=meant) if separator else variant


def alone(units: str) -> str:
    """Say that a mistake is made for some units alone."""
    return phrase("It is so for {units} alone.", units=units)


def _listed(names: tuple[str, ...]) -> str:
    if len(names) <= MAX_NAMES:
        return ", ".join(names)
    return f"{names[0]}, {names[1]} … {names[-1]}"


Fits = Callable[[Program, int], Iterable[Place]]
"""A program and a layer → the places that a mistake has there."""
Plant = Callable[[Program, Place], Program]


def own_variant(place: Place) -> str:
    """Return the variant of a place as it is, whose words hold in every layer."""
    return place.variant


def mistake(
    identity: str,
    sentence: str,
    hint: str,
    source: str,
    fits: Fits,
    plant: Plant,
    *,
    joins: bool = True,
    together: Callable[[Place], str] = own_variant,
) -> Mistake:
    """Return a mistake that can be made in one layer, or in several layers at once.

    Args:
        identity: its name.
        sentence: what is wrong.
        hint: what to do instead.
        source: where it has been made in public.
        fits: the places that it has in a layer.
        plant: what plants it at the place of one layer.
        joins: whether made in every layer at once it is a mistake, too.
        together: what the variant of a place is called where several layers have it at once.
    """

    def places(program: Program) -> tuple[Place, ...]:
        single = [place for layer in layers(program.network) for place in fits(program, layer)]
        return (*single, *_joined(single, together)) if joins else tuple(single)

    def plant_anywhere(program: Program, place: Place) -> Program:
        if place.units:
            return in_units_alone(program, plant_anywhere(program, place._replace(units=())), place.units)
        if place.layer != EVERY_LAYER:
            return plant(program, place)
        # From the output down, so that what is moved stays in the order of the program.
        for layer in reversed(layers(program.network)):
            for single in fits(program, layer):
                if together(single) == place.variant:
                    program = plant(program, single)
        return program

    return Mistake(
        id=identity,
        sentence=sentence,
        hint=hint,
        source=source,
        places=places,
        plant=plant_anywhere,
        together=together,
    )


def _joined(places: Iterable[Place], together: Callable[[Place], str]) -> Iterator[Place]:
    """Yield the place in every layer, for each variant that several layers have."""
    by_variant: dict[str, list[Place]] = {}
    for place in places:
        by_variant.setdefault(together(place), []).append(place)
    for variant, alike in by_variant.items():
        if len(alike) > 1:
            names = [name for place in alike for name in place.parameters]
            yield Place(EVERY_LAYER, tuple(dict.fromkeys(names)), variant)


def confined(network: Network, place: Place, units: Sequence[str]) -> Place:
    """Return a place in some units alone, with the parameters that are spoilt there.

    Args:
        network: what is trained.
        place: in all units.
        units: the names of units or parameters; one that there is not spoils nothing.
    """
    owners = unit_of(network)
    spoilt = tuple([name for name in place.parameters if owners.get(name) in units or name in units])
    return place._replace(parameters=spoilt, units=tuple(units))


def in_units_alone(program: Program, whole: Program, units: Sequence[str]) -> Program:
    """Return a program with those changes of another that belong to some units.

    Args:
        program: without the mistake.
        whole: with the mistake in all units. If it has more operations, or others, nothing can be told apart, and the
            program stays as it is.
        units: the names of the units, or of parameters.
    """
    before = [operation.target for operation in program.operations]
    if before != [operation.target for operation in whole.operations] or program.settings != whole.settings:
        return program
    owners = unit_of(program.network)
    operations = list(program.operations)
    is_changed = False
    for place, (right, wrong) in enumerate(zip(program.operations, whole.operations, strict=True)):
        if wrong is right:
            continue
        name = wrong.by or wrong.target
        if owners.get(name) in units or name in units:
            operations[place] = wrong
            is_changed = True
    return program.with_operations(operations) if is_changed else program


def unit_of(network: Network) -> dict[str, str]:
    """Return the name of the unit that each value belongs to: its own values, and the parameters that lead to it."""
    owners: dict[str, str] = {}
    for layer in network.units[1:]:
        for unit in layer:
            owners |= {unit.name: unit.name, unit.weighted_sum: unit.name}
            for parameter in network.incoming[unit.name]:
                owners[parameter.name] = unit.name
    return owners


def layers(network: Network) -> range:
    """Return the numbers of the layers after the inputs."""
    return range(1, len(network.layers))


def parameters(network: Network, layer: int) -> tuple[Parameter, ...]:
    """Return the parameters that lead to a layer, in the network's order."""
    return tuple(parameter for parameter in network.parameters if parameter.target.layer == layer)


def names_in(network: Network, layer: int) -> tuple[str, ...]:
    """Return the names of the parameters that lead to a layer."""
    return tuple(parameter.name for parameter in parameters(network, layer))


def are_oblong(network: Network, layer: int) -> bool:
    """Say whether the weights that lead to a layer are a matrix of several rows and columns that is not square."""
    below, units = network.layers[layer - 1 : layer + 1]
    return 1 < below != units > 1


def weights_in(network: Network, layer: int) -> tuple[str, ...]:
    """Return the names of the weights that lead to a layer."""
    return tuple(parameter.name for parameter in parameters(network, layer) if parameter.source)


def biases_in(network: Network, layer: int) -> tuple[str, ...]:
    """Return the names of the biases of a layer."""
    return tuple(parameter.name for parameter in parameters(network, layer) if not parameter.source)


def rewritten(program: Program, changes: Mapping[str, Expression]) -> Program:
    """Return a program in which some values are computed otherwise; of one assigned twice, the first assignment.

    Raises:
        KeyError: if the program computes no value of one of the names.
    """
    operations = list(program.operations)
    for target, expression in changes.items():
        place = program.by_target[target].number - 1
        operations[place] = replace(operations[place], expression=expression, chain="")
    return program.with_operations(operations)


def rewritten_later(program: Program, changes: Mapping[str, Expression]) -> Program:
    """Return a program in which some derivatives are computed otherwise, after the last value that each then reads."""
    moved: dict[int, list[Operation]] = {}
    kept = []
    for operation in program.operations:
        reads = names(changes[operation.target]) if operation.target in changes else ()
        last = max((program.by_target[name].number for name in reads if name in program.by_target), default=0)
        if last > operation.number:
            moved.setdefault(last, []).append(operation)
        else:
            kept.append(operation)
    if not moved:
        return rewritten(program, changes)
    ordered = []
    for operation in kept:
        ordered.append(operation)
        ordered += moved.get(operation.number, [])
    return rewritten(program.with_operations(ordered), changes)


def changed(program: Program, change: Callable[[Operation], Expression | None]) -> Program:
    """Return a program in which `change` has given operations other expressions, where it gives one."""
    operations = []
    for operation in program.operations:
        expression = change(operation)
        if expression is not None and expression != operation.expression:
            operation = replace(operation, expression=expression, chain="")
        operations.append(operation)
    return program.with_operations(operations)


def substituted(expression: Expression, names: Mapping[str, Expression]) -> Expression:
    """Return an expression in which other expressions stand for some names."""

    def change(part: Expression) -> Expression:
        if isinstance(part, Name):
            return names.get(part.symbol, part)
        return rebuild(part, change)

    return change(expression)
