"""The exact Hessian against differences of the gradient, and the published cases of saddle and minimum."""

from __future__ import annotations

import numpy as np
import pytest

from tests.core.cases import Case, named, random_case, relative_error
from tests.core.changed_programs import with_operation
from xortui.core.arrays import ARRAY_FUNCTIONS, Floats
from xortui.core.backpropagation import write_program
from xortui.core.function_slopes import SLOPES
from xortui.core.hessian import MAX_PARAMETERS, HessianOf
from xortui.core.network import Network
from xortui.core.program import LOSS, derivative
from xortui.core.training import Training

NO_SLOPES = {"greatest", "least", "power", "divide"}
"""Functions on arrays that are nodes of an expression and no calls."""
NETWORKS = 40
SMOOTH_NETWORKS = 25
XOR = (((0.0, 0.0), (0.0,)), ((0.0, 1.0), (1.0,)), ((1.0, 0.0), (1.0,)), ((1.0, 1.0), (0.0,)))


def mean_gradient(case: Case, point: Floats) -> Floats:
    """Return what the program's own backpropagation says, averaged over the samples."""
    state = [*point.tolist(), *case.start[len(point) :]]
    total = np.zeros(len(point))
    for x, y in case.samples:
        values = named(case, case.evaluate(state, x, y, case.settings))
        total += [values[derivative(LOSS, name)] for name in case.network.parameter_names]
    return total / len(case.samples)


def test_the_gradient_is_that_of_backpropagation() -> None:
    for seed in range(NETWORKS):
        case = random_case(seed, with_rules=False)
        point = np.array(case.start[: len(case.network.parameter_names)])
        found = HessianOf(case.program, case.samples).at(case.start)
        for mine, theirs in zip(found.gradient, mean_gradient(case, point), strict=True):
            assert relative_error(mine, theirs, 1e-4) <= 1e-10, case.seed
        assert found.gradient == pytest.approx(found.by_sample.mean(axis=0))


def test_the_hessian_is_that_of_central_differences_of_the_gradient() -> None:
    step = 1e-5
    for seed in range(SMOOTH_NETWORKS):
        case = random_case(seed, smooth=True)
        point = np.array(case.start[: len(case.network.parameter_names)])
        exact = HessianOf(case.program, case.samples).at(case.start).hessian
        differences = np.zeros_like(exact)
        for place in range(len(point)):
            by = np.zeros(len(point))
            by[place] = step
            # Richardson's combination of two steps: their error falls with the fourth power of the step.
            whole = (mean_gradient(case, point + by) - mean_gradient(case, point - by)) / (2 * step)
            double = (mean_gradient(case, point + 2 * by) - mean_gradient(case, point - 2 * by)) / (4 * step)
            differences[place] = (4 * whole - double) / 3
        assert np.abs(exact - differences).max() <= 1e-9 * max(1.0, np.abs(exact).max()), case.seed


def test_every_function_of_a_formula_has_its_slopes() -> None:
    assert set(ARRAY_FUNCTIONS) - NO_SLOPES == set(SLOPES)


@pytest.mark.parametrize("name", sorted(SLOPES))
def test_slopes_are_those_of_differences(name: str) -> None:
    constant = 0.3 if name in ("leaky_relu", "leaky_step", "elu", "elu_slope") else None
    call = ARRAY_FUNCTIONS[name]
    arguments = () if constant is None else (constant,)
    z = np.array([0.31, 0.57, 0.83, 1.9])
    if name not in ("ln", "square_root"):
        z = np.concatenate([-z, z])
    values = call(z, *arguments)
    step = 1e-4
    first = (call(z + step, *arguments) - call(z - step, *arguments)) / (2 * step)
    second = (call(z + step, *arguments) - 2 * values + call(z - step, *arguments)) / step**2
    slopes = SLOPES[name]
    assert slopes.first(z, values, constant or 0.0) == pytest.approx(first, abs=1e-6)
    assert slopes.second(z, values, constant or 0.0) == pytest.approx(second, abs=1e-5)


def test_samples_in_many_parts_give_the_same_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(case for case in map(random_case, range(100)) if len(case.samples) == 5)
    whole = HessianOf(case.program, case.samples).at(case.start)
    monkeypatch.setattr("xortui.core.hessian.AT_ONCE", 1)
    parts = HessianOf(case.program, case.samples).at(case.start)
    assert parts.hessian == pytest.approx(whole.hessian, rel=1e-12, abs=1e-15)
    assert parts.loss == pytest.approx(whole.loss, rel=1e-12)


def test_a_planted_mistake_does_not_change_the_hessian_of_its_loss() -> None:
    case = random_case(3, smooth=True)
    first = next(o for o in case.program.operations if o.target.startswith("∂C/∂w"))
    broken = with_operation(case.program, first.target, first.expression * first.expression)
    right = HessianOf(case.program, case.samples).at(case.start)
    theirs = HessianOf(broken, case.samples).at(case.start)
    assert (theirs.hessian == right.hessian).all()


def test_a_network_with_too_many_parameters_is_refused() -> None:
    wide = Network((2, MAX_PARAMETERS, 1))
    with pytest.raises(ValueError, match="at most 400 parameters, got 1,601"):
        HessianOf(write_program(wide, Training()), XOR)


def xor_hessian(network: Network, parameters: dict[str, float]) -> HessianOf:
    assert set(parameters) <= set(network.parameter_names)
    return HessianOf(write_program(network, Training()), XOR)


def stationary(network: Network, start: list[float]) -> tuple[list[float], HessianOf]:
    """Return a stationary point near a start: Newton's method on the gradient."""
    found = HessianOf(write_program(network, Training()), XOR)
    point = np.array(start)
    for _ in range(40):
        here = found.at(point.tolist())
        move = np.linalg.lstsq(here.hessian, -here.gradient, rcond=1e-9)[0]
        point = point + move * min(1.0, 0.5 / max(float(np.abs(move).max()), 1e-12))
    return point.tolist(), found


def test_all_zero_weights_are_a_saddle_of_xor_or_flatter() -> None:
    """With all weights 0 every output is ½: a stationary point of loss ⅛ from which, by H alone, nothing leads down.

    Its Hessian is 0 but for the output bias; only higher terms lead down. Sprinkhuizen-Kuyper and Boers (Neural
    Networks 11, 1998) need terms of third and fourth order for some stationary points of 2-2-1.
    """
    network = Network((2, 2, 1))
    found = HessianOf(write_program(network, Training()), XOR).at([0.0] * 9)
    assert found.loss == pytest.approx(0.125)
    assert np.abs(found.gradient).max() <= 1e-15
    values = found.axes().values
    assert values[-1] > 0.01
    assert np.abs(values[:-1]).max() <= 1e-15


def test_stationary_points_of_the_simplest_xor_network_that_do_not_learn_are_saddles() -> None:
    """One hidden unit and direct connections: all stationary points with a loss above 0 are saddles.

    Sprinkhuizen-Kuyper and Boers, The error surface of the simplest XOR network has only global minima, Neural
    Computation 8 (1996).
    """
    network = Network((2, 1, 1), skips=True)
    count = len(network.parameter_names)
    random = np.random.default_rng(1)
    saddles = 0
    for _ in range(10):
        point, found = stationary(network, random.uniform(-1.0, 1.0, count).tolist())
        here = found.at(point)
        is_stationary = float(np.abs(here.gradient).max()) < 1e-10 and float(np.abs(point).max()) < 20.0
        if is_stationary and here.loss > 0.01:
            values = here.axes().values
            # None of them is a minimum: a direction leads down, or one is flat to the second order.
            assert values[0] <= 1e-6, (here.loss, values)
            saddles += values[0] < -1e-6
    assert saddles >= 2
