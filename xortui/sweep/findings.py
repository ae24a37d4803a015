"""The findings of a sweep: what became of every start, cell by cell, as far as it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from xortui.sweep.block import Trained
from xortui.sweep.crew import Task, work
from xortui.sweep.exercise import Exercise
from xortui.sweep.plan import Block, Cell, Plan
from xortui.sweep.share import Share, quantile
from xortui.sweep.trainer import LANES, choose_trainer, trainer_named
from xortui.sweep.worker import Order

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xortui.core.arrays import Floats


@dataclass(frozen=True, eq=False)
class CellFindings:
    """What became of the starts of one cell."""

    cell: Cell
    seeds: NDArray[np.int64]
    """Of those that have been trained, in their order."""
    learnt: NDArray[np.int64]
    """The first epoch in which each had learnt; 0 if there was none."""
    epochs: NDArray[np.int64]
    """How many each was trained."""
    parameters: Floats
    """Those after that, a column for each start."""

    @property
    def share(self) -> Share:
        """How many learn."""
        return Share(int((self.learnt > 0).sum()), len(self.learnt))

    @property
    def broken(self) -> int:
        """How many diverged: a parameter was no longer a finite number."""
        return int((~np.isfinite(self.parameters).all(axis=0)).sum())

    @cached_property
    def epochs_to_learn(self) -> list[int]:
        """Of those that learn, the fastest first."""
        found: list[int] = sorted(self.learnt[self.learnt > 0].tolist())
        return found

    def quantile(self, share: float) -> int | None:
        """Return in how many epochs a share of those that learn have learnt; None if none does."""
        return quantile(self.epochs_to_learn, share) if self.epochs_to_learn else None


class Sweep:
    """A plan, and what is known of it."""

    def __init__(self, plan: Plan, trainers: tuple[str, ...] = ()) -> None:
        """Know nothing yet.

        Args:
            plan: what is swept.
            trainers: the name of the trainer of each cell, where it was begun with one.
        """
        self.plan = plan
        self.blocks: tuple[Block, ...] = tuple(plan.blocks())
        self._given = trainers
        self.done: dict[int, Trained] = {}
        """What became of blocks, by their place in `blocks`."""

    @cached_property
    def trainers(self) -> tuple[str, ...]:
        """The name of the trainer of each cell."""
        if self._given:
            return self._given
        return tuple(choose_trainer(cell.exercise, self.plan.work) for cell in self.plan.cells)

    @property
    def is_complete(self) -> bool:
        """Whether every start has been trained."""
        return len(self.done) == len(self.blocks)

    @property
    def starts_done(self) -> int:
        """How many starts have been trained."""
        return sum(len(self.blocks[place].seeds) for place in self.done)

    def run(
        self,
        processes: int,
        is_stopped: Callable[[], bool] = lambda: False,
        tell: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Train what has not been trained yet.

        Args:
            processes: how many train at the same time.
            is_stopped: says whether to stop; what is known stays known.
            tell: is told how many starts have been trained, whenever some more are.

        Raises:
            ValueError: if that can't be done here; one line.
        """

        def take(place: int, trained: Trained) -> None:
            self.done[place] = trained
            tell(self.starts_done)

        waiting = [place for place in range(len(self.blocks)) if place not in self.done]
        self._make_machine_code(waiting)
        work(self._tasks(waiting), take, min(processes, len(waiting)), is_stopped)

    def _make_machine_code(self, waiting: list[int]) -> None:
        """Have the machine code of every cell made once, before several processes ask for it."""
        for number in sorted({self.blocks[place].cell for place in waiting}):
            if self.trainers[number - 1] == LANES:
                trainer_named(LANES, self.plan.cells[number - 1].exercise)

    def _tasks(self, waiting: list[int]) -> Iterator[Task]:
        for place in waiting:
            block = self.blocks[place]
            exercise = self._exercise(block)
            order = Order(exercise, self.trainers[block.cell - 1], block.seeds, self.plan.epochs)
            yield Task(place, order)

    def _exercise(self, block: Block) -> Exercise:
        return self.plan.cells[block.cell - 1].exercise

    def of(self, cell: Cell) -> CellFindings:
        """Return what is known of a cell."""
        seeds: list[int] = []
        found: list[Trained] = []
        for place, block in enumerate(self.blocks):
            if block.cell == cell.number and place in self.done:
                seeds += block.seeds
                found.append(self.done[place])
        size = len(cell.exercise.problem.network.parameter_names)
        nothing = np.zeros(0, dtype=np.int64)
        return CellFindings(
            cell=cell,
            seeds=np.array(seeds, dtype=np.int64),
            learnt=np.concatenate([nothing, *[block.learnt for block in found]]),
            epochs=np.concatenate([nothing, *[block.epochs for block in found]]),
            parameters=np.concatenate([np.zeros((size, 0)), *[block.states[:size] for block in found]], axis=1),
        )

    def cells(self) -> list[CellFindings]:
        """Return what is known of every cell."""
        return [self.of(cell) for cell in self.plan.cells]
