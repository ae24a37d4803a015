"""Positions: where in the training the debugger stands, and which position comes after and before another."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from xortui.core.program import Program
from xortui.core.training import Schedule
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase

FURTHEST_STEP = 10**12
_POSITION = re.compile(r"(?:(e)(\d{1,18})|(\d{1,18})(?:\.(\d{1,9}))?)", re.ASCII)


class Position(NamedTuple):
    """The moment after an operation of a step, or before its first. Positions compare in the order of time."""

    step: int
    """From 1; 0 is the start, before anything has run."""
    operation: int
    """The number of the operation that ran last in this step, from 1; 0 before the first."""

    def __str__(self) -> str:
        """Return the position as it is said and typed: '478.12'."""
        return f"{self.step}.{self.operation}"


START = Position(0, 0)


class Unit(StrEnum):
    """How far one move goes."""

    OPERATION = "operation"
    SAMPLE = "sample"
    EPOCH = "epoch"

    @classmethod
    def _missing_(cls, value: object) -> Unit:
        raise ValueError(phrase("expected one of {units}, got {value}", units=", ".join(cls), value=f"{value!r}"))


class Route:
    """The positions of one program on one schedule: which come after which.

    A complete step, 600.45, and the next one before its first operation, 601.0, have the same parameters. They differ
    in the sample: step 600 has learnt from its sample, and the sample of step 601 comes next. A move ends at 600.45,
    never at 601.0, which is reached by its name.
    """

    def __init__(self, program: Program, schedule: Schedule) -> None:
        """Lay out the positions."""
        self._schedule = schedule
        self._whole = program.length(ends_batch=True)
        self._short = program.length(ends_batch=False)

    def length(self, step: int) -> int:
        """Return how many operations a step has."""
        return self._whole if self._schedule.ends_batch(step) else self._short

    def end_of(self, step: int) -> Position:
        """Return the position at which a step is complete; the start for step 0."""
        return Position(step, self.length(step)) if step > 0 else START

    def is_complete(self, position: Position) -> bool:
        """Say whether a position is the end of its step; the start is one, too."""
        return position == self.end_of(position.step)

    def after(self, position: Position, unit: Unit) -> Position:
        """Return where one move forward leads: to the next operation, or the end of this sample or epoch."""
        step, operation = position
        is_complete = self.is_complete(position)
        if unit is Unit.OPERATION:
            return Position(step + 1, 1) if is_complete else Position(step, operation + 1)
        if is_complete:
            step += 1
        if unit is Unit.SAMPLE:
            return self.end_of(step)
        return self.end_of(self._schedule.epoch(step) * self._schedule.samples)

    def before(self, position: Position, unit: Unit) -> Position:
        """Return where one move back leads: to the operation before, or where this sample or epoch began."""
        step, operation = position
        if position <= START:
            return START
        if unit is Unit.OPERATION:
            return Position(step, operation - 1) if operation > 1 else self.end_of(step - 1)
        if unit is Unit.SAMPLE:
            return self.end_of(step - 1)
        return self.end_of((self._schedule.epoch(step) - 1) * self._schedule.samples)

    def reads(self, text: str) -> bool:
        """Say whether a text is written like a position; training may have no position of that number."""
        return _POSITION.fullmatch(text.strip().lower()) is not None

    def parse(self, text: str) -> Position:
        """Return the position a person typed: '478' (step 478 complete), '478.12', 'e120' (epoch 120 complete).

        '478.0' is before the first operation of step 478.

        Raises:
            ValueError: if the text isn't a valid position; the line says what was expected.
        """
        typed = text.strip().lower()
        match = _POSITION.fullmatch(typed)
        if not match:
            typed = text.strip() if len(text.strip()) <= 20 else f"{text.strip()[:19]}…"
            raise ValueError(
                phrase(
                    "expected a step (478), an operation (478.12) or an epoch (e120), got {typed}", typed=f"{typed!r}"
                )
            )
        epoch, epochs, steps, operation = match.groups()
        step = int(epochs) * self._schedule.samples if epoch else int(steps)
        if step > FURTHEST_STEP:
            raise ValueError(
                phrase(
                    "expected a step of at most {furthest}, got {step}",
                    furthest=grouped(FURTHEST_STEP),
                    step=grouped(step),
                )
            )
        if operation is None:
            return self.end_of(step)
        if step == 0 and int(operation) > 0:
            raise ValueError(phrase("step 0 is the start: it has no operations"))
        if step > 0 and int(operation) > self.length(step):
            raise ValueError(
                phrase(
                    "step {step} has the operations 1 to {last}, got {operation}",
                    step=step,
                    last=self.length(step),
                    operation=operation,
                )
            )
        return Position(step, int(operation))
