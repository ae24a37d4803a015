from __future__ import annotations

import ast
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO

import pytest

from tests.export.problems import IRIS, WIDE, XOR, debugger_at, random_problem
from xortui.core.network import Network
from xortui.debugger import Debugger
from xortui.debugger.outcome import outcome
from xortui.export.python_script import LINE, python_script
from xortui.problems import Problem, built_in_names, load_problem

TOLERANCE = 1e-12


def printed(script: str) -> dict[str, float]:
    """Run a script here and return what it prints, by name."""
    output = StringIO()
    with redirect_stdout(output):
        exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
    return {name: float(value) for name, value in map(str.split, output.getvalue().splitlines())}


def assert_agrees(debugger: Debugger, found: dict[str, float]) -> None:
    """Compare with the engine's parameters and loss."""
    state = debugger.timeline.state_after(debugger.complete_steps)
    names = debugger.problem.network.parameter_names
    assert {*found} == {*names, "loss"}
    for name, value in zip(names, state, strict=False):
        assert abs(found[name] - value) <= TOLERANCE * max(1.0, abs(value)), name


@pytest.mark.parametrize("name", built_in_names())
def test_after_200_epochs_a_script_has_the_parameters_and_the_loss_of_the_built_in_problem(name: str) -> None:
    debugger = debugger_at(load_problem(name), "e200")
    found = printed(python_script(debugger))
    assert_agrees(debugger, found)
    assert found["loss"] == pytest.approx(outcome(debugger, 1.0).loss, rel=1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_a_script_has_the_parameters_of_a_random_problem(seed: int) -> None:
    debugger = debugger_at(random_problem(seed), "e60")
    found = printed(python_script(debugger))
    assert_agrees(debugger, found)
    assert found["loss"] == pytest.approx(outcome(debugger, 1.0).loss, rel=1e-9)


@pytest.mark.parametrize("problem", WIDE.values(), ids=WIDE)
def test_a_script_has_the_parameters_of_a_wide_network(problem: Problem) -> None:
    debugger = debugger_at(problem, "e30")
    found = printed(python_script(debugger))
    assert_agrees(debugger, found)
    assert found["loss"] == pytest.approx(outcome(debugger, 1.0).loss, rel=1e-9)


@pytest.mark.parametrize("problem", [XOR, IRIS, WIDE["softplus"]], ids=["xor", "iris", "wide"])
def test_a_script_runs_alone_with_nothing_but_numpy(problem: Problem) -> None:
    debugger = debugger_at(problem, "e5")
    script = python_script(debugger)
    imports = [node for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {alias.name for node in imports for alias in node.names} <= {"math", "random", "numpy"}
    run = subprocess.run([sys.executable, "-I", "-W", "error", "-"], input=script, capture_output=True, text=True)
    assert run.stderr == ""
    assert_agrees(debugger, {name: float(value) for name, value in map(str.split, run.stdout.splitlines())})


@pytest.mark.parametrize(("position", "steps"), [("7", 7), ("7.3", 6), ("1.1", 0), ("0", 0)])
def test_inside_an_epoch_a_script_runs_to_the_last_complete_step(position: str, steps: int) -> None:
    debugger = debugger_at(XOR, position)
    before = debugger.position
    script = python_script(debugger)
    assert f"\nsteps = {steps}" in script
    found = printed(script)
    assert ("loss" in found) == (steps > 0)
    assert_agrees(debugger, {"loss": 0.0, **found})
    assert debugger.position == before


def test_where_training_diverges_a_script_runs_to_the_last_complete_step() -> None:
    debugger = Debugger("diverging")
    debugger.go_to("e200")
    assert debugger.timeline.end == debugger.position
    assert_agrees(debugger, printed(python_script(debugger)))


def test_a_script_holds_only_what_its_problem_needs() -> None:
    script = python_script(debugger_at(XOR, "e2"))
    for word in ("tanh", "softmax", "momentum", "batch", "random", "trained_", "np.append"):
        assert word not in script
    assert "    z1 = times(W1, x) + b1\n    h1 = sigmoid(z1)\n    z2 = times(W2, h1) + b2\n" in script
    assert "    delta2 = (yhat - y) * (yhat * (1 - yhat))\n" in script
    assert "    delta1 = times(W2.T, delta2) * (h1 * (1 - h1))\n" in script
    assert "    W1 -= learning_rate * dW1\n" in script


def test_the_lists_of_an_optimizer_are_named_for_what_they_hold() -> None:
    adam = replace(XOR, training=replace(XOR.training, optimizer="adam"))
    script = python_script(debugger_at(adam, "e1"))
    assert "for p, g, m, v in zip(parameters, gradients, means, mean_squares):\n" in script
    batches = replace(XOR, training=replace(XOR.training, optimizer="nesterov", momentum=0.5, update="epoch"))
    assert "for p, g, v in zip(parameters, gradients, velocities):\n" in python_script(debugger_at(batches, "e1"))


def test_starting_parameters_stand_in_full_where_the_network_has_them() -> None:
    problem = load_problem("mazur")
    assert problem.network.numbering == "by-target"
    script = python_script(debugger_at(problem, "1"))
    assert "W1 = np.array([[0.15, 0.2], [0.25, 0.3]])\n" in script
    assert "b1 = np.array([0.35, 0.35])\n" in script


@pytest.mark.parametrize("problem", [XOR, IRIS, *WIDE.values()], ids=["xor", "iris", *WIDE])
def test_no_line_of_a_script_is_long(problem: Problem) -> None:
    assert max(map(len, python_script(Debugger(problem)).splitlines())) <= LINE


def test_a_users_words_stay_comments_whatever_they_are() -> None:
    title = 'coding: latin-1\r\nimport os\u2028import os\x0cimport os\0 """ \\ Müller 東'
    problem = replace(XOR, name='a\n"""', title=title, source=title)
    script = python_script(debugger_at(problem, "e1"))
    assert script.isascii()
    assert "Muller" in script
    imports = [node for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Import)]
    assert [alias.name for node in imports for alias in node.names] == ["math", "numpy"]
    assert_agrees(debugger_at(problem, "e1"), printed(script))


def test_a_far_away_weighted_sum_does_not_overflow() -> None:
    samples = (((1e6,), (0.0,)), ((-1e6,), (1.0,)))
    problem = replace(XOR, network=Network((1, 2, 1)), samples=samples)
    debugger = debugger_at(problem, "e3")
    assert_agrees(debugger, printed(python_script(debugger)))
