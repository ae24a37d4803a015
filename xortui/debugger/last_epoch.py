"""The last complete epoch before a position: what conditions call its loss and its error."""

from __future__ import annotations

from xortui.debugger.conditions import NotThere, Watched, evaluate
from xortui.debugger.expressions import DEFINED, parse
from xortui.debugger.position import Position
from xortui.debugger.scanner import Scanner, follow_step
from xortui.debugger.timeline import Timeline

LOSS_OF_EPOCH, ERROR_OF_EPOCH = DEFINED


def of_last_epoch(timeline: Timeline, name: str, position: Position) -> float | None:
    """Return the 'loss' or the 'error' over the last epoch that is complete at a position; None if none is.

    loss is the mean of C, error the greatest |ŷ − y|, each sample's taken before the update that learns from it.

    Args:
        timeline: the training.
        name: 'loss' or 'error'.
        position: one that has been reached.
    """
    if name == LOSS_OF_EPOCH:
        return _loss(timeline, position)
    condition = Watched(timeline.program, parse(name, timeline.program))
    follower = Scanner(timeline, [condition]).follower_before(max(position.step, 1))
    if position.step:
        follow_step(timeline, follower, position.step, position.operation)
    try:
        return evaluate(condition.node, follower.known)
    except NotThere:
        return None


def _loss(timeline: Timeline, position: Position) -> float | None:
    samples = timeline.problem.schedule.samples
    is_complete = position.operation == timeline.evaluator.length(position.step) if position.step else True
    # The step in which training diverges is never recorded as complete.
    complete = min(position.step if is_complete else position.step - 1, timeline.recorded)
    last = complete // samples * samples
    # The loss record may hold several epochs in one mean: run the last one again.
    return timeline.spread(last - samples + 1, last)[0] / samples if last else None
