import numpy as np
rng = np.random.default_rng(3)
X = rng.random((6, 4))
W = rng.normal(size=(4, 2)); b = np.zeros(2); c = np.zeros(4)
s = lambda z: 1 / (1 + np.exp(-z))
for i in range(100):
    h = s(X @ W + b)
    r = s(h @ W.T + c)
    d = (r - X) * r * (1 - r)
    e = d @ W * h * (1 - h)
    W -= .2 * (X.T @ e + d.T @ h); b -= .2 * e.sum(0); c -= .2 * d.sum(0)
