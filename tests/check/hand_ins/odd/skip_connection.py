import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(5, 3)); Y = rng.random((5, 1))
A = rng.normal(size=(3, 3)) * .5; B = rng.normal(size=(3, 1)) * .5
for i in range(120):
    r = np.tanh(X @ A)
    h = X + r
    y = h @ B
    d = (y - Y) / 5
    dr = d @ B.T * (1 - r * r)
    B -= .1 * h.T @ d
    A -= .1 * X.T @ dr
