"""What a network answers to all samples at once: arrays, kept for whoever asks for the same again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xortui.core.compiler import compile_answers
from xortui.core.engines import Sample
from xortui.core.program import Program
from xortui.problems.samples import Samples

if TYPE_CHECKING:
    from xortui.core.arrays import Floats

MAX_KEPT = 8
"""Programs with their samples that are kept for when they are asked again."""


class Answers(NamedTuple):
    """What came out."""

    outputs: Floats
    """ŷ: outputs × samples."""
    losses: Floats
    """C of each sample."""


class ArrayAnswers:
    """Asks one program the same samples again and again, with NumPy."""

    def __init__(self, program: Program, samples: Sequence[Sample]) -> None:
        """Lay out the samples.

        Args:
            program: what is asked, without what is switched on for training alone.
            samples: at least one.
        """
        # Imported here, as small problems never need it and it takes a third of the time to the first picture.
        import numpy as np

        from xortui.core.arrays import ARRAY_FUNCTIONS

        self._compute = compile_answers(program, ARRAY_FUNCTIONS)
        self._parameters = len(program.network.parameter_names)
        self._rest = (0.0,) * (len(program.state) - self._parameters)
        columns = Samples.of(samples)
        self._x = list(np.array(columns.x_columns))
        self.targets: Floats = np.array(columns.y_columns)
        """y: outputs × samples."""
        self._kept: tuple[tuple[float, ...], Answers] | None = None

    def __call__(self, state: Sequence[float]) -> Answers:
        """Return the answers.

        Args:
            state: a state vector, or the parameters alone, in the network's order; nothing else of it is read.
        """
        import numpy as np

        parameters = tuple(state[: self._parameters])
        if self._kept is None or self._kept[0] != parameters:
            with np.errstate(all="ignore"):
                *outputs, losses = self._compute((*parameters, *self._rest), self._x, list(self.targets))
            count = self.targets.shape[1]
            table = np.stack([np.broadcast_to(output, count) for output in outputs])
            self._kept = parameters, Answers(table, losses)
        return self._kept[1]


@lru_cache(maxsize=MAX_KEPT)
def array_answers(program: Program, samples: tuple[Sample, ...]) -> ArrayAnswers:
    """Return what asks a program some samples: one and the same for all who ask."""
    return ArrayAnswers(program, samples)
