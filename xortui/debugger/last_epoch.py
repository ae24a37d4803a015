"""The last complete epoch before a position: its loss and its error, as conditions define them."""

from __future__ import annotations

from xortui.debugger.conditions import NotThere, Watched, evaluate
from xortui.debugger.expressions import ACCURACY, MEASURES, TEST_LOSS, parse
from xortui.debugger.position import Position
from xortui.debugger.scanner import Scanner, follow_step
from xortui.debugger.timeline import Timeline


def of_last_epoch(timeline: Timeline, name: str, position: Position, complete: int) -> float | None:
    """Return the 'loss' or the 'error' over the last epoch that is complete at a position; None if none is.

    loss is the mean of C, error the greatest |ŷ − y|; each sample counts with the parameters before its own update.

    Args:
        timeline: the training.
        name: 'loss', 'error', or one of `MEASURES`.
        position: a position that training has reached.
        complete: how many steps have run to their end there.
    """
    if name in MEASURES:
        return _measured(timeline, name, complete)
    if name == "loss":
        return _loss(timeline, complete)
    timeline.advance(position.step)
    condition = Watched(timeline.program, parse(name, timeline.program))
    follower = Scanner(timeline, [condition]).follower_before(max(position.step, 1))
    if position.step:
        follow_step(timeline, follower, position.step, position.operation)
    try:
        return evaluate(condition.node, follower.known)
    except NotThere:
        return None


def _measured(timeline: Timeline, name: str, complete: int) -> float | None:
    if (name == TEST_LOSS and not timeline.problem.test) or (name == ACCURACY and timeline.problem.classes is None):
        return None
    epoch = complete // timeline.problem.schedule.samples
    if epoch == 0:
        return None
    timeline.advance(epoch * timeline.problem.schedule.samples)
    return timeline.tested(epoch).measure(name)


def _loss(timeline: Timeline, complete: int) -> float | None:
    samples = timeline.problem.schedule.samples
    last = complete // samples * samples
    if last == 0:
        return None
    timeline.advance(last - samples)
    # The loss record may hold several epochs in one mean: run the last one again.
    total, _, _ = timeline.spread(last - samples + 1, last)
    return total / samples
