"""The survey of all samples: one by one on floats, at once on arrays, the same answers."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from xortui.core.answering import answering_program
from xortui.core.network import Network
from xortui.debugger import Debugger
from xortui.debugger.array_answers import array_answers
from xortui.debugger.survey import LEARNT, MAX_AT_ONCE, MAX_ONE_BY_ONE
from xortui.problems import Problem, load_problem

XOR = load_problem("xor")


def problem_with(count: int, network: Network) -> Problem:
    draw = random.Random(count)
    inputs, outputs = network.layers[0], network.layers[-1]
    samples = []
    for number in range(count):
        y = [0.0] * outputs
        y[number % outputs] = 1.0
        samples.append((tuple(draw.uniform(-1, 1) for _ in range(inputs)), tuple(y)))
    return replace(XOR, network=network, samples=tuple(samples))


SOFTMAX = Network((2, 3, 3), ("tanh", "softmax"), "cross-entropy")


@pytest.mark.parametrize("network", [Network(), SOFTMAX])
@pytest.mark.parametrize("count", [30, 1000])
def test_the_survey_is_what_the_samples_say_one_by_one(network: Network, count: int) -> None:
    debugger = Debugger(problem_with(count, network))
    debugger.run(500)
    snapshot = debugger.snapshot()
    assert (count * len(network.parameter_names) > MAX_ONE_BY_ONE) == (count > 100)
    survey = snapshot.survey
    assert survey is not None
    right = greatest = 0
    for number, (_, y) in enumerate(snapshot.problem.samples, start=1):
        outputs = snapshot.outputs(number)
        right += all(abs(a - b) < LEARNT for a, b in zip(outputs, y, strict=True))
        greatest += outputs.index(max(outputs)) == y.index(max(y))
    losses = [snapshot.evaluate(snapshot.state, i)[snapshot.program.by_target["C"].number - 1] for i in range(count)]
    assert (survey.right, survey.greatest) == (right, greatest)
    assert survey.loss == pytest.approx(sum(losses) / count, rel=1e-12)


def test_all_who_ask_for_the_answers_of_one_position_get_the_same_arrays() -> None:
    debugger = Debugger(problem_with(2_000, SOFTMAX))
    snapshot = debugger.snapshot()
    ask = array_answers(answering_program(snapshot.program), snapshot.samples)
    before = ask(snapshot.state)
    survey = snapshot.survey
    assert survey is not None
    assert snapshot.answered.right == survey.greatest
    assert snapshot.answered.loss == survey.loss
    assert ask(snapshot.state) is before
    debugger.step("sample")
    after = ask(debugger.snapshot().state)
    assert after is not before
    assert after.losses.mean() != before.losses.mean()


def test_what_would_take_too_long_is_not_asked() -> None:
    network = Network((2, 200, 1))
    count = MAX_AT_ONCE // len(network.parameter_names) + 1
    assert Debugger(problem_with(count, network)).snapshot().survey is None


def test_learnt_means_every_output_of_every_sample() -> None:
    debugger = Debugger("xor")
    assert not debugger.snapshot().is_learnt
    debugger.go_to("e1500")
    survey = debugger.snapshot().survey
    assert survey is not None
    assert (survey.right, debugger.snapshot().is_learnt) == (4, True)
