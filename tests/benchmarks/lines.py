"""How long a key takes to be seen over a slow ssh connection, while the program runs, and what the connection holds.

    python -m tests.benchmarks.lines

OpenSSH on this machine, without compression, its answers carried at 30 or 100 kB/s. After 4 and after 60 seconds of
running at the default and at full pace a key changes the parameter that is looked at, and another pauses. Printed are
the seconds until each is seen, and the largest queue of bytes sent but not carried. Then the client stands still for a
while, and the time from its going on to the news of a pause is printed; and how fast SIGTERM is obeyed meanwhile.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.terminal.slow_line import Remote, Server

SPEEDS = (30_000, 100_000)
SIZES = ((80, 24), (120, 40))
WANTED = {((80, 24), 30_000): 0.4, ((80, 24), 100_000): 0.15, ((120, 40), 30_000): 0.8, ((120, 40), 100_000): 0.3}
SECONDS = (4, 60)
FROZEN = 60.0
NAMES = ("w1", "w2", "w3", "w4", "b1", "b2", "w5", "w6", "b3")


class Queue:
    """The largest queue that has been seen."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self.largest = 0

    def watch(self, seconds: float) -> None:
        """Go on for some seconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._remote.terminal.read(0.02)
            self.largest = max(self.largest, self._remote.line.queued)


def seen_after(remote: Remote, key: str, is_seen: Callable[[str], bool]) -> float:
    """Return the seconds from a key until something is seen."""
    start = time.monotonic()
    remote.terminal.press(key)
    while not is_seen(remote.terminal.text):
        remote.terminal.read(0.005)
        if time.monotonic() - start > 120:
            raise SystemExit(f"{key!r} was not seen within two minutes:\n{remote.terminal.text}")
    return time.monotonic() - start


def is_marked(name: str, text: str) -> bool:
    """Say whether a parameter is the one that is looked at."""
    return f"▸{name}" in text


def is_paused(text: str) -> bool:
    """Say whether the screen is that of a program that stands still."""
    return "pause" not in text.splitlines()[-1]


def measure(server: Server, size: tuple[int, int], speed: int, pace: str) -> None:
    """Print a line of the table."""
    with Remote(server, speed, *size) as remote:
        terminal = remote.terminal
        terminal.settled("Weights")
        if pace == "full":
            terminal.press(*"+" * 10)
            terminal.settled("full speed" if size[0] > 80 else "full")
        terminal.press("space")
        queue = Queue(remote)
        moved = []
        ran = 0.0
        for number, seconds in enumerate(SECONDS, 1):
            queue.watch(seconds - ran)
            ran = seconds
            moved.append(seen_after(remote, "down", partial(is_marked, NAMES[number])))
        paused = seen_after(remote, "space", is_paused)
        wanted = WANTED[size, speed]
        print(
            f"{size[0]}×{size[1]}  {speed // 1000:3} kB/s  {pace:7} pace  key after {SECONDS[0]} s {moved[0]:5.2f} s"
            f"  after {SECONDS[1]} s {moved[1]:5.2f} s  pause {paused:5.2f} s (wanted {wanted})"
            f"  queue {queue.largest / 1000:5.1f} kB",
            flush=True,
        )


def freeze(server: Server, speed: int) -> None:
    """Print how fast a client that stood still is up to date, and how fast a program is ended meanwhile."""
    with Remote(server, speed) as remote:
        terminal = remote.terminal
        terminal.settled("Weights")
        terminal.press("space")
        Queue(remote).watch(2)
        remote.line.goes.clear()
        terminal.press("space")
        time.sleep(FROZEN)
        queue = remote.line.queued
        remote.line.goes.set()
        start = time.monotonic()
        while not is_paused(terminal.text):
            terminal.read(0.005)
        thawed = time.monotonic() - start
        terminal.press("space")
        Queue(remote).watch(2)
        remote.line.goes.clear()
        time.sleep(FROZEN)
        program = remote.program
        start = time.monotonic()
        os.kill(program, signal.SIGTERM)
        while Path(f"/proc/{program}").exists():
            time.sleep(0.01)
        ended = time.monotonic() - start
        remote.line.goes.set()
        terminal.status()
        is_restored = b"\x1b[?1049l" in terminal.raw
        print(
            f"80×24  {speed // 1000} kB/s  frozen for {FROZEN:.0f} s: up to date {thawed:.2f} s after the thaw, queue"
            f" {queue / 1000:.1f} kB; SIGTERM while frozen: ended after {ended:.2f} s, terminal restored: {is_restored}"
        )


def main() -> None:
    """Measure and print."""
    server = Server()
    try:
        for speed in SPEEDS:
            freeze(server, speed)
        for size in SIZES:
            for speed in SPEEDS:
                for pace in ("default", "full"):
                    measure(server, size, speed, pace)
    finally:
        server.close()


if __name__ == "__main__":
    main()
