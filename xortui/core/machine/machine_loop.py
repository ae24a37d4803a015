"""A program's loop as machine code, for one set of samples and settings."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

from xortui.core.compiler import Spread
from xortui.core.engines import Stretch
from xortui.core.functions import FLOAT_FUNCTIONS, sign
from xortui.core.machine.layered_source import can_be_layered, layered_source
from xortui.core.machine.loop_source import NAME, LoopSource, loop_source
from xortui.core.machine.workshop import Readiness, workpiece
from xortui.core.program import Program
from xortui.core.training import Schedule

if TYPE_CHECKING:
    from xortui.core.machine.native import Native

MAX_STRAIGHT = 160
"""Operations up to which straight lines are made sooner than loops over units; they are as fast."""
MAX_OPERATIONS = 600
"""Straight lines of more take numba longer than they save."""
MIN_PROOF = 256
"""Steps in which machine code must give the bits that Python gives before it is trusted."""
FIRST_STEPS = 4
"""Steps of a wide network that Python runs as a proof."""


def source_of(program: Program) -> LoopSource | None:
    """Return the loop that machine code is best made of; None if none is worth it."""
    operations = len(program.operations)
    if operations > MAX_STRAIGHT and can_be_layered(program):
        return layered_source(program)
    return loop_source(program) if operations <= MAX_OPERATIONS else None


class MachineLoop:
    """Runs steps by machine code once that is ready, and trusted once it has been seen to give Python's bits."""

    def __init__(
        self,
        program: Program,
        source: LoopSource,
        rows: Sequence[Sequence[float]],
        schedule: Schedule,
        settings: Sequence[float],
    ) -> None:
        """Want the machine code; it is made meanwhile.

        Args:
            program: what a step does.
            source: the program's loop.
            rows: x… and y… of each sample.
            schedule: which sample each step takes.
            settings: the values of the program's `settings`.
        """
        self._source = source
        self._is_batched = program.batched
        self._width = len(program.state)
        self._course = Course(rows, schedule)
        self._settings = array("d", settings)
        self._work = array("d", bytes(8 * max(source.work, 1)))
        self._trust: bool | None = None
        """Whether it gives Python's bits; None as long as that is not known."""
        self._workpiece = workpiece(source.text)
        self._workpiece.want()

    @property
    def is_ready(self) -> bool:
        """Whether it can run steps, and has not been seen to give other bits than Python."""
        return self._trust is not False and self._workpiece.readiness is Readiness.READY

    @property
    def is_trusted(self) -> bool:
        """Whether it can run steps, and gives Python's bits."""
        return self._trust is True

    def wait(self) -> None:
        """Wait until it is ready or has failed."""
        self._workpiece.wait()

    def wait_for_kept(self, seconds: float) -> None:
        """Wait until it is ready, if it was made before; so many seconds at the most."""
        self._workpiece.wait_for_kept(seconds)

    def record_chunks(self, state: list[float], first: int, chunks: Sequence[Sequence[int]]) -> Stretch:
        """Run chunks of steps; see `Recorder.record_chunks`.

        Raises:
            ValueError: if it is not ready.
        """
        loop = self._workpiece.loop
        if loop is None:
            raise ValueError("expected machine code that is ready")
        return run_chunks(loop, state, self._course, self._settings, first, chunks, self._work)

    def record(self, state: list[float], first: int, sizes: Sequence[int]) -> list[Spread]:
        """Run steps in groups; see `Recorder.record`."""
        return self.record_chunks(state, first, (sizes,)).spreads

    def prove(
        self, before: list[float], after: Sequence[float], first: int, sizes: Sequence[int], spreads: Sequence[Spread]
    ) -> None:
        """Run steps that Python has run, and trust the machine code if the same bits come out.

        Args:
            before: the state vector before the first step.
            after: what Python made of it.
            first: the number of the first step.
            sizes: the groups.
            spreads: what Python recorded.
        """
        if sum(sizes) < MIN_PROOF or not all(map(isfinite, after)):
            return
        state = list(before)
        found = self.record(state, first, sizes)
        self._trust = _bits(state) == _bits(after) and _bits(_flat(found)) == _bits(_flat(spreads))

    def prove_first(self) -> None:
        """Run a few steps from some state, in Python and by machine code, and trust it if the same bits come out.

        Raises:
            ValueError: if it is not ready.
        """
        loop = self._workpiece.loop
        if loop is None:
            raise ValueError("expected machine code that is ready")
        # Numbers as different as may be, and small: of wide networks' large ones most units would be saturated.
        start = [(place * 7919 % 997 + 1) / 10_000 for place in range(self._width)]
        ran = []
        for function in (python_loop(self._source.text), loop):
            is_python = function is not loop
            endings = [2 * (step % 2) for step in range(FIRST_STEPS)] if self._is_batched else [1] * FIRST_STEPS
            order = [step % self._course.samples for step in range(FIRST_STEPS)]
            arrays: list[array[Any]] = [
                array("d", start),
                self._course.rows,
                array("q", order),
                array("q", endings),
                self._settings,
                array("q", [FIRST_STEPS]),
                array("q", [1]),
                array("d", bytes(24)),
                array("d", start),
                array("d", bytes(8)),
                array("d", self._work),
            ]
            given: list[Any] = [part if is_python else address(part) for part in arrays]
            function(*given[:4], FIRST_STEPS, 0, *given[4:7], 1, *given[7:])
            ran.append([part.tobytes() for part in (arrays[0], arrays[7], arrays[8], arrays[9])])
        self._trust = ran[0] == ran[1]


class Course:
    """Which samples the steps take, as a loop reads it."""

    def __init__(self, rows: Sequence[Sequence[float]], schedule: Schedule) -> None:
        """Lay out the samples and an epoch."""
        self.rows = array("d", chain.from_iterable(rows))
        """x… and y… of each sample."""
        self.samples = schedule.samples
        """How many there are."""
        self._schedule = schedule
        self._epoch = array("q", range(schedule.samples))
        self._endings = array("q", schedule.endings(1, schedule.samples))

    def of(self, first: int, count: int) -> tuple[array[int], array[int], int]:
        """Return the samples and the endings of some steps, and the place in both of the first."""
        if not self._schedule.is_shuffled:
            return self._epoch, self._endings, (first - 1) % self.samples
        order = array("q", self._schedule.arrange(range(self.samples), first, count))
        return order, array("q", self._schedule.endings(first, count)), 0


def run_chunks(
    loop: Native,
    state: list[float],
    course: Course,
    settings: array[float],
    first: int,
    chunks: Sequence[Sequence[int]],
    work: array[float],
    *others: int,
) -> Stretch:
    """Run chunks of steps; see `Recorder.record_chunks`.

    Args:
        loop: what runs them.
        state: the state vector before the first step; changed in place.
        course: which samples they take.
        settings: the values of the program's settings.
        first: the number of the first step.
        chunks: the sizes of the groups in each chunk.
        work: the room that the loop needs.
        others: what else it takes.
    """
    sizes = array("q", chain.from_iterable(chunks))
    lengths = array("q", map(len, chunks))
    order, endings, place = course.of(first, sum(sizes))
    vector = array("d", state)
    spreads = array("d", bytes(24 * len(sizes)))
    states = array("d", bytes(8 * len(state) * len(chunks)))
    magnitudes = array("d", bytes(8 * len(chunks)))
    loop(
        address(vector),
        address(course.rows),
        address(order),
        address(endings),
        len(order),
        place,
        address(settings),
        address(sizes),
        address(lengths),
        len(chunks),
        address(spreads),
        address(states),
        address(magnitudes),
        address(work),
        *others,
    )
    state[:] = vector.tolist()
    return Stretch(as_spreads(spreads), states, magnitudes)


def address(numbers: array[Any]) -> int:
    """Return where the numbers of an array stand."""
    return numbers.buffer_info()[0]


def as_spreads(numbers: array[float]) -> list[Spread]:
    """Return the spreads that a loop has put one after the other."""
    each = iter(numbers)
    return list(zip(each, each, each, strict=True))


def python_loop(text: str) -> Callable[..., None]:
    """Return a loop as plain Python, with lists or arrays in place of addresses: the same arithmetic, slowly."""
    names: dict[str, Any] = {**FLOAT_FUNCTIONS, "inf": inf, "sign": sign}
    exec(compile(text, "<loop>", "exec"), names)
    loop: Callable[..., None] = names[NAME]
    return loop


def _flat(spreads: Iterable[Spread]) -> list[float]:
    return [number for spread in spreads for number in spread]


def _bits(numbers: Sequence[float]) -> bytes:
    return array("d", numbers).tobytes()
