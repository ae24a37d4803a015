"""Engines: what runs many training steps fast, and what an engine has to say about itself to be chosen."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import ClassVar, NamedTuple, Protocol

from xortui.core.compiler import Spread

Sample = tuple[tuple[float, ...], tuple[float, ...]]
"""The inputs x and the targets y of one sample."""


class Stretch(NamedTuple):
    """Some chunks of steps that have been run in one go."""

    spreads: list[Spread]
    """The spread of the loss in each group of all chunks."""
    states: array[float]
    """The state vectors at the end of each chunk, one after the other."""
    magnitudes: Sequence[float]
    """The sum of the sizes of all numbers in each of these; NaN if one is."""


class Recorder(Protocol):
    """Runs training steps and records their losses."""

    @property
    def chunks_at_once(self) -> int:
        """How many chunks, from one checkpoint to the next, it runs in one go."""

    def record(self, state: list[float], first: int, sizes: Sequence[int]) -> list[Spread]:
        """Run as many steps as `sizes` sum to, in groups of these sizes; return the spread of the loss in each group.

        Args:
            state: the program's state vector before the first of these steps; changed in place.
            first: the number of the first step.
            sizes: how many steps each group has.
        """

    def record_chunks(self, state: list[float], first: int, chunks: Sequence[Sequence[int]]) -> Stretch:
        """Run chunks of steps as `record` would, one after the other, to the same bits.

        Args:
            state: the program's state vector before the first of these steps; changed in place.
            first: the number of the first step.
            chunks: the sizes of the groups in each chunk.
        """


class Engine(Recorder, Protocol):
    """Runs training steps. Engines agree to about 1e−12 relative, not to the bit: a recording names its engine."""

    name: ClassVar[str]
    """What a recording calls it."""
    multiplies_matrices: ClassVar[bool]
    """Whether it adds and multiplies in NumPy's order, rather than in that of the operations."""

    @property
    def runs_insertions(self) -> bool:
        """Whether conditions can be looked at between the operations that it runs, at full speed."""

    @property
    def checkpoint_every(self) -> int:
        """How many steps it runs from one state that is kept to the next, so that any step is reached in a moment."""

    @property
    def sparse_checkpoints(self) -> int:
        """The same for now: where it has grown so fast that as many steps take no longer."""

    @property
    def instant_steps(self) -> int:
        """How many steps it runs without anybody waiting for them."""

    def run(self, state: list[float], first: int, count: int) -> None:
        """Run `count` steps from step `first` (1 is the first of all).

        The state comes out the same to the bit as from `record`.

        Args:
            state: the program's state vector before the first of these steps; changed in place.
            first: the number of the first step.
            count: how many steps.
        """


def chunk_by_chunk(recorder: Recorder, state: list[float], first: int, chunks: Sequence[Sequence[int]]) -> Stretch:
    """Run chunks of steps one after the other; see `Recorder.record_chunks`."""
    spreads: list[Spread] = []
    states = array("d")
    magnitudes = []
    for sizes in chunks:
        spreads += recorder.record(state, first, sizes)
        first += sum(sizes)
        states.extend(state)
        magnitudes.append(sum(map(abs, state)))
    return Stretch(spreads, states, magnitudes)
