"""Draws every pane of a pickled snapshot, and asks it what it can be asked; run as a program in another process.

python -m tests.debugger.drawn_elsewhere FILE
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from xortui.debugger import Snapshot
from xortui.render.chain_rule import chain_rule_rows
from xortui.render.decision_map import decision_map_rows
from xortui.render.diagram import network_rows
from xortui.render.loss_chart import loss_rows
from xortui.render.program import program_rows
from xortui.render.row import plain
from xortui.render.samples import samples_rows
from xortui.render.sentence import sentence_rows
from xortui.render.view import View
from xortui.render.watches import watches_rows
from xortui.render.weights import weights_rows

PANES = (
    chain_rule_rows,
    decision_map_rows,
    loss_rows,
    network_rows,
    program_rows,
    samples_rows,
    sentence_rows,
    weights_rows,
)


def drawn(snapshot: Snapshot) -> str:
    """Return all panes as text, and below what a script may ask."""
    lines = [plain(row) for pane in PANES for row in pane(snapshot, View("w1"), 60, 14)]
    lines += [plain(row) for row in watches_rows(snapshot, 60, 14)]
    asked = [snapshot.value(name) for name in ("loss", "error", "C", "w1", "Δw1")]
    outputs = [snapshot.outputs(sample) for sample in range(1, len(snapshot.samples) + 1)]
    answers = (snapshot.survey, snapshot.survey_at_start, snapshot.is_learnt)
    return "\n".join([*lines, repr(asked), repr(outputs), repr(answers), repr(snapshot.losses)])


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(drawn(pickle.loads(Path(sys.argv[1]).read_bytes())))
