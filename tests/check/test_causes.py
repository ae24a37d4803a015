"""Gradients right and still stuck: each cause is told where the numbers show it, and not where they do not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.check.stuck import (
    CROSS_ENTROPY,
    EACH_TO_THE_END,
    REGRESSION,
    RELU,
    SAMPLE_BY_SAMPLE,
    TANH,
    batch,
    one_layer,
)
from tests.check.test_out_of_step import ROWS
from tests.check.written_files import said
from xortui.check import watching
from xortui.check.causes.table import CAUSES

AND = "[((0, 0), 0), ((0, 1), 0), ((1, 0), 0), ((1, 1), 1)]"
OR_OF_SIGNS = "[((-1, -1), 0), ((-1, 1), 1), ((1, -1), 1), ((1, 1), 1)]"
WHILE = "epoch = 0\nwhile epoch < 100"


@pytest.fixture(autouse=True)
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watch a few steps: the causes show in them as well as in hundreds."""
    monkeypatch.setattr(watching, "RUNS", ((2_000, 150),))


def told(tmp_path: Path, source: str) -> dict[str, str]:
    """Return the causes of a program whose gradients are right: id → sentence."""
    verdict = said(source, tmp_path)
    assert verdict["verdict"] == "right"
    return {cause["id"]: cause["sentence"] for cause in verdict["causes"]}


CASES = {
    "all weights 0": ("zero-start", batch(W1="np.zeros((2, 3))", W2="np.zeros((3, 1))"), "W1, W2"),
    "all weights 0, tanh": (
        "zero-start",
        batch(W1="np.zeros((2, 4))", W2="np.zeros((4, 1))", b1="np.zeros(4)", activation=TANH),
        "layer 1",
    ),
    "three equal units": (
        "symmetric-start",
        batch(W1="np.full((2, 3), 0.4)", W2="np.full((3, 1), 0.4)"),
        "units 1, 2 and 3 of layer 1",
    ),
    "two equal units of four": (
        "symmetric-start",
        batch(
            W1="np.array([[.5, -.3, .5, .1], [.2, .9, .2, -.8]])",
            W2="np.array([[.7], [.1], [.7], [.3]])",
            b1="np.zeros(4)",
            epochs=200,
        ),
        "units 1 and 3 of layer 1.*work of 3 different units",
    ),
    "small weights": (
        "small-start",
        batch(W1="rng.normal(0, .01, (2, 3))", W2="rng.normal(0, .01, (3, 1))"),
        r"0\.013 at most.*0\.125 after 1,000 epochs.*falls to 0\.00",
    ),
    "no bias, two inputs": ("no-bias", one_layer(data=AND, bias=False), r"sample \(0, 0\).*stays 0\.5.*target is 0"),
    "no bias, three inputs": (
        "no-bias",
        one_layer(data="[((1, 0, 1), 0), ((0, 0, 0), 1), ((0, 1, 1), 0)]", inputs=3, bias=False),
        r"sample \(0, 0, 0\).*target is 1",
    ),
    "a target of 2": (
        "target-out-of-range",
        batch(Y="[[0], [1], [2], [1]]", epochs=100),
        r"target 2 of .*\(1, 0\).*1 of 4",
    ),
    "targets of -1": (
        "target-out-of-range",
        batch(Y="[[-1], [1], [1], [-1]]", epochs=100),
        "target −1 .*2 of 4 samples",
    ),
    "inputs shuffled alone": ("torn-pairs", batch(then="rng.shuffle(X)"), "4 of 4 inputs"),
    "inputs permuted alone": ("torn-pairs", batch(then="X = X[rng.permutation(4)]"), "Shuffle both"),
    "each sample to the end": ("one-sample-at-a-time", one_layer(data=AND, loops=EACH_TO_THE_END), r"sample \(0, 0\)"),
    "inputs up to 255": (
        "saturated",
        batch(X="[[10, 200], [30, 120], [255, 40], [200, 255]]", rate=0.5, epochs=300),
        "Layer 1 is saturated.*inputs reach 255",
    ),
    "large weights": (
        "saturated",
        batch(X="[[1, 2], [3, 1], [2, 4], [2, 5]]", W1="rng.uniform(20, 40, (2, 3))", rate=0.5, epochs=300),
        "weights reach 39",
    ),
    "a dead unit": (
        "dead-units",
        batch(activation=RELU, b1="np.array([0., -9., 0.])", output=CROSS_ENTROPY, rate=0.5, epochs=300),
        "Unit 2 of layer 1 is dead.*4 samples.*2 of 3 units are left",
    ),
    "a dead unit of a scaled ReLU": (
        "dead-units",
        batch(
            activation=("2 * np.maximum(0, z)", "(z > 0) * 2.0"),
            b1="np.array([0., -9., 0.])",
            output=CROSS_ENTROPY,
            rate=0.2,
            epochs=300,
        ),
        "Unit 2 of layer 1 is dead.*4 samples.*2 of 3 units are left",
    ),
    "all units dead": (
        "dead-units",
        batch(activation=RELU, b1="np.full(3, -9.)", output=CROSS_ENTROPY, epochs=300),
        "Units 1, 2 and 3 of layer 1 are dead.*0 of 3",
    ),
    "a tiny rate": ("steps-too-small", batch(rate=1e-11, epochs=300), r"by more than \d.*e−1\d.*larger learning rate"),
    "too few epochs": ("too-few-steps", batch(rate=0.2, epochs=200), r"200 epochs are too few.*after 2,\d00 epochs"),
    "a bad start": (
        "bad-start",
        batch(
            W1="np.array([[5., 5., 5.2], [5.1, 5.2, 5.]])",
            W2="np.array([[3.], [3.], [3.]])",
            b1="np.array([-2., -2.2, -2.1])",
            epochs=2000,
        ),
        r"after 2,000 epochs.*after 10,000; of \d+ other random starts",
    ),
    "steps that diverge": (
        "steps-too-large",
        batch(
            activation=TANH, output=REGRESSION, X="[[1, 2], [2, 3], [3, 5]]", Y="[[1], [2], [4]]", epochs=300, rate=0.2
        ),
        "raise the loss",
    ),
    "squared error for cross-entropy": (
        "other-cost-printed",
        batch(output=CROSS_ENTROPY, then="print('cost', np.mean((Y - A2) ** 2))"),
        "steps follow cross-entropy.*line 22.*is the squared error",
    ),
    "cross-entropy for squared error": (
        "other-cost-printed",
        batch(then="print('%.3f' % (-np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / len(X)))"),
        "steps follow the squared error",
    ),
    "one sign wrong": (
        "other-cost-printed",
        batch(output=CROSS_ENTROPY, then="print(f'{np.sum(-Y * np.log(A2) + (1 - Y) * np.log(1 - A2)):.3f}')"),
        "wrong sign: its two terms",
    ),
    "no minus": (
        "other-cost-printed",
        batch(output=CROSS_ENTROPY, then="print(np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)))"),
        "wrong sign: it grows",
    ),
    "first term only": (
        "other-cost-printed",
        batch(output=CROSS_ENTROPY, then="print(-np.mean(Y * np.log(A2)))"),
        "only the first term",
    ),
    "the target of the next row": (
        "out-of-step",
        ROWS.replace("FIRST", "0").replace("Y[i]", "Y[i + 1]"),
        "1 row behind its inputs, in Y beside X",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_cause_is_told(tmp_path: Path, name: str) -> None:
    identity, source, words = CASES[name]
    found = told(tmp_path, source)
    assert list(found) == [identity]
    assert re.search(words, found[identity])


def test_every_cause_has_a_case() -> None:
    assert {row.id for row in CAUSES} == {identity for identity, _, _ in CASES.values()}


LEARN = {
    "a network that learns": batch(),
    "equal weights to units, others from them": batch(W1="np.full((2, 3), 0.4)", W2="np.array([[1.], [-2.], [.5]])"),
    "zeros and one layer": one_layer(data=AND, w="np.zeros(2)"),
    "small weights that learn": batch(
        W1="rng.normal(0, .07, (2, 3))",
        W2="rng.normal(0, .07, (3, 1))",
        activation=TANH,
        output=CROSS_ENTROPY,
        rate=1.0,
    ),
    "no bias and inputs that are not 0": one_layer(data=OR_OF_SIGNS.replace("1), 0)", "1), 0)"), bias=False),
    "no bias and the target that comes out": one_layer(
        data="[((0, 0), 0.5), ((0, 1), 0.9), ((1, 0), 0.2)]", bias=False, rate=4.0
    ),
    "linear outputs reach every target": batch(
        output=REGRESSION, activation=TANH, Y="[[0], [3], [-4], [1]]", rate=0.1, epochs=2000
    ),
    "pairs shuffled together": batch(then="p = rng.permutation(4); X = X[p]; Y = Y[p]"),
    "one sample alone": one_layer(data="[((1, 0), 1)]"),
    "sample by sample": one_layer(data=AND, loops=SAMPLE_BY_SAMPLE.replace("400", "3000")),
    "ReLU with units to spare": batch(
        activation=RELU,
        W1="rng.normal(0, 1, (2, 8))",
        W2="rng.normal(0, 1, (8, 1))",
        b1="np.full(8, .1)",
        output=CROSS_ENTROPY,
        rate=0.2,
    ),
    "squared error printed and followed": batch(then="print('cost', 0.5 * np.sum((A2 - Y) ** 2))"),
    "a mean absolute error": batch(then="print('error', np.mean(np.abs(Y - A2)))"),
    "cross-entropy printed and followed": batch(
        output=CROSS_ENTROPY, then="c = Y * np.log(A2) + (1 - Y) * np.log(1 - A2); print(-1 / len(X) * np.sum(c))"
    ),
    "cross-entropy in two lines, squeezed": batch(
        output=CROSS_ENTROPY,
        then="c = -np.sum(Y * np.log(A2 + 1e-9) + (1 - Y) * np.log(1 - A2 + 1e-9)); c = c / 4; print(np.squeeze(c))",
    ),
    "both costs printed": batch(
        output=CROSS_ENTROPY,
        then="print(np.mean((Y - A2) ** 2), -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)))",
    ),
}


@pytest.mark.parametrize("name", LEARN)
def test_nothing_is_told_of_what_learns(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, LEARN[name]) == {}


STUCK = {
    "conflicting samples are no torn pairs": batch(X="[[0, 0], [0, 0], [1, 0], [1, 1]]", Y=str([[0], [1], [1], [0]])),
    "how long it trains is not known": batch(rate=0.2, loop=WHILE, then="epoch += 1"),
}


@pytest.mark.parametrize("name", STUCK)
def test_nothing_is_told_that_the_numbers_do_not_show(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, STUCK[name]) == {}


def test_no_cause_is_told_where_a_gradient_is_wrong(tmp_path: Path) -> None:
    source = batch(W1="np.full((2, 3), 0.4)", W2="np.full((3, 1), 0.4)", rate=0.5).replace("W1 -= ", "W1 += ")
    verdict = said(source, tmp_path)
    assert verdict["verdict"] == "wrong"
    assert verdict["causes"] == []
