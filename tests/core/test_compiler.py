from __future__ import annotations

import math

import numpy as np
import pytest

from tests.core.cases import named, random_case
from xortui.core.arrays import ARRAY_FUNCTIONS
from xortui.core.backpropagation import write_program
from xortui.core.compiler import compile_answers, compile_evaluate, compile_forward, identifier
from xortui.core.gradient_check import COMPLEX_FUNCTIONS
from xortui.core.network import Network
from xortui.core.program import Phase
from xortui.core.training import Training


def test_every_symbol_becomes_a_python_name_of_its_own() -> None:
    for seed in range(200):
        program = random_case(seed).program
        symbols = {o.target for o in program.operations} | {*program.state, *program.inputs, *program.targets}
        identifiers = {identifier(symbol) for symbol in symbols | set(program.settings)}
        assert len(identifiers) == len(symbols | set(program.settings))
        assert all(name.isidentifier() and name.isascii() for name in identifiers)


def test_the_forward_pass_on_arrays_is_the_one_on_floats_for_every_sample_at_once() -> None:
    for seed in range(100):
        case = random_case(seed)
        forward = compile_forward(case.program, ARRAY_FUNCTIONS)
        columns = [np.array(column) for column in zip(*(x for x, _ in case.samples), strict=True)]
        at_once = forward(case.start, columns)
        for i, (x, y) in enumerate(case.samples):
            values = case.evaluate(case.start, x, y, case.settings)
            for on_arrays, on_floats in zip(at_once, values, strict=False):
                assert np.broadcast_to(on_arrays, len(case.samples))[i] == pytest.approx(
                    on_floats, rel=1e-12, abs=1e-15
                )


def test_the_loss_on_complex_numbers_is_the_one_on_floats() -> None:
    for seed in range(100):
        case = random_case(seed)
        x, y = case.samples[0]
        expected = named(case, case.evaluate(case.start, x, y, case.settings))["C"]
        *_, loss = compile_answers(case.program, COMPLEX_FUNCTIONS)([complex(v) for v in case.start], x, y)
        assert loss.real == pytest.approx(expected, rel=1e-12, abs=1e-15)
        assert loss.imag == 0.0


@pytest.mark.parametrize("z", [800.0, -800.0])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_saturated_cross_entropy_has_a_finite_loss_and_the_right_gradient_though_its_factors_are_infinite(
    z: float, y: float
) -> None:
    program = write_program(Network((1, 1), ("sigmoid",), "binary-cross-entropy"), Training())
    values = compile_evaluate(program)([0.0, z], (1.0,), (y,), (0.5, 1.0))
    found = {operation.target: value for operation, value in zip(program.operations, values, strict=True)}
    yhat = 1.0 if z > 0 else 0.0
    wrong = yhat != y
    assert found["ŷ"] == yhat
    assert found["C"] == (800.0 if wrong else 0.0)
    assert found["∂C/∂b1"] == found["∂C/∂z1"] == found["∂C/∂w1"] == yhat - y
    assert found["∂ŷ/∂z1"] == 0.0
    assert math.isinf(found["∂C/∂ŷ"]) if wrong else math.isnan(found["∂C/∂ŷ"])
    assert found["b1"] == z - 0.5 * (yhat - y)


def test_values_beyond_all_floats_are_infinite_and_raise_nothing() -> None:
    program = write_program(Network((1, 1, 1), ("linear", "linear"), "squared-error"), Training())
    values = compile_evaluate(program)([1e200, 1e200, 1e200, 1e200], (1e200,), (0.0,), (0.5, 1.0))
    assert math.inf in values


def test_only_the_forward_phase_is_compiled_forward() -> None:
    program = write_program(Network(), Training())
    forward = compile_forward(program, ARRAY_FUNCTIONS)
    assert len(forward([0.0] * 9, [np.zeros(3)] * 2)) == sum(o.phase is Phase.FORWARD for o in program.operations)
