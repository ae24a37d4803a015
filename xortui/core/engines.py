"""Engines: run many training steps fast. Generated floats for small networks, NumPy matrices for wide ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

from xortui.core.compiler import Run, compile_run
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

    def run(self, state: list[float], first: int, count: int, losses: list[float] | None = None) -> None:
        """Run `count` steps from step `first` (1 is the first of all).

        Args:
            state: the program's state vector before the first of these steps; changed in place.
            first: the number of the first step.
            count: how many steps.
            losses: if given, the loss C of each step is appended to it.
        """


def choose_engine(program: Program, samples: Sequence[Sample], schedule: Schedule, settings: Sequence[float]) -> Engine:
    """Return the engine that is faster for a network; the choice depends on nothing else.

    Args:
        program: what a step does.
        samples: one or more samples that fit the network.
        schedule: which sample each step takes.
        settings: the values of the program's `settings`: η, μ, m.
    """
    if len(program.network.parameter_names) <= LARGEST_GENERATED:
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

    def run(self, state: list[float], first: int, count: int, losses: list[float] | None = None) -> None:
        """Run steps; see `Engine.run`."""
        rows = self._schedule.arrange(self._rows, first, count)
        endings = self._schedule.endings(first, count)
        if losses is None:
            self._silent(state, rows, endings, self._settings, _ignore)
        else:
            self._recording(state, rows, endings, self._settings, losses.append)


def _ignore(_: float) -> None:
    """Record nothing."""
