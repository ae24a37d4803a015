"""The clock lets a key come first, and training go on all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from tests.commands.benches import bench_of
from xortui.debugger import Debugger
from xortui.ui import clock as clock_module
from xortui.ui.clock import MAX_REST, Clock


class Timers:
    """Stands for the widget: keeps what is to be called later."""

    def __init__(self) -> None:
        self.later: list[Callable[[], None]] = []

    def set_interval(self, _: float, call: Callable[[], None]) -> Timers:
        self.tick = call
        return self

    def set_timer(self, _: float, call: Callable[[], None]) -> None:
        self.later.append(call)

    def stop(self) -> None:
        pass


class Runs:
    """A clock whose time and keys the test decides on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.waits = False
        self.pictures = 0
        monkeypatch.setattr(clock_module, "perf_counter", lambda: self.now)
        self.bench = bench_of(Debugger("xor"))
        self.bench.playback.pacer.level = 9
        self.bench.playback.set_out()
        self.timers = Timers()
        self.clock = Clock(self.bench, cast(Any, self.timers), self._draw, lambda: True, lambda: self.waits)
        self.clock.keep()

    def _draw(self) -> None:
        self.pictures += 1
        self.clock.note_picture()

    def tick(self, seconds: float) -> int:
        """Return how many steps a tick trains."""
        before = self.bench.debugger.timeline.recorded
        self.now += seconds
        self.timers.tick()
        return self.bench.debugger.timeline.recorded - before


def test_training_waits_for_the_picture_of_a_key_and_then_takes_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(monkeypatch)
    assert runs.tick(1.0) > 0
    drawn = runs.pictures
    runs.waits = True
    assert runs.tick(MAX_REST / 3) == 0
    assert runs.tick(MAX_REST / 3) == 0
    assert runs.pictures == drawn
    assert len(runs.timers.later) == 1, "one look is enough"
    runs.waits = False
    before = runs.bench.debugger.timeline.recorded
    runs.timers.later.pop()()
    assert runs.bench.debugger.timeline.recorded > before


def test_a_key_that_is_held_down_does_not_stop_training(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(monkeypatch)
    runs.tick(1.0)
    runs.waits = True
    assert runs.tick(MAX_REST / 2) == 0
    assert runs.tick(MAX_REST) > 0


def test_nothing_is_taken_up_again_that_was_paused_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(monkeypatch)
    runs.tick(1.0)
    runs.waits = True
    runs.tick(MAX_REST / 2)
    runs.bench.playback.pause()
    runs.clock.keep()
    runs.waits = False
    before = runs.bench.debugger.timeline.recorded
    runs.timers.later.pop()()
    assert runs.bench.debugger.timeline.recorded == before
