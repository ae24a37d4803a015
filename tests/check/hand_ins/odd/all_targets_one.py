import numpy as np
rng = np.random.default_rng(0)
X = rng.random((4, 2))
W = rng.normal(size=(2, 3)); V = rng.normal(size=(3, 1))
s = lambda z: 1 / (1 + np.exp(-z))
for i in range(60):
    h = s(X @ W); o = s(h @ V)
    d = (o - 1) * o * (1 - o)
    g = d @ V.T * h * (1 - h)
    V -= .5 * h.T @ d
    W -= .5 * X.T @ g
