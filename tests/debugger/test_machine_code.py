"""Timelines and conditions run as machine code: to the same bits, losses and hits as without."""

from __future__ import annotations

import importlib.util
import random
from dataclasses import replace

import pytest

from tests.core.machine.stand_in import StandIn, stand_in
from tests.debugger.problems import DIVERGING, RUNNING, WIDE, XOR
from tests.debugger.test_conditions import watched
from xortui.core.generated import FloatEngine
from xortui.core.machine import workshop
from xortui.debugger import Debugger, Stop, scanner, segment
from xortui.debugger.condition_code import MACHINE
from xortui.debugger.scanner import Scanner
from xortui.debugger.timeline import Timeline

STEPS = 700
STOPS = (1, 20, 21, 150, STEPS)
FLOATS = [name for name in RUNNING if name.startswith("floats")]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[StandIn]:
    """Have machine code, and checkpoints so near that some steps have many."""
    monkeypatch.setattr(FloatEngine, "checkpoint_every", 16)
    return stand_in(monkeypatch)


@pytest.mark.parametrize("name", [*RUNNING, *DIVERGING])
def test_a_timeline_is_the_same_to_the_bit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = (RUNNING | DIVERGING)[name]
    monkeypatch.setattr(FloatEngine, "checkpoint_every", 16)
    plain = Timeline(problem, arithmetic="floats")
    for step in STOPS:
        plain.advance(step)
    made = stand_in(monkeypatch)
    monkeypatch.setattr(segment, "MAX_CHECKPOINT_NUMBERS", 100)
    fast = Timeline(problem, arithmetic="floats")
    for step in STOPS:
        fast.advance(step)
    assert sum(loop.calls for loop in made) > 0 or plain.end is not None
    assert (fast.recorded, fast.end) == (plain.recorded, plain.end)
    assert fast.losses(fast.recorded) == plain.losses(plain.recorded)
    for step in (0, 1, 16, 17, 150, plain.recorded):
        assert fast.state_after(min(step, plain.recorded)) == plain.state_after(min(step, plain.recorded))


@pytest.mark.parametrize("name", FLOATS)
def test_the_hits_are_the_same(name: str, quick: list[StandIn]) -> None:
    timeline = Timeline(RUNNING[name])
    conditions = watched(timeline)
    looking = Scanner(timeline, conditions)
    while_recording = [hit for last in (1, 150, 151, 400) for hit in looking.advance(last)]
    assert quick[0].calls > 2
    expected = [((step, operation), place) for step, operation, place in Scanner(timeline, conditions)._follow(1, 400)]
    assert while_recording == expected
    draw = random.Random(name)
    for _ in range(5):
        first = draw.randint(1, 400)
        last = draw.randint(first, 400)
        found = Scanner(timeline, conditions).hits(first, last)
        assert found == [hit for hit in expected if first <= hit[0][0] <= last]


@pytest.mark.parametrize("name", DIVERGING)
def test_the_hits_before_time_ends_are_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Timeline(DIVERGING[name], arithmetic="floats")
    conditions = watched(plain)
    expected = Scanner(plain, conditions).advance(STEPS)
    monkeypatch.setattr(FloatEngine, "checkpoint_every", 16)
    stand_in(monkeypatch)
    fast = Timeline(DIVERGING[name], arithmetic="floats")
    assert Scanner(fast, conditions).advance(STEPS) == expected
    assert (fast.end, fast.recorded) == (plain.end, plain.recorded)


def test_running_forwards_and_back_stops_at_the_same_places(quick: list[StandIn]) -> None:
    debugger = Debugger(XOR)
    debugger.run(3000)
    debugger.rewind()
    debugger.breakpoints.add("sign(w1) changed")
    debugger.breakpoints.add("loss < 0.16 and sample == 2")
    debugger.breakpoints.add("change(h1) > 0.07")
    there = [str(stop.position) for stop in debugger_stops(debugger)]
    back = []
    while (stop := debugger.run_back(3000)).position.step:
        back.append(str(stop.position))
    assert len(there) > 3
    assert back[::-1][-len(there) :] == there[: len(back)][-len(back) :]
    assert any(loop.calls > 3 for loop in quick)


def debugger_stops(debugger: Debugger) -> list[Stop]:
    found: list[Stop] = []
    while debugger.position.step < 3000 and len(found) < 40:
        stop = debugger.run(3000 - debugger.position.step)
        if stop.position.step < 3000:
            found.append(stop)
    return found


def test_a_scan_that_finds_other_hits_is_never_used(monkeypatch: pytest.MonkeyPatch) -> None:
    made = stand_in(monkeypatch)
    timeline = Timeline(XOR)
    conditions = watched(timeline)
    looking = Scanner(timeline, conditions)
    wrong = ("hits[hit] = at + 1", *MACHINE.hit[1:])
    monkeypatch.setattr(scanner, "MACHINE", replace(MACHINE, hit=wrong))
    found = [hit for last in (50, 150, 300) for hit in looking.advance(last)]
    assert [(*hit.position, hit.condition) for hit in found] == Scanner(timeline, conditions)._follow(1, 300)
    assert looking.chunks_at_once == 1
    assert made[0].calls > 0


def test_a_wide_network_waits_for_no_straight_lines(quick: list[StandIn], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FloatEngine, "_recording", property(lambda _: pytest.fail("straight lines were compiled")))
    monkeypatch.setattr(FloatEngine, "_silent", property(lambda _: pytest.fail("straight lines were compiled")))
    timeline = Timeline(WIDE)
    timeline.advance(100)
    assert (timeline.engine.name, timeline.recorded, len(quick)) == ("floats", 100, 1)


@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")
def test_conditions_as_machine_code_find_the_same_hits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "compiler_version", lambda: "1.0")
    timeline = Timeline(RUNNING["floats, short batches"])
    wanted = FloatEngine.want_machine_code
    assert isinstance(timeline.engine, FloatEngine)
    loop = wanted(timeline.engine)
    assert loop is not None
    monkeypatch.setattr(scanner, "MACHINE_CODE_AFTER", 0)
    conditions = watched(timeline)
    looking = Scanner(timeline, conditions)
    found = looking.advance(200)
    loop.wait()
    machine = looking._machine_scan
    assert machine is not None
    assert machine._workpiece is not None
    machine._workpiece.wait()
    assert machine._workpiece.failure == ""
    found += [hit for last in (2500, 5000) for hit in looking.advance(last)]
    assert machine.is_trusted
    expected = Scanner(timeline, conditions)._follow(1, 5000)
    assert [(*hit.position, hit.condition) for hit in found] == expected
