"""The screen in a pseudo-terminal beside a bare Textual app: start, keys, idling, running freely, and memory.

    python -m tests.benchmarks.screen

Start is from the spawn of the process to the first picture, at 80×24 and at 120×40, beside a Textual app that shows one
word. Both run as pip installs them, compiled: Python set not to write what it has compiled (PYTHONDONTWRITEBYTECODE)
would compile this package anew at every start, but not Textual: that takes half as long again. At 120×40 three panes
more are drawn before the first picture is there, while the bare app has no more to do than at 80×24.

A key's time runs from the write of the key to the last byte of the frame it causes. Rounds alternate, and medians are
printed, as machines are noisy.
"""

from __future__ import annotations

import compileall
import statistics
import sys
import tempfile
import time
from pathlib import Path

import xortui
from tests.terminal.pseudo_terminal import Terminal
from xortui.debugger import Debugger

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App[None]):
    def compose(self):
        yield Static("Weights", markup=False)
Bare().run()
"""
COLUMNS, LINES = 120, 40
SIZES = [(80, 24), (120, 40)]
MINUTE = 60
"""Seconds of running."""
WANTED = 1.4
"""How many times as long as the bare app the first picture may take, at 80×24."""


def first_paint(command: list[str] | None, marker: bytes, columns: int, lines: int) -> float:
    """Return the seconds from spawn to the first picture."""
    start = time.perf_counter()
    with Terminal(command=command, columns=columns, lines=lines) as terminal:
        while marker not in terminal.raw:
            try:
                terminal.raw += terminal.child.read_nonblocking(1 << 16, timeout=5)
            except Exception as error:  # the program has ended without a picture: say what it wrote
                raise SystemExit(bytes(terminal.raw).decode(errors="replace")) from error
        return time.perf_counter() - start


def compare_first_paint(bare_command: list[str], columns: int, lines: int) -> None:
    """Print how long both apps take to the first picture at one size."""
    bare_times = []
    times = []
    for _ in range(12):
        bare_times.append(first_paint(bare_command, b"Weights", columns, lines))
        times.append(first_paint(None, b"Weights", columns, lines))
    bare = statistics.median(bare_times)
    ours = statistics.median(times)
    wanted = f" (wanted: at most {WANTED})" if (columns, lines) == SIZES[0] else ""
    print(f"first paint {columns}×{lines}  bare {bare:.3f} s  xortui {ours:.3f} s  ratio {ours / bare:.2f}{wanted}")


def frame_time(terminal: Terminal, key: str) -> float:
    """Return the seconds from a key to the last byte that follows it within 60 ms of another; 0 if none follows."""
    start = last = time.perf_counter()
    terminal.press(key)
    received = b""
    while data := terminal.receive(0.06 if received else 1.0):
        last = time.perf_counter()
        received += data
    terminal.show(received)
    return last - start


def reaction_time(terminal: Terminal, key: str, marker: str) -> float:
    """Return the seconds from a key to a text on the screen, while the program runs freely."""
    start = time.perf_counter()
    terminal.press(key)
    while marker not in terminal.text:
        terminal.read(0.005)
        if time.perf_counter() - start > 5:
            raise SystemExit(f"no {marker!r} within 5 s of {key!r}")
    return time.perf_counter() - start


def percentile(values: list[float], share: float) -> float:
    """Return a percentile in milliseconds."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)] * 1000


def processor_seconds(pid: int) -> float:
    """Return the CPU time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def peak_memory(pid: int) -> float:
    """Return the most memory that a process has held so far, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def print_memory(columns: int, lines: int) -> None:
    """Print the most memory that the program holds after its start, and after a minute of running."""
    with Terminal(columns=columns, lines=lines) as terminal:
        terminal.settled("Weights")
        at_start = peak_memory(terminal.child.pid)
        terminal.press("space")
        end = time.monotonic() + MINUTE
        while time.monotonic() < end:
            terminal.read(0.2)
        later = peak_memory(terminal.child.pid)
    print(f"memory {columns}×{lines}  {at_start:.1f} MB after the start  {later:.1f} MB after {MINUTE} s of running")


def main() -> None:
    """Measure and print."""
    compileall.compile_dir(Path(xortui.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE)
        for columns, lines in SIZES:
            compare_first_paint([sys.executable, str(script)], columns, lines)
    # A terminal that answered only after the time is taken would have the rest of one key counted for the next.
    with Terminal(columns=COLUMNS, lines=LINES, answers=False) as terminal:
        terminal.settled("Weights")
        time.sleep(1)
        for key in ("s", "n", "e", "S", "N", "down"):
            times = [frame_time(terminal, key) for _ in range(60)]
            print(f"key {key:4}  p50 {percentile(times, 0.5):5.1f} ms  p95 {percentile(times, 0.95):5.1f} ms")
        times = [frame_time(terminal, key) for _ in range(40) for key in "sneSNs"]
        print(f"all keys  p50 {percentile(times, 0.5):5.1f} ms  p95 {percentile(times, 0.95):5.1f} ms")
        written, used = len(terminal.raw), processor_seconds(terminal.child.pid)
        end = time.monotonic() + 5
        while time.monotonic() < end:
            terminal.read(0.2)
        used = processor_seconds(terminal.child.pid) - used
        print(f"idle 5 s  {len(terminal.raw) - written} bytes  {used:.2f} s of CPU")
    debugger = Debugger()
    start = time.perf_counter()
    debugger.run(2_000_000)
    headless = 2_000_000 / (time.perf_counter() - start)
    with Terminal(columns=COLUMNS, lines=LINES) as terminal:
        terminal.settled("Weights")
        terminal.press(*"+" * 10)
        terminal.settled("full speed")
        terminal.press("space")
        start = time.perf_counter()
        names = ["w1", "w2", "w3", "w4", "b1", "b2", "w5", "w6", "b3"]
        reactions = []
        for turn in range(60):
            reactions.append(reaction_time(terminal, "down", f"▸{names[(turn + 1) % 9]}"))
            terminal.read(0.05)
        terminal.press("space")
        elapsed = time.perf_counter() - start
        screen = terminal.settled("paused")
        steps = int(screen.split("step ")[1].split()[0].replace(",", ""))
        share = steps / elapsed / headless
        print(
            f"running   {share:.0%} of headless ({headless:,.0f} steps/s)  "
            f"key p50 {percentile(reactions, 0.5):.0f} ms  p95 {percentile(reactions, 0.95):.0f} ms"
        )
    for columns, lines in SIZES:
        print_memory(columns, lines)


if __name__ == "__main__":
    main()
