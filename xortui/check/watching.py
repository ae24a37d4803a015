"""Watch a file run: follow its numbers until enough steps of its training have been seen."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from xortui.check.recognition.chains import Chain, Step, Uses, chains, steps
from xortui.check.running.limits import DEFAULT_LIMITS
from xortui.check.running.student_line import student_line
from xortui.check.tracing.tape import Tape
from xortui.check.tracing.trace import Trace, traced
from xortui.check.undecided import UndecidedError

ENOUGH_STEPS = 3
"""A run that was stopped after fewer steps is repeated, and followed further."""
RUNS = ((15_000, 600), (60_000, 2_000), (400_000, 10_000))
"""How many nodes and operations are enough: first few, and more if training has hardly begun by then."""


@dataclass(frozen=True, slots=True)
class WatchedRun:
    """What was seen of a file's training."""

    trace: Trace
    chains: list[Chain]
    """What is learnt."""
    steps: list[Step]
    """The steps that were seen whole, one at least."""


def watched(path: Path, source: str, step: str | None = None, seconds: float = DEFAULT_LIMITS.budget) -> WatchedRun:
    """Run a file, and find out what it learns.

    Args:
        path: the file.
        source: its text.
        step: an expression that takes one training step, if it is given.
        seconds: how long the file is watched.

    Raises:
        UndecidedError: if no training was seen.
    """
    ends_at = time.process_time() + seconds
    for most_nodes, enough_blocks in RUNS:
        left = ends_at - time.process_time()
        tape = Tape(most_nodes=most_nodes, enough_blocks=enough_blocks, seconds=left)
        trace = traced(path, source, step, tape)
        uses = Uses(trace.tape)
        found = chains(trace.tape, uses)
        taken = steps(trace.tape, found, uses)
        if trace.step_begins is not None:
            asked = [each for each in taken if each.start >= trace.step_begins]
            taken = asked or taken
        if len(taken) >= ENOUGH_STEPS or not trace.was_stopped or time.process_time() > ends_at:
            break
    if not taken:
        raise UndecidedError(_nothing_seen(trace, path))
    return WatchedRun(trace, found, taken)


def _nothing_seen(trace: Trace, path: Path) -> str:
    """Say why no training was seen."""
    if trace.error is not None:
        return student_line(trace.error, path)
    if trace.tape.lost:
        names = ", ".join(sorted(set(trace.tape.lost.values())))
        return f"no training could be followed: its numbers go through {names}; say how to take a step with --step"
    return "no training was seen when it was run; say how to take a step: --step 'net.train(x, t)'"
