"""The history: the loss and every parameter, epoch by epoch, as CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from xortui.core.settings import BY_SYMBOL
from xortui.debugger import Debugger
from xortui.debugger.epoch_rows import EpochRow, epoch_rows, measured, usual_spacing
from xortui.debugger.trace import finite, numbers


def history_csv(debugger: Debugger) -> str:
    """Return a row per epoch up to a debugger's position, numbers in full.

    Of more than ten thousand every k-th has one, at most 500 after the start's, where k is 1, 2 or 5 times a power of
    ten.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    problem = debugger.problem
    measures = measured(problem)
    writer.writerow(["epoch", "loss", *measures, *problem.network.parameter_names])
    for epoch, loss, parameters in _rows(debugger, _every(debugger)):
        result = debugger.timeline.examined(parameters, problem.test) if measures else None
        tested = [] if result is None else [repr(result.measure(name)) for name in measures]
        writer.writerow([epoch, "" if loss is None else repr(loss), *tested, *map(repr, parameters)])
    return text.getvalue()


def history_json(debugger: Debugger) -> str:
    """Return what was trained, the parameters at a debugger's position, and the loss of every k-th epoch up to it."""
    problem = debugger.problem
    snapshot = debugger.snapshot()
    every = _every(debugger)
    rows = _rows(debugger, every)
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
        "every": every,
        "history": [_epoch_record(debugger, row) for row in rows if row[1] is not None],
    }
    return json.dumps(record, allow_nan=False) + "\n"


def _epoch_record(debugger: Debugger, row: EpochRow) -> dict[str, float | None]:
    """Return an epoch with its loss, and what the test samples say at its end."""
    epoch, loss, parameters = row
    record: dict[str, float | None] = {"epoch": epoch, "loss": finite(loss)}
    measures = measured(debugger.problem)
    if measures:
        result = debugger.timeline.examined(parameters, debugger.problem.test)
        record |= {name: finite(result.measure(name)) for name in measures}
    return record


def _epochs(debugger: Debugger) -> int:
    return debugger.complete_steps // len(debugger.problem.samples)


def _every(debugger: Debugger) -> int:
    """Return how many epochs go by from row to row."""
    return usual_spacing(_epochs(debugger))


def _rows(debugger: Debugger, every: int) -> Iterator[EpochRow]:
    """Yield the rows of the timeline, edits and all."""
    return epoch_rows(debugger.timeline, _epochs(debugger), every)
