"""How long `xortui check` takes: for one file, for a class of 100, and in which part of the work.

    python -m tests.benchmarks.check [FOLDER ...] [--files N]

Files are those of the folders, or generated ones, spread over all shapes and mistakes. Printed are, in seconds of
computing of all processes together, which another load of the machine changes least:

- one file after the other, each by a command of its own, beyond a Python that imports NumPy (wanted: at most 2),
- all of them by one command, a file, and the seconds by the clock (wanted: at most 90 for 100 on two processors),
- the parts of an examination, a file, each file in a fork of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import wraps
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.check.hand_ins import folder
from tests.check.hand_ins.generator import generated
from xortui.check import examine, traced_verdict, watching

FILES = 100
ALONE = 12
"""Files that are checked by commands of their own."""
EVERY = 23
"""One generated file of so many is taken."""
WANTED_ALONE = 2.0
WANTED_TOGETHER = 90.0
PARTS: tuple[tuple[str, ModuleType, str], ...] = (
    ("running it, followed", watching, "traced"),
    ("of that: what is learnt", watching, "chains"),
    ("of that: steps", watching, "steps"),
    ("the network and losses", examine, "readings_of"),
    ("searching for mistakes", examine, "_explained"),
    ("labels of its numbers", examine, "LabelledStep"),
    ("lines of mistakes", examine, "_mistakes"),
    ("causes", traced_verdict, "causes"),
    ("what the debugger opens", traced_verdict, "debugger_data"),
    ("doubts", examine, "doubt"),
    ("probing", examine, "probed"),
)
"""What a part is called, and the function that does it."""


def computing(command: list[str]) -> tuple[float, float]:
    """Return the seconds of computing of a command with all its processes, and those by the clock."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, seconds


def check(paths: list[Path]) -> list[str]:
    """Return the command that checks files."""
    return [sys.executable, "-m", "xortui", "check", *map(str, paths), "--format", "json", "--seconds", "60"]


def parts_of(path: Path) -> dict[str, float]:
    """Return the seconds that the parts of an examination compute, measured in a fork of this process."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.write(writer, repr(_examined(path)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answers:
        text = answers.read()
    os.waitpid(child, 0)
    found: dict[str, float] = eval(text) if text else {}
    return found


def _examined(path: Path) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for name, module, function in PARTS:
        setattr(module, function, _timed(name, getattr(module, function), seconds))
    start = time.process_time()
    examine.examined(path, None, None)
    seconds["all"] = time.process_time() - start
    return seconds


def _timed(name: str, function: Callable[..., Any], seconds: dict[str, float]) -> Callable[..., Any]:
    @wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            seconds[name] = seconds.get(name, 0.0) + time.process_time() - start

    return timed


def spread(paths: list[Path], count: int) -> list[Path]:
    """Return so many of the files, evenly from all."""
    count = min(count, len(paths))
    return [paths[number * len(paths) // count] for number in range(count)]


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.check", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--files", type=int, default=FILES)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        files = [filed for name in given.folders for filed in folder.read(name)]
        if not given.folders:
            files = folder.write(islice(generated(), 0, EVERY * given.files, EVERY), Path(scratch))
        paths = spread([filed.path.resolve() for filed in files], given.files)
        start_up, _ = computing([sys.executable, "-c", "import numpy"])
        alone = [computing(check([path]))[0] - start_up for path in spread(paths, ALONE)]
        print(f"one file: {statistics.mean(alone):.2f} s beyond NumPy's start, longest {max(alone):.2f}", end="")
        print(f" (wanted: {WANTED_ALONE:g})", flush=True)
        together, seconds = computing(check(paths))
        print(f"{len(paths)} files: {together / len(paths):.2f} s a file, {seconds:.0f} s by the clock", end="")
        print(f" (wanted of {FILES}: {WANTED_TOGETHER:g})", flush=True)
        measured = [parts_of(path) for path in paths]
        for name in ("all", *(name for name, _, _ in PARTS)):
            print(f"  {name:26} {statistics.mean(each.get(name, 0.0) for each in measured):.3f}")


if __name__ == "__main__":
    main()
