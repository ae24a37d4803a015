"""A training's epochs, one by one: the loss and every parameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xortui.debugger.timeline import Timeline
    from xortui.problems import Problem

MAX_EPOCHS = 10_000
"""Up to so many epochs each has a row."""
MAX_ROWS = 500
"""Of more epochs; each row takes a replay from the checkpoint before it, which is half a millisecond for XOR."""

EpochRow = tuple[int, float | None, Sequence[float]]
"""An epoch, the mean of C over it (None for epoch 0, the start), and the parameters after it."""


def measured(problem: Problem) -> tuple[str, ...]:
    """Return what the test samples of a problem say at the end of an epoch: nothing without any."""
    if not problem.test:
        return ()
    return ("test_loss", "accuracy") if problem.classes is not None else ("test_loss",)


def usual_spacing(epochs: int) -> int:
    """Return how many epochs go by from row to row, so that they do not become too many."""
    power = 1
    if epochs <= MAX_EPOCHS:
        return 1
    while epochs > 10 * power * MAX_ROWS:
        power *= 10
    return next(digit * power for digit in (1, 2, 5, 10) if epochs // (digit * power) <= MAX_ROWS)


def epoch_rows(timeline: Timeline, epochs: int, every: int) -> Iterator[EpochRow]:
    """Yield the start and then every so many epochs of a timeline, edits and all.

    Args:
        timeline: whose epochs.
        epochs: how many of them.
        every: how many go by from row to row.
    """
    samples = len(timeline.problem.samples)
    count = len(timeline.problem.network.parameter_names)
    yield 0, None, timeline.state_after(0)[:count]
    for epoch in range(every, epochs + 1, every):
        last = epoch * samples
        total, _, _ = timeline.spread(last - samples + 1, last)
        yield epoch, total / samples, timeline.state_after(last)[:count]


def epoch_columns(timeline: Timeline, epochs: int, every: int) -> dict[str, NDArray[Any]]:
    """Return the rows as columns: 'epoch', 'loss', which is NaN at the start, and every parameter.

    With test samples there are 'test_loss' and, of classes, 'accuracy', too.
    """
    import numpy as np

    rows = list(epoch_rows(timeline, epochs, every))
    columns = {
        "epoch": np.array([epoch for epoch, _, _ in rows]),
        "loss": np.array([np.nan if loss is None else loss for _, loss, _ in rows]),
    }
    measures = measured(timeline.problem)
    if measures:
        results = [timeline.examined(values, timeline.problem.test) for _, _, values in rows]
        for measure in measures:
            columns[measure] = np.array([result.measure(measure) for result in results])
    parameters = np.array([values for _, _, values in rows], dtype=np.float64)
    for number, name in enumerate(timeline.problem.network.parameter_names):
        columns[name] = parameters[:, number]
    return columns
