"""Watch a file run: follow its numbers until enough steps of its training have been seen."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xortui.check.recognition.chains import Chain, Step, Uses, chains, steps
from xortui.check.recognition.kept_numbers import without_kept, without_totals
from xortui.check.running.limits import DEFAULT_LIMITS
from xortui.check.running.student_line import student_line
from xortui.check.tracing.tape import Tape
from xortui.check.tracing.trace import Trace, traced
from xortui.check.undecided import NothingSeenError, UndecidedError

ENOUGH_STEPS = 3
"""A run that would be stopped after fewer steps is followed further."""
RUNS = ((15_000, 600), (60_000, 2_000), (400_000, 10_000))
"""How many nodes and operations are enough: first few, and more if training has hardly begun by then."""
TOO_LARGE = (
    "a step of its training computes too many numbers to check: check it with fewer samples, or with fewer units"
)
LARGEST_STEP = 150_000
"""Numbers that a step may compute and be examined, which takes a second or two."""


@dataclass(frozen=True, slots=True)
class WatchedRun:
    """What was seen of a file's training."""

    trace: Trace
    chains: list[Chain]
    """What is learnt."""
    steps: list[Step]
    """The steps that were seen whole, one at least."""
    limits: tuple[int, ...] = ()
    """Nodes of one step that cut errors off at a limit on their way back, which they do on the tape no more."""


def watched(path: Path, source: str, step: str | None = None, seconds: float = DEFAULT_LIMITS.budget) -> WatchedRun:
    """Run a file, and find out what it learns.

    Args:
        path: the file.
        source: its text.
        step: an expression that takes one training step, if it is given.
        seconds: how long the file is watched.

    Raises:
        UndecidedError: if no training was seen, or if its steps are too large to be examined.
    """
    ends_at = time.process_time() + seconds
    for number, (most_nodes, enough_blocks) in enumerate(RUNS):
        tape = Tape(most_nodes=most_nodes, enough_blocks=enough_blocks, seconds=ends_at - time.process_time())
        training = _Training(tape, RUNS[number + 1 :])
        if step is None:
            tape.further = training.further
        trace = traced(path, source, step, tape)
        found, taken = training.seen()
        if trace.step_begins is not None:
            asked = [each for each in taken if each.start >= trace.step_begins]
            taken = asked or taken
        # With a step of the user's choice, the file is run again and stopped later.
        is_last = step is None or not trace.was_stopped or time.process_time() > ends_at
        if is_last or len(taken) >= ENOUGH_STEPS:
            break
    if not taken:
        raise _nothing_seen(trace, path)
    step_in_middle = taken[len(taken) // 2]
    if step_in_middle.end - step_in_middle.start > LARGEST_STEP:
        raise UndecidedError(TOO_LARGE)
    return WatchedRun(trace, found, taken)


class _Training:
    """What is learnt in the part of a run that has been seen."""

    def __init__(self, tape: Tape, limits: Sequence[tuple[int, int]]) -> None:
        """Take the tape, and how many nodes and operations are enough if there are few steps so far."""
        self._tape = tape
        self._limits = list(limits)
        self._at_end: tuple[list[Chain], list[Step]] | None = None
        """What was seen when it was enough."""

    def further(self) -> tuple[int, int] | None:
        """Return how many nodes and operations are enough after all; None if those are that there are."""
        if self._at_end is not None:  # the file goes on although it was stopped
            return None
        found = self._seen_now()
        if len(found[1]) < ENOUGH_STEPS and self._limits:
            return self._limits.pop(0)
        self._at_end = found
        return None

    def seen(self) -> tuple[list[Chain], list[Step]]:
        """Return what is learnt, and the steps that were seen whole, when the run has been stopped or has ended."""
        return self._at_end or self._seen_now()

    def _seen_now(self) -> tuple[list[Chain], list[Step]]:
        self._tape.settle()
        uses = Uses(self._tape)
        found = chains(self._tape, uses)
        taken = steps(self._tape, found, uses)
        learnt = without_kept(self._tape, without_totals(found, taken), taken)
        if len(learnt) < len(found):
            taken = steps(self._tape, learnt, uses)
        return learnt, taken


def _nothing_seen(trace: Trace, path: Path) -> UndecidedError:
    """Return the error that says why no training was seen."""
    if trace.error is not None:
        return UndecidedError(student_line(trace.error, path))
    if trace.tape.is_full:
        return UndecidedError(TOO_LARGE)
    if trace.tape.lost:
        names = ", ".join(sorted(set(trace.tape.lost.values())))
        return UndecidedError(
            f"no training could be followed: its numbers go through {names}; say how to take a step with --step"
        )
    return NothingSeenError("no training was seen when it was run; say how to take a step: --step 'net.train(x, t)'")
