import numpy as np
rng = np.random.default_rng(0)
X = rng.uniform(.3, 1.5, (4, 2)); Y = rng.random((4, 1))
W = rng.normal(size=(2, 3)) * .5; V = rng.normal(size=(3, 1)) * .5
for i in range(60):
    h = np.exp(np.log(X) @ W)
    d = (h @ V - Y) / 4
    g = d @ V.T * h
    V -= .1 * h.T @ d
    W -= .1 * np.log(X).T @ g
