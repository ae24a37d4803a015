from __future__ import annotations

import csv
import json

import pytest

from tests.export.problems import WIDE, XOR, debugger_at
from xortui.debugger import Debugger, Position
from xortui.debugger.outcome import outcome
from xortui.export import history
from xortui.export.history import history_csv, history_json
from xortui.problems import Problem, load_problem

PROBLEMS = {"xor": XOR, "iris": load_problem("iris"), "wide": WIDE["spiral 16,16"]}


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_each_row_holds_the_loss_and_the_parameters_that_training_so_far_gives(problem: Problem) -> None:
    header, start, *epochs = rows(history_csv(debugger_at(problem, "e5")))
    names = problem.network.parameter_names
    assert header == ["epoch", "loss", *names]
    assert start[:2] == ["0", ""]
    assert dict(zip(names, map(float, start[2:]), strict=True)) == problem.initial_parameters()
    assert [row[0] for row in epochs] == ["1", "2", "3", "4", "5"]
    for row in epochs:
        debugger = debugger_at(problem, f"e{row[0]}")
        state = debugger.timeline.state_after(int(row[0]) * len(problem.samples))
        assert float(row[1]) == outcome(debugger, 1.0).loss
        assert [float(number) for number in row[2:]] == state[: len(names)]


def test_json_says_what_was_trained_and_how_it_went() -> None:
    debugger = debugger_at(XOR, "10.31")
    record = json.loads(history_json(debugger))
    assert record["problem"] == "xor"
    assert record["title"] == XOR.title
    assert record["layers"] == [2, 2, 1]
    assert record["activations"] == ["sigmoid", "sigmoid"]
    assert record["loss"] == "half-squared-error"
    assert (record["seed"], record["learning_rate"]) == (1, 0.5)
    assert record["position"] == "10.31"
    snapshot = debugger.snapshot()
    assert record["parameters"] == {name: snapshot.value(name) for name in XOR.network.parameter_names}
    assert record["every"] == 1
    assert [row["epoch"] for row in record["history"]] == [1, 2]
    assert record["history"][1]["loss"] == outcome(debugger_at(XOR, "e2"), 1.0).loss


def test_the_debugger_stays_where_it_is() -> None:
    debugger = debugger_at(XOR, "6.3")
    history_csv(debugger)
    history_json(debugger)
    assert debugger.position == Position(6, 3)
    assert debugger.timeline.recorded == 6


def test_of_very_many_epochs_every_kth_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_ROWS", 10)
    debugger = debugger_at(XOR, "e50")
    _, *kept = rows(history_csv(debugger))
    assert [int(row[0]) for row in kept] == [0, 6, 12, 18, 24, 30, 36, 42, 48]
    assert float(kept[-1][1]) == outcome(debugger_at(XOR, "e48"), 1.0).loss
    record = json.loads(history_json(debugger))
    assert record["every"] == 6
    assert [row["epoch"] for row in record["history"]] == [6, 12, 18, 24, 30, 36, 42, 48]


def test_before_the_first_epoch_there_is_the_start_alone() -> None:
    assert len(rows(history_csv(debugger_at(XOR, "3")))) == 2
    assert json.loads(history_json(Debugger(XOR)))["history"] == []


def test_where_time_ended_the_whole_epochs_before_it_are_there() -> None:
    debugger = Debugger("diverging")
    debugger.go_to("e200")
    record = json.loads(history_json(debugger))
    assert len(record["history"]) == debugger.timeline.recorded // 4 > 0
