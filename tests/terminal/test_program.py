"""The real program in a real pseudo-terminal, read through a terminal emulator."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.found_trainings import SCRIPT
from tests.terminal.pseudo_terminal import PATIENCE, Terminal
from xortui.debugger import Debugger
from xortui.render.numbers import fixed

PARAMETERS = ("w1", "w2", "w3", "w4", "b1", "b2", "w5", "w6", "b3")


class TestScreen:
    """What a person sees at eighty by twenty-four."""

    def test_all_four_panes_show_every_parameter_and_every_factor_uncut(self) -> None:
        with Terminal() as terminal:
            terminal.settled("Network", "Weights", "Chain rule", "Loss")
            terminal.press("n", "n")
            text = terminal.settled("step 2 op 45/45")
        debugger = Debugger("xor")
        debugger.go_to("2")
        snapshot = debugger.snapshot()
        lines = text.splitlines()
        assert len(lines) == 24
        for name in PARAMETERS:
            weights = next(line for line in lines[2:11] if re.search(rf"[ ▸]{name} ", line[46:]))
            for number in (snapshot.value(name), snapshot.gradient(name), snapshot.change(name)):
                assert fixed(number, 8).strip() in weights
            table = next(line for line in lines[12:21] if line[1:3] == name)
            factors = [operation for operation in snapshot.program.operations if operation.kind == "factor"]
            by_symbol = {operation.target: snapshot.values[operation.number - 1] for operation in factors}
            unit = next(p.target for p in snapshot.program.network.parameters if p.name == name)
            symbols = ["∂C/∂ŷ", "∂ŷ/∂z3"]
            if unit.name != "ŷ":
                symbols += [f"∂z3/∂{unit.name}", f"∂{unit.name}/∂{unit.weighted_sum}"]
            symbols.append(f"∂{unit.weighted_sum}/∂{name}")
            for symbol in symbols:
                assert fixed(by_symbol[symbol], 7, signed=False).strip() in table
            assert fixed(snapshot.gradient(name), 7, signed=False).strip() in table

    def test_the_same_position_looks_the_same_over_random_walks(self) -> None:
        generator = random.Random(7)
        debugger = Debugger("xor")
        moves = {"s": "operation", "n": "sample", "e": "epoch"}
        with Terminal() as terminal:
            terminal.settled("Weights")
            seen: dict[str, str] = {}
            for _ in range(200):
                key = generator.choice("sneSNE")
                (debugger.back if key.isupper() else debugger.step)(moves[key.lower()])
                terminal.press(key)
                step, operation = debugger.position
                where = f"step {step} op {operation}/" if step else "step 0 "
                text = terminal.settled(where)
                assert seen.setdefault(where, text) == text
            assert len(seen) > 30

    def test_space_solves_xor_while_one_watches(self) -> None:
        with Terminal(columns=120, lines=40) as terminal:
            terminal.settled("Weights")
            terminal.press("space")
            terminal.wait_for("running")
            terminal.wait_for("learnt")
            terminal.wait_for("mean C now 0.002")  # well within the limit, wherever in an epoch it is paused
            terminal.press("space")
            assert "learnt ✓ 4 of 4" in terminal.settled("paused")

    @pytest.mark.parametrize(("columns", "lines"), [(40, 12), (60, 18), (80, 24), (110, 32), (120, 40), (200, 60)])
    def test_every_size_shows_a_status_a_sentence_and_keys(self, columns: int, lines: int) -> None:
        with Terminal(columns=columns, lines=lines) as terminal:
            terminal.settled("quit")
            terminal.press("s")
            text = terminal.settled("step 1 op 1/45")
            assert "forward:" in text
            assert "help" in text

    def test_a_terminal_too_small_says_so_calmly(self) -> None:
        with Terminal(columns=30, lines=8) as terminal:
            terminal.settled("40×12")
            terminal.press("q")
            assert terminal.status() == 0


class TestColours:
    """An SSH session has 256 colours, a console 16, NO_COLOR none."""

    @pytest.mark.parametrize(
        ("environment", "forbidden"),
        [
            ({"TERM": "xterm-256color"}, rb"\x1b\[[0-9;]*[34]8;2;"),
            ({"TERM": "linux"}, rb"\x1b\[[0-9;]*[34]8;[25];"),
            (
                {"TERM": "xterm-256color", "NO_COLOR": "1"},
                rb"\x1b\[[0-9;]*[34]8;[25];|\x1b\[(?:[0-9]+;)*(?:3[0-7]|4[0-7]|9[0-7])[;m]",
            ),
        ],
    )
    def test_no_colour_is_sent_that_the_terminal_does_not_have(
        self, environment: dict[str, str], forbidden: bytes
    ) -> None:
        with Terminal(environment=environment) as terminal:
            terminal.settled("Weights")
            terminal.press("n", "s")
            terminal.settled("step 2 op 1/")
            assert not re.search(forbidden, bytes(terminal.raw))

    def test_an_ascii_terminal_gets_ascii(self) -> None:
        with Terminal(environment={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}) as terminal:
            terminal.settled("Weights")
            terminal.press("n")
            text = terminal.settled("step 1 op 45/45")
            assert text.isascii()
            assert "dC/dY" in text


class TestWire:
    """What is written, and when."""

    def test_one_operation_rewrites_a_few_rows_only(self) -> None:
        with Terminal() as terminal:
            terminal.settled("Weights")
            terminal.press("s", "s")
            terminal.settled("step 1 op 2/")
            before = len(terminal.raw)
            terminal.press("s")
            terminal.settled("step 1 op 3/")
            assert len(terminal.raw) - before < 3000

    def test_an_idle_program_writes_nothing(self) -> None:
        with Terminal() as terminal:
            terminal.settled("Weights")
            while terminal.read(1.0):
                pass
            assert terminal.read(1.5) == 0

    def test_a_terminal_that_takes_nothing_is_not_sent_frame_after_frame(self) -> None:
        with Terminal(columns=120, lines=40) as terminal:
            terminal.settled("Weights")
            terminal.press("space")
            terminal.wait_for("running")
            time.sleep(3)  # at 30 pictures a second of some 15 kB each, a queue would hold over a megabyte by now
            before = len(terminal.raw)
            terminal.press("space")
            terminal.settled("paused")
            assert len(terminal.raw) - before < 300_000


class TestEnding:
    """However it ends, the terminal is restored."""

    def test_q_restores_the_terminal(self) -> None:
        with Terminal() as terminal:
            terminal.settled("Weights")
            terminal.press("q")
            assert terminal.status() == 0
            assert b"\x1b[?1049l" in terminal.raw

    def test_a_crash_exits_with_1_one_line_and_a_restored_terminal(self, tmp_path: Path) -> None:
        script = tmp_path / "crash.py"
        script.write_text(
            "import sys\n"
            "from xortui.cli import main\n"
            "from xortui.debugger import Debugger\n"
            "def broken(self, unit): raise ZeroDivisionError('test')\n"
            "Debugger.step = broken\n"
            "sys.exit(main([]))\n"
        )
        with Terminal(command=[sys.executable, str(script)], environment={"TMPDIR": str(tmp_path)}) as terminal:
            terminal.settled("Weights")
            terminal.press("s")
            assert terminal.status() == 1
            assert b"\x1b[?1049l" in terminal.raw
            after = bytes(terminal.raw).split(b"\x1b[?1049l")[-1]
            assert b"internal error: ZeroDivisionError" in after
            assert b"Traceback" not in terminal.raw
        assert "ZeroDivisionError: test" in next(tmp_path.glob("xortui-*.txt")).read_text()

    @pytest.mark.parametrize("trap", ["", "trap '' HUP; "])
    def test_it_leaves_when_the_line_is_gone_even_with_hang_ups_ignored(self, trap: str) -> None:
        shell = ["/bin/sh", "-c", f"{trap}exec {sys.executable} -m xortui"]
        terminal = Terminal(command=shell)
        terminal.settled("Weights")
        os.close(terminal.child.fileno())
        end = time.monotonic() + PATIENCE
        gone = 0
        while not gone and time.monotonic() < end:
            gone, _ = os.waitpid(terminal.child.pid, os.WNOHANG)
            time.sleep(0.05)
        assert gone == terminal.child.pid

    def test_without_a_terminal_it_opens_at_the_prompt(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "xortui"], stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[1].startswith("step 0, start: nothing is computed yet")


def test_keys_typed_while_a_file_runs_are_not_shown_and_move_when_it_is_open(tmp_path: Path) -> None:
    with Terminal(str(_waiting_file(tmp_path))) as terminal:
        terminal.wait_for("to see what it learns ...")
        terminal.press("s", "s")
        shown = terminal.settled("to see what it learns ...").splitlines()
        (tmp_path / "go").touch()
        assert shown[0] == "running mynet.py to see what it learns ..."
        assert "op 2/" in terminal.settled("Your code")


def test_a_line_says_that_a_file_runs_as_long_as_it_is_checked(tmp_path: Path) -> None:
    with Terminal("check", str(_waiting_file(tmp_path))) as terminal:
        terminal.wait_for("running mynet.py to see what it learns ...")
        (tmp_path / "go").touch()
        assert "running" not in terminal.settled("Wrong:")


def _waiting_file(folder: Path) -> Path:
    """Return a file that trains as soon as there is a file `go` beside it."""
    waits = f"import os, time\nwhile not os.path.exists({str(folder / 'go')!r}):\n    time.sleep(0.01)\n"
    path = folder / "mynet.py"
    path.write_text(waits + SCRIPT, "utf-8")
    return path
