"""A snapshot is plain data: it can be compared and pickled, and another process draws the same from it."""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from math import isnan
from pathlib import Path

import pytest

from tests.debugger.problems import DIVERGING, RUNNING, WIDE, XOR, trained
from xortui.core.program import Program
from xortui.debugger import Debugger, Position, Snapshot
from xortui.problems import Problem, load_problem

READ = Path(__file__).with_name("drawn_elsewhere.py")


def walked(problem: Problem, seed: int) -> Debugger:
    """Return a debugger that has run to a random place, with an edit, a watch and a breakpoint on the way."""
    draw = random.Random(seed)
    debugger = Debugger(problem)
    debugger.watches.add("w1 * 2")
    debugger.run(draw.randint(1, 40))
    if debugger.can_go_on and draw.random() < 0.7:
        debugger.step()
        debugger.edit("w1", draw.uniform(-1.0, 1.0))
        debugger.run(draw.randint(1, 20))
    for _ in range(draw.randint(0, 9)):
        debugger.step()
    return debugger


PROBLEMS = {**RUNNING, **DIVERGING, "published": load_problem("mazur")}


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_is_pickled_comes_back_equal(name: str) -> None:
    for seed in range(4):
        snapshot = walked(PROBLEMS[name], seed).snapshot()
        back = pickle.loads(pickle.dumps(snapshot))
        assert back == snapshot
        assert back.losses == snapshot.losses
        assert (back.past, back.mean) == (snapshot.past, snapshot.mean)


def test_a_value_that_is_not_a_number_is_the_same_after_pickling() -> None:
    debugger = Debugger(DIVERGING["tanh, batches"])
    debugger.run(10_000)
    snapshot = replace(debugger.snapshot(), values=(float("nan"), 1.0))
    back = pickle.loads(pickle.dumps(snapshot))
    assert isnan(back.values[0])
    assert back == snapshot
    assert back != replace(snapshot, values=(float("nan"), 2.0))


@pytest.mark.parametrize("name", PROBLEMS)
def test_equal_positions_give_equal_snapshots_by_whatever_route(name: str) -> None:
    there = walked(PROBLEMS[name], 5)
    here = Debugger(PROBLEMS[name])
    here.watches.add("w1 * 2")
    for edit in there.edits:
        here.go_to(edit.position)
        here.edit(edit.name, edit.value)
    here.run(700)
    here.go_to(there.position)
    assert here.snapshot() == there.snapshot()
    here.back()
    assert here.snapshot() != there.snapshot()


def test_another_problem_start_or_edit_gives_another_snapshot() -> None:
    snapshot = Debugger(XOR).snapshot()
    assert Debugger("xor").snapshot() == snapshot
    assert Debugger("xor", seed=3).snapshot() != snapshot
    assert Debugger(trained(XOR, 0.25)).snapshot() != snapshot
    edited = Debugger(XOR)
    edited.edit("w1", 1.0)
    assert edited.snapshot() != snapshot


PLAIN = (str, int, float, type(None), Enum)


def parts(thing: object, path: str = "snapshot") -> Iterator[tuple[str, object]]:
    """Yield everything that a snapshot consists of, with where it is found."""
    yield path, thing
    if isinstance(thing, tuple | frozenset):
        for place, part in enumerate(thing):
            yield from parts(part, f"{path}[{place}]")
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from parts(getattr(thing, field.name), f"{path}.{field.name}")


@pytest.mark.parametrize("name", ["floats", "matrices", "published"])
def test_all_it_consists_of_is_read_only_and_nothing_is_a_function(name: str) -> None:
    snapshot = walked(PROBLEMS[name], 2).snapshot()
    for path, part in parts(snapshot):
        assert not callable(part) or isinstance(part, Enum), path
        if is_dataclass(part):
            assert part.__dataclass_params__.frozen, path  # type: ignore[union-attr]
        elif isinstance(part, memoryview):
            assert part.readonly, path
        elif path.endswith("start.parameters"):
            with pytest.raises(TypeError):
                part["w1"] = 0.0  # type: ignore[index]
        elif not isinstance(part, (*PLAIN, tuple, frozenset)):
            assert isinstance(part, Program), path


@pytest.mark.parametrize("name", ["floats, shuffled", "matrices", "published", "tanh, slowly"])
def test_another_process_draws_and_reads_the_same(name: str, tmp_path: Path) -> None:
    from tests.debugger.drawn_elsewhere import drawn

    snapshot = walked(PROBLEMS[name], 3).snapshot()
    file = tmp_path / "snapshot.pickle"
    file.write_bytes(pickle.dumps(snapshot))
    command = [sys.executable, "-m", "tests.debugger.drawn_elsewhere", str(file)]
    told = subprocess.run(command, capture_output=True, check=True, cwd=READ.parents[2])
    assert told.stdout.decode() == drawn(snapshot)


def test_a_snapshot_late_in_a_long_history_is_as_small_as_an_early_one() -> None:
    debugger = Debugger(XOR)
    debugger.run(1_000_000)
    debugger.go_to("500000.7")
    assert len(pickle.dumps(debugger.snapshot())) < 100_000
    wide = Debugger(WIDE)
    wide.run(3_000)
    early, late = wide.snapshot(Position(300, 5)), wide.snapshot()
    assert early.program is late.program
    assert len(pickle.dumps(late)) < 1.2 * len(pickle.dumps(early))


def test_neighbours_share_what_is_large() -> None:
    debugger = Debugger(WIDE)
    debugger.run(300)
    first = debugger.snapshot()
    debugger.back()
    second = debugger.snapshot()
    assert second.losses is first.losses
    assert second.past.state is first.past.state
    assert all(mine is other for mine, other in zip(first.landmarks, second.landmarks, strict=True))


@pytest.mark.parametrize("name", [*RUNNING, *DIVERGING])
def test_the_last_epoch_is_run_again_from_a_snapshot_alone(name: str) -> None:
    debugger = walked(PROBLEMS[name], 7)
    snapshot = pickle.loads(pickle.dumps(debugger.snapshot()))
    whole = debugger.timeline.complete_steps(debugger.position) // 4 * 4
    loss, error = snapshot.value("loss"), snapshot.value("error")
    assert (loss is None, error is None) == (whole == 0, whole == 0)
    if loss is None or error is None:
        return
    at_the_ends = [debugger.snapshot(debugger.route.end_of(step)) for step in range(whole - 3, whole + 1)]
    assert loss == pytest.approx(sum([_of(end, "C") for end in at_the_ends]) / 4, rel=1e-12)
    errors = [abs(_of(end, "ŷ") - _of(end, "y")) for end in at_the_ends]
    assert error == pytest.approx(max(errors), rel=1e-12)


def _of(snapshot: Snapshot, name: str) -> float:
    value = snapshot.value(name)
    assert value is not None
    return value
