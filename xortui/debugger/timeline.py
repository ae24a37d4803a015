"""The timeline: every step from the start to the furthest yet run, reachable by checkpoints and exact replay."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cached_property
from math import isfinite

from xortui.core.compiler import Evaluate, Spread, Values, compile_evaluate
from xortui.core.engines import choose_engine
from xortui.core.program import Program
from xortui.debugger.loss_record import LossCurve, LossRecord
from xortui.debugger.position import Position
from xortui.debugger.survey import Survey, Surveyor
from xortui.problems import Problem

CHECKPOINT_EVERY = {"floats": 1024, "matrices": 256}
"""Steps between checkpoints, by engine: so many are replayed in a millisecond or a few."""
MOST_CHECKPOINT_NUMBERS = 16_000_000
"""128 MB of them; beyond, every second checkpoint is dropped."""
LARGEST_PRODUCT = 1e300
"""What numbers multiplied with each other in one step may come to, for every value to be finite without a look."""


class Timeline:
    """The training of one problem, as a function of the step.

    Nothing but checkpoints of the state is stored; the values inside a step are computed anew by the same program.
    Time ends where a value first stops being finite.
    """

    def __init__(self, problem: Problem) -> None:
        """Stand at the start."""
        self.problem = problem
        self.program = Program(problem.network, problem.training)
        self.engine = choose_engine(self.program, problem.samples, problem.schedule, problem.settings)
        self.recorded = 0
        """The furthest step that has been run to its end."""
        self.end: Position | None = None
        """Where a value first was not finite; None as long as none has been."""
        # Through the layers and back a product takes up at most so many parameters and inputs; where they are larger
        # than this, every operation is looked at. In more than two dozen layers only a squashed value could hide one.
        self._suspicious = max(1e6, LARGEST_PRODUCT ** (1 / (2 * len(problem.network.layers))))
        if any(abs(number) >= self._suspicious for sample in problem.samples for part in sample for number in part):
            self._suspicious = 0.0
        self._interval = CHECKPOINT_EVERY[self.engine.name]
        self._width = len(self.program.state)
        self._head = list(problem.initial_state(self.program.state))
        self._checkpoints = array("d", self._head)
        self._losses = LossRecord(len(problem.samples))
        self._near: tuple[int, list[float]] = (0, list(self._head))
        self._landmarks: dict[int, tuple[float, ...]] = {}
        self._surveyed: tuple[tuple[float, ...], Survey | None] = ((), None)

    @cached_property
    def _evaluate(self) -> Evaluate:
        # Compiled when first wanted: for a wide network it takes half a second, and training alone never needs it.
        return compile_evaluate(self.program)

    def advance(self, step: int) -> None:
        """Run and record up to the end of a step, or to the end of time if that comes first."""
        while self.recorded < step and self.end is None:
            first = self.recorded + 1
            count = min(step, self.recorded + self._interval - self.recorded % self._interval) - self.recorded
            before = list(self._head)
            sizes = self._losses.sizes(count)
            spreads = self.engine.record(self._head, first, sizes)
            total = sum([total for total, _, _ in spreads])
            if not (total < self._suspicious and sum(map(abs, self._head)) < self._suspicious):
                spreads = self._look_closely(before, first, count)
                sizes = [1] * len(spreads)
            self.recorded += sum(sizes)
            self._losses.extend(spreads, sizes)
            if self.recorded % self._interval == 0 and spreads:
                self._keep()

    def state_after(self, step: int) -> list[float]:
        """Return the state vector when a recorded step is complete; step 0 is the start.

        Raises:
            IndexError: if the step has not been recorded.
        """
        if not 0 <= step <= self.recorded:
            raise IndexError(f"step {step} is not recorded; expected 0 to {self.recorded}")
        if step == self.recorded:
            return list(self._head)
        near, state = self._near
        base = step - step % self._interval
        if not base <= near <= step:
            start = base // self._interval * self._width
            near, state = base, self._checkpoints[start : start + self._width].tolist()
        else:
            state = list(state)
        if near < step:
            self.engine.run(state, near + 1, step - near)
        self._near = (step, list(state))
        return state

    def values(self, step: int, before: Sequence[float]) -> Values:
        """Return the value of every operation of a step, given the state before it."""
        x, y = self.problem.samples[self.problem.schedule.sample(step)]
        return self._evaluate(before, x, y, self.problem.settings_at(step))

    def values_of_sample(self, before: Sequence[float], sample: int) -> Values:
        """Return the value of every operation of a step that takes a sample, by its index, from some state."""
        x, y = self.problem.samples[sample]
        return self._evaluate(before, x, y, self.problem.settings)

    def survey(self, state: Sequence[float]) -> Survey | None:
        """Return what the network says to all samples, from some state; None where that takes too long to be asked."""
        key = tuple(state)
        if self._surveyed[0] != key:
            self._surveyed = (key, self._surveyor(key))
        return self._surveyed[1]

    @cached_property
    def _surveyor(self) -> Surveyor:
        return Surveyor(self.program, self.problem.samples, self.values_of_sample)

    def losses(self, steps: int) -> LossCurve:
        """Return the loss from the first step to a recorded one."""
        record = self._losses
        per_bucket = record.bucket * record.samples
        whole = steps // per_bucket
        means, lows, highs = record.means[:whole], record.lows[:whole], record.highs[:whole]
        if steps % per_bucket:
            # A bucket may hold millions of steps; of one that is not full the newest are enough.
            count = min(steps % per_bucket, CHECKPOINT_EVERY[self.engine.name])
            ((total, least, greatest),) = self.engine.record(
                self.state_after(steps - count), steps - count + 1, [count]
            )
            means.append(total / count)
            lows.append(least)
            highs.append(greatest)
        return LossCurve(record.bucket, steps, record.samples, means, lows, highs)

    def landmarks(self, step: int, count: int) -> list[tuple[float, ...]]:
        """Return the states at up to `count` evenly spaced steps up to a recorded one: a history of every parameter.

        The spacing is a power of two, so that from one step to the next the same steps are asked for again.
        """
        spacing = 1
        while spacing * count < step:
            spacing *= 2
        return [self._landmark(at) for at in range(0, step + 1, spacing)]

    def _landmark(self, step: int) -> tuple[float, ...]:
        """Return the state after a step, remembered among the last few hundred asked for."""
        if step not in self._landmarks:
            if len(self._landmarks) >= 256:
                self._landmarks.clear()
            self._landmarks[step] = tuple(self.state_after(step))
        return self._landmarks[step]

    def _look_closely(self, before: list[float], first: int, count: int) -> list[Spread]:
        """Go through steps operation by operation; where a value is not finite, end time there.

        Returns the losses of the steps that came to their end, and leaves the state after them as the head.
        """
        state, spreads = before, list[Spread]()
        for step in range(first, first + count):
            found = self._not_finite(self.values(step, state), step)
            if found:
                self.end = Position(step, found)
                break
            spreads += self.engine.record(state, step, [1])
        self._head = state
        return spreads

    def _not_finite(self, values: Values, step: int) -> int:
        """Return the number of the first operation that is trained with and not finite; 0 if there is none."""
        length = self.program.length(ends_batch=self.problem.schedule.ends_batch(step))
        if isfinite(sum(values)):
            return 0
        for number in range(1, length + 1):
            if not isfinite(values[number - 1]) and number in self.program.trains_with:
                return number
        return 0

    def _keep(self) -> None:
        """Keep the head as a checkpoint; where they grow too many, keep every second one."""
        self._checkpoints.extend(self._head)
        if len(self._checkpoints) <= max(MOST_CHECKPOINT_NUMBERS, 64 * self._width):
            return
        width = self._width
        kept = array("d")
        for start in range(0, len(self._checkpoints), 2 * width):
            kept.extend(self._checkpoints[start : start + width])
        self._checkpoints = kept
        self._interval *= 2
