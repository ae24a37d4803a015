"""In networks of neuron objects, what is named is the line that keeps a sum without its slope, or leaves a bias out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, names_and_lines

OBJECTS = """\
import math
import random


class Link:
    def __init__(self):
        self.weight = random.uniform(-1, 1)


class Unit:
    def __init__(self, count, number):
        self.links = [Link() for _ in range(count)]
        self.number = number
        self.out = 1.0
        self.delta = 0.0

    def forward(self, before):
        total = 0.0
        for unit in before:
            total += unit.out * unit.links[self.number].weight
        self.out = math.tanh(total)

    def passed_back(self, after):
        total = 0.0
        for n in range(len(after) - 1):
            total += self.links[n].weight * after[n].delta
        return total

    def output_delta(self, target):
        self.delta = (target - self.out) * (1 - self.out ** 2)

    def hidden_delta(self, after):
        HIDDEN

    def update(self, before):
        UPDATE


random.seed(4)
layers = [[Unit(3, k) for k in range(3)], [Unit(1, k) for k in range(4)], [Unit(0, k) for k in range(2)]]
cases = [(0.2, 0.9, 0.4), (0.7, -0.6, -0.5), (-0.3, 0.1, 0.8), (0.5, 0.4, 0.1)]
for epoch in range(40):
    for first, second, target in cases:
        layers[0][0].out = first
        layers[0][1].out = second
        for before, layer in zip(layers, layers[1:]):
            for unit in layer[:-1]:
                unit.forward(before)
        layers[2][0].output_delta(target)
        for unit in layers[1]:
            unit.hidden_delta(layers[2])
        for before, layer in zip(layers, layers[1:]):
            for unit in layer[:-1]:
                unit.update(before)
"""
HIDDEN = {
    "returned": "self.delta = self.passed_back(after) * (1 - self.out ** 2)",
    "returned to a name": """total = self.passed_back(after)
        self.delta = total * (1 - self.out ** 2)""",
    "summed": """self.delta = sum(
            link.weight * unit.delta for link, unit in zip(self.links, after)) * (1 - self.out ** 2)""",
    "in a loop": """total = 0.0
        for link, unit in zip(self.links, after[:-1]):
            total += link.weight * unit.delta
        self.delta = total * (1 - self.out ** 2)""",
}
UPDATE = {
    "by numbers": """for n in range(len(before)):
            link = before[n].links[self.number]
            link.weight += 0.2 * before[n].out * self.delta""",
    "by units": """for unit in before:
            unit.links[self.number].weight += 0.2 * self.delta * unit.out""",
    "by a step": """for n in range(0, len(before)):
            unit = before[n]
            step = 0.2 * unit.out * self.delta
            link = unit.links[self.number]
            link.weight = link.weight + step""",
}


def program(hidden: str, update: str) -> str:
    """Return a program with one form of the hidden δ and one of the update."""
    return OBJECTS.replace("HIDDEN", HIDDEN[hidden]).replace("UPDATE", UPDATE[update])


@pytest.mark.parametrize("update", UPDATE)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_kept_sum_without_its_slope_is_named_where_it_is_kept(hidden: str, update: str, tmp_path: Path) -> None:
    right = program(hidden, update)
    place = right.index("def hidden_delta")
    wrong = right[:place] + right[place:].replace(" * (1 - self.out ** 2)", "", 1)
    line = line_of("def hidden_delta", right) + HIDDEN[hidden][: HIDDEN[hidden].index("self.delta =")].count("\n") + 1
    assert names_and_lines(wrong, tmp_path) == {("slope-missing", line)}


@pytest.mark.parametrize(
    ("update", "before", "after"),
    [
        ("by numbers", "for n in range(len(before)):", "for n in range(len(before) - 1):"),
        ("by units", "for unit in before:\n            unit.links", "for unit in before[:-1]:\n            unit.links"),
        ("by a step", "for n in range(0, len(before)):", "for n in range(0, len(before) - 1):"),
    ],
)
def test_a_loop_that_leaves_the_biases_out_is_named(update: str, before: str, after: str, tmp_path: Path) -> None:
    wrong = program("returned", update).replace(before, after)
    assert names_and_lines(wrong, tmp_path) == {("bias-never-updated", line_of(after, wrong))}


@pytest.mark.parametrize("update", UPDATE)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_nothing_is_named_in_what_is_right(hidden: str, update: str, tmp_path: Path) -> None:
    assert names_and_lines(program(hidden, update), tmp_path) == set()
