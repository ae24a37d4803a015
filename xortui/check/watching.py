"""Watch a file run: follow its numbers until enough steps of its training have been seen."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from xortui.check.collector import without_collector
from xortui.check.conditional_updates import conditional_update
from xortui.check.recognition.chains import Chain, Step, Uses, chains, steps
from xortui.check.recognition.evaluation import part_of
from xortui.check.recognition.kept_numbers import without_kept, without_totals
from xortui.check.running.limits import DEFAULT_LIMITS
from xortui.check.running.student_line import student_line
from xortui.check.tracing.partial_tape import NODE_NOT_FOLLOWED, PartialTape
from xortui.check.tracing.sampled_tape import SAMPLE_COUNTS, SampledTape
from xortui.check.tracing.tape import Tape
from xortui.check.tracing.trace import Trace, forget_modules, traced
from xortui.check.undecided import AdvisedError, FailedError, NothingSeenError, UndecidedError

ENOUGH_STEPS = 3
"""A run that would be stopped after fewer steps is followed further."""
LARGE_STEP = 20_000
"""Nodes of a step that is large: of its batch, some samples may be enough."""
FEW_STEPS_FROM = 10_000
"""Nodes of a step from which on no more steps are watched than are needed."""
ENOUGH_OF_LARGE = 4
"""How many steps are watched then."""
RUNS = ((15_000, 600), (60_000, 2_000), (400_000, 10_000))
"""How many nodes and operations are enough: first few, and more if training has hardly begun by then."""
MAX_CHAINS = 5_000
"""Numbers that are learnt and looked at; more of them take longer than there is time."""
MAX_WAITS = 6
"""How often a run goes on that may be large, until a large matrix is multiplied again."""
MAX_PRODUCTS_OF_DATA = 2
"""Places of a file that multiply matrices to make its data."""
RUNS_OF_PARTS = ((15_000, 600), (60_000, 2_000), (150_000, 5_000), (400_000, 10_000))
"""The same where a part of each large array is followed."""
TOO_LARGE = "a step of its training computes too many numbers to check: check it with fewer inputs, samples or units"
LARGEST_STEP = 150_000
"""Numbers that a step may compute and be examined, which takes a second or two."""


class TooLargeError(UndecidedError):
    """The steps of a file are too large to be examined.

    Args:
        tape: the one of the run that was stopped.
    """

    def __init__(self, tape: Tape) -> None:
        """Keep whether fewer samples would help."""
        super().__init__(TOO_LARGE)
        self.has_small_batches = tape.multiplies_arrays and not tape.large_batch_sizes
        """Whether its matrices were multiplied by a few samples at a time."""


class LargeBatchError(Exception):
    """The steps of a file are large, and its batches too: some of their samples may be enough.

    Args:
        sizes: how many samples its batches have.
    """

    def __init__(self, sizes: Collection[int]) -> None:
        """Keep the sizes."""
        super().__init__(f"large batches: {sizes}")
        self.sizes = sizes


class ManyWeightsError(Exception):
    """The network of a file has so many weights that fewer samples are enough than were followed."""


@dataclass(frozen=True, slots=True)
class WatchedRun:
    """What was seen of a file's training."""

    trace: Trace
    chains: list[Chain]
    """What is learnt."""
    steps: list[Step]
    """The steps that are examined, one at least."""
    all_steps: list[Step]
    """Every step that was seen whole, also those that are not examined; the file's first update comes before them."""
    limits: tuple[int, ...] = ()
    """Nodes of one step that cut errors off at a limit on their way back, which they do on the tape no more."""

    @property
    def is_sampled(self) -> bool:
        """Whether some samples of each batch were followed, and all units of the network."""
        return isinstance(self.trace.tape, SampledTape)

    @property
    def is_part(self) -> bool:
        """Whether a part of each large array was followed, and so a part of the network."""
        return isinstance(self.trace.tape, PartialTape) and not self.is_sampled


def watched(path: Path, source: str, step: str | None = None, seconds: float = DEFAULT_LIMITS.budget) -> WatchedRun:
    """Run a file, and find out what it learns; of large batches, some samples are followed if that is enough.

    Args:
        path: the file.
        source: its text.
        step: an expression that takes one training step, if it is given.
        seconds: how long the file is watched.

    Raises:
        UndecidedError: if no training was seen, or if its steps are too large to be examined.
    """
    ends_at = time.process_time() + seconds
    sizes: Collection[int] = ()
    too_large: TooLargeError | None = None
    try:
        return _watched(path, source, step, ends_at, Tape, RUNS, stops_at_large_batches=True)
    except TooLargeError as error:
        too_large = error
    except LargeBatchError as error:
        sizes = error.sizes
    forget_modules(path)
    if too_large is None or not too_large.has_small_batches:
        try:
            return _watched_in_samples(path, source, step, ends_at, sizes)
        except UndecidedError:
            # What was followed in part tells too little, or takes arrays apart: all samples may tell more.
            forget_modules(path)
    if too_large is not None:
        return _watched_in_part(path, source, step, ends_at)
    return _watched_whole(path, source, step, ends_at)


def watched_whole(
    path: Path, source: str, step: str | None = None, seconds: float = DEFAULT_LIMITS.budget
) -> WatchedRun:
    """Run a file as `watched` does, and follow all samples unless they are too many.

    Args:
        path: the file.
        source: its text.
        step: an expression that takes one training step, if it is given.
        seconds: how long the file is watched.

    Raises:
        UndecidedError: as `watched` does.
    """
    return _watched_whole(path, source, step, time.process_time() + seconds)


def watched_again(seen: WatchedRun, text: str, seconds: float) -> WatchedRun:
    """Run another text of a file that was watched; follow some samples of its batches if some were followed.

    Args:
        seen: its training.
        text: what is run in its place.
        seconds: how long it is watched.

    Raises:
        UndecidedError: as `watched` does.
    """
    path = Path(seen.trace.filename)
    ends_at = time.process_time() + seconds
    forget_modules(path)
    tape = seen.trace.tape
    if isinstance(tape, SampledTape):
        return _watched_in_samples(path, text, None, ends_at, tape.batch_sizes)
    return _watched_whole(path, text, None, ends_at)


def _watched_whole(path: Path, source: str, step: str | None, ends_at: float) -> WatchedRun:
    """Run a file, and follow all it computes, or a part of it if that is too much."""
    try:
        return _watched(path, source, step, ends_at, Tape, RUNS)
    except TooLargeError:
        forget_modules(path)
    return _watched_in_part(path, source, step, ends_at)


def _watched_in_part(path: Path, source: str, step: str | None, ends_at: float) -> WatchedRun:
    """Run a file, and follow a part of each large array, so a part of its network."""
    return _partly_watched(path, source, step, ends_at, PartialTape, MAX_PRODUCTS_OF_DATA)


def _watched_in_samples(
    path: Path, source: str, step: str | None, ends_at: float, sizes: Collection[int]
) -> WatchedRun:
    """Run a file, and follow some samples of each large batch: the fewer, the more weights its network has.

    Args:
        path: the file.
        source: its text.
        step: an expression that takes one training step, if it is given.
        ends_at: the process time at which watching ends.
        sizes: how many samples its large batches have, as far as it is known.

    Raises:
        UndecidedError: as `watched` does.
    """
    for samples in SAMPLE_COUNTS[:-1]:
        new_tape = partial(SampledTape, samples=samples, batch_sizes=sizes, stops_at_many_weights=True)
        try:
            return _partly_watched(path, source, step, ends_at, new_tape, 0)
        except ManyWeightsError:
            forget_modules(path)
    new_tape = partial(SampledTape, samples=SAMPLE_COUNTS[-1], batch_sizes=sizes)
    return _partly_watched(path, source, step, ends_at, new_tape, 0)


def _partly_watched(
    path: Path, source: str, step: str | None, ends_at: float, new_tape: Callable[..., PartialTape], products: int
) -> WatchedRun:
    """Run a file whose steps are large, and follow a part of each large array.

    Args:
        path: the file.
        source: its text.
        step: an expression that takes one training step, if it is given.
        ends_at: the process time at which watching ends.
        new_tape: what makes the tape of a run.
        products: at how many places of the file matrices may be multiplied to make its data.

    Raises:
        ManyWeightsError: if fewer samples are enough.
        UndecidedError: if no training was seen, or if something is done to parts of arrays.
    """
    for count in range(products + 1):
        try:
            seen = _watched(path, source, step, ends_at, partial(new_tape, products_of_data=count), RUNS_OF_PARTS)
        except TooLargeError:
            break
        # In the first steps, nothing tells what is learnt from what is data.
        later = seen.steps[1 + count :]
        learnt = [chain.versions[-1] for chain in seen.chains]
        if later and NODE_NOT_FOLLOWED not in part_of(seen.trace.tape, learnt, since=later[0].start):
            return replace(seen, steps=later)
        forget_modules(path)
    raise UndecidedError(TOO_LARGE)


def _watched(
    path: Path,
    source: str,
    step: str | None,
    ends_at: float,
    new_tape: Callable[..., Tape],
    runs: Sequence[tuple[int, int]],
    *,
    stops_at_large_batches: bool = False,
) -> WatchedRun:
    """Run a file, and find out what it learns.

    Args:
        path: the file.
        source: its text.
        step: an expression that takes one training step, if it is given.
        ends_at: the process time at which watching ends.
        new_tape: what makes the tape of a run.
        runs: after how many nodes and operations a run is stopped, one after the other.
        stops_at_large_batches: whether it is stopped where some samples of each batch are enough.

    Raises:
        LargeBatchError: if it was stopped so.
        ManyWeightsError: if fewer samples are enough than its tape follows.
        TooLargeError: if its steps are too large to be examined.
        UndecidedError: if no training was seen for another reason.
    """
    for number, (most_nodes, enough_blocks) in enumerate(runs):
        tape = new_tape(most_nodes=most_nodes, enough_blocks=enough_blocks, seconds=ends_at - time.process_time())
        tape.stops_at_large_batches = stops_at_large_batches
        training = _Training(tape, runs[number + 1 :])
        if step is None:
            tape.further = training.further
        trace = traced(path, source, step, tape)
        if tape.was_stopped_at_large_batches:
            raise LargeBatchError(tape.large_batch_sizes)
        if isinstance(tape, SampledTape) and tape.was_stopped_at_many_weights:
            raise ManyWeightsError
        if tape.has_large_steps:
            raise TooLargeError(tape)
        found, taken = training.seen()
        if trace.step_begins is not None:
            asked = [each for each in taken if each.start >= trace.step_begins]
            taken = asked or taken
        # With a step of the user's choice, the file is run again and stopped later.
        is_last = step is None or not trace.was_stopped or time.process_time() > ends_at
        if is_last or len(taken) >= ENOUGH_STEPS:
            break
    if len(found) > MAX_CHAINS:
        raise TooLargeError(tape) if tape.multiplies_arrays else UndecidedError(TOO_LARGE)
    if not taken:
        if trace.error is None and isinstance(tape, PartialTape):
            raise NothingSeenError(TOO_LARGE)
        is_stopped = trace.was_stopped and tape.has_large_matrices
        if trace.error is None and (tape.is_full or is_stopped):
            raise TooLargeError(tape)
        raise _error_of_nothing_seen(trace, path)
    step_in_middle = taken[len(taken) // 2]
    if step_in_middle.end - step_in_middle.start > LARGEST_STEP:
        raise TooLargeError(tape)
    trace.module = _module_of(trace, step_in_middle)
    if trace.module:
        trace.module_text = Path(trace.module).read_text(encoding="utf-8")
    return WatchedRun(trace=trace, chains=found, steps=taken, all_steps=taken)


def _module_of(trace: Trace, step: Step) -> str:
    """Return the module beside a file that computes a step of which the file itself computes nothing; '' if it does."""
    tape = trace.tape
    sites = tape.site[step.start + 1 : step.end + 1]
    files: Counter[str] = Counter()
    for site, count in zip(*np.unique(sites, return_counts=True), strict=True):
        frames = tape.sites[site].frames
        if frames:
            files[frames[0][0].co_filename] += int(count)
    if not files or trace.filename in files:
        return ""
    return files.most_common(1)[0][0]


class _Training:
    """What is learnt in the part of a run that has been seen."""

    def __init__(self, tape: Tape, limits: Sequence[tuple[int, int]]) -> None:
        """Take the tape, and how many nodes and operations are enough if there are few steps so far."""
        self._tape = tape
        self._limits = list(limits)
        self._at_end: tuple[list[Chain], list[Step]] | None = None
        """What was seen when it was enough."""
        self._waits = MAX_WAITS
        """How often it may still be waited for the next product of a large matrix, which tells whether it is learnt."""

    def further(self) -> tuple[int, int] | None:
        """Return how many nodes and operations are enough after all; None if those are that there are."""
        if self._at_end is not None:  # the file goes on although it was stopped
            return None
        if self._tape.may_be_large and self._waits:
            self._waits -= 1
            return self._tape.length, self._tape.blocks + RUNS[0][1]
        found = self._seen_now()
        is_large = len(found[0]) > MAX_CHAINS
        if len(found[1]) < ENOUGH_STEPS and self._limits and not is_large:
            return self._until_enough(*found, *self._limits.pop(0))
        self._at_end = found
        return None

    def _until_enough(self, found: Sequence[Chain], taken: Sequence[Step], nodes: int, blocks: int) -> tuple[int, int]:
        """Return how many nodes and operations are enough to see more steps.

        Args:
            found: what is learnt, as far as it was seen.
            taken: the steps that were seen whole.
            nodes: the most that are needed; fewer are, where steps are large.
            blocks: as many operations.
        """
        tape = self._tape
        if taken:
            size = taken[-1].end - taken[-1].start
            operations = int(tape.block[taken[-1].end]) - int(tape.block[taken[-1].start])
        else:  # the first, with all that comes before it
            size = max((chain.versions[1] for chain in found), default=0)
            since = tape.blocks - int(tape.block[size])
            operations = since * size // max(tape.length - size, 1)
        if size < FEW_STEPS_FROM:
            return nodes, blocks
        if size >= LARGE_STEP:
            tape.stop_at_large_batches()
        more = ENOUGH_OF_LARGE - len(taken)
        return min(nodes, tape.length + more * size), min(blocks, tape.blocks + more * operations)

    def seen(self) -> tuple[list[Chain], list[Step]]:
        """Return what is learnt, and the steps that were seen whole, when the run has been stopped or has ended."""
        return self._at_end or self._seen_now()

    def _seen_now(self) -> tuple[list[Chain], list[Step]]:
        with without_collector():
            return learnt_and_taken(self._tape)


def learnt_and_taken(tape: Tape) -> tuple[list[Chain], list[Step]]:
    """Return what is learnt in what a program computed, and the steps that were seen whole.

    Args:
        tape: what it computed.
    """
    tape.settle()
    uses = Uses(tape)
    found = chains(tape, uses)
    if len(found) > MAX_CHAINS:
        return found, []
    taken = steps(tape, found, uses)
    learnt = without_kept(tape, without_totals(found, taken), taken)
    if len(learnt) < len(found):
        taken = steps(tape, learnt, uses)
    return learnt, taken


def _error_of_nothing_seen(trace: Trace, path: Path) -> UndecidedError:
    """Return the error that says why no training was seen."""
    if isinstance(trace.error, Exception):
        return FailedError(student_line(trace.error, path), trace.error)
    if trace.error is not None:  # it ends itself
        return AdvisedError(student_line(trace.error, path))
    if trace.tape.lost:
        names = ", ".join(sorted(set(trace.tape.lost.values())))
        return AdvisedError(
            f"no training could be followed: its numbers go through {names}; say how to take a step with --step"
        )
    if trace.was_stopped:
        place = f" in {trace.stopped_in}" if trace.stopped_in else ""
        return NothingSeenError(
            f"it was still running when it was stopped{place}; until then no number was updated by what had been "
            "computed from it: if one update takes many samples, check it with fewer; if not, look whether its loop "
            "updates the weights, or say how to take a step: --step 'net.train(x, t)'"
        )
    conditional = conditional_update(trace.source)
    if conditional is not None:
        line, name = conditional
        return NothingSeenError(
            f"line {line} updates {name} only if a condition on the output holds, and then without the error: write "
            "the perceptron's rule as w += η·(t − ŷ)·x, and it can be checked"
        )
    return NothingSeenError(
        "no training was seen when it was run: no number was updated again by what had been computed from it; if the "
        "file makes a network, add --step 'net.train(x, t)' --output 'net.predict(x)' with names of the file; if "
        "not, run xortui check --template try.py, and make one in the six lines to fill in"
    )
