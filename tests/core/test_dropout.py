from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from xortui.core.dropout import Dropout
from xortui.core.gradient_check import GradientCheck
from xortui.debugger import Debugger
from xortui.export.python_script import python_script
from xortui.problems import Problem, ProblemError
from xortui.problems.problem_document import problem_document
from xortui.problems.problem_file import read_document, read_problem

LEFT_OUT = """
[network]
layers = [2, 4, 3, 1]
activations = ["tanh", "relu", "sigmoid"]
[training]
learning_rate = 0.1
order = "shuffled"
dropout = 0.5
[start]
seed = 3
[data]
shape = "moons"
samples = 10
"""


def problem(dropout: str = "0.5", text: str = LEFT_OUT) -> Problem:
    return read_problem(text.replace("dropout = 0.5", f"dropout = {dropout}"), "left-out", "left-out.toml")


def masks(debugger: Debugger) -> tuple[float, ...]:
    snapshot = debugger.snapshot()
    names = [f"m{number}" for number in range(1, 8)]
    return tuple(value for name in names if (value := snapshot.value(name)) is not None)


def test_a_unit_is_what_comes_out_of_it_times_its_mask() -> None:
    program = Debugger(problem()).timeline.program
    lines = list(map(str, program.operations))
    assert lines[:5] == [
        "z1 = w1·x1 + w5·x2 + b1",
        "a1 = tanh(z1)",
        "r ← 1664525·r − ⌊1664525·r⌋",
        "m1 = ⌊r + 0.5⌋ / 0.5",
        "h1 = m1·a1",
    ]
    assert "∂h1/∂z1 = m1·(1 − a1²)" in lines
    assert "z8 = w21·h5 + w22·h6 + w23·h7 + b8" in lines


def test_a_mask_keeps_its_share_of_the_units() -> None:
    debugger = Debugger(problem("[0.25, 0.5]"))
    kept = [0.0] * 7
    steps = 2_000
    for _ in range(steps):
        debugger.step("sample")
        for place, mask in enumerate(masks(debugger)):
            assert mask in (0.0, 1 / 0.75 if place < 4 else 2.0)
            kept[place] += mask > 0
    for place, count in enumerate(kept):
        assert count / steps == pytest.approx(0.75 if place < 4 else 0.5, abs=0.04)


def test_two_units_are_left_out_independently() -> None:
    debugger = Debugger(problem())
    both = 0
    for _ in range(2_000):
        debugger.step("sample")
        first, second, *_ = masks(debugger)
        both += first > 0 and second > 0
    assert both / 2_000 == pytest.approx(0.25, abs=0.04)


@pytest.mark.parametrize("update", ["sample", "epoch", "3"])
def test_the_same_step_has_the_same_mask_however_one_comes_there(update: str) -> None:
    text = LEFT_OUT.replace(
        'order = "shuffled"', f'order = "shuffled"\nupdate = {update if update == "3" else repr(update)}'
    )
    walked = Debugger(problem(text=text))
    seen = {}
    for step in range(1, 40):
        walked.step("sample")
        seen[step] = (masks(walked), tuple(walked.snapshot().state))
    jumped = Debugger(problem(text=text))
    jumped.run(3_000)
    for step in (39, 7, 20, 1):
        jumped.go_to(step)
        assert (masks(jumped), tuple(jumped.snapshot().state)) == seen[step]
    walked.back("sample")
    walked.step("sample")
    assert tuple(walked.snapshot().state) == seen[39][1]


def test_another_seed_draws_other_masks_and_the_weights_are_as_without() -> None:
    plain = replace(problem(), training=replace(problem().training, dropout=None))
    assert plain.initial_parameters() == problem().initial_parameters()
    one, other = Debugger(problem()), Debugger(problem(), seed=4)
    drawn = []
    for debugger in (one, other):
        found = []
        for _ in range(20):
            debugger.step("sample")
            found.append(masks(debugger))
        drawn.append(found)
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize("activation", ["tanh", "relu", "gelu", "sigmoid"])
def test_the_gradient_is_that_of_the_masked_network(activation: str) -> None:
    debugger = Debugger(problem(text=LEFT_OUT.replace("tanh", activation)))
    check = GradientCheck(debugger.timeline.program)
    for _ in range(12):
        debugger.step("sample")
        snapshot = debugger.snapshot()
        assert snapshot.taken is not None
        for name in debugger.problem.network.parameter_names:
            gradient = snapshot.gradient(name)
            assert gradient is not None
            assert check.check(name, gradient, snapshot.before, *snapshot.taken).agrees


def test_nothing_is_left_out_where_nothing_is_trained() -> None:
    debugger = Debugger(problem())
    debugger.go_to("e5")
    snapshot = debugger.snapshot()
    plain = Debugger(replace(problem(), training=replace(problem().training, dropout=None)))
    names = debugger.problem.network.parameter_names
    plain.edit_together(dict(zip(names, snapshot.state, strict=False)))
    for sample in range(1, 11):
        assert snapshot.outputs(sample) == plain.snapshot().outputs(sample)
    assert snapshot.survey == plain.snapshot().survey


def test_without_scaling_a_mask_is_1_or_0_and_units_are_smaller_where_nothing_is_trained() -> None:
    debugger = Debugger(problem("{ rate = 0.25, inverted = false }"))
    seen = set()
    for _ in range(30):
        debugger.step("sample")
        seen |= set(masks(debugger))
    assert seen == {0.0, 1.0}
    snapshot = debugger.snapshot()
    state = dict(zip(debugger.timeline.program.state, snapshot.state, strict=True))
    for name in [parameter.name for parameter in debugger.problem.network.parameters if parameter.source]:
        source = debugger.problem.network.parameter(name).source
        if source is not None and source.layer:
            state[name] *= 0.75
    plain = Debugger(replace(problem(), training=replace(problem().training, dropout=None)))
    plain.edit_together({name: state[name] for name in debugger.problem.network.parameter_names})
    assert snapshot.outputs(1) == pytest.approx(plain.snapshot().outputs(1), rel=1e-12)


def test_masks_of_the_source_are_taken_in_turn() -> None:
    given = "{ inverted = false, masks = [[1, 0, 1, 1, 1, 1, 0], [0, 0, 0, 1, 0, 1, 1], [1, 1, 1, 1, 1, 1, 1]] }"
    debugger = Debugger(problem(given))
    found = []
    for _ in range(4):
        debugger.step("sample")
        found.append(masks(debugger))
    first = (1, 0, 1, 1, 1, 1, 0)
    assert found == [first, (0, 0, 0, 1, 0, 1, 1), (1,) * 7, first]
    alone = Debugger(problem("{ rate = 0.5, masks = [[1, 0, 1, 1, 1, 1, 0]] }"))
    alone.step("sample")
    assert masks(alone) == (2, 0, 2, 2, 2, 2, 0)


@pytest.mark.parametrize("dropout", ["0.5", "{ masks = [[1, 0, 1, 1, 1, 1, 0], [0, 0, 0, 1, 0, 1, 1]] }"])
def test_the_exported_script_gives_the_same_numbers(dropout: str) -> None:
    debugger = Debugger(problem(dropout))
    debugger.go_to("e4")
    ran = subprocess.run([sys.executable, "-c", python_script(debugger)], capture_output=True, text=True, check=True)
    printed = dict(line.split() for line in ran.stdout.splitlines())
    names = debugger.problem.network.parameter_names
    assert [float(printed[name]) for name in names] == debugger.snapshot().state[: len(names)]


def test_a_problem_with_dropout_is_read_back_from_its_document() -> None:
    for dropout in ("0.5", "[0.25, 0.5]", "{ rate = 0.5, inverted = false, masks = [[1, 0, 1, 1, 1, 1, 0]] }"):
        found = problem(dropout)
        assert read_document(problem_document(found), "left-out", "left-out.json") == found


def test_a_share_of_0_is_no_dropout() -> None:
    assert problem("0").training.dropout is None


@pytest.mark.parametrize(
    ("dropout", "told"),
    [
        ("1.0", "training.dropout: expected shares from 0 to 0.99, got 1"),
        ("[0.5, 0.5, 0.5]", "training.dropout: expected one share, or one for each of 2 hidden layers, got 3"),
        ('"half"', "training.dropout: expected a number, got 'half'"),
        ("{ rat = 0.5 }", "training.dropout.rat: unknown key; did you mean rate?"),
        ("{ masks = [[1, 0]] }", "training.dropout.masks: expected 7 numbers each, one for each hidden unit, got 2"),
        ("{ masks = [[1, 0, 0.5, 1, 1, 1, 1]] }", "training.dropout.masks: expected numbers 0 and 1"),
        ("{ masks = [3] }", "training.dropout.masks: expected a list of lists of 0 and 1, got 3"),
    ],
)
def test_dropout_that_is_not_possible_is_told_in_one_line(dropout: str, told: str) -> None:
    with pytest.raises(ProblemError) as caught:
        problem(dropout)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_network_without_hidden_units_has_nothing_to_leave_out() -> None:
    with pytest.raises(ValueError, match="expected a hidden layer"):
        Dropout((0.5,)).check(replace(problem().network, layers=(2, 1), activations=("sigmoid",)))
