"""Hinge loss with labels -1 and 1 and one hidden layer."""

import numpy as np

rng = np.random.default_rng(77)
X = rng.normal(size=(26, 2))
y = np.where(X[:, 0] * X[:, 1] > 0, 1.0, -1.0)
W = rng.normal(size=(6, 2))
b = rng.normal(size=6)
v = rng.normal(size=6) * 0.5
c = 0.0


def hidden():
    return np.tanh(X @ W.T + b)


def hinge():
    return np.mean(np.maximum(0, 1 - y * (hidden() @ v + c)))


def step(lr=0.1):
    global W, b, v, c
    h = hidden()
    s = h @ v + c
    g = np.where(y * s < 1, -y, 0.0) / len(y)
    gv = h.T @ g
    gc = g.sum()
    gh = g[:, None] * v
    gW = gh.T @ X
    gb = gh.sum(axis=0)
    W = W - lr * gW
    b = b - lr * gb
    v = v - lr * gv
    c = c - lr * gc


for i in range(100):
    step()
    if i % 20 == 0:
        print(i, hinge())
