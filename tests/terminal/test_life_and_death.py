"""How the real program stops, goes on and ends: the terminal is the shell's again, and nothing done is lost."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.pseudo_terminal import PATIENCE, Terminal
from xortui.debugger.session_file import SessionFile

LEFT_SCREEN = b"\x1b[?1049l"
XORTUI = f"{sys.executable} -m xortui"
READY = "ready$"


@pytest.fixture
def shell() -> Iterator[Terminal]:
    """Return a shell that a person types into."""
    bash = ["bash", "--norc", "--noprofile", "-i"]
    with Terminal(command=bash, environment={"PS1": f"{READY} "}) as terminal:
        terminal.wait_for(READY)
        yield terminal


def saved_position(path: Path) -> str:
    """Return where a session stands."""
    return str(SessionFile(path).read()["position"])


def exit_status(terminal: Terminal) -> int | None:
    """Wait for the end of a program whose terminal shows nothing, and return its exit status; None if it lives on."""
    end = time.monotonic() + PATIENCE
    while terminal.child.isalive() and time.monotonic() < end:
        time.sleep(0.02)
    status: int | None = terminal.child.exitstatus
    return status


class TestStopping:
    """Ctrl+z leads to the shell and fg back, as in any other program."""

    def test_the_shell_has_its_terminal_until_fg_and_then_everything_is_there_again(
        self, shell: Terminal, tmp_path: Path
    ) -> None:
        kept = tmp_path / "kept.json"
        shell.press(f"{XORTUI} --session {kept}\r")
        shell.settled("Weights")
        shell.press("n")
        shown = shell.settled("step 1 op 45/45")
        shell.press("ctrl+z")
        shell.wait_for("Stopped", READY)
        assert LEFT_SCREEN in shell.raw
        assert saved_position(kept) == "1.45"
        shell.press("clear; stty -a\r")
        modes = shell.settled("iexten").split()
        assert {"icanon", "isig", "icrnl", "ixon"} <= set(modes)
        shell.press("fg\r")
        assert shell.settled("step 1 op 45/45") == shown
        shell.press("n")
        shell.settled("step 2 op 45/45")
        shell.press("q")
        shell.wait_for(READY)

    def test_in_the_background_it_waits_and_leaves_the_terminal_alone(self, shell: Terminal) -> None:
        shell.press(f"{XORTUI}\r")
        shell.settled("Weights")
        shell.press("ctrl+z")
        shell.wait_for("Stopped", READY)
        shell.press("clear; bg; wait; jobs\r")
        assert "Network" not in shell.settled("Stopped")
        shell.press("fg\r")
        shell.settled("Weights")
        shell.press("n")
        shell.settled("step 1 op 45/45")

    def test_what_has_started_it_stops_with_it(self, shell: Terminal) -> None:
        shell.press(f"sh -c '{XORTUI}; echo the end'\r")
        shell.settled("Weights")
        shell.press("ctrl+z")
        shell.wait_for("Stopped", READY)
        shell.press("fg\r")
        shell.settled("Weights")
        shell.press("q")
        shell.wait_for("the end", READY)

    def test_where_no_shell_is_it_goes_on(self) -> None:
        with Terminal() as terminal:
            terminal.settled("Weights")
            terminal.press("ctrl+z")
            terminal.settled("there is nothing to go back to", "Chain rule")
            terminal.press("n")
            terminal.settled("step 1 op 45/45")

    @pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGTSTP])
    def test_stopped_by_another_program_it_paints_anew_and_hears_each_key_once(self, number: int) -> None:
        script = f"set -m; {XORTUI}; clear; echo stopped; read line; fg"
        with Terminal(command=["bash", "--norc", "-c", f"echo pid; {script}"]) as terminal:
            terminal.settled("Weights")
            (child,) = children_of(terminal.child.pid)
            os.kill(child, number)
            terminal.settled("stopped")
            terminal.press("\n")  # raw as the terminal still is, enter would be no end of a line
            terminal.settled("Weights", "step 0")
            terminal.press("n", "s")
            terminal.settled("step 2 op 1/45")


def children_of(process: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


class TestEnding:
    """However it ends."""

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT])
    def test_a_signal_saves_what_runs_and_is_told_in_the_status(self, number: int, tmp_path: Path) -> None:
        kept = tmp_path / "kept.json"
        with Terminal("--session", str(kept)) as terminal:
            terminal.settled("Weights")
            terminal.press("space")
            terminal.wait_for("epoch 2")
            os.kill(terminal.child.pid, number)
            assert terminal.status() == 128 + number
            assert terminal.raw.count(LEFT_SCREEN) == 1
            with pytest.raises(ProcessLookupError):  # nothing of it is left
                os.killpg(terminal.child.pid, 0)
        assert float(saved_position(kept)) > 4

    def test_a_terminal_that_takes_nothing_any_more_keeps_nobody_from_ending_it(self, tmp_path: Path) -> None:
        kept = tmp_path / "kept.json"
        with Terminal("--session", str(kept), columns=200, lines=60) as terminal:
            terminal.settled("Weights")
            terminal.press("space")
            terminal.wait_for("epoch 2")
            # Whatever it paints now stays where it is, until there is no more room and it waits.
            wait_until_written_to_the_full(terminal.child.child_fd)
            os.kill(terminal.child.pid, signal.SIGTERM)
            assert exit_status(terminal) == 128 + signal.SIGTERM
            left = bytearray()
            while data := terminal.receive(0.1):
                left += data
            assert LEFT_SCREEN in left
        assert float(saved_position(kept)) > 4

    def test_a_computation_that_does_not_end_keeps_nobody_from_ending_it(self, tmp_path: Path) -> None:
        begun = tmp_path / "begun"
        script = tmp_path / "endless.py"
        script.write_text(
            "import pathlib, sys, time\n"
            "from xortui.cli import main\n"
            "from xortui.debugger import Debugger\n"
            "def endless(self, unit):\n"
            f"    pathlib.Path({str(begun)!r}).touch()\n"
            "    time.sleep(600)\n"
            "Debugger.step = endless\n"
            "sys.exit(main([]))\n"
        )
        with Terminal(command=[sys.executable, str(script)]) as terminal:
            terminal.settled("Weights")
            terminal.press("s")
            wait_for_file(begun)
            os.kill(terminal.child.pid, signal.SIGTERM)
            assert terminal.status() == 128 + signal.SIGTERM
            assert LEFT_SCREEN in terminal.raw

    def test_the_prompt_is_saved_when_it_ends_by_a_signal(self, tmp_path: Path) -> None:
        kept = tmp_path / "kept.json"
        with Terminal("--plain", "--session", str(kept)) as terminal:
            terminal.wait_for("(xortui)")
            terminal.press("n\r")
            terminal.wait_for("step 1 op 45")
            os.kill(terminal.child.pid, signal.SIGQUIT)
            assert terminal.status() == 128 + signal.SIGQUIT
        assert saved_position(kept) == "1.45"


def wait_for_file(path: Path) -> None:
    """Wait until a program has made a file."""
    end = time.monotonic() + PATIENCE
    while not path.exists():
        assert time.monotonic() < end, f"there is no {path.name}"
        time.sleep(0.02)


def wait_until_written_to_the_full(reader: int) -> None:
    """Wait until a terminal holds all that it can of what nobody reads."""
    import fcntl
    import struct
    import termios

    held, before, same = 0, -1, 0
    while same < 20:
        before = held
        (held,) = struct.unpack("i", fcntl.ioctl(reader, termios.FIONREAD, struct.pack("i", 0)))
        same = same + 1 if held == before and held > 0 else 0
        time.sleep(0.1)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on files that means the disk is full")
class TestFullDisk:
    """Nothing can be written: that is told, and all else goes on."""

    def test_what_can_not_be_saved_is_told_and_the_rest_goes_on(self, tmp_path: Path) -> None:
        kept = tmp_path / "kept.json"
        command = ["/bin/sh", "-c", f"ulimit -f 0; exec {XORTUI} --session {kept}"]
        with Terminal(command=command, columns=110) as terminal:
            terminal.settled("Weights")
            terminal.press("n")
            terminal.wait_for("cannot be saved: ", "not saved")
            terminal.press("n")
            terminal.settled("step 2 op 45/45")
            terminal.press("q")
            assert terminal.status() == 0
        after = bytes(terminal.raw).split(LEFT_SCREEN)[-1].decode()
        assert after.count("cannot be saved: File too large") == 1
        assert "Traceback" not in after
        assert [*tmp_path.glob("**/*.tmp")] == []

    def test_a_crash_says_where_it_was(self, tmp_path: Path) -> None:
        script = tmp_path / "crash.py"
        script.write_text(
            "import sys\n"
            "from xortui.cli import main\n"
            "from xortui.debugger import Debugger\n"
            "def broken(self, unit): raise ZeroDivisionError('nothing to share')\n"
            "Debugger.step = broken\n"
            "sys.exit(main([]))\n"
        )
        command = ["/bin/sh", "-c", f"ulimit -f 0; exec {sys.executable} {script}"]
        with Terminal(command=command, columns=200) as terminal:
            terminal.settled("Weights")
            terminal.press("s")
            assert terminal.status() == 1
        after = bytes(terminal.raw).split(LEFT_SCREEN)[-1].decode()
        told = re.findall(r"internal error: ZeroDivisionError; nothing to share in line 4 of \S+crash.py", after)
        assert len(told) == 1, after
        assert "Traceback" not in after
