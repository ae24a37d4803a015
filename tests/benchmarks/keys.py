"""Keys while training runs at full speed: from the press to the frame that shows what it does, and what keys cost.

    python -m tests.benchmarks.keys [KEYS]

KEYS are pressed for each row, 200 unless told otherwise, three or so a second, at moments drawn from a seed. Each
chooses another parameter; its time ends when the name of that stands on the screen. The terminal answers at once, and
what it has been sent is looked at afterwards, so that no emulator takes part. A bare Textual app that shows a number
for each key is pressed in the same way: that is what the machine takes by itself, with whatever else it has to do.

Rows: standing still, running without machine code, and where numba is installed running with machine code, and from
an empty cache through the change-over to it. The speed of training is measured by turns with keys and without.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.screen import percentile
from tests.terminal.pseudo_terminal import Terminal
from xortui.core.machine.workshop import compiler_version

WANTED = 60.0
"""Milliseconds at the 95th percentile."""
SIZES = [(80, 24), (120, 40)]
ANSWER = "\x1b[11;11R"
"""Where the cursor is said to be, wherever it is."""
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App[None]):
    count = 0
    def compose(self):
        yield Static("▸0 Weights", markup=False)
    def on_key(self):
        self.count += 1
        self.query_one(Static).update(f"▸{self.count}")
Bare().run()
"""
NO_MACHINE_CODE = """
import sys
from xortui.core.machine.workshop import close
close()
from xortui.cli import main
sys.exit(main())
"""
TURN = 5.0
"""Seconds of training between two looks at how far it is."""
TURNS = 6
"""How often it is looked at, with keys and without."""


class QuickTerminal(Terminal):
    """Answers each question at once, and looks at nothing before it is asked to."""

    def __enter__(self) -> QuickTerminal:
        """Use it in a with statement."""
        return self

    def receive(self, timeout: float) -> bytes:
        """Take what has been written within a time, and answer the questions in it."""
        data = super().receive(timeout)
        for _ in range(data.count(b"\x1b[6n")):
            self.child.send(ANSWER)
        return data

    def chosen(self) -> list[str]:
        """Return what stands behind the marks of what is chosen."""
        return re.findall(r"▸(\w+)", self.text)

    def listen(self, seconds: float) -> list[tuple[float, bytes]]:
        """Return what is written within a time, and when each piece of it came."""
        end = time.perf_counter() + seconds
        found = []
        while (left := end - time.perf_counter()) > 0:
            data = self.receive(left)
            if data:
                found.append((time.perf_counter(), data))
        return found

    def reaction(self, key: str, seconds: float) -> float:
        """Press a key; return the seconds until another parameter is chosen on the screen."""
        before = self.chosen()
        start = time.perf_counter()
        self.press(key)
        pieces = self.listen(seconds)
        reacted = None
        for _ in range(20):
            for when, data in pieces:
                self.show(data)
                if reacted is None and self.chosen() != before:
                    reacted = when - start
            if reacted is not None:
                return reacted
            pieces = self.listen(seconds)
        raise SystemExit(f"nothing was chosen by {key!r}:\n{self.text}")

    def run_freely(self) -> None:
        """Begin to run at full speed."""
        self.press(*"+" * 10)
        self.settled("full speed")
        self.press("space")
        self.wait_for("running")

    def steps(self) -> int:
        """Return how many steps have been trained."""
        found = re.search(r"step ([\d,]+)", self.text)
        if found is None:
            raise SystemExit(f"no step is shown:\n{self.text}")
        return int(found[1].replace(",", ""))


def print_row(name: str, seconds: list[float]) -> None:
    """Print one row of the table."""
    parts = [f"{name:30}"]
    for label, share in (("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("slowest", 1.0)):
        parts.append(f"{label} {percentile(seconds, share):4.0f} ms")
    print("  ".join(parts), flush=True)


def press_keys(terminal: QuickTerminal, count: int) -> list[float]:
    """Press keys at moments that nothing in the program follows, and return how long each took."""
    moments = random.Random(1)
    return [terminal.reaction("down", moments.uniform(0.25, 0.45)) for _ in range(count)]


def print_speed(terminal: QuickTerminal) -> None:
    """Print what keys take from training: by turns with three a second and without any."""
    speeds: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(2 * TURNS):
        has_keys = turn % 2 == 1
        before = terminal.steps()
        start = time.perf_counter()
        while time.perf_counter() - start < TURN:
            if has_keys:
                terminal.press("down")
            for _, data in terminal.listen(0.33):
                terminal.show(data)
        speeds[has_keys].append((terminal.steps() - before) / (time.perf_counter() - start))
    ratio = statistics.median(speeds[True]) / statistics.median(speeds[False])
    quick = statistics.median(speeds[False])
    print(f"{'':30}  {quick:,.0f} steps/s; with three keys a second {ratio:.1%} of them", flush=True)


def running(name: str, command: list[str], size: tuple[int, int], count: int, act: Callable[..., None]) -> None:
    """Run freely at one size, press keys, and print how long they took."""
    columns, lines = size
    with QuickTerminal(command=command, columns=columns, lines=lines, answers=False) as terminal:
        terminal.settled("Weights")
        terminal.run_freely()
        act(terminal)
        print_row(f"{name} {columns}×{lines}", press_keys(terminal, count))
        print_speed(terminal)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if sys.argv[1:] else 200
    with TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        with QuickTerminal(command=[sys.executable, str(bare)], answers=False) as terminal:
            terminal.settled("Weights")
            print_row("a bare Textual app", press_keys(terminal, count))
        plain = Path(folder) / "plain.py"
        plain.write_text(NO_MACHINE_CODE)
        for columns, lines in SIZES:
            with QuickTerminal(columns=columns, lines=lines, answers=False) as terminal:
                terminal.settled("Weights")
                print_row(f"standing still {columns}×{lines}", press_keys(terminal, count))
        for size in SIZES:
            running("running, Python", [sys.executable, str(plain)], size, count, lambda _: None)
        if not compiler_version():
            print("numba is not installed: nothing more to measure")
            return
        for size in SIZES:
            running("running, machine code", [sys.executable, "-m", "xortui"], size, count, wait_for_machine_code)
        for columns, lines in SIZES:
            print_row(f"change-over {columns}×{lines}", change_over(columns, lines, count))
    print(f"wanted: p95 of at most {WANTED:.0f} ms while running")


def wait_for_machine_code(terminal: QuickTerminal) -> None:
    """Wait as long as machine code may take to be made."""
    for _, data in terminal.listen(10.0):
        terminal.show(data)


def change_over(columns: int, lines: int, count: int) -> list[float]:
    """Press keys in the seconds in which machine code is made and taken over, in as many starts as that takes."""
    found: list[float] = []
    while len(found) < count:
        with (
            TemporaryDirectory() as cache,
            QuickTerminal(
                columns=columns, lines=lines, answers=False, environment={"XDG_CACHE_HOME": cache}
            ) as terminal,
        ):
            terminal.settled("Weights")
            terminal.run_freely()
            found += press_keys(terminal, min(20, count - len(found)))
    return found


if __name__ == "__main__":
    main()
