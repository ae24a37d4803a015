"""Huber loss: squared near zero, linear beyond 1."""

import numpy as np

rng = np.random.default_rng(55)
X = np.linspace(-2, 2, 20)[:, None]
Y = X**3 / 2
Y[4] += 5
W1 = rng.normal(size=(1, 8))
b1 = rng.normal(size=8)
W2 = rng.normal(size=(8, 1)) * 0.3
b2 = np.zeros(1)
DELTA = 1.0


def predict(X):
    h = np.tanh(X @ W1 + b1)
    return h, h @ W2 + b2


def huber(X, Y):
    r = np.abs(predict(X)[1] - Y)
    return np.mean(np.where(r < DELTA, 0.5 * r**2, DELTA * (r - 0.5 * DELTA)))


def step(X, Y, lr=0.1):
    global W1, b1, W2, b2
    h, y = predict(X)
    r = y - Y
    g = np.clip(r, -DELTA, DELTA) / len(X)
    gh = g @ W2.T * (1 - h * h)
    W2 = W2 - lr * h.T @ g
    b2 = b2 - lr * g.sum(0)
    W1 = W1 - lr * X.T @ gh
    b1 = b1 - lr * gh.sum(0)


for i in range(100):
    step(X, Y)
    if i % 25 == 0:
        print(i, huber(X, Y))
