"""The limits of a child process: how long the student's file may run, and how much it may use."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

MEGABYTE = 1 << 20
GIGABYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may use."""

    seconds: float = 10.0
    """Of computing, from the start of the child process to its answer; then it is ended."""
    budget: float = 4.0
    """How long the file itself is watched; what is known by then is examined."""
    memory: int = 2 * GIGABYTE
    """Bytes of data."""
    file_size: int = 10 * MEGABYTE
    """Bytes of each file that it writes."""
    written: int = 50
    """Files that it opens to write, in its scratch folder."""
    open_files: int = 256
    """Files that are open at once."""
    questions: int = 100
    """Calls of input() that are answered."""

    @property
    def seconds_by_the_clock(self) -> float:
        """After which it is ended even if it has computed little: it waits, or the machine is busy."""
        return 3 * self.seconds


DEFAULT_LIMITS = Limits()
_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def too_long(limits: Limits, place: str = "") -> str:
    """Say that a file has not come to an end, and what gives it more time.

    Args:
        limits: what it was held to.
        place: what else is known: where it was then.
    """
    return f"it has not come to an end within {limits.seconds:g} seconds{place}; --seconds gives it more"


def hold(limits: Limits) -> None:
    """Have the system hold this process to its limits; where it knows none, only the time is limited."""
    try:
        import resource
    except ImportError:  # Windows has none
        return

    def limit(which: int, value: int, spare: int = 0) -> None:
        # A lower limit that was there before stays.
        _, hard = resource.getrlimit(which)
        before = sys.maxsize if hard == resource.RLIM_INFINITY else hard
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (min(value, before), min(value + spare, before)))

    # On Linux RLIMIT_DATA counts what is written to, and not the code of large libraries as RLIMIT_AS does.
    memory = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    limit(memory, limits.memory)
    # The signal of the lower limit tells that it was the time; that of the higher one would tell nothing.
    limit(resource.RLIMIT_CPU, int(limits.seconds) + 1, spare=1)
    limit(resource.RLIMIT_FSIZE, limits.file_size)
    limit(resource.RLIMIT_NOFILE, limits.open_files)
    limit(resource.RLIMIT_CORE, 0)
    _limit_processes(limit)


def end_with_parent() -> None:
    """Have Linux end this process when the thread that started it ends, however that ends; elsewhere time does."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _limit_processes(limit: Callable[[int, int], None]) -> None:
    """Let this person's processes and threads become only a few more than there are."""
    import os
    import resource

    try:
        names = os.listdir("/proc")
    except OSError:
        return
    mine = os.getuid()
    count = 0
    for name in names:
        if name.isdigit():
            with suppress(OSError):
                if os.stat(f"/proc/{name}").st_uid == mine:
                    count += len(os.listdir(f"/proc/{name}/task"))
    limit(resource.RLIMIT_NPROC, count + MORE_PROCESSES)


MORE_PROCESSES = 100
"""Threads that a person may start elsewhere while a file runs, and it still may have its own."""


def in_words(size: int) -> str:
    """Return a number of bytes in words: 2 GB."""
    if size >= GIGABYTE:
        return f"{size / GIGABYTE:g} GB"
    return f"{size / MEGABYTE:g} MB"
