"""Child processes that train: how many, in what environment, and how much they give way."""

from __future__ import annotations

import os
from pathlib import Path

NICE = 10
"""By how much children give way to what the user sees."""


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def child_environment() -> dict[str, str]:
    """Return a child's environment, in which it finds this very package, and takes one processor."""
    here = str(Path(__file__).parents[2])
    before = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([here, before]) if before else here
    return {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
