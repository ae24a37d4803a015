"""The exam: what a network answers to samples it is not trained with: their loss, and which classes it tells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from xortui.core.answering import answering_program
from xortui.core.compiler import Values
from xortui.core.engines import Sample
from xortui.core.program import LOSS, Program
from xortui.debugger.array_answers import array_answers
from xortui.debugger.expressions import ACCURACY, TEST_LOSS
from xortui.problems.classes import Classes

MAX_ONE_BY_ONE = 4000
"""Samples times parameters up to which Python's floats are asked: NumPy would take longer to import than to answer."""
MAX_KEPT = 8
"""Examiners and results that are kept for when they are asked again."""


class Result(NamedTuple):
    """What came out."""

    loss: float
    """The mean of C over the samples."""
    samples: int
    """How many there are."""
    told: tuple[tuple[int, ...], ...] = ()
    """How many samples of each class the network takes for each class: told[right][said]; empty without classes."""

    @property
    def right(self) -> int:
        """How many samples the network takes for what they are."""
        return sum([row[place] for place, row in enumerate(self.told)])

    @property
    def accuracy(self) -> float:
        """The share of the samples that the network takes for what they are."""
        return self.right / self.samples

    def measure(self, name: str) -> float:
        """Return one of `MEASURES` of the expressions.

        Raises:
            KeyError: if there is none of that name.
        """
        return {TEST_LOSS: self.loss, ACCURACY: self.accuracy}[name]


class Examiner:
    """Asks one program some samples. Whatever is switched on for training alone is off."""

    def __init__(self, program: Program, samples: tuple[Sample, ...], classes: Classes | None) -> None:
        """Choose how to ask.

        Args:
            program: what a step does.
            samples: at least one.
            classes: what the targets tell apart, if they do.
        """
        self._program = answering_program(program)
        self._samples = samples
        self._classes = classes
        self._rest = len(program.state) - len(program.network.parameter_names)
        self._is_small = len(samples) * len(program.network.parameter_names) <= MAX_ONE_BY_ONE

    def __call__(self, parameters: Sequence[float]) -> Result:
        """Return the result with some parameters, in the network's order."""
        state = (*parameters, *[0.0] * self._rest)
        return self._one_by_one(state) if self._is_small else self._at_once(state)

    def _one_by_one(self, state: Sequence[float]) -> Result:
        from xortui.debugger.evaluator import compiled

        evaluate = compiled(self._program)
        settings = [1.0] * len(self._program.settings)
        total = 0.0
        table = self._empty_table()
        places = [self._program.by_target[unit.name].number - 1 for unit in self._program.network.units[-1]]
        loss = self._program.by_target[LOSS].number - 1
        for x, y in self._samples:
            values: Values = evaluate(state, x, y, settings)
            total += values[loss]
            if self._classes is not None:
                outputs = [values[place] for place in places]
                table[self._classes.of(y)][self._classes.of(outputs)] += 1
        return Result(total / len(self._samples), len(self._samples), tuple(map(tuple, table)))

    def _empty_table(self) -> list[list[int]]:
        count = 0 if self._classes is None else self._classes.count
        return [[0] * count for _ in range(count)]

    def _classes_of(self, outputs: Any) -> Any:
        """Return the class that each column of outputs means, as an array of whole numbers."""
        if self._classes is None or self._classes.middle is None:
            return outputs.argmax(axis=0)
        return (outputs[0] > self._classes.middle).astype(int)

    def _at_once(self, state: Sequence[float]) -> Result:
        # Imported here, as small problems never need it and it takes a third of the time to the first picture.
        import numpy as np

        answers = array_answers(self._program, self._samples)
        outputs, losses = answers(state)
        count = len(self._samples)
        with np.errstate(all="ignore"):
            loss = float(np.mean(losses))
        if self._classes is None:
            return Result(loss, count)
        size = self._classes.count
        right = self._classes_of(answers.targets)
        said = self._classes_of(outputs)
        table = np.bincount(right * size + said, minlength=size * size).reshape(size, size)
        return Result(loss, count, tuple(map(tuple, table.tolist())))


@lru_cache(maxsize=MAX_KEPT)
def examine(
    program: Program, parameters: tuple[float, ...], samples: tuple[Sample, ...], classes: Classes | None
) -> Result:
    """Return what comes out with some parameters; kept, as panes ask for the same again."""
    return _examiner(program, samples, classes)(parameters)


@lru_cache(maxsize=MAX_KEPT)
def _examiner(program: Program, samples: tuple[Sample, ...], classes: Classes | None) -> Examiner:
    return Examiner(program, samples, classes)
