import numpy as np
rng = np.random.default_rng(0)
P = rng.random((5, 3)); N = rng.random((5, 3)) - .5
W = rng.normal(size=(3, 4)) * .5
s = lambda z: 1 / (1 + np.exp(-z))
for i in range(60):
    for x, sign in ((P, 1), (N, -1)):
        h = np.maximum(0, x @ W)
        g = (h ** 2).sum(1, keepdims=True) - 1
        d = -sign * s(-sign * g)
        W = W - .05 * x.T @ (d * 2 * h)
