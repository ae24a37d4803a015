"""The exercise: one question about what comes next, the position before it, and its solution."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from xortui.core.program import LOSS, Kind, Operation
from xortui.debugger import Debugger, Position, Unit
from xortui.debugger.cover import Cover

_NUMBER = re.compile(r"\d+")


class Course(StrEnum):
    """What the loss is followed over, where it is asked whether it falls."""

    STEP = "step"
    """C of this step's sample, before its update and after."""
    EPOCH = "epoch"
    """The mean of C, over the last epoch and over the next."""


LOSS_OVER = {Course.STEP: "loss over a step", Course.EPOCH: "loss over an epoch"}
"""The kinds of questions about the loss, for the score; the words that sessions keep."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One question about what comes next."""

    position: Position
    """The position before what is asked for."""
    asked: str = ""
    """The name of the value that the next operation computes; empty where it is asked whether the loss falls."""
    course: Course | None = None
    """Over what the loss is followed; None where a value is asked for."""

    @property
    def cover(self) -> Cover:
        """What is hidden until it is answered."""
        return Cover(self.asked)


class Solution(NamedTuple):
    """What is right."""

    value: float
    """The value that is asked for; of a loss, by how much it rises, negative where it falls."""
    before: float = 0.0
    """A loss before the update, or over the last epoch."""
    after: float = 0.0
    """The same loss afterwards; infinite where training diverges."""


def kind_of(operation: Operation) -> str:
    """Return the kind of an operation, for the score: ∂h/∂z for every ∂h1/∂z1, w ← for every update of a weight."""
    general = _NUMBER.sub("", operation.target)
    return f"{general} ←" if operation.assigns else general


def kind_of_exercise(exercise: Exercise, debugger: Debugger) -> str:
    """Return the kind of an exercise, for the score."""
    if exercise.course is not None:
        return LOSS_OVER[exercise.course]
    return kind_of(debugger.timeline.program.by_target[exercise.asked])


def before_next(debugger: Debugger) -> Position:
    """Return the position from which the next operation runs: where a step is complete, the beginning of the next."""
    position = debugger.position
    if debugger.route.is_complete(position):
        return Position(position.step + 1, 0)
    return position


def next_value(debugger: Debugger) -> Exercise:
    """Return the question about the value that the next operation computes.

    Raises:
        ValueError: if training has diverged, so that there is none, or the next value is not finite.
    """
    _refuse_end(debugger)
    position = before_next(debugger)
    operation = debugger.timeline.program.operations[position.operation]
    return Exercise(position, asked=operation.target)


def next_course(debugger: Debugger) -> Exercise:
    """Return the question whether the loss falls: with this step's update, or at the end of an epoch over the next one.

    Raises:
        ValueError: if training has diverged.
    """
    _refuse_end(debugger)
    position = debugger.position
    steps = len(debugger.problem.samples)
    if position.step and debugger.route.is_complete(position) and position.step % steps == 0:
        return Exercise(position, course=Course.EPOCH)
    return Exercise(before_next(debugger), course=Course.STEP)


def _refuse_end(debugger: Debugger) -> None:
    if not debugger.can_go_on:
        raise ValueError(f"training diverged at {debugger.position}: nothing comes next")


def operation_of(exercise: Exercise, debugger: Debugger) -> Operation:
    """Return the operation whose value is asked for: the next one, also of a name that is assigned twice.

    Raises:
        ValueError: if the exercise asks for no value.
    """
    if exercise.course is not None:
        raise ValueError("the exercise asks whether the loss falls, not for a value")
    return debugger.timeline.program.operations[exercise.position.operation]


def end_of(exercise: Exercise, debugger: Debugger) -> Position:
    """Return the position at which what was asked for is there to be seen."""
    step, number = exercise.position
    if exercise.course is None:
        return Position(step, number + 1)
    if exercise.course is Course.STEP:
        return debugger.route.end_of(step)
    return debugger.route.after(exercise.position, Unit.EPOCH)


def solve(exercise: Exercise, debugger: Debugger) -> Solution:
    """Return what is right; training is run as far as it takes, the debugger staying where it is."""
    timeline = debugger.timeline
    step = exercise.position.step
    if exercise.course is Course.EPOCH:
        samples = len(debugger.problem.samples)
        epoch = step // samples
        timeline.advance(step + samples)
        before = timeline.mean_loss(epoch)
        after = float("inf") if timeline.end is not None else timeline.mean_loss(epoch + 1)
        return Solution(after - before, before, after)
    timeline.advance(step)
    hidden, debugger.cover = debugger.cover, None
    try:
        here = debugger.snapshot(end_of(exercise, debugger))
    finally:
        debugger.cover = hidden
    if exercise.course is None:
        return Solution(here.values[operation_of(exercise, debugger).number - 1])
    place = here.program.by_target[LOSS].number - 1
    before = here.values[place]
    after = here.evaluate(here.state, here.sample or 0)[place]
    return Solution(after - before, before, after)


def can_be_asked(operation: Operation) -> bool:
    """Say whether a value is worth a question: not a sum that starts again from 0, nor a count."""
    return operation.kind not in (Kind.RESET, Kind.COUNT, Kind.SHIFT)
