import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(4, 3)); Y = rng.random((4, 1))
W = rng.normal(size=(3, 3)) * .5; G = rng.normal(size=(3, 3)) * .5; V = rng.normal(size=(3, 1)) * .5
s = lambda z: 1 / (1 + np.exp(-z))
for i in range(60):
    c = np.tanh(X @ W); g = s(X @ G)
    h = g * c + (1 - g) * X
    d = (h @ V - Y) / 4
    dh = d @ V.T
    V -= .1 * h.T @ d
    W -= .1 * X.T @ (dh * g * (1 - c * c))
    G -= .1 * X.T @ (dh * (c - X) * g * (1 - g))
