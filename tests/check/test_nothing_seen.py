"""Files in which no training is seen: what is said tells those that end from those that are stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import said_of_file

NEVER = """\
import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(5, 2))
T = rng.uniform(size=(5, 1))
W = rng.normal(size=(2, 1))
y = 1 / (1 + np.exp(-(X @ W)))
print(((y - T) ** 2).mean())
"""
FOREVER = """\
import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(5, 2))
T = rng.uniform(size=(5, 1))
W = rng.normal(size=(2, 1))
while True:
    y = 1 / (1 + np.exp(-(X @ W)))
    if np.mean((y - T) ** 2) < 1e-9:
        break
"""


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (NEVER, "no number was updated again by what had been computed from it; if the file makes a network, add"),
        (
            FOREVER,
            "until then no number was updated by what had been computed from it: if one update takes many samples",
        ),
    ],
)
def test_what_was_seen_of_it_is_told(source: str, told: str, tmp_path: Path) -> None:
    found = said_of_file(source, tmp_path)
    assert found["verdict"] == "undecided"
    assert told in found["reason"]
    assert "--step" in found["reason"]


PERCEPTRON = """\
w = [0.0, 0.0]
b = 0.0
def predict(x):
    return 1 if w[0] * x[0] + w[1] * x[1] + b > 0 else -1
for _ in range(10):
    for x, t in [([2, 1], 1), ([-1, -2], -1), ([1, 3], 1), ([-2, -1], -1), ([0.2, -1], 1)]:
        if predict(x) != t:
            for i in range(2):
                w[i] += t * x[i]
            b += t
"""
MARGINS = """\
import numpy as np
class Machine:
    def __init__(self):
        self.w = np.zeros(2)
    def fit(self, X, t):
        for _ in range(5):
            for x, wanted in zip(X, t):
                score = x @ self.w
                margin = wanted * score
                if margin <= 0:
                    self.w = self.w + wanted * x
Machine().fit(np.array([[2, 1], [-1, -2], [1, 3], [-2, -1]]), [1, -1, 1, -1])
"""


@pytest.mark.parametrize(("source", "line", "name"), [(PERCEPTRON, 9, "w"), (MARGINS, 11, "self.w")])
def test_a_perceptron_in_a_condition_is_told(source: str, line: int, name: str, tmp_path: Path) -> None:
    found = said_of_file(source, tmp_path)
    assert found["verdict"] == "undecided"
    assert found["reason"].startswith(f"line {line} updates {name} only if a condition on the output holds")


def test_a_condition_on_something_else_is_not_told(tmp_path: Path) -> None:
    counted = "n = 0\nfor x in [1.5, -2.5, 3.5]:\n    if x > 0:\n        n += x\nprint(n)\n"
    assert "only if a condition" not in said_of_file(counted, tmp_path)["reason"]
