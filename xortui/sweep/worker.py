"""The worker: a child process that trains one block of starts after the other.

    python -m xortui.sweep.worker

It reads orders and writes what became of them, both pickled; it ends when nobody is left to give it any.
"""

from __future__ import annotations

import pickle
import sys
from functools import lru_cache
from typing import NamedTuple

from xortui.sweep.block import Trained, train_block
from xortui.sweep.child import take_output
from xortui.sweep.exercise import Exercise
from xortui.sweep.trainer import Trainer, trainer_named


class Order(NamedTuple):
    """What a worker is to train."""

    exercise: Exercise
    trainer: str
    """The name of the trainer."""
    seeds: range
    epochs: int


@lru_cache(maxsize=4)
def _trainer(name: str, pickled: bytes) -> tuple[Trainer, Exercise]:
    """Return a trainer of a pickled exercise: blocks of one cell come one after the other."""
    exercise = pickle.loads(pickled)
    return trainer_named(name, exercise), exercise


def obey(order: Order) -> Trained:
    """Train a block.

    Raises:
        ValueError: if the trainer can't train it here.
    """
    trainer, exercise = _trainer(order.trainer, pickle.dumps(order.exercise))
    return train_block(trainer, exercise, order.seeds, order.epochs)


def main() -> None:
    """Obey orders as long as there are any."""
    answers = take_output()
    while True:
        try:
            order: Order = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer: Trained | str = obey(order)
        except ValueError as error:
            answer = str(error)
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    main()
