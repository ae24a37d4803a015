"""The scanner: finds where conditions become true between two steps, at full speed, however far they lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from xortui.core.compiler import Scan, Spread, Values, compile_scan
from xortui.core.engines import Stretch, chunk_by_chunk
from xortui.core.generated import CHUNKS_AT_ONCE
from xortui.core.program import Program
from xortui.debugger.condition_code import MACHINE, ConditionCode
from xortui.debugger.conditions import Follower, Watched
from xortui.debugger.edits import Edit, Setup, edited_state, edits_before
from xortui.debugger.expressions import RIGHT, SOME_DIFFERS, Aggregate, Node, is_measured
from xortui.debugger.position import Position
from xortui.debugger.right import RightValues, differing
from xortui.debugger.sameness import are_same
from xortui.debugger.timeline import Timeline

if TYPE_CHECKING:
    from xortui.core.machine.machine_loop import Course
    from xortui.core.machine.machine_scan import MachineScan, Scanned

MACHINE_CODE_AFTER = 30_000
"""Steps looked through after which machine code is worth its second of making."""
PROOF = 1024
MIN_PROOF = 256
"""Steps in which machine code must give what Python gives before it is trusted."""
MAX_AT_ONCE = 65_536
"""Steps that are looked through without a word of Python at the most."""


class Hit(NamedTuple):
    """One becoming true."""

    position: Position
    condition: int
    """Which, by its place among the scanner's."""


class Scanner:
    """Looks for the hits of some conditions in the steps of one timeline.

    Where the engine runs generated floats, so do the conditions: they are compiled into a loop of their own, which can
    record the losses of new steps as it goes. Where it runs matrices, and in a step with edits, the values
    are computed one by one, as a person looking at them would see them.
    """

    def __init__(self, timeline: Timeline, conditions: Sequence[Watched]) -> None:
        """Look at one condition or more."""
        self._timeline = timeline
        self._conditions = conditions
        self._next = 0
        """The step that the kept state and memory stand before; 0 if there are none."""
        self._state: list[float] = []
        self._memory: list[Any] = []
        # What is right is not among the values that an engine computes.
        asks_what_is_right = any(condition.asks_what_is_right for condition in conditions)
        self._is_of_tests = all(condition.is_of_tests_alone for condition in conditions)
        """Whether nothing but the ends of epochs has to be looked at."""
        self._asks_tests = any(map(is_measured, [a for condition in conditions for a in condition.aggregates]))
        self._is_fast = timeline.engine.runs_insertions and not asks_what_is_right
        self._found: list[tuple[int, int, int]] = []
        self._before: tuple[int, list[Any], int] = (0, [], 0)
        """The first of the steps that were recorded last, the memory before it, and how many hits there were."""
        self._setup: Setup | None = None
        self._rows: list[tuple[float, ...]] = []
        self._course: Course | None = None
        """The samples and the settings of the steps that were looked through last."""
        self._machine_scan: MachineScan | None = None
        self._looked_through = 0
        """How many steps have been looked through without machine code."""

    def hits(self, first: int, last: int) -> list[Hit]:
        """Return every hit from the first operation of a step to the last of another, both recorded, in order."""
        if self._is_of_tests:
            return _as_hits(self._tested(first, last))
        found: list[tuple[int, int, int]] = []
        while first <= last:
            if not self._is_fast or self._timeline.edits_in(first):
                end = first if self._is_fast else last
                found += self._follow(first, end)
                self._next = 0
            else:
                end = next((step - 1 for step in self._edited if first < step <= last), last)
                found += self._scan(first, end)
            first = end + 1
        return _as_hits(found)

    def advance(self, last: int) -> list[Hit]:
        """Record new steps up to the end of one, or of time if that comes first; return every hit in them, in order."""
        first = self._timeline.recorded + 1
        if not self._is_fast or self._is_of_tests or self._timeline.end is not None:
            self._timeline.advance(last)
            return self.hits(first, self._timeline.recorded)
        self._stand_before(first)
        self._found = []
        self._timeline.advance(last, self)
        found = [hit for hit in self._found if hit[0] <= self._timeline.recorded]
        if self._timeline.end is not None:
            self._next = 0
        return _as_hits(found)

    def hits_at_the_end(self) -> list[Hit]:
        """Return every hit in the step in which time ends."""
        end = self._timeline.end
        return [] if end is None else _as_hits(self._follow(end.step, end.step, upto=end.operation))

    def follower_before(self, step: int) -> Follower:
        """Return what follows the conditions from before a step on, with all there that they look back at.

        Args:
            step: one that has been recorded, or the next.
        """
        if self._is_of_tests:
            return self._tested_before(step)
        if self._is_fast:
            self._stand_before(step)
            return self._follower_here()
        return self._followed_before(step)

    def steps_before(self, step: int) -> Sequence[int]:
        """Return the steps that must be gone through one by one, so that all is known before another.

        Where whole epochs are not asked, those are the last few, and the last few that end a batch: what they alone
        compute stays as it is in all others, unless the user edits them.
        """
        found = range(self._beginning(step) + 1, step)
        if self._timeline.problem.schedule.batch == 1 or any(condition.aggregates for condition in self._conditions):
            return found
        ends_batch, edited, near = self._timeline.problem.schedule.ends_batch, self._edited, step - self._age - 1
        return [passed for passed in found if passed >= near or ends_batch(passed) or passed in edited]

    @property
    def _program(self) -> Program:
        return self._timeline.program

    @property
    def _edited(self) -> list[int]:
        """The steps with edits."""
        return sorted({edit.position.step for edit in self._timeline.history if edit.position.step})

    @property
    def warm_up(self) -> int:
        """How many steps before the first must be gone through, for what is looked back at to be there."""
        schedule = self._timeline.problem.schedule
        if self._is_of_tests:
            return 0
        if any(condition.aggregates for condition in self._conditions):
            return (self._age + 2) * schedule.samples
        return (self._age + 1) * schedule.batch

    @property
    def _age(self) -> int:
        """How far they look back at the most."""
        return max(condition.age for condition in self._conditions)

    def _beginning(self, first: int) -> int:
        """Return the step after which to begin, so that all is known before another: the end of an epoch, or 0."""
        samples = self._timeline.problem.schedule.samples
        before = max(first - 1 - self.warm_up, 0)
        begin = before if self.warm_up < samples else before // samples * samples
        return max(begin, -(-self._timeline.first // samples) * samples)

    def _scan(self, first: int, last: int) -> list[tuple[int, int, int]]:
        self._stand_before(first)
        return self._run(last)

    def _stand_before(self, first: int) -> None:
        """Have the state and the memory before a step."""
        if self._next == first:
            return
        begin = self._beginning(first)
        edited = [step for step in self._edited if begin < step < first]
        if not (begin < self._next <= first) or edited:
            self._state = self._timeline.state_after(begin)
            self._memory = self._code.memory_of(self.follower_after(begin))
            self._next = begin + 1
        for step in edited:
            self._run(step - 1)
            follower = self._follower_here()
            follow_step(self._timeline, follower, step, None)
            self._memory, self._state = self._code.memory_of(follower), self._timeline.state_after(step)
            self._next = step + 1
        self._run(first - 1)

    def _follower_here(self) -> Follower:
        """Return what stands where the kept state and memory do."""
        follower = self._code.follower_of(self._memory, dict(zip(self._program.state, self._state, strict=True)))
        if self._next > 1:
            follower.know(_given(self._timeline, self._next - 1, -1))
        return follower

    def _run(self, last: int) -> list[tuple[int, int, int]]:
        hits: list[tuple[int, int, int]] = []
        while self._next <= last:
            count = min(last - self._next + 1, MAX_AT_ONCE)
            machine = self._machine(count)
            if machine is not None and machine.is_trusted:
                hits += self._run_machine(machine, self._state, self._next, [[count]]).hits
            elif machine is not None:
                count = min(count, PROOF)
                self._prove(machine, count, hits)
            else:
                self._run_python(count, hits)
            self._next += count
        return hits

    def _run_python(self, count: int, hits: list[tuple[int, int, int]]) -> None:
        self._loop(self._state, self._memory, *self._steps(self._next, count), (count,), _ignore, self._next, hits)

    def _run_machine(
        self, machine: MachineScan, state: list[float], first: int, chunks: Sequence[Sequence[int]]
    ) -> Scanned:
        """Run steps by machine code, and keep the memory after them."""
        schedule = self._timeline.problem.schedule
        settings = self._take_setup(first).settings_at(first, schedule)
        if self._course is None:
            from xortui.core.machine.machine_loop import Course

            self._course = Course(self._rows, schedule)
        done = machine.run(state, self._memory, self._course, settings, first, chunks)
        self._memory = done.memory
        return done

    def _prove(self, machine: MachineScan, count: int, hits: list[tuple[int, int, int]]) -> None:
        """Run steps in Python and by machine code, and trust that from now on if it gives the same."""
        state = list(self._state)
        memory = list(self._memory)
        before = len(hits)
        self._run_python(count, hits)
        after = self._memory
        self._memory = memory
        done = self._run_machine(machine, state, self._next, [[count]])
        same = are_same((*state, *done.memory), (*self._state, *map(float, after)))
        self._memory = after
        if not (same and done.hits == hits[before:]):
            machine.give_up()
        elif count >= MIN_PROOF:
            machine.is_trusted = True

    def _machine(self, count: int) -> MachineScan | None:
        """Return the machine code that may look through the next steps, once there is any; a long search wants some.

        Args:
            count: how many steps come next.
        """
        if self._asks_tests:
            return None
        if self._machine_scan is None:
            self._looked_through += count
            is_fast = self._timeline.engine.chunks_at_once > 1
            if not is_fast and self._looked_through < MACHINE_CODE_AFTER:
                return None
            # Loaded when there is a long search.
            from xortui.core.machine.machine_scan import MachineScan

            code = self._code
            self._machine_scan = MachineScan(self._program, code.insertions(MACHINE), code.truths, code.most_hits)
        is_ready = self._machine_scan.is_ready and None not in self._memory
        return self._machine_scan if is_ready else None

    @property
    def chunks_at_once(self) -> int:
        """How many chunks it runs in one go."""
        machine = self._machine(0)
        return CHUNKS_AT_ONCE if machine is not None and machine.is_trusted else 1

    def record(self, state: list[float], first: int, sizes: Sequence[int]) -> list[Spread]:
        """Run and record new steps, as an engine does, and keep the hits."""
        self._go_back_to(first)
        count = sum(sizes)
        machine = self._machine(count)
        if machine is not None and machine.is_trusted:
            return self.record_chunks(state, first, [sizes]).spreads
        spreads: list[Spread] = []
        steps, settings = self._steps(first, count)
        if machine is not None:
            self._state = list(state)
            self._prove(machine, min(count, PROOF), [])
            self._memory = list(self._before[1])
        self._recording(state, self._memory, steps, settings, sizes, spreads.append, first, self._found)
        self._state = list(state)
        self._next = first + count
        return spreads

    def record_chunks(self, state: list[float], first: int, chunks: Sequence[Sequence[int]]) -> Stretch:
        """Run and record chunks of new steps by machine code, and keep the hits; see `Recorder.record_chunks`."""
        self._go_back_to(first)
        machine = self._machine(0)
        if machine is None or not machine.is_trusted:
            return chunk_by_chunk(self, state, first, chunks)
        self._change_engine_over(state, first)
        done = self._run_machine(machine, state, first, chunks)
        self._found += done.hits
        self._state = list(state)
        self._next = first + sum(map(sum, chunks))
        return done.stretch

    def _change_engine_over(self, state: Sequence[float], first: int) -> None:
        """Have the engine run some steps, too, until it has changed over: it takes one back to any step."""
        engine = self._timeline.engine
        if engine.chunks_at_once == 1:
            engine.record(list(state), first, [PROOF])

    def _go_back_to(self, first: int) -> None:
        """Stand before a step, which is the next, or the first of those that were run last."""
        if first != self._next:
            known, memory, hits = self._before
            if first != known:
                raise AssertionError(f"expected step {self._next} to come next, got {first}")
            self._memory = list(memory)
            del self._found[hits:]
            self._next = first
        self._before = (first, list(self._memory), len(self._found))

    def _steps(self, first: int, count: int) -> tuple[Iterator[Any], Sequence[float]]:
        """Return the steps as the loop takes them, and the settings; none of them has edits."""
        schedule = self._timeline.problem.schedule
        setup = self._take_setup(first)
        steps: Iterator[Any] = schedule.arrange(self._rows, first, count)
        if self._timeline.program.batched:
            steps = zip(steps, schedule.endings(first, count), strict=True)
        if self._code.counts_samples:
            numbers = schedule.arrange(range(1, schedule.samples + 1), first, count)
            steps = zip(steps, numbers, strict=True)
        return steps, setup.settings_at(first, schedule)

    def _take_setup(self, step: int) -> Setup:
        """Lay out the samples of a step, unless they are those of the last one."""
        setup = self._timeline.setups_in(step)[-1]
        if setup is not self._setup:
            self._setup = setup
            self._rows = [(*map(float, x), *map(float, y)) for x, y in setup.samples]
            self._course = None
        return setup

    @cached_property
    def _code(self) -> ConditionCode:
        return ConditionCode(self._conditions, self._timeline.problem.schedule, self)

    @cached_property
    def _loop(self) -> Scan:
        return compile_scan(self._timeline.program, self._code.insertions(), records=False)

    @cached_property
    def _recording(self) -> Scan:
        return compile_scan(self._timeline.program, self._code.insertions(), records=True)

    def at(self, measure: str, epoch: int) -> float:
        """Return what a test says at the end of an epoch that has been run."""
        return self._timeline.tested(epoch).measure(measure)

    def of(self, measure: str, *parameters: float) -> float:
        """Return what a test says of a network with some parameters, in a step with the samples of the last setup."""
        samples = self._timeline.problem.samples if self._setup is None else self._setup.samples
        return self._timeline.examined(parameters, samples).measure(measure)

    def _tested(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """Return every hit at the ends of the epochs from one recorded step to another."""
        samples = self._timeline.problem.schedule.samples
        epochs = range(max(-(-first // samples), 1), last // samples + 1)
        found = []
        before = self._truths_after(epochs.start - 1) if epochs else []
        for epoch in epochs:
            truths = self._truths_after(epoch)
            step = epoch * samples
            length = self._program.length(ends_batch=self._timeline.problem.schedule.ends_batch(step))
            for place, (is_true, was_true) in enumerate(zip(truths, before, strict=True)):
                if is_true and not was_true:
                    found.append((step, length, place))
            before = truths
        return found

    def _truths_after(self, epoch: int) -> list[bool]:
        """Return which conditions are true when an epoch is complete; none is before the first."""
        follower = Follower(self._conditions, self._timeline.problem.schedule, self.at)
        follower.recall(self._known_after(epoch), {})
        return [follower.truth(place) for place in range(len(self._conditions))]

    def _known_after(self, epoch: int) -> dict[Node, float | None]:
        """Return what tests say at the end of an epoch and of those before it, as far as conditions look back."""
        known: dict[Node, float | None] = {}
        oldest = max(self._timeline.first // self._timeline.problem.schedule.samples, 0)
        for condition in self._conditions:
            for aggregate in condition.aggregates:
                at = epoch - aggregate.age
                known[aggregate] = self.at(aggregate.function, at) if at >= max(oldest, 1) else None
        return known

    def _tested_before(self, step: int) -> Follower:
        """Return what follows the conditions from before a step on."""
        timeline = self._timeline
        follower = self.follower_after(step - 1)
        epoch = (step - 1) // timeline.problem.schedule.samples
        known: dict[Node, float | None] = {}
        for condition in self._conditions:
            for aggregate in condition.aggregates:
                for age in range(aggregate.age + 1):
                    base = Aggregate(aggregate.function, aggregate.argument, age)
                    known[base] = self.at(base.function, epoch - age) if epoch - age >= 1 else None
        follower.recall(known, {})
        follower.truths = [follower.truth(place) for place in range(len(self._conditions))]
        return follower

    def _follow(self, first: int, last: int, upto: int | None = None) -> list[tuple[int, int, int]]:
        follower = self._followed_before(first)
        found = []
        for step in range(first, last + 1):
            hits = follow_step(self._timeline, follower, step, upto if step == last else None)
            found += [(step, operation, place) for operation, place in hits]
        return found

    def _followed_before(self, first: int) -> Follower:
        """Return what has followed the conditions to where a step begins."""
        follower = self.follower_after(self._beginning(first))
        for step in self.steps_before(first):
            follow_step(self._timeline, follower, step, None)
        return follower

    def follower_after(self, begin: int) -> Follower:
        """Return what follows the conditions from the end of a recorded step on, and knows of nothing before."""
        follower = Follower(self._conditions, self._timeline.problem.schedule, self.at)
        follower.begin(dict(zip(self._timeline.program.state, self._timeline.state_after(begin), strict=True)))
        return follower


def follow_step(timeline: Timeline, follower: Follower, step: int, upto: int | None) -> list[tuple[int, int]]:
    """Take a follower through a recorded step, or the first operations of it; return its hits."""
    schedule = timeline.problem.schedule
    before = timeline.state_after(step - 1)
    values = timeline.values(step, before)
    edits = timeline.edits_in(step)
    first = edits_before(edits)
    begun = edited_state(timeline.program, before, first)
    follower.take(dict(zip(timeline.program.state, begun, strict=True)))
    length = timeline.program.length(ends_batch=schedule.ends_batch(step))
    made: dict[int, dict[str, float]] = {}
    for place, edit in enumerate(edits[len(first) :], start=len(first) + 1):
        at_once = made.setdefault(edit.position.operation, {})
        at_once |= _given(timeline, step, place) | {edit.name: edit.value}
    given = _given(timeline, step, len(first))
    right = timeline.right_values(step, before) if follower.asks_what_is_right else None
    if right is None:
        return list(follower.step(given, values, length, upto, made))
    given |= _right(right) | {SOME_DIFFERS: 0.0}
    values = _as_measured(timeline, edits, values)
    wrong = differing(timeline.program, begun, values, right)
    return list(follower.step(given, values, length, upto, made, wrong))


def _as_measured(timeline: Timeline, edits: Sequence[Edit], values: Values) -> Values:
    """Return the values of a step, those of parameters that were measured in a file in place of the computed ones."""
    measured = {edit.name: edit.value for edit in edits if edit.is_measured}
    if not measured:
        return values
    found = list(values)
    for name, value in measured.items():
        found[timeline.program.by_target[name].number - 1] = value
    return tuple(found)


def _right(right: RightValues) -> dict[str, float]:
    """Return what a step would compute without mistakes; of a name that is assigned twice, the first value."""
    found: dict[str, float] = {}
    for operation in right.program.operations[: right.length]:
        found.setdefault(f"{RIGHT}{operation.target}", right.values[operation.number - 1])
    return found


def _given(timeline: Timeline, step: int, place: int) -> dict[str, float]:
    """Return what a step counts and works with, after so many of its edits: counters, inputs, targets and settings."""
    schedule, program = timeline.problem.schedule, timeline.program
    sample, setup = schedule.sample(step), timeline.setups_in(step)[place]
    x, y = setup.samples[sample]
    found = {"step": float(step), "epoch": float(schedule.epoch(step)), "sample": sample + 1.0}
    found |= zip((*program.inputs, *program.targets), map(float, (*x, *y)), strict=True)
    found |= zip(program.settings, setup.settings_at(step, schedule), strict=True)
    return found


def _as_hits(found: Sequence[tuple[int, int, int]]) -> list[Hit]:
    return [Hit(Position(step, operation), condition) for step, operation, condition in found]


def _ignore(_: Spread) -> None:
    """Record nothing."""
