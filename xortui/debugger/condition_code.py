"""Conditions as lines of Python between the operations of a step, for loops in Python and for machine code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from xortui.core.compiler import Insertions, identifier
from xortui.core.functions import divide, sign
from xortui.core.program import BATCH
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
)
from xortui.debugger.expressions import Aggregate, Call, Node, Number, Operator, Value, is_measured, walk


class Exam(Protocol):
    """Tests a network."""

    def at(self, measure: str, epoch: int) -> float:
        """Return what a test says at the end of an epoch that has been run."""

    def of(self, measure: str, *parameters: float) -> float:
        """Return what a test says of a network with some parameters, in the network's order."""


@dataclass(frozen=True)
class Dialect:
    """How lines are written for what runs them."""

    step: str
    """The number of the step, a whole number."""
    epoch: str
    """The number of the epoch; {} stands for how many samples it has."""
    hit: tuple[str, ...]
    """Lines that keep a hit; {operation} and {place} stand for where, and for which condition."""
    knows_all: bool
    """Whether all that is looked back at is there; else it may be None."""


PYTHON = Dialect("step", "((step + {} - 1) // {})", ("hits.append((step, {operation}, {place}))",), knows_all=False)
MACHINE = Dialect(
    "at",
    "float((at + {} - 1) // {})",
    ("hits[hit] = at", "hits[hit + 1] = {operation}", "hits[hit + 2] = {place}", "hit += 3"),
    knows_all=True,
)
"""Of numbers only: step and sample are floats there, as everything that a condition computes."""


@dataclass(slots=True)
class _Lines:
    """Lines by where they are run in a step."""

    start: list[str] = field(default_factory=list)
    before: dict[int, list[str]] = field(default_factory=dict)
    """By the number of the operation."""
    after: dict[int, list[str]] = field(default_factory=dict)
    end: list[str] = field(default_factory=list)

    def add_before(self, number: int, lines: Sequence[str]) -> None:
        """Add lines that are run before an operation."""
        self.before.setdefault(number, []).extend(lines)

    def add_after(self, number: int, lines: Sequence[str]) -> None:
        """Add lines that are run after an operation."""
        self.after.setdefault(number, []).extend(lines)


class ConditionCode:
    """The lines of some conditions over one program."""

    def __init__(self, conditions: Sequence[Watched], schedule: Schedule, exam: Exam) -> None:
        """Write the lines of conditions over one program.

        Args:
            conditions: over one program.
            schedule: which steps an epoch and a batch have.
            exam: what tests a network, where conditions ask for that.
        """
        self._exam = exam
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
            place = self._places[base]
            names += [f"fresh_{place}", f"gathered_{place}", *(self._epoch(base, age) for age in range(oldest + 1))]
        return names

    @property
    def truths(self) -> list[str]:
        """The names of those variables that are true or false; all others are numbers."""
        return [name for name in self.memory if name.startswith(("truth_", "fresh_"))]

    @property
    def most_hits(self) -> int:
        """How often conditions are looked at in a step: so many hits it may have."""
        return sum(len(condition.points) for condition in self._conditions)

    def memory_of(self, follower: Follower) -> list[Any]:
        """Return what the variables are where a follower stands, between two steps."""
        memory: dict[str, Any] = {f"truth_{place}": truth for place, truth in enumerate(follower.truths)}
        for name, oldest in self._ages.items():
            memory |= {self._aged(name, age): follower.known.get(Value(name, age)) for age in range(1, oldest + 1)}
            memory[self._latest(name)] = follower.latest.get(name)
        for base, oldest in self._aggregates.items():
            gathered = follower.gathered(base)
            memory[f"fresh_{self._places[base]}"] = gathered is None
            memory[f"gathered_{self._places[base]}"] = 0.0 if gathered is None else gathered
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
        gathered = {
            base: named[f"gathered_{place}"] for base, place in self._places.items() if not named[f"fresh_{place}"]
        }
        for base, oldest in self._aggregates.items():
            ages = range(oldest + 1)
            known |= {Aggregate(base.function, base.argument, age): named[self._epoch(base, age)] for age in ages}
        follower = Follower(self._conditions, self._schedule, self._exam.at)
        follower.begin(state)
        follower.recall(known, gathered)
        follower.truths = [bool(named[f"truth_{place}"]) for place in range(len(self._conditions))]
        return follower

    def insertions(self, dialect: Dialect = PYTHON) -> Insertions:
        """Return the lines."""
        lines = _Lines()
        for name, oldest in self._ages.items():
            if oldest:
                self._keep(lines, dialect, name, oldest)
        for base in self._aggregates:
            if not is_measured(base):
                self._add_gathering(lines, dialect, base)
        closing = self._look_at_all(lines, dialect)
        if closing:
            lines.end.append(f"last = {self._last_operation()}")
        completing = [line for base in self._aggregates for line in self._complete(base)]
        if completing:
            lines.end.append(f"if {dialect.step} % {self._schedule.samples} == 0:")
            lines.end += _indented([*completing, *closing])
        else:
            lines.end += closing
        functions: dict[str, Callable[..., Any]] = {"sign": sign, "divide": divide}
        for base, place in self._places.items():
            if is_measured(base):
                functions[f"measure_{place}"] = partial(self._exam.of, base.function)
        return Insertions(
            reads=self._reads,
            memory=self.memory,
            start=lines.start,
            before=lines.before,
            after=lines.after,
            end=lines.end,
            functions=functions,
            counts_samples=self.counts_samples,
        )

    def _keep(self, lines: _Lines, dialect: Dialect, name: str, oldest: int) -> None:
        """Add the lines that keep what a value was, before it is computed anew."""
        is_state = name in self._program.state_index
        newest = identifier(name) if is_state else self._latest(name)
        older = [self._aged(name, age) for age in range(oldest, 0, -1)]
        aging = _assignments(older, [*older[1:], newest])
        if name not in self._numbers and not is_state:  # it is given, not computed
            lines.start += [*aging, f"{newest} = {self._source(dialect, Value(name))}"]
        for number in self._numbers.get(name, ()):
            lines.add_before(number, aging)
            if not is_state:
                lines.add_after(number, [f"{newest} = {identifier(name)}"])

    def _add_gathering(self, lines: _Lines, dialect: Dialect, base: Aggregate) -> None:
        """Add the lines that take a value of this step into what is told of an epoch."""
        place = gathered_at(self._program, base)
        gathering = self._gather(dialect, base)
        if place != END:
            lines.add_after(place, gathering)
        elif is_of_batches(self._program, base):
            lines.end += [f"if {BATCH}:", *_indented(gathering)]
        else:
            lines.end += gathering

    def _look_at_all(self, lines: _Lines, dialect: Dialect) -> list[str]:
        """Add the lines that look at the conditions within a step, and return those that do so at its end."""
        closing: list[str] = []
        for place, condition in enumerate(self._conditions):
            for point in condition.points:
                if point == START:
                    lines.start += self._look(dialect, place, condition, "1")
                elif point == END:
                    closing += self._look(dialect, place, condition, "last")
                else:
                    lines.add_after(point, self._look(dialect, place, condition, str(point)))
        return closing

    def _last_operation(self) -> str:
        """Write the number of the last operation of a step, which depends on whether it ends a batch."""
        whole = self._program.length(ends_batch=True)
        if not self._program.batched:
            return str(whole)
        return f"{whole} if {BATCH} else {self._program.length(ends_batch=False)}"

    @property
    def counts_samples(self) -> bool:
        """Whether any of them reads the number of the sample."""
        return "sample" in self._names

    @property
    def _names(self) -> set[str]:
        """The names of the values that conditions read."""
        names = set()
        for condition in self._conditions:
            for node in walk(condition.node):
                if isinstance(node, Value):
                    names.add(node.name)
        return names

    @property
    def _reads(self) -> frozenset[str]:
        return frozenset([name for name in self._names if name in self._numbers])

    def _aged(self, name: str, age: int) -> str:
        return f"old{age}_{identifier(name)}"

    def _latest(self, name: str) -> str:
        return f"latest_{identifier(name)}"

    def _epoch(self, base: Aggregate, age: int) -> str:
        return f"epoch{age}_{self._places[Aggregate(base.function, base.argument)]}"

    def _gather(self, dialect: Dialect, base: Aggregate) -> list[str]:
        place = self._places[base]
        total = f"gathered_{place}"
        fresh = f"fresh_{place}"
        value = self._source(dialect, base.argument)
        if base.function == "mean":
            return [f"{total} += {value}", f"{fresh} = False"]
        sign_ = ">" if base.function == "most" else "<"
        return [f"new = {value}", f"if {fresh} or new {sign_} {total}:", f"    {total} = new", f"    {fresh} = False"]

    def _complete(self, base: Aggregate) -> list[str]:
        place = self._places[base]
        total = f"gathered_{place}"
        ages = [self._epoch(base, age) for age in range(self._aggregates[base], -1, -1)]
        if is_measured(base):
            newest = f"measure_{place}({', '.join(map(identifier, self._program.network.parameter_names))})"
            return _assignments(ages, [*ages[1:], newest])
        newest = f"{total} / {gathered_in(self._program, base, self._schedule)}" if base.function == "mean" else total
        return [*_assignments(ages, [*ages[1:], newest]), f"{total} = 0.0", f"fresh_{place} = True"]

    def _look(self, dialect: Dialect, place: int, condition: Watched, operation: str) -> list[str]:
        truth = f"truth_{place}"
        guard = ""
        if not dialect.knows_all:
            unknown = [self._source(dialect, v) for v in condition.values if v.age]
            unknown += [self._source(dialect, a) for a in condition.aggregates]
            guard = "".join(f"{name} is not None and " for name in unknown)
        return [
            f"if {guard}{self._truth(dialect, condition.node)}:",
            f"    if not {truth}:",
            f"        {truth} = True",
            *[f"        {line.format(operation=operation, place=place)}" for line in dialect.hit],
            f"elif {truth}:",
            f"    {truth} = False",
        ]

    def _truth(self, dialect: Dialect, node: Node) -> str:
        """Write an expression as something true or false."""
        match node:
            case Operator("not", (part,)):
                return f"(not {self._truth(dialect, part)})"
            case Operator("and" | "or" as symbol, (left, right)):
                return f"({self._truth(dialect, left)} {symbol} {self._truth(dialect, right)})"
            case Operator("<" | "<=" | ">" | ">=" | "==" | "!=" as symbol, (left, right)):
                return f"({self._source(dialect, left)} {symbol} {self._source(dialect, right)})"
        return f"({self._source(dialect, node)} != 0.0)"

    def _source(self, dialect: Dialect, node: Node) -> str:
        """Write an expression as a number: numbers, names made here, and the operators of the grammar."""
        match node:
            case Number(value):
                return repr(float(value))
            case Value("epoch", 0):
                return dialect.epoch.replace("{}", str(self._schedule.samples))
            case Value(name, 0) if name == BATCH:
                return (
                    f"float({BATCH} or {self._schedule.batch})"
                    if self._program.batched
                    else f"{self._schedule.batch}.0"
                )
            case Value("step" | "sample" as name, 0):
                return name
            case Value(name, age):
                return self._aged(name, age) if age else identifier(name)
            case Aggregate(_, _, age):
                return self._epoch(node, age)
            case Call("-", (argument,)):
                return f"(-{self._source(dialect, argument)})"
            case Call(function, arguments):
                return f"{function}({', '.join([self._source(dialect, argument) for argument in arguments])})"
            case Operator("/", (above, below)):
                return f"divide({self._source(dialect, above)}, {self._source(dialect, below)})"
            case Operator("+" | "-" | "*" as symbol, (left, right)):
                return f"({self._source(dialect, left)} {symbol} {self._source(dialect, right)})"
            case Operator():
                return f"(1.0 if {self._truth(dialect, node)} else 0.0)"
        raise TypeError(f"not an expression: {node!r}")


def _assignments(targets: Sequence[str], values: Sequence[str]) -> list[str]:
    """Return a line for each target that is given a value."""
    return [f"{target} = {value}" for target, value in zip(targets, values, strict=True)]


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]
