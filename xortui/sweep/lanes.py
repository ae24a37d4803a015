"""Lanes: networks side by side in machine code, as many at once as the processor's registers hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from xortui.core.machine.workshop import Readiness, compiler_version, workpiece
from xortui.sweep.exercise import Exercise
from xortui.sweep.lane_source import ARGUMENTS, can_be_lanes, lane_source, lane_width

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xortui.core.arrays import Floats
    from xortui.core.machine.native import Native

GROUP = 16
"""Lanes that are trained together: of fewer, the last ones are trained for nothing, one after the other."""


class LaneTrainer:
    """Trains networks side by side; see `Trainer`."""

    name: ClassVar[str] = "lanes"

    def __init__(self, exercise: Exercise, loop: Native | None = None) -> None:
        """Lay out the samples, and have the machine code made, which may take some seconds the first time.

        Args:
            exercise: what is trained.
            loop: the machine code, where that is made already.

        Raises:
            RuntimeError: if it could not be made.
        """
        self._loop = _made(exercise) if loop is None else loop
        self.width = lane_width(exercise.program)
        rows = []
        for (x, y), (low, high) in zip(exercise.samples, exercise.goal.bounds(exercise.samples), strict=True):
            rows.append([*x, *y, *low, *high])
        self._rows = np.array(rows, dtype=np.float64)
        self._samples = len(rows)
        self._endings = np.array(list(exercise.schedule(0).endings(1, len(rows))), dtype=np.int64)
        self._settings = np.array([*exercise.settings, exercise.goal.needed(len(rows))], dtype=np.float64)
        self._no_orders = np.zeros(1, dtype=np.int64)
        self.table: Floats = np.zeros((len(exercise.program.state) + 2, self.width))

    @staticmethod
    def can_train(exercise: Exercise) -> bool:
        """Say whether machine code can be made here, and the program is short enough for it."""
        return bool(compiler_version()) and can_be_lanes(exercise.program)

    def train(self, count: int, epochs: int, orders: NDArray[np.int64] | None) -> None:
        """Train the first networks of the table; see `Trainer.train`."""
        order = self._no_orders if orders is None else np.ascontiguousarray(orders)
        self._loop(
            self.table.ctypes.data,
            min(-(-count // GROUP) * GROUP, self.width),
            self._rows.ctypes.data,
            self._endings.ctypes.data,
            self._samples,
            self._settings.ctypes.data,
            epochs,
            order.ctypes.data,
        )


def _made(exercise: Exercise) -> Native:
    """Return the machine code of an exercise, once it is made.

    Raises:
        RuntimeError: if it could not be made.
    """
    made = workpiece(lane_source(exercise.program, has_orders=exercise.order_matters), ARGUMENTS)
    made.wait()
    if made.readiness is not Readiness.READY or made.loop is None:
        raise RuntimeError(made.failure)
    return made.loop
