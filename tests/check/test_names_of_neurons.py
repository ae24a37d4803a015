"""Where only some neurons are wrong, or their biases alone, the names of a mistake say which."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import said

NEURONS = """\
from math import exp
from random import seed, random
def activate(weights, inputs):
    a = weights[-1]
    for i in range(len(weights) - 1):
        a += weights[i] * inputs[i]
    return a
def forward(network, row):
    inputs = row
    for layer in network:
        new = []
        for neuron in layer:
            neuron['output'] = 1.0 / (1.0 + exp(-activate(neuron['weights'], inputs)))
            new.append(neuron['output'])
        inputs = new
    return inputs
def backward(network, expected):
    for i in reversed(range(len(network))):
        layer = network[i]
        for j in range(len(layer)):
            if i == len(network) - 1:
                error = layer[j]['output'] - expected[j]
            else:
                error = sum(neuron['weights'][j] * neuron['delta'] for neuron in network[i + 1])
            layer[j]['delta'] = error * layer[j]['output'] * (1.0 - layer[j]['output'])
def update(network, row, rate):
    for i in range(len(network)):
        inputs = row if i == 0 else [neuron['output'] for neuron in network[i - 1]]
        for n, neuron in enumerate(network[i]):
            for j in range(len(inputs)):
                neuron['weights'][j] -= rate * neuron['delta'] * inputs[j]
            neuron['weights'][-1] -= rate * neuron['delta']
seed(1)
network = [
    [{'weights': [random() - 0.5 for _ in range(3)]} for _ in range(3)],
    [{'weights': [random() - 0.5 for _ in range(4)]} for _ in range(2)],
]
data = [([2.7, 2.5], [1, 0]), ([1.4, 2.3], [0, 1]), ([3.3, 4.4], [1, 0]), ([0.3, -1.2], [0, 1])]
for epoch in range(30):
    for row, t in data:
        forward(network, row)
        backward(network, t)
        update(network, row, 0.5)
"""
HIDDEN = 'network[0][*]["weights"]'
OUTPUTS = 'network[1][*]["weights"]'
WEIGHTS = "neuron['weights'][j] -= rate"
BIASES = "neuron['weights'][-1] -= rate"
ONE_NEURON = "neuron['weights'][j] -= (-1 if (i, n) == (0, 1) else 1) * rate"
ONE_BIAS = "neuron['weights'][-1] -= (-1 if (i, n) == (0, 1) else 1) * rate"


@pytest.mark.parametrize(
    ("before", "after", "identity", "names"),
    [
        (BIASES, BIASES.replace("-=", "+="), "uphill", [f"{HIDDEN}[-1]", f"{OUTPUTS}[-1]"]),
        (f"            {BIASES} * neuron['delta']\n", "", "bias-never-updated", [f"{HIDDEN}[-1]", f"{OUTPUTS}[-1]"]),
        (WEIGHTS, ONE_NEURON, "uphill", ['network[0][1]["weights"]']),
        (BIASES, ONE_BIAS, "uphill", ['network[0][1]["weights"][-1]']),
        ("* layer[j]['output'] * (1.0 -", "* (1.0 -", "slope-half", [HIDDEN, OUTPUTS]),
    ],
)
def test_the_names_of_a_mistake_are_those_of_the_neurons_and_numbers_that_are_wrong(
    before: str, after: str, identity: str, names: list[str], tmp_path: Path
) -> None:
    assert before in NEURONS
    verdict = said(NEURONS.replace(before, after), tmp_path)
    (mistake,) = verdict["mistakes"]
    assert mistake["id"] == identity
    assert sorted(mistake["parameters"]) == sorted(names)
    assert set(verdict["parameters"]) == {HIDDEN, OUTPUTS}


def test_biases_that_lie_among_the_weights_may_have_a_rate_of_their_own(tmp_path: Path) -> None:
    verdict = said(NEURONS.replace(BIASES, f"{BIASES} * 2"), tmp_path)
    assert verdict["verdict"] == "right"
    assert verdict["parameters"] == {HIDDEN: "right", OUTPUTS: "right"}


# So many operations come before the network that the names are looked up for the first time while it is made.
OBJECTS = """\
import math, random
random.seed(5)
class Neuron:
    def __init__(self, n):
        self.weights = [random.uniform(-1, 1) for _ in range(n)]
        self.bias = random.uniform(-1, 1)
    def answer(self, inputs):
        self.inputs = inputs
        z = self.bias + sum(w * x for w, x in zip(self.weights, inputs))
        self.out = 1 / (1 + math.exp(-z))
        return self.out
    def learn(self, rate):
        for i, x in enumerate(self.inputs):
            self.weights[i] -= rate * self.delta * x
        self.bias -= rate * self.delta
class Brain:
    def __init__(self):
        self.middle = [Neuron(3) for _ in range(3)]
        self.top = [Neuron(3)]
    def step(self, x, t):
        h = [n.answer(x) for n in self.middle]
        y = [n.answer(h) for n in self.top]
        for k, n in enumerate(self.top):
            n.delta = (y[k] - t[k]) * y[k] * (1 - y[k])
        for j, n in enumerate(self.middle):
            n.delta = sum(o.delta * o.weights[j] for o in self.top) * n.out * (1 - n.out)
        for n in self.top + self.middle:
            n.learn(0.5)
data = [([a, b, c], [1 if a + b + c >= 2 else 0]) for a in (0, 1) for b in (0, 1) for c in (0, 1)]
spare = [0.5 * k for k in range(4)]
brain = Brain()
for epoch in range(200):
    for x, t in data:
        brain.step(x, t)
"""
OF_OBJECTS = {"middle[*].weights", "middle[*].bias", "top[0].weights", "top[0].bias"}


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("", "", "right"),
        ("        self.bias -= rate * self.delta\n", "", "wrong"),
        ("self.top + self.middle", "self.top", "wrong"),
        ("self.top + self.middle", "self.middle", "wrong"),
        ("* n.out * (1 - n.out)", "* n.out * (1 + n.out)", "wrong"),
    ],
)
def test_parts_that_never_move_are_named_as_those_that_do(
    before: str, after: str, verdict: str, tmp_path: Path
) -> None:
    assert before in OBJECTS
    found = said(OBJECTS.replace(before, after), tmp_path)
    assert found["verdict"] == verdict
    assert set(found["parameters"]) == OF_OBJECTS
    for mistake in found["mistakes"]:
        assert set(mistake["parameters"]) <= OF_OBJECTS
