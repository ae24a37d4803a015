"""A run of a program beside an earlier one gives the numbers that it gives alone."""

import numpy as np

from xortui.core.backpropagation import write_program
from xortui.core.lockstep import Floats, LockstepRun
from xortui.core.mistakes import MISTAKES
from xortui.core.network import Network
from xortui.core.program import BATCH, LEARNING_RATE, Program
from xortui.core.training import Training

POINTS = 3
SAMPLES = 2


def given_for(program: Program) -> dict[str, Floats]:
    random = np.random.default_rng(1)
    given: dict[str, Floats] = {LEARNING_RATE: np.asarray(0.5), BATCH: np.asarray(float(SAMPLES))}
    for name in program.network.parameter_names:
        given[name] = random.normal(size=(POINTS, 1))
    for name in (*program.inputs, *program.targets):
        given[name] = random.normal(size=(POINTS, SAMPLES))
    return given


def test_a_run_beside_an_earlier_one_gives_the_same_bits_as_one_alone() -> None:
    program = write_program(Network(layers=(2, 3, 2), activations=("tanh", "sigmoid")), Training())
    given = given_for(program)
    earlier = LockstepRun(program, given)
    count = 0
    for mistake in MISTAKES:
        for place in mistake.places(program):
            mistaken = mistake.plant(program, place)
            beside = LockstepRun(mistaken, given, earlier).values
            alone = LockstepRun(mistaken, given).values
            assert beside.keys() == alone.keys()
            for name, value in alone.items():
                assert np.array_equal(beside[name], value, equal_nan=True), f"{mistake.id}: {name}"
            count += 1
    assert count > len(MISTAKES)


def test_a_run_at_another_rate_changes_what_reads_the_rate_alone() -> None:
    program = write_program(Network(), Training())
    given = given_for(program)
    earlier = LockstepRun(program, given)
    faster = {**given, LEARNING_RATE: np.asarray(1.0)}
    beside = LockstepRun(program, faster, earlier)
    assert beside.values["z3"] is earlier.values["z3"]
    assert np.array_equal(beside.values["w1"], LockstepRun(program, faster).values["w1"])
    assert not np.array_equal(beside.values["w1"], earlier.values["w1"])


def test_one_value_alone_is_that_of_a_whole_run() -> None:
    program = write_program(Network(layers=(2, 3, 2), activations=("tanh", "sigmoid")), Training())
    given = given_for(program)
    earlier = LockstepRun(program, given)
    differing = set()
    for mistake in MISTAKES:
        for place in mistake.places(program):
            mistaken = mistake.plant(program, place)
            if not mistaken.has_places_of(program):
                assert earlier.value_with(mistaken, "w1") is None
                continue
            whole = LockstepRun(mistaken, given).values
            for name in ("w1", "w8", "b4"):
                value = earlier.value_with(mistaken, name)
                assert value is not None
                assert np.array_equal(value, whole[name], equal_nan=True), f"{mistake.id}: {name}"
                if value is not earlier.values[name]:
                    differing.add(name)
    assert differing == {"w1", "w8", "b4"}
