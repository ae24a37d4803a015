"""The comparison: two forks side by side, from where they part to some step."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from xortui.debugger.debugger import Debugger
from xortui.debugger.edits import History
from xortui.debugger.forks import MENDED, Fork
from xortui.debugger.loss_record import LossCurve
from xortui.debugger.position import START, Position
from xortui.debugger.timeline import Timeline


class Pair(NamedTuple):
    """One parameter in both forks."""

    name: str
    first: float
    second: float


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two forks at a step, or where time ends if that is earlier."""

    forks: tuple[Fork, Fork]
    parting: Position | None
    """Up to here both are the same; None if they never part."""
    steps: tuple[int, int]
    """The step at whose end each stands."""
    losses: tuple[LossCurve, LossCurve]
    """Each from the first step to that one, or as far as has been run and is shown."""
    means: tuple[float | None, float | None]
    """The mean of C over the last complete epoch of each; None if no epoch is complete."""
    parameters: tuple[Pair, ...]
    """In the network's order."""

    @property
    def is_before_parting(self) -> bool:
        """Whether they part from the start on, and no update has made a parameter differ so far."""
        return self.parting == START and all(pair.first == pair.second for pair in self.parameters)

    def mean(self, place: int) -> tuple[int, float] | None:
        """Return the last complete epoch of a fork, 0 or 1, and the mean of C over it; None if no epoch is complete."""
        mean = self.means[place]
        return None if mean is None else (self.steps[place] // self.losses[place].samples, mean)


def compare(debugger: Debugger, a: int, b: int, step: int) -> Comparison:
    """Return two forks of a debugger, by number, side by side at the end of a step; the debugger stays where it is.

    While something is asked, no loss is told of what comes after that step.

    Raises:
        ValueError: if there is no such fork, or the step is less than 0.
    """
    if step < 0:
        raise ValueError(f"compare: expected a step of at least 0, got {step}")
    first, second = debugger.fork_numbered(a), debugger.fork_numbered(b)
    timelines = first.timeline, second.timeline
    for timeline in timelines:
        timeline.advance(step)
    steps = min(step, timelines[0].recorded), min(step, timelines[1].recorded)
    states = [timeline.state_after(at) for timeline, at in zip(timelines, steps, strict=True)]
    names = debugger.problem.network.parameter_names
    return Comparison(
        forks=(first, second),
        parting=START if MENDED in (a, b) else parting(first.history, second.history),
        steps=steps,
        losses=(
            timelines[0].losses(_told_to(debugger, a, steps[0])),
            timelines[1].losses(_told_to(debugger, b, steps[1])),
        ),
        means=(_mean(timelines[0], steps[0]), _mean(timelines[1], steps[1])),
        parameters=tuple(map(Pair, names, *states)),
    )


def _told_to(debugger: Debugger, number: int, step: int) -> int:
    """Return the last step of a fork whose loss is told: as far as has been shown, unless something is asked."""
    return step if debugger.cover is not None else max(step, debugger.shown(number))


def _mean(timeline: Timeline, step: int) -> float | None:
    """Return the mean of C over the last complete epoch at the end of a step; None if no epoch is complete."""
    epoch = step // len(timeline.problem.samples)
    return timeline.mean_loss(epoch) if epoch else None


def parting(first: History, second: History) -> Position | None:
    """Return where the first edit is that one of two histories has and the other has not; None if they are equal."""
    for edits in zip_longest(first, second):
        if edits[0] != edits[1]:
            return min(edit.position for edit in edits if edit)
    return None
