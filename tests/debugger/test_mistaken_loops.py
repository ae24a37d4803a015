"""Programs with mistakes, and with dropout, run at full speed to the same bits as operation by operation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xortui.core.backpropagation import write_program
from xortui.core.mistakes import MISTAKES, mistake_named
from xortui.core.training import Training
from xortui.debugger import Debugger
from xortui.debugger.planting import planted_in
from xortui.problems import Problem, fitting, load_problem

XOR = load_problem("xor")
CANDIDATES = (
    XOR,
    replace(XOR, training=Training(update="epoch", weight_decay=0.1)),
    replace(XOR, training=Training(momentum=0.5)),
    replace(XOR, training=Training(update=2)),
    replace(XOR, training=Training(update=2, gradients="sum")),
    load_problem("dead-relu"),
)
NAMES = [mistake.id for mistake in MISTAKES]


def problem_for(name: str) -> Problem:
    mistake = mistake_named(name)
    for problem in CANDIDATES:
        if mistake.places(write_program(problem.network, problem.training)):
            return problem
    found = fitting.fitting_problem(mistake)
    assert found is not None
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_planted_mistake_runs_as_it_is_shown(name: str) -> None:
    mistake = mistake_named(name)
    problem = problem_for(name)
    mistakes = planted_in(problem, [mistake])
    fast, walked = Debugger(problem, mistakes=mistakes), Debugger(problem, mistakes=mistakes)
    steps = min(2 * len(problem.samples), 12)
    fast.run(steps)
    program = walked.timeline.program
    state = list(fast.timeline.state_after(0))
    for step in range(1, steps + 1):
        values = walked.timeline.values(step, state)
        length = walked.route.length(step)
        for operation in program.operations[:length]:
            if operation.assigns:
                state[program.state_index[operation.target]] = values[operation.number - 1]
    assert fast.timeline.state_after(steps) == state


def test_a_mistake_that_learns_from_the_loss_is_planted_beside_dropout() -> None:
    problem = load_problem("dropout")
    debugger = Debugger(problem, mistakes=planted_in(problem, [mistake_named("cost-for-error")]))
    debugger.go_to("e3")
    snapshot = debugger.snapshot()
    assert snapshot.value("∂C/∂ŷ") == snapshot.value("C")
