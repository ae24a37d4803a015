"""The engine that computes as the operations say: one generated Python loop over floats, or machine code made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from xortui.core.compiler import Run, Spread, compile_run
from xortui.core.engines import Sample, Stretch, chunk_by_chunk
from xortui.core.program import Program
from xortui.core.training import Schedule

if TYPE_CHECKING:
    from xortui.core.machine.machine_loop import MachineLoop

MAX_QUICK = 110
"""Up to about this many parameters straight-line Python on floats beats NumPy's cost per call."""
MACHINE_CODE_AFTER = 30_000
"""Steps without a rest after which machine code is worth its second of making."""
REST = 0.2
"""Seconds after which steps are counted anew: a few thousand now and then, as a follower runs them, need no help."""
UPDATES_IN_A_MOMENT = 400_000
"""Parameters that machine code updates in about a thousandth of a second."""
CHUNKS_AT_ONCE = 32
"""Checkpoints from which machine code runs on without a word of Python: some thousandths of a second."""


class FloatEngine:
    """The operations in their order, on floats; as machine code once that is ready, to the same bits."""

    name: ClassVar[str] = "floats"
    multiplies_matrices: ClassVar[bool] = False
    checkpoint_every: int = 1024
    instant_steps: int = 5_000

    def __init__(
        self, program: Program, samples: Sequence[Sample], schedule: Schedule, settings: Sequence[float]
    ) -> None:
        """Take what is run; the samples are laid out and the loops compiled when first run."""
        self._samples = samples
        self._schedule = schedule
        self._settings = tuple(settings)
        self._program = program
        self._steps_run = 0
        """How many steps it has run without machine code, and without a rest."""
        self._ended = 0.0
        """When it last came to an end without machine code, in seconds of the clock."""
        self._wanted: MachineLoop | None = None
        self._has_asked = False
        self.runs_insertions = self.is_quick(program)
        if not self.runs_insertions:
            # A step is long, and the straight lines of a wide network take seconds to compile.
            self.checkpoint_every = 256
            self.instant_steps = 100

    @classmethod
    def is_quick(cls, program: Program) -> bool:
        """Say whether no other engine would be quicker."""
        return len(program.network.parameter_names) <= MAX_QUICK

    @property
    def chunks_at_once(self) -> int:
        """How many chunks it runs in one go: machine code runs many, so that none of them costs any Python."""
        return CHUNKS_AT_ONCE if self._wanted is not None and self._wanted.is_trusted else 1

    @property
    def sparse_checkpoints(self) -> int:
        """How many steps may lie between checkpoints: machine code runs several times as many in the same time."""
        if self._wanted is None or not self._wanted.is_trusted:
            return self.checkpoint_every
        in_a_moment = UPDATES_IN_A_MOMENT // len(self._program.network.parameter_names)
        return max(2 * self.checkpoint_every, min(in_a_moment, 4 * self.checkpoint_every))

    @cached_property
    def _rows(self) -> list[tuple[float, ...]]:
        """The inputs and targets of each sample."""
        return [(*map(float, x), *map(float, y)) for x, y in self._samples]

    @cached_property
    def _silent(self) -> Run:
        return compile_run(self._program, records=False)

    @cached_property
    def _recording(self) -> Run:
        return compile_run(self._program, records=True)

    def run(self, state: list[float], first: int, count: int) -> None:
        """Run steps; see `Engine.run`."""
        if self._machine(count) is not None:
            self.record(state, first, (count,))  # which also finds out whether machine code can be trusted
        else:
            self._silent(state, self._steps(first, count), self._settings, (), _ignore)
            self._ended = monotonic()

    def record(self, state: list[float], first: int, sizes: Sequence[int]) -> list[Spread]:
        """Run steps in groups; see `Recorder.record`."""
        count = sum(sizes)
        machine = self._machine(count)
        if machine is not None and machine.is_trusted:
            return machine.record(state, first, sizes)
        before = list(state)
        spreads: list[Spread] = []
        self._recording(state, self._steps(first, count), self._settings, sizes, spreads.append)
        self._ended = monotonic()
        if machine is not None:
            machine.prove(before, state, first, sizes, spreads)
        return spreads

    def record_chunks(self, state: list[float], first: int, chunks: Sequence[Sequence[int]]) -> Stretch:
        """Run chunks of steps; see `Recorder.record_chunks`."""
        if self._wanted is not None and self._wanted.is_trusted:
            return self._wanted.record_chunks(state, first, chunks)
        return chunk_by_chunk(self, state, first, chunks)

    def want_machine_code(self) -> MachineLoop | None:
        """Begin to make machine code, if that is possible; return what it will be."""
        if not self._has_asked:
            self._has_asked = True
            # Loaded when there is a long training: the first picture needs none.
            from xortui.core.machine.machine_loop import MachineLoop, source_of

            source = source_of(self._program)
            if source is not None:
                self._wanted = MachineLoop(self._program, source, self._rows, self._schedule, self._settings)
        return self._wanted

    def _machine(self, count: int) -> MachineLoop | None:
        """Return the machine code that may run the next steps, once there is any; a long training wants some.

        Args:
            count: how many steps come next.
        """
        if not self.runs_insertions:
            return self._machine_of_wide()
        if not self._has_asked and not self._is_long(count):
            return None
        wanted = self.want_machine_code()
        return wanted if wanted is not None and wanted.is_ready else None

    def _is_long(self, count: int) -> bool:
        """Say whether so many more steps make a long training of those before them."""
        if monotonic() - self._ended > REST:
            self._steps_run = 0
        self._steps_run += count
        return self._steps_run >= MACHINE_CODE_AFTER

    def _machine_of_wide(self) -> MachineLoop | None:
        """Return a wide network's machine code; it is waited for, as straight lines would take longer."""
        wanted = self.want_machine_code()
        if wanted is None or wanted.is_trusted:
            return wanted
        wanted.wait()
        if wanted.is_ready:
            wanted.prove_first()
        return wanted if wanted.is_trusted else None

    def has_kept_machine_code(self, seconds: float) -> bool:
        """Say whether a wide network's machine code was made before, is ready within some seconds and can be trusted.

        Where it was not made before, it is made from now on.
        """
        wanted = self.want_machine_code()
        if wanted is None:
            return False
        wanted.wait_for_kept(seconds)
        if wanted.is_ready and not wanted.is_trusted:
            wanted.prove_first()
        return wanted.is_trusted

    def _steps(self, first: int, count: int) -> Iterator[Any]:
        rows = self._schedule.arrange(self._rows, first, count)
        return zip(rows, self._schedule.endings(first, count), strict=True) if self._program.batched else rows


def _ignore(_: Spread) -> None:
    """Record nothing."""
