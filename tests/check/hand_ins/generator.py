"""Write hand-ins: every shape with every network and every mistake that it has a place for."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.check.hand_ins.damage import RIGHT
from tests.check.hand_ins.hand_in import Expected, ExpectedMistake, HandIn, Mistake
from tests.check.hand_ins.networks import LARGE_NETWORKS, NETWORKS, Data, Network, data_of, random_data
from tests.check.hand_ins.running import run
from tests.check.hand_ins.shapes.bias_column import BIAS_COLUMN
from tests.check.hand_ins.shapes.class_accumulating import CLASS_ACCUMULATING
from tests.check.hand_ins.shapes.class_train import CLASS_TRAIN
from tests.check.hand_ins.shapes.class_without_arguments import CLASS_WITHOUT_ARGUMENTS
from tests.check.hand_ins.shapes.course_dicts import COURSE_DICTS
from tests.check.hand_ins.shapes.functions_in_place import FUNCTIONS_IN_PLACE
from tests.check.hand_ins.shapes.layer_objects import LAYER_OBJECTS
from tests.check.hand_ins.shapes.nested_lists import NESTED_LISTS
from tests.check.hand_ins.shapes.neuron_dicts import NEURON_DICTS
from tests.check.hand_ins.shapes.script_batch import SCRIPT_BATCH
from tests.check.hand_ins.shapes.script_scalars import SCRIPT_SCALARS
from tests.check.hand_ins.shapes.shape import Parameter, Shape, Task
from tests.check.hand_ins.sheet import NoPlaceError, Sheet
from tests.check.hand_ins.styles import STYLES, Style

SHAPES = (
    SCRIPT_BATCH,
    CLASS_TRAIN,
    CLASS_WITHOUT_ARGUMENTS,
    FUNCTIONS_IN_PLACE,
    COURSE_DICTS,
    SCRIPT_SCALARS,
    NEURON_DICTS,
    NESTED_LISTS,
    LAYER_OBJECTS,
    BIAS_COLUMN,
    CLASS_ACCUMULATING,
)

EPOCHS = 40
"""How long a hand-in trains when it is run."""

MAX_OF_LONG = 20
"""Samples up to which a hand-in trains for `EPOCHS`."""

FEWER_EPOCHS = 8
"""How long one with more samples trains."""

PAIRS = 200
"""How many hand-ins have two mistakes."""


def write(
    shape: Shape,
    network: Network,
    mistakes: Sequence[Mistake],
    style: Style,
    data: Data | None = None,
    epochs: int = EPOCHS,
) -> HandIn:
    """Write one hand-in.

    Args:
        shape: The shape of the file.
        network: What it trains.
        mistakes: What is wrong in it.
        style: The student's habits.
        data: What it learns; by default what belongs to the network.
        epochs: How long it trains.

    Raises:
        NoPlaceError: The shape has no place for one of the mistakes.
    """
    sheet = Sheet(mistakes)
    task = Task(network=network, style=style, data=data or data_of(network), epochs=epochs)
    shape.write(sheet, task)
    source = sheet.source()
    parameters = shape.parameters(network)
    found = []
    for mistake in mistakes:
        lines = sheet.lines_of[mistake]
        found.append(
            ExpectedMistake(
                id=mistake.id.partition(":")[0],
                line=lines[0],
                lines_also_fine=tuple(lines[1:]),
                lines_beside=tuple(sheet.lines_beside.get(mistake, ())),
                parameters=_spoilt(parameters, network, [mistake]),
            )
        )
    expected = Expected(
        verdict="wrong" if mistakes else RIGHT,
        parameters={one.name: one.status(mistakes, network) for one in parameters},
        mistakes=tuple(found),
    )
    return HandIn(name=_name(shape, network, mistakes), source=source, expected=expected)


def _spoilt(parameters: list[Parameter], network: Network, mistakes: Sequence[Mistake]) -> tuple[str, ...]:
    return tuple(one.name for one in parameters if one.status(mistakes, network) != RIGHT)


def _name(shape: Shape, network: Network, mistakes: Sequence[Mistake]) -> str:
    parts = [f"{mistake.id} in layer {mistake.layer}" for mistake in mistakes]
    return f"{shape.name}, {network.name}, {' and '.join(parts) or 'right'}"


def places(shape: Shape, network: Network, style: Style, data: Data | None = None) -> list[Mistake]:
    """Every mistake that the shape has a place for, in this network and style."""
    sheet = Sheet(())
    shape.write(sheet, Task(network=network, style=style, data=data or data_of(network), epochs=EPOCHS))
    parameters = shape.parameters(network)
    found = []
    for mistake in sheet.asked_for:
        if _spoilt(parameters, network, [mistake]):
            found.append(mistake)
    return found


def single() -> Iterator[HandIn]:
    """Every shape with every network and every mistake, in turning styles."""
    number = 0
    for shape in SHAPES:
        for network in NETWORKS:
            if not shape.accepts(network):
                continue
            seen = set()
            for number_of_style in range(len(STYLES)):
                style = STYLES[(number + number_of_style) % len(STYLES)]
                for mistake in places(shape, network, style):
                    if mistake not in seen:
                        seen.add(mistake)
                        yield write(shape, network, [mistake], style)
            number += 1


@dataclass(frozen=True)
class Pair:
    """Two mistakes in one file."""

    shape: Shape
    network: Network
    mistakes: tuple[Mistake, ...]
    style: Style

    def hand_in(self) -> HandIn:
        """The file."""
        return write(self.shape, self.network, self.mistakes, self.style)


def all_pairs(count: int = PAIRS) -> Iterator[Pair]:
    """Pairs of mistakes that do not stand in the same line, and with which the file still runs."""
    chance = random.Random(12)
    made = 0
    while made < count:
        shape = chance.choice(SHAPES)
        network = chance.choice([one for one in NETWORKS if shape.accepts(one)])
        style = chance.choice(STYLES)
        two = chance.sample(places(shape, network, style), 2)
        pair = Pair(shape=shape, network=network, mistakes=tuple(two), style=style)
        if _is_sound(pair):
            made += 1
            yield pair


# Two of one row may cancel, or leave open which parameters are meant.
_NOT_TOGETHER = (
    {"error-reversed", "passed-back-sign", "uphill"},
    {"stray-factor", "rate-missing", "rate-twice", "bias-averaged", "bias-not-averaged"},
)


def _is_sound(pair: Pair) -> bool:
    kinds = [mistake.id.partition(":")[0] for mistake in pair.mistakes]
    for row in _NOT_TOGETHER:
        if row.issuperset(kinds):
            return False
    try:
        hand_in = pair.hand_in()
        run(hand_in.source)
    except (NoPlaceError, ArithmeticError, ValueError):
        return False
    first, second = hand_in.expected.mistakes
    return {first.line, *first.lines_also_fine}.isdisjoint({second.line, *second.lines_also_fine})


def pairs(count: int = PAIRS) -> Iterator[HandIn]:
    """Hand-ins with two mistakes."""
    for pair in all_pairs(count):
        yield pair.hand_in()


def faultless() -> Iterator[HandIn]:
    """Every shape in every style, without a mistake, in turning networks."""
    number = 0
    for shape in SHAPES:
        fitting = [network for network in NETWORKS if shape.accepts(network)]
        for style in STYLES:
            yield write(shape, fitting[number % len(fitting)], [], style)
            number += 1


def large() -> Iterator[HandIn]:
    """Every shape with each large network: right, and with a mistake twice."""
    chance = random.Random(5)
    for shape in SHAPES:
        for network, count in LARGE_NETWORKS:
            if not shape.accepts(network):
                continue
            style = chance.choice(STYLES)
            data = random_data(network, count, chance)
            epochs = EPOCHS if count <= MAX_OF_LONG else FEWER_EPOCHS
            found = places(shape, network, style, data)
            for mistakes in ([], *([one] for one in chance.sample(found, 2))):
                yield write(shape, network, mistakes, style, data, epochs)


def generated() -> Iterator[HandIn]:
    """All of them: one mistake, two mistakes, none."""
    yield from single()
    yield from pairs()
    yield from faultless()
