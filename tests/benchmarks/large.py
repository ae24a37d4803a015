"""The screen with what is large for it: a network of 4-16-16-3 units, and data files of 10,000 samples.

One of the files has two inputs, one has ten and a fifth of its samples held out to test.

    python -m tests.benchmarks.large

A key's time runs from its write to the last byte of the frame it causes, at 120×40 in a pseudo-terminal, and opening
from the spawn to the last byte of the first screen, with all of its panes; the default XOR is measured beside them in
the same run. Python may be set not to write what it has compiled (PYTHONDONTWRITEBYTECODE): so the package is compiled
before, as pip does.
"""

from __future__ import annotations

import compileall
import random
import tempfile
from pathlib import Path
from time import perf_counter

import xortui
from tests.benchmarks.screen import COLUMNS, LINES, frame_time, percentile
from tests.terminal.pseudo_terminal import Terminal

WALK = "s n s u down s down u n S N pagedown s n down pageup s N S m e E"
"""Stepping, unfolding two levels, choosing, and jumping."""
ROUNDS = 8
SAMPLES = 10_000
QUIET = 0.5
"""Seconds without a byte after which a screen is there with all of its panes."""

WIDE = """
[network]
layers = [4, 16, 16, 3]
activations = ["tanh", "tanh", "softmax"]
loss = "cross-entropy"
[training]
learning_rate = 0.05
[start]
initial = "glorot-uniform"
"""
MANY = """
[network]
layers = [2, 8, 1]
activations = ["tanh", "sigmoid"]
[training]
learning_rate = 0.05
[data]
file = "many.csv"
"""


TESTED = """
[network]
layers = [10, 8, 1]
activations = ["tanh", "sigmoid"]
loss = "binary-cross-entropy"
[training]
learning_rate = 0.05
order = "shuffled"
[data]
file = "tested.csv"
test = 0.2
"""


def write(folder: Path) -> dict[str, list[str]]:
    """Write the problem files; return what to start for each case."""
    draw = random.Random(1)
    samples = "".join(
        f"[[samples]]\nx = [{', '.join(f'{draw.random():.3f}' for _ in range(4))}]\n"
        f"y = {[[1, 0, 0], [0, 1, 0], [0, 0, 1]][draw.randrange(3)]}\n"
        for _ in range(30)
    )
    (folder / "wide.toml").write_text(WIDE + samples)
    (folder / "many.toml").write_text(MANY)
    rows = (f"{draw.random():.4f},{draw.random():.4f},{draw.randrange(2)}" for _ in range(SAMPLES))
    (folder / "many.csv").write_text("\n".join(rows) + "\n")
    (folder / "tested.toml").write_text(TESTED)
    wide_rows = []
    for _ in range(SAMPLES):
        x = [draw.gauss(0, 1) for _ in range(10)]
        y = int(x[0] * x[1] + x[2] > draw.gauss(0, 0.5))
        wide_rows.append(",".join([f"{value:.4f}" for value in x] + [str(y)]))
    (folder / "tested.csv").write_text("\n".join(wide_rows) + "\n")
    return {
        "xor 2-2-1": ["xor"],
        "4-16-16-3": [str(folder / "wide.toml")],
        f"{SAMPLES:,} samples": [str(folder / "many.toml")],
        "with a test": [str(folder / "tested.toml")],
    }


def opening_time(terminal: Terminal) -> float:
    """Return the seconds from now to the last byte of the screen that is opened."""
    begun = last = perf_counter()
    while "Weights" not in terminal.text or perf_counter() - last < QUIET:
        if terminal.read(QUIET):
            last = perf_counter()
    return last - begun


def main() -> None:
    """Measure and print."""
    compileall.compile_dir(str(Path(xortui.__file__).parent), quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in write(Path(folder)).items():
            with Terminal(*arguments, columns=COLUMNS, lines=LINES) as terminal:
                opened = opening_time(terminal)
                times: dict[str, list[float]] = {}
                for key in WALK.split() * ROUNDS:
                    if seconds := frame_time(terminal, key):  # a key that changes nothing has no frame
                        times.setdefault(key, []).append(seconds)
                every = [seconds for found in times.values() for seconds in found]
                print(f"{name:16} p50 {percentile(every, 0.5):5.1f} ms  p95 {percentile(every, 0.95):5.1f} ms", end="")
                slowest = max(times, key=lambda key: percentile(times[key], 0.5))
                print(f"  slowest key {slowest} p50 {percentile(times[slowest], 0.5):.1f} ms", end="")
                print(f"  opened after {opened:.2f} s")


if __name__ == "__main__":
    main()
