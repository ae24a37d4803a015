"""The exercise: the values of one step as questions, and what their answers are, for sheets and their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    """All questions about one step. What is given is the sample, the settings and the parameters before the step."""

    derivation: Derivation
    parts: tuple[Part, ...]

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
    return Exercise(derivation, tuple(parts))


def _worth_asking(derivation: Derivation, equations: Sequence[Equation]) -> list[Equation]:
    """Return the equations whose values a quiz would ask for, too."""
    by_target = derivation.snapshot.program.by_target
    return [equation for equation in equations if can_be_asked(by_target[equation.target])]
