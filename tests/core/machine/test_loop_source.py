"""The text of loops, run as plain Python, against the engine that it stands for."""

from __future__ import annotations

import pytest

from tests.core.cases import Case, random_case
from tests.core.machine.loops import ran_by_engine, ran_by_loop
from xortui.core.losses import LOSSES
from xortui.core.machine.layered_source import can_be_layered, layered_source
from xortui.core.machine.loop_source import loop_source
from xortui.core.machine.machine_loop import source_of
from xortui.core.network import Network
from xortui.core.optimizers import OPTIMIZERS
from xortui.core.training import Training

CASES = 150


@pytest.mark.parametrize("first", range(0, CASES, 30))
def test_straight_lines_give_the_engines_bits(first: int) -> None:
    for seed in range(first, first + 30):
        case = random_case(seed)
        assert ran_by_loop(case, loop_source(case.program)) == ran_by_engine(case), seed


def test_loops_over_units_give_the_engines_bits() -> None:
    cases = [random_case(seed, widest=9, with_rules=False) for seed in range(CASES)]
    layered = [case for case in cases if can_be_layered(case.program)]
    assert {case.network.loss for case in layered} == set(LOSSES)
    assert {case.training.optimizer for case in layered} == set(OPTIMIZERS)
    assert {case.network.skips for case in layered} == {case.network.biases for case in layered} == {False, True}
    for case in layered:
        assert ran_by_loop(case, layered_source(case.program)) == ran_by_engine(case), case.seed


@pytest.mark.parametrize("layers", [(2, 8, 1), (2, 16, 3), (3, 17, 7, 2), (1, 1, 1)])
def test_blocks_of_units_and_what_is_left_of_them_give_the_engines_bits(layers: tuple[int, ...]) -> None:
    network = Network(layers, ("tanh",) * (len(layers) - 1))
    samples = tuple((tuple([0.3 * i] * layers[0]), tuple([0.1 * i] * layers[-1])) for i in range(4))
    case = Case(network, Training(optimizer="adam", update=3), samples, 1)
    assert ran_by_loop(case, layered_source(case.program)) == ran_by_engine(case)


def test_a_wide_network_is_written_as_loops_and_a_small_one_as_straight_lines() -> None:
    def text(*layers: int) -> str:
        network = Network(layers, ("sigmoid",) * (len(layers) - 1))
        source = source_of(Case(network, Training(), (), 0).program)
        assert source is not None
        return source.text

    assert "range(64)" in text(2, 64, 64, 1)
    assert text(2, 64, 64, 1).count("\n") < 300
    assert "h1 = " in text(2, 2, 1)


def test_what_is_neither_small_nor_made_of_layers_gets_no_machine_code() -> None:
    network = Network((2, 16, 16, 1), ("sigmoid",) * 3)
    assert source_of(Case(network, Training(simultaneous=False), (), 0).program) is None
