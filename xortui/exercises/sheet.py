"""The sheet: exercises one after the other; what went wrong comes again, at another step."""

from __future__ import annotations

from random import Random

from xortui.debugger import Debugger, Position
from xortui.exercises.exercise import Course, Exercise, can_be_asked, kind_of, solve
from xortui.language.phrase import phrase

EPOCHS = 5
"""The exercises are about the first epochs."""
MAX_STEPS = 200
"""And about so many steps at the most."""
COURSE_EVERY = 5
"""Every so many exercises one asks whether the loss falls."""
AGAIN_AFTER = 2
"""Exercises that come before one like that which went wrong."""
MAX_AGAIN = 2
"""How often a kind comes again."""
TRIES = 20
"""Steps at which a value is looked for that is finite."""


class Sheet:
    """The exercises that are left of a sheet, and those that are done."""

    def __init__(self, debugger: Debugger, count: int, number: int = 1) -> None:
        """Choose exercises: all kinds of values in turn, in the order in which a step computes them.

        Args:
            debugger: in whose training they are.
            count: how many.
            number: the sheet's; the same number gives the same sheet.

        Raises:
            ValueError: if training diverges before there is anything to ask.
        """
        self._debugger = debugger
        self._random = Random(f"{debugger.problem.name} {number}")
        self._again: dict[str, int] = {}
        self._left = self._chosen(count)
        self.done = 0
        """How many have been taken."""

    @property
    def count(self) -> int:
        """How many there are, done and left."""
        return self.done + len(self._left)

    @property
    def is_done(self) -> bool:
        """Whether none is left."""
        return not self._left

    def take(self) -> Exercise:
        """Return the next exercise.

        Raises:
            IndexError: if none is left.
        """
        self.done += 1
        return self._left.pop(0)

    def repeat(self, exercise: Exercise, kind: str) -> bool:
        """Have one of the same kind come again, if that has not been often enough; say whether it does."""
        if self._again.get(kind, 0) >= MAX_AGAIN:
            return False
        self._again[kind] = self._again.get(kind, 0) + 1
        alike = self._like(exercise, kind)
        self._left.insert(min(AGAIN_AFTER, len(self._left)), alike)
        return True

    def _like(self, exercise: Exercise, kind: str) -> Exercise:
        """Return an exercise of the same kind at another step."""
        if exercise.course is not None:
            return self._course(exercise.course)
        program = self._debugger.timeline.program
        alike = [operation.number for operation in program.operations if kind_of(operation) == kind]
        return self._value(alike) or exercise

    def _chosen(self, count: int) -> list[Exercise]:
        program = self._debugger.timeline.program
        kinds: dict[str, list[int]] = {}
        for operation in program.operations:
            if can_be_asked(operation):
                kinds.setdefault(kind_of(operation), []).append(operation.number)
        courses = count // COURSE_EVERY
        wanted = count - courses
        order = list(kinds)
        # Where there are more kinds than exercises, each has the same chance; else all come before any comes twice.
        chosen = [order[place % len(order)] for place in range(wanted - wanted % len(order))]
        chosen += self._random.sample(order, wanted % len(order))
        chosen.sort(key=order.index)
        found = []
        for kind in chosen:
            exercise = self._value(kinds[kind])
            if exercise is not None:
                found.append(exercise)
        for place in range(courses):
            found.append(self._course(Course.EPOCH if place % 2 else Course.STEP))
        if not found:
            raise ValueError(phrase("training diverges before there is anything to ask"))
        return found

    @property
    def _most_steps(self) -> int:
        return min(EPOCHS * len(self._debugger.problem.samples), MAX_STEPS)

    def _value(self, numbers: list[int]) -> Exercise | None:
        """Return a question about one of some operations at a step that runs it; None if no such step is found."""
        debugger = self._debugger
        operations = debugger.timeline.program.operations
        for _ in range(TRIES):
            number = self._random.choice(numbers)
            step = self._step_with(number)
            debugger.timeline.advance(step)
            exercise = Exercise(Position(step, number - 1), asked=operations[number - 1].target)
            end = debugger.timeline.end
            if end is None or Position(step, number) < end:
                return exercise
        return None

    def _step_with(self, number: int) -> int:
        """Return a step that runs an operation: one of an update only runs in steps that end a batch."""
        step = self._random.randint(1, self._most_steps)
        while number > self._debugger.route.length(step):
            step += 1
        return step

    def _course(self, course: Course) -> Exercise:
        debugger = self._debugger
        samples = len(debugger.problem.samples)
        step = self._random.randint(1, self._most_steps)
        if course is Course.EPOCH:
            epoch = self._random.randint(1, EPOCHS)
            exercise = Exercise(debugger.route.end_of(epoch * samples), course=course)
        else:
            exercise = Exercise(Position(step, 0), course=course)
        solve(exercise, debugger)  # has training run as far as it is asked about
        return exercise
