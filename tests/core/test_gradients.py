"""A thousand random networks: gradients against the oracle and the sum over paths, updates as they are executed."""

from __future__ import annotations

from functools import partial
from itertools import product as product_of

import pytest

from tests.core import oracle
from tests.core.cases import Case, named, parameters, random_case, relative_error
from xortui.core.activations import ACTIVATION_NAMES
from xortui.core.chain_rule import count_paths, paths, product
from xortui.core.compiler import Values
from xortui.core.losses import LOSSES
from xortui.core.network import NUMBERINGS, REDUCTIONS
from xortui.core.program import LOSS, Operation, derivative, gradient_sum, velocity
from xortui.core.training import UPDATES

NETWORKS = 1000
BLOCK = 100
TOLERANCE = 1e-10
FLOOR = 1e-4
"""ŷ − y, 1 − a and 1 − a² are differences from numbers of size 1, known to 1e−16; the other factors make up to 1e−14 of
that. A gradient of less than 1e−4 need not have ten digits of its own: only one of these networks needs this."""


def value_of(values: Values, factor: Operation) -> float:
    return values[factor.number - 1]


blocks = pytest.mark.parametrize("first", range(0, NETWORKS, BLOCK))


def cases(first: int) -> list[Case]:
    return [random_case(seed) for seed in range(first, first + BLOCK)]


@blocks
def test_every_gradient_is_the_oracles(first: int) -> None:
    for case in cases(first):
        for step, before, values, _ in case.steps(1):
            x, y = case.samples[case.schedule.sample(step)]
            expected = oracle.gradients(case.network, parameters(case, before), x, y)
            found = named(case, values)
            for name, gradient in expected.items():
                error = relative_error(found[derivative(LOSS, name)], gradient, FLOOR)
                assert error <= TOLERANCE, (case.seed, name, found[derivative(LOSS, name)], gradient)


@blocks
def test_every_gradient_is_the_sum_of_the_products_along_its_paths(first: int) -> None:
    for case in cases(first):
        for _, _, values, _ in case.steps(1):
            found = named(case, values)
            value = partial(value_of, values)
            for name in case.network.parameter_names:
                along = list(paths(case.program, name))
                assert len(along) == count_paths(case.program, name)
                total = sum(product(path, value) for path in along)
                error = relative_error(found[derivative(LOSS, name)], total, FLOOR)
                assert error <= TOLERANCE, (case.seed, name, found[derivative(LOSS, name)], total)


@blocks
def test_every_update_is_the_rule_of_descent_to_the_bit(first: int) -> None:
    for case in cases(first):
        rate, momentum, _ = case.settings
        index = case.program.state_index
        for step, before, values, after in case.steps(2 * len(case.samples)):
            found = named(case, values)
            for name in case.network.parameter_names:
                w, gradient = before[index[name]], found[derivative(LOSS, name)]
                if name in case.network.frozen:
                    assert after[index[name]] == w
                    continue
                if case.program.batched:
                    total = before[index[gradient_sum(name)]] + gradient
                    if not case.schedule.ends_batch(step):
                        assert after[index[gradient_sum(name)]] == total
                        assert after[index[name]] == w
                        continue
                    assert after[index[gradient_sum(name)]] == 0.0
                    gradient = total / case.schedule.batch_ending(step)
                if momentum:
                    speed = momentum * before[index[velocity(name)]] - rate * gradient
                    assert after[index[velocity(name)]] == speed
                    assert after[index[name]] == w + speed
                else:
                    assert after[index[name]] == w - rate * gradient


def test_the_random_networks_cover_every_setting() -> None:
    drawn = [random_case(seed) for seed in range(NETWORKS)]
    either = (True, False)
    settings = {
        (c.network.loss, c.network.numbering, bool(c.network.frozen), c.training.update, bool(c.training.momentum))
        for c in drawn
    }
    assert settings == set(product_of(LOSSES, NUMBERINGS, either, (*UPDATES, 2), either))
    shapes = {(c.network.loss, c.network.skips, c.network.reduction, c.training.update) for c in drawn}
    assert shapes == set(product_of(LOSSES, either, REDUCTIONS, (*UPDATES, 2)))
    assert {len(c.network.layers) for c in drawn} == {3, 4, 5}
    assert {name for c in drawn for name in c.network.activations} == set(ACTIVATION_NAMES)
    assert {c.training.order for c in drawn} == {"fixed", "shuffled"}
