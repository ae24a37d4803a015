import numpy as np
rng = np.random.default_rng(0)
X = rng.random((4, 2)); Y = rng.random((4, 1)); Z = rng.random((4, 1))
W = rng.normal(size=(2, 3)); V = rng.normal(size=(3, 1)); U = rng.normal(size=(3, 1))
s = lambda z: 1 / (1 + np.exp(-z))
for i in range(60):
    h = np.tanh(X @ W)
    o = s(h @ V); q = h @ U
    d = (o - Y) * o * (1 - o)
    e = 0.3 * (q - Z)
    g = (d @ V.T + e @ U.T) * (1 - h * h)
    V -= .5 * h.T @ d
    U -= .5 * h.T @ e
    W -= .5 * X.T @ g
