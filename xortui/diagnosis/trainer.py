"""Training to try something: from any state, with any rate, on any samples; within a limit of work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from xortui.core.answering import answering_program
from xortui.core.arrays import ARRAY_FUNCTIONS
from xortui.core.compiler import compile_answers, compile_run
from xortui.core.engine_choice import MATRICES, choose_engine
from xortui.core.engines import Engine, Sample
from xortui.core.generated import FloatEngine
from xortui.core.program import LEARNING_RATE, Program
from xortui.core.training import Schedule
from xortui.diagnosis.case import State, is_of_use

LOOKED_AT_BETWEEN = 1.35
"""From one look at the loss to the next, training goes on for so many times as many epochs."""


WORK_AT_ONCE = 200_000
"""Parameters times samples times epochs after which it is seen whether anybody still waits: about 0.1 s."""


class UnwantedError(Exception):
    """Nobody waits any more for what is computed."""


def _never() -> bool:
    return False


@dataclass(slots=True)
class Work:
    """How much may still be tried: parameters times samples times epochs."""

    left: float
    is_unwanted: Callable[[], bool] = _never
    """Whether nobody waits for it any more."""

    def go_on(self) -> None:
        """See that somebody still waits.

        Raises:
            UnwantedError: if nobody does.
        """
        if self.is_unwanted():
            raise UnwantedError

    def takes(self, work: float) -> bool:
        """Take some work, if there is as much left."""
        if work > self.left:
            return False
        self.left -= work
        return True


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What training came to."""

    epochs: int
    """After how many it ended: where the network has learnt, or diverged, or none were left."""
    loss: float
    """The mean loss of all samples at the end; infinite if it diverged."""
    state: State
    has_learnt: bool
    course: tuple[tuple[int, float], ...] = field(default=())
    """Epochs from where it began, and the mean loss there."""

    @property
    def has_diverged(self) -> bool:
        """Whether it ended in numbers that are of no use."""
        return not np.isfinite(self.loss)

    def fall_in_the_last_half(self) -> float:
        """Return by which share the loss fell in the second half of the epochs; 0 if it rose."""
        if len(self.course) < 3 or self.has_diverged:
            return 0.0
        middle = min(self.course, key=lambda point: abs(point[0] - self.epochs / 2))
        if middle[1] <= 0:
            return 0.0
        return max(0.0, 1.0 - self.loss / middle[1])


class Trainer:
    """Trains one program on some samples, without any history.

    Small networks run by the same generated loop as everywhere, wide ones by matrices; no machine code is made.
    """

    def __init__(
        self,
        program: Program,
        samples: Sequence[Sample],
        schedule: Schedule,
        settings: Sequence[tuple[str, float]],
        rate: float = 1.0,
    ) -> None:
        """Lay everything out.

        Args:
            program: what a step does.
            samples: what is learnt.
            schedule: which sample each step takes.
            settings: the symbol and the value of each setting of the program, η among them.
            rate: what η is multiplied with.
        """
        self._program = program
        self._samples = samples
        self._schedule = schedule
        values = [rate * value if symbol == LEARNING_RATE else value for symbol, value in settings]
        self._settings = (*values, float(schedule.batch))
        self._inputs = list(np.array([x for x, _ in samples], dtype=float).T)
        self._targets = list(np.array([y for _, y in samples], dtype=float).T)
        self._answers = compile_answers(answering_program(program), ARRAY_FUNCTIONS)

    @property
    def work_of_an_epoch(self) -> int:
        """What one epoch costs."""
        return len(self._samples) * len(self._program.network.parameter_names)

    def loss(self, state: Sequence[float]) -> float:
        """Return the mean loss of all samples; infinite if it is no finite number."""
        with np.errstate(all="ignore"):
            *_, loss = self._answers(state, self._inputs, self._targets)
            mean = float(np.mean(np.broadcast_to(loss, (len(self._samples),))))
        return mean if np.isfinite(mean) else float("inf")

    def losses(self, state: Sequence[float]) -> list[float]:
        """Return the loss of each sample."""
        with np.errstate(all="ignore"):
            *_, loss = self._answers(state, self._inputs, self._targets)
        return [float(value) for value in np.broadcast_to(loss, (len(self._samples),))]

    def after(self, state: Sequence[float], first: int, steps: int) -> State:
        """Return the state some steps on; with values that are not finite, or of no use, if they diverge.

        Args:
            state: the state before them.
            first: the number of the first step.
            steps: how many.
        """
        moving = list(state)
        try:
            if FloatEngine.is_quick(self._program):
                rows = [(*map(float, x), *map(float, y)) for x, y in self._samples]
                arranged = self._schedule.arrange(rows, first, steps)
                counted = zip(arranged, self._schedule.endings(first, steps), strict=True)
                run = compile_run(self._program, records=False)
                run(moving, counted if self._program.batched else arranged, self._settings, (), _ignore)
            else:
                self._engine.run(moving, first, steps)
        except (OverflowError, ZeroDivisionError, ValueError):
            return (float("nan"),) * len(moving)
        return tuple(moving)

    @cached_property
    def _engine(self) -> Engine:
        return choose_engine(self._program, self._samples, self._schedule, self._settings, MATRICES)

    def train(self, state: State, done: int, epochs: int, learnt: float, work: Work) -> Trained | None:
        """Train until the network has learnt, or for so many epochs.

        Args:
            state: where it begins.
            done: how many steps have been done before.
            epochs: how many it trains at most.
            learnt: the mean loss at which it has learnt.
            work: what may still be done; training that is too much for it does not begin.

        Returns:
            None if it is too much.

        Raises:
            UnwantedError: if nobody waits for it any more.
        """
        if not work.takes(self.work_of_an_epoch * epochs):
            return None
        samples = len(self._samples)
        course = [(0, self.loss(state))]
        at = 0
        while at < epochs and course[-1][1] > learnt:
            wanted = min(epochs, max(at + 1, int(at * LOOKED_AT_BETWEEN)))
            while at < wanted:
                work.go_on()
                part = min(wanted - at, max(1, WORK_AT_ONCE // self.work_of_an_epoch))
                state = self.after(state, done + at * samples + 1, part * samples)
                at += part
            course.append((at, self.loss(state) if is_of_use(state) else float("inf")))
            if not np.isfinite(course[-1][1]):
                break
        work.left += self.work_of_an_epoch * (epochs - at)
        loss = course[-1][1]
        return Trained(epochs=at, loss=loss, state=state, has_learnt=loss <= learnt, course=tuple(course))


def _ignore(_: object) -> None:
    """Record nothing."""
