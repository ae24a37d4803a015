import numpy as np
rng = np.random.default_rng(0)
X = rng.random((4, 2)); Y = rng.random((4, 1))
s = lambda z: 1 / (1 + np.exp(-z))
nets = [[rng.normal(size=(2, 3)), rng.normal(size=(3, 1))] for _ in range(3)]
for i in range(60):
    for net in nets:
        W, V = net
        h = s(X @ W); o = s(h @ V)
        d = (o - Y) * o * (1 - o)
        e = d @ V.T * h * (1 - h)
        net[1] = V - .5 * h.T @ d
        net[0] = W - .5 * X.T @ e
