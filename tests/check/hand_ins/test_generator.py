"""The generated hand-ins have the mistakes that they say, by their numbers, and no others."""

from itertools import islice

import pytest

from tests.check.hand_ins.generator import SHAPES, all_pairs, faultless, places, write
from tests.check.hand_ins.hand_in import Mistake
from tests.check.hand_ins.networks import NETWORKS, Network
from tests.check.hand_ins.numbers import agrees, judged
from tests.check.hand_ins.running import run
from tests.check.hand_ins.shapes.layer_objects import LAYER_OBJECTS
from tests.check.hand_ins.shapes.shape import Shape
from tests.check.hand_ins.sheet import NoPlaceError
from tests.check.hand_ins.styles import STYLES, Style

FITTING = [(shape, network) for shape in SHAPES for network in NETWORKS if shape.accepts(network)]

EVERY = 19
"""One of so many is judged by its numbers, so that the test is quick."""


def named(value: object) -> str:
    return getattr(value, "name", str(value))


@pytest.mark.parametrize(("shape", "network"), FITTING, ids=named)
def test_without_a_mistake_every_parameter_is_right(shape: Shape, network: Network) -> None:
    style = STYLES[FITTING.index((shape, network)) % len(STYLES)]
    expected = write(shape, network, [], style).expected
    assert expected.verdict == "right"
    assert judged(shape, network, [], style) == expected.parameters
    assert set(expected.parameters.values()) == {"right"}


@pytest.mark.parametrize(("shape", "network"), FITTING, ids=named)
def test_a_mistake_spoils_the_parameters_that_are_said_and_no_others(shape: Shape, network: Network) -> None:
    number = FITTING.index((shape, network))
    style = STYLES[number % len(STYLES)]
    for mistake in islice(places(shape, network, style), number % EVERY, None, EVERY):
        hand_in = write(shape, network, [mistake], style)
        expected = hand_in.expected
        assert run(hand_in.source)
        assert expected.verdict == "wrong"
        assert agrees(judged(shape, network, [mistake], style), expected.parameters), mistake


@pytest.mark.parametrize("style", STYLES, ids=[f"style {number}" for number in range(len(STYLES))])
@pytest.mark.parametrize("shape", SHAPES, ids=named)
def test_a_mistake_stands_in_the_line_that_is_said(shape: Shape, style: Style) -> None:
    network = next(network for other, network in FITTING if other == shape)
    right = write(shape, network, [], style).source.splitlines()
    for mistake in places(shape, network, style):
        moves_lines = mistake.id in ("bias-never-updated", "layer-never-updated", "weights-updated", "errors-add-up")
        if moves_lines:
            continue
        hand_in = write(shape, network, [mistake], style)
        lines = hand_in.source.splitlines()
        if len(lines) != len(right):
            continue
        changed = [number for number, pair in enumerate(zip(lines, right, strict=True), start=1) if pair[0] != pair[1]]
        told = hand_in.expected.mistakes[0]
        assert set(changed) == {told.line, *told.lines_also_fine}, mistake


def test_a_mistake_without_a_place_is_refused() -> None:
    shape, network = FITTING[0]
    with pytest.raises(NoPlaceError):
        write(shape, network, [Mistake("gate-always-open", 1)], STYLES[0])


def test_two_mistakes_spoil_what_either_spoils_and_stand_in_different_lines() -> None:
    for pair in all_pairs(12):
        expected = pair.hand_in().expected
        first, second = expected.mistakes
        assert {first.line, *first.lines_also_fine}.isdisjoint({second.line, *second.lines_also_fine})
        assert agrees(judged(pair.shape, pair.network, pair.mistakes, pair.style), expected.parameters), pair


def test_faultless_files_run_by_themselves() -> None:
    for hand_in in faultless():
        assert run(hand_in.source)


def test_where_no_line_is_wrong_the_lines_beside_are_as_good_to_be_told() -> None:
    shape, network = FITTING[0]
    hand_in = write(shape, network, [Mistake("layer-never-updated", 1)], STYLES[0])
    (expected,) = hand_in.expected.mistakes
    lines = hand_in.source.splitlines()
    assert {lines[line - 1].split()[0] for line in expected.lines_beside} == {"W2", "dW1", "db1"}


def test_the_sign_of_the_only_update_is_as_good_to_be_told_as_that_of_the_error() -> None:
    for network in NETWORKS:
        hand_in = write(LAYER_OBJECTS, network, [Mistake("error-reversed", network.depth)], STYLES[0])
        (expected,) = hand_in.expected.mistakes
        lines = hand_in.source.splitlines()
        told = [lines[line - 1].split()[:2] for line in expected.lines_beside]
        assert told == ([] if network.biases else [["self.W", "-="]])
