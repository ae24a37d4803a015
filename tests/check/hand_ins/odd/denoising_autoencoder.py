import numpy as np
rng = np.random.default_rng(3)
X = rng.random((6, 4))
W = rng.normal(size=(4, 2)); V = rng.normal(size=(2, 4))
s = lambda z: 1 / (1 + np.exp(-z))
for i in range(100):
    N = X * (rng.random(X.shape) > .3)
    h = s(N @ W)
    r = s(h @ V)
    d = (r - X) * r * (1 - r)
    e = d @ V.T * h * (1 - h)
    V -= .2 * h.T @ d
    W -= .2 * N.T @ e
