"""Segments: the stretches of a history between edits, each recorded in checkpoints and replayed exactly."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from math import hypot, isfinite, sqrt
from struct import Struct
from typing import NamedTuple

from xortui.core.compiler import Spread, Values
from xortui.core.engines import Engine, Recorder, Stretch
from xortui.core.program import Program
from xortui.debugger.edits import History, Setup
from xortui.debugger.evaluator import Evaluator
from xortui.debugger.head_start import MAX_NUMBERS, MAX_STATES, HeadStart
from xortui.debugger.loss_record import LossRecord
from xortui.debugger.position import Position
from xortui.problems.samples import Samples

MAX_CHECKPOINT_NUMBERS = 16_000_000
"""128 MB of them; beyond, every second checkpoint is dropped."""
MAX_ASKED = 32
"""States that are kept because they may be asked for again."""
MAX_ASKED_NUMBERS = 65_536
"""Numbers that these states have together, at the most."""
MAX_PRODUCT = 1e300
"""What numbers multiplied with each other in one step may come to, for every value to be finite without a look."""


class Opening(NamedTuple):
    """Where a segment begins: the start of time, or a step with edits."""

    step: int
    edits: History
    """Those of this step."""
    setups: tuple[Setup, ...]
    """What the step begins with, then what each edit leaves."""


class Segment:
    """The steps that follow one with edits, or the start: one setup, one engine.

    Nothing but checkpoints of the state is stored. Histories that begin with the same edits share their segments.
    """

    def __init__(
        self,
        opening: Opening,
        engine: Engine,
        evaluator: Evaluator,
        state: Sequence[float],
        losses: LossRecord,
        loss: float | None = None,
        end: Position | None = None,
    ) -> None:
        """Stand at the end of the opening's step.

        Args:
            opening: where the segment begins.
            engine: runs the steps after that, with the setup that the last edit leaves.
            evaluator: looks closely at steps that may end time.
            state: the state after the opening's step, edits and all.
            losses: the record from the first step of all to the opening's; it is continued.
            loss: C of the opening's step, where this segment had to compute it.
            end: where time ends, if it does so in that step.
        """
        self.opening = opening
        self.setup = opening.setups[-1]
        self.engine = engine
        self.losses = losses
        self.loss = loss
        self.end = end
        """Where a value first was not finite; None as long as none has been."""
        self.recorded = opening.step if end is None else opening.step - 1
        """The furthest step that has been run to its end."""
        self._evaluator = evaluator
        program: Program = evaluator.program
        # Through the layers and back a product takes up at most so many parameters and inputs; where they are larger
        # than this, every operation is looked at. In more than two dozen layers only a squashed value could hide one.
        self._suspicious = max(1e6, MAX_PRODUCT ** (1 / (2 * len(program.network.layers))))
        if Samples.of(self.setup.samples).largest >= self._suspicious:
            self._suspicious = 0.0
        self._interval = engine.checkpoint_every
        self._is_watchful = False
        """Whether each chunk is looked at by itself, as numbers have grown large."""
        self._width = len(program.state)
        self._most_numbers = max(MAX_CHECKPOINT_NUMBERS, 64 * self._width)
        self._most_by_length: float = 1.000001 * sqrt(self._width)
        self._bytes_of = Struct(f"{self._width}d").pack
        """Takes the numbers of a state: an array would take them one by one, at six times the cost."""
        self._head = list(state)
        self._checkpoints = array("d", self._head)
        """State vectors, one after the other."""
        self._checkpoint_steps = array("q", [opening.step])
        """The steps that are complete then, in their order; the first is the opening's."""
        self._asked: dict[int, list[float]] = {opening.step: list(self._head)}
        """The state after each of the steps that were asked for last: who goes to and fro asks for them again."""
        self._near = opening.step
        """The one of them that was asked for last of all: what is asked for next is often a little later."""
        self._most_asked = min(max(MAX_ASKED_NUMBERS // max(self._width, 1), 1), MAX_ASKED)
        self._last_asked: tuple[int, tuple[float, ...]] | None = None

    def advance(self, step: int, recorder: Recorder | None = None) -> None:
        """Run and record up to the end of a step, or to the end of time if that comes first.

        Args:
            step: where to stop.
            recorder: what runs the steps in place of the engine, to the same bits.
        """
        recorder = recorder or self.engine
        while self.recorded < step and self.end is None:
            at_once = 1 if self._is_watchful else recorder.chunks_at_once
            if at_once == 1 or not self._run_chunks(step, recorder, at_once):
                self._run_chunk(step, recorder)

    def _run_chunks(self, step: int, recorder: Recorder, at_once: int) -> bool:
        """Run chunks up to a step in one go, if all of their values are finite; say whether they are."""
        while self._interval < self.engine.sparse_checkpoints:
            self._thin_out()
        counts = self._counts(step, at_once)
        chunks = []
        passed = 0
        for count in counts:
            chunks.append(self._sizes(count, passed))
            passed += count
        state = list(self._head)
        stretch = recorder.record_chunks(state, self.recorded + 1, chunks)
        if not self._is_harmless(stretch):
            # From here on each chunk is looked at by itself.
            self._is_watchful = True
            return False
        self._head = state
        self.losses.extend(stretch.spreads, [size for sizes in chunks for size in sizes])
        kept = memoryview(stretch.states).cast("B")
        width = 8 * self._width
        for place, count in enumerate(counts):
            self.recorded += count
            self._keep(kept[place * width : (place + 1) * width])
        return True

    def _run_chunk(self, step: int, recorder: Recorder) -> None:
        """Run as far as one chunk goes at the most, and look closely where a value may not be finite."""
        first = self.recorded + 1
        every = self.engine.checkpoint_every
        count = min(step - self.recorded, every - (self.recorded - self.opening.step) % every)
        before = list(self._head)
        sizes = self.losses.sizes(count)
        spreads = recorder.record(self._head, first, sizes)
        total = sum([total for total, _, _ in spreads])
        if not (total < self._suspicious and self._is_small(self._head)):
            spreads = self._look_closely(before, first, count)
            sizes = [1] * len(spreads)
        self.recorded += sum(sizes)
        self.losses.extend(spreads, sizes)
        if spreads:
            self._keep(self._bytes_of(*self._head))

    def _sizes(self, count: int, passed: int) -> list[int]:
        """Return the groups of a chunk's steps, so split that their sums have the bits of chunks between checkpoints.

        Args:
            count: how many steps it has.
            passed: how many come before it that have not been recorded.
        """
        every = self.engine.checkpoint_every
        done = self.recorded + passed - self.opening.step
        grain = self.losses.grain(every, passed)
        if grain and done % grain == 0:
            whole, rest = divmod(count, grain)
            return [grain] * whole + ([rest] if rest else [])
        sizes: list[int] = []
        end = passed + count
        while passed < end:
            done = self.recorded + passed - self.opening.step
            part = min(end - passed, every - done % every)
            sizes += self.losses.sizes(part, passed)
            passed += part
        return sizes

    def _counts(self, step: int, at_once: int) -> list[int]:
        """Return how many steps the next chunks have, each up to a checkpoint or to the step that is the last.

        They end where the buckets of the losses become larger: as many groups would come for nothing.
        """
        counts: list[int] = []
        recorded = self.recorded
        end = min(step, recorded + self.losses.room)
        while recorded < end and len(counts) < at_once:
            counts.append(min(step - recorded, self._interval - (recorded - self.opening.step) % self._interval))
            recorded += counts[-1]
        return counts

    def _is_harmless(self, stretch: Stretch) -> bool:
        """Say whether all numbers are too small for any value of these steps not to be finite."""
        total = sum([total for total, _, _ in stretch.spreads])
        return total < self._suspicious and all(most < self._suspicious for most in stretch.magnitudes)

    def state_after(self, step: int) -> list[float]:
        """Return the state vector when a step is complete, from the opening's to the last that is recorded."""
        if step == self.recorded:
            return list(self._head)
        asked = self._asked
        if step in asked:
            self._near = step
            return list(asked[step])
        base, place = self._last_checkpoint(step)
        near = self._near
        if base <= near < step:
            state = list(asked[near])
        else:
            near = base
            state = self._state_at(place).tolist()
        if near < step:
            self.engine.run(state, near + 1, step - near)
        if len(asked) >= self._most_asked:
            del asked[next(iter(asked))]
        asked[step] = list(state)
        self._near = step
        return state

    def checkpoint(self, step: int) -> tuple[int, tuple[float, ...]]:
        """Return the last step with a checkpoint up to a recorded one, and the state vector when it is complete."""
        at, place = self._last_checkpoint(step)
        if self._last_asked is None or self._last_asked[0] != at:
            self._last_asked = at, tuple(self._state_at(place))
        return self._last_asked

    def _last_checkpoint(self, step: int) -> tuple[int, int]:
        """Return the last step with a checkpoint up to a recorded one, and its place among the checkpoints."""
        place = bisect_right(self._checkpoint_steps, step) - 1
        return self._checkpoint_steps[place], place

    def _state_at(self, place: int) -> array[float]:
        """Return the state vector of a checkpoint."""
        start = place * self._width
        return self._checkpoints[start : start + self._width]

    def head_start(self, around: int) -> HeadStart:
        """Return how far this has been run, with a few of the checkpoints: all over, and near some step.

        Args:
            around: a step that is looked at.
        """
        count = len(self._checkpoint_steps)
        most = max(1, min(MAX_STATES, MAX_NUMBERS // self._width))
        every = 1
        while every * most < count:
            every *= 2
        places = set(range(0, count, every))
        epoch = self.losses.samples
        for back in (self.engine.checkpoint_every + 2 * epoch, 2 * epoch, 1):
            near = min(max(around - back, self.opening.step), self.recorded)
            places.add(self._last_checkpoint(near)[1])
        steps = []
        states = array("d")
        for place in sorted(places):
            steps.append(self._checkpoint_steps[place])
            states += self._state_at(place)
        return HeadStart(self.opening.step, self.recorded, list(self._head), steps, states, self.losses.copy())

    def adopt(self, start: HeadStart) -> None:
        """Go on from where somebody else's run of the same steps has come to, if that is further than this one.

        Raises:
            ValueError: if it is of another history, or of other samples.
        """
        if start.opening != self.opening.step or start.losses.samples != self.losses.samples:
            raise ValueError(f"expected one that opens after step {self.opening.step}, got {start.opening}")
        if self.end is not None or start.recorded <= self.recorded:
            return
        for number, step in enumerate(start.steps):
            at, place = self._last_checkpoint(step)
            if at < step:
                state = start.states[number * self._width : (number + 1) * self._width]
                self._checkpoint_steps.insert(place + 1, step)
                self._checkpoints[(place + 1) * self._width : (place + 1) * self._width] = state
        while len(self._checkpoints) > self._most_numbers:
            self._thin_out()
        self._head = list(start.head)
        self.recorded = start.recorded
        self.losses = start.losses

    def _is_small(self, state: Sequence[float]) -> bool:
        """Say whether all numbers of a state together are too small for any value of a step not to be finite."""
        # By Cauchy and Schwarz the sum of the sizes is at most this, which is found in a quarter of the time.
        most = hypot(*state) * self._most_by_length
        return bool(most < self._suspicious or sum(map(abs, state)) < self._suspicious)

    def _look_closely(self, before: list[float], first: int, count: int) -> list[Spread]:
        """Go through steps operation by operation; where a value is not finite, end time there.

        Returns the losses of the steps that came to their end, and leaves the state after them as the head.
        """
        state = before
        spreads: list[Spread] = []
        for step in range(first, first + count):
            self.end = first_not_finite(self._evaluator, self._evaluator.values(step, state, (self.setup,)), step)
            if self.end:
                break
            spreads += self.engine.record(state, step, [1])
        self._head = state
        return spreads

    def _keep(self, state: bytes | memoryview) -> None:
        """Keep the state after the last step, where a checkpoint is due."""
        if (self.recorded - self.opening.step) % self._interval:
            return
        self._checkpoint_steps.append(self.recorded)
        self._checkpoints.frombytes(state)
        if len(self._checkpoints) > self._most_numbers:
            self._thin_out()

    def _thin_out(self) -> None:
        """Keep every second checkpoint."""
        width = self._width
        kept = array("d")
        for start in range(0, len(self._checkpoints), 2 * width):
            kept.extend(self._checkpoints[start : start + width])
        self._checkpoints = kept
        self._checkpoint_steps = self._checkpoint_steps[::2]
        self._interval *= 2


def first_not_finite(evaluator: Evaluator, values: Values, step: int) -> Position | None:
    """Return the position of a step's first value that is trained with and not finite; None if there is none."""
    if isfinite(sum(values)):
        return None
    for number in range(1, evaluator.length(step) + 1):
        if not isfinite(values[number - 1]) and number in evaluator.program.trains_with:
            return Position(step, number)
    return None
