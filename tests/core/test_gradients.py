"""A thousand random networks: gradients against the oracle and the sum over paths, updates as they are executed."""

from __future__ import annotations

from functools import partial
from itertools import product as product_of

import pytest

from tests.core import oracle
from tests.core.cases import WITH_CONSTANTS, Case, named, parameters, random_case, relative_error
from xortui.core.activations import ACTIVATION_NAMES
from xortui.core.chain_rule import count_paths, paths, product
from xortui.core.compiler import Values
from xortui.core.losses import LOSSES
from xortui.core.network import NUMBERINGS, REDUCTIONS
from xortui.core.optimizers import DECAYS, OPTIMIZERS
from xortui.core.program import LOSS, Operation, derivative, gradient_sum, moment
from xortui.core.training import GRADIENTS, UPDATES

NETWORKS = 1000
BLOCK = 100
TOLERANCE = 1e-10
FLOOR = 1e-4
"""ŷ − y, 1 − a and 1 − a² are differences from numbers of size 1, known to 1e−16; the other factors make up to 1e−14 of
that. A gradient of less than 1e−4 need not have ten digits of its own: only one of these networks needs this."""


def value_of(values: Values, factor: Operation) -> float:
    return values[factor.number - 1]


# Of the whole module, so that all tests of one block follow each other and share its programs.
@pytest.fixture(scope="module", params=range(0, NETWORKS, BLOCK))
def cases(request: pytest.FixtureRequest) -> list[Case]:
    first: int = request.param
    return [random_case(seed) for seed in range(first, first + BLOCK)]


def test_every_gradient_is_the_oracles(cases: list[Case]) -> None:
    for case in cases:
        for step, before, values, _ in case.steps(1):
            x, y = case.samples[case.schedule.sample(step)]
            expected = oracle.gradients(case.network, parameters(case, before), x, y)
            found = named(case, values)
            for name, gradient in expected.items():
                error = relative_error(found[derivative(LOSS, name)], gradient, FLOOR)
                assert error <= TOLERANCE, (case.seed, name, found[derivative(LOSS, name)], gradient)


def test_every_gradient_is_the_sum_of_the_products_along_its_paths(cases: list[Case]) -> None:
    for case in cases:
        for _, _, values, _ in case.steps(1):
            found = named(case, values)
            value = partial(value_of, values)
            for name in case.network.parameter_names:
                along = list(paths(case.program, name))
                assert len(along) == count_paths(case.program, name)
                total = sum(product(path, value) for path in along)
                error = relative_error(found[derivative(LOSS, name)], total, FLOOR)
                assert error <= TOLERANCE, (case.seed, name, found[derivative(LOSS, name)], total)


def test_every_input_gradient_is_the_oracles(cases: list[Case]) -> None:
    for case in cases:
        if not case.training.input_gradients:
            continue
        for step, before, values, _ in case.steps(1):
            x, y = case.samples[case.schedule.sample(step)]
            found = named(case, values)
            for place, unit in enumerate(case.network.units[0]):
                expected = oracle.input_gradient(case.network, parameters(case, before), x, y, place)
                assert relative_error(found[derivative(LOSS, unit.name)], expected, FLOOR) <= TOLERANCE, case.seed


def test_every_update_is_the_oracles(cases: list[Case]) -> None:
    for case in cases:
        count = 2 * len(case.samples)
        steps = list(case.steps(count))
        taken = []
        for step in range(1, count + 1):
            x, y = case.samples[case.schedule.sample(step)]
            taken.append((x, y, case.schedule.batch_ending(step)))
        start = parameters(case, case.start)
        expected = oracle.trained(case.network, case.training, start, taken, case.schedule.updates)
        for (step, _, _, after), right in zip(steps, expected, strict=True):
            for name, value in parameters(case, after).items():
                assert relative_error(value, right[name], 1.0) <= TOLERANCE, (case.seed, step, name, value, right[name])


def test_gradient_descent_and_momentum_are_their_rules_to_the_bit(cases: list[Case]) -> None:
    for case in cases:
        training = case.training
        if training.optimizer not in ("gradient-descent", "momentum") or training.decay or training.gradients == "sum":
            continue
        if any(v is not None for v in (training.weight_decay, training.l1, training.clip_value, training.clip_norm)):
            continue
        rate, momentum = training.learning_rate, training.momentum
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
                    speed = momentum * before[index[moment("v", name)]] - rate * gradient
                    assert after[index[moment("v", name)]] == speed
                    assert after[index[name]] == w + speed
                else:
                    assert after[index[name]] == w - rate * gradient


def test_the_random_networks_cover_every_setting() -> None:
    drawn = [random_case(seed) for seed in range(NETWORKS)]
    either = (True, False)
    assert {(c.network.loss, c.training.optimizer) for c in drawn} == set(product_of(LOSSES, OPTIMIZERS))
    updates = {(c.training.optimizer, c.training.update, c.training.decay) for c in drawn}
    assert updates == set(product_of(OPTIMIZERS, (*UPDATES, 2), ("", *DECAYS)))
    extras = {(c.training.weight_decay is None, c.training.clip_norm is None, c.training.gradients) for c in drawn}
    assert extras == set(product_of(either, either, GRADIENTS))
    shapes = {(c.network.loss, c.network.skips, c.network.reduction, c.training.update) for c in drawn}
    assert shapes == set(product_of(LOSSES, either, REDUCTIONS, (*UPDATES, 2)))
    names = {(c.network.numbering, bool(c.network.frozen), c.network.biases) for c in drawn}
    assert names == set(product_of(NUMBERINGS, either, either))
    assert {len(c.network.layers) for c in drawn} == {3, 4, 5}
    assert {name for c in drawn for name in c.network.activations} == {*ACTIVATION_NAMES, *WITH_CONSTANTS}
    assert {c.training.order for c in drawn} == {"fixed", "shuffled"}
