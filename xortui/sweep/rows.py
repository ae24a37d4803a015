"""Rows: networks side by side in NumPy's arrays, one call for each operation of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from xortui.core.array_calls import NumpyCall, calls_for
from xortui.core.compiler import shortest_step
from xortui.core.program import BATCH
from xortui.sweep.exercise import Exercise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xortui.core.arrays import Floats

MAX_WIDTH = 512
"""Networks side by side: of more, the numbers of one step no longer stay in the processor's near memory."""
MAX_NUMBERS = 4_000_000
"""Numbers that a step may keep for all networks together, so that memory stays small."""
MIN_WIDTH = 32


class RowTrainer:
    """Trains networks side by side; see `Trainer`."""

    name: ClassVar[str] = "rows"

    def __init__(self, exercise: Exercise) -> None:
        """Lay out the samples; the calls are listed when first needed."""
        self._exercise = exercise
        self.width = min(MAX_WIDTH, max(MIN_WIDTH, MAX_NUMBERS // len(exercise.program.operations)))
        self.table: Floats = np.zeros((len(exercise.program.state) + 2, self.width))
        self._passes: dict[int, _Pass] = {}

    def train(self, count: int, epochs: int, orders: NDArray[np.int64] | None) -> None:
        """Train the first networks of the table; see `Trainer.train`."""
        width = self.width
        while width // 2 >= max(count, MIN_WIDTH):
            width //= 2
        if width not in self._passes:
            self._passes[width] = _Pass(self._exercise, self.table[:, :width])
        self._passes[width].run(epochs, orders)


class _Pass:
    """The calls of one step for some networks."""

    def __init__(self, exercise: Exercise, table: Floats) -> None:
        """List the calls.

        Args:
            exercise: what is trained.
            table: the state, how many samples were right so far, and the first epoch in which enough were.
        """
        program = exercise.program
        width = table.shape[1]
        self._right = table[-2]
        self._learnt = table[-1]
        self._needed = exercise.goal.needed(len(exercise.samples))
        shape = (width,) if exercise.order_matters else ()
        names = [*program.inputs, *program.targets]
        self._given = [np.zeros(shape) for _ in names]
        bounds = exercise.goal.bounds(exercise.samples)
        self._bounds = [(np.zeros(shape), np.zeros(shape)) for _ in program.targets]
        self._row: list[Floats] = [*self._given]
        self._row += [low for low, _ in self._bounds]
        self._row += [high for _, high in self._bounds]
        columns = []
        for (x, y), (low, high) in zip(exercise.samples, bounds, strict=True):
            columns.append([*x, *y, *low, *high])
        self._columns = np.array(columns, dtype=np.float64).T
        self._batch = np.zeros(())
        self._endings = list(exercise.schedule(0).endings(1, len(columns)))
        arrays: dict[str, Floats] = dict(zip(names, self._given, strict=True))
        arrays |= {name: np.array(value) for name, value in zip(program.settings, exercise.settings, strict=True)}
        arrays[BATCH] = self._batch
        arrays |= {name: table[place] for place, name in enumerate(program.state)}
        self._outputs = [unit.name for unit in program.network.units[-1]]
        self._calls: list[NumpyCall] = []
        self._closing: list[NumpyCall] = []
        for operation, expression in shortest_step(program, records=False, kept=frozenset(self._outputs)):
            target = operation.target
            if target not in arrays:
                arrays[target] = np.zeros(width)
            calls = calls_for(expression, arrays, arrays[target])
            if program.ends_batches(operation):
                self._closing += calls
            else:
                self._calls += calls
        self._calls += self._judging(arrays)

    def _judging(self, arrays: Mapping[str, Floats]) -> list[NumpyCall]:
        """Return the calls that see whether each output of a sample is inside its bounds."""
        calls: list[NumpyCall] = []
        is_inside = np.zeros(self._right.shape, dtype=bool)
        are_inside = np.zeros(self._right.shape, dtype=bool)
        for number, (output, (low, high)) in enumerate(zip(self._outputs, self._bounds, strict=True)):
            first = is_inside if number else are_inside
            calls.append((np.greater, (arrays[output], low, first)))
            if number:
                calls.append((np.logical_and, (are_inside, is_inside, are_inside)))
            calls.append((np.less, (arrays[output], high, is_inside)))
            calls.append((np.logical_and, (are_inside, is_inside, are_inside)))
        calls.append((np.add, (self._right, are_inside, self._right)))
        return calls

    def run(self, epochs: int, orders: NDArray[np.int64] | None) -> None:
        """Run epochs."""
        width = self._right.shape[0]
        samples = len(self._endings)
        is_new = np.zeros(width, dtype=bool)
        with np.errstate(all="ignore"):
            for epoch in range(epochs):
                self._right.fill(0.0)
                for turn, ending in enumerate(self._endings):
                    chosen = turn if orders is None else orders[epoch * samples + turn, :width]
                    for array, column in zip(self._row, self._columns, strict=True):
                        array[...] = column[chosen]
                    for function, arguments in self._calls:
                        function(*arguments)
                    if ending:
                        self._batch[...] = ending
                        for function, arguments in self._closing:
                            function(*arguments)
                np.logical_and(self._right >= self._needed, self._learnt == 0.0, out=is_new)
                self._learnt[is_new] = epoch + 1.0
