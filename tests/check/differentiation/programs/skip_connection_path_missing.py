"""Network with a skip connection around the second layer."""

import numpy as np


class SkipNet:
    def __init__(self, rng):
        self.W1 = rng.normal(0, 0.5, (2, 5))
        self.b1 = rng.normal(0, 0.1, 5)
        self.W2 = rng.normal(0, 0.5, (5, 5))
        self.b2 = rng.normal(0, 0.1, 5)
        self.W3 = rng.normal(0, 0.5, (5, 2))
        self.b3 = np.zeros(2)

    def forward(self, x):
        self.x = x
        self.h = np.tanh(x @ self.W1 + self.b1)
        self.g = np.tanh(self.h @ self.W2 + self.b2)
        self.s = self.h + self.g
        self.y = self.s @ self.W3 + self.b3
        return self.y

    def loss(self, x, t):
        return 0.5 * np.sum((self.forward(x) - t) ** 2) / len(x)

    def train(self, x, t, lr=0.1):
        self.forward(x)
        n = len(x)
        dy = (self.y - t) / n
        dW3 = self.s.T @ dy
        db3 = dy.sum(axis=0)
        ds = dy @ self.W3.T
        dg = ds * (1 - self.g**2)
        dW2 = self.h.T @ dg
        db2 = dg.sum(axis=0)
        # back through the second layer to the first
        dh = dg @ self.W2.T
        dz = dh * (1 - self.h**2)
        dW1 = x.T @ dz
        db1 = dz.sum(axis=0)
        for name, grad in [("W1", dW1), ("b1", db1), ("W2", dW2), ("b2", db2), ("W3", dW3), ("b3", db3)]:
            setattr(self, name, getattr(self, name) - lr * grad)


rng = np.random.default_rng(8)
X = rng.uniform(-1, 1, (24, 2))
Y = np.column_stack([X[:, 0] * X[:, 1], X[:, 0] ** 2])
net = SkipNet(rng)
for i in range(200):
    net.train(X, Y)
    if i % 50 == 0:
        print(i, net.loss(X, Y))
