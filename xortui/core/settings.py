"""The named numbers of training, η, μ, β1, λ …: one row each, from which files, edits and exports take them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from xortui.core.expression import Name

MAX_PERIOD = 1e9
"""The most updates between two changes of the learning rate."""


class Setting(NamedTuple):
    """One number that training reads and never changes."""

    key: str
    """What it is called in problem files, in Python and in exported scripts: 'beta1'."""
    symbol: str
    """What it is called in formulas: 'β1'."""
    meaning: str
    """What it is, for people."""
    least: float = 0.0
    """The least it may be."""
    below: float = math.inf
    """What it must stay below."""
    above: float = -math.inf
    """What it must be more than."""
    is_whole: bool = False
    """Whether it counts something."""

    @property
    def name(self) -> Name:
        """Its name in a formula."""
        return Name(self.symbol)

    @property
    def expected(self) -> str:
        """What it may be, for messages."""
        if self.is_whole:
            return f"a whole number from {self.least:g} to {MAX_PERIOD:,.0f}, or 'epoch'"
        if self.below < math.inf:
            return f"a number from {self.least:g} up to but not including {self.below:g}"
        if self.above >= 0.0:
            return f"a finite number above {self.above:g}"
        return f"a finite number of at least {self.least:g}"

    def allows(self, value: float) -> bool:
        """Say whether it may have a finite value."""
        is_inside = self.least <= value < self.below and value > self.above
        if self.is_whole:
            return is_inside and value <= MAX_PERIOD and value == int(value)
        return is_inside

    def check(self, value: float) -> None:
        """Check a value.

        Raises:
            ValueError: if it is not possible; the line says what was expected.
        """
        if not self.allows(value):
            raise ValueError(f"{self.key}: expected {self.expected}, got {value!r}")


LEARNING_RATE = Setting("learning_rate", "η", "learning rate: how far an update moves")
MOMENTUM = Setting("momentum", "μ", "momentum: the share of the last change that stays", below=1.0)
BETA1 = Setting("beta1", "β1", "share of the running mean of gradients that stays", below=1.0)
BETA2 = Setting(
    "beta2", "β2", "share of the running mean of squared gradients that stays (lion: of gradients)", below=1.0
)
RHO = Setting("rho", "ρ", "share of the running mean of squared gradients that stays", below=1.0)
EPSILON = Setting("epsilon", "ε", "small number that keeps a denominator from 0")
WEIGHT_DECAY = Setting("weight_decay", "λ", "weight decay: the share of a weight that is added to its gradient")
L1 = Setting("l1", "λ1", "L1: what is added to a gradient with the sign of its weight")
CLIP_VALUE = Setting("clip_value", "c", "the largest size that a gradient keeps", above=0.0)
CLIP_NORM = Setting("clip_norm", "N", "the largest length that all gradients together keep", above=0.0)
DECAY_FACTOR = Setting("decay_factor", "γ", "what the learning rate is multiplied by")
DECAY_RATE = Setting("decay_rate", "k", "how fast the learning rate falls as 1/t")
DECAY_EVERY = Setting(
    "decay_every", "T", "updates from one change of the learning rate to the next", 1.0, is_whole=True
)

SETTINGS = (
    LEARNING_RATE,
    MOMENTUM,
    BETA1,
    BETA2,
    RHO,
    EPSILON,
    WEIGHT_DECAY,
    L1,
    CLIP_VALUE,
    CLIP_NORM,
    DECAY_FACTOR,
    DECAY_RATE,
    DECAY_EVERY,
)
"""Every setting, in the order in which they are shown."""
ABSENT = frozenset({MOMENTUM.symbol, WEIGHT_DECAY.symbol, L1.symbol})
"""What is 0 where a training does without: gradient descent is momentum with a μ of 0."""
BY_KEY: Mapping[str, Setting] = {setting.key: setting for setting in SETTINGS}
BY_SYMBOL: Mapping[str, Setting] = {setting.symbol: setting for setting in SETTINGS}
