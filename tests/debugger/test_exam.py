from __future__ import annotations

import math

import pytest

from xortui.core.answering import answering_program
from xortui.debugger import Debugger
from xortui.debugger.breakpoints import of_the_test
from xortui.debugger.exam import Examiner
from xortui.debugger.expressions import ExpressionError
from xortui.problems import Problem, load_problem
from xortui.problems.problem_file import read_problem

OVERFITS = """
[network]
layers = [2, 4, 1]
activations = ["tanh", "sigmoid"]
loss = "binary-cross-entropy"
[training]
learning_rate = 0.1
order = "shuffled"
[data]
shape = "moons"
samples = 40
noise = 0.2
test = 0.25
"""
WIDE = OVERFITS.replace("[2, 4, 1]", "[2, 40, 1]")


def problem(text: str = OVERFITS) -> Problem:
    return read_problem(text, "moons", "moons.toml")


def by_hand(debugger: Debugger) -> tuple[float, float]:
    """Return the loss and the accuracy of the test samples, with formulas of this file."""
    snapshot = debugger.snapshot()
    w = {name: snapshot.value(name) or 0.0 for name in debugger.problem.network.parameter_names}
    total = 0.0
    right = 0
    hidden = debugger.problem.network.layers[1]
    for (x1, x2), (y,) in debugger.problem.test:
        z = w[f"b{hidden + 1}"]
        for unit in range(1, hidden + 1):
            a = math.tanh(w[f"w{unit}"] * x1 + w[f"w{hidden + unit}"] * x2 + w[f"b{unit}"])
            z += w[f"w{2 * hidden + unit}"] * a
        yhat = 1 / (1 + math.exp(-z))
        total -= y * math.log(yhat) + (1 - y) * math.log(1 - yhat)
        right += (yhat > 0.5) == bool(y)
    return total / len(debugger.problem.test), right / len(debugger.problem.test)


@pytest.mark.parametrize("text", [OVERFITS, WIDE])
def test_the_loss_and_the_accuracy_are_of_the_test_samples_alone(text: str) -> None:
    debugger = Debugger(problem(text))
    debugger.go_to("e7")
    loss, accuracy = by_hand(debugger)
    snapshot = debugger.snapshot()
    assert snapshot.value("test_loss") == pytest.approx(loss, rel=1e-12)
    assert snapshot.value("accuracy") == accuracy
    assert snapshot.tested is not None
    assert snapshot.tested.loss == snapshot.value("test_loss")


def test_training_is_the_same_to_the_bit_without_the_test_samples() -> None:
    with_test = problem()
    listed = [f"[[samples]]\nx = {list(x)}\ny = {list(y)}\n" for x, y in with_test.samples]
    without = problem(OVERFITS[: OVERFITS.index("[data]")] + "".join(listed))
    one, other = Debugger(with_test), Debugger(without)
    one.go_to("e5")
    other.go_to("e5")
    assert one.snapshot().state == other.snapshot().state


def first_where(debugger: Debugger, condition: str, epochs: int) -> int:
    debugger.run(epochs * len(debugger.problem.samples), until=condition)
    assert debugger.snapshot().is_complete
    return debugger.position.step


def losses(epochs: int, text: str = OVERFITS) -> list[float]:
    debugger = Debugger(problem(text))
    found = []
    for epoch in range(1, epochs + 1):
        debugger.go_to(f"e{epoch}")
        found.append(by_hand(debugger)[0])
    return found


@pytest.mark.parametrize("text", [OVERFITS, WIDE])
def test_running_stops_at_the_first_epoch_whose_test_loss_is_what_was_asked(text: str) -> None:
    found = losses(40, text)
    debugger = Debugger(problem(text))
    rising = next(i for i in range(1, 40) if found[i] > found[i - 1]) + 1
    assert first_where(debugger, "test_loss rises", 60) == rising * 30
    debugger.rewind()
    middle = sorted(found[:30])[15]
    hits = [i + 1 for i in range(30) if found[i] > middle and (i == 0 or found[i - 1] <= middle)]
    assert first_where(debugger, f"test_loss > {middle!r}", 60) == hits[0] * 30
    debugger.go_to("e31")
    debugger.breakpoints.add(f"test_loss > {middle!r}")
    debugger.run_back()
    assert debugger.position.step == hits[-1] * 30


def test_a_condition_may_ask_for_a_test_and_for_more() -> None:
    found = losses(20)
    debugger = Debugger(problem())
    assert found[9] > 0.3
    debugger.run(600, until="test_loss > 0.3 and epoch > 10")
    assert str(debugger.position) == "301.1"
    debugger.run(600, until=f"test_loss > {found[14]!r} and loss < 1")
    expected = next(i + 1 for i in range(10, 20) if found[i] > found[14] and not found[i - 1] > found[14])
    assert debugger.position.step == expected * 30


def test_a_watch_shows_the_test_loss_of_the_last_epoch_and_its_past() -> None:
    debugger = Debugger(problem())
    debugger.watches.add("test_loss")
    debugger.watches.add("test_loss - loss")
    debugger.go_to("e6")
    found = losses(6)
    test, gap = debugger.snapshot().readings
    assert test.now == pytest.approx(found[-1], rel=1e-12)
    assert test.before == pytest.approx(found[-2], rel=1e-12)
    mean = debugger.snapshot().value("loss")
    assert mean is not None
    assert gap.now == pytest.approx(found[-1] - mean, rel=1e-9)


def test_the_curve_of_test_losses_is_there_only_where_it_is_asked_for() -> None:
    debugger = Debugger(problem())
    debugger.go_to("e9")
    assert debugger.snapshot().tests == ()
    debugger.shows_test_curve = True
    curve = dict(debugger.snapshot().tests)
    assert list(curve) == list(range(1, 10))
    assert list(curve.values()) == pytest.approx(losses(9), rel=1e-12)


def test_without_test_samples_or_classes_a_condition_says_so() -> None:
    with pytest.raises(ExpressionError, match="test_loss needs test samples"):
        Debugger("xor").breakpoints.add("test_loss < 0.1")
    surface = '[network]\nlayers = [1, 2, 1]\n[data]\nshape = "sine"\ntest = 0.5\n'
    with pytest.raises(ExpressionError, match="accuracy needs classes"):
        Debugger(read_problem(surface, "s", "s.toml")).watches.add("accuracy")


def test_without_test_samples_the_accuracy_is_that_of_the_samples() -> None:
    debugger = Debugger("xor")
    debugger.run(40_000, until="accuracy == 1")
    assert debugger.snapshot().answered.told == ((2, 0), (0, 2))


def test_numpy_and_python_tell_the_same() -> None:
    iris = load_problem("iris")
    debugger = Debugger(iris)
    debugger.go_to("e3")
    parameters = debugger.snapshot().state[: len(iris.network.parameter_names)]
    program = debugger.timeline.program
    at_once = Examiner(program, iris.samples, iris.classes)
    one_by_one = Examiner(program, iris.samples, iris.classes)
    one_by_one._is_small = not at_once._is_small
    first, second = at_once(parameters), one_by_one(parameters)
    assert first.told == second.told
    assert first.loss == pytest.approx(second.loss, rel=1e-13)
    assert sum(map(sum, first.told)) == 150


def test_a_program_without_dropout_answers_as_it_trains() -> None:
    program = Debugger("xor").timeline.program
    assert answering_program(program) == program


def test_conditions_about_the_test_are_suggested_where_there_is_one() -> None:
    for name, count in (("overfitting", 2), ("sine", 1), ("xor", 0)):
        debugger = Debugger(name)
        found = of_the_test(debugger.problem)
        assert len(found) == count
        for _, text in found:
            assert debugger.breakpoints.check(text).text == text
