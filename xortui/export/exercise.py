"""The exercise: the values of one step as questions, and what their answers are, for sheets and their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xortui.core.expression import Constant, Name, names
from xortui.core.program import Program
from xortui.debugger import Debugger
from xortui.exercises.exercise import can_be_asked
from xortui.export.derivation import Derivation, Equation, derive

MAX_IN_A_PART = 12
"""Questions of one part of the step; of a large network the first ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Questions that belong together."""

    title: str
    questions: tuple[tuple[int, Equation], ...]
    """Each with its number, counted through all parts."""


@dataclass(frozen=True, slots=True, eq=False)
class Exercise:
    """All questions about one step. The sample, the settings and the parameters before the step are given."""

    derivation: Derivation
    parts: tuple[Part, ...]
    given: tuple[tuple[str, str], ...]
    """Names and digits of what the questions need besides: what earlier steps have left, and values not asked for."""

    @property
    def count(self) -> int:
        """How many questions there are."""
        return sum(len(part.questions) for part in self.parts)


def exercise(debugger: Debugger) -> Exercise:
    """Return the questions about the step that a debugger stands in; about the first, if it stands at the start."""
    derivation = derive(debugger)
    asked = (
        ("Forward", derivation.forward),
        ("Loss", derivation.loss),
        ("Local derivatives", derivation.factors),
        ("What the paths share", derivation.deltas),
        ("Gradients by the chain rule", tuple([gradient.equation for gradient in derivation.gradients])),
        ("Derivatives by the inputs", derivation.inputs),
        ("Update", derivation.updates),
    )
    parts = []
    number = 0
    for title, equations in asked:
        questions = []
        for equation in _worth_asking(derivation, equations)[:MAX_IN_A_PART]:
            number += 1
            questions.append((number, equation))
        if questions:
            parts.append(Part(title, tuple(questions)))
    return Exercise(derivation, tuple(parts), _given(derivation, parts))


def _worth_asking(derivation: Derivation, equations: Sequence[Equation]) -> list[Equation]:
    """Return the equations whose values a quiz would ask for, too, and that are there as a whole."""
    by_target = derivation.snapshot.program.by_target
    found = []
    for equation in equations:
        if can_be_asked(by_target[equation.target]) and not equation.left_out:
            found.append(equation)
    return found


def _given(derivation: Derivation, parts: Sequence[Part]) -> tuple[tuple[str, str], ...]:
    """Return what questions read that is neither asked before them nor given anyway."""
    program = derivation.snapshot.program
    known = {name for name, _ in (*derivation.sample, *derivation.settings)} | set(derivation.start)
    found: dict[str, str] = {}
    for part in parts:
        for _, equation in part.questions:
            for name in names(equation.expression):
                source = _read_off(program, name)
                if source and source not in known:
                    found[source] = equation.number(name)
                    known.add(source)
            known.add(equation.target)
    return tuple(found.items())


def _read_off(program: Program, name: str) -> str:
    """Return what a value is a copy of, or its own name if it is none; empty for a number that is always the same."""
    operation = program.by_target.get(name)
    if operation is None or name in program.state_index:
        return name
    if isinstance(operation.expression, Constant):
        return ""
    if isinstance(operation.expression, Name):
        return _read_off(program, operation.expression.symbol)
    return name
