"""Each rule for starting values against its formula: bounds, and over many draws the mean and the variance."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from math import cos, inf, log, nan, pi, sqrt
from statistics import fmean

import pytest

from xortui.core.initial import INITIALS, MAX_SCALE, SCALED, Initial
from xortui.core.network import NUMBERINGS, Network

WIDE = Network((30, 40, 20), ("tanh", "sigmoid"), skips=True)
"""Of the hidden units 30 sources each, of the outputs 40 and the 30 inputs."""
FANS = {1: (30, 40), 2: (70, 20)}
"""n_in and n_out of each layer."""
SMALL = Network((2, 3, 1))


def of_layer(drawn: dict[str, float], layer: int) -> tuple[list[float], list[float]]:
    """Return the weights and the biases that lead to a layer of the wide network."""
    parameters = [parameter for parameter in WIDE.parameters if parameter.target.layer == layer]
    return [drawn[p.name] for p in parameters if p.source], [drawn[p.name] for p in parameters if not p.source]


VARIANCES: dict[str, Callable[[int, int], float]] = {
    "glorot-uniform": lambda n_in, n_out: 2 / (n_in + n_out),
    "glorot-normal": lambda n_in, n_out: 2 / (n_in + n_out),
    "he-uniform": lambda n_in, _: 2 / n_in,
    "he-normal": lambda n_in, _: 2 / n_in,
}


def assert_spread(values: list[float], variance: float, *, is_even: bool) -> None:
    """Compare with U(−r, +r) or N(0, variance); of ten thousand draws and more."""
    assert len(values) > 10_000
    assert fmean(values) == pytest.approx(0, abs=0.05 * sqrt(variance))
    assert fmean(value * value for value in values) == pytest.approx(variance, rel=0.05)
    # The fourth moment tells the two apart: 9/5 and 3 times the variance squared.
    assert fmean(value**4 for value in values) == pytest.approx((1.8 if is_even else 3) * variance**2, rel=0.1)
    farthest, bound = max(map(abs, values)), sqrt(3 * variance)
    assert 0.99 * bound < farthest <= bound if is_even else farthest > 3 * sqrt(variance)


@pytest.mark.parametrize("layer", FANS)
@pytest.mark.parametrize("rule", VARIANCES)
def test_scaled_by_the_layers_sizes_weights_are_drawn_and_biases_are_0(rule: str, layer: int) -> None:
    weights: list[float] = []
    for seed in range(15):
        more, biases = of_layer(Initial(rule).draw(WIDE, seed), layer)
        assert biases == [0.0] * FANS[layer][1]
        weights += more
    assert_spread(weights, VARIANCES[rule](*FANS[layer]), is_even=rule.endswith("uniform"))


@pytest.mark.parametrize("scale", [1.0, 0.01, 25.0])
@pytest.mark.parametrize("rule", ["uniform", "normal"])
def test_scaled_by_a_number_weights_and_biases_are_drawn_alike(rule: str, scale: float) -> None:
    weights, biases = list[float](), list[float]()
    for seed in range(200):
        drawn = Initial(rule, scale).draw(WIDE, seed)
        for layer in FANS:
            found = of_layer(drawn, layer)
            weights += found[0]
            biases += found[1]
    variance = scale**2 / 3 if rule == "uniform" else scale**2
    assert_spread(weights, variance, is_even=rule == "uniform")
    assert_spread(biases, variance, is_even=rule == "uniform")


@pytest.mark.parametrize(
    ("initial", "value"),
    [
        (Initial("constant", 0.25), 0.25),
        (Initial("constant", -3.0), -3.0),
        (Initial("constant", 0.0), 0.0),
        (Initial("zeros"), 0.0),
        (Initial("zeros", 7.0), 0.0),
        (Initial("uniform", 0.0), 0.0),
        (Initial("normal", 0.0), 0.0),
    ],
)
def test_what_is_not_drawn_is_the_same_for_all(initial: Initial, value: float) -> None:
    assert initial.draw(SMALL, 1) == dict.fromkeys(SMALL.parameter_names, value)


@pytest.mark.parametrize("rule", INITIALS)
@pytest.mark.parametrize("given", [0.0, -0.5, 1.0])
def test_given_biases_are_all_that_and_leave_the_weights(rule: str, given: float) -> None:
    usual, changed = Initial(rule).draw(SMALL, 3), Initial(rule, biases=given).draw(SMALL, 3)
    for parameter in SMALL.parameters:
        assert changed[parameter.name] == (usual[parameter.name] if parameter.source else given)


@pytest.mark.parametrize("rule", [rule for rule in INITIALS if rule not in ("constant", "zeros")])
def test_a_seed_gives_the_same_again_and_another_seed_something_else(rule: str) -> None:
    initial = Initial(rule)
    assert initial.draw(SMALL, 5) == initial.draw(SMALL, 5)
    draws = [initial.draw(SMALL, seed) for seed in range(20)]
    assert len({draw["w1"] for draw in draws}) == len({draw["w9"] for draw in draws}) == 20


@pytest.mark.parametrize("numbering", NUMBERINGS)
def test_drawn_are_first_the_weights_and_then_the_biases_by_number_with_pythons_generator(numbering: str) -> None:
    names = [*(f"w{number}" for number in range(1, 10)), *(f"b{number}" for number in range(1, 5))]
    network = replace(SMALL, numbering=numbering)
    even, normal = random.Random(8), random.Random(8)
    assert list(Initial("uniform", 2.0).draw(network, 8)) == names
    assert Initial("uniform", 2.0).draw(network, 8) == {name: (2 * even.random() - 1) * 2.0 for name in names}
    for name, value in Initial("normal", 0.5).draw(network, 8).items():
        radius = sqrt(-2 * log(1 - normal.random()))
        assert value == pytest.approx(0.5 * radius * cos(2 * pi * normal.random()), rel=1e-15), name


def test_the_default_is_even_from_minus_one_to_one() -> None:
    assert Initial() == Initial("uniform", 1.0, None)
    assert Initial().draw(SMALL, 0) == Initial("uniform", 1.0).draw(SMALL, 0)


@pytest.mark.parametrize("scale", [MAX_SCALE, 0.0])
@pytest.mark.parametrize("rule", SCALED)
def test_the_limits_themselves_are_possible(rule: str, scale: float) -> None:
    assert all(abs(value) < inf for value in Initial(rule, scale, biases=-MAX_SCALE).draw(SMALL, 1).values())


@pytest.mark.parametrize(
    ("rule", "scale", "biases", "message"),
    [
        (
            "xavier",
            1.0,
            None,
            "expected one of uniform, normal, constant, zeros, glorot-uniform, glorot-normal, he-uniform, he-normal, "
            "got 'xavier'",
        ),
        ("uniform", -1.0, None, "uniform: expected a number from 0 to 1e+300, got -1.0"),
        ("normal", 1e301, None, "normal: expected a number from 0 to 1e+300, got 1e+301"),
        ("normal", nan, None, "normal: expected a number from 0 to 1e+300, got nan"),
        ("constant", -inf, None, "constant: expected a number of at most 1e+300, got -inf"),
        ("constant", nan, None, "constant: expected a number of at most 1e+300, got nan"),
        ("zeros", 1.0, inf, "biases: expected a number of at most 1e+300, got inf"),
        ("he-normal", 1.0, nan, "biases: expected a number of at most 1e+300, got nan"),
        ("uniform", 1.0, -1e301, "biases: expected a number of at most 1e+300, got -1e+301"),
    ],
)
def test_what_is_not_possible_is_refused_in_one_line(
    rule: str, scale: float, biases: float | None, message: str
) -> None:
    with pytest.raises(ValueError, match=rule if scale != 1.0 else "expected") as caught:
        Initial(rule, scale, biases)
    assert str(caught.value) == message
