"""xortui.open in a script that runs in a real pseudo-terminal: the screen comes, is left, and the script goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest

from tests.terminal.pseudo_terminal import PATIENCE, Terminal

ROOT = Path(__file__).parents[2]
REFUSED = "xortui.open: stdin is not a terminal; a Debugger needs none"


def script(folder: Path, lines: str) -> list[str]:
    """Return the command that runs a script, which says what comes of it in a file: the screen is cleared too often."""
    head = f"""
        import sys
        sys.path.insert(0, {str(ROOT)!r})
        import xortui
        from pathlib import Path
        say = Path({str(folder / "said")!r}).write_text
    """
    file = folder / "script.py"
    file.write_text(dedent(head) + dedent(lines))
    return [sys.executable, str(file)]


def said(folder: Path) -> str:
    """Return what the script said, when it has."""
    end = time.monotonic() + PATIENCE
    file = folder / "said"
    while time.monotonic() < end:
        if file.exists() and file.read_text():
            return file.read_text()
        time.sleep(0.02)
    raise AssertionError("the script says nothing")


def test_the_screen_shows_a_debugger_and_gives_it_back_where_it_was_left_twice_in_a_row(tmp_path: Path) -> None:
    lines = """
        import gc, os, signal, sys, termios

        def process():
            handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}
            attributes = termios.tcgetattr(0)
            return gc.isenabled(), gc.get_threshold(), gc.get_freeze_count(), dict(os.environ), handlers, attributes

        signal.signal(signal.SIGTERM, lambda *_: None)
        os.environ["NO_COLOR"] = "1"
        before = process()
        debugger = xortui.Debugger("xor", seed=3)
        debugger.run(100)
        same = xortui.open(debugger) is debugger
        first = str(debugger.position)
        xortui.open(debugger)
        say(f"{same} {first} {debugger.position} {len(debugger.forks)} {process() == before}")
    """
    with Terminal(command=script(tmp_path, lines)) as terminal:
        terminal.settled("step 100 op 45/45", "Weights")
        terminal.press("n", "n", "v")
        terminal.settled("edit")
        terminal.press(*"w5=1", "enter")
        terminal.settled("fork 1")
        terminal.press("q")
        end = time.monotonic() + PATIENCE
        while terminal.raw.count(b"\x1b[?1049h") < 2 and time.monotonic() < end:  # until the second screen is there
            terminal.read()
        terminal.settled("step 102", "fork 1")
        terminal.press("s", "q")
        assert terminal.status() == 0
        assert terminal.raw.count(b"\x1b[?1049l") == 2
        assert list(Path(terminal._state.name).rglob("*.json")) == []
    assert said(tmp_path) == "True 102.45 103.1 2 True"


def test_a_problem_is_opened_by_its_name_and_its_debugger_returned(tmp_path: Path) -> None:
    lines = 'debugger = xortui.open("mazur")\nsay(f"{debugger.problem.name} {debugger.position}")'
    with Terminal(command=script(tmp_path, lines)) as terminal:
        terminal.settled("mazur", "Weights")
        terminal.press("n", "q")
        assert terminal.status() == 0
    assert said(tmp_path) == "mazur 1.59"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_the_screen_with_an_exception_and_the_script_goes_on(tmp_path: Path, name: str) -> None:
    lines = """
        debugger = xortui.Debugger("xor")
        try:
            xortui.open(debugger)
        except RuntimeError as error:
            say(f"{error} at {debugger.position}")
    """
    with Terminal(command=script(tmp_path, lines)) as terminal:
        terminal.settled("Weights")
        terminal.press("n")
        terminal.settled("step 1 op")
        terminal.child.kill(signal.Signals[name])
        assert terminal.status() == 0
        assert b"\x1b[?1049l" in terminal.raw
    assert said(tmp_path) == f"xortui.open: ended by {name} at 1.45"


def test_a_line_that_drops_ends_the_screen_and_not_the_script(tmp_path: Path) -> None:
    lines = """
        try:
            xortui.open("xor")
        except RuntimeError as error:
            say(str(error))
    """
    terminal = Terminal(command=script(tmp_path, lines))
    terminal.settled("Weights")
    terminal.child.ptyproc.fileobj.close()
    assert said(tmp_path) == "xortui.open: ended by SIGHUP"
    terminal._state.cleanup()


def test_a_fault_inside_is_one_line_and_the_script_goes_on(tmp_path: Path) -> None:
    lines = """
        debugger = xortui.Debugger("xor")
        snapshot = debugger.snapshot

        def failing(position=None):
            if debugger.position.step == 2:
                raise ZeroDivisionError("on purpose")
            return snapshot(position)

        debugger.snapshot = failing
        try:
            xortui.open(debugger)
        except RuntimeError as error:
            say(str(error))
    """
    with Terminal(command=script(tmp_path, lines)) as terminal:
        terminal.settled("Weights")
        terminal.press("n", "n")
        assert terminal.status() == 0
        assert b"\x1b[?1049l" in terminal.raw
    line = said(tmp_path)
    assert line.startswith("xortui.open: internal error: ZeroDivisionError; what happened is written in ")
    Path(line.rpartition(" ")[2]).unlink()


def test_where_there_is_no_terminal_that_is_said_in_one_line() -> None:
    code = "import xortui\ntry: xortui.open(xortui.Debugger())\nexcept RuntimeError as error: print(error)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, input="")
    assert (result.stdout, result.stderr) == (f"{REFUSED}\n", "")


def test_it_is_refused_where_another_thread_or_asyncio_has_the_keys(tmp_path: Path) -> None:
    lines = """
        import asyncio, threading
        told = []

        def attempt():
            try:
                xortui.open()
            except RuntimeError as error:
                told.append(str(error))

        async def attempt_inside():
            attempt()

        asyncio.run(attempt_inside())
        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
        say("; ".join(told))
    """
    with Terminal(command=script(tmp_path, lines)) as terminal:
        assert terminal.status() == 0
    expected = "xortui.open: expected to be called"
    assert said(tmp_path) == f"{expected} outside of asyncio; {expected} from the main thread"


def test_the_name_costs_nothing_until_it_is_called() -> None:
    code = "import sys, xortui; xortui.open; from xortui import *; import builtins; assert open is builtins.open"
    report = "print([name for name in ('textual', 'asyncio', 'xortui.showing') if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
