"""Sessions of the real program: left and gone on with, killed, hung up on, and without a place to be kept."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.pseudo_terminal import PATIENCE, Terminal
from xortui.debugger.session import resume
from xortui.debugger.session_file import SessionFile


def panes(text: str) -> list[str]:
    """Return what the screen shows but for the lines that say the news."""
    return text.splitlines()[:-3]


def step_of(text: str) -> int:
    """Return the step that the screen shows."""
    return int(re.findall(r"step ([\d,]+)", text)[0].replace(",", ""))


def wait_until(terminal: Terminal, is_so: Callable[[], bool]) -> None:
    """Let the program run until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, terminal.text
        terminal.read()


def saved(path: Path) -> dict[str, Any]:
    """Return what a session's file holds; nothing as long as there is none."""
    return SessionFile(path).read() if path.exists() else {}


def saved_step(path: Path) -> int:
    return int(saved(path).get("position", "0.0").partition(".")[0])


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """Return where a session is kept, and see that nothing else is left there."""
    folder = tmp_path / "kept"
    yield folder / "lecture.json"
    assert [file.name for file in folder.glob("*")] in ([], ["lecture.json"])


def test_what_was_left_is_resumed_as_the_very_same_screen(state: Path) -> None:
    sessions = state / "xortui" / "sessions"
    environment = {"XDG_STATE_HOME": str(state)}
    with Terminal(columns=120, lines=40, environment=environment) as terminal:
        terminal.settled("Weights")
        terminal.press("e", "e", "s", "s", "s")
        terminal.wait_for("step 9 op 3/")
        terminal.press("o")
        terminal.wait_for("breakpoint 1: op 3")
        terminal.press("v")
        terminal.wait_for("w5 = 1, or several")
        terminal.press("w5 = 0.75", "enter")
        terminal.wait_for("on fork 1 now")
        terminal.press("e", "l", "down", "down", "+")
        terminal.wait_for("step 12 op 45/45")
        terminal.press("w")
        terminal.wait_for("Watch a value")
        terminal.press("w5 * h1", "enter")
        terminal.wait_for("watching w5 * h1")
        terminal.press("k")
        terminal.wait_for("a name for this position")
        terminal.press("dip", "enter")
        terminal.wait_for("g dip leads back here")
        terminal.press("s")
        before = terminal.settled("step 13 op 1/")
        terminal.press("d")
        compared = terminal.settled("fork 0")
        terminal.press("q")
        assert terminal.status() == 0
    (file,) = sessions.iterdir()
    with Terminal("resume", columns=120, lines=40, environment=environment) as terminal:
        assert panes(terminal.settled("fork 0")) == panes(compared)
        terminal.press("d")
        # The first map takes longer: NumPy is loaded for it.
        assert panes(terminal.settled("step 13 op 1/", "Watches", "▀")) == panes(before)
        terminal.press("g")
        terminal.wait_for("esc leaves")
        terminal.press("dip", "enter")
        terminal.settled("step 12 op 45/45")
        terminal.press("V")
        terminal.settled("undone: w5")
        terminal.press("q")
        assert terminal.status() == 0
    assert [*sessions.iterdir()] == [file]
    assert len(saved(file)["forks"]) == 1


def test_who_looks_and_leaves_leaves_no_session(state: Path) -> None:
    with Terminal(environment={"XDG_STATE_HOME": str(state)}) as terminal:
        terminal.wait_for("Weights")
        terminal.press("q")
        assert terminal.status() == 0
    assert not state.exists()


def test_what_is_done_at_once_is_kept(state: Path) -> None:
    with Terminal(environment={"XDG_STATE_HOME": str(state)}) as terminal:
        terminal.wait_for("Weights")
        terminal.press("n", "n", "q")
        assert terminal.status() == 0
    (file,) = (state / "xortui" / "sessions").iterdir()
    assert saved(file)["position"] == "2.45"


@pytest.mark.parametrize(("columns", "told"), [(40, "xortui resume"), (60, "xortui resume goes on with xor at 2.45")])
def test_the_next_start_says_what_there_is_to_go_on_with_and_resume_what_it_opened(
    state: Path, columns: int, told: str
) -> None:
    environment = {"XDG_STATE_HOME": str(state)}
    with Terminal(environment=environment) as terminal:
        terminal.settled("Weights")
        assert "resume" not in terminal.text
        terminal.press("n", "n", "q")
        assert terminal.status() == 0
    with Terminal(columns=columns, environment=environment) as terminal:
        terminal.settled(told)
    (file,) = (state / "xortui" / "sessions").glob("*")
    when = datetime.fromtimestamp(file.stat().st_mtime)
    with Terminal("resume", environment=environment) as terminal:
        terminal.settled(f"resumed: xor at 2.45, saved {when:%Y-%m-%d %H:%M}")
        terminal.press("n")
        assert "resumed" not in terminal.settled("step 3 op 45/45")


def test_a_session_that_is_only_looked_at_stays_as_it_is(path: Path) -> None:
    with Terminal("--session", str(path)) as terminal:
        terminal.wait_for("Weights")
        terminal.press("n", "q")
        assert terminal.status() == 0
    before = path.stat()
    with Terminal("resume", str(path)) as terminal:
        terminal.wait_for("step 1 op 45/45")
        terminal.press("q")
        assert terminal.status() == 0
    assert path.stat() == before or path.stat().st_mtime_ns == before.st_mtime_ns


def test_killed_at_full_speed_it_goes_on_from_where_it_was_saved(path: Path) -> None:
    with Terminal("--session", str(path), columns=110) as terminal:
        terminal.settled("Weights")
        terminal.press(*"+" * 10)
        terminal.wait_for("full speed")
        terminal.press("space")
        terminal.wait_for("running")
        wait_until(terminal, lambda: saved_step(path) > 0)
        least = saved_step(path)
        os.kill(terminal.child.pid, signal.SIGKILL)
    debugger, _ = resume(saved(path))
    assert debugger.position.step >= least
    assert debugger.shown(0) >= least
    with Terminal("resume", str(path), columns=110) as terminal:
        text = terminal.settled("Weights", "full speed")
        assert step_of(text) == debugger.position.step


@pytest.mark.parametrize("trap", ["", "trap '' HUP; "])
def test_a_line_that_is_gone_loses_nothing(trap: str, path: Path) -> None:
    terminal = Terminal(command=["/bin/sh", "-c", f"{trap}exec {sys.executable} -m xortui --session '{path}'"])
    terminal.settled("Weights")
    terminal.press("n", "n", "n", "s")
    terminal.settled("step 4 op 1/45")
    os.close(terminal.child.fileno())
    end = time.monotonic() + PATIENCE
    gone = 0
    while not gone and time.monotonic() < end:
        gone, _ = os.waitpid(terminal.child.pid, os.WNOHANG)
        time.sleep(0.02)
    assert gone == terminal.child.pid
    assert saved(path)["position"] == "4.1"


def test_a_signal_loses_nothing(path: Path) -> None:
    with Terminal("--session", str(path)) as terminal:
        terminal.settled("Weights")
        terminal.press("n", "s")
        terminal.settled("step 2 op 1/45")
        os.kill(terminal.child.pid, signal.SIGTERM)
        assert terminal.status() == 128 + signal.SIGTERM
    assert saved(path)["position"] == "2.1"


@pytest.mark.skipif(sys.platform != "linux", reason="needs a place where nobody can write")
def test_where_nothing_can_be_kept_it_says_so_once_and_in_the_end_and_all_else_goes_on() -> None:
    place = "/proc/x.json"
    with Terminal("--session", place, columns=110) as terminal:
        terminal.settled("Weights")
        terminal.press("n")
        terminal.wait_for(f"{place}: cannot be saved: ")
        terminal.press("n")
        text = terminal.settled("step 2 op 45/45")
        assert "cannot be saved" not in text
        terminal.press("q")
        assert terminal.status() == 0
    after = bytes(terminal.raw).split(b"\x1b[?1049l")[-1].decode()
    assert [line for line in after.splitlines() if "xortui: " in line] == [
        line for line in after.splitlines() if f"xortui: {place}: cannot be saved: " in line
    ]
    assert after.count("cannot be saved") == 1
    assert "Traceback" not in after


def test_what_can_be_saved_again_is_saved_and_no_more_is_said(path: Path) -> None:
    path.parent.write_text("in the way", encoding="utf-8")
    with Terminal("--session", str(path), columns=200) as terminal:
        terminal.settled("Weights")
        terminal.press("n")
        terminal.wait_for("cannot be saved: ")
        path.parent.unlink()
        wait_until(terminal, path.exists)
        terminal.press("q")
        assert terminal.status() == 0
    assert b"cannot be saved" not in bytes(terminal.raw).split(b"\x1b[?1049l")[-1]
    assert saved(path)["position"] == "1.45"


def test_a_damaged_session_is_told_in_a_line_and_stays_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"xortui session": 1, "problem"', encoding="utf-8")
    for arguments in (["resume", str(path)], ["--session", str(path)]):
        with Terminal(*arguments, columns=250) as terminal:
            assert terminal.status() == 2
            assert terminal.text.strip().startswith(f"xortui: {path}: not a whole session file")
            assert len(terminal.text.strip().splitlines()) == 1
    assert json.dumps(path.read_text("utf-8")) == json.dumps('{"xortui session": 1, "problem"')
