"""The engine for small networks, and for any operations: the program as one generated Python loop over floats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar

from xortui.core.compiler import Run, Spread, compile_run
from xortui.core.engines import Sample
from xortui.core.program import Program
from xortui.core.training import Schedule

LARGEST_QUICK = 110
"""Up to about this many parameters straight-line Python on floats beats NumPy's cost per call."""


class FloatEngine:
    """The program as one generated Python loop over floats."""

    name: ClassVar[str] = "floats"
    multiplies_matrices: ClassVar[bool] = False
    runs_insertions: ClassVar[bool] = True
    checkpoint_every: ClassVar[int] = 1024
    instant_steps: ClassVar[int] = 5_000

    def __init__(
        self, program: Program, samples: Sequence[Sample], schedule: Schedule, settings: Sequence[float]
    ) -> None:
        """Lay out the samples; the loops are compiled when first run."""
        self._rows = [(*map(float, x), *map(float, y)) for x, y in samples]
        self._schedule = schedule
        self._settings = tuple(settings)
        self._program = program

    @classmethod
    def is_quick(cls, program: Program) -> bool:
        """Say whether no other engine would be quicker."""
        return len(program.network.parameter_names) <= LARGEST_QUICK

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
