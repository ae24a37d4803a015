"""Trainers: what trains many networks side by side, and the choice between them.

The two agree to about the last bit, not to the bit: what has been found names its trainer, and is gone on with by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from xortui.core.arrays import Floats
    from xortui.sweep.exercise import Exercise

LANES = "lanes"
ROWS = "rows"
TRAINERS = (LANES, ROWS)
"""The names of the trainers: machine code, and NumPy."""
WORTH_MACHINE_CODE = 2_000_000
"""Epochs of networks, of 4 samples, from which on making machine code takes less time than it saves."""


class Trainer(Protocol):
    """Trains networks side by side."""

    name: ClassVar[str]
    """What a result calls it."""
    width: int
    """How many networks it trains at once."""
    table: Floats
    """A column for each network. The rows are the numbers of its state; one that the trainer needs; and the epoch of
    the last call, from 1, in which it learnt, where that was 0 before."""

    def train(self, count: int, epochs: int, orders: NDArray[np.int64] | None) -> None:
        """Train the first networks of the table; those behind them may be trained, too.

        Args:
            count: how many.
            epochs: how long.
            orders: the sample that each network takes, in a row for each step; None if all take them in their order.
        """


def choose_trainer(exercise: Exercise, work: int) -> str:
    """Return the name of the trainer for an exercise; of the same work it is always the same on one machine.

    Args:
        exercise: what is trained.
        work: how many epochs all networks together may take.
    """
    from xortui.sweep.lanes import LaneTrainer

    is_long = work * len(exercise.samples) >= 4 * WORTH_MACHINE_CODE
    return LANES if is_long and LaneTrainer.can_train(exercise) else ROWS


def trainer_named(name: str, exercise: Exercise) -> Trainer:
    """Return a trainer.

    Raises:
        ValueError: if there is none of that name, or it can't train this here; one line.
    """
    if name == ROWS:
        from xortui.sweep.rows import RowTrainer

        return RowTrainer(exercise)
    if name != LANES:
        raise ValueError(f"trainer: expected one of {', '.join(TRAINERS)}, got {name[:30]!r}")
    from xortui.sweep.lanes import LaneTrainer

    if not LaneTrainer.can_train(exercise):
        raise ValueError("this was begun with machine code, which can't be made here: pip install numba, or begin anew")
    try:
        return LaneTrainer(exercise)
    except RuntimeError as error:
        raise ValueError(f"machine code could not be made: {error}") from None
