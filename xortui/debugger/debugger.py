"""The debugger: stands at a position of a timeline and moves, forwards and backwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xortui.debugger.position import START, Position, Route, Unit
from xortui.debugger.snapshot import Snapshot
from xortui.debugger.timeline import Timeline
from xortui.problems import Problem, load_problem
from xortui.problems.published import Published

LANDMARKS = 16


class Reason(StrEnum):
    """Why the debugger came to rest."""

    STEPPED = "stepped"
    ARRIVED = "arrived"
    START_OF_TIME = "start of time"
    DIVERGED = "diverged"


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the debugger came to rest, and why."""

    reason: Reason
    position: Position
    message: str = ""
    """For a person, where the reason alone does not say it all."""


class Debugger:
    """Walks through the training of a problem.

    debugger = Debugger("xor")
    debugger.step()                       # one operation
    debugger.step("sample")               # to the end of the sample
    debugger.go_to("e120")                # epoch 120 complete
    debugger.back("epoch")
    debugger.snapshot().value("∂C/∂w1")
    """

    def __init__(self, problem: Problem | str = "xor") -> None:
        """Stand at the start of a problem, given as itself, as a built-in name or as the path of a file.

        Raises:
            ProblemError: if there is no such problem, or its file is not right.
        """
        self.problem = problem if isinstance(problem, Problem) else load_problem(problem)
        self.timeline = Timeline(self.problem)
        self.route = Route(self.timeline.program, self.problem.schedule)
        self.position = START
        self._shown = 0
        self._printed: dict[int, dict[str, Published]] = {}
        for published in (*self.problem.published, *(erratum.published for erratum in self.problem.errata)):
            if published.quantity.is_of_the_step:
                at = self._printed.setdefault(self.route.parse(published.at).step, {})
                at[published.quantity.unsigned] = published

    @property
    def can_go_back(self) -> bool:
        """Whether there is anything before this position."""
        return self.position > START

    @property
    def can_go_on(self) -> bool:
        """Whether there is anything after this position: always, unless time ends here."""
        return self.timeline.end is None or self.position < self.timeline.end

    def step(self, unit: Unit | str = Unit.OPERATION) -> Stop:
        """Go on by an operation, or to the end of the sample or epoch."""
        return self._move(self.route.after(self.position, Unit(unit)), Reason.STEPPED)

    def back(self, unit: Unit | str = Unit.OPERATION) -> Stop:
        """Go back by an operation, or to where the sample or epoch began."""
        return self._move(self.route.before(self.position, Unit(unit)), Reason.STEPPED)

    def run(self, steps: int) -> Stop:
        """Go on by whole steps; what has been run stays on the loss chart when one goes back.

        Raises:
            ValueError: if the steps are fewer than 0.
        """
        if steps < 0:
            raise ValueError(f"run: expected a number of steps of at least 0, got {steps}; see run_back")
        complete = self.position.operation == (self.route.length(self.position.step) if self.position.step else 0)
        target = self.position.step + steps - (not complete)
        stop = self._move(self.route.end_of(target) if steps else self.position, Reason.ARRIVED)
        self._shown = max(self._shown, self._complete_steps())
        return stop

    def run_back(self, steps: int) -> Stop:
        """Go back by whole steps, at most to the start.

        Raises:
            ValueError: if the steps are fewer than 0.
        """
        if steps < 0:
            raise ValueError(f"run_back: expected a number of steps of at least 0, got {steps}; see run")
        target = self.route.end_of(max(self.position.step - steps, 0)) if steps else self.position
        return self._move(target, Reason.ARRIVED)

    def go_to(self, position: Position | str) -> Stop:
        """Go to any position, given as itself or as a person types it: '478', '478.12', 'e120'.

        Raises:
            ValueError: if there is no such position; the line says what was expected.
        """
        if isinstance(position, str):
            position = self.route.parse(position)
        stop = self._move(position, Reason.ARRIVED)
        self._shown = max(self._shown, self._complete_steps())
        return stop

    def rewind(self) -> Stop:
        """Go to the start: the same starting parameters."""
        return self._move(START, Reason.ARRIVED)

    def snapshot(self) -> Snapshot:
        """Return the picture of this position."""
        timeline, step = self.timeline, self.position.step
        before = timeline.state_after(max(step - 1, 0))
        sample = self.problem.schedule.sample(step) if step else None
        return Snapshot(
            problem=self.problem,
            program=timeline.program,
            position=self.position,
            length=self.route.length(step) if step else 0,
            epoch=self.problem.schedule.epoch(step),
            sample=sample,
            before=before,
            values=timeline.values(step, before) if step else (),
            losses=timeline.losses(max(self._shown, self._complete_steps())),
            landmarks=timeline.landmarks(max(step - 1, 0), LANDMARKS),
            is_end=self.position == timeline.end,
            evaluate=timeline.values_of_sample,
            ask_all=timeline.survey,
            printed=self._printed.get(step, {}),
        )

    def _complete_steps(self) -> int:
        """Return how many steps have run to their end at this position; one whose last value diverged has not."""
        step, operation = self.position
        return (
            step if not step or (operation == self.route.length(step) and step <= self.timeline.recorded) else step - 1
        )

    def _move(self, target: Position, reason: Reason) -> Stop:
        timeline = self.timeline
        if target > self.position:
            timeline.advance(target.step)
        end = timeline.end
        if end is not None and target >= end:
            self.position = end
            return Stop(Reason.DIVERGED, end, self._divergence(end))
        self.position = target
        return Stop(Reason.START_OF_TIME if target == START else reason, target)

    def _divergence(self, end: Position) -> str:
        target = self.timeline.program.operations[end.operation - 1].target
        return f"diverged at step {end.step}, op {end.operation}: {target} is no longer a finite number"
