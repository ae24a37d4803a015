"""Samples to which every step adds noise of its own, beside an evaluation that takes them as they are."""

from __future__ import annotations

from pathlib import Path

from tests.check.test_hidden_mistakes import mistakes
from tests.check.written_files import said

ONLINE = """\
import numpy as np
rng = np.random.default_rng(8)
X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
T = np.array([0.0, 1.0, 1.0, 0.0])
class Net:
    def __init__(self):
        self.W = rng.normal(size=(3, 2))
        self.b = rng.normal(size=3)
        self.v = rng.normal(size=3)
        self.c = 0.0
    def forward(self, x):
        self.h = np.tanh(self.W @ x + self.b)
        self.o = 1 / (1 + np.exp(-(self.v @ self.h + self.c)))
        return self.o
    def learn(self, x, t):
        self.forward(x)
        d = t - self.o
        back = d * self.v * (1 - self.h ** 2)
        self.v += 0.2 * d * self.h
        self.c += 0.2 * d
        self.W += 0.2 * np.outer(back, x)
        self.b += 0.2 * back
net = Net()
for epoch in range(20):
    for i in rng.permutation(4):
        net.learn(X[i] + 0.05 * rng.normal(size=2), T[i])
    print(np.mean([(net.forward(x) - t) ** 2 for x, t in zip(X, T)]))
"""


def test_a_sample_with_noise_is_no_new_version_of_the_sample(tmp_path: Path) -> None:
    assert said(ONLINE, tmp_path)["verdict"] == "right"


def test_a_mistake_is_found_beside_the_noise(tmp_path: Path) -> None:
    assert mistakes(ONLINE.replace(" * (1 - self.h ** 2)", ""), tmp_path) == [("slope-missing", 18)]
