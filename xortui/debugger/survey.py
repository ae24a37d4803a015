"""The survey: what the network says to all samples at once, as a count of right answers and a mean loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import NamedTuple

from xortui.core.compiler import Values
from xortui.core.engines import Sample
from xortui.core.program import LOSS, Program
from xortui.debugger.array_answers import array_answers

LEARNT = 0.1
"""An output this close to its target counts as right."""
MAX_ONE_BY_ONE = 4000
"""Samples times parameters up to which Python's floats are asked: NumPy would take longer to import than to answer."""
MAX_AT_ONCE = 4_000_000
"""Samples times parameters beyond which asking all takes more than a few milliseconds."""


class Survey(NamedTuple):
    """All answers, summed up."""

    right: int
    """Samples of which every output is within `LEARNT` of its target."""
    greatest: int
    """Samples whose greatest output is that of the greatest target: the right class, where outputs are classes."""
    loss: float
    """The mean of C."""
    worst: float
    """The greatest C of one sample."""


class Surveyor:
    """Asks all samples of one problem."""

    def __init__(self, program: Program, samples: tuple[Sample, ...]) -> None:
        """Choose how to ask."""
        self._program = program
        self._samples = samples
        self._size = len(samples) * len(program.network.parameter_names)
        if self._size <= MAX_ONE_BY_ONE:
            self._places = [program.by_target[unit.name].number - 1 for unit in program.network.units[-1]]
            self._loss = program.by_target[LOSS].number - 1

    def __call__(self, state: Sequence[float], evaluate: Callable[[int], Values]) -> Survey | None:
        """Return the survey from a state vector; None if there is too much to ask.

        Args:
            state: the state vector.
            evaluate: returns every value of a step from there with a sample, by its index.
        """
        if self._size > MAX_AT_ONCE:
            return None
        return self._one_by_one(evaluate) if self._size <= MAX_ONE_BY_ONE else self._at_once(state)

    def _one_by_one(self, evaluate: Callable[[int], Values]) -> Survey:
        right = 0
        greatest = 0
        total = 0.0
        worst = -inf
        for number, (_, y) in enumerate(self._samples):
            values = evaluate(number)
            outputs = [values[place] for place in self._places]
            right += all(abs(output - target) < LEARNT for output, target in zip(outputs, y, strict=True))
            greatest += outputs.index(max(outputs)) == y.index(max(y))
            total += values[self._loss]
            worst = max(worst, values[self._loss])
        return Survey(right=right, greatest=greatest, loss=total / len(self._samples), worst=worst)

    def _at_once(self, state: Sequence[float]) -> Survey:
        # Imported here, as small problems never need it and it takes a third of the time to the first picture.
        import numpy as np

        answers = array_answers(self._program, self._samples)
        outputs, losses = answers(state)
        targets = answers.targets
        with np.errstate(all="ignore"):
            right = int((abs(outputs - targets) < LEARNT).all(axis=0).sum())
            greatest = int((outputs.argmax(axis=0) == targets.argmax(axis=0)).sum())
            return Survey(right=right, greatest=greatest, loss=float(np.mean(losses)), worst=float(np.max(losses)))
