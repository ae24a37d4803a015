from __future__ import annotations

from dataclasses import replace

import pytest

from tests.export.problems import IRIS, WIDE, XOR, debugger_at, random_problem
from xortui.core.expression import Constant, Name
from xortui.core.network import REDUCTIONS, Network
from xortui.core.program import LOSS, Kind, derivative
from xortui.debugger import Debugger, Position, Snapshot
from xortui.export.derivation import MAX_PARAMETERS, MAX_PATHS, derive, few, signed_sum
from xortui.export.digits import digits
from xortui.problems import Problem, built_in_names, load_problem
from xortui.problems.published import Digits, Published, Quantity


@pytest.mark.parametrize("name", built_in_names())
def test_every_gradient_is_that_of_the_step(name: str) -> None:
    debugger = debugger_at(load_problem(name), "3")
    snapshot = debugger.snapshot()
    for gradient in derive(debugger).gradients:
        value = snapshot.gradient(gradient.parameter.name)
        assert value is not None
        assert float(gradient.equation.value) == pytest.approx(value, rel=1e-5, abs=1e-300)
        assert gradient.is_shared == (gradient.paths > MAX_PATHS)
        if gradient.terms:
            assert len(gradient.terms) == gradient.paths
            largest = max(abs(float(term)) for term in gradient.terms)
            assert sum(map(float, gradient.terms)) == pytest.approx(value, abs=1e-5 * largest)


@pytest.mark.parametrize("problem", [*map(random_problem, range(40)), *WIDE.values()], ids=lambda problem: problem.name)
def test_all_that_is_read_stands_before_it_with_its_digits(problem: Problem) -> None:
    found = derive(debugger_at(problem, "2"))
    program = found.snapshot.program
    gradients = [gradient.equation for gradient in found.gradients]
    above: dict[str, set[str]] = {name: {text} for name, text in (*found.start.items(), *found.sample, *found.settings)}
    # Where layers are updated one after the other, what is copied from a weight may be what it is in the end.
    moved = {equation.target: equation.value for equation in found.updates}

    def digits_of(name: str) -> set[str]:
        operation = program.by_target.get(name)
        if name in above or operation is None or operation.kind is not Kind.FACTOR:
            return above.get(name, set())
        match operation.expression:  # what the documents say is read off
            case Name(symbol):
                return above.get(symbol, set()) | {text for target, text in moved.items() if target == symbol}
            case Constant(value):
                return {digits(value)}
        return set()

    equations = [*found.forward, *found.loss, *found.factors, *found.deltas, *gradients, *found.updates]
    shown = {*above, *(equation.target for equation in equations)}

    def is_left_out(name: str) -> bool:
        return len(program.network.parameters) > MAX_PARAMETERS and name not in shown and not digits_of(name)

    for equation in equations:
        for name, text in equation.numbers.items():
            # A velocity, or the sum of a batch, goes on from what it was; so does what reads it before it moves.
            goes_on = name not in above and name in program.state_index and name not in found.start
            assert goes_on or is_left_out(name) or text in digits_of(name), f"{equation.target}: {name}"
        above.setdefault(equation.target, set()).add(equation.value)


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


def test_the_step_before_has_the_digits_that_are_printed_of_it() -> None:
    published = tuple(
        Published(Quantity.parse(name), at, Digits(text))
        for name, at, text in (("w5", "7", "0.123456789"), ("w5", "8", "0.1234567"), ("w6", "8", "0.12345678"))
    )
    debugger = debugger_at(replace(XOR, published=published), "8")
    found = derive(debugger)
    before, after = debugger.snapshot(Position(7, debugger.route.length(7))), debugger.snapshot()
    values = {equation.target: equation.value for equation in found.updates}
    assert found.start["w5"] == f"{before.value('w5'):.9f}"
    assert found.start["w6"] == f"{before.value('w6'):.6g}"
    assert values["w5"] == f"{after.value('w5'):.7f}"
    assert values["w6"] == f"{after.value('w6'):.8f}"


def test_where_there_are_more_paths_than_are_written_out_the_shared_derivatives_are_derived() -> None:
    found = derive(debugger_at(load_problem("iris"), "1"))
    assert derivative(LOSS, "z1") in {equation.target for equation in found.deltas}
    assert not derive(debugger_at(load_problem("mazur"), "1")).deltas


def test_what_is_left_out_of_a_large_network_is_counted() -> None:
    problem = WIDE["spiral 16,16"]
    found = derive(debugger_at(problem, "1"))
    assert len(found.gradients) == MAX_PARAMETERS
    assert {gradient.parameter.target.layer for gradient in found.gradients} == {1, 2, 3}
    assert "The network has 337 parameters" in found.notes[0]
    assert "left out are 277 parameters" in found.notes[0]
    output = next(equation for equation in found.forward if equation.target == "z33")
    assert output.left_out == 17 - 7
    assert not any("left out" in note for note in derive(Debugger(XOR)).notes)


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize(
    ("outputs", "activation", "loss"),
    [(1, "sigmoid", "binary-cross-entropy"), (3, "sigmoid", "binary-cross-entropy"), (3, "softmax", "cross-entropy")],
)
def test_what_the_derivative_by_an_outputs_weighted_sum_comes_to_is_said_as_it_is(
    outputs: int, activation: str, loss: str, reduction: str
) -> None:
    network = Network((2, 2, outputs), ("tanh", activation), loss, reduction=reduction)
    y = (0.25, 0.125, 0.625)[:outputs]
    found = derive(Debugger(replace(XOR, network=network, samples=(((1.0, 0.5), y),))))
    (note,) = (note for note in found.notes if note.startswith(("With this loss", "Through softmax")))
    is_divided = reduction == "mean" and outputs > 1
    assert ("divided by the number of outputs" in note) == is_divided
    assert ("summed over all outputs" in note) == (activation == "softmax")
    snapshot = found.snapshot
    of_z = derivative(LOSS, network.units[-1][0].weighted_sum)
    through = [
        (derivative(LOSS, unit.name), derivative(unit.name, network.units[-1][0].weighted_sum))
        for unit in (network.units[-1] if activation == "softmax" else network.units[-1][:1])
    ]
    error = value(snapshot, network.units[-1][0].name) - y[0]
    expected = pytest.approx(error / outputs if is_divided else error)
    assert value(snapshot, of_z) == expected
    assert sum(value(snapshot, first) * value(snapshot, second) for first, second in through) == expected


def value(snapshot: Snapshot, name: str) -> float:
    found = snapshot.value(name)
    assert found is not None
    return found


def test_the_words_for_softmax_and_for_single_outputs() -> None:
    softmax = derive(debugger_at(replace(IRIS, network=replace(IRIS.network, reduction="mean")), "1"))
    assert softmax.notes[-2 if "batch goes on" in softmax.notes[-1] else -1] == (
        "Through softmax each weighted sum reaches every output. With this loss the products of the first two factors, "
        "summed over all outputs, are the output less its target, divided by the number of outputs, and the sum is "
        "computed so; the first factor alone grows without bound as an output nears 0."
    )
    assert derive(debugger_at(load_problem("xor-bce"), "1")).notes == (
        "With this loss the product of the first two factors is the output less its target, and it is computed so; the "
        "first factor alone grows without bound as an output nears 0 or 1.",
    )
    assert not derive(Debugger(XOR)).notes


def test_of_many_names_the_first_two_and_the_last_are_written() -> None:
    assert few(["h1"]) == "h1"
    assert few(["h1", "h2", "h3", "h4"]) == "h1, h2, h3, h4"
    assert few(["h1", "h2", "h3", "h4", "h5"], r"\dots") == r"h1, h2, \dots, h5"


def test_a_negative_number_in_a_sum_is_taken_off() -> None:
    assert signed_sum(["-1", "2", "-3e-05"], "-") == "-1 + 2 - 3e-05"
    assert signed_sum(["−1"], "−") == "−1"


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


def test_a_handout_of_a_fork_says_what_was_edited() -> None:
    debugger = Debugger("adam")
    assert not any("Edited" in note for note in derive(debugger).notes)
    debugger.go_to("e3")
    debugger.edit("beta1", 0.0)
    debugger.run(4)
    assert any(note == "Edited on the way here: β1 0.9 → 0." for note in derive(debugger).notes)
