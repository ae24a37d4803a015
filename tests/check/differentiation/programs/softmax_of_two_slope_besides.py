"""Softmax of two classes, trained on the squared error (Brier score)."""

import numpy as np


class Brier:
    def __init__(self):
        r = np.random.default_rng(6)
        self.w1 = r.normal(size=(2, 4))
        self.b1 = np.zeros((1, 4))
        self.w2 = r.normal(size=(4, 2))
        self.b2 = np.zeros((1, 2))

    def out(self, X):
        self.h = 1 / (1 + np.exp(-(X @ self.w1 + self.b1)))
        e = np.exp(self.h @ self.w2 + self.b2)
        return e / e.sum(axis=1, keepdims=True)

    def brier(self, X, T):
        return 0.5 * ((self.out(X) - T) ** 2).sum() / len(X)

    def fit(self, X, T, eta=0.5):
        p = self.out(X)
        g = (p - T) / len(X)
        d2 = p * (1 - p) * g
        d1 = d2 @ self.w2.T * self.h * (1 - self.h)
        self.w2 -= eta * self.h.T @ d2
        self.b2 -= eta * d2.sum(axis=0, keepdims=True)
        self.w1 -= eta * X.T @ d1
        self.b1 -= eta * d1.sum(axis=0, keepdims=True)


X = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])
T = np.array([[1, 0], [0, 1], [0, 1], [1, 0.0]])
net = Brier()
for i in range(200):
    net.fit(X, T)
print(net.out(X).round(2))
