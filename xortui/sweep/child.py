"""Child processes that train: how they are started, how many, in what environment, and how much they give way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

NICE = 10
"""By how much children give way to what the user sees."""


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _environment() -> dict[str, str]:
    """Return a child's environment, in which it finds this very package, and takes one processor."""
    here = str(Path(__file__).parents[2])
    before = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([here, before]) if before else here
    return {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def start_child(module: str) -> subprocess.Popen[bytes]:
    """Start a module of this package as a child process that reads its input and writes its output as bytes.

    It is in a group of its own: ctrl+c is not for it. Its input tells it when this process is gone.

    Raises:
        ValueError: if there can be no child process.
    """
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(),
        )
    except OSError as error:
        raise ValueError(f"cannot start another process: {error.strerror or error}") from None


def take_output() -> IO[bytes]:
    """Return the output of a child process for answers alone: what a library prints goes where nobody reads it."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers
