"""How a network is trained: the rule of the update, and which sample comes at which step."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import cycle, islice
from typing import TypeVar

Item = TypeVar("Item")

UPDATES = ("sample", "epoch")
MOST_IN_BATCH = 1_000_000
ORDERS = ("fixed", "shuffled")


@dataclass(frozen=True, slots=True)
class Training:
    """The settings of gradient descent.

    Raises:
        ValueError: if a setting is not possible; the message says what was expected.
    """

    learning_rate: float = 0.5
    """η, the share of the gradient taken off each parameter."""
    momentum: float = 0.0
    """μ, the share of the last change that is added to the next: v ← μ·v − η·g, w ← w + v. 0 means none."""
    update: str | int = "sample"
    """sample: after every sample; epoch: once an epoch, with the mean of the samples' gradients; a number: after so
    many samples, a mini-batch, with theirs. The last batch of an epoch has what is left."""
    order: str = "fixed"
    """fixed: every epoch in the order of the samples; shuffled: each in an order of its own, drawn from the seed."""
    simultaneous: bool = True
    """Whether parameters are updated together, when every gradient is known. Else each layer is updated before the
    gradients of the layer below are computed, which then see weights that have moved: a common mistake."""

    def __post_init__(self) -> None:
        """Check each setting."""
        if not math.isfinite(self.learning_rate) or self.learning_rate < 0:
            raise ValueError(f"learning_rate: expected a finite number of at least 0, got {self.learning_rate!r}")
        if not 0 <= self.momentum < 1:
            raise ValueError(f"momentum: expected a number from 0 up to but not including 1, got {self.momentum!r}")
        is_size = isinstance(self.update, int) and not isinstance(self.update, bool)
        if not (is_size and 1 <= int(self.update) <= MOST_IN_BATCH) and self.update not in UPDATES:
            raise ValueError(
                f"update: expected one of {', '.join(UPDATES)}, or a number of samples from 1, got {self.update!r}"
            )
        if not self.simultaneous and self.update != "sample":
            raise ValueError(f"simultaneous: expected true where update is not 'sample' but {self.update!r}")
        if self.order not in ORDERS:
            raise ValueError(f"order: expected one of {', '.join(ORDERS)}, got {self.order!r}")


class Schedule:
    """Which sample each step takes, and which steps end a batch; any step is found without the steps before it.

    Steps count from 1. Shuffled orders are drawn epoch by epoch from (seed, epoch) with Python's own generator, whose
    stream is the same on every machine and in every version.
    """

    def __init__(self, samples: int, training: Training, seed: int = 0) -> None:
        """Plan for a number of samples."""
        self.samples = samples
        """How many samples an epoch has."""
        self.batch = _batch(training.update, samples)
        """How many samples one update learns from; the last of an epoch perhaps from fewer."""
        self._shuffled = training.order == "shuffled"
        self._seed = seed
        # One epoch is looked up again and again while the user steps through it.
        self._order = lru_cache(maxsize=64)(self._draw)

    def sample(self, step: int) -> int:
        """Return the index of the sample that a step takes."""
        epoch, turn = divmod(step - 1, self.samples)
        return self._order(epoch)[turn] if self._shuffled else turn

    def epoch(self, step: int) -> int:
        """Return the epoch a step belongs to, from 1; 0 for step 0, the start."""
        return (step + self.samples - 1) // self.samples

    def ends_batch(self, step: int) -> bool:
        """Say whether the parameters are updated at the end of a step."""
        return self.batch_ending(step) > 0

    def batch_ending(self, step: int) -> int:
        """Return how many samples the batch has that ends with a step; 0 if none does."""
        turn = (step - 1) % self.samples + 1
        return (turn - 1) % self.batch + 1 if turn % self.batch == 0 or turn == self.samples else 0

    def batch_at(self, step: int) -> int:
        """Return how many samples the batch has that a step belongs to: the last of an epoch may have fewer."""
        first = (step - 1) % self.samples // self.batch * self.batch
        return min(self.batch, self.samples - first)

    def turn_in_batch(self, step: int) -> int:
        """Return which of its batch's samples a step takes, from 1; 0 for step 0, the start."""
        return (step - 1) % self.samples % self.batch + 1 if step else 0

    def step_of(self, sample: int, epoch: int) -> int:
        """Return the step of an epoch, from 1, that takes a sample, by its index."""
        before = (epoch - 1) * self.samples
        return before + 1 + (self._order(epoch - 1).index(sample) if self._shuffled else sample)

    def arrange(self, items: Sequence[Item], first: int, count: int) -> Iterator[Item]:
        """Yield one item per step for `count` steps from step `first`; `items` holds one for each sample."""
        offset = (first - 1) % self.samples
        if not self._shuffled:
            return islice(cycle(items), offset, offset + count)
        epoch = (first - 1) // self.samples
        turns = (items[i] for e in range(epoch, self.epoch(first + count - 1)) for i in self._order(e))
        return islice(turns, offset, offset + count)

    def endings(self, first: int, count: int) -> Iterator[int]:
        """Yield for each of `count` steps from step `first` how many samples the batch has that it ends; 0 if none."""
        offset = (first - 1) % self.samples
        return islice(cycle(self._endings), offset, offset + count)

    @cached_property
    def _endings(self) -> tuple[int, ...]:
        return tuple(map(self.batch_ending, range(1, self.samples + 1)))

    def _draw(self, epoch: int) -> Sequence[int]:
        """Draw an epoch's order: Fisher and Yates' shuffle."""
        generator = random.Random(self._seed * 1_000_003 + epoch)
        order = list(range(self.samples))
        for i in range(self.samples - 1, 0, -1):
            j = int(generator.random() * (i + 1))
            order[i], order[j] = order[j], order[i]
        return order


def _batch(update: str | int, samples: int) -> int:
    if isinstance(update, int):
        return min(update, samples)
    return samples if update == "epoch" else 1
