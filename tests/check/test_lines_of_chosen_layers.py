"""A slope that is missing in some layers alone: the line that decides in which layers it is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said

LOOP = """import numpy as np

rng = np.random.default_rng(4)
sizes = [3, 6, 5, 4, 1]
W = [rng.normal(0, 0.8, (a, b)) for a, b in zip(sizes, sizes[1:])]
B = [rng.normal(0, 0.2, b) for b in sizes[1:]]
L = len(W)
X = rng.normal(size=(20, 3))
Y = X[:, :1] * X[:, 1:2]


def forward(x):
    values = [x]
    for i in range(L):
        z = values[-1] @ W[i] + B[i]
        values.append(np.tanh(z) if i < L - 1 else z)
    return values


def backward(values, y):
    delta = 2 * (values[-1] - y) / len(y)
    grads = []
    for i in reversed(range(L)):
        grads.append((values[i].T @ delta, delta.sum(axis=0)))
        delta = delta @ W[i].T
        if 0 < i:
            delta = delta * (1 - values[i] ** 2)
    return grads[::-1]


for epoch in range(100):
    values = forward(X)
    for i, (dw, db) in enumerate(backward(values, Y)):
        W[i] -= 0.05 * dw
        B[i] -= 0.05 * db
"""
TRAINING = """X = rng.normal(size=(20, 3))
Y = X[:, :1] * X[:, 1:2]
for epoch in range(100):
    h = X
    for layer in net:
        h = layer.forward(h)
    g = 2 * (h - Y) / len(Y)
    for layer in reversed(net):
        g = layer.backward(g)
    for layer in net:
        layer.w -= 0.05 * layer.dw
        layer.b -= 0.05 * layer.db
"""
FLAGS = (
    """import numpy as np

rng = np.random.default_rng(4)


class Layer:
    def __init__(self, n_in, n_out, activate, gate):
        self.w = rng.normal(0, 0.8, (n_in, n_out))
        self.b = rng.normal(0, 0.2, n_out)
        self.activate = activate
        self.gate = gate

    def forward(self, x):
        self.x = x
        self.a = x @ self.w + self.b
        if self.activate:
            self.a = np.tanh(self.a)
        return self.a

    def backward(self, g):
        if self.gate:
            g = g * (1 - self.a ** 2)
        self.dw = self.x.T @ g
        self.db = g.sum(axis=0)
        return g @ self.w.T


net = [
    Layer(3, 6, True, True),
    Layer(6, 5, True, True),
    Layer(5, 1, False, False),
]
"""
    + TRAINING
)
HOOKS = (
    """import numpy as np

rng = np.random.default_rng(4)


class Dense:
    def __init__(self, n_in, n_out):
        self.w = rng.normal(0, 0.8, (n_in, n_out))
        self.b = rng.normal(0, 0.2, n_out)
        self.act = None
        self.before_backward = None

    def forward(self, x):
        self.x = x
        self.z = x @ self.w + self.b
        self.out = self.act(self.z) if self.act else self.z
        return self.out

    def backward(self, g):
        if self.before_backward is not None:
            g = self.before_backward(self, g)
        self.dw = self.x.T @ g
        self.db = g.sum(axis=0)
        return g @ self.w.T


def tanh_back(layer, g):
    return g * (1 - layer.out ** 2)


net = [Dense(3, 6), Dense(6, 5), Dense(5, 4), Dense(4, 1)]
for layer in net[:-1]:
    layer.act = np.tanh
for layer in net[:-1]:
    layer.before_backward = tanh_back
"""
    + TRAINING
)
MADE_IN_A_LOOP = """sizes = [3, 6, 5, 1]
net = []
for k in range(3):
    gate = {gate}
    net.append(Layer(sizes[k], sizes[k + 1], k < 2, gate))
"""
WRITTEN_OUT = """net = [
    Layer(3, 6, True, True),
    Layer(6, 5, True, True),
    Layer(5, 1, False, False),
]
"""


@pytest.mark.parametrize("program", [LOOP, FLAGS, HOOKS])
def test_the_slope_of_every_layer_is_right(program: str, tmp_path: Path) -> None:
    assert said(program, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(
    ("program", "changes", "deciding"),
    [
        (LOOP, {"if 0 < i:": "if 1 < i:"}, "if 1 < i:"),
        (
            LOOP,
            {
                "        if 0 < i:\n    ": "",
                "delta * (1 - values[i] ** 2)": "delta * (1 - values[i] ** 2) if i > 1 else delta",
            },
            "if i > 1 else",
        ),
        (LOOP, {"if 0 < i:": "if gated[i]:", "L = len(W)": "L = len(W)\ngated = [0, 0, 1, 1]"}, "gated = ["),
        (FLAGS, {"Layer(6, 5, True, True)": "Layer(6, 5, True, False)"}, "Layer(6, 5, True, False)"),
        (FLAGS, {WRITTEN_OUT: MADE_IN_A_LOOP.format(gate="0 < k < 2")}, "gate = 0 < k < 2"),
        (HOOKS, {"for layer in net[:-1]:\n    layer.before": "for layer in net[:-2]:\n    layer.before"}, "net[:-2]"),
        (HOOKS, {"    layer.before": "    if layer is not net[0]:\n        layer.before"}, "if layer is not"),
    ],
)  # fmt: skip
def test_a_slope_missing_in_some_layers_is_told_where_these_are_chosen(
    program: str, changes: dict[str, str], deciding: str, tmp_path: Path
) -> None:
    wrong = changed(program, changes)
    (mistake,) = said(wrong, tmp_path)["mistakes"]
    assert mistake["id"] == "slope-missing"
    assert mistake["line"] == line_of(deciding, wrong)


def test_a_condition_that_all_layers_with_a_slope_meet_is_not_told(tmp_path: Path) -> None:
    before = """        delta = delta @ W[i].T
        if 0 < i:
            delta = delta * (1 - values[i] ** 2)
"""
    after = """        if i == L - 1:
            delta = delta @ W[i].T
        elif 0 < i:
            delta = delta @ W[i].T * (1 - values[i] ** 2)
"""
    wrong = changed(LOOP, {before: after})
    (mistake,) = said(wrong, tmp_path)["mistakes"]
    assert mistake["id"] == "slope-missing"
    assert mistake["line"] not in {line_of("if i == L - 1", wrong), line_of("elif 0 < i", wrong)}
