from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from typing import Any

import pytest

from tests.export.problems import WIDE, XOR, debugger_at
from xortui.core.compiler import Spread
from xortui.core.engine_choice import choose_engine
from xortui.core.engines import Engine
from xortui.debugger import Debugger, Position, epoch_rows, timeline
from xortui.debugger.outcome import outcome
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


def test_of_more_than_ten_thousand_epochs_every_kth_is_kept() -> None:
    debugger = debugger_at(XOR, "e10000")
    assert [int(row[0]) for row in rows(history_csv(debugger))[1:]] == [*range(10_001)]
    assert json.loads(history_json(debugger))["every"] == 1
    debugger.go_to("e10001")
    _, *kept = rows(history_csv(debugger))
    assert [int(row[0]) for row in kept] == [*range(0, 10_001, 20)]
    count = len(XOR.network.parameter_names)
    for row in kept[1::40]:
        state = debugger.timeline.state_after(4 * int(row[0]))
        assert float(row[1]) == outcome(debugger_at(XOR, f"e{row[0]}"), 1.0).loss
        assert [float(number) for number in row[2:]] == state[:count]
    record = json.loads(history_json(debugger))
    assert record["every"] == 20
    assert [row["epoch"] for row in record["history"]] == [*range(20, 10_001, 20)]


@pytest.mark.parametrize(
    ("epochs", "every"),
    [(5, 1), (6, 2), (11, 2), (12, 5), (29, 5), (30, 10), (59, 10), (60, 20), (299, 50), (300, 100)],
)
def test_there_are_no_more_rows_than_may_be_and_from_one_to_the_next_a_round_number_of_epochs(
    monkeypatch: pytest.MonkeyPatch, epochs: int, every: int
) -> None:
    monkeypatch.setattr(epoch_rows, "MAX_EPOCHS", 5)
    monkeypatch.setattr(epoch_rows, "MAX_ROWS", 5)
    _, _, *kept = rows(history_csv(debugger_at(XOR, f"e{epochs}")))
    assert [int(row[0]) for row in kept] == [*range(every, epochs + 1, every)]
    assert len(kept) <= 5


class Counted:
    """An engine that counts the steps it runs."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.steps = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def run(self, state: list[float], first: int, count: int) -> None:
        self.steps += count
        self.engine.run(state, first, count)

    def record(self, state: list[float], first: int, sizes: Sequence[int]) -> list[Spread]:
        self.steps += sum(sizes)
        return self.engine.record(state, first, sizes)


def test_a_very_long_history_is_not_trained_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epoch_rows, "MAX_EPOCHS", 5)
    monkeypatch.setattr(epoch_rows, "MAX_ROWS", 5)
    counted: list[Counted] = []

    def choose(*parts: Any) -> Counted:
        counted.append(Counted(choose_engine(*parts)))
        return counted[-1]

    monkeypatch.setattr(timeline, "choose_engine", choose)
    debugger = debugger_at(XOR, "e50000")
    before = sum(engine.steps for engine in counted)
    assert before >= 200_000
    history_csv(debugger)
    assert sum(engine.steps for engine in counted) - before <= 5 * (1024 + 4 + 4)


def test_before_the_first_epoch_there_is_the_start_alone() -> None:
    assert len(rows(history_csv(debugger_at(XOR, "3")))) == 2
    assert json.loads(history_json(Debugger(XOR)))["history"] == []


def test_where_time_ended_the_whole_epochs_before_it_are_there() -> None:
    debugger = Debugger("diverging")
    debugger.go_to("e200")
    record = json.loads(history_json(debugger))
    assert len(record["history"]) == debugger.timeline.recorded // 4 > 0


def test_with_test_samples_each_row_says_what_they_say() -> None:
    debugger = debugger_at(load_problem("overfitting"), "e4")
    header, start, *epochs = rows(history_csv(debugger))
    assert header[:5] == ["epoch", "loss", "test_loss", "accuracy", "w1"]
    assert start[1] == ""
    for row in epochs:
        here = debugger_at(load_problem("overfitting"), f"e{row[0]}").snapshot()
        assert [float(row[2]), float(row[3])] == [here.value("test_loss"), here.value("accuracy")]
    last = json.loads(history_json(debugger))["history"][-1]
    assert [last["test_loss"], last["accuracy"]] == [float(number) for number in epochs[-1][2:4]]
    assert rows(history_csv(debugger_at(load_problem("sine"), "e1")))[0][:3] == ["epoch", "loss", "test_loss"]
    assert "accuracy" not in rows(history_csv(debugger_at(load_problem("sine"), "e1")))[0]
