from __future__ import annotations

import cmath
import math
import warnings
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.core import functions
from xortui.core.arrays import ARRAY_FUNCTIONS
from xortui.core.expression import Call, Name, source
from xortui.core.functions import FLOAT_FUNCTIONS, Function
from xortui.core.gradient_check import COMPLEX_FUNCTIONS

FUNCTIONS = {value.name: value for value in vars(functions).values() if isinstance(value, Function)}
FUNCTIONS |= {
    value.name: value
    for value in (functions.leaky_relu(0.2), functions.leaky_step(0.2), functions.elu(0.5), functions.elu_slope(0.5))
}
SEVERAL = {"divide", "greatest", "least", "power"}
"""What takes more than one value."""
DOMAINS = {"power_of_e": (-700.0, 700.0), "ln": (5e-324, 1e300), "square_root": (0.0, 1e300), "density": (-35.0, 35.0)}
"""Where a function is finite, if it is not everywhere."""
SHARED = sorted(set(FUNCTIONS) & set(ARRAY_FUNCTIONS))
finite = st.floats(allow_nan=False, allow_infinity=False)


def inline(name: str) -> Callable[[float], float]:
    """Return a function as compiled code computes it on floats."""
    text = source(Call(FUNCTIONS[name], Name("z")), str, inline=True)
    compiled = eval(f"lambda z: {text}", dict(FLOAT_FUNCTIONS))
    assert callable(compiled)
    return lambda z: float(compiled(z))


def constant(name: str) -> tuple[float, ...]:
    """Return what a function is called with after its argument."""
    number = FUNCTIONS[name].constant
    return () if number is None else (number,)


def test_every_function_is_in_every_table() -> None:
    assert set(ARRAY_FUNCTIONS) == set(COMPLEX_FUNCTIONS) == set(FUNCTIONS) | SEVERAL


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_nan_goes_through_every_function_on_floats(name: str) -> None:
    assert math.isnan(inline(name)(math.nan))


@pytest.mark.parametrize("name", SHARED)
def test_nan_goes_through_every_function_on_arrays(name: str) -> None:
    assert np.isnan(ARRAY_FUNCTIONS[name](np.array([math.nan]), *constant(name))).all()


@pytest.mark.parametrize("name", SHARED)
def test_nan_goes_through_every_function_on_complex_numbers(name: str) -> None:
    assert cmath.isnan(COMPLEX_FUNCTIONS[name](complex(math.nan, 0.0), *constant(name)))


@pytest.mark.parametrize("pair", [(math.nan, 1.0), (1.0, math.nan), (math.nan, 0.0), (0.0, math.nan)])
def test_nan_goes_through_a_division(pair: tuple[float, float]) -> None:
    assert math.isnan(functions.divide(*pair))


@pytest.mark.parametrize("name", SHARED)
@given(data=st.data())
def test_floats_arrays_and_complex_numbers_agree(name: str, data: st.DataObject) -> None:
    z = data.draw(st.floats(*DOMAINS.get(name, (-1e150, 1e150))))
    value = inline(name)(z)
    with np.errstate(all="ignore"):
        on_arrays = float(ARRAY_FUNCTIONS[name](np.array([z]), *constant(name))[0])
    assert on_arrays == pytest.approx(value, rel=1e-14, abs=1e-300)
    assert COMPLEX_FUNCTIONS[name](complex(z, 0.0), *constant(name)).real == pytest.approx(value, rel=1e-14, abs=1e-300)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@given(z=finite)
def test_no_finite_number_makes_a_function_raise(name: str, z: float) -> None:
    value = inline(name)(z)
    assert not math.isnan(value) or (name in ("ln", "square_root") and z < 0.0)


def test_sigmoid_far_below_zero_is_zero_and_far_above_is_one() -> None:
    assert inline("sigmoid")(-800.0) == 0.0
    assert inline("sigmoid")(800.0) == 1.0
    assert inline("sigmoid")(-math.inf) == 0.0
    assert inline("sigmoid")(math.inf) == 1.0
    assert inline("sigmoid")(-709.0) == 1.0 / (1.0 + math.exp(709.0)) > 0.0
    assert COMPLEX_FUNCTIONS["sigmoid"](complex(-800.0, 0.0)) == 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ARRAY_FUNCTIONS["sigmoid"](np.array([-800.0, 800.0])).tolist() == [0.0, 1.0]


def test_log_sigmoid_stays_finite_where_sigmoid_is_rounded_to_zero() -> None:
    assert functions.log_sigmoid(-800.0) == -800.0
    assert functions.log_sigmoid(800.0) == 0.0
    assert functions.log_sigmoid(0.0) == -math.log(2.0)


def test_the_step_and_relu_are_zero_at_zero() -> None:
    assert [inline("is_positive")(z) for z in (-1.0, 0.0, 5e-324, 2.0)] == [0.0, 0.0, 1.0, 1.0]
    assert [inline("relu")(z) for z in (-1.0, 0.0, 5e-324, 2.0)] == [0.0, 0.0, 5e-324, 2.0]


def test_exponentials_and_logarithms_reach_infinity_where_floats_end() -> None:
    assert functions.power_of_e(710.0) == math.inf
    assert functions.power_of_e(-800.0) == 0.0
    assert functions.ln(0.0) == -math.inf
    assert functions.softplus(-800.0) == 0.0
    assert functions.softplus(800.0) == 800.0
    assert functions.softplus(0.0) == math.log(2.0)


@pytest.mark.parametrize("table", [ARRAY_FUNCTIONS, COMPLEX_FUNCTIONS])
def test_the_greatest_of_several_values_is_one_of_them(table: Mapping[str, Callable[..., float]]) -> None:
    assert table["greatest"](1.0, 3.0, 2.0) == 3.0
    assert table["divide"](3.0, 2.0) == 1.5


def test_division_by_zero_follows_ieee() -> None:
    assert functions.divide(1.0, 0.0) == math.inf
    assert functions.divide(-1.0, 0.0) == -math.inf
    assert functions.divide(1.0, -0.0) == -math.inf
    assert functions.divide(-1.0, -0.0) == math.inf
    assert math.isnan(functions.divide(0.0, 0.0))
    assert functions.divide(6.0, 4.0) == 1.5


@given(a=st.floats(allow_nan=False), b=st.floats(allow_nan=False))
def test_division_is_numpys(a: float, b: float) -> None:
    with np.errstate(all="ignore"):
        expected = float(np.float64(a) / np.float64(b))
    assert functions.divide(a, b) == pytest.approx(expected, rel=0, abs=0, nan_ok=True)
