"""A block: some starts of one exercise, trained side by side until each has learnt or its epochs are over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from xortui.sweep.exercise import Exercise
from xortui.sweep.trainer import Trainer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xortui.core.arrays import Floats

STEPS_AT_ONCE = 512
"""Steps between two looks at which networks have learnt; theirs are then others' places."""


class Trained(NamedTuple):
    """What became of some starts, one after the other."""

    learnt: NDArray[np.int64]
    """The first epoch in which a start had every output inside its bounds; 0 if there was none."""
    epochs: NDArray[np.int64]
    """How many epochs it was trained."""
    states: Floats
    """Its state vector after these, a column for each start."""


def train_block(
    trainer: Trainer, exercise: Exercise, seeds: Sequence[int], epochs: int, *, stops_when_learnt: bool = True
) -> Trained:
    """Train the starts of some seeds.

    What a network computes does not depend on those beside it, so that neither does the result.

    Args:
        trainer: made for the exercise.
        exercise: what is trained.
        seeds: of the starts.
        epochs: how many epochs each is trained at most.
        stops_when_learnt: whether one is trained no further soon after it has learnt.
    """
    return train_states(trainer, exercise, exercise.states(seeds), seeds, epochs, stops_when_learnt=stops_when_learnt)


def train_states(
    trainer: Trainer,
    exercise: Exercise,
    states: Floats,
    seeds: Sequence[int],
    epochs: int,
    *,
    stops_when_learnt: bool = True,
) -> Trained:
    """Train from some states, one column for each start; see `train_block`."""
    pool = _Pool(trainer, exercise, states, seeds)
    at_once = max(1, STEPS_AT_ONCE // len(exercise.samples))
    whole = epochs // at_once * at_once
    everyone = np.arange(states.shape[1])
    if whole:
        pool.train(everyone, at_once, whole, stops_when_learnt=stops_when_learnt)
    if epochs > whole:
        # A few epochs are left for those that nothing has ended before.
        left = pool.going_on(whole, stops_when_learnt=stops_when_learnt)
        pool.train(everyone[left], epochs - whole, epochs, stops_when_learnt=stops_when_learnt)
    return pool.found


class _Pool:
    """The starts, and the places of a trainer's table in which some of them are trained."""

    def __init__(self, trainer: Trainer, exercise: Exercise, states: Floats, seeds: Sequence[int]) -> None:
        count = states.shape[1]
        self._trainer = trainer
        self._size = states.shape[0]
        self._orders = _Orders(exercise, seeds) if exercise.order_matters else None
        self.found = Trained(np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64), states.copy())

    def going_on(self, epochs: int, *, stops_when_learnt: bool) -> NDArray[np.bool_]:
        """Say of each start whether it has been trained so long without an end of its own."""
        found = self.found
        goes_on: NDArray[np.bool_] = (found.epochs >= epochs) & np.isfinite(found.states).all(axis=0)
        return goes_on & (found.learnt == 0) if stops_when_learnt else goes_on

    def train(self, starts: NDArray[np.int64], at_once: int, until: int, *, stops_when_learnt: bool) -> None:
        """Train some starts up to an epoch, or until they have learnt.

        Args:
            starts: of equal age; a new one takes the place of each that is through.
            at_once: epochs between two looks; by so many each start is on its way to the last epoch.
            until: the last epoch.
            stops_when_learnt: whether one is through at the next look after it has learnt.
        """
        found, size, table = self.found, self._size, self._trainer.table
        waiting = starts.astype(np.int64)
        which = waiting[:0]
        while len(which) or len(waiting):
            room = self._trainer.width - len(which)
            table[:size, len(which) : len(which) + len(waiting[:room])] = found.states[:, waiting[:room]]
            which = np.concatenate([which, waiting[:room]])
            waiting = waiting[room:]
            live = len(which)
            table[size:, :live] = 0.0
            ages = found.epochs[which]
            order = None if self._orders is None else self._orders.of(which, ages, at_once, self._trainer.width)
            self._trainer.train(live, at_once, order)
            epoch = table[size + 1, :live].astype(np.int64)
            is_new = (epoch > 0) & (found.learnt[which] == 0)
            found.learnt[which[is_new]] = ages[is_new] + epoch[is_new]
            found.epochs[which] = ages + at_once
            is_over = (ages + at_once >= until) | ~np.isfinite(table[:size, :live]).all(axis=0)
            if stops_when_learnt:
                is_over |= found.learnt[which] > 0
            if is_over.any():
                found.states[:, which[is_over]] = table[:size, :live][:, is_over]
                which = which[~is_over]
                table[:size, : len(which)] = table[:size, :live][:, ~is_over]


class _Orders:
    """The samples that each start takes, where each has an order of its own."""

    def __init__(self, exercise: Exercise, seeds: Sequence[int]) -> None:
        self._schedules = [exercise.schedule(seed) for seed in seeds]
        self._samples = len(exercise.samples)

    def of(self, which: NDArray[np.int64], ages: NDArray[np.int64], epochs: int, width: int) -> NDArray[np.int64]:
        """Return a row for each step of some epochs, with a column for each network that a trainer trains."""
        steps = epochs * self._samples
        found = np.zeros((steps, width), dtype=np.int64)
        samples = range(self._samples)
        for column, (start, age) in enumerate(zip(which, ages, strict=True)):
            first = int(age) * self._samples + 1
            found[:, column] = list(self._schedules[start].arrange(samples, first, steps))
        return found
