"""The real program killed at random moments at full speed: is its session whole, and how much of it is lost?

    python -m tests.benchmarks.kills [200]

Each program keeps its session in a file, runs at full speed, and is killed with SIGKILL from a tenth of a second to six
seconds later, several at once. Then its file is read and resumed, every tenth in the real program, too. What was on the
screen an autosave and a second before the end must be in the file.
"""

from __future__ import annotations

import os
import random
import re
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.terminal.pseudo_terminal import Terminal
from xortui.commands.autosave import BETWEEN_SAVES
from xortui.debugger.session import resume
from xortui.debugger.session_file import SessionFile

AT_ONCE = 8
MIN_LIFE, MAX_LIFE = 0.1, 6.0
"""Seconds from the start of running to the kill."""
SLACK = 1.0
"""Seconds that a save may take."""


class Kill(NamedTuple):
    """What is known of one program that was killed."""

    lived: float
    """Seconds that it ran at full speed."""
    saved: int
    """The step in its file; 0 without one."""
    shown: int
    """The last step on its screen."""
    lost: float
    """Seconds from when the screen first showed a step that is not in the file to the kill."""
    is_saved: bool
    """Whether there is a file."""
    is_opened: bool
    """Whether the real program was opened on it."""


def shown_step(terminal: Terminal) -> int:
    """Return the step in the status line; −1 while it is half written."""
    found = re.search(r"step ([\d,]+) ", terminal.screen.display[0])
    return int(found[1].replace(",", "")) if found else -1


def kill(number: int, folder: Path) -> Kill:
    """Run a program, kill it, and resume what is left of it."""
    path = folder / f"{number}.json"
    lives = random.Random(number).uniform(MIN_LIFE, MAX_LIFE)
    seen: list[tuple[float, int]] = []
    with Terminal("--session", str(path)) as terminal:
        terminal.settled("Weights")
        terminal.press(*"+" * 10, "space")
        terminal.wait_for("running")
        begun = now = time.monotonic()
        while now < begun + lives:
            terminal.read(0.02)
            now = time.monotonic()
            seen.append((now, shown_step(terminal)))
        os.kill(terminal.child.pid, signal.SIGKILL)
        ended = time.monotonic()
    is_saved, saved, is_opened = path.exists(), 0, False
    if is_saved:
        document = SessionFile(path).read()
        debugger, _ = resume(document)
        saved = debugger.position.step
        assert document["position"] == str(debugger.position), document["position"]
        if number % 10 == 0:
            is_opened = True
            with Terminal("resume", str(path)) as terminal:
                terminal.wait_for("Weights", f"step {saved} ")
    missing = [moment for moment, step in seen if step > saved]
    found = Kill(
        ended - begun, saved, max(step for _, step in seen), ended - min(missing, default=ended), is_saved, is_opened
    )
    assert found.lost <= BETWEEN_SAVES + SLACK, f"{path}: {found}"
    return found


def main() -> None:
    """Kill as many as are asked for, and print what is left of them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        killed = list(pool.map(kill, range(count), [Path(folder)] * count))
    saved = [one for one in killed if one.is_saved]
    print(f"killed    {count}, after {min(killed).lived:.1f} … {max(killed).lived:.1f} s at full speed")
    print(f"whole     {len(saved)} of {len(saved)} files; {count - len(saved)} were killed before the first save")
    print(f"resumed   {len(saved)}, of them {sum(one.is_opened for one in saved)} by the real program")
    print(f"lost      at most {max(one.lost for one in killed):.2f} s; expected at most {BETWEEN_SAVES + SLACK:.2f} s")
    print(f"furthest  step {max(one.saved for one in killed):,} saved, {max(one.shown for one in killed):,} shown")


if __name__ == "__main__":
    main()
