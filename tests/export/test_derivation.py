from __future__ import annotations

import pytest

from tests.export.problems import WIDE, XOR, debugger_at, random_problem
from xortui.core.program import LOSS, derivative
from xortui.debugger import Debugger, Position
from xortui.export.derivation import MOST_PARAMETERS, MOST_PATHS, derive
from xortui.export.digits import digits
from xortui.problems import built_in_names, load_problem


@pytest.mark.parametrize("name", built_in_names())
def test_every_gradient_is_that_of_the_step(name: str) -> None:
    debugger = debugger_at(load_problem(name), "3")
    snapshot = debugger.snapshot()
    for gradient in derive(debugger).gradients:
        value = snapshot.gradient(gradient.parameter.name)
        assert value is not None
        assert float(gradient.equation.value) == pytest.approx(value, rel=1e-5, abs=1e-300)
        assert gradient.is_shared == (gradient.paths > MOST_PATHS)
        if gradient.terms:
            assert len(gradient.terms) == gradient.paths
            largest = max(abs(float(term)) for term in gradient.terms)
            assert sum(map(float, gradient.terms)) == pytest.approx(value, abs=1e-5 * largest)


@pytest.mark.parametrize("seed", range(20))
def test_all_that_is_read_stands_there_with_its_digits(seed: int) -> None:
    derivation = derive(debugger_at(random_problem(seed), "2"))
    equations = [*derivation.forward, *derivation.loss, *derivation.factors, *derivation.deltas, *derivation.updates]
    updated = {equation.target for equation in derivation.updates}
    known = {*derivation.start, *(name for name, _ in (*derivation.sample, *derivation.settings))}
    for equation in equations:
        for name in equation.numbers:
            assert name in known or name in updated or "∂" in name, name
        known.add(equation.target)


def test_at_the_start_it_is_of_the_first_step_and_inside_a_step_of_that() -> None:
    assert derive(Debugger(XOR)).snapshot.position.step == 1
    debugger = debugger_at(XOR, "6.2")
    assert derive(debugger).heading == "Step 6: epoch 2, sample 2 of 4"
    assert debugger.position == Position(6, 2)


def test_an_update_starts_from_the_parameter_before_it() -> None:
    debugger = debugger_at(XOR, "8")
    found = derive(debugger)
    update = next(equation for equation in found.updates if equation.target == "w5")
    before, after = (debugger.timeline.state_after(step)[XOR.network.parameter_names.index("w5")] for step in (7, 8))
    assert update.numbers["w5"] == digits(before) == found.start["w5"]
    assert update.value == digits(after)


def test_values_have_as_many_digits_as_the_source_prints() -> None:
    found = derive(debugger_at(load_problem("mazur"), "1"))
    assert {equation.target: equation.value for equation in found.forward}["h1"] == "0.593269992"
    assert {equation.target: equation.value for equation in found.updates}["w5"] == "0.35891648"
    # The same weight before the step is printed with one digit.
    assert found.start["w5"] == "0.4"
    w1 = next(gradient for gradient in found.gradients if gradient.parameter.name == "w1")
    assert w1.equation.numbers[derivative("z3", "h1")] == "0.4"


def test_where_there_are_more_paths_than_are_written_out_the_shared_derivatives_are_derived() -> None:
    found = derive(debugger_at(load_problem("iris"), "1"))
    assert derivative(LOSS, "z1") in {equation.target for equation in found.deltas}
    assert not derive(debugger_at(load_problem("mazur"), "1")).deltas


def test_what_is_left_out_of_a_large_network_is_counted() -> None:
    problem = WIDE["spiral 16,16"]
    found = derive(debugger_at(problem, "1"))
    assert len(found.gradients) == MOST_PARAMETERS
    assert {gradient.parameter.target.layer for gradient in found.gradients} == {1, 2, 3}
    assert "The network has 337 parameters" in found.notes[0]
    assert "left out are 277 parameters" in found.notes[0]
    output = next(equation for equation in found.forward if equation.target == "z33")
    assert output.left_out == 17 - 7
    assert not any("left out" in note for note in derive(Debugger(XOR)).notes)


def test_frozen_parameters_and_batches_are_spoken_of() -> None:
    assert any("b1, b2" in note for note in derive(debugger_at(load_problem("mazur"), "1")).notes)
    iris = load_problem("iris")
    assert any("batch goes on" in note for note in derive(debugger_at(iris, "9")).notes)
    ended = derive(debugger_at(iris, "10"))
    assert not any("batch goes on" in note for note in ended.notes)
    assert "w1" in {equation.target for equation in ended.updates}


def test_a_step_in_which_time_ends_says_what_is_not_finite() -> None:
    debugger = Debugger("diverging")
    debugger.go_to("e200")
    found = derive(debugger)
    assert found.snapshot.position.step == debugger.position.step
    assert {equation.target: equation.value for equation in found.loss}["C"] == "inf"
