"""The history: the loss and every parameter, epoch by epoch, as CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from xortui.debugger import Debugger
from xortui.debugger.trace import finite, numbers
from xortui.export.whole_steps import complete_steps

MOST_ROWS = 10_000

Row = tuple[int, float | None, Sequence[float]]
"""An epoch, the mean of C over it (None for epoch 0, the start), and the parameters after it."""


def history_csv(debugger: Debugger) -> str:
    """Return a row per epoch up to a debugger's position, numbers in full; of very many epochs, every k-th."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", "loss", *debugger.problem.network.parameter_names])
    for epoch, loss, parameters in _rows(debugger):
        writer.writerow([epoch, "" if loss is None else repr(loss), *map(repr, parameters)])
    return text.getvalue()


def history_json(debugger: Debugger) -> str:
    """Return what was trained, the parameters at a debugger's position, and the loss of every k-th epoch up to it."""
    problem, snapshot = debugger.problem, debugger.snapshot()
    record = {
        "problem": problem.name,
        "title": problem.title,
        "source": problem.source,
        "layers": list(problem.network.layers),
        "activations": list(problem.network.activations),
        "loss": problem.network.loss,
        "seed": problem.start.seed,
        "learning_rate": problem.training.learning_rate,
        "position": str(debugger.position),
        "parameters": dict(zip(problem.network.parameter_names, numbers(snapshot.state), strict=False)),
        "every": _every(debugger),
        "history": [{"epoch": epoch, "loss": finite(loss)} for epoch, loss, _ in _rows(debugger) if loss is not None],
    }
    return json.dumps(record, allow_nan=False) + "\n"


def _epochs(debugger: Debugger) -> int:
    return complete_steps(debugger) // len(debugger.problem.samples)


def _every(debugger: Debugger) -> int:
    """Return how many epochs go by from row to row; the start has a row of its own."""
    return max(-(-_epochs(debugger) // (MOST_ROWS - 1)), 1)


def _rows(debugger: Debugger) -> Iterator[Row]:
    """Run the training once more, beside the timeline, and yield its rows."""
    engine, samples, every = debugger.timeline.engine, len(debugger.problem.samples), _every(debugger)
    state, count = debugger.timeline.state_after(0), len(debugger.problem.network.parameter_names)
    yield 0, None, state[:count]
    for epoch in range(every, _epochs(debugger) + 1, every):
        silent = (every - 1) * samples
        if silent:
            engine.run(state, (epoch - every) * samples + 1, silent)
        ((total, _, _),) = engine.record(state, (epoch - 1) * samples + 1, [samples])
        yield epoch, total / samples, state[:count]
