"""The history: the loss and every parameter, epoch by epoch, as CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from xortui.core.settings import BY_SYMBOL
from xortui.debugger import Debugger
from xortui.debugger.trace import finite, numbers
from xortui.problems import Problem

MAX_EPOCHS = 10_000
"""Up to so many epochs each has a row."""
MAX_ROWS = 500
"""Of more epochs; each row takes a replay from the checkpoint before it, which is half a millisecond for XOR."""

HistoryRow = tuple[int, float | None, Sequence[float]]
"""An epoch, the mean of C over it (None for epoch 0, the start), and the parameters after it."""
TESTS = ("test_loss", "accuracy")
"""Further columns, where the problem has test samples: what they say at the end of the epoch."""


def history_csv(debugger: Debugger) -> str:
    """Return a row per epoch up to a debugger's position, numbers in full.

    Of more than `MAX_EPOCHS` every k-th has one, at most `MAX_ROWS` after the start's, where k is 1, 2 or 5 times a
    power of ten.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    problem = debugger.problem
    measures = _measures(problem)
    writer.writerow(["epoch", "loss", *measures, *problem.network.parameter_names])
    for epoch, loss, parameters in _rows(debugger):
        result = debugger.timeline.examined(parameters, problem.test) if measures else None
        tested = [] if result is None else [repr(result.measure(name)) for name in measures]
        writer.writerow([epoch, "" if loss is None else repr(loss), *tested, *map(repr, parameters)])
    return text.getvalue()


def history_json(debugger: Debugger) -> str:
    """Return what was trained, the parameters at a debugger's position, and the loss of every k-th epoch up to it."""
    problem = debugger.problem
    snapshot = debugger.snapshot()
    record = {
        "problem": problem.name,
        "title": problem.title,
        "source": problem.source,
        "layers": list(problem.network.layers),
        "activations": list(problem.network.activations),
        "loss": problem.network.loss,
        "seed": problem.start.seed,
        "learning_rate": snapshot.learning_rate,
        "optimizer": problem.training.optimizer,
        "settings": {BY_SYMBOL[symbol].key: value for symbol, value in snapshot.setup.settings},
        "edits": [str(edit) for edit in debugger.edits],
        "position": str(debugger.position),
        "parameters": dict(zip(problem.network.parameter_names, numbers(snapshot.state), strict=False)),
        "every": _every(debugger),
        "history": list(_epoch_records(debugger)),
    }
    return json.dumps(record, allow_nan=False) + "\n"


def _measures(problem: Problem) -> tuple[str, ...]:
    """Return which results of tests a problem has."""
    if not problem.test:
        return ()
    return TESTS if problem.classes is not None else TESTS[:1]


def _epoch_records(debugger: Debugger) -> Iterator[dict[str, float | str | None]]:
    """Yield an epoch with its loss, and what the test samples say at its end."""
    measures = _measures(debugger.problem)
    for epoch, loss, parameters in _rows(debugger):
        if loss is None:
            continue
        record: dict[str, float | str | None] = {"epoch": epoch, "loss": finite(loss)}
        if measures:
            result = debugger.timeline.examined(parameters, debugger.problem.test)
            record |= {name: finite(result.measure(name)) for name in measures}
        yield record


def _epochs(debugger: Debugger) -> int:
    return debugger.complete_steps // len(debugger.problem.samples)


def _every(debugger: Debugger) -> int:
    """Return how many epochs go by from row to row."""
    epochs = _epochs(debugger)
    power = 1
    if epochs <= MAX_EPOCHS:
        return 1
    while epochs > 10 * power * MAX_ROWS:
        power *= 10
    return next(digit * power for digit in (1, 2, 5, 10) if epochs // (digit * power) <= MAX_ROWS)


def _rows(debugger: Debugger) -> Iterator[HistoryRow]:
    """Yield the rows of the timeline, edits and all."""
    timeline = debugger.timeline
    samples = len(debugger.problem.samples)
    every = _every(debugger)
    count = len(debugger.problem.network.parameter_names)
    yield 0, None, timeline.state_after(0)[:count]
    for epoch in range(every, _epochs(debugger) + 1, every):
        last = epoch * samples
        total, _, _ = timeline.spread(last - samples + 1, last)
        yield epoch, total / samples, timeline.state_after(last)[:count]
