"""Files that call their training once: the call is taken for a step."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import said_of_file, written
from xortui.check.process import checked

PROGRAM = """\
import numpy as np
rng = np.random.default_rng(2)

class Net:
    def __init__(self):
        self.W1 = rng.normal(size=(2, 3))
        self.W2 = rng.normal(size=(3, 1))

    def forward(self, X):
        self.h = 1 / (1 + np.exp(-X @ self.W1))
        return 1 / (1 + np.exp(-self.h @ self.W2))

    def backward(self, X, y, o):
        d2 = (y - o) * o * (1 - o)
        d1 = d2 @ self.W2.T * self.h * (1 - self.h)
        self.W1 += X.T @ d1
        self.W2 += self.h.T @ d2

    def train(self, X, y):
        self.backward(X, y, self.forward(X))

X = np.array([[0.2, 0.9], [0.1, 0.5], [0.3, 0.6]])
y = np.array([[0.92], [0.86], [0.89]])
net = Net()
net.train(X, y)
print(net.forward(X))
"""


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("", "", []),
        (" * self.h * (1 - self.h)", "", ["slope-missing"]),
        ("self.h * (1 - self.h)", "self.h", ["activation-for-slope"]),
    ],
)
def test_the_call_is_taken_again_for_more_steps(old: str, new: str, named: list[str], tmp_path: Path) -> None:
    program = PROGRAM.replace(old, new, 1) if old else PROGRAM
    found = said_of_file(program, tmp_path)
    assert [one["id"] for one in found["mistakes"]] == named
    assert found["verdict"] == ("wrong" if named else "right")
    assert "The file trains once: `net.train(X, y)` was called again for more steps." in found["understood"]


def test_a_call_that_only_goes_back_is_not_taken_again(tmp_path: Path) -> None:
    program = PROGRAM.replace("net.train(X, y)", "o = net.forward(X)\nnet.backward(X, y, o)")
    found = said_of_file(program, tmp_path)
    assert (found["verdict"], found["understood"]) == ("undecided", "")
    assert "no training was seen" in found["reason"]


def test_data_that_is_turned_around_at_the_beginning_of_a_step_belongs_to_it(tmp_path: Path) -> None:
    trained = PROGRAM.replace("net.train(X, y)\n", "for epoch in range(30):\n    net.train(X, y)\n")
    assert checked(written(trained, tmp_path), step="net.train(X, y)")["verdict"] == "right"
