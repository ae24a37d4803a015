"""The timeline: every step from the start to the furthest yet run, edits and all, reachable by exact replay."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from math import inf
from typing import TYPE_CHECKING

from xortui.core.backpropagation import write_program
from xortui.core.compiler import Spread, Values
from xortui.core.engine_choice import choose_engine
from xortui.core.engines import Engine, Recorder
from xortui.core.program import LOSS, Program
from xortui.debugger.edits import History, Setup, edited_state, state_in_step
from xortui.debugger.evaluator import Evaluator
from xortui.debugger.loss_record import LossCurve, LossRecord, read_only
from xortui.debugger.past import Past
from xortui.debugger.position import Position
from xortui.debugger.right import RightValues
from xortui.debugger.segment import Opening, Segment, first_not_finite
from xortui.problems import Problem

if TYPE_CHECKING:
    from xortui.core.engines import Sample
    from xortui.debugger.exam import Result
    from xortui.debugger.head_start import HeadStart
    from xortui.debugger.measured_updates import MeasuredUpdates

MAX_TESTS = 4096
"""Epochs of which the test's result is kept."""
TEST_POINTS = 64
"""Epochs that a curve of test losses has at the most."""
MAX_LANDMARKS = 256
"""States that are kept because they may be wanted again, and as many spreads of losses."""
RECORDED_ANEW = 32
"""A history that parts up to so many checkpoints after the start records all its losses anew, if the record so far is
coarse because the other history is long."""


class Timeline:
    """The training of one problem with one history of edits, as a function of the step.

    It is made of segments; the values inside a step are computed anew by the same program. Time ends where a value
    first stops being finite.
    """

    def __init__(
        self,
        problem: Problem,
        history: History = (),
        *,
        program: Program | None = None,
        evaluator: Evaluator | None = None,
        segments: Sequence[Segment] = (),
        arithmetic: str = "",
        measured: MeasuredUpdates | None = None,
    ) -> None:
        """Run as far as to the last edit.

        Args:
            problem: what is trained.
            history: edits in the order of their positions, each at a position that the timeline of those before it has.
            program: what each step does; backpropagation in the problem's network by default.
            evaluator: the program's; a new one by default.
            segments: the first ones, which another timeline has run for the same edits; none by default.
            arithmetic: the name of the engine that shall run it; by default that of the segments, or the fastest.
            measured: values that parameters get besides, up to the first edit.
        """
        self.problem = problem
        self.measured = measured
        """What was measured in somebody's own file, where no program does the same."""
        if evaluator is None:
            evaluator = Evaluator(program or write_program(problem.network, problem.training), problem.schedule)
        self.evaluator = evaluator
        self.program = self.evaluator.program
        self._last_measured = _last_measured(problem, measured, history)
        """The last step up to which measured values are set beside the right ones."""
        self.history = self._with_measured(history)
        """The edits, the measured values among them."""
        self._landmarks: dict[int, tuple[float, ...]] = {}
        self._spreads: dict[tuple[int, int], Spread] = {}
        self._curve = LossCurve(bucket=1, steps=0, samples=len(problem.samples), means=(), lows=(), highs=(), begun=())
        """The one last asked for, which is asked for again and again while the user moves to and fro before its end."""
        self._tests: dict[int, Result] = {}
        self._segments = list(segments)
        self._arithmetic = arithmetic
        first = segments[0].opening.step if segments else 0
        for step, edits in _openings(self.history, first)[len(segments) :]:
            self._segments.append(self._opened(step, edits))

    def _with_measured(self, history: History) -> History:
        """Return a history with the measured values before its first edit; after that, nobody knows what they were."""
        if self.measured is None:
            return history
        found = self.measured.edits(self.program, self.problem.schedule)
        if history:
            found = tuple([edit for edit in found if edit.position <= history[0].position])
        return (*found, *history)

    @classmethod
    def resumed(cls, problem: Problem, program: Program, past: Past) -> Timeline:
        """Return the timeline that goes on from a past: what was before is not in it, and its losses count from there.

        Args:
            problem: what is trained.
            program: the problem's.
            past: where it begins, and the edits after that.
        """
        evaluator = Evaluator(program, problem.schedule)
        opening = Opening(past.step, (), (past.setup,))
        engine = _engine(evaluator, past.setup, past.arithmetic)
        segment = Segment(opening, engine, evaluator, past.state, LossRecord(len(problem.samples)))
        return cls(problem, past.edits, evaluator=evaluator, segments=[segment])

    def with_history(self, history: History) -> Timeline:
        """Return the timeline of other edits; what both have in common is shared, not run again.

        Args:
            history: edits in the order of their positions, each at a position that the timeline of those before it has.
        """
        shared = []
        openings = _openings(self._with_measured(history), self.first)
        for segment, opening in zip(self._segments, openings, strict=False):
            if (segment.opening.step, segment.opening.edits) != opening:
                break
            shared.append(segment)
        return Timeline(
            self.problem,
            history,
            evaluator=self.evaluator,
            segments=shared,
            arithmetic=self.arithmetic,
            measured=self.measured,
        )

    @property
    def first(self) -> int:
        """The step after which it begins: 0, the start of time, unless it is resumed from a past."""
        return self._segments[0].opening.step

    @property
    def can_differ(self) -> bool:
        """Whether a value can differ from what is right: a mistake is planted, or updates were measured in a file."""
        return self.measured is not None or not self.program.is_as_written

    @property
    def recorded(self) -> int:
        """The furthest step that has been run to its end."""
        return self._segments[-1].recorded

    @property
    def end(self) -> Position | None:
        """Where a value first was not finite; None as long as none has been."""
        return self._segments[-1].end

    @property
    def engine(self) -> Engine:
        """What runs the steps after the last edit."""
        return self._segments[-1].engine

    @property
    def arithmetic(self) -> str:
        """The name of the engine that runs all of its steps: engines of other names give other last bits."""
        return self._segments[0].engine.name if self._segments else self._arithmetic

    def complete_steps(self, position: Position) -> int:
        """Return how many steps have run to their end at a position; one whose last value diverged has not."""
        step, operation = position
        if step == 0:
            return 0
        is_complete = operation == self.evaluator.length(step) and step <= self.recorded
        return step if is_complete else step - 1

    def advance(self, step: int, recorder: Recorder | None = None) -> None:
        """Run and record up to the end of a step, or to the end of time if that comes first; see `Segment.advance`."""
        self._segments[-1].advance(step, recorder)

    def head_start(self, around: int) -> HeadStart | None:
        """Return how far the steps after the last edit have been run; None if they are run again in a moment.

        Args:
            around: a step that is looked at.
        """
        last = self._segments[-1]
        is_short = last.recorded - last.opening.step < last.engine.instant_steps
        return None if is_short or last.end is not None else last.head_start(around)

    def adopt(self, start: HeadStart) -> None:
        """Go on from where somebody else's run of the same steps has come to; see `Segment.adopt`."""
        self._segments[-1].adopt(start)

    def state_after(self, step: int) -> list[float]:
        """Return the state vector when a recorded step is complete; step 0 is the start.

        Raises:
            IndexError: if the step has not been recorded.
        """
        if not self.first <= step <= self.recorded:
            raise IndexError(f"step {step} is not recorded; expected {self.first} to {self.recorded}")
        return self._segment(step).state_after(step)

    def edits_in(self, step: int) -> History:
        """Return the edits at positions of a step."""
        opening = self._segment(step).opening
        return opening.edits if opening.step == step else ()

    def setups_in(self, step: int) -> tuple[Setup, ...]:
        """Return what a step begins with, then what each edit in it leaves."""
        segment = self._segment(step)
        return segment.opening.setups if segment.opening.step == step else (segment.setup,)

    def values(self, step: int, before: Sequence[float]) -> Values:
        """Return the value of every operation of a step, given the state before it."""
        return self.evaluator.values(step, before, self.setups_in(step), self.edits_in(step))

    def right_values(self, step: int, before: Sequence[float]) -> RightValues | None:
        """Return what a step would compute without mistakes, given the state before it; None if it has none."""
        if step > self._last_measured:
            return self.evaluator.right_values(step, before, self.setups_in(step), self.edits_in(step))
        own = [edit for edit in self.edits_in(step) if not edit.is_measured]
        if any(edit.position.operation > 0 for edit in own):
            return None
        values = self.evaluator.values(step, before, self.setups_in(step), own)
        return RightValues(self.program, values, self.evaluator.length(step))

    def past(self, first: int, last: int) -> Past:
        """Return from where the steps after a recorded one, up to another, can be run again."""
        segment = self._segment(first)
        step, state = segment.checkpoint(first)
        edits = tuple([edit for edit in self.history if step < edit.position.step <= last])
        return Past(step=step, state=state, setup=segment.setup, edits=edits, arithmetic=self.arithmetic)

    def losses(self, steps: int) -> LossCurve:
        """Return the loss from the first step to a recorded one."""
        record = self._segments[-1].losses
        if (steps, record.bucket) == (self._curve.steps, self._curve.bucket):
            return self._curve
        epochs = steps // record.samples
        whole, rest = divmod(epochs, record.bucket)
        means, lows, highs = record.means[:whole], record.lows[:whole], record.highs[:whole]
        if rest:
            # A bucket may hold millions of steps; of one that is not full the newest epochs are enough.
            newest = min(rest, max(self.engine.checkpoint_every // record.samples, 1))
            total, least, greatest = self._spread_of_epochs(epochs - newest + 1, epochs)
            means.append(total / (newest * record.samples))
            lows.append(least)
            highs.append(greatest)
        self._curve = LossCurve(
            bucket=record.bucket,
            steps=steps,
            samples=record.samples,
            means=read_only(means),
            lows=read_only(lows),
            highs=read_only(highs),
            begun=() if epochs else tuple(self._newest_losses(steps)),
        )
        return self._curve

    def mean_loss(self, epoch: int) -> float:
        """Return the mean of C over an epoch, from 1, that has been recorded to its end."""
        record = self._segments[-1].losses
        if record.bucket == 1:
            return record.means[epoch - 1]
        return self._spread_of_epochs(epoch, epoch)[0] / record.samples

    def _spread_of_epochs(self, first: int, last: int) -> Spread:
        """Return the spread of C over recorded epochs; the last few hundred spreads are kept."""
        if (first, last) not in self._spreads:
            if len(self._spreads) >= MAX_LANDMARKS:
                self._spreads.clear()
            samples = len(self.problem.samples)
            self._spreads[first, last] = self.spread((first - 1) * samples + 1, last * samples)
        return self._spreads[first, last]

    def _newest_losses(self, steps: int) -> list[float]:
        """Return C of each of the last steps up to a recorded one: of as many as run again in a moment."""
        count = min(steps, self.engine.checkpoint_every)
        losses = []
        for record, length in self._stretches(steps - count + 1, steps):
            for loss, _, _ in record([1] * length):
                losses.append(loss)
        return losses

    def spread(self, first: int, last: int) -> Spread:
        """Return the sum, the least and the greatest of C from one recorded step to another."""
        total, least, greatest = 0.0, inf, -inf
        for record, count in self._stretches(first, last):
            ((more, low, high),) = record([count])
            total, least, greatest = total + more, min(least, low), max(greatest, high)
        return total, least, greatest

    def landmarks(self, step: int, count: int) -> tuple[tuple[float, ...], ...]:
        """Return the states at up to `count` evenly spaced steps up to a recorded one: a history of every parameter.

        The spacing is a power of two, so that from one step to the next the same steps are asked for again.
        """
        spacing = 1
        while spacing * count < step:
            spacing *= 2
        return tuple([self._landmark(at) for at in range(0, step + 1, spacing)])

    def _landmark(self, step: int) -> tuple[float, ...]:
        """Return the state after a step, remembered among the last few hundred asked for."""
        if step not in self._landmarks:
            if len(self._landmarks) >= MAX_LANDMARKS:
                self._landmarks.clear()
            self._landmarks[step] = tuple(self.state_after(step))
        return self._landmarks[step]

    def tested(self, epoch: int) -> Result:
        """Return what the network of the end of a recorded epoch makes of the test samples, or without any of all."""
        if epoch not in self._tests:
            if len(self._tests) >= MAX_TESTS:
                self._tests.clear()
            step = epoch * len(self.problem.samples)
            self._tests[epoch] = self.examined(self.state_after(step), self.setups_in(step)[-1].samples)
        return self._tests[epoch]

    def examined(self, state: Sequence[float], samples: tuple[Sample, ...]) -> Result:
        """Return what a network makes of the test samples, or without any of some others.

        Args:
            state: a state vector, or the parameters alone.
            samples: what is asked where the problem has no test samples.
        """
        # Loaded when first wanted: few problems have test samples.
        from xortui.debugger.exam import examine

        parameters = tuple(state[: len(self.program.network.parameter_names)])
        return examine(self.program, parameters, self.problem.test or samples, self.problem.classes)

    def test_curve(self, epochs: int, here: int) -> tuple[tuple[int, float], ...]:
        """Return (epoch, test loss) for up to `TEST_POINTS` epochs evenly apart, and for two more.

        The spacing is a power of two, so that from one epoch to the next the same ones are asked for again.

        Args:
            epochs: the last one of the curve, which has been recorded.
            here: another one that it has in any case.
        """
        spacing = 1
        while spacing * TEST_POINTS < epochs:
            spacing *= 2
        wanted = sorted({*range(spacing, epochs, spacing), epochs, here} - {0})
        return tuple([(epoch, self.tested(epoch).loss) for epoch in wanted])

    def _segment(self, step: int) -> Segment:
        """Return the segment that the end of a step belongs to."""
        if len(self._segments) == 1:
            return self._segments[0]
        return self._segments[bisect_right(self._segments, step, key=lambda segment: segment.opening.step) - 1]

    def _stretches(self, first: int, last: int) -> Iterator[tuple[Callable[[Sequence[int]], list[Spread]], int]]:
        """Yield what records the losses of recorded steps in groups, and of how many, segment by segment."""
        for segment, following in zip(self._segments, [*self._segments[1:], None], strict=True):
            step, loss = segment.opening.step, segment.loss
            if loss is not None and first <= step <= last:
                yield partial(_alone, loss), 1
            begin, end = max(first, step + 1), last
            if following:
                end = min(last, following.opening.step - (following.loss is not None))
            if begin <= end:
                yield partial(segment.engine.record, segment.state_after(begin - 1), begin), end - begin + 1

    def _opened(self, step: int, edits: History) -> Segment:
        """Return the segment that follows those already there."""
        evaluator, problem = self.evaluator, self.problem
        past = self._segments[-1] if self._segments else None
        setups = [past.setup if past else Setup.of(problem)]
        for edit in edits:
            setups.append(setups[-1].after(edit, self.program, problem.schedule.sample(step) if step else 0))
        opening, setup = Opening(step, edits, tuple(setups)), setups[-1]
        engine = past.engine if past and past.setup is setup else _engine(evaluator, setup, self.arithmetic)
        length = evaluator.length(step) if step else 0
        if past is None:
            state: Sequence[float] = problem.initial_state(self.program.state)
            state = state_in_step(self.program, state, (), edits, length)
            return Segment(opening, engine, evaluator, state, LossRecord(len(problem.samples)))
        if all(edit.position.operation == length for edit in edits):
            past.advance(step)
            state = edited_state(self.program, self.state_after(step), edits)
            return Segment(opening, engine, evaluator, state, self._record(past, step))
        past.advance(step - 1)
        before = self.state_after(step - 1)
        values = evaluator.values(step, before, setups, edits)
        end = first_not_finite(evaluator, values, step)
        state = state_in_step(self.program, before, values, edits, length)
        losses = self._record(past, step - 1)
        loss = None if end else values[self.program.by_target[LOSS].number - 1]
        if loss is not None:
            losses.extend(_alone(loss, [1]), [1])
        return Segment(opening, engine, evaluator, state, losses, loss, end)

    def _record(self, past: Segment, last: int) -> LossRecord:
        """Return a record of its own of the losses up to a recorded step."""
        record = past.losses.until(last)
        if record.bucket > 1 and last <= RECORDED_ANEW * past.engine.checkpoint_every:
            record = LossRecord(record.samples)
        first = len(record.means) * record.bucket * record.samples + 1
        for take, count in self._stretches(first, last):
            sizes = record.sizes(count)
            record.extend(take(sizes), sizes)
        return record


def _last_measured(problem: Problem, measured: MeasuredUpdates | None, history: History) -> int:
    """Return the last step whose measured values are known to be those of the file: up to the first edit."""
    if measured is None:
        return 0
    last = max(measured.steps(problem.schedule), default=0)
    return min(last, history[0].position.step) if history else last


def _openings(history: History, first: int) -> list[tuple[int, History]]:
    """Return the step and the edits of every segment's opening.

    Args:
        history: edits in the order of their positions.
        first: the step of the first opening, which may be without edits.
    """
    edits_in: dict[int, History] = {first: ()}
    for step, edits in groupby(history, lambda edit: edit.position.step):
        edits_in[step] = tuple(edits)
    return list(edits_in.items())


def _engine(evaluator: Evaluator, setup: Setup, arithmetic: str) -> Engine:
    """Return what runs steps with some samples and settings."""
    schedule = evaluator.schedule
    return choose_engine(evaluator.program, setup.samples, schedule, setup.settings_for(schedule.batch), arithmetic)


def _alone(loss: float, _: Sequence[int]) -> list[Spread]:
    """Return the spread of one step."""
    return [(loss, loss, loss)]
