import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(6, 2)); Y = rng.random(6)
C = rng.normal(size=(4, 2)); w = rng.normal(size=4)
for i in range(80):
    for x, t in zip(X, Y):
        diff = x - C
        h = np.exp(-(diff ** 2).sum(1))
        e = w @ h - t
        dC = (e * w * h * 2)[:, None] * diff
        w -= .1 * e * h
        C -= .1 * dC
