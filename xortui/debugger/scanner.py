"""The scanner: finds where conditions become true between two steps, at full speed, however far they lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from xortui.core.compiler import Insertions, Scan, Spread, compile_scan, identifier
from xortui.core.engines import Stretch, chunk_by_chunk
from xortui.core.functions import divide
from xortui.core.program import BATCH, Program
from xortui.core.training import Schedule
from xortui.debugger.conditions import (
    END,
    START,
    Follower,
    Watched,
    gathered_at,
    gathered_in,
    is_of_batches,
    numbers_of,
    sign,
)
from xortui.debugger.edits import Setup, edited_state, edits_before
from xortui.debugger.expressions import RIGHT, Aggregate, Call, Node, Number, Operator, Value, walk
from xortui.debugger.position import Position
from xortui.debugger.timeline import Timeline


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
        self._is_fast = timeline.engine.runs_insertions and not asks_what_is_right
        self._found: list[tuple[int, int, int]] = []

    def hits(self, first: int, last: int) -> list[Hit]:
        """Return every hit from the first operation of a step to the last of another, both recorded, in order."""
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
        if not self._is_fast or self._timeline.end is not None:
            self._timeline.advance(last)
            return self.hits(first, self._timeline.recorded)
        self._stand_before(first)
        self._found = []
        self._timeline.advance(last, _Looking(self._record))
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

    # On floats

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
        count = last - self._next + 1
        if count > 0:
            self._loop(self._state, self._memory, *self._steps(self._next, count), (count,), _ignore, self._next, hits)
            self._next = last + 1
        return hits

    def _record(self, state: list[float], first: int, sizes: Sequence[int]) -> list[Spread]:
        """Run and record new steps, as an engine does, and keep the hits."""
        if first != self._next:
            raise AssertionError(f"expected step {self._next} to come next, got {first}")
        spreads: list[Spread] = []
        count = sum(sizes)
        steps, settings = self._steps(first, count)
        self._recording(state, self._memory, steps, settings, sizes, spreads.append, first, self._found)
        self._state, self._next = list(state), first + count
        return spreads

    def _steps(self, first: int, count: int) -> tuple[Iterator[Any], Sequence[float]]:
        """Return the steps as the loop takes them, and the settings; none of them has edits."""
        schedule, setup = self._timeline.problem.schedule, self._timeline.setups_in(first)[-1]
        if setup is not self._setup:
            self._setup = setup
            self._rows = [(*map(float, x), *map(float, y)) for x, y in setup.samples]
        steps: Iterator[Any] = schedule.arrange(self._rows, first, count)
        if self._timeline.program.batched:
            steps = zip(steps, schedule.endings(first, count), strict=True)
        if self._code.counts_samples:
            numbers = schedule.arrange(range(1, schedule.samples + 1), first, count)
            steps = zip(steps, numbers, strict=True)
        return steps, setup.settings_at(first, schedule)

    _setup: Setup | None = None

    @cached_property
    def _code(self) -> _Code:
        return _Code(self._conditions, self._timeline.problem.schedule)

    @cached_property
    def _loop(self) -> Scan:
        return compile_scan(self._timeline.program, self._code.insertions(), records=False)

    @cached_property
    def _recording(self) -> Scan:
        return compile_scan(self._timeline.program, self._code.insertions(), records=True)

    # One by one

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
        follower = Follower(self._conditions, self._timeline.problem.schedule)
        follower.begin(dict(zip(self._timeline.program.state, self._timeline.state_after(begin), strict=True)))
        return follower


class _Looking:
    """Runs and records new steps while it looks at the conditions."""

    chunks_at_once = 1

    def __init__(self, record: Callable[[list[float], int, Sequence[int]], list[Spread]]) -> None:
        """Take what runs steps."""
        self.record = record

    def record_chunks(self, state: list[float], first: int, chunks: Sequence[Sequence[int]]) -> Stretch:
        """Run chunks of steps; see `Recorder.record_chunks`."""
        return chunk_by_chunk(self, state, first, chunks)


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
    if follower.asks_what_is_right:
        given |= _right(timeline, step, before)
    return list(follower.step(given, values, length, upto, made))


def _right(timeline: Timeline, step: int, before: Sequence[float]) -> dict[str, float]:
    """Return what a step would compute without mistakes; of a name that is assigned twice, the first value."""
    right = timeline.right_values(step, before)
    if right is None:
        return {}
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


class _Code:
    """Conditions as lines of Python between the operations of a step."""

    def __init__(self, conditions: Sequence[Watched], schedule: Schedule) -> None:
        self._conditions = conditions
        self._program = conditions[0].program
        self._schedule = schedule
        self._numbers = numbers_of(self._program)
        self._ages: dict[str, int] = {}
        self._aggregates: dict[Aggregate, int] = {}
        for condition in conditions:
            for value in condition.values:
                self._ages[value.name] = max(self._ages.get(value.name, 0), value.age)
            for found in condition.aggregates:
                base = Aggregate(found.function, found.argument)
                self._aggregates[base] = max(self._aggregates.get(base, 0), found.age)
        self._places = {base: place for place, base in enumerate(self._aggregates)}

    @property
    def memory(self) -> list[str]:
        """The names of the variables that live from step to step."""
        names = [f"truth_{place}" for place in range(len(self._conditions))]
        for name, oldest in self._ages.items():
            names += [self._aged(name, age) for age in range(1, oldest + 1)]
            names += [self._latest(name)] * (oldest > 0 and name not in self._program.state_index)
        for base, oldest in self._aggregates.items():
            names += [f"gathered_{self._places[base]}", *(self._epoch(base, age) for age in range(oldest + 1))]
        return names

    def memory_of(self, follower: Follower) -> list[Any]:
        """Return what the variables are where a follower stands, between two steps."""
        memory: dict[str, Any] = {f"truth_{place}": truth for place, truth in enumerate(follower.truths)}
        for name, oldest in self._ages.items():
            memory |= {self._aged(name, age): follower.known.get(Value(name, age)) for age in range(1, oldest + 1)}
            memory[self._latest(name)] = follower.latest.get(name)
        for base, oldest in self._aggregates.items():
            memory[f"gathered_{self._places[base]}"] = follower.gathered(base, self._nothing(base))
            for age in range(oldest + 1):
                memory[self._epoch(base, age)] = follower.known.get(Aggregate(base.function, base.argument, age))
        return [memory[name] for name in self.memory]

    def follower_of(self, memory: Sequence[Any], state: Mapping[str, float]) -> Follower:
        """Return a follower that stands where the variables do, between two steps; the way back of `memory_of`."""
        named = dict(zip(self.memory, memory, strict=True))
        known: dict[Node, float | None] = {}
        for name, oldest in self._ages.items():
            known[Value(name)] = named.get(self._latest(name))
            known |= {Value(name, age): named[self._aged(name, age)] for age in range(1, oldest + 1)}
        gathered = {base: named[f"gathered_{place}"] for base, place in self._places.items()}
        for base, oldest in self._aggregates.items():
            ages = range(oldest + 1)
            known |= {Aggregate(base.function, base.argument, age): named[self._epoch(base, age)] for age in ages}
        follower = Follower(self._conditions, self._schedule)
        follower.begin(state)
        follower.recall(known, gathered)
        follower.truths = [bool(named[f"truth_{place}"]) for place in range(len(self._conditions))]
        return follower

    def insertions(self) -> Insertions:
        """Return the lines."""
        start: list[str] = []
        before: dict[int, list[str]] = {}
        after: dict[int, list[str]] = {}
        for name, oldest in self._ages.items():
            is_state = name in self._program.state_index
            newest = identifier(name) if is_state else self._latest(name)
            older = [self._aged(name, age) for age in range(oldest, 0, -1)]
            lines = [f"{a} = {b}" for a, b in zip(older, [*older[1:], newest], strict=True)] if oldest else []
            if oldest and name not in self._numbers and not is_state:  # it is given, not computed
                start += [*lines, f"{newest} = {self._source(Value(name))}"]
            for number in self._numbers.get(name, ()) if oldest else ():
                before.setdefault(number, []).extend(lines)
                if not is_state:
                    after.setdefault(number, []).append(f"{newest} = {identifier(name)}")
        end: list[str] = []
        for base in self._aggregates:
            place = gathered_at(self._program, base)
            lines = self._gather(base)
            if place == END and is_of_batches(self._program, base):
                lines = [f"if {BATCH}:", *(f"    {line}" for line in lines)]
            (end if place == END else after.setdefault(place, [])).extend(lines)
        closing: list[str] = []
        for place, condition in enumerate(self._conditions):
            for point in condition.points:
                if point == START:
                    start += self._look(place, condition, "1")
                elif point == END:
                    closing += self._look(place, condition, "length")
                else:
                    after.setdefault(point, []).extend(self._look(place, condition, str(point)))
        if closing:
            whole, short = (self._program.length(ends_batch=ends) for ends in (True, False))
            end.append(f"length = {whole} if m else {short}" if self._program.batched else f"length = {whole}")
        if self._aggregates:
            lines = [line for base in self._aggregates for line in self._complete(base)]
            end += [f"if step % {self._schedule.samples} == 0:", *(f"    {line}" for line in [*lines, *closing])]
        else:
            end += closing
        functions: dict[str, Callable[..., Any]] = {"sign": sign, "divide": divide}
        return Insertions(self._reads, self.memory, start, before, after, end, functions, self.counts_samples)

    @property
    def counts_samples(self) -> bool:
        """Whether any of them reads the number of the sample."""
        return any(isinstance(node, Value) and node.name == "sample" for c in self._conditions for node in walk(c.node))

    @property
    def _reads(self) -> frozenset[str]:
        names = [n.name for c in self._conditions for n in walk(c.node) if isinstance(n, Value)]
        return frozenset(name for name in names if name in self._numbers)

    def _aged(self, name: str, age: int) -> str:
        return f"old{age}_{identifier(name)}"

    def _latest(self, name: str) -> str:
        return f"latest_{identifier(name)}"

    def _epoch(self, base: Aggregate, age: int) -> str:
        return f"epoch{age}_{self._places[Aggregate(base.function, base.argument)]}"

    def _gather(self, base: Aggregate) -> list[str]:
        total, value = f"gathered_{self._places[base]}", self._source(base.argument)
        if base.function == "mean":
            return [f"{total} += {value}"]
        sign_ = ">" if base.function == "most" else "<"
        return [f"new = {value}", f"if {total} is None or new {sign_} {total}: {total} = new"]

    def _complete(self, base: Aggregate) -> list[str]:
        total = f"gathered_{self._places[base]}"
        ages = [self._epoch(base, age) for age in range(self._aggregates[base], -1, -1)]
        newest = f"{total} / {gathered_in(self._program, base, self._schedule)}" if base.function == "mean" else total
        again = f"{total} = {self._nothing(base)}"
        return [*(f"{a} = {b}" for a, b in zip(ages, [*ages[1:], newest], strict=True)), again]

    def _nothing(self, base: Aggregate) -> float | None:
        """Return what an epoch has come to before its first step."""
        return 0.0 if base.function == "mean" else None

    def _look(self, place: int, condition: Watched, operation: str) -> list[str]:
        truth = f"truth_{place}"
        unknown = [self._source(v) for v in condition.values if v.age]
        unknown += [self._source(a) for a in condition.aggregates]
        guard = "".join(f"{name} is not None and " for name in unknown)
        return [
            f"if {guard}{self._source(condition.node)}:",
            f"    if not {truth}: {truth} = True; hits.append((step, {operation}, {place}))",
            f"elif {truth}: {truth} = False",
        ]

    def _source(self, node: Node) -> str:
        """Write an expression as Python: numbers, names made here, and the operators of the grammar."""
        match node:
            case Number(value):
                return repr(value)
            case Value("epoch", 0):
                return f"(step + {self._schedule.samples - 1}) // {self._schedule.samples}"
            case Value(name, 0) if name == BATCH:
                return f"({BATCH} or {self._schedule.batch})" if self._program.batched else f"{self._schedule.batch}"
            case Value("step" | "sample" as name, 0):
                return name
            case Value(name, age):
                return self._aged(name, age) if age else identifier(name)
            case Aggregate(_, _, age):
                return self._epoch(node, age)
            case Call("-", (argument,)):
                return f"(-{self._source(argument)})"
            case Call(function, arguments):
                return f"{function}({', '.join(map(self._source, arguments))})"
            case Operator("not", (part,)):
                return f"(not {self._source(part)})"
            case Operator("/", (above, below)):
                return f"divide({self._source(above)}, {self._source(below)})"
            case Operator(symbol, (left, right)):
                return f"({self._source(left)} {symbol} {self._source(right)})"
        raise TypeError(f"not an expression: {node!r}")
