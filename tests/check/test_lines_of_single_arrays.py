"""What is done to one array of several alone has the line that does it, and not that in which all are made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

LISTS = """\
import numpy as np

rng = np.random.default_rng(83)
W = [rng.normal(size=(4, 2)), rng.normal(size=(3, 4)), rng.normal(size=(2, 3))]
b = [rng.normal(size=(n, 1)) for n in (4, 3, 2)]
x = rng.normal(size=(2, 8))
t = (x > 0) * 1.0
for epoch in range(100):
    a = [x]
    for U, c in zip(W, b):
        a.append(1 / (1 + np.exp(-(U @ a[-1] + c))))
    d = [None, None, a[3] - t]
    for l in (1, 0):
        d[l] = W[l + 1].T @ d[l + 1] * a[l + 1] * (1 - a[l + 1])
    g = [e @ v.T / 8 for e, v in zip(d, a)]
    gb = [e.mean(axis=1, keepdims=True) for e in d]
    for l in range(3):
        W[l] -= 0.5 * g[l]
        b[l] -= 0.5 * gb[l]
"""


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_biases_of_one_layer_are_divided_once_more(layer: int, tmp_path: Path) -> None:
    wrong = f"gb[{layer}] = gb[{layer}] / 8"
    source = changed(LISTS, {"    for l in range(3):\n": f"    {wrong}\n    for l in range(3):\n"})
    assert names_and_lines(source, tmp_path) == {("bias-averaged", line_of(wrong, source))}


VELOCITIES = """\
import numpy as np

rng = np.random.default_rng(4)
x = rng.normal(size=(9, 2))
y = (x[:, :1] * x[:, 1:] > 0) * 1.0
p = {"W1": rng.normal(size=(2, 4)), "b1": np.zeros((1, 4)), "W2": rng.normal(size=(4, 1)), "b2": np.zeros((1, 1))}
v = {k: np.zeros_like(one) for k, one in p.items()}


def gradients():
    h = np.tanh(x @ p["W1"] + p["b1"])
    o = 1 / (1 + np.exp(-(h @ p["W2"] + p["b2"])))
    d2 = (o - y) / len(x)
    d1 = d2 @ p["W2"].T * (1 - h * h)
    return {"W2": h.T @ d2, "b2": d2.sum(0, keepdims=True),
            "W1": x.T @ d1, "b1": d1.sum(0, keepdims=True)}


def step(g, lr=0.2, mu=0.9):
    for k in ("W1", "W2"):
        v[k] = mu * v[k] + lr * g[k]
        p[k] -= v[k]
    for k in ("b1", "b2"):
        v[k] = mu * v[k] + lr * g[k]  # of the biases
        p[k] -= v[k]


for epoch in range(60):
    step(gradients())
"""


def test_the_rate_is_missing_in_the_velocities_of_the_biases(tmp_path: Path) -> None:
    wrong = "v[k] = mu * v[k] + g[k]  # of the biases"
    source = changed(VELOCITIES, {"v[k] = mu * v[k] + lr * g[k]  # of the biases": wrong})
    assert names_and_lines(source, tmp_path) == {("rate-missing", line_of(wrong, source))}


SCRIPT = """\
import numpy as np

rng = np.random.default_rng(6)
x = rng.normal(size=(9, 2))
t = (x[:, :1] * x[:, 1:] > 0) * 1.0
V, W = rng.normal(size=(2, 4)), rng.normal(size=(4, 1))
c, d = np.zeros((1, 4)), np.zeros((1, 1))
vV, vW, vc, vd = np.zeros_like(V), np.zeros_like(W), np.zeros_like(c), np.zeros_like(d)
lr, mu = 0.2, 0.9
for epoch in range(60):
    h = np.tanh(x @ V + c)
    o = 1 / (1 + np.exp(-(h @ W + d)))
    e = (o - t) / len(x)
    gW = h.T @ e
    gd = e.sum(0, keepdims=True)
    b = e @ W.T * (1 - h * h)
    gV = x.T @ b
    gc = b.sum(0, keepdims=True)
    vW = mu * vW - lr * gW
    vd = mu * vd - lr * gd
    vV = mu * vV - lr * gV
    vc = mu * vc - lr * gc
    W += vW
    d += vd
    V += vV
    c += vc
"""


@pytest.mark.parametrize("name", ["W", "V", "c"])
def test_the_rate_is_missing_in_one_velocity(name: str, tmp_path: Path) -> None:
    wrong = f"v{name} = mu * v{name} - g{name}"
    source = changed(SCRIPT, {f"v{name} = mu * v{name} - lr * g{name}": wrong})
    assert names_and_lines(source, tmp_path) == {("rate-missing", line_of(wrong, source))}


@pytest.mark.parametrize("name", ["W", "V", "c", "d"])
def test_the_momentum_is_missing_in_one_velocity(name: str, tmp_path: Path) -> None:
    wrong = f"v{name} = v{name} - lr * g{name}"
    source = changed(SCRIPT, {f"v{name} = mu * v{name} - lr * g{name}": wrong})
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("sums-never-reset", line_of(wrong, source))
    assert mistake["sentence"] == (
        f"The velocities of {name} are kept whole in each step: the factor that the others have is missing."
    )


LAYERS = """\
import numpy as np

rng = np.random.default_rng(55)


class Layer:
    def __init__(self, n, m):
        self.W = rng.normal(size=(n, m))
        self.g = np.zeros_like(self.W)

    def reset(self):
        self.g[:] = 0

    def forward(self, x):
        self.x = x
        self.a = np.tanh(x @ self.W)
        return self.a

    def backward(self, e):
        e = e * (1 - self.a * self.a)
        self.g += self.x.T @ e
        return e @ self.W.T


layers = [Layer(2, 4), Layer(4, 3), Layer(3, 1)]
x = rng.normal(size=(8, 2))
t = x[:, :1] * x[:, 1:]
for epoch in range(100):
    a = x
    for one in layers:
        a = one.forward(a)
    for one in ALL:
        one.reset()
    e = (a - t) / 8
    for one in layers[::-1]:
        e = one.backward(e)
    for one in layers:
        one.W -= 0.3 * one.g
"""


@pytest.mark.parametrize("some", ["layers[:-1]", "layers[1:]", "layers[:2]"])
def test_a_loop_resets_the_sums_of_some_layers(some: str, tmp_path: Path) -> None:
    source = LAYERS.replace("ALL", some)
    assert names_and_lines(source, tmp_path) == {("sums-never-reset", line_of(f"for one in {some}:\n    ", source))}


def test_a_loop_resets_the_sums_of_all_layers(tmp_path: Path) -> None:
    assert names_and_lines(LAYERS.replace("ALL", "layers"), tmp_path) == set()


SUMS = """\
import numpy as np

rng = np.random.default_rng(5)
x = rng.normal(size=(8, 2))
t = (x[:, :1] * x[:, 1:] > 0) * 1.0
p = {"W1": rng.normal(size=(2, 4)), "b1": np.ones((1, 4)), "W2": rng.normal(size=(4, 1)), "b2": np.ones((1, 1))}
G = {k: np.zeros_like(v) for k, v in p.items()}


def back():
    h = np.tanh(x @ p["W1"] + p["b1"])
    o = 1 / (1 + np.exp(-(h @ p["W2"] + p["b2"])))
    d2 = (o - t) / 8
    d1 = d2 @ p["W2"].T * (1 - h * h)
    return {"W1": x.T @ d1, "b1": d1.sum(0, keepdims=True), "W2": h.T @ d2, "b2": d2.sum(0, keepdims=True)}


for epoch in range(100):
    for k in SOME:
        RESET
    g = back()
    for k in p:
        G[k] += g[k]
    for k in p:
        p[k] = p[k] - 0.3 * G[k]
"""


@pytest.mark.parametrize("reset", ["G[k] = np.zeros_like(p[k])", "G[k][:] = 0"])
@pytest.mark.parametrize("some", [("W1", "b1"), ("W2", "b2"), ("b1", "b2"), ("W1", "W2", "b2")])
def test_a_loop_resets_the_sums_of_some_arrays(some: tuple[str, ...], reset: str, tmp_path: Path) -> None:
    source = SUMS.replace("SOME", str(some)).replace("RESET", reset)
    assert names_and_lines(source, tmp_path) == {("sums-never-reset", line_of(f"for k in {some}", source))}


@pytest.mark.parametrize("reset", ["G[k] = np.zeros_like(p[k])", "G[k][:] = 0"])
def test_a_loop_resets_the_sums_of_all_arrays(reset: str, tmp_path: Path) -> None:
    assert names_and_lines(SUMS.replace("SOME", "p").replace("RESET", reset), tmp_path) == set()
