"""A file that checks its gradients by itself is judged like one that does not: what it does there is not recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import said
from xortui.check import watching

NETWORK = """\
import copy
import numpy as np
rng = np.random.default_rng(0)
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1.]])
Y = np.array([[0], [1], [1], [0.]])
p = dict(W1=rng.normal(size=(2, 6)), b1=np.zeros(6), W2=rng.normal(size=(6, 1)), b2=np.zeros(1))
def f(z): return 1 / (1 + np.exp(-z))
def outputs(p):
    h = f(X @ p["W1"] + p["b1"])
    return h, f(h @ p["W2"] + p["b2"])
def loss(p):
    return np.sum((outputs(p)[1] - Y) ** 2) / 2
def gradients(p):
    h, o = outputs(p)
    d2 = (o - Y) * o * (1 - o)
    d1 = d2 @ p["W2"].T * {slope}
    return dict(W1=X.T @ d1, b1=d1.sum(0), W2=h.T @ d2, b2=d2.sum(0))
"""
TRAINING = """\
for epoch in range(100):
    {within}
    g = gradients(p)
    for name in p:
        p[name] = p[name] - 0.5 * g[name]
"""
CHECKS = {
    "moved and put back": """\
eps = 1e-5
for name in p:
    flat = p[name].reshape(-1)
    for i in range(flat.size):
        kept = flat[i]
        flat[i] = kept + eps
        up = loss(p)
        flat[i] = kept - eps
        down = loss(p)
        flat[i] = kept
        print((up - down) / (2 * eps) - gradients(p)[name].reshape(-1)[i])
""",
    "moved to and fro": """\
def check(eps=1e-4):
    g = gradients(p)
    worst = 0
    for name, w in p.items():
        for i in np.ndindex(w.shape):
            w[i] += eps
            up = loss(p)
            w[i] -= 2 * eps
            down = loss(p)
            w[i] += eps
            worst = max(worst, abs((up - down) / (2 * eps) - g[name][i]))
    return worst
print(check())
""",
    "copies": """\
def numerical(name, i, h):
    plus = copy.deepcopy(p)
    minus = copy.deepcopy(p)
    plus[name][i] += h
    minus[name][i] -= h
    return (loss(plus) - loss(minus)) / (2 * h)
h = 1e-6
print([numerical(name, i, h) for name in p for i in np.ndindex(p[name].shape)])
""",
    "one vector": """\
shapes = {name: w.shape for name, w in p.items()}
def unpacked(v):
    at = 0
    q = {}
    for name, shape in shapes.items():
        size = int(np.prod(shape))
        q[name] = v[at:at + size].reshape(shape)
        at += size
    return q
v = np.concatenate([w.ravel() for w in p.values()])
numerical = np.zeros_like(v)
for i in range(len(v)):
    e = np.zeros_like(v)
    e[i] = 1e-5
    numerical[i] = (loss(unpacked(v + e)) - loss(unpacked(v - e))) / (2 * 1e-5)
""",
    "to one side": """\
first = loss(p)
for w in p.values():
    for i in np.ndindex(w.shape):
        w[i] += 1e-6
        if abs((loss(p) - first) / 1e-6) > 9:
            print("steep")
        w[i] -= 1e-6
""",
}
INSIDE = """\
if epoch % 40 == 0:
        p["W1"][0, 0] += 1e-5
        up = loss(p)
        p["W1"][0, 0] -= 2e-5
        down = loss(p)
        p["W1"][0, 0] += 1e-5
        print((up - down) / 2e-5)"""
NUMERICAL = """\
def numerical(h=1e-5):
    g = {}
    for name, w in p.items():
        g[name] = np.zeros_like(w)
        for i in np.ndindex(w.shape):
            w[i] += h
            up = loss(p)
            w[i] -= 2 * h
            g[name][i] = (up - loss(p)) / (2 * h)
            w[i] += h
    return g
gradients = lambda p: numerical()
"""


@pytest.fixture(autouse=True)
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watch so little that a check of all gradients would leave nothing to see of the training."""
    monkeypatch.setattr(watching, "RUNS", ((2_000, 150),))


@pytest.mark.parametrize("name", CHECKS)
def test_a_file_that_checks_its_gradients_is_right_if_they_are(name: str, tmp_path: Path) -> None:
    source = NETWORK.format(slope="h * (1 - h)") + CHECKS[name] + TRAINING.format(within="pass")
    assert said(source, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("name", CHECKS)
def test_its_mistake_is_named(name: str, tmp_path: Path) -> None:
    source = NETWORK.format(slope="1") + CHECKS[name] + TRAINING.format(within="pass")
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert mistake["id"] == "slope-missing"
    assert "d1 = d2" in source.splitlines()[mistake["line"] - 1]


def test_a_training_that_checks_a_gradient_now_and_then_is_judged(tmp_path: Path) -> None:
    source = NETWORK.format(slope="h * (1 - h)") + TRAINING.format(within=INSIDE)
    assert said(source, tmp_path)["verdict"] == "right"


def test_a_training_with_numerical_gradients_is_not_called_right_or_wrong(tmp_path: Path) -> None:
    from xortui.check.undecided import UndecidedError

    source = NETWORK.format(slope="1") + NUMERICAL + TRAINING.format(within="pass")
    with pytest.raises(UndecidedError):
        said(source, tmp_path)
