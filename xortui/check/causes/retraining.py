"""Train a file's network again, in xortui: from its own start or another, for longer or with another rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xortui.check.causes.course import Course
from xortui.core.arrays import ARRAY_FUNCTIONS
from xortui.core.backpropagation import write_program
from xortui.core.compiler import Answers, compile_answers
from xortui.core.engine_choice import MATRICES, choose_engine
from xortui.core.engines import Engine
from xortui.core.initial import Initial
from xortui.core.training import Schedule, Training
from xortui.diagnosis.learnt import LEARNT_SHARE

MAX_WORK = 1_200_000
"""Parameters times samples times epochs that are computed for one file, at most: about 0.3 s."""
CHECKED_IN = 20
"""Parts in which training is run; it ends at the first at whose end the network has learnt."""


class Retraining:
    """Trains the network of a file with the file's samples.

    Args:
        course: what the file did; its steps must be reproduced.
    """

    def __init__(self, course: Course) -> None:
        """Begin with all the work that may be done."""
        self._course = course
        self._left = MAX_WORK
        self._inputs = _columns([x for x, _ in course.data])
        self._targets = _columns([y for _, y in course.data])
        self._trainers: dict[float, tuple[Engine, tuple[str, ...]]] = {}

    @cached_property
    def _answers(self) -> Answers:
        return compile_answers(self._course.judged.program, ARRAY_FUNCTIONS)

    @cached_property
    def _weights(self) -> frozenset[str]:
        """The parameters that are no biases."""
        parameters = self._course.network.parameters
        return frozenset(parameter.name for parameter in parameters if parameter.source is not None)

    def work(self, epochs: int) -> int:
        """Return what so many epochs cost."""
        return epochs * len(self._course.data) * len(self._course.network.parameters)

    def can(self, epochs: int) -> bool:
        """Say whether so many epochs may still be trained."""
        return self._course.is_reproduced and self._course.is_whole and self.work(epochs) <= self._left

    def trained(self, start: Mapping[str, float], epochs: int, rate: float = 1.0) -> tuple[int, float]:
        """Train until the network has learnt, or for so many epochs.

        Args:
            start: the parameters to begin with.
            epochs: how many, at most.
            rate: the multiple of the file's own learning rate.

        Returns:
            After how many epochs training ended, and the loss then, as a share of that of the best constant outputs.
        """
        engine, names = self._trainer(rate)
        samples = len(self._course.data)
        state = [start.get(name, 0.0) for name in names]
        done = 0
        share = float("nan")
        for number in range(1, CHECKED_IN + 1):
            wanted = epochs * number // CHECKED_IN
            if wanted == done:
                continue
            self._left -= self.work(wanted - done)
            try:
                engine.run(state, 1 + done * samples, (wanted - done) * samples)
            except (OverflowError, ZeroDivisionError, ValueError):
                return wanted, float("inf")
            done = wanted
            share = self.share(dict(zip(names, state, strict=True)))
            if share <= LEARNT_SHARE or not np.isfinite(share):
                break
        return done, share

    def _trainer(self, rate: float) -> tuple[Engine, tuple[str, ...]]:
        """Return what trains at a multiple of the file's rate, and the names of what it changes."""
        known = self._trainers.get(rate)
        if known is not None:
            return known
        course = self._course
        per_step = len(course.rows_by_step[0])
        update: str | int = "sample" if per_step == 1 else per_step
        training = Training(update=update, gradients="sum", learning_rate=rate * course.judged.rate)
        program = write_program(course.network, training)
        settings = [value for _, value in training.settings(1)]
        if len(program.settings) > len(settings):
            settings.append(float(per_step))
        # Always the same one: what is told of a file must not hang on what was made before.
        schedule = Schedule(len(course.data), training)
        engine = choose_engine(program, course.data, schedule, settings, MATRICES)
        self._trainers[rate] = (engine, program.state)
        return engine, program.state

    def share(self, parameters: Mapping[str, float]) -> float:
        """Return the loss of some parameters as a share of that of the best constant outputs."""
        state = [np.asarray(parameters[name]) for name in self._course.judged.program.state]
        with np.errstate(all="ignore"):
            *_, loss = self._answers(state, self._inputs, self._targets)
        return self._course.share(float(np.mean(loss)))

    def scaled_start(self, factor: float) -> dict[str, float]:
        """Return the file's own start with weights so many times as large."""
        return {name: value * factor if name in self._weights else value for name, value in self._course.start.items()}

    def other_start(self, scale: float, seed: int) -> dict[str, float]:
        """Return a start of normal numbers of a scale; biases as in the file."""
        drawn = Initial("normal", scale).draw(self._course.network, seed)
        return {name: value if name in self._weights else self._course.start[name] for name, value in drawn.items()}


def _columns(rows: Sequence[Sequence[float]]) -> list[NDArray[np.float64]]:
    """Return an array for each place of the rows."""
    return [np.array(column) for column in zip(*rows, strict=True)]
