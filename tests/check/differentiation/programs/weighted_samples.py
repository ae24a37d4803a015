"""Rare positives: the cross-entropy of a positive counts four times."""

import numpy as np

rng = np.random.default_rng(31)
X = rng.normal(size=(40, 3))
y = (X.sum(axis=1) > 1.8).astype(float).reshape(-1, 1)
weight = np.where(y == 1, 4.0, 1.0)
W1 = rng.normal(0, 0.5, (3, 5))
b1 = np.zeros((1, 5))
W2 = rng.normal(0, 0.5, (5, 1))
b2 = np.zeros((1, 1))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def loss():
    p = sigmoid(np.tanh(X @ W1 + b1) @ W2 + b2)
    return -np.mean(weight * (y * np.log(p) + (1 - y) * np.log(1 - p)))


def descend(lr=0.2):
    global W1, b1, W2, b2
    h = np.tanh(X @ W1 + b1)
    p = sigmoid(h @ W2 + b2)
    d2 = weight * (p - y) / len(y)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 = W2 - lr * h.T @ d2
    b2 = b2 - lr * d2.sum(axis=0, keepdims=True)
    W1 = W1 - lr * X.T @ d1
    b1 = b1 - lr * d1.sum(axis=0, keepdims=True)


for i in range(150):
    descend()
    if i % 50 == 0:
        print(i, loss())
