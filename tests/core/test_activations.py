"""What a row of an activation says of its values and slopes is so."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from xortui.core.activations import ACTIVATIONS, SOFTMAX, activation, reach, steepest
from xortui.core.expression import Name
from xortui.core.lockstep import computed

POINTS = np.concatenate([np.linspace(-12.0, 12.0, 24_001), [-1e9, -600.0, -100.0, 100.0, 600.0, 1e9]])
NAMES = [*ACTIVATIONS, "relu(0.5)", "leaky-relu(0.2)", "leaky-relu(0)", "elu(0.5)", "elu(0)", "perceptron(1)"]
NAMES += [
    "bipolar-perceptron(1)",
    "scaled(tanh, 1.7159, 2/3)",
    "scaled(sigmoid, 10, 1, -4)",
    "scaled(hard-tanh, 0.5, 0.4, 0.5)",
]
NAMES += ["scaled(leaky-relu(0.2), -1.3, -1)", "scaled(elu(1.6733), 1.0507)"]


def values_and_slopes(name: str) -> tuple[np.ndarray, np.ndarray]:
    row = activation(name)
    z = Name("z")
    with np.errstate(all="ignore"):
        value = row.value(z)
        slope = row.derivative(z, value)
        found = [np.broadcast_to(computed(each, {"z": POINTS}), POINTS.shape) for each in (value, slope)]
    return found[0], found[1]


@pytest.mark.parametrize("name", NAMES)
def test_it_reaches_what_its_row_says_and_no_more(name: str) -> None:
    values, _ = values_and_slopes(name)
    low, high = reach(name)
    assert values.min() == pytest.approx(low, abs=1e-6) if math.isfinite(low) else values.min() <= -1.0
    assert values.max() == pytest.approx(high, abs=1e-6) if math.isfinite(high) else values.max() >= 100.0


@pytest.mark.parametrize("name", NAMES)
def test_its_steepest_slope_is_told_where_both_ends_are_flat(name: str) -> None:
    _, slopes = values_and_slopes(name)
    is_flat = abs(slopes[0]) < 1e-4 and abs(slopes[24_000]) < 1e-4 and np.abs(slopes).max() > 0
    assert steepest(name) == (pytest.approx(np.abs(slopes).max(), abs=1e-6) if is_flat else 0.0)


def test_softmax_reaches_from_0_to_1_and_has_no_steepest_slope() -> None:
    assert reach(SOFTMAX) == (0.0, 1.0)
    assert steepest(SOFTMAX) == 0.0


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("scaled", "expected scaled("),
        ("scaled(tanh)", "expected scaled("),
        ("scaled(tanh, two)", "expected scaled("),
        ("scaled(tanh, 1/0)", "expected scaled("),
        ("scaled(tanh, 0)", "factors that are not 0"),
        ("scaled(tanh, 1e400)", "factors that are not 0"),
        ("leaky-relu(1e400)", "expected a number from 0 to 1"),
        ("scaled(bipolar-perceptron, 2)", "can't be scaled"),
        ("scaled(softmax, 2)", "can't be scaled"),
        ("scaled(tanz, 2)", "expected one of sigmoid"),
    ],
)
def test_a_scale_that_there_is_not_is_refused(name: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        activation(name)
