"""What the stories of the problems with test samples and dropout say is to be seen in them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from xortui.core.dropout import Dropout
from xortui.debugger import Debugger, Snapshot
from xortui.problems import Problem, load_problem


@cache
def trained(problem: str) -> Debugger:
    return Debugger(problem)


def at(epoch: int, problem: str | Problem) -> Snapshot:
    debugger = trained(problem) if isinstance(problem, str) else Debugger(problem)
    debugger.go_to(f"e{epoch}")
    return debugger.snapshot()


def value(snapshot: Snapshot, name: str) -> float:
    found = snapshot.value(name)
    assert found is not None
    return found


def test_the_moons_are_learnt_by_heart() -> None:
    early, late = at(200, "overfitting"), at(1000, "overfitting")
    assert 0.4 < value(at(10, "overfitting"), "test_loss") < 0.5
    assert 0.4 < value(early, "test_loss") < 0.5
    assert value(late, "test_loss") > 2 * value(early, "test_loss")
    assert value(late, "loss") < 0.01


def test_dropout_keeps_them_from_being_learnt_by_heart() -> None:
    plain = load_problem("overfitting")
    problem = replace(plain, training=replace(plain.training, dropout=Dropout((0.3,))))
    assert value(at(1000, problem), "test_loss") < 0.8 * value(at(1000, "overfitting"), "test_loss")


def test_a_breakpoint_stops_on_the_way_up() -> None:
    debugger = Debugger("overfitting")
    debugger.run(30 * 500, until="test_loss > 0.6")
    assert 200 < debugger.snapshot().epoch < 500


def test_the_wave_has_its_slope_early_and_its_ends_late() -> None:
    assert value(at(10, "sine"), "loss") < 0.06
    assert value(at(10, "sine"), "loss") > 3 * value(at(300, "sine"), "loss")
    assert value(at(300, "sine"), "test_loss") < 0.015


def test_xor_is_learnt_with_half_of_the_units_left_out() -> None:
    outputs = [at(3000, "dropout").outputs(sample)[0] for sample in range(1, 5)]
    assert [round(output) for output in outputs] == [0, 1, 1, 0]
    assert all(abs(output - round(output)) < 0.1 for output in outputs)
