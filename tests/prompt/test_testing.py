"""Test samples, classes and asking at the prompt: the same numbers as on the screen."""

from __future__ import annotations

import json

import pytest

from tests.prompt.talks import Talk
from xortui.cli import main
from xortui.debugger import Debugger
from xortui.problems import load_problem
from xortui.render.numbers import short
from xortui.render.report import story_lines


def at(epoch: int, problem: str = "overfitting") -> Debugger:
    debugger = Debugger(problem)
    debugger.go_to(f"e{epoch}")
    return debugger


def test_the_end_of_an_epoch_tells_the_loss_of_the_test() -> None:
    tested = at(3).snapshot().tested
    assert tested is not None
    assert f"mean C of the test {short(tested.loss)}" in Talk("overfitting").type("go e3")[1]
    assert not any("test" in line for line in Talk("xor").type("go e3"))


def test_info_tells_which_classes_are_taken_for_which() -> None:
    talk = Talk("overfitting")
    talk.type("go e30")
    lines = talk.type("info test")
    result = at(30).snapshot().tested
    assert result is not None
    assert lines[0].startswith(f"test: 30 samples, mean C {short(result.loss)}, {result.right} right, accuracy ")
    ((same, other), _) = result.told
    assert lines[1] == f"test: class 0: {same} as 0, {other} as 1"
    assert lines[3].startswith("trained: 30 samples")


def test_info_says_where_the_test_samples_of_a_regression_come_from() -> None:
    talk = Talk("sine")
    assert talk.type("info test")[0].startswith("test: 10 samples, mean C ")


def test_a_point_is_asked_with_the_numbers_of_here() -> None:
    talk = Talk("xor")
    talk.type("go e2000")
    first, *way = talk.type("ask 1, 0")
    assert first == "x1 1, x2 0: ŷ 0.945212, class 1"
    assert [line.partition(" = ")[0] for line in way] == ["z1", "h1", "z2", "h2", "z3", "ŷ"]
    assert "expected 2 numbers" in talk.refused("ask 1")


def test_a_condition_and_a_watch_of_the_test_are_told() -> None:
    talk = Talk("overfitting")
    talk.type("watch test_loss", "break test_loss > 0.6")
    told = talk.type("run")
    assert any("test_loss > 0.6" in line for line in told)
    assert any(line.startswith("test_loss: 0.6") for line in told)


def test_training_without_a_screen_says_what_the_test_samples_say(capsys: pytest.CaptureFixture[str]) -> None:
    snapshot = at(20).snapshot()
    assert snapshot.tested is not None
    assert main(["train", "overfitting", "--epochs", "20"]) == 0
    expected = (
        f"test loss {snapshot.tested.loss:.6g}, the mean of C over 30 samples held out, {snapshot.tested.right} right"
    )
    assert expected in capsys.readouterr().out.splitlines()
    assert main(["train", "overfitting", "--epochs", "20", "--format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["test_loss"], record["accuracy"]) == (snapshot.tested.loss, snapshot.tested.accuracy)


def test_what_a_problem_is_says_that_it_has_a_test_and_leaves_units_out() -> None:
    assert "30 samples, 30 to test" in "\n".join(story_lines(load_problem("overfitting")))
    assert "dropout 0.5" in "\n".join(story_lines(load_problem("dropout")))
    assert "to test" not in "\n".join(story_lines(load_problem("xor")))
