"""The runner: from where a debugger stands to the nearest hit of its breakpoints, forwards and backwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from xortui.debugger.breakpoints import Breakpoint
from xortui.debugger.conditions import Watched
from xortui.debugger.position import Position
from xortui.debugger.scanner import Scanner
from xortui.debugger.timeline import Timeline

if TYPE_CHECKING:
    from xortui.debugger.debugger import Debugger, Stop

CHUNK = 1024
"""Steps that are looked through at once."""

_Hit = tuple[Position, Breakpoint]


class Runner:
    """Runs one debugger. What it has found out about the conditions is kept, so that going on costs nothing anew."""

    def __init__(self, debugger: Debugger) -> None:
        """Run from where it stands."""
        self._debugger = debugger
        self._scanner: tuple[Timeline, tuple[Watched, ...], Scanner] | None = None

    def forward(self, last: int) -> Stop | None:
        """Go to the first hit after this position, up to the end of a step; None if there is none before time ends."""
        debugger, timeline = self._debugger, self._debugger.timeline
        step = max(debugger.position.step, 1)
        while step <= last and (timeline.end is None or step < timeline.end.step):
            end = min(last, step + CHUNK - 1)
            if step <= timeline.recorded:
                end = min(end, timeline.recorded)
                hits = self._recorded(step, end)
            else:
                hits = self._new(step, end)
            if stop := self._first(hit for hit in hits if hit[0] > debugger.position):
                return stop
            step = end + 1
        return self._first(hit for hit in self._at_the_end() if hit[0] > debugger.position and hit[0].step <= last)

    def backward(self, target: Position) -> Stop | None:
        """Go to the last hit before this position, and not before another one; None if there is none."""
        debugger, timeline = self._debugger, self._debugger.timeline
        hits = [hit for hit in self._at_the_end() if target <= hit[0] < debugger.position]
        if stop := self._first(reversed(hits)):
            return stop
        last = min(debugger.position.step, timeline.recorded)
        while last >= max(target.step, 1):
            first = max(last - CHUNK + 1, target.step, 1)
            hits = [hit for hit in self._recorded(first, last) if target <= hit[0] < debugger.position]
            if stop := self._first(reversed(hits)):
                return stop
            last = first - 1
        return None

    def _first(self, hits: Iterable[_Hit]) -> Stop | None:
        """Stop at the first of some hits that is not let pass."""
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
                    self._debugger.breakpoints.remove(hit.number)
            if stopping:
                return self._debugger._stop_at(position, stopping)
        return None

    @property
    def _conditional(self) -> list[Breakpoint]:
        return [b for b in self._debugger.breakpoints.enabled if b.condition is not None]

    def _scan(self) -> Scanner | None:
        """Return the scanner for the conditions of now; None if there are none."""
        timeline = self._debugger.timeline
        conditions = tuple(b.condition for b in self._conditional if b.condition is not None)
        if not conditions:
            return None
        if self._scanner is None or self._scanner[0] is not timeline or self._scanner[1] != conditions:
            self._scanner = timeline, conditions, Scanner(timeline, conditions)
        return self._scanner[2]

    def _recorded(self, first: int, last: int) -> list[_Hit]:
        scanner, waiting = self._scan(), self._conditional
        found = [(hit.position, waiting[hit.condition]) for hit in scanner.hits(first, last)] if scanner else []
        return self._merged(found, first, last)

    def _new(self, first: int, last: int) -> list[_Hit]:
        timeline, scanner, waiting = self._debugger.timeline, self._scan(), self._conditional
        if scanner:
            found = [(hit.position, waiting[hit.condition]) for hit in scanner.advance(last)]
        else:
            timeline.advance(last)
            found = []
        return self._merged(found, first, min(last, timeline.recorded))

    def _at_the_end(self) -> list[_Hit]:
        """Return the hits in the step in which time ends."""
        end, scanner, waiting = self._debugger.timeline.end, self._scan(), self._conditional
        if end is None:
            return []
        found = [(hit.position, waiting[hit.condition]) for hit in scanner.hits_at_the_end()] if scanner else []
        return [hit for hit in self._merged(found, end.step, end.step) if hit[0] <= end]

    def _merged(self, found: list[_Hit], first: int, last: int) -> list[_Hit]:
        """Add the hits of breakpoints on operations, in the order of time."""
        operations = [b for b in self._debugger.breakpoints.enabled if b.condition is None]
        return sorted([*found, *self._passing(operations, first, last)], key=lambda hit: (hit[0], hit[1].number))

    def _passing(self, operations: Iterable[Breakpoint], first: int, last: int) -> Iterator[_Hit]:
        route = self._debugger.route
        for waiting in operations:
            for step in range(first, last + 1):
                if waiting.operation <= route.length(step):
                    yield Position(step, waiting.operation), waiting
