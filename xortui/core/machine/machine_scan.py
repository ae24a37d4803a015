"""A loop with conditions as machine code: it keeps their hits while it runs and records steps."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from xortui.core.compiler import Insertions
from xortui.core.engines import Stretch
from xortui.core.machine.loop_source import SCAN_ARGUMENTS, scan_source
from xortui.core.machine.machine_loop import MAX_OPERATIONS, Course, address, run_chunks
from xortui.core.machine.workshop import Readiness, Workpiece, workpiece
from xortui.core.program import Program

Hits = list[tuple[int, int, int]]
"""Step, operation and condition of each."""


class Scanned(NamedTuple):
    """What came out of some steps."""

    stretch: Stretch
    memory: list[Any]
    hits: Hits


class MachineScan:
    """Runs steps with lines inserted by machine code, once that is ready, for any samples and settings."""

    def __init__(self, program: Program, insertions: Insertions, truths: Collection[str], most_hits: int) -> None:
        """Want the machine code; it is made meanwhile.

        Args:
            program: what a step does.
            insertions: the lines, in numbers alone.
            truths: which variables of the memory are true or false.
            most_hits: how many hits a step may have.
        """
        self._names = insertions.memory
        self._truths = truths
        self._most_hits = most_hits
        self._nothing = array("d", [0.0])
        self._room = array("q")
        """For hits, made once: there may be many, and are few."""
        self.is_trusted = False
        """Whether it has been seen to give what Python gives."""
        self._workpiece: Workpiece | None = None
        if len(program.operations) <= MAX_OPERATIONS:
            self._workpiece = workpiece(scan_source(program, insertions, truths).text, SCAN_ARGUMENTS)
            self._workpiece.want()

    @property
    def is_ready(self) -> bool:
        """Whether it can run steps."""
        return self._workpiece is not None and self._workpiece.readiness is Readiness.READY

    def give_up(self) -> None:
        """Never run steps: it has given other bits than Python."""
        self._workpiece = None

    def run(
        self,
        state: list[float],
        memory: Sequence[Any],
        course: Course,
        settings: Sequence[float],
        first: int,
        chunks: Sequence[Sequence[int]],
    ) -> Scanned:
        """Run chunks of steps.

        Args:
            state: the state vector before the first step; changed in place.
            memory: the variables of the lines before it; none of them is None.
            course: which samples the steps take.
            settings: the values of the program's settings.
            first: the number of the first step.
            chunks: the sizes of the groups in each chunk.

        Raises:
            ValueError: if it is not ready.
        """
        loop = None if self._workpiece is None else self._workpiece.loop
        if loop is None:
            raise ValueError("expected machine code that is ready")
        steps = sum(map(sum, chunks))
        kept = array("d", map(float, [*memory, 0.0]))
        room = 3 * steps * self._most_hits
        if len(self._room) < room:
            self._room = array("q", bytes(8 * room))
        found = array("q", [0])
        values = array("d", settings)
        others = (first, address(kept), address(self._room), address(found))
        stretch = run_chunks(loop, state, course, values, first, chunks, self._nothing, *others)
        each = iter(self._room[: found[0]])
        return Scanned(stretch, self._remembered(kept), list(zip(each, each, each, strict=True)))

    def _remembered(self, kept: array[float]) -> list[Any]:
        """Return the variables of the lines, as Python has them."""
        numbers = kept[:-1].tolist()
        named = zip(self._names, numbers, strict=True)
        return [bool(number) if name in self._truths else number for name, number in named]
