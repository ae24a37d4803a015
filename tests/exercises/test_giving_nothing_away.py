"""While a question is open, nothing that can be read gives the answer away.

XORTUI_COVERED=200 python -m pytest -n0 tests/exercises/test_giving_nothing_away.py

A part of these positions and networks runs with the other tests.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from math import isfinite
from unittest.mock import patch

import pytest

from tests.exercises.pictures import everything
from tests.export.problems import random_problem
from xortui.commands.layout import PANES
from xortui.commands.touring import arrive
from xortui.commands.workbench import Workbench
from xortui.core import program as program_module
from xortui.core.expression import Constant, Expression
from xortui.core.expression import formula as written
from xortui.core.program import LOSS, Program
from xortui.debugger import Debugger, Position
from xortui.exercises.exercise import Course, Exercise, can_be_asked, solve
from xortui.language.messages_file import ENGLISH
from xortui.language.phrase import choose_language
from xortui.problems import Problem
from xortui.render.numbers import choose_digits
from xortui.tours.player import Player
from xortui.tours.reading import read_tour

COUNT = int(os.environ.get("XORTUI_COVERED", "4"))
MAX_OPERATIONS = 250
MIN_DIGITS = 3
"""Significant digits of a number from which on it can give a value away."""
NUMBERS = re.compile(r"[+−-]?\d+(?:\.\d+)?(?:e[−-]?\d+)?")
CONSTANTS = re.compile(r"\d+\.\d+")
SOME_WATCHES = ("loss", "error", "C", "w1 * 2", "change(w1)", "dC/dw1 > 0")


@pytest.fixture(autouse=True)
def _usual_digits() -> Iterator[None]:
    yield
    choose_digits(None)


@pytest.fixture(autouse=True)
def _every_other_one_in_german(request: pytest.FixtureRequest) -> Iterator[None]:
    seed = request.node.callspec.params["seed"] if hasattr(request.node, "callspec") else 0
    choose_language("de" if seed % 2 else ENGLISH)
    yield
    choose_language(ENGLISH)


def small_problem(source: random.Random) -> Problem:
    """Return a random problem that does not take long to draw."""
    while True:
        problem = random_problem(source.randrange(10**6))
        if len(Debugger(problem).timeline.program.operations) <= MAX_OPERATIONS:
            return problem


def stand(debugger: Debugger, position: Position) -> None:
    """Go to a position from behind, so that the loss chart knows more than what is before it."""
    debugger.go_to(debugger.route.end_of(position.step + 3 * len(debugger.problem.samples)))
    debugger.go_to(position)


def shows(text: str, value: float) -> bool:
    """Say whether a number in a text is some value, rounded to the digits that it has, with either sign."""
    token = text.replace("−", "-").lstrip("+-")
    digits = token.partition("e")[0].replace(".", "").lstrip("0")
    if len(digits) < MIN_DIGITS:
        return False
    mantissa, _, power = token.partition("e")
    half = 0.5000001 * 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
    return abs(float(token) - abs(value)) <= half


def constants_written(program: Program) -> list[float]:
    """Return the constants that stand in formulas, such as the 1.7159 of a scaled tanh: a loss may come near one."""
    found: set[str] = set()
    for operation in program.operations:
        found.update(CONSTANTS.findall(operation.symbols))
    return [float(text) for text in found]


def values_known(debugger: Debugger, *, losses: bool = True) -> list[float]:
    """Return the values that may stand on the screen: those before the position, and what is made of them there.

    Args:
        debugger: where it stands.
        losses: whether what epochs came to may stand there.
    """
    snapshot = debugger.snapshot()
    program = snapshot.program
    names = (*program.state, *program.inputs, *program.targets, *program.settings, *program.by_target)
    found = [value for name in names if (value := snapshot.value(name)) is not None]
    found += [value for name in program.state if (value := snapshot.used(name)) is not None]
    found += [value for name in program.trained if (value := snapshot.change(name)) is not None]
    found += [number for sample in snapshot.samples for part in sample for number in part]
    found += constants_written(program)
    if not losses:
        return found
    found += [snapshot.mean or 0.0, *snapshot.losses.means, *snapshot.losses.begun, *snapshot.losses.highs]
    for reading in snapshot.readings:
        found += [value for value in (reading.now, reading.before) if value is not None]
    return found


def random_exercise(debugger: Debugger, source: random.Random) -> Exercise | None:
    """Return a question at one of the first steps; None if training diverges there."""
    step = source.randint(1, 4 * len(debugger.problem.samples))
    if source.random() < 0.15:
        exercise = Exercise(Position(step, 0), course=Course.STEP)
    else:
        operations = debugger.timeline.program.operations[: debugger.route.length(step)]
        operation = source.choice([operation for operation in operations if can_be_asked(operation)])
        exercise = Exercise(Position(step, operation.number - 1), asked=operation.target)
    stand(debugger, exercise.position)
    return exercise if debugger.timeline.end is None else None


@pytest.mark.parametrize("seed", range(COUNT))
def test_the_digits_of_the_answer_stand_nowhere(seed: int) -> None:
    source = random.Random(seed)
    debugger = Debugger(small_problem(source))
    exercise = random_exercise(debugger, source)
    if exercise is None:
        return
    for text in SOME_WATCHES:
        debugger.watches.add(text)
    if exercise.asked and source.random() < 0.5:
        debugger.watches.add(exercise.asked)
    bench = Workbench(debugger)
    bench.practice.open(exercise)
    solution = solve(exercise, debugger)
    told = (solution.value,) if exercise.course is None else solution
    hidden = [value for value in told if isfinite(value)]
    for digits in (None, 10):
        choose_digits(digits)
        known = values_known(debugger)
        for where, text in everything(bench).items():
            for number in NUMBERS.findall(text):
                if any(shows(number, value) for value in hidden):
                    assert any(shows(number, value) for value in known), (where, number, exercise, debugger.problem)


QUESTION = """\
---
title: A lesson
problem: xor
---
## A stop
go: {step}
Some text.
ask: Is it so?
covers: {covered}
- [x] yes
- [ ] no
"""


@pytest.mark.parametrize("seed", range(COUNT))
def test_what_a_question_of_a_tour_covers_stands_nowhere(seed: int) -> None:
    source = random.Random(1000 + seed)
    debugger = Debugger(small_problem(source))
    epochs = source.randint(1, 4)
    step = epochs * len(debugger.problem.samples)
    debugger.go_to(debugger.route.end_of(step + 2 * len(debugger.problem.samples)))
    debugger.go_to(debugger.route.end_of(step))
    if debugger.timeline.end is not None:
        return
    snapshot = debugger.snapshot()
    program = debugger.timeline.program
    operations = [each for each in program.operations[: snapshot.length] if each.target not in program.state]
    asked = source.choice([operation for operation in operations if can_be_asked(operation)])
    hides_loss = source.random() < 0.5
    covered = ", ".join([asked.target, *(["loss"] if hides_loss else [])])
    hidden = [snapshot.values[asked.number - 1]]
    if hides_loss:
        hidden += snapshot.losses.means
    for text in SOME_WATCHES:
        debugger.watches.add(text)
    tour, faults = read_tour("lesson", QUESTION.format(step=step, covered=covered))
    assert tour is not None
    assert faults == []
    bench = Workbench(debugger)
    bench.tour = Player(tour, debugger, PANES)
    arrive(bench, 0)
    assert bench.practice.is_open
    assert debugger.position == Position(step, asked.number - 1)
    for digits in (None, 10):
        choose_digits(digits)
        known = values_known(debugger, losses=not hides_loss)
        for where, text in everything(bench).items():
            for number in NUMBERS.findall(text):
                if any(shows(number, value) for value in hidden):
                    assert any(shows(number, value) for value in known), (where, number, covered, debugger.problem)


def changed_debugger(problem: Problem, exercise: Exercise, originals: dict[int, Expression]) -> Debugger:
    """Return a debugger whose program computes something else for what is asked, under the same formula."""
    program = Program(problem.network, problem.training, Debugger(problem).timeline.program.operations)
    target = exercise.asked or LOSS
    place = exercise.position.operation if exercise.asked else program.by_target[LOSS].number - 1
    operation = program.operations[place]
    assert operation.target == target
    other = operation.expression * Constant(1.37, "1.37") + Constant(0.0713, "0.0713")
    originals[id(other)] = operation.expression
    operations = [*program.operations]
    operations[place] = type(operation)(
        operation.number, operation.target, other, operation.kind,
        of=operation.of, by=operation.by, chain=operation.chain, question=operation.question,
    )  # fmt: skip
    return Debugger(problem, program=program.with_operations(operations))


def random_first_step(source: random.Random) -> tuple[Problem, Exercise]:
    """Return a problem, and a question in its first step: nothing before it can differ."""
    problem = small_problem(source)
    debugger = Debugger(problem)
    operations = debugger.timeline.program.operations[: debugger.route.length(1)]
    operation = source.choice([operation for operation in operations if can_be_asked(operation)])
    return problem, Exercise(Position(1, operation.number - 1), asked=operation.target)


def read_in_both_worlds(seed: int, *, is_covered: bool) -> tuple[dict[str, str], dict[str, str]] | None:
    """Return all that can be read where the asked value is as it is, and where it is another one.

    Both have run on and come back. None if training diverges in either.
    """
    source = random.Random(seed)
    problem, exercise = random_first_step(source)
    originals: dict[int, Expression] = {}
    found = []

    def formula_as_before(expression: Expression, *more: object) -> str:
        return written(originals.get(id(expression), expression), *more)  # type: ignore[arg-type]

    with patch.object(program_module, "formula", formula_as_before):
        same = Program(problem.network, problem.training, Debugger(problem).timeline.program.operations)
        worlds = (Debugger(problem, program=same), changed_debugger(problem, exercise, originals))
        for debugger in worlds:
            stand(debugger, exercise.position)
            if debugger.timeline.end is not None:
                return None
            bench = Workbench(debugger)
            if is_covered:
                bench.practice.open(exercise)
            found.append(everything(bench))
    return found[0], found[1]


@pytest.mark.parametrize("seed", range(COUNT))
def test_the_same_can_be_read_where_the_answer_is_another_one(seed: int) -> None:
    worlds = read_in_both_worlds(seed, is_covered=True)
    if worlds is not None:
        first, second = worlds
        for where, text in first.items():
            assert second[where] == text, where


def test_without_the_cover_it_could_be_read_in_several_panes() -> None:
    found = set()
    for seed in range(4):
        worlds = read_in_both_worlds(seed, is_covered=False)
        if worlds is not None:
            first, second = worlds
            found |= {where.split(" ")[0] for where, text in first.items() if second[where] != text}
    assert {"loss", "samples", "info"} <= found
