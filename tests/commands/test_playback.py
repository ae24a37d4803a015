"""Playback, by a clock of its own."""

from __future__ import annotations

from itertools import count

import pytest

from tests.debugger.problems import DIVERGING
from xortui.commands.pacing import CHUNK, FRAME, PACES, TURN
from xortui.commands.playback import Playback
from xortui.debugger import START, Debugger, Position, Reason, Stop
from xortui.problems import Problem


class Clock:
    """Goes on when it is told to, and a little whenever it is read."""

    def __init__(self) -> None:
        self.now = 100.0
        self.reading = 0.0

    def __call__(self) -> float:
        self.now += self.reading
        return self.now


class Runs:
    """A debugger, its playback, and the clock of that."""

    def __init__(self, problem: Problem | str = "xor", *, steps_a_second: int = 1000) -> None:
        self.debugger = Debugger(problem)
        self.clock = Clock()
        self.playback = Playback(self.debugger, self.clock)
        self.playback.pacer.level = PACES.index(steps_a_second)

    @property
    def step(self) -> int:
        return self.debugger.position.step

    def turn(self, seconds: float = FRAME) -> Stop | None:
        self.clock.now += seconds
        return self.playback.turn()

    def run_out(self) -> Stop:
        """Turn until something ends it."""
        self.clock.reading = TURN / 3
        for _ in range(10_000):
            if stop := self.turn():
                return stop
        raise AssertionError("nothing ended it")


class TestPace:
    """As many steps as are due."""

    @pytest.mark.parametrize("pace", [4, 20, 100, 400, 1000])
    def test_a_second_runs_the_steps_of_a_second_and_one_at_once(self, pace: int) -> None:
        runs = Runs(steps_a_second=pace)
        runs.playback.set_out()
        for _ in range(60):
            assert runs.turn() is None
        assert runs.step == pytest.approx(pace + 1, abs=1)

    def test_a_new_start_does_not_make_up_for_the_pause(self) -> None:
        runs = Runs(steps_a_second=100)
        runs.playback.set_out()
        runs.turn(0.1)
        runs.playback.pause()
        rest = runs.step
        runs.clock.now += 1000.0
        runs.playback.set_out()
        runs.turn(0.1)
        assert runs.step - rest == pytest.approx(11, abs=1)

    def test_nothing_runs_while_it_stands_still(self) -> None:
        runs = Runs(steps_a_second=0)
        assert runs.turn() is None
        assert runs.debugger.position == START

    def test_backwards_takes_as_many(self) -> None:
        runs = Runs(steps_a_second=100)
        runs.debugger.go_to("500")
        runs.playback.set_out(backwards=True)
        for _ in range(60):
            runs.turn()
        assert runs.step == pytest.approx(500 - 101, abs=1)

    def test_a_machine_too_slow_for_the_pace_ends_its_turn_in_time(self) -> None:
        runs = Runs(steps_a_second=100_000)
        runs.clock.reading = TURN / 2
        runs.playback.set_out()
        before = runs.clock.now
        runs.turn(0.25)
        assert runs.step < 25_000
        assert runs.clock.now - before < 0.25 + 3 * TURN


class TestFullSpeed:
    """As fast as the machine goes, in slices."""

    def test_a_turn_runs_chunks_until_its_time_is_over(self) -> None:
        runs = Runs(steps_a_second=0)
        runs.playback.set_out()
        runs.clock.reading = TURN / 4
        runs.turn()
        assert runs.step in (3 * CHUNK, 4 * CHUNK)

    def test_it_is_full_speed_to_a_destination_and_back_to_a_breakpoint(self) -> None:
        runs = Runs(steps_a_second=4)
        runs.playback.set_out()
        assert not runs.playback.is_at_full_speed
        runs.playback.set_out(Position(60_000, 1))
        assert runs.playback.is_at_full_speed
        runs.playback.set_out(backwards=True)
        assert not runs.playback.is_at_full_speed
        made = runs.debugger.breakpoints.add("op 3")
        assert runs.playback.is_at_full_speed
        made.is_enabled = False
        assert not runs.playback.is_at_full_speed


class TestPause:
    """Where it comes to rest there is a bookmark."""

    def test_a_pause_leaves_a_bookmark_and_a_second_one_none(self) -> None:
        runs = Runs()
        runs.playback.set_out()
        runs.turn(0.1)
        runs.playback.pause()
        runs.playback.pause()
        assert [(b.name, b.position) for b in runs.debugger.bookmarks] == [("stop1", runs.debugger.position)]

    def test_a_pause_on_the_way_to_a_destination_leaves_none(self) -> None:
        runs = Runs()
        runs.playback.set_out(Position(60_000, 1))
        runs.clock.reading = TURN
        runs.turn()
        runs.playback.pause()
        assert len(runs.debugger.bookmarks) == 0
        assert runs.playback.destination is None

    def test_standing_at_the_start_leaves_none(self) -> None:
        runs = Runs()
        runs.playback.set_out()
        runs.playback.pause()
        assert len(runs.debugger.bookmarks) == 0


class TestDestination:
    """A position far away is reached exactly."""

    @pytest.mark.parametrize(
        "destination", [Position(3 * CHUNK, 45), Position(3 * CHUNK + 1, 1), Position(10_000, 7), Position(2, 3)]
    )
    def test_it_ends_there_and_says_so_by_a_stop_and_a_bookmark(self, destination: Position) -> None:
        runs = Runs(steps_a_second=1)
        runs.playback.set_out(destination)
        stop = runs.run_out()
        assert (stop.reason, stop.position) == (Reason.ARRIVED, destination)
        assert runs.debugger.position == destination
        assert not runs.playback.is_running
        assert runs.playback.destination is None
        assert [b.position for b in runs.debugger.bookmarks] == [destination]

    def test_breakpoints_on_the_way_are_passed(self) -> None:
        runs = Runs()
        runs.debugger.breakpoints.add("op 12")
        runs.playback.set_out(Position(5000, 1))
        assert runs.run_out().position == Position(5000, 1)


class TestEnds:
    """Breakpoints, the start and the end of time end it."""

    @pytest.mark.parametrize("pace", [1, 1000, 0])
    def test_a_breakpoint_stops_it_wherever_chunks_end(self, pace: int) -> None:
        runs = Runs(steps_a_second=pace)
        runs.debugger.go_to(str(CHUNK - 3))
        runs.debugger.breakpoints.add("op 7")
        runs.playback.set_out()
        for step in (CHUNK - 2, CHUNK - 1, CHUNK):
            runs.playback.set_out()
            stop = runs.run_out()
            assert (stop.reason, stop.position) == (Reason.BREAKPOINT, Position(step, 7))
            assert stop.message == "breakpoint 1: op 7"
            assert not runs.playback.is_running
        assert [b.position.step for b in runs.debugger.bookmarks] == [CHUNK - 2, CHUNK - 1, CHUNK]

    def test_a_condition_far_off_stops_it_in_either_direction_at_the_same_place(self) -> None:
        runs = Runs(steps_a_second=0)
        runs.debugger.breakpoints.add("loss < 0.1")
        runs.playback.set_out()
        there = runs.run_out().position
        runs.debugger.breakpoints.numbered(1).is_enabled = False
        runs.debugger.run(3 * CHUNK)
        runs.debugger.breakpoints.numbered(1).is_enabled = True
        runs.playback.set_out(backwards=True)
        stop = runs.run_out()
        assert (stop.reason, stop.position) == (Reason.BREAKPOINT, there)

    def test_back_at_the_start_of_time_it_ends(self) -> None:
        runs = Runs(steps_a_second=0)
        runs.debugger.go_to("700.3")
        runs.playback.set_out(backwards=True)
        assert runs.run_out() == Stop(Reason.START_OF_TIME, START)
        assert not runs.playback.is_running

    @pytest.mark.parametrize("destination", [None, Position(70_000, 3)])
    def test_divergence_ends_it(self, destination: Position | None) -> None:
        runs = Runs(DIVERGING["tanh"], steps_a_second=0)
        runs.playback.set_out(destination)
        stop = runs.run_out()
        assert stop.reason is Reason.DIVERGED
        assert stop.position == runs.debugger.timeline.end
        assert not runs.playback.is_running
        assert runs.playback.destination is None

    def test_the_same_steps_are_run_at_every_pace(self) -> None:
        values = []
        for pace in (400, 20_000, 0):
            runs = Runs(steps_a_second=pace)
            runs.playback.set_out()
            for _ in count():
                runs.clock.reading = TURN / 3
                runs.turn()
                if runs.step >= 700:
                    break
            runs.debugger.go_to("700")
            values.append(runs.debugger.snapshot().value("w5"))
        assert len(set(values)) == 1


class TestOperations:
    """A pace of operations, at which somebody can read along."""

    def test_a_second_runs_the_operations_of_a_second(self) -> None:
        runs = Runs(steps_a_second=1000)
        runs.playback.turn_to_operations()
        assert runs.playback.label == "4 operations/s"
        runs.playback.set_out()
        for _ in range(120):
            assert runs.turn() is None
        assert runs.step == 1
        assert runs.debugger.position.operation == pytest.approx(9, abs=1)
        runs.playback.pause()
        runs.playback.set_out(backwards=True)
        assert runs.run_out().reason is Reason.START_OF_TIME

    def test_it_stops_at_a_breakpoint_on_an_operation_and_counts_it_once(self) -> None:
        runs = Runs(steps_a_second=20)
        made = runs.debugger.breakpoints.add("op 30")
        runs.playback.turn_to_operations()
        runs.playback.set_out()
        stop = runs.run_out()
        assert stop.reason is Reason.BREAKPOINT
        assert stop.position == Position(1, 30)
        assert made.hits == 1
        runs.playback.set_out()
        assert runs.run_out().position == Position(2, 30)
        assert made.hits == 2

    def test_to_go_somewhere_goes_by_steps(self) -> None:
        runs = Runs(steps_a_second=0)
        runs.playback.turn_to_operations()
        assert runs.playback.label == "4 operations/s"
        runs.playback.set_out(Position(5000, 3))
        runs.run_out()
        assert runs.debugger.position == Position(5000, 3)


class TestKeysFirst:
    """A key that waits for its picture ends a turn early, and what was due stays due."""

    def test_a_turn_ends_after_the_steps_that_are_under_way(self) -> None:
        runs = Runs(steps_a_second=0)
        runs.playback.set_out()
        runs.clock.now += FRAME
        assert runs.playback.turn(lambda: True) is None
        assert runs.debugger.timeline.recorded == CHUNK

    def test_steps_that_a_key_has_put_off_are_run_later(self) -> None:
        keys = Runs(steps_a_second=100_000)
        plain = Runs(steps_a_second=100_000)
        for runs in (keys, plain):
            runs.playback.set_out()
        for _ in range(30):
            keys.clock.now += FRAME
            keys.playback.turn(lambda: True)
            plain.turn()
        assert keys.step < plain.step
        for _ in range(300):
            if keys.step >= plain.step:
                break
            keys.clock.now += 1e-6
            keys.playback.turn()
        assert plain.step <= keys.step <= plain.step + 1
