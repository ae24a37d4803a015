"""Engines: run many training steps fast. Generated floats for small networks, NumPy matrices for wide ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Protocol

from xortui.core.compiler import Run, Spread, compile_run
from xortui.core.program import Program
from xortui.core.training import Schedule

LARGEST_GENERATED = 110
"""Up to about this many parameters straight-line Python on floats beats NumPy's cost per call."""

Sample = tuple[tuple[float, ...], tuple[float, ...]]
"""The inputs x and the targets y of one sample."""


class Engine(Protocol):
    """Runs training steps. Engines agree to about 1e−12 relative, not to the bit: a recording names its engine."""

    name: str
    """'floats' or 'matrices'."""

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


def choose_engine(program: Program, samples: Sequence[Sample], schedule: Schedule, settings: Sequence[float]) -> Engine:
    """Return the engine that is faster for a network; the choice depends on it alone.

    Where updates are not simultaneous, generated floats are the only ones that know how.

    Args:
        program: what a step does.
        samples: one or more samples that fit the network.
        schedule: which sample each step takes.
        settings: the values of the program's `settings`: η, μ, m.
    """
    if len(program.network.parameter_names) <= LARGEST_GENERATED or not program.training.simultaneous:
        return FloatEngine(program, samples, schedule, settings)
    # NumPy costs a third of the time to first paint, and small networks never need it.
    from xortui.core.matrices import MatrixEngine

    return MatrixEngine(program, samples, schedule, settings)


class FloatEngine:
    """The program as one generated Python loop over floats."""

    name = "floats"

    def __init__(
        self, program: Program, samples: Sequence[Sample], schedule: Schedule, settings: Sequence[float]
    ) -> None:
        """Lay out the samples; the loops are compiled when first run."""
        self._rows = [(*map(float, x), *map(float, y)) for x, y in samples]
        self._schedule = schedule
        self._settings = tuple(settings)
        self._program = program

    @cached_property
    def _silent(self) -> Run:
        return compile_run(self._program, records=False)

    @cached_property
    def _recording(self) -> Run:
        return compile_run(self._program, records=True)

    def run(self, state: list[float], first: int, count: int) -> None:
        """Run steps; see `Engine.run`."""
        self._silent(state, self._steps(first, count), self._settings, (), _ignore)

    def record(self, state: list[float], first: int, sizes: Sequence[int]) -> list[Spread]:
        """Run steps in groups; see `Engine.record`."""
        spreads: list[Spread] = []
        self._recording(state, self._steps(first, sum(sizes)), self._settings, sizes, spreads.append)
        return spreads

    def _steps(self, first: int, count: int) -> Iterator[Any]:
        rows = self._schedule.arrange(self._rows, first, count)
        return zip(rows, self._schedule.endings(first, count), strict=True) if self._program.batched else rows


def _ignore(_: Spread) -> None:
    """Record nothing."""
