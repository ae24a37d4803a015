"""What is known of a sweep, as CSV with a row for each start, or as plain data for JSON."""

from __future__ import annotations

import csv
import io
from typing import Any

from xortui.sweep.ends import ends_of
from xortui.sweep.findings import CellFindings, Sweep

COLUMNS = ("cell", "optimizer", "learning_rate", "weights", "hidden", "seed", "learnt_in_epoch", "epochs", "end")
"""Of the CSV; a start that has not learnt has nothing under `learnt_in_epoch`."""


def sweep_csv(sweep: Sweep) -> str:
    """Return a row for each start that has been trained."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for findings in sweep.cells():
        cell = findings.cell
        what = [cell.number, cell.optimizer, repr(cell.rate), cell.spread, "-".join(map(str, cell.hidden))]
        numbers = _numbers_of_ends(findings)
        for seed, learnt, epochs in zip(findings.seeds, findings.learnt, findings.epochs, strict=True):
            writer.writerow([*what, int(seed), int(learnt) or "", int(epochs), numbers[int(seed)]])
    return text.getvalue()


def _numbers_of_ends(findings: CellFindings) -> dict[int, int]:
    """Return the number of its end, as the report counts them, for each seed."""
    found = {}
    for number, end in enumerate(ends_of(findings), start=1):
        for seed in end.seeds:
            found[seed] = number
    return found


def sweep_record(sweep: Sweep) -> dict[str, Any]:
    """Return what is known as plain data."""
    plan = sweep.plan
    cells = []
    for findings in sweep.cells():
        cells.append(_cell_record(findings, sweep.trainers[findings.cell.number - 1]))
    return {
        "problem": plan.problem.name,
        "starts": plan.starts,
        "first_seed": plan.first_seed,
        "epochs": plan.epochs,
        "within": plan.goal.word,
        "right": plan.goal.share,
        "is_complete": sweep.is_complete,
        "cells": cells,
    }


def _cell_record(findings: CellFindings, trainer: str) -> dict[str, Any]:
    cell = findings.cell
    low, high = findings.share.interval
    ends = []
    for end in ends_of(findings):
        ends.append(
            {
                "learnt": end.way.has_learnt,
                "diverged": end.way.is_broken,
                "answers": list(end.way.answers),
                "right": end.way.right,
                "middle": end.way.middle,
                "count": end.starts,
                "seeds": list(end.seeds),
            }
        )
    return {
        "cell": cell.number,
        "optimizer": cell.optimizer,
        "learning_rate": cell.rate,
        "weights": cell.spread,
        "hidden": list(cell.hidden),
        "trainer": trainer,
        "starts": findings.share.whole,
        "learn": findings.share.part,
        "interval": [low, high],
        "diverged": findings.broken,
        "median": findings.quantile(0.5),
        "quartiles": [findings.quantile(0.25), findings.quantile(0.75)],
        "epochs_to_learn": findings.epochs_to_learn,
        "ends": ends,
    }
