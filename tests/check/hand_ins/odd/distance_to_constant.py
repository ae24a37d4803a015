import numpy as np
rng = np.random.default_rng(0)
X = rng.random((4, 2))
W = rng.normal(size=(2, 3)); V = rng.normal(size=(3, 1))
for i in range(60):
    h = np.tanh(X @ W); o = h @ V
    d = 2 * (o - 0.25) / 4
    g = d @ V.T * (1 - h * h)
    V -= .1 * h.T @ d
    W -= .1 * X.T @ g
