"""Biases that go uphill by an error y − t of a linear output are learnt, and the error itself is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines

OBJECTS = """\
import math
import random


class Stage:
    def __init__(self, before, after, bent):
        self.rows = [[random.uniform(-0.8, 0.8) for _ in range(before)] for _ in range(after)]
        self.offsets = [random.uniform(-0.3, 0.3) for _ in range(after)]
        self.bent = bent

    def run(self, given):
        self.given = given
        self.result = []
        for row, offset in zip(self.rows, self.offsets):
            total = sum(r * g for r, g in zip(row, given)) + offset
            self.result.append(math.tanh(total) if self.bent else total)
        return self.result

    def learn(self, errors, rate):
        deltas = [e * (1 - a * a) if self.bent else e for e, a in zip(errors, self.result)]
        passed = [sum(d * row[i] for d, row in zip(deltas, self.rows)) for i in range(len(self.given))]
        for row, d in zip(self.rows, deltas):
            for i, g in enumerate(self.given):
                row[i] -= rate * d * g
        for k, d in enumerate(deltas):
            self.offsets[k] -= rate * d
        return passed


random.seed(31)
stages = [Stage(2, 3, True), Stage(3, 2, False)]
samples = [((0.1 * k, 1 - 0.2 * k), (0.5 * k, math.cos(k))) for k in range(6)]
for epoch in range(40):
    for given, wanted in samples:
        found = given
        for stage in stages:
            found = stage.run(found)
        errors = [f - w for f, w in zip(found, wanted)]
        for stage in reversed(stages):
            errors = stage.learn(errors, 0.05)
"""
BIASES = "self.offsets[k] -= rate * d"
PASSED = "passed = [sum(d * row[i] for d, row in zip(deltas, self.rows)) for i in range(len(self.given))]\n"
UPHILL = ("self.offsets[k] += rate * d", "self.offsets[k] = self.offsets[k] + rate * d", "self.offsets[k] += d * rate")


@pytest.mark.parametrize("uphill", UPHILL)
def test_they_are_named(tmp_path: Path, uphill: str) -> None:
    source = changed(OBJECTS, {BIASES: uphill})
    assert names_and_lines(source, tmp_path) == {("uphill", line_of(uphill, source))}


def test_they_are_named_beside_weights_that_are_updated_before(tmp_path: Path) -> None:
    source = changed(OBJECTS, {f"        {PASSED}": "", BIASES: UPHILL[0]})
    source = changed(source, {"        return passed": f"        {PASSED}        return passed"})
    expected = {("weights-updated", line_of(PASSED, source)), ("uphill", line_of(UPHILL[0], source))}
    assert names_and_lines(source, tmp_path) == expected


def test_the_error_may_be_turned_around(tmp_path: Path) -> None:
    turned = {"f - w for": "w - f for", "row[i] -= rate": "row[i] += rate", BIASES: UPHILL[0]}
    assert names_and_lines(changed(OBJECTS, turned), tmp_path) == set()
