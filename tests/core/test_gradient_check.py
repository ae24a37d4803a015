from __future__ import annotations

from functools import cache

import pytest

from tests.core import oracle
from tests.core.cases import named, parameters, random_case
from xortui.core.backpropagation import write_program
from xortui.core.gradient_check import GradientCheck
from xortui.core.network import Network
from xortui.core.program import LOSS, derivative
from xortui.core.training import Training

CASES = range(200)


@cache
def checked(seed: int) -> GradientCheck:
    """Return the check of a random network, which is compiled once."""
    return GradientCheck(random_case(seed, with_rules=False).program)


def test_the_check_agrees_with_the_gradients_of_random_networks() -> None:
    for seed in CASES:
        case = random_case(seed, with_rules=False)
        check = checked(seed)
        x, y = case.samples[0]
        found = named(case, case.evaluate(case.start, x, y, case.settings))
        for name in case.network.parameter_names:
            verdict = check.check(name, found[derivative(LOSS, name)], case.start, x, y)
            assert verdict.agrees, (seed, name, verdict)


@pytest.mark.parametrize("wrong", [1.001, 0.5, 0.0, -1.0, 2.0])
def test_the_check_catches_a_wrong_gradient(wrong: float) -> None:
    for seed in CASES:
        case = random_case(seed, with_rules=False)
        check = checked(seed)
        x, y = case.samples[0]
        found = named(case, case.evaluate(case.start, x, y, case.settings))
        for name in case.network.parameter_names:
            gradient = found[derivative(LOSS, name)]
            if abs(gradient) > 1e-4:
                assert not check.check(name, wrong * gradient, case.start, x, y).agrees, (seed, name)


def test_what_the_check_expects_is_the_oracles_derivative() -> None:
    for seed in CASES:
        case = random_case(seed, smooth=True)
        check = GradientCheck(case.program)
        assert check.method == "complex step"
        x, y = case.samples[0]
        for name, gradient in oracle.gradients(case.network, parameters(case, case.start), x, y).items():
            assert check.check(name, 0.0, case.start, x, y).expected == pytest.approx(gradient, rel=1e-9, abs=1e-14)


def test_a_network_with_a_kink_is_checked_by_central_differences() -> None:
    assert (
        GradientCheck(write_program(Network(activations=("relu", "sigmoid")), Training())).method
        == "central differences"
    )


def test_a_saturated_network_can_be_checked() -> None:
    program = write_program(Network((1, 1), ("sigmoid",), "binary-cross-entropy"), Training())
    for z, y, gradient in ((800.0, 0.0, 1.0), (-800.0, 1.0, -1.0)):
        verdict = GradientCheck(program).check("b1", gradient, [0.0, z], (1.0,), (y,))
        assert verdict.agrees
        assert verdict.expected == gradient


def test_there_is_no_check_of_an_unknown_parameter() -> None:
    with pytest.raises(KeyError):
        GradientCheck(write_program(Network(), Training())).check("w7", 0.0, [0.0] * 9, (0.0, 0.0), (0.0,))
