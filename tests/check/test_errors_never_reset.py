"""Errors of units that add up from step to step, alone and beside other mistakes, in objects and in arrays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said, said_of_file
from xortui.check.found_training import can_be_opened
from xortui.check.tricks import trick_in
from xortui.check.verdict import OPENED

CELLS = """
import math
import random

random.seed(5)


class Link:
    def __init__(self, source):
        self.source = source
        self.strength = random.uniform(-1, 1)


class Cell:
    rate = 0.4

    def __init__(self, below):
        self.links = [Link(one) for one in below]
        self.value = 1.0
        self.blame = 0.0

    def add_blame(self, share):
        self.blame = self.blame + share

    def fire(self):
        if self.links:
            z = sum(link.strength * link.source.value for link in self.links)
            self.value = math.tanh(z)

    def learn(self):
        delta = self.blame * (1 - self.value ** 2)
        for link in self.links:
            link.source.add_blame(link.strength * delta)
            link.strength -= Cell.rate * delta * link.source.value


class Net:
    def __init__(self, sizes):
        self.layers = []
        below = []
        for size in sizes:
            layer = [Cell(below) for _ in range(size)]
            self.layers.append(layer)
            below = layer + [Cell([])]

    def train(self, xs, ts):
        for cell, x in zip(self.layers[0], xs):
            cell.value = x
        for layer in self.layers[1:]:
            for cell in layer:
                cell.fire()
        for layer in self.layers:
            for cell in layer:
                cell.blame = 0.0
        for cell, t in zip(self.layers[-1], ts):
            cell.blame = cell.value - t
        for layer in reversed(self.layers[1:]):
            for cell in layer:
                cell.learn()

    def distance(self, ts):
        total = 0.0
        for cell, t in zip(self.layers[-1], ts):
            total += (cell.value - t) ** 2
        total = math.sqrt(total / len(ts))
        return total


net = Net([2, 3, 2])
data = [([0.1, 0.9], [0.5, -0.5]), ([-0.4, 0.2], [-0.5, 0.5]), ([0.7, -0.6], [0.3, 0.1]), ([-0.8, -0.3], [0, 0.6])]
for epoch in range(60):
    for xs, ts in data:
        net.train(xs, ts)
        net.distance(ts)
"""
RESET = """        for layer in self.layers:
            for cell in layer:
                cell.blame = 0.0
"""
IN_EACH_EPOCH = "    for layer in net.layers:\n        for cell in layer:\n            cell.blame = 0.0\n"
LOOP = "    for xs, ts in data:\n"
HANDS_BACK = """            link.source.add_blame(link.strength * delta)
            link.strength -= Cell.rate * delta * link.source.value
"""
UPDATES_FIRST = """            link.strength -= Cell.rate * delta * link.source.value
            link.source.add_blame(link.strength * delta)
"""
ADDED = "self.blame = self.blame + share"
ARRAYS = """
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(8, 3))
Y = np.sin(X[:, :2])
V = rng.normal(size=(3, 4)) * 0.5
a = np.zeros(4)
W = rng.normal(size=(4, 2)) * 0.5
b = np.zeros(2)
back = np.zeros(4)
for epoch in range(80):
    for x, y in zip(X, Y):
        h = np.tanh(x @ V + a)
        d = h @ W + b - y
        back = W @ d
        delta = back * (1 - h ** 2)
        W -= 0.05 * np.outer(h, d)
        b -= 0.05 * d
        V -= 0.05 * np.outer(x, delta)
        a -= 0.05 * delta
"""
BATCHES = """
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(8, 3))
Y = np.sin(X[:, :2])
V = rng.normal(size=(3, 4)) * 0.5
W = rng.normal(size=(4, 2)) * 0.5
back = np.zeros((8, 4))
for epoch in range(80):
    h = np.tanh(X @ V)
    d = (h @ W - Y) / 8
    back = d @ W.T
    W -= 0.05 * h.T @ d
    V -= 0.05 * X.T @ (back * (1 - h ** 2))
"""


@pytest.mark.parametrize("source", [CELLS, ARRAYS, BATCHES])
def test_errors_that_begin_anew_are_right(source: str, tmp_path: Path) -> None:
    assert said(source, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("sizes", ["2, 3, 2", "2, 3, 3, 2"])
@pytest.mark.parametrize("before_epochs", ["", IN_EACH_EPOCH])
def test_errors_of_cells_that_are_never_reset_are_named(before_epochs: str, sizes: str, tmp_path: Path) -> None:
    wrong = changed(CELLS, {RESET: "", LOOP: before_epochs + LOOP, "2, 3, 2": sizes})
    verdict = said(wrong, tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [("errors-add-up", line_of(ADDED, wrong))]
    hidden = sizes.count("3")
    assert list(verdict["parameters"].values()) == ["wrong"] * hidden + ["right"]


@pytest.mark.parametrize(
    ("source", "right", "wrong", "names"),
    [
        (ARRAYS, "back = W @ d", "back += W @ d", ["V", "a"]),
        (ARRAYS, "back = W @ d", "back = back + W @ d", ["V", "a"]),
        (BATCHES, "back = d @ W.T", "back += d @ W.T", ["V"]),
    ],
)
def test_errors_in_arrays_that_are_never_reset_are_named(
    source: str, right: str, wrong: str, names: list[str], tmp_path: Path
) -> None:
    program = changed(source, {right: wrong})
    verdict = said(program, tmp_path)
    (mistake,) = verdict["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("errors-add-up", line_of(wrong, program))
    assert mistake["parameters"] == names
    assert [name for name, said_of in verdict["parameters"].items() if said_of == "wrong"] == names


@pytest.mark.parametrize(
    ("before", "after", "identity", "line"),
    [
        (HANDS_BACK, UPDATES_FIRST, "weights-updated", "link.source.add_blame("),
        ("(1 - self.value ** 2)", "(1 - self.value)", "slope-half", "delta = "),
    ],
)
def test_another_mistake_is_named_alone_and_beside_them(
    before: str, after: str, identity: str, line: str, tmp_path: Path
) -> None:
    wrong = changed(CELLS, {before: after})
    assert names_and_lines(wrong, tmp_path) == {(identity, line_of(line, wrong))}
    both = changed(wrong, {RESET: ""})
    assert names_and_lines(both, tmp_path) == {(identity, line_of(line, both)), ("errors-add-up", line_of(ADDED, both))}


def test_a_part_of_earlier_errors_that_is_kept_on_purpose_is_not_named(tmp_path: Path) -> None:
    leaky = changed(ARRAYS, {"back = W @ d": "back = 0.9 * back + W @ d"})
    assert said_of_file(leaky, tmp_path)["verdict"] == "undecided"


def test_no_other_mistake_is_planted_for_them_in_the_debugger(tmp_path: Path) -> None:
    verdict = said_of_file(changed(BATCHES, {"back = d @ W.T": "back += d @ W.T"}), tmp_path)
    assert can_be_opened(verdict)
    opened = verdict[OPENED]
    assert (opened["mistakes"], opened["is_explained"]) == ([], False)


@pytest.mark.parametrize(
    "line",
    ["total = math.sqrt(total)", "total = 0\n    total += e\n    total = total / math.sqrt(n)", "w -= r * np.sqrt(v)"],
)
def test_a_root_that_no_update_divides_by_hides_nothing(line: str) -> None:
    assert trick_in(f"for epoch in range(9):\n    {line}\n") == ""


@pytest.mark.parametrize("update", ["w = w - m / (np.sqrt(v) + 1e-8)", "w -= np.divide(m, np.sqrt(v))"])
def test_a_root_that_an_update_divides_by_is_told(update: str) -> None:
    assert trick_in(f"for epoch in range(9):\n    {update}\n").startswith("line 2 divides by a root")


def test_errors_of_a_large_batch_that_are_never_reset_accuse_nothing_else(tmp_path: Path) -> None:
    sizes = {"size=(8, 3)": "size=(2000, 3)", "(8, 4)": "(2000, 4)", "/ 8": "/ 2000"}
    verdict = said_of_file(changed(BATCHES, {**sizes, "back = d @ W.T": "back += d @ W.T"}), tmp_path)
    assert (verdict["verdict"], verdict["mistakes"]) == ("undecided", [])
    assert verdict["verdict"] != "right"
    assert "failed" not in verdict["reason"]
