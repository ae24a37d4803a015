import random

import numpy as np


def logistic(v):
    return 1.0 / (1.0 + np.exp(-v))


class MiniBatchNet:
    def __init__(self, sizes, seed=0):
        rng = np.random.default_rng(seed)
        n, h, o = sizes
        self.w = {"hidden": rng.normal(size=(n, h)), "out": rng.normal(size=(h, o))}
        self.b = {"hidden": np.zeros(h), "out": np.zeros(o)}

    def run(self, x):
        hidden = logistic(x @ self.w["hidden"] + self.b["hidden"])
        return hidden, logistic(hidden @ self.w["out"] + self.b["out"])

    def learn(self, x, y, lr):
        hidden, out = self.run(x)
        m = x.shape[0]
        err_out = (out - y) * out * (1 - out)
        err_hidden = err_out @ self.w["out"].T * hidden * (1 - hidden)
        self.w["out"] -= lr / m * hidden.T @ err_out
        self.b["out"] -= lr / m * err_out.sum(axis=0)
        self.w["hidden"] -= lr / m * x.T @ err_hidden
        self.b["hidden"] -= lr / m * err_hidden.sum(axis=0)


def batches(x, y, size):
    order = list(range(len(x)))
    random.shuffle(order)
    for i in range(0, len(order), size):
        yield x[order[i:i + size]], y[order[i:i + size]]


random.seed(1)
bits = np.array([[(n >> k) & 1 for k in range(3)] for n in range(8)], dtype=float)
answers = np.stack([bits.sum(1) % 2, bits.sum(1) > 1], axis=1).astype(float)
net = MiniBatchNet((3, 6, 2))
for epoch in range(60):
    for xb, yb in batches(bits, answers, 3):
        net.learn(xb, yb, 2.0)
print(net.run(bits)[1].round(2))
