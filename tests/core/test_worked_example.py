"""A published example: Matt Mazur, A Step by Step Backpropagation Example, 2015.

https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/. Two inputs, two hidden and two output units,
all sigmoids; E = Σ ½(target − out)²; η = 0.5. His b1 and b2, shared by the units of a layer, are not updated.
"""

from __future__ import annotations

import pytest

from tests.core.cases import Case, named
from xortui.core.network import Network
from xortui.core.training import Training

NETWORK = Network((2, 2, 2), numbering="by-target", frozen=frozenset({"b1", "b2", "b3", "b4"}))
CASE = Case(NETWORK, Training(learning_rate=0.5), (((0.05, 0.10), (0.01, 0.99)),), 0)
START = {
    **{"w1": 0.15, "w2": 0.20, "w3": 0.25, "w4": 0.30, "b1": 0.35, "b2": 0.35},
    **{"w5": 0.40, "w6": 0.45, "w7": 0.50, "w8": 0.55, "b3": 0.60, "b4": 0.60},
}
STATE = [START[name] for name in NETWORK.parameter_names]
PUBLISHED = {
    "z1": 0.3775,
    "h1": 0.593269992,
    "h2": 0.596884378,
    "z3": 1.105905967,
    "ŷ1": 0.75136507,
    "ŷ2": 0.772928465,
    "C": 0.298371109,
    "∂C/∂ŷ1": 0.74136507,
    "∂ŷ1/∂z3": 0.186815602,
    "∂C/∂z3": 0.138498562,
    "∂C/∂w5": 0.082167041,
    "∂C/∂h1": 0.036350306,
    "∂h1/∂z1": 0.241300709,
    "∂C/∂w1": 0.000438568,
    "w1": 0.149780716,
    "w2": 0.19956143,
    "w3": 0.24975114,
    "w4": 0.29950229,
    "w5": 0.35891648,
    "w6": 0.408666186,
    "w7": 0.511301270,
    "w8": 0.561370121,
}
DIGITS = dict.fromkeys(("w2", "w3", "w4", "w5", "ŷ1", "∂C/∂ŷ1"), 5e-9)
"""Printed with eight digits, the others with nine."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_step_of_the_published_example_gives_the_published_number(name: str) -> None:
    values = CASE.evaluate(STATE, *CASE.samples[0], CASE.settings)
    assert named(CASE, values)[name] == pytest.approx(PUBLISHED[name], abs=DIGITS.get(name, 1e-9))


def test_the_error_after_one_and_after_ten_thousand_rounds_is_the_published_one() -> None:
    losses = [total for total, _, _ in CASE.float_engine().record(list(STATE), 1, [1] * 10_000)]
    assert losses[1] == pytest.approx(0.291027924, abs=2e-7)  # the last digits in print are not those of its weights
    assert losses[9_999] == pytest.approx(0.0000351085, abs=1e-10)
