"""A program with one operation changed: it trains with it, shows it, exports it, and the gradient check tells."""

from __future__ import annotations

import io
import pickle
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cache

import pytest

from tests.core.changed_programs import with_operation
from xortui.core.activations import ACTIVATIONS
from xortui.core.backpropagation import write_program
from xortui.core.compiler import compile_evaluate
from xortui.core.engine_choice import choose_engine
from xortui.core.expression import ONE, Call, Name
from xortui.core.functions import TANH
from xortui.core.generated import FloatEngine
from xortui.core.gradient_check import GradientCheck
from xortui.core.matrices import MatrixEngine
from xortui.core.network import Network
from xortui.core.program import LOSS, Program, derivative
from xortui.core.training import Training
from xortui.debugger import Debugger
from xortui.debugger.session import SessionWriter
from xortui.export.derivation import derive
from xortui.export.python_script import python_script
from xortui.problems import Problem, load_problem
from xortui.render.program import program_rows
from xortui.render.row import plain
from xortui.render.view import View

STEPS = 8
FORGOTTEN = ONE - Name("h1")
"""∂h1/∂z1 without its factor h1, as a student may write it."""


def wide(layers: tuple[int, ...]) -> Problem:
    xor = load_problem("xor")
    return replace(xor, network=Network(layers, ("sigmoid",) * (len(layers) - 1)))


PROBLEMS = {problem.network.title: problem for problem in (load_problem("xor"), wide((2, 64, 64, 1)))}
problems = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)


# A program of 4,417 parameters takes a second to write, and another to compile: once for all tests.
@cache
def programs(title: str) -> tuple[Program, Program]:
    """Return the program of one of the problems, as it is written and with the mistake."""
    problem = PROBLEMS[title]
    program = write_program(problem.network, problem.training)
    return program, with_operation(program, derivative("h1", "z1"), FORGOTTEN)


def written(problem: Problem) -> Program:
    return programs(problem.network.title)[0]


def changed(problem: Problem) -> Program:
    return programs(problem.network.title)[1]


def one_after_the_other(problem: Problem, program: Program, steps: int) -> list[float]:
    """Return the state after some steps, made operation by operation."""
    evaluate = compile_evaluate(program)
    state = list(problem.initial_state(program.state))
    settings = (*(value for _, value in problem.settings), float(problem.schedule.batch))
    for step in range(1, steps + 1):
        x, y = problem.samples[problem.schedule.sample(step)]
        values = evaluate(state, x, y, settings)
        for operation in program.operations:
            if operation.assigns:
                state[program.state_index[operation.target]] = values[operation.number - 1]
    return state


@problems
def test_it_trains_with_the_changed_operation(problem: Problem) -> None:
    program = changed(problem)
    debugger = Debugger(problem, program=program)
    debugger.run(STEPS)
    expected = one_after_the_other(problem, program, STEPS)
    assert debugger.snapshot().state == pytest.approx(expected, rel=1e-12, abs=1e-15)
    plainly = Debugger(problem)
    plainly.run(STEPS)
    assert debugger.snapshot().value("w1") != plainly.snapshot().value("w1")


@problems
def test_an_engine_that_cannot_run_it_is_not_chosen(problem: Problem) -> None:
    settings = (problem.training.learning_rate, 1.0)
    engine = choose_engine(changed(problem), problem.samples, problem.schedule, settings)
    assert isinstance(engine, FloatEngine)
    assert not MatrixEngine.can_run(changed(problem))
    assert MatrixEngine.can_run(written(problem))


@problems
def test_it_is_shown(problem: Problem) -> None:
    debugger = Debugger(problem, program=changed(problem))
    operation = debugger.timeline.program.by_target[derivative("h1", "z1")]
    debugger.go_to(f"1.{operation.number}")
    rows = program_rows(debugger.snapshot(), View("w1"), 60, 9)
    assert any("∂h1/∂z1 = 1 − h1" in plain(row) for row in rows)


@problems
def test_the_script_gives_the_same_numbers(problem: Problem) -> None:
    debugger = Debugger(problem, program=changed(problem))
    debugger.run(STEPS)
    script = python_script(debugger)
    assert "dh1_dz1 = 1 - h1" in script
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
    found = dict(line.split() for line in out.getvalue().splitlines())
    snapshot = debugger.snapshot()
    for name in problem.network.parameter_names:
        assert float(found[name]) == pytest.approx(snapshot.value(name), rel=1e-12, abs=1e-15)


def test_a_handout_has_it() -> None:
    problem = load_problem("xor")
    debugger = Debugger(problem, program=changed(problem))
    debugger.run(1)
    factors = {equation.target: equation.expression for equation in derive(debugger).factors}
    assert factors[derivative("h1", "z1")] == FORGOTTEN


@problems
def test_the_check_marks_what_it_makes_wrong(problem: Problem) -> None:
    program = changed(problem)
    state = list(problem.initial_state(program.state))
    x, y = problem.samples[2]
    settings = (problem.training.learning_rate, 1.0)
    values = compile_evaluate(program)(state, x, y, settings)
    check = GradientCheck(program)
    verdicts = {}
    for name in problem.network.parameter_names[:8]:
        gradient = values[program.by_target[derivative(LOSS, name)].number - 1]
        verdicts[name] = check.check(name, gradient, state, x, y).agrees
    assert not verdicts["w1"]
    assert verdicts["w2"]


def test_everything_that_follows_from_the_operations_follows() -> None:
    problem = load_problem("xor")
    program = written(problem)
    squashed = with_operation(program, "h1", Call(TANH, Name("z1")))
    assert squashed.by_target["h1"].expression == Call(TANH, Name("z1"))
    assert squashed != program
    assert squashed.length(ends_batch=True) == program.length(ends_batch=True)
    shorter = program.with_operations(o for o in program.operations if o.target not in ("w1", "∂C/∂w1"))
    assert "w1" not in shorter.trained
    assert shorter.length(ends_batch=True) == program.length(ends_batch=True) - 2
    assert [o.number for o in shorter.operations] == list(range(1, len(shorter.operations) + 1))


def test_no_session_holds_it() -> None:
    debugger = Debugger("xor", program=changed(load_problem("xor")))
    with pytest.raises(ValueError, match="a session holds a problem and no operations of its own"):
        SessionWriter(debugger).text({})


def test_the_same_operations_are_the_same_program() -> None:
    program = written(load_problem("xor"))
    assert program.with_operations(program.operations) == program
    assert program.with_operations(program.operations).is_as_written


def test_a_program_can_be_pickled() -> None:
    problem = load_problem("xor")
    for program in (written(problem), changed(problem)):
        copy = pickle.loads(pickle.dumps(program))
        assert copy == program
        assert copy.operations == program.operations
        assert copy.is_as_written == program.is_as_written


def test_what_reads_a_value_that_is_not_there_yet_is_refused() -> None:
    program = written(load_problem("xor"))
    with pytest.raises(ValueError, match=r"operation 1: z1 = h1: h1 has no value there"):
        with_operation(program, "z1", Name("h1"))
    with pytest.raises(ValueError, match=r"expected an operation that computes C"):
        program.with_operations([])


def test_a_value_read_after_an_update_is_not_moved_before_it() -> None:
    """∂z3/∂h1 = w5 only renames a weight, but here w5 has changed when it is read."""
    problem = load_problem("xor")
    program = written(problem)
    update = program.by_target["w5"]
    first = next(o.number for o in program.operations if o.target == derivative("z3", "h1"))
    others = [o for o in program.operations if o.target != "w5"]
    reordered = program.with_operations([*others[:first], update, *others[first:]])
    debugger = Debugger(problem, program=reordered)
    debugger.run(STEPS)
    assert debugger.snapshot().state == one_after_the_other(problem, reordered, STEPS)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_program_of_another_network_is_refused(name: str) -> None:
    program = write_program(Network(activations=(name, "sigmoid"), skips=True), Training())
    with pytest.raises(ValueError, match="got one of another network or training"):
        Debugger("xor", program=program)
