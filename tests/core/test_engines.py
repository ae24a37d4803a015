"""The engines against one operation after another, against each other, and against plain matrices."""

from __future__ import annotations

from math import inf

import pytest

from tests.core.cases import Case, named, parameters, random_case, relative_error
from tests.core.reference import loss_and_gradients
from xortui.core.engine_choice import choose_engine
from xortui.core.engines import Engine
from xortui.core.generated import MAX_QUICK, FloatEngine
from xortui.core.matrices import MatrixEngine
from xortui.core.network import Network
from xortui.core.program import LOSS, derivative
from xortui.core.training import Schedule, Training

CASES = 300
STEPS = 24
TOLERANCE = 1e-12
FLOOR = 1e-2
"""A parameter near 0 was moved there by terms of about this size, whose rounding it keeps."""


# Of the whole module, so that all tests of one block follow each other and share its programs.
@pytest.fixture(scope="module", params=range(0, CASES, 50))
def cases(request: pytest.FixtureRequest) -> list[Case]:
    first: int = request.param
    return [random_case(seed) for seed in range(first, first + 50)]


def matrix_engine(case: Case) -> MatrixEngine:
    return MatrixEngine(case.program, case.samples, case.schedule, case.settings)


def run(engine: Engine, case: Case, *counts: int) -> tuple[list[float], list[float]]:
    """Return the state and the losses after runs of so many steps, one after the other."""
    state, losses, first = list(case.start), list[float](), 1
    for count in counts:
        losses += [total for total, _, _ in engine.record(state, first, [1] * count)]
        first += count
    return state, losses


def assert_agree(found: list[float], expected: list[float], case: Case) -> None:
    for a, b in zip(found, expected, strict=True):
        assert relative_error(a, b, FLOOR) <= TOLERANCE, (case.seed, a, b)


def test_the_float_engine_is_the_program_operation_by_operation_to_the_bit(cases: list[Case]) -> None:
    for case in cases:
        state, losses = run(case.float_engine(), case, STEPS)
        expected = list(case.steps(STEPS))
        assert losses == [named(case, values)[LOSS] for _, _, values, _ in expected]
        assert state == list(expected[-1][3])


def test_the_matrix_engine_agrees_with_the_float_engine(cases: list[Case]) -> None:
    for case in cases:
        state, losses = run(matrix_engine(case), case, STEPS)
        expected_state, expected_losses = run(case.float_engine(), case, STEPS)
        assert_agree(state, expected_state, case)
        assert_agree(losses, expected_losses, case)


def test_the_program_agrees_with_plain_matrices(cases: list[Case]) -> None:
    for case in cases:
        for step, before, values, _ in case.steps(4):
            x, y = case.samples[case.schedule.sample(step)]
            loss, gradients = loss_and_gradients(case.network, before, x, y)
            found = named(case, values)
            assert_agree([found[LOSS]], [loss], case)
            assert list(gradients.keys() ^ parameters(case, before).keys()) == []
            assert_agree([found[derivative(LOSS, name)] for name in gradients], list(gradients.values()), case)


@pytest.mark.parametrize("kind", ["floats", "matrices"])
def test_a_run_in_pieces_is_the_run_in_one_to_the_bit(kind: str) -> None:
    for seed in range(60):
        case = random_case(seed)
        engine: Engine = case.float_engine() if kind == "floats" else matrix_engine(case)
        whole = run(engine, case, STEPS)
        assert run(engine, case, 1, 2, 0, 6, 15) == whole
        assert run(engine, case, *[1] * STEPS) == whole


@pytest.mark.parametrize("kind", ["floats", "matrices"])
def test_recording_the_losses_changes_no_bit_of_the_state(kind: str) -> None:
    for seed in range(60):
        case = random_case(seed)
        engine: Engine = case.float_engine() if kind == "floats" else matrix_engine(case)
        state = list(case.start)
        engine.run(state, 1, STEPS)
        assert state == run(engine, case, STEPS)[0]


def test_grouped_losses_are_the_sum_the_least_and_the_greatest_of_each_group() -> None:
    sizes = [1, 0, 7, 2, 14]
    for seed in range(60):
        case = random_case(seed)
        for engine in (case.float_engine(), matrix_engine(case)):
            state, losses = run(engine, case, STEPS)
            grouped_state, rest = list(case.start), list(losses)
            for (total, least, greatest), size in zip(engine.record(grouped_state, 1, sizes), sizes, strict=True):
                group, rest = rest[:size], rest[size:]
                assert total == pytest.approx(sum(group), rel=1e-13)
                assert (least, greatest) == (min(group, default=inf), max(group, default=-inf))
            assert grouped_state == state


def test_frozen_parameters_stay_where_they_are() -> None:
    for seed in range(CASES):
        case = random_case(seed)
        for engine in (case.float_engine(), matrix_engine(case)):
            state, _ = run(engine, case, STEPS)
            after, before = parameters(case, state), parameters(case, case.start)
            assert all(after[name] == before[name] for name in case.network.frozen)


def test_a_frozen_parameter_stays_though_its_gradient_is_infinite() -> None:
    case = Case(Network((1, 1), ("linear",), frozen=frozenset({"w1"})), Training(), (((1e200,), (0.0,)),), 0)
    engine = matrix_engine(case)
    state = [1e200, 0.0]
    engine.run(state, 1, 1)
    assert state[0] == 1e200


def test_saturated_units_crash_neither_engine() -> None:
    for loss in ("half-squared-error", "binary-cross-entropy"):
        for outputs in (1, 2):
            network = Network((1, 3, outputs), ("sigmoid", "sigmoid"), loss)
            case = Case(network, Training(), (((1.0,), (1.0,) * outputs),), 0)
            start = [-2000.0 if name[0] == "b" else 1.0 for name in network.parameter_names]
            states, losses = [], []
            for engine in (case.float_engine(), matrix_engine(case)):
                state = list(start)
                losses.append([total for total, _, _ in engine.record(state, 1, [1] * 3)])
                states.append(state)
            assert states[0] == states[1]
            assert losses[0] == losses[1]
            assert all(0.0 < value < 5000.0 for value in losses[0])


def test_without_machine_code_the_network_alone_decides_which_engine_runs() -> None:
    def chosen(*layers: int) -> Engine:
        network = Network(layers, ("sigmoid",) * (len(layers) - 1))
        case = Case(network, Training(), ((tuple([0.0] * layers[0]), tuple([0.0] * layers[-1])),), 0)
        return choose_engine(case.program, case.samples, Schedule(1, case.training), case.settings)

    assert isinstance(chosen(2, 2, 1), FloatEngine)
    assert isinstance(chosen(2, 8, 8, 1), FloatEngine)
    assert isinstance(chosen(2, 16, 16, 1), MatrixEngine)
    assert isinstance(chosen(MAX_QUICK - 1, 1), FloatEngine)
    assert isinstance(chosen(MAX_QUICK, 1), MatrixEngine)
    assert (chosen(2, 2, 1).name, chosen(2, 64, 64, 1).name) == ("floats", "matrices")


def test_machine_code_that_was_made_before_runs_a_wide_network(monkeypatch: pytest.MonkeyPatch) -> None:
    case = random_case(3, widest=16)
    monkeypatch.setattr(FloatEngine, "is_quick", lambda *_: False)
    parts = (case.program, case.samples, case.schedule, case.settings)
    assert choose_engine(*parts).name == "matrices"
    monkeypatch.setattr(FloatEngine, "has_kept_machine_code", lambda *_: True)
    assert [choose_engine(*parts, asked).name for asked in ("", "floats", "matrices")] == [
        "floats",
        "floats",
        "matrices",
    ]
