"""The runner: from a position to the nearest hit of the breakpoints, forwards and backwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from xortui.debugger.breakpoints import Breakpoint, Breakpoints
from xortui.debugger.conditions import Watched
from xortui.debugger.position import Position, Route
from xortui.debugger.scanner import Hit, Scanner
from xortui.debugger.timeline import Timeline

CHUNK = 1024
"""Steps that are looked through at once."""
FIRST_CHUNK_OF_RIGHT = 16
"""The same, of the first where it is asked what is right: that takes long for each step, and is often found soon."""
MAX_AT_ONCE = 65_536
"""The same, of many that machine code has looked through in vain."""

_Hit = tuple[Position, Breakpoint]


class Halt(NamedTuple):
    """Where breakpoints stop a run."""

    position: Position
    breakpoints: list[Breakpoint]
    """Those that are hit there and not let pass."""


class Runner:
    """Looks for hits. What it has found out about the conditions is kept, so that going on costs nothing anew."""

    def __init__(self, breakpoints: Breakpoints, route: Route) -> None:
        """Look for the hits of some breakpoints, which may change from run to run.

        Args:
            breakpoints: what to stop at.
            route: the positions of the problem.
        """
        self._breakpoints = breakpoints
        self._route = route
        self._scanner: tuple[Timeline, tuple[Watched, ...], Scanner] | None = None

    def forward(self, timeline: Timeline, position: Position, last: int, until: Position | None = None) -> Halt | None:
        """Return the first hit after a position, up to the end of a step; None if there is none before time ends.

        Args:
            timeline: what is run.
            position: where it is run from.
            last: the step at whose end the search ends.
            until: the last position that counts, if that is inside the step.
        """
        furthest = self._route.end_of(last) if until is None else until
        step = max(position.step, 1)
        chunk = self._first_chunk
        while step <= last and (timeline.end is None or step < timeline.end.step):
            end = min(last, step + chunk - 1)
            if step <= timeline.recorded:
                end = min(end, timeline.recorded)
                hits = self._recorded(timeline, step, end)
            else:
                hits = self._new(timeline, step, end)
            if halt := self._first(hit for hit in hits if position < hit[0] <= furthest):
                return halt
            step = end + 1
            chunk = self._next_chunk(timeline, chunk)
        at_the_end = self._at_the_end(timeline)
        return self._first(hit for hit in at_the_end if position < hit[0] <= furthest)

    def backward(self, timeline: Timeline, position: Position, target: Position) -> Halt | None:
        """Return the last hit before a position, and not before another one; None if there is none."""
        hits = [hit for hit in self._at_the_end(timeline) if target <= hit[0] < position]
        if halt := self._first(reversed(hits)):
            return halt
        last = min(position.step, timeline.recorded)
        chunk = self._first_chunk
        while last >= max(target.step, 1):
            first = max(last - chunk + 1, target.step, 1)
            hits = [hit for hit in self._recorded(timeline, first, last) if target <= hit[0] < position]
            if halt := self._first(reversed(hits)):
                return halt
            last = first - 1
            chunk = self._next_chunk(timeline, chunk)
        return None

    @property
    def _first_chunk(self) -> int:
        """How many steps to look through first."""
        asks = any(b.condition is not None and b.condition.asks_what_is_right for b in self._conditional)
        return FIRST_CHUNK_OF_RIGHT if asks else CHUNK

    def _next_chunk(self, timeline: Timeline, chunk: int) -> int:
        """Return how many steps to look through next, after some without a hit."""
        if chunk < CHUNK:
            return min(2 * chunk, CHUNK)
        scanner = self._scan(timeline)
        if scanner is None or scanner.chunks_at_once == 1 or len(self._conditional) < len(self._breakpoints.enabled):
            return CHUNK
        return min(2 * chunk, MAX_AT_ONCE)

    def _first(self, hits: Iterable[_Hit]) -> Halt | None:
        """Return the first of some hits that is not let pass; count all up to there."""
        for position, together in groupby(hits, key=lambda hit: hit[0]):
            stopping = []
            for _, hit in together:
                hit.hits += 1
                if hit.ignore:
                    hit.ignore -= 1
                else:
                    stopping.append(hit)
            for hit in stopping:
                if hit.is_once:
                    self._breakpoints.remove(hit.number)
            if stopping:
                return Halt(position, stopping)
        return None

    @property
    def _conditional(self) -> list[Breakpoint]:
        return [b for b in self._breakpoints.enabled if b.condition is not None]

    def _scan(self, timeline: Timeline) -> Scanner | None:
        """Return the scanner for the conditions of now; None if there are none."""
        conditions = tuple(b.condition for b in self._conditional if b.condition is not None)
        if not conditions:
            return None
        if self._scanner is None or self._scanner[0] is not timeline or self._scanner[1] != conditions:
            self._scanner = timeline, conditions, Scanner(timeline, conditions)
        return self._scanner[2]

    def _recorded(self, timeline: Timeline, first: int, last: int) -> list[_Hit]:
        scanner = self._scan(timeline)
        found = scanner.hits(first, last) if scanner else []
        return self._merged(self._breakpoints_of(found), first, last)

    def _new(self, timeline: Timeline, first: int, last: int) -> list[_Hit]:
        scanner = self._scan(timeline)
        found = []
        if scanner:
            found = scanner.advance(last)
        else:
            timeline.advance(last)
        return self._merged(self._breakpoints_of(found), first, min(last, timeline.recorded))

    def _at_the_end(self, timeline: Timeline) -> list[_Hit]:
        """Return the hits in the step in which time ends."""
        end = timeline.end
        if end is None:
            return []
        scanner = self._scan(timeline)
        found = scanner.hits_at_the_end() if scanner else []
        return [hit for hit in self._merged(self._breakpoints_of(found), end.step, end.step) if hit[0] <= end]

    def _breakpoints_of(self, hits: Iterable[Hit]) -> list[_Hit]:
        """Return where conditions were hit, each with its breakpoint."""
        waiting = self._conditional
        return [(hit.position, waiting[hit.condition]) for hit in hits]

    def _merged(self, found: list[_Hit], first: int, last: int) -> list[_Hit]:
        """Add the hits of breakpoints on operations, in the order of time."""
        operations = [b for b in self._breakpoints.enabled if b.condition is None]
        return sorted([*found, *self._passing(operations, first, last)], key=lambda hit: (hit[0], hit[1].number))

    def _passing(self, operations: Iterable[Breakpoint], first: int, last: int) -> Iterator[_Hit]:
        route = self._route
        for waiting in operations:
            for step in range(first, last + 1):
                if waiting.operation <= route.length(step):
                    yield Position(step, waiting.operation), waiting
