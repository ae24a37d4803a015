"""A sweep as CSV and as plain data."""

from __future__ import annotations

import csv
import io
import json

from xortui.export.sweep_table import COLUMNS, sweep_csv, sweep_record
from xortui.problems import load_problem
from xortui.sweep.findings import Sweep
from xortui.sweep.goal import Goal
from xortui.sweep.plan import Plan


def test_every_start_has_a_row_and_every_cell_a_record() -> None:
    sweep = Sweep(Plan(load_problem("xor"), starts=25, epochs=150, goal=Goal(0.3), rates=(8.0, 16.0)))
    sweep.run(1)
    rows = list(csv.DictReader(io.StringIO(sweep_csv(sweep))))
    assert tuple(rows[0]) == COLUMNS
    assert [int(row["seed"]) for row in rows] == [*range(1, 26), *range(1, 26)]
    record = json.loads(json.dumps(sweep_record(sweep), allow_nan=False))
    for cell in record["cells"]:
        own = [row for row in rows if int(row["cell"]) == cell["cell"]]
        learnt = sorted(int(row["learnt_in_epoch"]) for row in own if row["learnt_in_epoch"])
        assert learnt == cell["epochs_to_learn"]
        assert len(learnt) == cell["learn"]
        for number, end in enumerate(cell["ends"], start=1):
            assert [int(row["seed"]) for row in own if int(row["end"]) == number] == end["seeds"]
