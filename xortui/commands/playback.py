"""Playback: training that runs by itself, forwards or backwards, at a pace or to a position far away."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from xortui.commands.pacing import CHUNK, PACES, SLOW_PACE, TURN, Pacer, Stride, nobody_waits
from xortui.debugger import Debugger, Position, Reason, Stop


class Playback:
    """Runs a debugger in slices of time that leave the keys quick."""

    def __init__(self, debugger: Debugger, clock: Callable[[], float] = perf_counter) -> None:
        """Stand still."""
        self._debugger = debugger
        self._clock = clock
        self._last_turn = 0.0
        self.pacer = Pacer()
        self._stride = Stride()
        self.is_running = False
        self.is_backwards = False
        self.is_by_operations = False
        """Whether the pace is of operations, not of steps."""
        self.is_watched = True
        """Whether somebody looks on; else there is no reason to keep to a pace."""
        self.destination: Position | None = None
        """Where it runs to, if it was sent somewhere."""
        self._left: int | None = None

    @property
    def is_at_full_speed(self) -> bool:
        """Whether it goes as fast as the machine does: back to a breakpoint one wants to be there, not watch."""
        to_breakpoint = self.is_backwards and bool(self._debugger.breakpoints.enabled)
        return not self.is_watched or self.pacer.steps_a_second == 0 or self.destination is not None or to_breakpoint

    @property
    def goes_by_operations(self) -> bool:
        """Whether it runs operation by operation: at a pace that somebody watches, and without a place to arrive at."""
        return self.is_by_operations and not self.is_at_full_speed and self._left is None

    @property
    def label(self) -> str:
        """The pace in words."""
        return self.pacer.operations_label if self.is_by_operations else self.pacer.label

    @property
    def short_label(self) -> str:
        """The pace where there is little room."""
        return self.pacer.short_operations_label if self.is_by_operations else self.pacer.short_label

    def turn_to_operations(self) -> None:
        """Go by operations, slowly, from now on; or by steps again."""
        self.is_by_operations = not self.is_by_operations
        if self.is_by_operations:
            self.pacer.level = min(self.pacer.level, PACES.index(SLOW_PACE))

    def set_out(self, destination: Position | None = None, *, backwards: bool = False, most: int | None = None) -> None:
        """Begin to run: until paused, or at full speed to a position, past any breakpoint.

        Args:
            destination: where to, if it is too far away to be reached within a key press.
            backwards: whether to run back.
            most: so many steps at the most, if not as many as it takes.
        """
        self.destination = destination
        self._left = most
        self.is_running = True
        self.is_backwards = backwards
        self.pacer.begin()
        self._last_turn = self._clock()

    def pause(self) -> None:
        """Stand still."""
        if self.is_running and self.destination is None:
            self._debugger.note_stop()
        self.is_running = False
        self.destination = None

    def turn(self, somebody_waits: Callable[[], bool] = nobody_waits) -> Stop | None:
        """Run what is due, for a while; return what ended it, if anything has.

        Args:
            somebody_waits: says whether a key waits for its picture. Then what is left of the turn is put off.
        """
        now = self._clock()
        due = self.pacer.due(now - self._last_turn)
        self._last_turn = now
        full = self.is_at_full_speed
        self._stride.begin((self._debugger.timeline.engine, self._debugger.breakpoints.enabled, self.is_backwards))
        end = now + TURN
        now = self._clock()
        while self.is_running and (full or due) and now < end:
            count = self._stride.steps if full else min(due, CHUNK)
            if self._left is not None:
                count = min(count, self._left)
                self._left -= count
            due -= 0 if full else count
            stop = self._advance(count)
            has_ended = not self.is_running or self._left == 0
            if has_ended or stop.reason in (Reason.DIVERGED, Reason.START_OF_TIME, Reason.BREAKPOINT):
                self.pause()
                return stop
            then = self._clock()
            if full:
                self._stride.took(then - now)
            now = then
            if somebody_waits():
                self.pacer.owe(due)
                break
        return None

    def _advance(self, count: int) -> Stop:
        debugger = self._debugger
        destination = self.destination
        if self.goes_by_operations:
            return debugger.run_operations(count, backwards=self.is_backwards)
        if self.is_backwards:
            return debugger.run_back(count)
        if destination is None:
            return debugger.run(count)
        if destination.step - debugger.timeline.recorded > count:
            return debugger.go_to(Position(debugger.timeline.recorded + count, 1))
        self.is_running = False
        stop = debugger.go_to(destination)
        debugger.note_stop()
        return stop
