"""Machine code against the engine that it stands for; left out where numba is not installed."""

from __future__ import annotations

import pytest

from tests.core.cases import WITH_CONSTANTS, Case
from tests.core.machine.loops import ran_by_engine, ran_by_loop
from xortui.core.activations import ACTIVATIONS
from xortui.core.machine.layered_source import layered_source
from xortui.core.machine.loop_source import ARGUMENTS, LoopSource, loop_source
from xortui.core.machine.native import Native
from xortui.core.network import Network
from xortui.core.optimizers import OPTIMIZERS
from xortui.core.training import Training

pytest.importorskip("numba")


def assert_same(case: Case, source: LoopSource) -> None:
    from xortui.core.machine.making import object_code

    types = ", ".join(argument.partition(": ")[2] for argument in ARGUMENTS)
    native = Native(object_code(types, source.text))
    assert ran_by_loop(case, source, native) == ran_by_engine(case)


def test_every_activation_gives_the_engines_bits() -> None:
    names = [*(name for name in ACTIVATIONS if name != "softmax"), *WITH_CONSTANTS]
    network = Network((1, *[1] * len(names), 2), (*names, "softmax"), "cross-entropy")
    samples = (((0.9,), (1.0, 0.0)), ((-0.4,), (0.0, 1.0)))
    case = Case(network, Training(update="epoch", clip_norm=0.05), samples, 3)
    assert_same(case, loop_source(case.program))


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_every_optimizer_gives_the_engines_bits(optimizer: str) -> None:
    network = Network((1, 2, 1), ("tanh", "sigmoid"), "binary-cross-entropy")
    samples = (((0.0,), (1.0,)), ((1.0,), (0.0,)), ((0.5,), (0.25,)))
    training = Training(0.02, optimizer=optimizer, order="shuffled", update=2, decay="1/t", decay_rate=0.1)
    case = Case(network, training, samples, 5)
    assert_same(case, layered_source(case.program))


def test_blocks_of_units_give_the_engines_bits() -> None:
    network = Network((2, 17, 9, 2), ("tanh", "relu", "sigmoid"), skips=True)
    samples = (((0.0, 1.0), (1.0, 0.0)), ((1.0, 1.0), (0.0, 0.5)), ((0.5, -1.0), (0.25, 0.0)))
    case = Case(network, Training(clip_norm=0.05), samples, 5)
    assert_same(case, layered_source(case.program))
