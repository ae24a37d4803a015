"""Conditions: when what they say becomes true, operation by operation.

A condition is looked at wherever a value it reads has just been computed, and all the others it reads are there in this
step. Parameters, velocities and gradient sums are always there; what an epoch comes to (loss, most(…)) is there from
the end of the first epoch on; what one looks back at, once it has been computed twice. As long as something is not
there, the condition is not true. What is right is not there before it is computed, in any step: so a condition that
asks what differs from it becomes true anew in each step, though a value is wrong in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache

from xortui.core.functions import divide, sign
from xortui.core.program import Kind, Program
from xortui.core.training import Schedule
from xortui.debugger.expressions import (
    COUNTERS,
    SOME_DIFFERS,
    Aggregate,
    Call,
    Node,
    Number,
    Operator,
    Value,
    is_measured,
    is_of_right,
    walk,
)
from xortui.debugger.right import NOTHING_DIFFERS, Differing, differ

START, END = 0, -1
"""Where a condition is looked at, besides after an operation: before the first of a step, and when it is complete."""


Measure = Callable[[str, int], float]
"""One of `MEASURES`, and an epoch → its value at the end of that epoch."""


class NotThere(Exception):  # noqa: N818 -- not an error: it is handled where it is asked
    """A value that an expression reads is not there yet."""


@dataclass(frozen=True)
class Watched:
    """An expression over one program's values, and when in a step it can change."""

    program: Program
    node: Node

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """The values it reads of the step itself, outside what it asks of whole epochs."""
        return tuple(dict.fromkeys(n for n in _outside(self.node) if isinstance(n, Value)))

    @cached_property
    def aggregates(self) -> tuple[Aggregate, ...]:
        """What it asks of whole epochs."""
        return tuple(dict.fromkeys(n for n in walk(self.node) if isinstance(n, Aggregate)))

    @property
    def asks_what_is_right(self) -> bool:
        """Whether it reads what a value would be without mistakes."""
        return any(is_of_right(value.name) for value in self.values)

    @property
    def asks_for_any_difference(self) -> bool:
        """Whether it reads whether any value of a step differs from what is right."""
        return any(value.name == SOME_DIFFERS for value in self.values)

    @cached_property
    def is_of_tests_alone(self) -> bool:
        """Whether it can change only at the end of an epoch, with what a test says there."""
        return not self.values and bool(self.aggregates) and all(map(is_measured, self.aggregates))

    @cached_property
    def age(self) -> int:
        """How far it looks back at the most."""
        return max((n.age for n in walk(self.node) if isinstance(n, Value | Aggregate)), default=0)

    @cached_property
    def _of_arrays(self) -> frozenset[str]:
        """The names of the values of which it asks whether any differs from what is right."""
        found: set[str] = set()
        for node in walk(self.node):
            if isinstance(node, Call) and node.function == "differs" and len(node.arguments) > 2:
                found |= {value.name for value in node.arguments if isinstance(value, Value)}
        return frozenset(found)

    @cached_property
    def points_of_arrays(self) -> frozenset[int]:
        """The numbers of the operations that compute these, and nothing else that it reads."""
        numbers = numbers_of(self.program)
        others = {
            number
            for value in self.values
            if value.name not in self._of_arrays
            for number in numbers.get(value.name, ())
        }
        return frozenset([number for name in self._of_arrays for number in numbers.get(name, ())]) - others

    @cached_property
    def points(self) -> tuple[int, ...]:
        """Where it is looked at: numbers of operations, `START` or `END`, in the order of a step."""
        found = points(self.program, [value.name for value in self.values], bool(self.aggregates), self._of_arrays)
        if not self.asks_what_is_right:
            return found
        # A sum of gradients that starts again from 0 is not wrong: what it was before is compared.
        operations = self.program.operations
        return tuple([point for point in found if point <= START or operations[point - 1].kind is not Kind.RESET])


def _outside(node: Node) -> Iterator[Node]:
    """Yield a node and what is in it, but not what is in an aggregate."""
    yield node
    match node:
        case Call(_, parts) | Operator(_, parts):
            for part in parts:
                yield from _outside(part)


def points(program: Program, names: Sequence[str], asks_epochs: bool, any_of: Collection[str] = ()) -> tuple[int, ...]:
    """Return where something that reads some values of a step can change, once those are there that it needs.

    Args:
        program: what the values are of.
        names: theirs.
        asks_epochs: whether it asks what an epoch comes to as well.
        any_of: those of them of which one is enough.
    """
    numbers = numbers_of(program)
    computed = [number for name in names for number in numbers.get(name, ())]
    fresh = [name for name in names if name not in program.state_index and name in numbers and name not in any_of]
    first = max((numbers[name][0] for name in fresh), default=START)
    found = sorted({number for number in computed if number >= first})
    if not fresh and any(
        name in COUNTERS or name in (*program.inputs, *program.targets, *program.settings) for name in names
    ):
        found = [START, *found]
    return (*found, END) if asks_epochs or not found or SOME_DIFFERS in names else tuple(found)


def gathered_at(program: Program, aggregate: Aggregate) -> int:
    """Return where in a step an aggregate takes its argument: as soon as it is there, or at the end if it lives on."""
    names = [node.name for node in walk(aggregate.argument) if isinstance(node, Value)]
    numbers = numbers_of(program)
    if any(name in program.state_index for name in names):
        return END
    return max((numbers[name][0] for name in names if name in numbers), default=END)


def is_of_batches(program: Program, aggregate: Aggregate) -> bool:
    """Say whether an aggregate's argument is there only in the steps that end a batch."""
    names = [node.name for node in walk(aggregate.argument) if isinstance(node, Value)]
    numbers, short = numbers_of(program), program.length(ends_batch=False)
    return any(name not in program.state_index and numbers[name][0] > short for name in names if name in numbers)


def gathered_in(program: Program, aggregate: Aggregate, schedule: Schedule) -> int:
    """Return in how many steps of an epoch an aggregate's argument is there."""
    if is_of_batches(program, aggregate):
        return -(-schedule.samples // schedule.batch)
    return schedule.samples


@lru_cache(maxsize=4)
def numbers_of(program: Program) -> Mapping[str, tuple[int, ...]]:
    """Return the numbers of the operations that compute each value."""
    found: dict[str, tuple[int, ...]] = {}
    for operation in program.operations:
        found[operation.target] = (*found.get(operation.target, ()), operation.number)
    return found


def evaluate(node: Node, known: Mapping[Node, float]) -> float:
    """Return the value of an expression, from those of its values and aggregates; a truth is 1 or 0.

    Raises:
        NotThere: if one of them is missing.
    """
    match node:
        case Number(value):
            return value
        case Value() | Aggregate():
            if node not in known:
                raise NotThere
            return known[node]
        case Call("differs", arguments):
            return _differs(arguments, known)
        case Call(function, arguments):
            numbers = [evaluate(argument, known) for argument in arguments]
            return _CALLS[function](*numbers)
        case Operator("not", (part,)):
            return float(not evaluate(part, known))
        case Operator(symbol, (left, right)):
            # Both sides, always: a condition is there or it is not, whatever the first half of an 'or' says.
            return float(_OPERATORS[symbol](evaluate(left, known), evaluate(right, known)))
    raise TypeError(f"not an expression: {node!r}")


def _differs(arguments: Sequence[Node], known: Mapping[Node, float]) -> float:
    """Return 1 if any of some values differs from what is right, of those that are there; else 0.

    Args:
        arguments: each value, and behind it what would be right.
        known: the values.

    Raises:
        NotThere: if none of them is.
    """
    pairs = zip(arguments[::2], arguments[1::2], strict=True)
    there = [(theirs, right) for theirs, right in pairs if theirs in known and right in known]
    if not there:
        raise NotThere
    return float(any(differ(known[theirs], known[right]) for theirs, right in there))


_CALLS: Mapping[str, Callable[..., float]] = {
    "abs": abs,
    "sign": sign,
    "-": lambda a: -a,
    "max": max,
    "min": min,
}
_OPERATORS: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": divide,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "and": lambda a, b: bool(a and b),
    "or": lambda a, b: bool(a or b),
}


class Follower:
    """Follows expressions through the steps, operation by operation: slow, and what the fast scan is held against."""

    def __init__(self, watched: Sequence[Watched], schedule: Schedule, measure: Measure) -> None:
        """Know nothing yet.

        Args:
            watched: expressions over one program.
            schedule: which steps an epoch and a batch have.
            measure: returns one of `MEASURES` at the end of an epoch.
        """
        self._measure = measure
        self._watched = watched
        self._schedule = schedule
        self._program = watched[0].program
        self.asks_what_is_right = any(expression.asks_what_is_right for expression in watched)
        """Whether any of them reads what a value would be without mistakes."""
        ages: dict[str, int] = {}
        for expression in watched:
            for value in expression.values:
                ages[value.name] = max(ages.get(value.name, 0), value.age)
        self._ages = ages
        self._numbers = numbers_of(self._program)
        aggregates: dict[Aggregate, int] = {}
        for expression in watched:
            for found in expression.aggregates:
                base = Aggregate(found.function, found.argument)
                aggregates[base] = max(aggregates.get(base, 0), found.age)
        self._aggregates = aggregates
        self._places = {base: gathered_at(self._program, base) for base in aggregates}
        arguments = (node for base in aggregates for node in walk(base.argument))
        self._read = {*ages, *(node.name for node in arguments if isinstance(node, Value))}
        numbers = {number for name in self._read for number in self._numbers.get(name, ())}
        numbers |= {point for expression in watched for point in expression.points if point > START}
        self._stops = sorted(numbers | {place for place in self._places.values() if place > START})
        """The operations at which there is something to do: of a wide network, few."""
        self.latest: dict[str, float] = {}
        """What each name was last computed to, or given."""
        self._sums: dict[Aggregate, float] = {}
        self.known: dict[Node, float] = {}
        """The values of every value and aggregate that is there."""
        self._wrong: frozenset[int] = frozenset()
        """The operations of the step whose values are not right, where that is asked for."""
        self.truths = [False] * len(watched)
        """Whether each was true when last looked at."""

    def begin(self, state: Mapping[str, float]) -> None:
        """Stand before a step, with a state by name."""
        self.take(state)
        self.truths = [self.truth(i) for i in range(len(self._watched))]

    def take(self, state: Mapping[str, float]) -> None:
        """Take over a state by name; how an engine rounds is not quite how its operations do one by one."""
        self.latest |= state
        self.know({name: state[name] for name in self._read if name in state})

    def recall(self, known: Mapping[Node, float | None], gathered: Mapping[Aggregate, float | None]) -> None:
        """Take over what is known between two steps, and what the epoch has come to; None is not there yet."""
        there = {node: float(value) for node, value in known.items() if value is not None}
        self.known |= there
        self.latest |= {node.name: value for node, value in there.items() if isinstance(node, Value) and not node.age}
        self._sums = {base: total for base, total in gathered.items() if total is not None}

    def know(self, values: Mapping[str, float]) -> None:
        """Know what a step counts and works with."""
        self.known |= {Value(name): value for name, value in values.items()}

    @property
    def last_known(self) -> dict[Node, float]:
        """What is known, and of what is not there in this step, such as ḡ where no batch ends, what it last was."""
        return {Value(name): value for name, value in self.latest.items()} | self.known

    def copy(self) -> Follower:
        """Return another that stands at the same place and goes its own way."""
        other = copy(self)
        other.latest, other._sums, other.known = dict(self.latest), dict(self._sums), dict(self.known)
        other.truths = list(self.truths)
        return other

    def gathered(self, base: Aggregate) -> float | None:
        """Return what an aggregate has come to so far in this epoch; None before the first step of it."""
        return self._sums.get(base)

    def truth(self, place: int) -> bool:
        """Return whether an expression is true as things stand."""
        try:
            return bool(evaluate(self._watched[place].node, self.known))
        except NotThere:
            return False

    def step(
        self,
        counters: Mapping[str, float],
        values: Sequence[float],
        length: int,
        upto: int | None = None,
        made: Mapping[int, Mapping[str, float]] | None = None,
        wrong: Differing = NOTHING_DIFFERS,
    ) -> Iterator[tuple[int, int]]:
        """Go through a step; yield the operation and the place of the expression wherever one becomes true.

        Args:
            counters: step, epoch and sample, the inputs, targets and settings, by name.
            values: of every operation.
            length: how many of them run in this step.
            upto: where to stop; at the end by default.
            made: after which operation somebody gives which names which values.
            wrong: what is not right in this step.
        """
        for name in self._read:
            is_of_the_step = name in self._numbers and name not in self._program.state_index
            if is_of_the_step or is_of_right(name):  # of the step before
                self.known.pop(Value(name), None)
        for place, expression in enumerate(self._watched):
            if expression.asks_what_is_right:
                self.truths[place] = False
        for name, value in counters.items():
            self._compute(name, value)
        yield from self._look(START, 1)
        made = made or {}
        self._wrong = frozenset(wrong.operations)
        first_wrong = wrong.operations[0] if wrong.operations else None
        more = {*made, *wrong.operations[:1]}
        for number in sorted({*self._stops, *more}) if more else self._stops:
            if number > (length if upto is None else upto):
                break
            if number:
                self._compute(self._program.operations[number - 1].target, values[number - 1])
                if number == first_wrong:
                    self._give({SOME_DIFFERS: 1.0})
                yield from self._look(number, number, some_differs=number == first_wrong)
            self._give(made.get(number, {}))
        if upto is None or upto == length:
            if first_wrong is None and wrong.is_state_wrong:
                self._give({SOME_DIFFERS: 1.0})
            self._gather(END)
            if counters["step"] % self._schedule.samples == 0:
                self._complete_epoch(int(counters["epoch"]))
            yield from self._look(END, length)

    def _give(self, values: Mapping[str, float]) -> None:
        for name, value in values.items():
            self.known[Value(name)] = self.latest[name] = value

    def _compute(self, name: str, value: float) -> None:
        for age in range(self._ages.get(name, 0), 0, -1):
            newer = self.latest.get(name) if age == 1 else self.known.get(Value(name, age - 1))
            if newer is not None:
                self.known[Value(name, age)] = newer
        self.known[Value(name)] = self.latest[name] = value

    def _look(self, point: int, operation: int, *, some_differs: bool = False) -> Iterator[tuple[int, int]]:
        """Look at the expressions that can have changed at a point; also at those that ask where anything differs."""
        if point != END:
            self._gather(point)
        for place, expression in enumerate(self._watched):
            # Of an array, those of its values that are right say nothing new.
            is_right = point in expression.points_of_arrays and point not in self._wrong
            can_change = point in expression.points and not is_right
            if can_change or (some_differs and expression.asks_for_any_difference):
                was, self.truths[place] = self.truths[place], self.truth(place)
                if self.truths[place] and not was:
                    yield operation, place

    def _gather(self, point: int) -> None:
        for base, place in self._places.items():
            if place != point or is_measured(base):
                continue
            try:
                value = evaluate(base.argument, self.known)
            except NotThere:  # in this step: no batch ends
                continue
            if base not in self._sums:
                self._sums[base] = 0.0 + value if base.function == "mean" else value
            else:
                self._sums[base] = _GATHER[base.function](self._sums[base], value)

    def _complete_epoch(self, epoch: int) -> None:
        for base, oldest in self._aggregates.items():
            for age in range(oldest, 0, -1):
                newer = self.known.get(Aggregate(base.function, base.argument, age - 1))
                if newer is not None:
                    self.known[Aggregate(base.function, base.argument, age)] = newer
            if is_measured(base):
                self.known[base] = self._measure(base.function, epoch)
                continue
            total = self._sums.pop(base)
            count = gathered_in(self._program, base, self._schedule)
            self.known[base] = total / count if base.function == "mean" else total


_GATHER: Mapping[str, Callable[[float, float], float]] = {
    "mean": lambda total, value: total + value,
    "most": lambda total, value: value if value > total else total,
    "least": lambda total, value: value if value < total else total,
}
