"""Tied parameters: they are one, learn from the sum of their gradients, and stay equal to the bit."""

from __future__ import annotations

import math

import pytest

from xortui.debugger import Debugger
from xortui.problems import Problem, ProblemError, read_problem
from xortui.problems.problem_document import problem_document
from xortui.problems.problem_file import read_document

TEXT = """
[network]
layers = [2, 2, 1]
[training]
TRAINING
[start.parameters]
w1 = 0.1
w2 = -0.4
w3 = 0.2
w4 = 0.7
w5 = 0.5
w6 = -0.3
b1 = 0.25
b2 = "b1"
b3 = 0.1
[[samples]]
x = [0, 1]
y = [1]
[[samples]]
x = [1, 1]
y = [0]
"""


def problem(training: str = "") -> Problem:
    return read_problem(TEXT.replace("TRAINING", training), "name", "file.toml")


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def test_both_learn_from_the_sum_of_their_gradients() -> None:
    # By hand, for the first sample, x = (0, 1) and y = 1, with one bias b for both hidden units.
    h1 = sigmoid(0.2 + 0.25)
    h2 = sigmoid(0.7 + 0.25)
    yhat = sigmoid(0.5 * h1 - 0.3 * h2 + 0.1)
    delta = (yhat - 1) * yhat * (1 - yhat)
    gradient = delta * (0.5 * h1 * (1 - h1) - 0.3 * h2 * (1 - h2))
    debugger = Debugger(problem())
    debugger.go_to(1)
    snapshot = debugger.snapshot()
    assert snapshot.value("tau(b1)") == pytest.approx(gradient, rel=1e-14)
    assert snapshot.value("b1") == pytest.approx(0.25 - 0.5 * gradient, rel=1e-14)
    assert snapshot.value("b2") == snapshot.value("b1")


@pytest.mark.parametrize(
    "training",
    [
        "",
        "momentum = 0.9",
        'update = "epoch"',
        'update = "epoch"\ngradients = "sum"',
        'optimizer = "adam"\nlearning_rate = 0.05',
        'update = 2\nclip_value = 0.01\nweight_decay = 0.1\ndecays_biases = true\norder = "shuffled"',
        "clip_norm = 0.05",
    ],
)
def test_they_stay_equal_whatever_the_training(training: str) -> None:
    debugger = Debugger(problem(training))
    debugger.go_to("e50")
    snapshot = debugger.snapshot()
    assert snapshot.value("b1") == snapshot.value("b2")
    assert snapshot.value("b1") != 0.25


def test_the_length_of_all_gradients_counts_them_once() -> None:
    debugger = Debugger(problem("clip_norm = 0.05"))
    debugger.go_to(1)
    snapshot = debugger.snapshot()
    names = ("w1", "w2", "w3", "w4", "w5", "w6", "b3")
    squares = [snapshot.gradient(name) or 0.0 for name in names] + [snapshot.value("tau(b1)") or 0.0]
    assert snapshot.value("norm") == pytest.approx(math.sqrt(sum([value**2 for value in squares])), rel=1e-14)


def test_an_edit_of_one_is_an_edit_of_both_and_one_undo() -> None:
    debugger = Debugger(problem())
    debugger.go_to("e2")
    before = debugger.snapshot().value("b1")
    edit = debugger.edit("b2", 0.5)
    assert (edit.name, edit.value) == ("b2", 0.5)
    assert debugger.snapshot().value("b1") == 0.5
    debugger.undo()
    assert debugger.snapshot().value("b1") == before
    with pytest.raises(ValueError, match="b1 and b2 are tied; expected one value for both"):
        debugger.edit_together({"b1": 1.0, "b2": 2.0})


def test_a_document_keeps_them_tied() -> None:
    tied = problem()
    assert read_document(problem_document(tied), tied.name, "file") == tied


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('b2 = "b1"', 'b2 = "b9"', "start.parameters: 'b9' is not a parameter; expected w1 … w6, b1 … b3"),
        ('b2 = "b1"', 'b2 = "b2"', "start.parameters: b2 = 'b2': expected a parameter that has a value of its own"),
        ("TRAINING", 'frozen = ["b1"]', "start.parameters: b2 = 'b1': expected both to be frozen, or none"),
        ("TRAINING", "simultaneous = false", "training.simultaneous: expected true, as parameters are tied"),
    ],
)
def test_what_cannot_be_tied_is_told_in_a_line(before: str, after: str, told: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read_problem(TEXT.replace(before, after).replace("TRAINING", ""), "name", "file.toml")
    assert str(caught.value) == f"file.toml: {told}"
