"""How machine code is made, kept and loaded, and how training goes on where that fails."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.cases import Case
from tests.core.machine.loops import ran_by_engine, ran_by_loop
from xortui.core import generated
from xortui.core.engine_choice import engine_lines
from xortui.core.generated import FloatEngine
from xortui.core.machine import workshop
from xortui.core.machine.loop_source import loop_source
from xortui.core.machine.machine_loop import MachineLoop
from xortui.core.machine.workshop import Readiness, Workpiece
from xortui.core.network import Network
from xortui.core.training import Training

needs_numba = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")
SMALL = Case(Network((1, 1), ("sigmoid",)), Training(), (((1.0,), (0.0,)), ((0.5,), (1.0,))), 1)


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the compiler that is installed, or that would be."""
    monkeypatch.setattr(workshop, "compiler_version", lambda: "1.0")


def made(text: str | None = None) -> Workpiece:
    work = Workpiece(loop_source(SMALL.program).text if text is None else text)
    work.wait()
    return work


def kept(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def test_without_numba_nothing_is_begun(machine_code: Path) -> None:
    work = made()
    assert (work.readiness, work.failure) == (Readiness.FAILED, "numba is not installed")
    assert kept(machine_code) == []


@needs_numba
@pytest.mark.usefixtures("compiler")
def test_machine_code_is_made_once_kept_and_mended_where_it_has_been_damaged(
    machine_code: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made()
    assert first.failure == ""
    assert first.loop is not None
    expected = ran_by_engine(SMALL)
    assert ran_by_loop(SMALL, loop_source(SMALL.program), first.loop) == expected
    (path,) = kept(machine_code)
    whole = path.read_bytes()

    asked: list[str] = []

    def remade(text: str, _: object) -> bytes:
        asked.append(text)
        return whole

    monkeypatch.setattr(workshop, "_made", remade)
    again = made()
    assert again.loop is not None
    assert ran_by_loop(SMALL, loop_source(SMALL.program), again.loop) == expected
    assert asked == []
    for damaged in (b"", whole[:-1], whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]):
        path.write_bytes(damaged)
        assert made().readiness is Readiness.READY
        assert path.read_bytes() == whole
    assert len(asked) == 3

    # Where nothing can be kept, it is made all the same.
    monkeypatch.setattr(workshop, "kept_folder", lambda: path / "in a file")
    assert made().readiness is Readiness.READY
    assert len(asked) == 4


@needs_numba
@pytest.mark.usefixtures("compiler")
def test_the_engine_changes_over_to_machine_code_and_gives_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generated, "MACHINE_CODE_AFTER", 100)
    expected_engine = FloatEngine(SMALL.program, SMALL.samples, SMALL.schedule, SMALL.settings)
    monkeypatch.setattr(expected_engine, "_machine", lambda _: None)
    engine = FloatEngine(SMALL.program, SMALL.samples, SMALL.schedule, SMALL.settings)
    state = list(SMALL.start)
    expected = list(SMALL.start)
    at_once = []
    for first in range(1, 2001, 500):
        assert engine.record(state, first, [200, 300]) == expected_engine.record(expected, first, [200, 300])
        assert state == expected
        at_once.append(engine.chunks_at_once)
        wanted = engine.want_machine_code()
        assert wanted is not None
        wanted.wait()
    assert at_once == [1, *[generated.CHUNKS_AT_ONCE] * 3]


@pytest.mark.parametrize(("rest", "is_wanted"), [(generated.REST / 2, True), (generated.REST * 2, False)])
def test_machine_code_is_wanted_by_many_steps_without_a_rest(
    monkeypatch: pytest.MonkeyPatch, rest: float, is_wanted: bool
) -> None:
    now = 0.0
    monkeypatch.setattr(generated, "MACHINE_CODE_AFTER", 1000)
    monkeypatch.setattr(generated, "monotonic", lambda: now)
    engine = FloatEngine(SMALL.program, SMALL.samples, SMALL.schedule, SMALL.settings)
    asked = []
    monkeypatch.setattr(engine, "want_machine_code", lambda: asked.append(now))
    state = list(SMALL.start)
    for first in range(1, 2001, 100):
        engine.run(state, first, 100)
        now += rest
    assert bool(asked) is is_wanted


@needs_numba
@pytest.mark.usefixtures("compiler")
def test_machine_code_that_gives_other_bits_is_never_used() -> None:
    source = loop_source(SMALL.program)
    other = source._replace(text=source.text.replace("total += C", "total += C * 1.0000000000001"))
    rows = [(*x, *y) for x, y in SMALL.samples]
    loop = MachineLoop(SMALL.program, other, rows, SMALL.schedule, SMALL.settings)
    loop.wait()
    assert loop.is_ready
    engine = SMALL.float_engine()
    state = list(SMALL.start)
    before = list(state)
    spreads = engine.record(state, 1, [300])
    loop.prove(before, state, 1, [300], spreads)
    assert not loop.is_trusted
    assert not loop.is_ready


@pytest.mark.usefixtures("compiler")
@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("raise SystemExit('no such compiler')", "no such compiler"),
        ("import os; os.kill(os.getpid(), 9)", "numba ended with status -9"),
        ("print('not code')", "expected the object code of a loop"),
    ],
)
def test_a_child_that_fails_is_told_of_in_a_line(
    program: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workshop, "_place", lambda *_: tmp_path / "kept.loop")
    monkeypatch.setattr(workshop, "_COMMAND", ("-c", f"import sys; sys.stdin.buffer.read(1); {program}"))
    work = made()
    assert work.readiness is Readiness.FAILED
    assert told in work.failure or "llvmlite" in work.failure
    assert kept(tmp_path / "kept.loop") == []


@pytest.mark.usefixtures("compiler")
def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "_place", lambda *_: tmp_path / "kept.loop")
    monkeypatch.setattr(workshop, "_COMMAND", ("-c", "import sys; sys.stdin.buffer.read()"))
    monkeypatch.setattr(workshop, "MAX_SECONDS", 0.01)
    work = made()
    assert work.readiness is Readiness.FAILED
    assert "timed out" in work.failure or "llvmlite" in work.failure


def test_a_child_ends_with_the_process_that_wants_its_work() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "xortui.core.machine.making"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert child.stdin is not None
    child.stdin.write(b"void")
    child.stdin.close()
    assert child.wait(timeout=60) == 1


@pytest.mark.usefixtures("compiler")
def test_a_compiler_that_does_not_work_is_told_of_with_the_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Path:
        raise ImportError("numba needs another NumPy")

    monkeypatch.setattr(workshop, "_place", broken)
    floats, _ = engine_lines()
    assert "numba needs another NumPy" in floats
