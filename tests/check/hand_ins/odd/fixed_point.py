import numpy as np
rng = np.random.default_rng(0)
X = rng.random((4, 2)); Y = rng.random((4, 1))
W = rng.normal(size=(2, 3)); V = rng.normal(size=(3, 1))
q = lambda a: np.round(a * 4096) / 4096
s = lambda z: q(1 / (1 + np.exp(-z)))
for i in range(60):
    h = s(X @ W); o = s(h @ V)
    d = q((o - Y) * o * (1 - o))
    e = q(d @ V.T * h * (1 - h))
    V -= q(.5 * h.T @ d)
    W -= q(.5 * X.T @ e)
