"""The watcher: reads watches at any position of a timeline, to the same values as conditions see there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xortui.debugger.conditions import Follower, NotThere, Watched, evaluate
from xortui.debugger.expressions import Node, Value, is_truth, older
from xortui.debugger.position import Position
from xortui.debugger.scanner import Scanner, follow_step
from xortui.debugger.timeline import Timeline
from xortui.debugger.watches import Reading, Watch

HISTORY = 32
"""How many points a history has at the most."""
MAX_LOOKED_THROUGH = 1_000_000
"""Operations that may have to be gone through for one point of a history: ten milliseconds or less."""
MAX_FOLLOWED = 2_000
"""The same, where an engine can't look at conditions as it runs."""
MAX_KEPT = 4096
"""Points of histories that are kept for when they are asked again."""


class Watcher:
    """Reads some watches of one timeline. What it has found out is kept, so that the next position costs little."""

    def __init__(self, timeline: Timeline, watches: Sequence[Watch]) -> None:
        """Read one watch or more."""
        self.timeline = timeline
        self.watches = tuple(watches)
        self._nodes = [watch.expression.node for watch in watches]
        self._older = list(map(older, self._nodes))
        program = timeline.program
        self._scanner = Scanner(timeline, [Watched(program, node) for node in (*self._nodes, *self._older)])
        self._base: tuple[int, Follower] | None = None
        self._pasts = _pasts(timeline, [watch.expression for watch in watches])

    def read(self, position: Position) -> tuple[Reading, ...]:
        """Return what every watch shows at a position that has been reached."""
        base = self._follower_before(max(position.step, 1))
        here = base.copy()
        if position.step:
            follow_step(self.timeline, here, position.step, position.operation)
        else:
            here.known.update(self._settings_at_the_start)
        now = [_value_here(watch.expression, here.known) for watch in self.watches]
        last = base.last_known
        before = [
            _value(node, last) if value is None else _value(past, here.known)
            for node, past, value in zip(self._nodes, self._older, now, strict=True)
        ]
        # Step by step and not watch by watch, those that look back first, so that states are computed on the way once.
        histories: list[list[float | None]] = [[] for _ in self.watches]
        wanted = [(step, number) for number, past in enumerate(self._pasts) for step in past.steps(position)]
        for step, number in sorted(wanted):
            past = self._pasts[number]
            for place, value in zip(past.places, past.at(step), strict=True):
                histories[place].append(value)
        return tuple(
            Reading(
                watch.text, now[place], before[place], is_truth(self._nodes[place]), (*histories[place], now[place])
            )
            for place, watch in enumerate(self.watches)
        )

    def _follower_before(self, step: int) -> Follower:
        if self._base is None or self._base[0] != step:
            at, follower = self._base or (step, None)
            if follower and 0 < step - at <= len(self._scanner.steps_before(step)):
                for passed in range(at, step):
                    follow_step(self.timeline, follower, passed, None)
            else:
                follower = self._scanner.follower_before(step)
            self._base = step, follower
        return self._base[1]

    @property
    def _settings_at_the_start(self) -> dict[Node, float]:
        timeline = self.timeline
        settings = timeline.setups_in(0)[-1].settings_at(1, timeline.problem.schedule)
        return {Value(name): value for name, value in zip(timeline.program.settings, settings, strict=True)}


def _pasts(timeline: Timeline, expressions: Sequence[Watched]) -> list[_Past]:
    """Return what is kept of the past of some expressions: those of one kind together, that look back first."""
    kinds: dict[tuple[bool, bool], list[int]] = {}
    for place, watched in enumerate(expressions):
        is_of_the_step = any(value.name not in timeline.program.state_index for value in watched.values)
        looks_back = bool(watched.age or watched.aggregates)
        kinds.setdefault((not looks_back, is_of_the_step), []).append(place)
    return [
        _Past(timeline, places, [expressions[place] for place in places], not alone, is_of_the_step)
        for (alone, is_of_the_step), places in sorted(kinds.items())
    ]


class _Past:
    """What some expressions were at earlier steps."""

    def __init__(
        self,
        timeline: Timeline,
        places: Sequence[int],
        expressions: Sequence[Watched],
        looks_back: bool,
        is_of_the_step: bool,
    ) -> None:
        """Know nothing yet.

        Args:
            timeline: in which they are looked at.
            places: theirs among the watches.
            expressions: all of one kind.
            looks_back: whether they read more than what is of the step itself.
            is_of_the_step: whether they read what is of one sample.
        """
        self.places = places
        self._timeline = timeline
        self._expressions = expressions
        self._scanner = Scanner(timeline, expressions)
        self._looks_back = looks_back
        self._is_of_the_step = is_of_the_step
        operations = self._scanner.warm_up * len(timeline.program.operations) if looks_back else 0
        most = MAX_LOOKED_THROUGH if timeline.engine.runs_insertions else MAX_FOLLOWED
        self._takes_too_long = operations > most
        self._known: dict[int, tuple[float | None, ...]] = {}

    def steps(self, position: Position) -> list[int]:
        """Return the steps whose ends are in the history at a position, in their order.

        They are a power of two apart, give or take an epoch: from one position to the next most of them are the same.
        What is of one sample is taken where the same sample comes, all else where an epoch ends.
        """
        schedule, last = self._timeline.problem.schedule, position.step - 1
        if self._takes_too_long or last < 1:
            return []
        spacing = 1
        while spacing * (HISTORY - 1) < last or spacing < schedule.samples:
            spacing *= 2
        epochs = dict.fromkeys(anchor // schedule.samples + 1 for anchor in range(0, last + 1, spacing))
        if self._is_of_the_step:
            sample = schedule.sample(position.step)
            found = [schedule.step_of(sample, epoch) for epoch in epochs]
        else:
            found = [epoch * schedule.samples for epoch in epochs]
        return [step for step in found if step <= last]

    def at(self, step: int) -> tuple[float | None, ...]:
        """Return what they were when a step was complete."""
        if step not in self._known:
            if len(self._known) >= MAX_KEPT:
                self._known.clear()
            self._known[step] = self._found(step)
        return self._known[step]

    def _found(self, step: int) -> tuple[float | None, ...]:
        timeline, scanner = self._timeline, self._scanner
        follower = scanner.follower_before(step) if self._looks_back else scanner.follower_after(step - 1)
        follow_step(timeline, follower, step, None)
        return tuple(_value(watched.node, follower.known) for watched in self._expressions)


def _value_here(watched: Watched, known: Mapping[Node, float]) -> float | None:
    """Return a value inside a step; None until all that it reads of the step is there, also if it looks back at it."""
    if any(Value(value.name) not in known for value in watched.values):
        return None
    return _value(watched.node, known)


def _value(node: Node, known: Mapping[Node, float]) -> float | None:
    try:
        return evaluate(node, known)
    except NotThere:
        return None
