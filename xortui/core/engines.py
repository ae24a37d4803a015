"""Engines: what runs many training steps fast, and what an engine has to say about itself to be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from xortui.core.compiler import Spread

Sample = tuple[tuple[float, ...], tuple[float, ...]]
"""The inputs x and the targets y of one sample."""


class Engine(Protocol):
    """Runs training steps. Engines agree to about 1e−12 relative, not to the bit: a recording names its engine."""

    name: ClassVar[str]
    """What a recording calls it."""
    multiplies_matrices: ClassVar[bool]
    """Whether it adds and multiplies in NumPy's order, rather than in that of the operations."""
    runs_insertions: ClassVar[bool]
    """Whether what it runs is the program's own operations, to the bit, between which conditions can be looked at."""
    checkpoint_every: ClassVar[int]
    """How many steps it runs from one state that is kept to the next, so that any step is reached in a moment."""
    instant_steps: ClassVar[int]
    """How many steps it runs without anybody waiting for them."""

    def run(self, state: list[float], first: int, count: int) -> None:
        """Run `count` steps from step `first` (1 is the first of all).

        Args:
            state: the program's state vector before the first of these steps; changed in place.
            first: the number of the first step.
            count: how many steps.
        """

    def record(self, state: list[float], first: int, sizes: Sequence[int]) -> list[Spread]:
        """Run as many steps as `sizes` sum to, in groups of these sizes; return the spread of the loss in each group.

        The state comes out the same to the bit as from `run`.
        """
