"""How a network is trained: the rule of the update, and which sample comes at which step."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, cycle, islice
from typing import TypeVar

from xortui.core.dropout import Dropout
from xortui.core.optimizers import DECAYS, OPTIMIZERS, Optimizer
from xortui.core.settings import (
    BY_KEY,
    CLIP_NORM,
    CLIP_VALUE,
    DECAY_EVERY,
    DECAY_FACTOR,
    DECAY_RATE,
    L1,
    LEARNING_RATE,
    MOMENTUM,
    SETTINGS,
    WEIGHT_DECAY,
    Setting,
)

Item = TypeVar("Item")

UPDATES = ("sample", "epoch")
MAX_LIST = 4096
"""Items in a row that are quicker to list than to count off."""
MAX_BATCH = 1_000_000
"""The most samples of a batch."""
ORDERS = ("fixed", "shuffled")
GRADIENTS = ("mean", "sum")
DECAY_SETTINGS = frozenset({DECAY_FACTOR, DECAY_RATE, DECAY_EVERY})
PLAIN = ("", "gradient-descent", "momentum")
"""The optimizers that a momentum alone tells apart: gradient descent with and without."""


@dataclass(frozen=True, slots=True)
class Training:
    """The settings of training. A setting that is None is what its optimizer or decay usually has, or has none.

    Raises:
        ValueError: if a setting is not possible; the message says what was expected.
    """

    learning_rate: float = 0.5
    """η: how far an update moves."""
    momentum: float | None = None
    """μ, the share of the last change that is added to the next. 0 means none."""
    update: str | int = "sample"
    """sample: after every sample; epoch: once an epoch; a number: after so many samples, a mini-batch. The last batch
    of an epoch has what is left."""
    order: str = "fixed"
    """fixed: every epoch in the order of the samples; shuffled: each in an order of its own, drawn from the seed."""
    simultaneous: bool = True
    """Whether parameters are updated together, when every gradient is known. Else each layer is updated before the
    gradients of the layer below are computed, which then see weights that have moved: a common mistake."""
    optimizer: str = ""
    """The rule of update, one of `OPTIMIZERS`; '': gradient descent, with momentum if that is given."""
    beta1: float | None = None
    """β1 of Adam, AdamW and Lion."""
    beta2: float | None = None
    """β2 of Adam, AdamW and Lion."""
    rho: float | None = None
    """ρ of RMSProp."""
    epsilon: float | None = None
    """ε of RMSProp, AdaGrad, Adam and AdamW."""
    weight_decay: float | None = None
    """λ: λ·w is added to the gradient of each weight; AdamW and Lion take η·λ·w off the weight itself."""
    l1: float | None = None
    """λ1: λ1·sign(w) is added to the gradient of each weight."""
    decays_biases: bool = False
    """Whether λ and λ1 hold for biases, too."""
    clip_value: float | None = None
    """c: a gradient is cut to the range from −c to c."""
    clip_norm: float | None = None
    """N: where all gradients together are longer than N, they are shortened to it."""
    decay: str = ""
    """How the learning rate falls, one of `DECAYS`; '': not at all."""
    decay_factor: float | None = None
    """γ, by which the learning rate is multiplied."""
    decay_rate: float | None = None
    """k, by which it falls as 1/t."""
    decay_every: float | str | None = None
    """T: how many updates pass from one change of it to the next, or 'epoch'."""
    gradients: str = "mean"
    """mean: a batch learns from the mean of its samples' gradients; sum: from their sum."""
    input_gradients: bool = False
    """Whether the program computes ∂C/∂x, too, which nothing learns from."""

    dropout: Dropout | None = None
    """Which hidden units are left out in each step; None: all take part. Where nothing is trained it is off."""

    def __post_init__(self) -> None:
        """Fill in what the optimizer and the decay usually have, and check each setting."""
        self._choose_optimizer()
        self._fill_in()
        for key, value in self._given():
            if key == "decay_every" and value == "epoch":
                continue
            if isinstance(value, str) or not math.isfinite(value):
                raise ValueError(f"{key}: expected {BY_KEY[key].expected}, got {value!r}")
            BY_KEY[key].check(value)
        self._check_batches()

    def _choose_optimizer(self) -> None:
        """Tell gradient descent with momentum from that without."""
        if self.optimizer not in ("", *OPTIMIZERS):
            raise ValueError(f"optimizer: expected one of {', '.join(OPTIMIZERS)}, got {self.optimizer!r}")
        if self.optimizer not in PLAIN:
            return
        if self.momentum is None:
            default = OPTIMIZERS["momentum"].settings[MOMENTUM]
            object.__setattr__(self, "momentum", default if self.optimizer == "momentum" else 0.0)
        object.__setattr__(self, "optimizer", "momentum" if self.momentum else "gradient-descent")

    def _fill_in(self) -> None:
        """Give every setting that is read a value, and refuse one that nothing reads.

        Raises:
            ValueError: if one is not read, or must be given and is not.
        """
        if self.decay not in ("", *DECAYS):
            raise ValueError(f"decay: expected one of {', '.join(DECAYS)}, got {self.decay!r}")
        defaults: dict[Setting, float | None] = {**self.rule.settings}
        if self.decay:
            defaults |= DECAYS[self.decay].settings
        for setting, value in defaults.items():
            if getattr(self, setting.key) is None:
                if value is None:
                    raise ValueError(f"{setting.key}: needed by decay {self.decay!r}; expected {setting.expected}")
                object.__setattr__(self, setting.key, value)
        everywhere = (LEARNING_RATE, WEIGHT_DECAY, L1, CLIP_VALUE, CLIP_NORM)
        for setting in SETTINGS:
            if setting not in defaults and setting not in everywhere and getattr(self, setting.key):
                if setting not in DECAY_SETTINGS:
                    raise ValueError(f"{setting.key}: not read by {self.optimizer}; expected to be left out")
                if not self.decay:
                    raise ValueError(f"{setting.key}: expected decay to be given, too: one of {', '.join(DECAYS)}")
                raise ValueError(f"{setting.key}: not read by decay {self.decay!r}; expected to be left out")

    def _given(self) -> list[tuple[str, float | str]]:
        """Return every setting that has a value, by its key."""
        return [(s.key, value) for s in SETTINGS if (value := getattr(self, s.key)) is not None]

    def _check_batches(self) -> None:
        """Check what says when parameters are updated, and what all gradients together are needed for."""
        is_size = isinstance(self.update, int) and not isinstance(self.update, bool)
        if not (is_size and 1 <= int(self.update) <= MAX_BATCH) and self.update not in UPDATES:
            raise ValueError(
                f"update: expected one of {', '.join(UPDATES)}, or a number of samples from 1 to {MAX_BATCH:,}, "
                f"got {self.update!r}"
            )
        if self.order not in ORDERS:
            raise ValueError(f"order: expected one of {', '.join(ORDERS)}, got {self.order!r}")
        if self.gradients not in GRADIENTS:
            raise ValueError(f"gradients: expected one of {', '.join(GRADIENTS)}, got {self.gradients!r}")
        if not self.simultaneous and self.update != "sample":
            raise ValueError(f"simultaneous: expected true where update is not 'sample' but {self.update!r}")
        if self.clip_value is not None and self.clip_norm is not None:
            raise ValueError("clip_norm: expected either clip_value or clip_norm, got both")
        if not self.simultaneous and self.clip_norm is not None:
            raise ValueError("simultaneous: expected true with clip_norm, which needs every gradient at once")

    @property
    def rule(self) -> Optimizer:
        """The optimizer."""
        return OPTIMIZERS[self.optimizer]

    @property
    def read(self) -> tuple[Setting, ...]:
        """The settings that its update reads, η first."""
        found = {LEARNING_RATE, *self.rule.settings}
        found |= {s for s in (WEIGHT_DECAY, L1, CLIP_VALUE, CLIP_NORM) if getattr(self, s.key) is not None}
        if self.decay:
            found |= set(DECAYS[self.decay].settings)
            if self.decay_every == 1:
                found.discard(DECAY_EVERY)
        return tuple(setting for setting in SETTINGS if setting in found)

    def settings(self, updates_per_epoch: int) -> tuple[tuple[str, float], ...]:
        """Return the symbol and the value of every setting that its update reads, η first."""
        values = []
        for setting in self.read:
            value = getattr(self, setting.key)
            values.append((setting.symbol, float(updates_per_epoch if value == "epoch" else value)))
        return tuple(values)


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
        self.is_shuffled = training.order == "shuffled"
        """Whether every epoch has an order of its own."""
        self._seed = seed
        # One epoch is looked up again and again while the user steps through it.
        self._order = lru_cache(maxsize=64)(self._draw)

    @property
    def updates(self) -> int:
        """How many updates an epoch has."""
        return -(-self.samples // self.batch)

    def sample(self, step: int) -> int:
        """Return the index of the sample that a step takes."""
        epoch, turn = divmod(step - 1, self.samples)
        return self._order(epoch)[turn] if self.is_shuffled else turn

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
        return before + 1 + (self._order(epoch - 1).index(sample) if self.is_shuffled else sample)

    def arrange(self, items: Sequence[Item], first: int, count: int) -> Iterator[Item]:
        """Yield one item per step for `count` steps from step `first`; `items` holds one for each sample."""
        offset = (first - 1) % self.samples
        if not self.is_shuffled:
            return _repeated(items, offset, count)
        epoch = (first - 1) // self.samples
        orders = chain.from_iterable(map(self._order, range(epoch + 1, self.epoch(first + count - 1))))
        turns = chain(self._order(epoch)[offset : offset + count], orders)
        return islice(map(items.__getitem__, turns), count)

    def endings(self, first: int, count: int) -> Iterator[int]:
        """Yield for each of `count` steps from step `first` how many samples the batch has that it ends; 0 if none."""
        offset = (first - 1) % self.samples
        return _repeated(self._endings, offset, count)

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


def _repeated(items: Sequence[Item], offset: int, count: int) -> Iterator[Item]:
    """Yield some items again and again, from one of them on; in all `count`."""
    first = items[offset : offset + count]
    if len(first) == count:
        return iter(first)
    left = count - len(first)
    if left <= MAX_LIST:
        whole, rest = divmod(left, len(items))
        return iter([*first, *list(items) * whole, *items[:rest]])
    return chain(first, islice(cycle(items), left))


def _batch(update: str | int, samples: int) -> int:
    if isinstance(update, int):
        return min(update, samples)
    return samples if update == "epoch" else 1
